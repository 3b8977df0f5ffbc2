"""ROUGE-N (Lin 2004): the n-grams that a summary shares with a reference, as F1 over Porter stems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.evaluation.porter import porter

_WORD = re.compile(r"[a-z0-9]+")
_STEMMED_FROM = 4  # as the usual implementations do: words of up to three letters stay as they are


def rouge(candidate: str, reference: str, size: int) -> float:
    """F1, 0 to 1, of the n-grams of `size` words; 0 where either text has none."""
    one, two = _grams(candidate, size), _grams(reference, size)
    shared = (one & two).total()
    return 2 * shared / (one.total() + two.total()) if shared else 0.0


def mean_rouge(candidate: str, references: Sequence[str], size: int) -> float:
    """The mean over several references, which must not be empty."""
    return sum(rouge(candidate, reference, size) for reference in references) / len(references)


def head(text: str, words: int) -> str:
    """The first `words` words: systems are compared at equal length, or ROUGE measures length alone."""
    return " ".join(text.split()[:words])


def _grams(text: str, size: int) -> Counter[tuple[str, ...]]:
    stems = [porter(word) if len(word) >= _STEMMED_FROM else word for word in _WORD.findall(text.lower())]
    return Counter(tuple(stems[at : at + size]) for at in range(len(stems) - size + 1))
