"""What news concerns a list, story by story: what is left of a window, and what was left out and why. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Protocol

from bot.market.symbols import bare
from bot.slack.escape import host_of
from bot.store.news_item import NewsItem, NewsTicker

IN_PASSING = 0.3
"""A secondary ticker below this relevance is mentioned in passing: no news about it."""
Found = tuple[NewsItem, Sequence[NewsTicker]]
"""An article about the list, with the rows of the tickers that are told of it."""
Scores = Mapping[str, tuple[float, float]]
"""What a story means for each ticker: mean score and highest relevance."""

_WORD = re.compile(r"\w+")
_order = attrgetter("read_at", "article_id")
_read_at = attrgetter("read_at")


class Watched(Protocol):
    """What a list holds."""

    @property
    def tickers(self) -> tuple[str, ...]:
        """As their exchanges write them."""
        ...

    @property
    def themes(self) -> tuple[str, ...]:
        """Names of themes."""
        ...

    @property
    def keywords(self) -> tuple[str, ...]:
        """Words to be found one after the other."""
        ...


@dataclass(frozen=True, slots=True)
class Silence:
    """What must not be said: restricted tickers nowhere, the muted not in this channel. Sources in lower case."""

    restricted: frozenset[str] = frozenset()
    tickers: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    stories: frozenset[str] = frozenset()


NOTHING = Silence()
"""Everything may be said."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is told: read from `since` to before `until`. The window before it is as long."""

    since: datetime
    until: datetime

    @property
    def before(self) -> datetime:
        """Where the window before begins."""
        return self.since - (self.until - self.since)


@dataclass(slots=True)
class Sifted:
    """What is left of a window, the articles of each story in the order of time, and what was left out."""

    stories: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    withdrawn: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    scores: dict[str, Scores] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    read: int = 0


def sift(
    news: Iterable[NewsItem], window: Window, watched: Watched, silence: Silence
) -> tuple[Sifted, Sifted]:
    """What a window tells a list, and what the window before it did. What concerns neither is ignored."""
    known = _distinct(news)
    barred = _barred(known, silence)
    # In the order of time: the windows follow each other in it.
    before, since, until = (
        bisect_left(known, moment, key=_read_at) for moment in (window.before, window.since, window.until)
    )
    now = _sift(known[since:until], watched, silence, barred)
    return now, _sift(known[before:since], watched, silence, barred)


def _distinct(news: Iterable[NewsItem]) -> list[NewsItem]:
    """Each article once, although a source and a person may both have brought it: as it was read first."""
    kept: dict[str, NewsItem] = {}
    for item in sorted(news, key=_order):
        kept.setdefault(item.canonical_url or item.article_id, item)
    return list(kept.values())


def _barred(news: Sequence[NewsItem], silence: Silence) -> Mapping[str, str]:
    """Stories of which nothing may be told, and why: one article about a restricted name bars its whole story."""
    barred = dict.fromkeys(silence.stories, "muted")
    for item in news if silence.restricted else ():
        if any(
            bare(each) in silence.restricted for each in (*(row.ticker for row in item.tickers), *item.also)
        ):
            barred[item.story_id] = "restricted"
    return barred


def _sift(news: Sequence[NewsItem], watched: Watched, silence: Silence, barred: Mapping[str, str]) -> Sifted:
    sifted = Sifted()
    wanted = frozenset(watched.tickers)
    themes = frozenset(theme.casefold() for theme in watched.themes)
    keywords = [f" {' '.join(_words(keyword))} " for keyword in watched.keywords if _words(keyword)]
    # A popular list goes through thousands of articles here.
    for item in news:
        rows = [row for row in item.tickers if row.ticker in wanted]
        if not rows and not _is_about(item, themes, keywords):
            continue
        sifted.read += 1
        reason = barred.get(item.story_id) or _why_left_out(item, rows, silence)
        if reason:
            sifted.dropped[reason] += 1
            continue
        named = rows or [row for row in item.tickers if row.role == "primary"]
        if silence.tickers:
            named = [row for row in named if row.ticker.upper() not in silence.tickers]
        (sifted.withdrawn if item.retracted else sifted.stories)[item.story_id].append((item, named))
    sifted.scores = {story_id: scores_of(found) for story_id, found in sifted.stories.items()}
    return sifted


def _why_left_out(item: NewsItem, rows: Sequence[NewsTicker], silence: Silence) -> str:
    if silence.sources and not silence.sources.isdisjoint(
        (item.source.casefold(), host_of(item.canonical_url).casefold())
    ):
        return "muted"
    if silence.tickers and _is_about_muted(item, rows, silence.tickers):
        return "muted"
    if item.age == "stale":
        return "old"
    for row in rows:
        if row.role == "primary" or row.relevance >= IN_PASSING:
            return ""
    return "in passing" if rows else ""


def _is_about_muted(item: NewsItem, rows: Sequence[NewsTicker], muted: frozenset[str]) -> bool:
    """Whether every company that the article is mainly about is muted, or every one that the list would be told of."""
    primary = [row for row in item.tickers if row.role == "primary"] or item.tickers
    return any(of and all(row.ticker.upper() in muted for row in of) for of in (primary, rows))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _is_about(item: NewsItem, themes: frozenset[str], keywords: Sequence[str]) -> bool:
    if themes and any(theme.casefold() in themes for theme in item.themes):
        return True
    if not keywords:
        return False
    said = f" {' '.join(_words(f'{item.title} . {item.tldr}'))} "
    return any(keyword in said for keyword in keywords)


def scores_of(found: Sequence[Found]) -> Scores:
    """What a story means for each ticker: the relevance-weighted mean of its articles, and the highest relevance."""
    if len(found) == 1:
        return {row.ticker: (row.score, row.relevance) for row in found[0][1]}
    rows: dict[str, list[NewsTicker]] = defaultdict(list)
    for _, named in found:
        for row in named:
            rows[row.ticker].append(row)
    return {ticker: (mean(of), max(row.relevance for row in of)) for ticker, of in rows.items()}


def mean(rows: Sequence[NewsTicker]) -> float:
    """The mean score, weighted by relevance."""
    weight = sum(row.relevance for row in rows)
    if weight <= 0:
        return round(sum(row.score for row in rows) / len(rows), 2)
    return round(sum(row.score * row.relevance for row in rows) / weight, 2)
