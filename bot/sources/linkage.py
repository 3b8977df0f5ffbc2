"""Average-link clustering: two clusters join while their articles are, on average, alike enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_GONE = -1.0


@dataclass(frozen=True, slots=True)
class Tree:
    """The joins of `size` items, most alike first: (similarity, one item of each side)."""

    size: int
    joins: Sequence[tuple[float, int, int]]

    def cut(self, threshold: float) -> list[int]:
        """A cluster number for each item, in order of first appearance; joins below the threshold are undone."""
        parent = list(range(self.size))

        def root(item: int) -> int:
            while parent[item] != item:
                parent[item] = parent[parent[item]]
                item = parent[item]
            return item

        for similarity, one, other in self.joins:
            if similarity >= threshold:
                parent[root(other)] = root(one)
        numbers: dict[int, int] = {}
        return [numbers.setdefault(root(item), len(numbers)) for item in range(self.size)]


def average_link(similarity: np.ndarray, at_least: float = 0.0) -> Tree:
    """The joins of items by their similarities, a symmetric matrix of numbers from 0 to 1, above `at_least`.

    Each row remembers its nearest neighbour, so a join costs time in proportion to the items, not to the pairs.
    The matrix is used up.
    """
    size = len(similarity)
    if size < 2:
        return Tree(size, ())
    np.fill_diagonal(similarity, _GONE)
    weight = np.ones(size)
    nearest = similarity.argmax(axis=1)
    best = similarity[np.arange(size), nearest]
    joins = []
    for _ in range(size - 1):
        one = int(best.argmax())
        height = float(best[one])
        if height <= at_least:
            break
        other = int(nearest[one])
        joins.append((height, one, other))
        joined = (weight[one] * similarity[one] + weight[other] * similarity[other]) / (
            weight[one] + weight[other]
        )
        gone = similarity[one] == _GONE  # itself, and rows that joined before
        joined[gone | (similarity[other] == _GONE)] = _GONE
        similarity[one] = similarity[:, one] = joined
        similarity[other] = similarity[:, other] = _GONE
        weight[one] += weight[other]
        stale = np.flatnonzero((nearest == one) | (nearest == other) | (joined > best))
        stale = np.union1d(stale, [one])
        nearest[stale] = similarity[stale].argmax(axis=1)
        best[stale] = similarity[stale, nearest[stale]]
        best[other] = _GONE
    return Tree(size, joins)
