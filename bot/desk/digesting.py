"""News of a window, and of the window before, as a digest. Pure: the same news gives the same digest."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nlargest
from operator import attrgetter
from typing import NamedTuple, Protocol

from bot.market.symbols import bare
from bot.model import LOW_BELOW, MEDIUM_BELOW, MIXED_DISTANCE, MIXED_RELEVANCE
from bot.slack.digest_parts import Counts, Digest, Disagreement, Hint, Mark, Net, StoryLine, Voice
from bot.slack.escape import host_of
from bot.store.news_item import NewsItem, NewsTicker

IN_PASSING = 0.3
"""A secondary ticker below this relevance is mentioned in passing: no news about it."""
TURNED = 0.3
"""A net sentiment that changes its sign by at least so much is worth watching."""
DEVELOPING = timedelta(hours=2)
DEVELOPING_ARTICLES = 3
MOST_HINTS = 5
MOST_DISAGREEMENTS = 5
MOST_STORIES = 30
MOST_FILINGS = 25

_WORD = re.compile(r"\w+")


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


@dataclass(frozen=True, slots=True)
class Window:
    """What is told: read from `since` to before `until`. The window before it is as long."""

    since: datetime
    until: datetime

    @property
    def before(self) -> datetime:
        """Where the window before begins."""
        return self.since - (self.until - self.since)


class _Found(NamedTuple):
    """An article about the list, with the rows of the tickers that are told of it."""

    item: NewsItem
    rows: Sequence[NewsTicker]


@dataclass(slots=True)
class _Story:
    """The articles of one story, and what it means for each ticker: mean score and highest relevance."""

    found: list[_Found] = field(default_factory=list)
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)
    lead: NewsItem | None = None

    def add(self, found: _Found) -> None:
        """The weightiest article leads, the first of several that weigh the same."""
        self.found.append(found)
        if self.lead is None or found.item.impact > self.lead.impact:
            self.lead = found.item

    @property
    def filing(self) -> bool:
        return all(each.item.kind == "filing" for each in self.found)


@dataclass(slots=True)
class _Sifted:
    """What is left of a window by story, and what was left out."""

    stories: dict[str, _Story] = field(default_factory=lambda: defaultdict(_Story))
    withdrawn: dict[str, _Story] = field(default_factory=lambda: defaultdict(_Story))
    dropped: Counter[str] = field(default_factory=Counter)
    read: int = 0


def build(
    title: str,
    window: Window,
    news: Iterable[NewsItem],
    watched: Watched,
    silence: Silence = Silence(),
    *,
    notes: Sequence[str] = (),
    hints: Sequence[Hint] = (),
    tz: str = "UTC",
) -> Digest:
    """The digest of a list. `news` holds both windows, from `window.before` on; what concerns nobody is ignored.

    `hints` come before those that the news gives rise to.
    """
    known = _distinct(news)
    barred = _barred(known, silence)
    # In the order of time: the windows follow each other in it.
    before, since, until = (
        bisect_left(known, moment, key=_read_at) for moment in (window.before, window.since, window.until)
    )
    now = _sift(known[since:until], watched, silence, barred)
    then = _sift(known[before:since], watched, silence, barred)
    # A filing is listed apart, unless it is news in its own right.
    told: list[_Story] = []
    filed: list[_Story] = []
    for story in now.stories.values():
        apart = _lead(story).impact < MEDIUM_BELOW and story.filing
        (filed if apart else told).append(story)
    stories = [_line(story, then.stories) for story in _weightiest(told, MOST_STORIES)]
    filings = [_line(story, then.stories) for story in _weightiest(filed, MOST_FILINGS)]
    nets = _nets(now.stories, then.stories)
    named = {net.ticker for net in nets}
    hidden = silence.restricted | silence.tickers
    return Digest(
        title=title,
        since=window.since,
        until=window.until,
        counts=Counts(
            now.read, len(now.stories), tuple(sorted(now.dropped.items(), key=lambda each: -each[1]))
        ),
        stories=tuple(stories),
        told=len(told),
        filings=tuple(filings),
        filed=len(filed),
        nets=tuple(nets),
        disagreements=tuple(_disagreements(now.stories)),
        watch=(*hints, *_hints(stories, nets, window.until))[:MOST_HINTS],
        withdrawn=tuple(_line(story, {}) for story in now.withdrawn.values()),
        silent=tuple(t for t in watched.tickers if t not in named and not {t.upper(), bare(t)} & hidden),
        notes=tuple(notes),
        tz=tz,
    )


def _distinct(news: Iterable[NewsItem]) -> list[NewsItem]:
    """Each article once, although a source and a person may both have brought it: as it was read first."""
    kept: dict[str, NewsItem] = {}
    for item in sorted(news, key=_order):
        kept.setdefault(item.canonical_url or item.article_id, item)
    return list(kept.values())


_order = attrgetter("read_at", "article_id")
_read_at = attrgetter("read_at")


def _barred(news: Sequence[NewsItem], silence: Silence) -> Mapping[str, str]:
    """Stories of which nothing may be told, and why: one article about a restricted name bars its whole story."""
    barred = dict.fromkeys(silence.stories, "muted")
    for item in news if silence.restricted else ():
        if any(
            bare(each) in silence.restricted for each in (*(row.ticker for row in item.tickers), *item.also)
        ):
            barred[item.story_id] = "restricted"
    return barred


def _sift(news: Sequence[NewsItem], watched: Watched, silence: Silence, barred: Mapping[str, str]) -> _Sifted:
    sifted = _Sifted()
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
        (sifted.withdrawn if item.retracted else sifted.stories)[item.story_id].add(_Found(item, named))
    for story in (*sifted.stories.values(), *sifted.withdrawn.values()):
        story.scores = _scores(story.found)
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


def _lead(story: _Story) -> NewsItem:
    assert story.lead is not None, "a story has an article"
    return story.lead


def _line(story: _Story, earlier: Mapping[str, object]) -> StoryLine:
    lead, found = _lead(story), story.found
    sources = dict.fromkeys(each.item.source for each in found if each.item.source)
    sources.pop(lead.source, None)
    marks = [Mark(ticker, score) for ticker, (score, _) in story.scores.items()]
    return StoryLine(
        story_id=lead.story_id,
        title=lead.title,
        url=lead.canonical_url,
        source=lead.source,
        at=max(each.item.read_at for each in found),
        impact=lead.impact,
        articles=len(found),
        marks=tuple(sorted(marks, key=lambda mark: (-abs(mark.score), mark.ticker))),
        also_from=tuple(sources),
        undated=all(each.item.age == "undated" for each in found),
        continues=lead.story_id in earlier,
        filing=story.filing,
    )


def _weightiest(stories: Sequence[_Story], most: int) -> list[_Story]:
    """The first so many in the order of `_by_impact`, without putting thousands into it."""
    if len(stories) > most:
        least = nlargest(most, [_lead(story).impact for story in stories])[-1]
        stories = [story for story in stories if _lead(story).impact >= least]
    return sorted(stories, key=_by_impact)[:most]


def _by_impact(story: _Story) -> tuple[float, int, float, str]:
    """By impact, then by how many sources tell it, then the latest."""
    lead, found = _lead(story), story.found
    sources = len({each.item.source for each in found}) if len(found) > 1 else 1
    return (-lead.impact, -sources, -found[-1].item.read_at.timestamp(), lead.story_id)


def _scores(found: Sequence[_Found]) -> dict[str, tuple[float, float]]:
    """What a story means for each ticker: the relevance-weighted mean of its articles, and the highest relevance."""
    if len(found) == 1:
        return {row.ticker: (row.score, row.relevance) for row in found[0].rows}
    rows: dict[str, list[NewsTicker]] = defaultdict(list)
    for each in found:
        for row in each.rows:
            rows[row.ticker].append(row)
    return {ticker: (_mean(of), max(row.relevance for row in of)) for ticker, of in rows.items()}


def _mean(rows: Sequence[NewsTicker]) -> float:
    weight = sum(row.relevance for row in rows)
    if weight <= 0:
        return round(sum(row.score for row in rows) / len(rows), 2)
    return round(sum(row.score * row.relevance for row in rows) / weight, 2)


def _nets(now: Mapping[str, _Story], then: Mapping[str, _Story]) -> list[Net]:
    """By size of change, then of score. Each story counts once, so that reprints do not outvote other news."""
    before = _net(then)
    nets = [
        Net(ticker, score, stories, before[ticker][0] if ticker in before else None)
        for ticker, (score, stories) in _net(now).items()
    ]
    return sorted(nets, key=lambda net: (-abs(net.change or 0.0), -abs(net.score), net.ticker))


def _net(stories: Mapping[str, _Story]) -> dict[str, tuple[float, int]]:
    parts: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for story in stories.values():
        for ticker, part in story.scores.items():
            parts[ticker].append(part)
    nets: dict[str, tuple[float, int]] = {}
    for ticker, of in parts.items():
        weight = sum(relevance for _, relevance in of)
        mean = sum(score * relevance for score, relevance in of) / weight if weight > 0 else of[0][0]
        nets[ticker] = (round(mean, 2), len(of))
    return nets


def _disagreements(stories: Mapping[str, _Story]) -> list[Disagreement]:
    """The widest first: on one story, then between what sources say of a ticker over all their stories."""
    found: list[Disagreement] = []
    overall: dict[str, dict[str, list[NewsTicker]]] = defaultdict(lambda: defaultdict(list))
    for story in stories.values():
        for item, rows in story.found:
            for row in rows:
                if row.relevance >= MIXED_RELEVANCE and item.source:
                    overall[row.ticker][item.source].append(row)
        if len(story.found) == 1:
            continue
        here: dict[str, dict[str, list[NewsTicker]]] = defaultdict(lambda: defaultdict(list))
        for item, rows in story.found:
            for row in rows:
                if row.relevance >= MIXED_RELEVANCE and item.source:
                    here[row.ticker][item.source].append(row)
        lead = _lead(story)
        for ticker, by_source in here.items():
            voices = _voices(by_source)
            if voices is not None:
                found.append(Disagreement(ticker, *voices, title=lead.title, url=lead.canonical_url))
    told = {each.ticker for each in found}
    for ticker, by_source in overall.items():
        voices = _voices(by_source) if ticker not in told else None
        # Over several stories sources speak of different things: only opposite signs are a disagreement.
        if voices is not None and voices[0].score < 0 < voices[1].score:
            found.append(Disagreement(ticker, *voices))
    found.sort(key=lambda each: (-(each.high.score - each.low.score), each.ticker))
    return found[:MOST_DISAGREEMENTS]


def _voices(by_source: Mapping[str, Sequence[NewsTicker]]) -> tuple[Voice, Voice] | None:
    if len(by_source) < 2:
        return None
    said = sorted((_mean(rows), source) for source, rows in by_source.items())
    (low, low_source), (high, high_source) = said[0], said[-1]
    if round(high - low, 2) < MIXED_DISTANCE:
        return None
    return Voice(low_source, low), Voice(high_source, high)


def _hints(stories: Sequence[StoryLine], nets: Sequence[Net], until: datetime) -> list[Hint]:
    found: list[Hint] = []
    for net in nets:
        if net.before is not None and net.before * net.score < 0 and abs(net.score - net.before) >= TURNED:
            way = "positive" if net.score > 0 else "negative"
            found.append(Hint(f"{net.ticker} turned {way}: {net.before:+.2f} to {net.score:+.2f}"))
    for story in stories:
        if story.impact >= MEDIUM_BELOW and story.articles == 1 and not story.filing:
            found.append(Hint("High impact, one source so far", story.title, story.url))
        elif (
            story.impact >= LOW_BELOW
            and story.articles >= DEVELOPING_ARTICLES
            and until - story.at <= DEVELOPING
        ):
            found.append(Hint(f"Still developing, {story.articles} articles", story.title, story.url))
    return found
