"""How well articles are put to stories: B-cubed against events that people made by hand.

B-cubed (Bagga and Baldwin 1998): an article's precision is the share of its story that is of its event, its
recall the share of its event that is in its story; both are averaged over articles.

The threshold is cross-validated by event: five times a fifth of the events is held out, the threshold that is
best for the articles of the others alone is taken, and the held-out articles are measured in the clustering
of all articles with it. The baseline goes through the same.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.progress import track

from bot.evaluation import placing
from bot.evaluation.figures import Figure
from bot.sources.features import Features, features
from bot.sources.linkage import average_link
from bot.sources.rarity import Rarity
from bot.sources.similarity import matrix
from bot.sources.stories import THRESHOLD, Stories, cluster, in_time
from bot.sources.terms import terms

if TYPE_CHECKING:
    from bot.analysis.analyzer import Analyzer

GOAL = 0.85
FOLDS = 5
SEEDS = (0, 1, 2)  # of the ways to make the folds
_GRID = [round(step / 100, 2) for step in range(6, 31)]
_GRID_ONLINE = [round(step / 100, 2) for step in range(10, 25, 2)]
_GRID_BASE = [round(step / 100, 2) for step in range(2, 62, 2)]
_DATA = "hand-made events of general news"

Labels = list[int]
Method = Callable[[Sequence[int]], Mapping[float, Labels]]


@dataclass(frozen=True, slots=True)
class Sample:
    """Articles in order of time, each with its event."""

    texts: tuple[str, ...]
    items: tuple[Features, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """B-cubed precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def load(path: Path) -> Sample:
    """The articles of an events file (`title`, `text`, `published_at`, `story_id`)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    made = [features(row["title"], row["text"], _time(row["published_at"])) for row in rows]
    order = in_time(made)
    return Sample(
        texts=tuple(f"{rows[at]['title']}\n{rows[at]['text']}" for at in order),
        items=tuple(made[at] for at in order),
        events=tuple(str(rows[at]["story_id"]) for at in order),
    )


def _time(value: str | None) -> datetime | None:
    if not value:
        return None
    time = datetime.fromisoformat(value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def bcubed(stories: Sequence[object], events: Sequence[object]) -> list[tuple[float, float]]:
    """B-cubed precision and recall of each article."""
    by_story, by_event = Counter(stories), Counter(events)
    both = Counter(zip(stories, events, strict=True))
    return [
        (both[story, event] / by_story[story], both[story, event] / by_event[event])
        for story, event in zip(stories, events, strict=True)
    ]


def mean(pairs: Sequence[tuple[float, float]]) -> Score:
    """The score of several articles."""
    return Score(sum(p for p, _ in pairs) / len(pairs), sum(r for _, r in pairs) / len(pairs))


def cross_validated(
    method: Method, events: Sequence[str], grid: Sequence[float], seeds: Sequence[int] = SEEDS
) -> Score:
    """The score with the threshold chosen on other events, averaged over several ways to make the folds."""
    whole = {threshold: bcubed(labels, events) for threshold, labels in method(range(len(events))).items()}
    pairs: list[tuple[float, float]] = []
    names = sorted(set(events))
    splits = [(seed, fold) for seed in seeds for fold in range(FOLDS)]
    for seed, fold in track(splits, "stories", disable=not sys.stderr.isatty(), transient=True):
        shuffled = random.Random(seed).sample(names, len(names))
        held = set(shuffled[fold::FOLDS])
        others = [at for at, event in enumerate(events) if event not in held]
        known = [events[at] for at in others]
        labels = method(others)
        best = max(grid, key=lambda threshold: mean(bcubed(labels[threshold], known)).f1)
        pairs += [whole[best][at] for at, event in enumerate(events) if event in held]
    return mean(pairs)


def batch(sample: Sample) -> Method:
    """A whole batch at once, as `deskwire stories` does."""

    def run(which: Sequence[int]) -> Mapping[float, Labels]:
        items = [sample.items[at] for at in which]
        tree = average_link(matrix(items, Rarity(items)))
        return {threshold: tree.cut(threshold) for threshold in _GRID}

    return run


def online(sample: Sample) -> Method:
    """One article after another in order of time, each with what was seen before, as the bot does."""

    def run(which: Sequence[int]) -> Mapping[float, Labels]:
        found = {}
        for threshold in _GRID_ONLINE:
            stories: Stories[int] = Stories(threshold=threshold)
            found[threshold] = [stories.assign(sample.items[at], at).story for at in which]
        return found

    return run


def single_pass(sample: Sample) -> Method:
    """The baseline: TF-IDF of the batch over title and text; an article joins the story with its nearest article."""
    counts = [Counter(terms(text)) for text in sample.texts]

    def run(which: Sequence[int]) -> Mapping[float, Labels]:
        chosen = [counts[at] for at in which]
        having = Counter(term for count in chosen for term in count)
        columns = {term: number for number, term in enumerate(having)}
        rows = np.zeros((len(chosen), len(columns)), dtype=np.float32)
        for row, count in enumerate(chosen):
            for term, times in count.items():
                rows[row, columns[term]] = times * math.log(len(chosen) / having[term])
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        alike = rows @ rows.T
        found = {}
        for threshold in _GRID_BASE:
            labels: Labels = []
            for at in range(len(chosen)):
                nearest = int(alike[at, :at].argmax()) if at else -1
                joins = nearest >= 0 and alike[at, nearest] >= threshold
                labels.append(labels[nearest] if joins else at)
            found[threshold] = labels
        return found

    return run


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of story clustering; `analyzer` is not needed, stories are told apart without it."""
    sample = load(data / "stories" / "events.jsonl")
    base = cross_validated(single_pass(sample), sample.events, _GRID_BASE)
    whole = cross_validated(batch(sample), sample.events, _GRID)
    later = cross_validated(online(sample), sample.events, _GRID_ONLINE, SEEDS[:1])
    beside = f"single-pass TF-IDF {base.f1:.3f}"
    where = f"{_DATA}, cross-validated by event"
    yield Figure("stories", where, "B-cubed F1, batch", whole.f1, GOAL, beside=beside)
    yield Figure("stories", where, "B-cubed precision, batch", whole.precision)
    yield Figure("stories", where, "B-cubed recall, batch", whole.recall)
    yield Figure("stories", where, "B-cubed F1, one after another", later.f1, GOAL, beside=beside)
    shipped = mean(bcubed(cluster(sample.items, THRESHOLD), sample.events))
    yield Figure("stories", f"{_DATA}, in sample", f"B-cubed F1 at the shipped {THRESHOLD}", shipped.f1)
    yield from placing.measure(data)
