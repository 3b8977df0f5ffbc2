"""How company names are compared: as sequences of folded pieces, without legal suffixes."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_PIECE = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b(?!['’]))?|[^\W_]+(?:['’´`][^\W\d_]{1,7})?|&")
_GAP = re.compile(r"[ \t\xa0]?[-‐‑–.'’!*/,:;®™]?[ \t\xa0]?\n?[ \t]*")
_STATE = re.compile(r"[/\\][A-Z. ]{2,}[/\\]?\s*$|/(?:ADR|NEW|FI|ADR/)?\s*$", re.I)
_SIMPLE = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set: word lists stay readable."""
    return frozenset(words.split())


LEGAL = word_set(
    "inc incorporated corp corporation co company cos companies ltd limited plc sa ag nv se llc lp llp"
    " spa ab oyj oy asa kgaa kg gmbh bv nl as a/s sab sarl pte pty bhd kk adr ads sgps saa cv de"
)
"""Pieces that end a registered name and say only what kind of company it is."""

STRONG_LEGAL = word_set(
    "inc incorporated corp corporation co cos ltd limited plc ag nv llc lp spa asa oyj sa"
)
"""Those of them that, written after a word in running text, make it the name of a company."""

SOFT = word_set("group holdings holding hldgs grp international intl the")
"""Pieces that people often leave out."""


class Piece(NamedTuple):
    """A word of a text: its folded forms (with and without a possessive) and where it stands."""

    forms: tuple[str, ...]
    start: int
    end: int
    raw: str


def fold(text: str) -> str:
    """Lower case without accents: `Nestlé` and `nestle` are one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return (
        "".join(c for c in decomposed if not unicodedata.combining(c))
        .lower()
        .replace("ß", "ss")
        .replace("ø", "o")
    )


@functools.lru_cache(maxsize=20_000)
def _forms(raw: str) -> tuple[str, ...]:
    word = fold(raw)
    if "." in word:
        return (word.replace(".", ""),)
    for mark in "'’´`":
        if mark in word:
            base, _, tail = word.partition(mark)
            joined = base + tail
            return (joined, base) if tail == "s" else (joined,)
    return (word,)


def pieces(text: str) -> list[Piece]:
    """The words of a text, initials joined (`J.P.` is one piece), `&` kept, possessives told apart."""
    return [Piece(_forms(m.group()), m.start(), m.end(), m.group()) for m in _PIECE.finditer(text)]


def joined(text: str, left: Piece, right: Piece) -> bool:
    """Whether two neighbouring pieces can belong to one name: a space, a hyphen, no sentence break."""
    gap = text[left.end : right.start]
    return len(gap) <= 3 and "\n\n" not in gap and _GAP.fullmatch(gap) is not None


def key(name: str) -> str:
    """A name as its pieces with single spaces: the form under which names are equal."""
    lower = name.lower()
    if _SIMPLE.fullmatch(lower):
        return lower.replace(" and ", " & ")
    return " ".join(p.forms[0] for p in pieces(name)).replace(" and ", " & ")


def without_state(name: str) -> str:
    """A registered name without the marks a register adds (`/DE/`, `/ADR`)."""
    previous = ""
    while previous != name:
        previous = name
        name = _STATE.sub("", name).strip(" ,/\\")
    return name


def core(name: str) -> str:
    """The key of a name without its legal suffixes: `The Coca-Cola Company` gives `coca cola`."""
    words = key(without_state(name)).split()
    if words and words[0] == "the" and len(words) > 1:
        words = words[1:]
    while len(words) > 1 and (words[-1] in LEGAL or words[-1] == "&"):
        words = words[:-1]
    return " ".join(words)


def short(name: str) -> str:
    """The core without what people often leave out as well: `Kraft Heinz Group` gives `kraft heinz`."""
    words = core(name).split()
    while len(words) > 1 and words[-1] in SOFT:
        words = words[:-1]
    return " ".join(words)


def first_of(names: Iterable[str]) -> set[str]:
    """The first pieces of many names."""
    return {n.split()[0] for n in names if n}
