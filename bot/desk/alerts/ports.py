"""What alerts need from the rest of the desk: news as they judge it, lists, calendars, mutes, pauses."""

# ruff: noqa: D102 - a property of a port says what it is by its name

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.desk.companies import Meaning
from bot.model import Age, Role, Team


class NewsTicker(Protocol):
    """What a piece of news says of one ticker."""

    @property
    def ticker(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def relevance(self) -> float: ...
    @property
    def score(self) -> float: ...


class NewsItem(Protocol):
    """An analysed article as alerts judge it; `bot.store.news_item.NewsItem` is one."""

    @property
    def team(self) -> Team: ...
    @property
    def article_id(self) -> str: ...
    @property
    def story_id(self) -> str: ...
    @property
    def canonical_url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def read_at(self) -> datetime: ...
    @property
    def tldr(self) -> str: ...
    @property
    def impact(self) -> float: ...
    @property
    def score(self) -> float: ...
    @property
    def retracted(self) -> bool: ...
    @property
    def tickers(self) -> Sequence[NewsTicker]: ...
    @property
    def themes(self) -> Sequence[str]: ...
    @property
    def also(self) -> Sequence[str]: ...
    @property
    def age(self) -> Age: ...


class MutableTicker(Protocol):
    """A company of what may be muted."""

    @property
    def ticker(self) -> str: ...
    @property
    def role(self) -> str: ...


class Mutable(Protocol):
    """What decides whether a piece of news is muted; a `NewsItem` has it."""

    @property
    def story_id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def canonical_url(self) -> str: ...
    @property
    def tickers(self) -> Sequence[MutableTicker]: ...


class News(Protocol):
    """The news that is kept; `store.news` is one."""

    async def about(
        self,
        teams: Sequence[Team],
        since: datetime,
        until: datetime,
        tickers: Sequence[str],
        terms: Sequence[str] = (),
    ) -> Sequence[NewsItem]:
        """What was read in `[since, until)`, of these teams, that names one of `tickers` or may speak of `terms`."""
        ...


class Watched(Protocol):
    """What a list holds."""

    @property
    def tickers(self) -> tuple[str, ...]: ...
    @property
    def themes(self) -> tuple[str, ...]: ...
    @property
    def keywords(self) -> tuple[str, ...]: ...


class ListName(Protocol):
    """A list as the store knows it."""

    @property
    def owner(self) -> str: ...
    @property
    def list_name(self) -> str: ...


class Lists(Protocol):
    """Watchlists; `bot.desk.watchlists.watchlists.Watchlists` is one."""

    async def members(self, team: Team, owner: str, list_name: str) -> Watched:
        """What a list holds now; nothing where there is no such list."""
        ...

    async def named(self, team: Team, user: str, channel: str, name: str) -> ListName:
        """The list that a person means. Raises `DeskwireError` where there is none."""
        ...


class Calendar(Protocol):
    """Trading hours."""

    async def is_open(self, exchange: str, at: datetime) -> bool:
        """Whether an exchange trades at that moment. Raises `DeskwireError` for one that is not known."""
        ...


class Muting(Protocol):
    """What nobody wants to hear for a while."""

    async def muted(self, team: Team, channel: str, item: Mutable, now: datetime) -> bool:
        """Whether this news is muted in that channel."""
        ...

    async def tickers(self, team: Team, channel: str, now: datetime) -> frozenset[str]:
        """The tickers that are muted in that channel, in capitals."""
        ...


class Resolving(Protocol):
    """Which security a text means."""

    async def __call__(self, text: str) -> Meaning:
        """One security for sure, several to choose from, or none."""
        ...


@dataclass(frozen=True, slots=True)
class Members:
    """What a list holds, as alerts keep it between two looks."""

    tickers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


NOTHING = Members()
