"""News of invented companies, as digests see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.desk.digests.digesting import Window
from bot.model import PUBLIC, Role
from bot.store.news_item import NewsItem, NewsTicker

UNTIL = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=1)
WINDOW = Window(SINCE, UNTIL)


@dataclass(frozen=True)
class Holds:
    """A list."""

    tickers: tuple[str, ...] = ("HRW", "BWB", "KLT")
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def row(ticker: str, score: float, relevance: float = 0.9, role: Role = "primary") -> NewsTicker:
    return NewsTicker(ticker, role, relevance, score)


def news(article: str, *rows: NewsTicker, hours: float = 2.0, **changes: object) -> NewsItem:
    """An article of its own story, read so many hours before the window ends."""
    at = UNTIL - timedelta(hours=hours)
    item = NewsItem(
        PUBLIC, article, article, f"https://paper.example/{article}", f"Headline {article}", "Example Wire", "",
        "article", at, at, "It happened.", 0.5, -0.4, 1.0, False, False, "fresh", rows or (row("HRW", -0.4),),
    )  # fmt: skip
    return replace(item, **changes)  # type: ignore[arg-type]
