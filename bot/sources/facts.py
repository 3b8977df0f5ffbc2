"""What a sentence says that another can have said before it: figures, names, words, wording."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sources.reprints import runs
from bot.sources.terms import terms

_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9$£€])|\n+")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Inc|Corp|Co|Ltd|No|vs|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_FIGURE = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s?-?(trillion|tn|billion|bn|b|million|mn|mln|m|thousand|k)?(?![\w])",
    re.I,
)
_NAME = re.compile(r"(?<![\w.])[A-Z][\w&’'-]*\w(?:\s+[A-Z][\w&’'-]*\w)*")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_OPENS = re.compile(r"[.!?:\n]\s*[\"'“‘(]?$")
TITLE_CASE = 0.6  # of the words capitalised: then capitals tell nothing
_SIZES = {
    "trillion": 1e12, "tn": 1e12, "billion": 1e9, "bn": 1e9, "b": 1e9, "million": 1e6, "mn": 1e6, "mln": 1e6,
    "m": 1e6, "thousand": 1e3, "k": 1e3,
}  # fmt: skip
_NUMBERS = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty"""
_SPELLED = {word: str(number) for number, word in enumerate(_NUMBERS.split(), start=2)} | {
    "dozen": "12",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "hundred": "100",
}
_SPELLED_WORD = re.compile(rf"\b({'|'.join(_SPELLED)})(?:[\s-](trillion|billion|million|thousand))?\b", re.I)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says. Figures are numbers without their unit of currency ("$1.2bn" and "1,200 million" are one)."""

    figures: frozenset[str]
    names: frozenset[str]
    terms: frozenset[str]
    runs: frozenset[str]

    def __or__(self, other: Said) -> Said:
        return Said(
            self.figures | other.figures,
            self.names | other.names,
            self.terms | other.terms,
            self.runs | other.runs,
        )


NOTHING = Said(frozenset(), frozenset(), frozenset(), frozenset())


def sentences(text: str) -> list[str]:
    """A text cut at the ends of its sentences and lines; rough, for counting what is said in them."""
    cut: list[str] = []
    for piece in _BREAK.split(text):
        if cut and _ABBREVIATION.search(cut[-1]):
            cut[-1] = f"{cut[-1]} {piece}"
        elif piece.strip():
            cut.append(piece.strip())
    return cut


def said(text: str) -> Said:
    """What a text says."""
    return Said(
        frozenset(figures(text)), frozenset(_names(text)), frozenset(terms(text)), frozenset(runs(text))
    )


def _names(text: str) -> set[str]:
    """The terms of capitalised words, but for a single one that opens a sentence, and for titles in title case."""
    words = _LETTERS.findall(text)
    capitals = sum(word[0].isupper() for word in words)
    if len(words) >= 4 and capitals > TITLE_CASE * len(words):
        return set()
    names: set[str] = set()
    for match in _NAME.finditer(text):
        opens = not text[: match.start()].strip(" \"'“‘(") or _OPENS.search(
            text[max(0, match.start() - 4) : match.start()]
        )
        if " " in match.group() or not opens:
            names.update(terms(match.group()))
    return names


def figures(text: str) -> set[str]:
    """The figures of a text in one spelling, spelled-out ones from two on included."""
    found = {_figure(number.replace(",", ""), size) for number, size in _FIGURE.findall(text)}
    return found | {_figure(_SPELLED[word.lower()], size) for word, size in _SPELLED_WORD.findall(text)}


def _figure(number: str, size: str) -> str:
    return f"{float(number) * _SIZES.get(size.lower(), 1):.6g}"
