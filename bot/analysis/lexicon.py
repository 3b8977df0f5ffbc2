"""The words that carry sentiment: VADER's general lexicon (MIT licence) under a finance lexicon of our own.

`data/finance_lexicon.tsv` explains itself in its head. A term matches by the base forms of its words, so that
"cut guidance" is found in "cuts its guidance" too where the file writes a gap.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bot.analysis.inflection import base_forms

if TYPE_CHECKING:
    from spacy.tokens import Token

Kind = Literal["up", "down", "good", "bad", "flat", "polar", "remove", "negate", "hedge", "scale", "none"]
Layer = Literal["move", "thing", "polar", "remove", "negate", "hedge", "scale"]
LAYER: Mapping[str, Layer] = {
    **{"up": "move", "down": "move", "good": "thing", "bad": "thing", "flat": "thing", "polar": "polar"},
    **{"remove": "remove", "negate": "negate", "hedge": "hedge", "scale": "scale"},
}
GAP = "_"
GAP_WORDS = 4
GAP_STOPS = frozenset({",", ";", ":", ".", "but", "while", "although"})
GENERAL_WEIGHT = (
    0.45  # VADER's words were rated in social media; in news they say less than a term of the field
)


@dataclass(frozen=True, slots=True)
class Term:
    """A lexicon entry: what kind of word it is and how strong, on VADER's scale of -4 to 4."""

    words: tuple[str, ...]
    kind: Kind
    value: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text: tokens `first` to `last` inclusive, as positions in the sequence searched."""

    term: Term
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many words of the text the term itself covers."""
        return sum(word != GAP for word in self.term.words)


class Lexicon:
    """Terms by their first word, one layer for each part they play."""

    def __init__(self, terms: Sequence[Term], general: Mapping[str, float]) -> None:
        self._layers: dict[Layer, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        silent = {term.words for term in terms if term.kind == "none"}
        known = {term.words[0] for term in terms if len(term.words) == 1}
        for term in terms:
            if term.kind != "none":
                self._layers[LAYER[term.kind]][term.words[0]].append(term)
        for word, value in general.items():
            if word.isalpha() and (word,) not in silent and known.isdisjoint(base_forms(word, word)):
                term = Term((word,), "polar", value * GENERAL_WEIGHT)
                self._layers["polar"][word].append(term)

    @classmethod
    @functools.cache
    def load(cls) -> Lexicon:
        """VADER's lexicon with ours over it, read once a process."""
        general: Mapping[str, float] = SentimentIntensityAnalyzer().lexicon
        return cls(list(read_terms()), general)

    def find(self, forms: Sequence[frozenset[str]], layer: Layer) -> list[Hit]:
        """The longest terms of one layer, left to right, without overlap. `forms` are those of each token."""
        table = self._layers[layer]
        hits: list[Hit] = []
        at = 0
        while at < len(forms):
            best: Hit | None = None
            for form in sorted(forms[at]):
                for term in table.get(form, ()):
                    last = _match(term.words, forms, at)
                    if last is not None and (best is None or _rank(term) > _rank(best.term)):
                        best = Hit(term, at, last)
            if best is None:
                at += 1
            else:
                hits.append(best)
                at = best.first + 1 if GAP in best.term.words else best.last + 1
        return hits


def _rank(term: Term) -> tuple[int, int, float]:
    return sum(word != GAP for word in term.words), -len(term.words), abs(term.value)


def _match(words: Sequence[str], forms: Sequence[frozenset[str]], at: int) -> int | None:
    """The position of the last word of a term that starts at `at`, None where it does not match."""
    position = at
    for index, word in enumerate(words):
        if word == GAP:
            continue
        reach = GAP_WORDS if index and words[index - 1] == GAP else 0
        for step in range(reach + 1):
            if position + step >= len(forms) or (
                step and not GAP_STOPS.isdisjoint(forms[position + step - 1])
            ):
                return None
            if word in forms[position + step]:
                position += step + 1
                break
        else:
            return None
    return position - 1


def forms_of(tokens: Sequence[Token]) -> list[frozenset[str]]:
    """The base forms under which each token can match."""
    return [base_forms(token.lower_, token.lemma_.lower()) for token in tokens]


def read_terms() -> Iterator[Term]:
    """The entries of the finance lexicon; a word's first entry in a layer counts."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    file = importlib.resources.files("bot.analysis") / "data" / "finance_lexicon.tsv"
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, value, terms = line.split("\t")
        for term in terms.split(" | "):
            words = tuple(term.split())
            if (kind, words) not in seen:
                seen.add((kind, words))
                yield Term(words, kind, float(value))  # type: ignore[arg-type]
