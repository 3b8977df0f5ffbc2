"""Stories: which articles report the same thing.

Two ways, one similarity. `cluster` sees a whole batch and joins its articles by average link, whatever their
order. `Stories` sees one article after another, as the bot does, and puts each to the story whose articles it
is on average most alike, or opens one.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.sources.features import Features
from bot.sources.linkage import average_link
from bot.sources.rarity import Rarity
from bot.sources.reprints import REPRINT, Sketch, resemblance
from bot.sources.similarity import matrix, nearness

# Both in the middle of what cross-validation chooses, see docs/quality.md. One after another takes the higher
# one: early on, rarity is hardly known, and a wrong join is never undone.
THRESHOLD = 0.13
THRESHOLD_ONLINE = 0.15
# How alike an article must be to have no card of its own: news of one company is worded alike whatever happened, and
# where few articles are known, so is news of any. See docs/quality.md for what they join wrongly.
SAME_COMPANY = 0.25
STRANGERS = 0.4
WINDOW = timedelta(days=90)
AT_ONCE = 3_000  # articles: 36 MB of similarities; a larger batch is read one after another
MOST_STORIES = 50_000
CANDIDATES = 24
CROWDED = 400  # stories: a term found in more of them finds no candidate, it only counts in the comparison

StoryId = TypeVar("StoryId", bound=Hashable)


def cluster(items: Sequence[Features], threshold: float = THRESHOLD) -> list[int]:
    """The story of each article, numbered from 0 in order of first appearance.

    Up to `AT_ONCE` articles are compared all with all, and their order does not matter; more are placed one
    after another in order of time, which takes time and memory in proportion to their number.
    """
    rarity = Rarity(items)
    if len(items) <= AT_ONCE:
        return average_link(matrix(items, rarity), at_least=threshold / 2).cut(threshold)
    stories: Stories[int] = Stories(rarity, threshold, learn=False)
    placed = {number: stories.assign(items[number], number).story for number in in_time(items)}
    numbers: dict[int, int] = {}
    return [numbers.setdefault(placed[number], len(numbers)) for number in range(len(items))]


def in_time(items: Sequence[Features]) -> list[int]:
    """The order in which to place articles: by time, an article without one right after the article before it."""
    last: datetime | None = None
    keys: list[tuple[bool, float, int]] = []
    for number, item in enumerate(items):
        last = item.published_at or last
        keys.append((last is not None, last.timestamp() if last else 0.0, number))
    return [number for *_, number in sorted(keys)]


@dataclass(frozen=True, slots=True)
class Assignment(Generic[StoryId]):
    """Where an article went: its story, how alike it is to the story on average, and whether it opened it."""

    story: StoryId
    similarity: float
    opened: bool


@dataclass(slots=True)
class _Story:
    size: int = 0
    seconds: float = 0.0
    dated: int = 0
    latest: datetime | None = None
    sketches: list[Sketch] = field(default_factory=list)
    terms: set[str] = field(default_factory=set)

    @property
    def middle(self) -> datetime | None:
        if not self.dated or self.latest is None:
            return None
        return datetime.fromtimestamp(self.seconds / self.dated, self.latest.tzinfo)


class Stories(Generic[StoryId]):
    """The open stories, to which articles are put one at a time.

    A story closes when its last article is older than `window` before the newest article seen, or when
    `MOST_STORIES` newer ones are open: memory depends on what is open, not on what was seen. The same articles
    in the same order give the same stories.
    """

    def __init__(
        self,
        rarity: Rarity | None = None,
        threshold: float = THRESHOLD_ONLINE,
        *,
        window: timedelta = WINDOW,
        learn: bool = True,
    ) -> None:
        self._rarity = rarity or Rarity()
        self._threshold = threshold
        self._window = window
        self._learn = learn
        self._open: dict[StoryId, _Story] = {}
        # term -> story -> the sum of the term's weight over the story's articles
        self._index: dict[str, dict[StoryId, float]] = defaultdict(dict)
        self._newest: datetime | None = None

    def __len__(self) -> int:
        return len(self._open)

    def assign(
        self, item: Features, fresh: StoryId, bar: Callable[[StoryId], float] | None = None
    ) -> Assignment[StoryId]:
        """Put an article to the story it continues, or open one under the id `fresh`; the best match wins.

        `bar` says for a story how alike an article must be to continue it, where that is not the same for all.
        """
        if self._learn:
            self._rarity.add(item)
        vector = self._rarity.vector(item)
        best, similarity = self._nearest(item, vector, bar or (lambda _: self._threshold))
        opened = best is None
        story = fresh if best is None or opened else best
        self._add(story, item, vector)
        return Assignment(story, round(similarity, 4), opened)

    def add(self, item: Features, story: StoryId) -> None:
        """Put an article to a story that is known already: how the stories of an archive are loaded."""
        if self._learn:
            self._rarity.add(item)
        self._add(story, item, self._rarity.vector(item))

    def _nearest(
        self, item: Features, vector: dict[str, float], bar: Callable[[StoryId], float]
    ) -> tuple[StoryId | None, float]:
        """The story that an article is most like among those whose bar it reaches; the similarity also if none."""
        rough: dict[StoryId, float] = {}
        for term, value in vector.items():
            found = self._index.get(term)
            if found and len(found) <= CROWDED:
                for story, weight in found.items():
                    rough[story] = rough.get(story, 0.0) + value * weight / self._open[story].size
        best: StoryId | None = None
        most = missed = 0.0
        for story in heapq.nlargest(CANDIDATES, rough, key=rough.__getitem__):
            similarity = self._similarity(item, vector, story)
            if similarity < bar(story):
                missed = max(missed, similarity)
            elif similarity > most:
                best, most = story, similarity
        return best, most if best is not None else missed

    def _similarity(self, item: Features, vector: dict[str, float], story: StoryId) -> float:
        kept = self._open[story]
        shared = sum(
            value * self._index[term].get(story, 0.0) for term, value in vector.items() if term in self._index
        )
        alike = min(1.0, shared / kept.size) * nearness(item.published_at, kept.middle)
        worded = max((resemblance(item.sketch, other) for other in kept.sketches), default=0.0)
        return max(alike, worded) if worded >= REPRINT else alike

    def _add(self, story: StoryId, item: Features, vector: dict[str, float]) -> None:
        kept = self._open.pop(story, None) or _Story()
        self._open[story] = kept  # at the end: the first is the one that was silent longest
        kept.size += 1
        kept.terms |= vector.keys()
        for term, value in vector.items():
            weights = self._index[term]
            weights[story] = weights.get(story, 0.0) + value
        kept.sketches = [*kept.sketches, item.sketch][-8:]
        if item.published_at is not None:
            kept.seconds += item.published_at.timestamp()
            kept.dated += 1
            kept.latest = max(kept.latest or item.published_at, item.published_at)
            self._newest = max(self._newest or item.published_at, item.published_at)
        self._close()

    def _close(self) -> None:
        """Close what was silent too long, from the longest silent on, and what is too much."""
        while self._open:
            story, kept = next(iter(self._open.items()))
            late = kept.latest and self._newest and self._newest - kept.latest > self._window
            if not late and len(self._open) <= MOST_STORIES:
                return
            for term in kept.terms:
                weights = self._index[term]
                del weights[story]
                if not weights:
                    del self._index[term]
            del self._open[story]
