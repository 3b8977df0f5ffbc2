"""What nobody wants to hear for a while: a ticker, a source, a story, in one channel or everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from bot.desk import tasks
from bot.desk.areas import Asked, Form
from bot.desk.companies import Meaning, unclear
from bot.desk.news import mute_grammar as grammar
from bot.desk.news.mute_grammar import MuteAsked, ShowMutes, UnmuteAsked
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.market.symbols import symbol_of
from bot.model import PUBLIC, Security, Team
from bot.reading.urls import canonical_url
from bot.slack import mutes as views
from bot.slack import notices
from bot.slack.directory import Directory
from bot.slack.messages import Message
from bot.store.store import Store
from bot.store.teams import Mute, MuteKind
from bot.work.pool import WorkerPool

SOURCES_SINCE = timedelta(days=30)
STORY_SPAN = timedelta(hours=24)
"""How long the button on a card mutes its story: by then it is told or old."""


class Row(Protocol):
    """A ticker of an article."""

    @property
    def ticker(self) -> str:
        """As its exchange writes it."""
        ...

    @property
    def role(self) -> str:
        """Primary or secondary."""
        ...


class Mutable(Protocol):
    """What of an article decides whether it is muted; a `NewsItem` has it."""

    @property
    def story_id(self) -> str:
        """Its story."""
        ...

    @property
    def source(self) -> str:
        """Who published it."""
        ...

    @property
    def canonical_url(self) -> str:
        """Where it stands."""
        ...

    @property
    def tickers(self) -> Sequence[Row]:
        """Whom it concerns."""
        ...


class Muting:
    """The area `mute`, and the question that everything which posts by itself asks."""

    def __init__(
        self,
        *,
        store: Store,
        pool: WorkerPool,
        rights: Rights,
        directory: Directory,
        prefer: str,
        command: str,
        timeout_s: float,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._pool = pool
        self._rights = rights
        self._directory = directory
        self._prefer = prefer
        self._command = command
        self._timeout_s = timeout_s
        self._now = now

    async def muted(self, team: Team, channel: str, item: Mutable, now: datetime) -> bool:
        """Whether an article is muted in a channel.

        It is when its story or its source is, or every company that it is mainly about.
        """
        return is_muted(item, await self._store.mutes.active(team, now, channel))

    async def tickers(self, team: Team, channel: str, now: datetime) -> frozenset[str]:
        """The tickers of which nothing is to be heard in a channel, in capitals."""
        active = await self._store.mutes.active(team, now, channel)
        return frozenset(mute.subject.upper() for mute in active if mute.kind == "ticker")

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed."""
        return {
            f"{command} TICKER|source|story 4h": "Post nothing about a ticker, a source or the story shown last here"
            " for a while; add everywhere for every channel",
            f"{command} list": "What is muted here",
            f"{self._command} unmute TICKER|source|story": "Hear of it again",
        }

    async def answer(self, asked: Asked) -> Message | Form:
        """The answer for the person who typed. Raises `DeskwireError` with what to type instead."""
        return await self.do(asked, grammar.parse(asked.text))

    async def do(self, asked: Asked, intent: MuteAsked | UnmuteAsked | ShowMutes) -> Message:
        """Mute, unmute or list. Raises `DeskwireError` with what to type instead."""
        if isinstance(intent, ShowMutes):
            return await self._list(asked)
        await self._rights.require_member(asked.team, asked.user)
        if intent.everywhere:
            await self._rights.require_confirmer(asked.team, asked.user)
        kind, subjects = await self._subjects(asked, intent)
        where = "" if intent.everywhere else asked.channel
        if isinstance(intent, UnmuteAsked):
            return await self._unmute(asked.team, asked.user, kind, subjects, where)
        until = self._now() + intent.span
        mutes = [Mute(kind, subject, until, asked.user, where) for subject in subjects]
        return await self._mute(asked.team, mutes)

    async def mute_story(self, team: Team, channel: str, user: str, story_id: str) -> Message:
        """The button on a card: hear no more of its story in this channel until tomorrow."""
        await self._rights.require_member(team, user)
        return await self._mute(team, [Mute("story", story_id, self._now() + STORY_SPAN, user, channel)])

    async def unmute(self, team: Team, user: str, kind: str, subject: str, where: str) -> Message:
        """The button at a mute; what is muted everywhere needs somebody who decides for everybody."""
        await self._rights.require_member(team, user)
        if not where:
            await self._rights.require_confirmer(team, user)
        return await self._unmute(team, user, _kind(kind), [subject], where)

    async def _mute(self, team: Team, mutes: Sequence[Mute]) -> Message:
        for mute in mutes:
            await self._store.mutes.add(team, mute)
            detail = {
                "action": "mute",
                "kind": mute.kind,
                "until": mute.until.isoformat(),
                "channel": mute.channel,
            }
            await self._store.audit.add(team, "mute", mute.by, mute.subject, detail)
        person = await self._directory.person(team, mutes[0].by)
        return views.muted([await self._view(team, mute) for mute in mutes], person.tz)

    async def _unmute(
        self, team: Team, user: str, kind: MuteKind, subjects: Sequence[str], where: str
    ) -> Message:
        gone = [each for each in subjects if await self._store.mutes.remove(team, kind, each, where)]
        if not gone:
            elsewhere = "" if where else " in every channel"
            raise DeskwireError(
                "not_found", f"That is not muted{elsewhere}; {self._command} mute list shows what is."
            )
        for each in gone:
            detail = {"action": "unmute", "kind": kind, "channel": where}
            await self._store.audit.add(team, "mute", user, each, detail)
        names = [await self._store.stories.headline(team, each) if kind == "story" else each for each in gone]
        return notices.notice(f"No longer muted: {', '.join(name or 'the story' for name in names)}.")

    async def _list(self, asked: Asked) -> Message:
        person = await self._directory.person(asked.team, asked.user)
        found = await self._store.mutes.active(asked.team, self._now(), asked.channel)
        return views.listing([await self._view(asked.team, mute) for mute in found], person.tz, self._command)

    async def _view(self, team: Team, mute: Mute) -> views.MuteView:
        name = mute.subject
        if mute.kind == "story":
            name = await self._store.stories.headline(team, mute.subject)
        return views.MuteView(mute.kind, mute.subject, name, mute.until, mute.by, mute.channel)

    async def _subjects(self, asked: Asked, intent: MuteAsked | UnmuteAsked) -> tuple[MuteKind, list[str]]:
        """What is meant, as it is kept: tickers with their other share classes, sources in lower case."""
        if intent.kind == "story":
            return "story", [await self._story(asked, intent)]
        if intent.kind == "source":
            return "source", [_source(intent.subject)]
        if intent.kind == "" and await self._is_source(asked.team, intent.subject):
            return "source", [_source(intent.subject)]
        security = await self._security(intent.subject)
        named = (symbol_of(ticker, security.exchange) for ticker in (security.ticker, *security.also))
        return "ticker", list(dict.fromkeys(named))

    async def _story(self, asked: Asked, intent: MuteAsked | UnmuteAsked) -> str:
        if intent.subject:
            item = await self._store.news.at(asked.team, canonical_url(intent.subject))
            if item is None:
                raise DeskwireError(
                    "not_found", "I have read no article at that link, so I know no story of it."
                )
            return item.story_id
        if isinstance(intent, UnmuteAsked):
            where = "" if intent.everywhere else asked.channel
            active = await self._store.mutes.active(asked.team, self._now(), asked.channel)
            told = [mute.subject for mute in active if mute.kind == "story" and mute.channel == where]
            if len(told) != 1:
                raise DeskwireError(
                    "bad_input",
                    f"{len(told) or 'No'} stories are muted here; {self._command} mute list has a button for each.",
                )
            return told[0]
        latest = await self._store.stories.latest(asked.team, asked.channel)
        if latest is None:
            raise DeskwireError(
                "not_found",
                f"No story has a card in this channel; type {self._command} mute with the link of an article.",
            )
        return latest.story_id

    async def _is_source(self, team: Team, name: str) -> bool:
        since = self._now() - SOURCES_SINCE
        known = {_source(each) for each in await self._store.news.sources((team, PUBLIC), since)}
        return _source(name) in known

    async def _security(self, text: str) -> Security:
        found: Meaning = await self._pool.run(tasks.meaning, text, self._prefer, timeout_s=self._timeout_s)
        if found.security is not None and found.security.listed:
            return found.security
        if found.candidates:
            raise DeskwireError("bad_input", unclear(found))
        raise DeskwireError(
            "bad_input",
            f"I know no ticker and no source called “{text}”; type source {text} if it is one that I have not read"
            " yet.",
        )


