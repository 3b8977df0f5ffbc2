"""A digest of a list, built from the store alone: one question for the news of both windows, three small ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.desk import subjects
from bot.desk.digests.digesting import Silence, Window, build
from bot.desk.digests.news import DigestNews
from bot.desk.digests.ports import Lists
from bot.desk.owners import TEAM
from bot.market.symbols import bare
from bot.model import Team
from bot.slack.digest_parts import Digest, Hint
from bot.store.store import Store

EMPTY = "This list is empty; fill it with the watch command."
EMPTY_PORTFOLIO = "This portfolio is empty; import it with the portfolio command."


class DigestBuilding:
    """Reads and builds; posts nothing. `restricted` are the names that the settings forbid everywhere."""

    def __init__(self, store: Store, lists: Lists, restricted: Sequence[str]) -> None:
        self._store = store
        self._news = DigestNews(store)
        self._lists = lists
        self._restricted = frozenset(bare(ticker) for ticker in restricted)
        self._turn = asyncio.Lock()

    async def of_list(
        self,
        team: Team,
        channel: str,
        owner: str,
        list_name: str,
        window: Window,
        *,
        now: datetime,
        notes: Sequence[str] = (),
        hints: Sequence[Hint] = (),
        tz: str = "UTC",
        settled: bool = False,
        alone: bool = False,
    ) -> Digest:
        """What there is to say in a channel about a list, without what is muted there now or restricted.

        `alone`: only the person who asks reads it. How much a person holds is nobody else's business; the weights of a
        channel's or the team's portfolio are told to those whose it is.

        `settled`: nothing is on its way into the window any more, so that its news may be shared with other digests.
        """
        watched = await self._lists.members(team, owner, list_name)
        if not (watched.tickers or watched.themes or watched.keywords):
            notes = (*notes, EMPTY if subjects.portfolio_name(list_name) is None else EMPTY_PORTFOLIO)
        weights = (
            await self._lists.weights(team, owner, list_name) if alone or owner in (channel, TEAM) else {}
        )
        news = await self._news.about(team, window, watched, settled=settled)
        silence = await self._silence(team, channel, now)
        # A popular list has thousands of articles a day: working them out must not hold up the event loop. Several
        # threads at once would be no faster together, and leave the loop less.
        async with self._turn:
            return await asyncio.to_thread(
                build,
                subjects.title(list_name),
                window,
                news,
                watched,
                silence,
                notes=notes,
                hints=hints,
                tz=tz,
                weights=weights,
            )

    async def _silence(self, team: Team, channel: str, now: datetime) -> Silence:
        mutes = await self._store.mutes.active(team, now, channel)
        listed = await self._store.restricted.list(team)
        return Silence(
            restricted=self._restricted | {bare(ticker) for ticker in listed},
            tickers=frozenset(mute.subject.upper() for mute in mutes if mute.kind == "ticker"),
            sources=frozenset(mute.subject.casefold() for mute in mutes if mute.kind == "source"),
            stories=frozenset(mute.subject for mute in mutes if mute.kind == "story"),
        )
