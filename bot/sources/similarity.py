"""How alike two articles are: rare words in common, wording in common, and how far apart in time."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from bot.sources.features import Features
from bot.sources.rarity import Rarity
from bot.sources.reprints import ORDERS, REPRINT, resemblance, table

# The same subject months later is another story more often than a late report of the first one, but the times
# that pages give are not to be trusted far: distance in time weighs, and never decides alone.
TIME_LOSS = 0.3
TIME_SCALE_DAYS = 60.0
_DAY_S = 86_400.0


def nearness(one: datetime | None, other: datetime | None) -> float:
    """The factor for the distance in time: 1 on the same day or without a time, falling to 0.7."""
    if one is None or other is None:
        return 1.0
    days = abs((one - other).total_seconds()) / _DAY_S
    return 1 - TIME_LOSS * (1 - math.exp(-days / TIME_SCALE_DAYS))


def pair(one: Features, other: Features, rarity: Rarity) -> float:
    """The similarity of two articles, 0 to 1; a reprint's is that of its wording, however much later it is."""
    left, right = rarity.vector(one), rarity.vector(other)
    if len(left) > len(right):
        left, right = right, left
    cosine = sum(value * right.get(term, 0.0) for term, value in left.items())
    alike = min(1.0, cosine) * nearness(one.published_at, other.published_at)
    worded = resemblance(one.sketch, other.sketch)
    return max(alike, worded) if worded >= REPRINT else alike


def closest(item: Features, others: Mapping[str, Features], limit: int) -> list[str]:
    """The names of those articles that are most like one, best first; those that have nothing in common left out."""
    rarity = Rarity([item, *others.values()])
    own = rarity.vector(item)
    alike: dict[str, float] = {}
    for name, other in others.items():
        shared = own.keys() & other.weights.keys()
        if shared:
            vector = rarity.vector(other)
            worded = resemblance(item.sketch, other.sketch)
            alike[name] = max(sum(own[term] * vector[term] for term in shared), worded)
    return heapq.nlargest(limit, alike, key=alike.__getitem__)


def matrix(items: Sequence[Features], rarity: Rarity) -> np.ndarray:
    """`pair` of all pairs at once, by an inverted index: memory is that of the matrix, 4 bytes a pair."""
    size = len(items)
    vectors = [rarity.vector(item) for item in items]
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        for term, value in vector.items():
            found[term].append((number, value))
    postings = {
        term: (np.array([n for n, _ in rows]), np.array([v for _, v in rows], dtype=np.float32))
        for term, rows in found.items()
        if len(rows) > 1
    }
    days = np.array([_days(item) for item in items])
    sketches = table([item.sketch for item in items])
    result = np.zeros((size, size), dtype=np.float32)
    for number, vector in enumerate(vectors):
        row = result[number]
        for term, value in vector.items():
            if term in postings:
                where, values = postings[term]
                row[where] += np.float32(value) * values
        apart = np.nan_to_num(np.abs(days - days[number]))
        row *= 1 - TIME_LOSS * (1 - np.exp(-apart / TIME_SCALE_DAYS))
        worded = (sketches == sketches[number]).sum(axis=1) / ORDERS
        np.maximum(row, np.where(worded >= REPRINT, worded, 0), out=row)
    # Sums in another order differ in the last bit; a matrix that is not symmetric has no clusters.
    return np.minimum(np.maximum(result, result.T), 1)


def _days(item: Features) -> float:
    return item.published_at.timestamp() / _DAY_S if item.published_at else math.nan
