"""Terms of one or more words, found by the base forms of what a text says.

`_` in a term stands for up to `GAP_WORDS` words, so that "cut _ guidance" is found in
"cuts its full-year guidance".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.analysis.inflection import base_forms

if TYPE_CHECKING:
    from spacy.tokens import Token

GAP = "_"
GAP_WORDS = 4
HYPHEN = "-"
GAP_STOPS = frozenset({",", ";", ":", ".", "but", "while", "although"})

_FORMS = "deskwire forms"

Forms = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a table: its words, what kind it is, and how much it weighs."""

    words: tuple[str, ...]
    kind: str
    value: float = 0.0

    @property
    def size(self) -> int:
        """How many words of a text the term itself covers."""
        return sum(word != GAP for word in self.words)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text: tokens `first` to `last` inclusive, as positions in the sequence searched."""

    term: Term
    first: int
    last: int

    def overlaps(self, other: Hit) -> bool:
        """Whether both cover a token in common."""
        return self.first <= other.last and other.first <= self.last


class TermTable:
    """Terms by their first word."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            self._terms[term.words[0]].append(term)
        self._openings = frozenset(self._terms)

    def find(self, forms: Forms) -> list[Hit]:
        """The longest terms from left to right. Only one with a gap may share words with the next."""
        hits: list[Hit] = []
        free = 0
        for at, here in enumerate(forms):
            if at < free or self._openings.isdisjoint(here):
                continue
            best = max(self._starting(forms, at), key=lambda hit: _rank(hit.term), default=None)
            if best is not None:
                hits.append(best)
                free = at + 1 if GAP in best.term.words else best.last + 1
        return hits

    def every(self, forms: Forms) -> list[Hit]:
        """Every term that matches anywhere, overlapping or not."""
        return [
            hit
            for at, here in enumerate(forms)
            if not self._openings.isdisjoint(here)
            for hit in self._starting(forms, at)
        ]

    def _starting(self, forms: Forms, at: int) -> list[Hit]:
        found = []
        for form in sorted(self._openings & forms[at]):
            for term in self._terms[form]:
                last = _match(term.words, forms, at)
                if last is not None:
                    found.append(Hit(term, at, last))
        return found


def forms_of(tokens: Sequence[Token]) -> list[frozenset[str]]:
    """The base forms under which each token can match; those of a parsed text are worked out once."""
    if not tokens:
        return []
    doc = tokens[0].doc
    known: list[frozenset[str]] | None = doc.user_data.get(_FORMS)
    if known is None:
        known = [base_forms(token.lower_, token.lemma_.lower()) for token in doc]
        doc.user_data[_FORMS] = known
    return [known[token.i] for token in tokens]


def _rank(term: Term) -> tuple[int, int, float]:
    return term.size, -len(term.words), abs(term.value)


def _match(words: Sequence[str], forms: Forms, at: int) -> int | None:
    """The position of the last word of a term that starts at `at`, None where it does not match."""
    position = at
    for index, word in enumerate(words):
        if word == GAP:
            continue
        reach = GAP_WORDS if index and words[index - 1] == GAP else 0
        while True:
            while at < position < len(forms) and HYPHEN in forms[position]:
                position += 1  # "write-down" is three tokens, and two words
            if position >= len(forms):
                return None
            if word in forms[position]:
                break
            if not reach or not GAP_STOPS.isdisjoint(forms[position]):
                return None
            reach -= 1
            position += 1
        position += 1
    return position - 1
