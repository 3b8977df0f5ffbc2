"""An analysed article as digests, alerts and stories see it, and as a row of the table of news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.model import Age, Role, Team
from bot.store.family import RowLike, url_key
from bot.store.types import Json


@dataclass(frozen=True, slots=True)
class NewsTicker:
    """What an article means for one ticker, as its brief says."""

    ticker: str
    role: Role
    relevance: float
    score: float


@dataclass(frozen=True, slots=True)
class NewsItem:
    """An analysed article. `team` is whose it is: `PUBLIC` where a source that everybody has brought it.

    `source` is the host that published it, `feed` the source that brought it (empty for a link that a person
    pasted), `kind` article or filing. `age` is what it was when it was read. `story_id` is the id of the article
    that opened the story. `also` are the other share classes of its companies.
    """

    team: Team
    article_id: str
    story_id: str
    canonical_url: str
    title: str
    source: str
    feed: str
    kind: str
    published_at: datetime | None
    read_at: datetime
    tldr: str
    impact: float
    score: float
    novelty: float
    mixed: bool
    retracted: bool
    age: Age
    tickers: tuple[NewsTicker, ...] = ()
    themes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def in_story(self, story_id: str) -> NewsItem:
        """The same article in another story."""
        return replace(self, story_id=story_id)


def values_of(item: NewsItem, features: Json) -> dict[str, Any]:
    """The columns of its row, without whose it is."""
    names = (
        "article_id", "story_id", "canonical_url", "title", "source", "feed", "kind", "published_at", "read_at",
        "tldr", "impact", "score", "novelty", "mixed", "retracted",
    )  # fmt: skip
    detail: Mapping[str, Any] = {
        "age": item.age,
        "themes": list(item.themes),
        "also": list(item.also),
        "events": list(item.events),
    }
    own = {"url_key": url_key(item.canonical_url), "detail": detail, "features": features}
    return {name: getattr(item, name) for name in names} | own


def item_of(row: RowLike, tickers: Sequence[NewsTicker]) -> NewsItem:
    """What a row says, with its tickers, which stand in rows of their own."""
    return NewsItem(
        team=Team(row.team_id, row.enterprise_id),
        article_id=row.article_id,
        story_id=row.story_id,
        canonical_url=row.canonical_url,
        title=row.title,
        source=row.source,
        feed=row.feed,
        kind=row.kind,
        published_at=row.published_at,
        read_at=row.read_at,
        tldr=row.tldr,
        impact=row.impact,
        score=row.score,
        novelty=row.novelty,
        mixed=row.mixed,
        retracted=row.retracted,
        age=row.detail["age"],
        tickers=tuple(tickers),
        themes=tuple(row.detail["themes"]),
        also=tuple(row.detail.get("also", ())),
        events=tuple(row.detail["events"]),
    )
