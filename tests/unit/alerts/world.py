"""News, lists and calendars as alerts see them, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.desk.alerts.ports import Members, NewsItem
from bot.desk.alerts.rules import Rule, Scope
from bot.model import PUBLIC, Age, Role, Team

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
TEAM = Team("T1", "E1")


@dataclass(frozen=True)
class Row:
    ticker: str
    score: float = 0.0
    relevance: float = 0.9
    role: Role = "primary"


@dataclass(frozen=True)
class Item:
    """A piece of news about an invented order of chips."""

    article_id: str = "a1"
    story_id: str = "s1"
    tickers: tuple[Row, ...] = (Row("NVDA", -0.5),)
    impact: float = 0.7
    score: float = -0.4
    team: Team = PUBLIC
    canonical_url: str = "https://wire.example/chips"
    title: str = "Nvidia loses a large order of chips"
    source: str = "Example Wire"
    published_at: datetime | None = NOW - timedelta(minutes=5)
    read_at: datetime = NOW
    tldr: str = "A customer cancelled an order of chips worth 2 billion dollars."
    retracted: bool = False
    themes: tuple[str, ...] = ("Semiconductors",)
    age: Age = "fresh"
    also: tuple[str, ...] = ()


def item(number: int = 1, **changes: object) -> Item:
    """The n-th article, of a story of its own."""
    return replace(Item(article_id=f"a{number}", story_id=f"s{number}"), **changes)  # type: ignore[arg-type]


def rule(**changes: object) -> Rule:
    """NVDA impact above 0.6, unless said otherwise."""
    return replace(Rule(Scope("ticker", "NVDA"), "impact", "above", 0.6), **changes)  # type: ignore[arg-type]


@dataclass
class MemoryNews:
    items: list[Item] = field(default_factory=list)
    asked: int = 0

    async def about(
        self,
        teams: Sequence[Team],
        since: datetime,
        until: datetime,
        tickers: Sequence[str],
        terms: Sequence[str] = (),
    ) -> list[Item]:
        self.asked += 1
        return [
            each
            for each in self.items
            if each.team in teams
            and since <= each.read_at < until
            and (any(row.ticker in tickers for row in each.tickers) or terms)
        ]


@dataclass(frozen=True)
class Ref:
    owner: str
    list_name: str


@dataclass
class MemoryLists:
    lists: dict[tuple[str, str], Members] = field(default_factory=dict)
    asked: int = 0

    async def members(self, team: Team, owner: str, list_name: str) -> Members:
        self.asked += 1
        return self.lists.get((owner, list_name), Members())

    async def named(self, team: Team, user: str, channel: str, name: str) -> Ref:
        return Ref("team", name)


@dataclass
class Hours:
    trading: bool = True

    async def is_open(self, exchange: str, at: datetime) -> bool:
        return self.trading


@dataclass
class Muted:
    stories: set[str] = field(default_factory=set)
    symbols: frozenset[str] = frozenset()

    async def muted(self, team: Team, channel: str, item: NewsItem, now: datetime) -> bool:
        return item.story_id in self.stories

    async def tickers(self, team: Team, channel: str, now: datetime) -> frozenset[str]:
        return self.symbols
