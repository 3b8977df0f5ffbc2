"""A text as the linker reads it: its pieces, and what the parser said about each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from bot.analysis.context_words import FURNITURE_STARTS, PLATFORMS
from bot.analysis.document import Document
from bot.market.names import Piece, pieces

_CREDITS = re.compile(r"\((?:Additional )?(?:Reporting|Writing|Editing|Compiled) by [^)]{3,400}\)", re.I)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’\-]*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence (or the title) within a text.

    `plain` is False where capitals say nothing (headline style); `furniture` marks by-lines, credits and
    share bars; `flat` holds its pieces in lower case between single spaces, for looking up context words.
    """

    index: int
    start: int
    end: int
    plain: bool
    furniture: bool
    flat: str


@dataclass(slots=True)
class TextView:
    """The title or the body of an article. Offsets are those of its text."""

    text: str
    units: list[Unit]
    tokens: dict[int, Token]
    pieces: list[Piece]
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts = [u.start for u in self.units]

    def unit_at(self, offset: int) -> Unit | None:
        """The sentence that holds an offset."""
        i = bisect_right(self._starts, offset) - 1
        return self.units[i] if i >= 0 and offset < self.units[i].end else None


def views(document: Document) -> list[TextView]:
    """The texts of a document: the title first, if it has one of its own, then the body."""
    out: list[TextView] = []
    if document.title is not None:
        text = document.article.title
        tokens = {t.idx: t for t in document.title}
        parts = pieces(text)
        out.append(TextView(text, [_unit(-1, 0, len(text), text, parts)], tokens, parts))
    text = document.article.text
    tokens = {t.idx + s.offset: t for s in document.sentences for t in s.span}
    credits_at = [m.span() for m in _CREDITS.finditer(text)]
    parts = pieces(text)
    starts = [part.start for part in parts]
    units = [
        _unit(
            s.index,
            s.start,
            s.end,
            s.text,
            parts[bisect_left(starts, s.start) : bisect_left(starts, s.end)],
            credits_at,
        )
        for s in document.sentences
    ]
    out.append(TextView(text, units, tokens, parts))
    return out


def _unit(
    index: int,
    start: int,
    end: int,
    text: str,
    parts: Sequence[Piece],
    credits_at: Sequence[tuple[int, int]] = (),
) -> Unit:
    words = _WORD.findall(text)
    flat = f" {' '.join(p.forms[-1] for p in parts)} "
    return Unit(
        index, start, end, not _headline(words), _furniture(text, words, start, end, credits_at), flat
    )


def _headline(words: Sequence[str]) -> bool:
    """Whether capitals say nothing here: all words that matter have them."""
    telling = [w for w in words[1:] if len(w) > 3]
    if len(telling) < 3:
        return bool(telling) and len(words) >= 4 and all(w[0].isupper() for w in telling) and len(telling) > 1
    return sum(w[0].isupper() for w in telling) / len(telling) >= 0.75


def _furniture(
    text: str, words: Sequence[str], start: int, end: int, credits_at: Sequence[tuple[int, int]]
) -> bool:
    head = text.lstrip(" (\"'“").lower()
    if head.startswith(FURNITURE_STARTS) and (len(words) < 40):
        return True
    if any(a <= start + 2 and end <= b + 2 for a, b in credits_at):
        return True
    return bool(words) and len(words) > 1 and all(w.lower() in PLATFORMS for w in words)
