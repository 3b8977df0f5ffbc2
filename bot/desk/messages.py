"""Messages that hold links or PDFs: whether they are read, and into which requests they fall."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable

from bot.desk.intake import Intake
from bot.desk.requests import BriefRequest, MessageSeen, ReactionSeen
from bot.reading.urls import canonical_url, links_in
from bot.settings import SlackSettings
from bot.slack.directory import Directory
from bot.store.store import Store

MINUTE = 60.0
EVERY_LINK = 100


class Messages:
    """Applies the channel's rules to a message: links mode, allowed bots, shared channels, the loop guard."""

    def __init__(
        self,
        store: Store,
        intake: Intake,
        directory: Directory,
        settings: SlackSettings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._intake = intake
        self._directory = directory
        self._settings = settings
        self._monotonic = monotonic
        self._bots: defaultdict[tuple[str, str, str], deque[float]] = defaultdict(deque)

    async def message(self, seen: MessageSeen) -> None:
        """A new message: in auto mode its links and PDFs become requests."""
        channel = await self._store.channels.get(seen.team, seen.channel)
        mode = "auto" if seen.direct else (channel.links or self._settings.links)
        if mode != "auto" or (seen.shared and not channel.shared_allowed):
            return
        if seen.bot_id and not (seen.bot_id in channel.allowed_bots and self._within_guard(seen)):
            return
        await self._enqueue(seen)

    async def reaction(self, seen: ReactionSeen) -> None:
        """Somebody asked for a brief by the emoji of the settings: read the message they reacted to."""
        if seen.reaction != self._settings.reaction:
            return
        channel = await self._store.channels.get(seen.team, seen.channel)
        if (channel.links or self._settings.links) == "off" or (seen.shared and not channel.shared_allowed):
            return
        found = await self._directory.message(seen.team, seen.channel, seen.ts)
        if found is not None:
            await self._enqueue(seen.message(found.text, found.thread_ts, found.file_ids))

    async def _enqueue(self, seen: MessageSeen) -> None:
        requests: list[BriefRequest] = []
        known = {canonical_url(url) for url in links_in(seen.before, limit=EVERY_LINK)}
        for url in links_in(seen.text, limit=EVERY_LINK if known else self._settings.links_per_message):
            if len(requests) == self._settings.links_per_message or canonical_url(url) in known:
                continue
            requests.append(seen.request(len(requests), url=url))
        for file_id in seen.file_ids[: self._settings.links_per_message]:
            requests.append(seen.request(len(requests), file_id=file_id))
        if requests:
            await self._intake.accept(seen.team, f"{seen.key}/links", requests)

    def _within_guard(self, seen: MessageSeen) -> bool:
        """Two bots that answer each other would never stop: so many messages a minute, then silence."""
        times = self._bots[seen.team.enterprise_id, seen.team.team_id, seen.channel]
        now = self._monotonic()
        while times and now - times[0] > MINUTE:
            times.popleft()
        if len(times) >= self._settings.bot_messages_per_minute:
            return False
        times.append(now)
        return True