class Unmuting:
    """The area `unmute`: the other half of `mute`."""

    def __init__(self, muting: Muting) -> None:
        self._muting = muting

    async def answer(self, asked: Asked) -> Message | Form:
        """The answer for the person who typed. Raises `DeskwireError` with what to type instead."""
        return await self._muting.do(asked, grammar.parse_unmute(asked.text))

    def help(self, command: str) -> Mapping[str, str]:
        """Said with `mute`."""
        return {}


def is_muted(item: Mutable, mutes: Sequence[Mute]) -> bool:
    """Whether these mutes, which hold now and here, silence an article."""
    if any(mute.kind == "story" and mute.subject == item.story_id for mute in mutes):
        return True
    sources = {mute.subject for mute in mutes if mute.kind == "source"}
    if sources & {_source(item.source), _source(urlsplit(item.canonical_url).hostname or "")}:
        return True
    about = [row.ticker for row in item.tickers if row.role == "primary"]
    about = about or [row.ticker for row in item.tickers]
    silent = {mute.subject.upper() for mute in mutes if mute.kind == "ticker"}
    return bool(about) and all(ticker.upper() in silent for ticker in about)


def _source(name: str) -> str:
    return name.strip().casefold().removeprefix("www.")


def _kind(word: str) -> MuteKind:
    match word:
        case "ticker" | "source" | "story":
            return word
        case _:
            raise DeskwireError("bad_input", "That button is of an earlier version; list the mutes again.")
