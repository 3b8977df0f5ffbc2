"""News of a window, and of the window before, as a digest. Pure: the same news gives the same digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import nlargest

from bot.desk.digests.sifting import NOTHING, Found, Scores, Silence, Watched, Window, mean, scores_of, sift
from bot.market.symbols import bare
from bot.model import LOW_BELOW, MEDIUM_BELOW, MIXED_DISTANCE, MIXED_RELEVANCE
from bot.slack.digest_parts import Counts, Digest, Disagreement, Hint, Mark, Net, StoryLine, Voice, Weighed
from bot.store.news_item import NewsItem, NewsTicker

TURNED = 0.3
"""A net sentiment that changes its sign by at least so much is worth watching."""
DEVELOPING = timedelta(hours=2)
DEVELOPING_ARTICLES = 3
MOST_HINTS = 5
MOST_DISAGREEMENTS = 5
MOST_STORIES = 30
MOST_FILINGS = 25
NO_WEIGHTS: Mapping[str, float] = {}

__all__ = ["Silence", "Watched", "Window", "build"]


class _Story:
    """The articles of one story. The weightiest leads, the first of several that weigh the same."""

    __slots__ = ("found", "lead", "scores")

    def __init__(self, found: Sequence[Found], scores: Scores) -> None:
        self.found = found
        self.scores = scores
        self.lead: NewsItem = found[0][0]
        for item, _ in found:
            if item.impact > self.lead.impact:
                self.lead = item

    @property
    def filing(self) -> bool:
        return all(item.kind == "filing" for item, _ in self.found)


def build(
    title: str,
    window: Window,
    news: Iterable[NewsItem],
    watched: Watched,
    silence: Silence = NOTHING,
    *,
    notes: Sequence[str] = (),
    hints: Sequence[Hint] = (),
    tz: str = "UTC",
    weights: Mapping[str, float] = NO_WEIGHTS,
) -> Digest:
    """The digest of a list. `news` holds both windows, from `window.before` on; what concerns nobody is ignored.

    `hints` come before those that the news gives rise to. `weights` are those of a portfolio's holdings, where whoever
    reads the digest may know them.
    """
    now, then = sift(news, window, watched, silence)
    # A filing is listed apart, unless it is news in its own right.
    told: list[_Story] = []
    filed: list[_Story] = []
    for story_id, found in now.stories.items():
        story = _Story(found, now.scores[story_id])
        apart = story.lead.impact < MEDIUM_BELOW and story.filing
        (filed if apart else told).append(story)
    stories = [_line(story, then.stories) for story in _weightiest(told, MOST_STORIES)]
    filings = [_line(story, then.stories) for story in _weightiest(filed, MOST_FILINGS)]
    nets = _nets(now.scores.values(), then.scores.values(), weights)
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
        weighed=_weighed(nets, weights),
        disagreements=tuple(_disagreements(now.stories.values())),
        watch=(*hints, *_hints(stories, nets, window.until))[:MOST_HINTS],
        withdrawn=tuple(_line(_Story(found, scores_of(found)), {}) for found in now.withdrawn.values()),
        silent=tuple(t for t in watched.tickers if t not in named and not {t.upper(), bare(t)} & hidden),
        notes=tuple(notes),
        tz=tz,
    )


def _line(story: _Story, earlier: Mapping[str, object]) -> StoryLine:
    lead, found = story.lead, story.found
    sources = dict.fromkeys(item.source for item, _ in found if item.source)
    sources.pop(lead.source, None)
    marks = [Mark(ticker, score) for ticker, (score, _) in story.scores.items()]
    return StoryLine(
        story_id=lead.story_id,
        title=lead.title,
        url=lead.canonical_url,
        source=lead.source,
        at=max(item.read_at for item, _ in found),
        impact=lead.impact,
        articles=len(found),
        marks=tuple(sorted(marks, key=lambda mark: (-abs(mark.score), mark.ticker))),
        also_from=tuple(sources),
        undated=all(item.age == "undated" for item, _ in found),
        continues=lead.story_id in earlier,
        filing=story.filing,
    )


def _weightiest(stories: Sequence[_Story], most: int) -> list[_Story]:
    """The first so many in the order of `_by_impact`, without putting thousands into it."""
    if len(stories) > most:
        least = nlargest(most, [story.lead.impact for story in stories])[-1]
        stories = [story for story in stories if story.lead.impact >= least]
    return sorted(stories, key=_by_impact)[:most]


def _by_impact(story: _Story) -> tuple[float, int, float, str]:
    """By impact, then by how many sources tell it, then the latest."""
    lead, found = story.lead, story.found
    sources = len({item.source for item, _ in found}) if len(found) > 1 else 1
    return (-lead.impact, -sources, -found[-1][0].read_at.timestamp(), lead.story_id)


def _nets(now: Iterable[Scores], then: Iterable[Scores], weights: Mapping[str, float]) -> list[Net]:
    """By size of change, then of score; in a portfolio first by what each means for it.

    Each story counts once, so that reprints do not outvote other news.
    """
    before = _net(then)
    nets = [
        Net(ticker, score, stories, before[ticker][0] if ticker in before else None, weights.get(ticker))
        for ticker, (score, stories) in _net(now).items()
    ]
    return sorted(
        nets,
        key=lambda net: (
            -abs((net.weight or 0.0) * net.score),
            -abs(net.change or 0.0),
            -abs(net.score),
            net.ticker,
        ),
    )


def _weighed(nets: Sequence[Net], weights: Mapping[str, float]) -> Weighed | None:
    told = [(net.weight, net.score) for net in nets if net.weight]
    whole = sum(map(abs, weights.values()))
    part = sum(abs(weight) for weight, _ in told)
    if not told or not whole:
        return None
    return Weighed(round(sum(weight * score for weight, score in told) / part, 2), min(1.0, part / whole))


def _net(stories: Iterable[Scores]) -> dict[str, tuple[float, int]]:
    parts: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for scores in stories:
        for ticker, part in scores.items():
            parts[ticker].append(part)
    nets: dict[str, tuple[float, int]] = {}
    for ticker, of in parts.items():
        weight = sum(relevance for _, relevance in of)
        mean = sum(score * relevance for score, relevance in of) / weight if weight > 0 else of[0][0]
        nets[ticker] = (round(mean, 2), len(of))
    return nets


def _disagreements(stories: Iterable[Sequence[Found]]) -> list[Disagreement]:
    """The widest first: on one story, then between what sources say of a ticker over all their stories."""
    found: list[Disagreement] = []
    overall: dict[str, dict[str, list[NewsTicker]]] = defaultdict(lambda: defaultdict(list))
    for of in stories:
        for item, rows in of:
            for row in rows:
                if row.relevance >= MIXED_RELEVANCE and item.source:
                    overall[row.ticker][item.source].append(row)
        if len(of) == 1:
            continue
        here: dict[str, dict[str, list[NewsTicker]]] = defaultdict(lambda: defaultdict(list))
        for item, rows in of:
            for row in rows:
                if row.relevance >= MIXED_RELEVANCE and item.source:
                    here[row.ticker][item.source].append(row)
        lead = _Story(of, {}).lead
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
    said = sorted((mean(rows), source) for source, rows in by_source.items())
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
