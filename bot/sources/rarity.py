"""How rare a term is: in news at large, and among the articles at hand.

A handful of articles cannot tell a rare word from a common one, and a thousand about one event think its name
common. Both are mended by a prior: the shares of 9,000 headlines and 8,000 sentences of news that have the term
(`data/background.tsv.gz`, built by scripts/build_background.py) count as much as `PRIOR` articles.
"""

from __future__ import annotations

import gzip
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bot.sources.features import Features

PRIOR = 1_000  # articles
SENTENCES = 8  # a lead has about so many sentences, so a term is so much likelier in it than in one
ALONE = (
    0.5  # what a term counts that no other article has: it cannot join, it only says how much else was said
)
# A company's name is rare and repeated, and all its news has it: however heavy, one word joins no two articles.
LIMIT = 0.25


@dataclass(frozen=True, slots=True)
class Background:
    """In how many of `texts` sentences of news each term occurs; terms seen once are left out."""

    texts: int
    counts: Mapping[str, int]

    def share(self, term: str) -> float:
        """The share of articles expected to have a term, above 0 and at most 1."""
        return min(1.0, (SENTENCES * self.counts.get(term, 0) + 0.5) / self.texts)


@cache
def background() -> Background:
    """The background that ships."""
    packed = files("bot.sources").joinpath("data", "background.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    pairs = (line.split("\t") for line in lines[1:])
    return Background(int(lines[0]), {term: int(count) for term, count in pairs})


class Rarity:
    """Weighs terms by their rarity; learns the articles it is shown."""

    def __init__(self, known: Iterable[Features] = ()) -> None:
        self._articles = 0
        self._counts: Counter[str] = Counter()
        for item in known:
            self.add(item)

    def add(self, item: Features) -> None:
        """Count an article."""
        self._articles += 1
        self._counts.update(item.weights.keys())

    def remove(self, item: Features) -> None:
        """Take back an article that was counted."""
        self._articles -= 1
        self._counts.subtract(item.weights.keys())
        self._counts += Counter()

    def of(self, term: str) -> float:
        """The inverse document frequency of a term, above 0; the article it is asked for is counted already."""
        expected = self._counts[term] + PRIOR * background().share(term)
        weight = math.log(1 + (self._articles + PRIOR) / max(1.0, expected))
        return weight * (ALONE if self._counts[term] <= 1 else 1.0)

    def vector(self, item: Features) -> dict[str, float]:
        """An article's terms weighed, of length 1 before no term may be above `LIMIT`; empty without terms."""
        weighed = {term: weight * self.of(term) for term, weight in item.weights.items()}
        length = float(np.sqrt(sum(value * value for value in weighed.values())))
        return {term: min(LIMIT, value / length) for term, value in weighed.items()} if length else {}
