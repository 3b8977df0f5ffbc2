"""The words that carry sentiment: VADER's general lexicon (MIT licence) under a finance lexicon of our own.

`data/finance_lexicon.tsv` explains itself in its head.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bot.analysis.inflection import base_forms
from bot.analysis.terms import Forms, Hit, Term, TermTable

Layer = Literal["move", "thing", "polar", "remove", "negate", "hedge", "scale"]
LAYERS: Mapping[Layer, frozenset[str]] = {
    "move": frozenset({"up", "down"}),
    "thing": frozenset({"good", "bad", "flat"}),
    "polar": frozenset({"polar"}),
    "remove": frozenset({"remove"}),
    "negate": frozenset({"negate"}),
    "hedge": frozenset({"hedge"}),
    "scale": frozenset({"scale"}),
}
SILENT = "none"
# VADER's words were rated in social media; in news they say less than a term of the field.
GENERAL_WEIGHT = 0.45


class Lexicon:
    """Terms in layers, one for each part that a word plays in a sentence."""

    def __init__(self, terms: Sequence[Term], general: Mapping[str, float]) -> None:
        silent = {term.words[0] for term in terms if term.kind == SILENT and len(term.words) == 1}
        known = {term.words[0] for term in terms if len(term.words) == 1} | silent
        extra = [
            Term((word,), "polar", value * GENERAL_WEIGHT)
            for word, value in general.items()
            if word.isalpha() and known.isdisjoint(base_forms(word, word))
        ]
        self._tables = {
            layer: TermTable([term for term in (*terms, *extra) if term.kind in kinds])
            for layer, kinds in LAYERS.items()
        }

    @classmethod
    @functools.cache
    def load(cls) -> Lexicon:
        """VADER's lexicon with ours over it, read once a process."""
        general: Mapping[str, float] = SentimentIntensityAnalyzer().lexicon
        return cls(list(read_terms()), general)

    def find(self, forms: Forms, layer: Layer) -> list[Hit]:
        """The longest terms of one layer, left to right."""
        return self._tables[layer].find(forms)


def read_terms() -> Iterator[Term]:
    """The entries of the finance lexicon."""
    file = importlib.resources.files("bot.analysis") / "data" / "finance_lexicon.tsv"
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, value, terms = line.split("\t")
        for term in terms.split(" | "):
            yield Term(tuple(term.split()), kind, float(value))
