"""Sentence boundaries, decided before the parser runs.

The parser alone breaks newswire text in wrong places (after "Inc.", inside headings, at a stray capital).
Here every boundary that punctuation decides is fixed, and the parser is left the few that depend on
meaning: a capital after an abbreviation that can end a sentence ("... in the U.S. Apple said").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

COMPONENT = "deskwire_boundaries"
STOPS = frozenset({".", "!", "?", "...", "…", "?!", "!!", "??"})
CLOSERS = frozenset({'"', "”", "’", "'", "''", ")", "]", "»"})
OPENERS = frozenset({'"', "“", "‘", "``", "'", "(", "[", "«", "$", "€", "£"})
BULLETS = frozenset({"*", "•", "▪", "●", "■", "‣"})
# Abbreviations that always belong to the name or number after them.
LEADING = frozenset(
    word + "."
    for word in (
        *("mr", "mrs", "ms", "dr", "prof", "rev", "gen", "sen", "rep", "gov", "lt", "col", "capt", "sgt"),
        *("st", "messrs", "hon", "pres", "vs", "v", "no", "nos", "fig", "e.g", "i.e", "cf", "approx", "est"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"),
    )
)
ABBREVIATION = re.compile(r"^(?:(?:[A-Za-z]\.)+|[A-Za-z]{1,6}\.)$")
TITLES = frozenset({"CEO", "CFO", "COO", "CTO", "CIO", "EVP", "SVP", "VP", "AG", "SE", "SA", "PLC"})
HEADING_LETTERS = 9
START, UNKNOWN = 1, 0  # as a Doc stores what is known of a sentence start
CODES = {True: START, False: -1, None: UNKNOWN}


@dataclass(frozen=True, slots=True)
class _Words:
    """A Doc's tokens as plain lists, which are read many times.

    `spaced`: white space follows; `blank`: the token is nothing else.
    """

    texts: list[str]
    spaced: list[bool]
    blank: list[bool]

    @classmethod
    def of(cls, doc: Doc) -> _Words:
        texts = [token.text for token in doc]
        return cls(texts, [bool(token.whitespace_) for token in doc], [text.isspace() for text in texts])


@Language.component(COMPONENT)
def boundaries(doc: Doc) -> Doc:
    """Fix the sentence starts of one block of text; None is left where only the parse can tell."""
    if not len(doc):
        return doc
    words = _Words.of(doc)
    headings = _glued_headings(words.texts)
    starts = [START if i in headings else CODES[_starts(words, i)] for i in range(1, len(doc))]
    column: Any = np.array([START, *starts], dtype=np.int64).view(np.uint64)
    doc.from_array(["SENT_START"], column)
    return doc


def _starts(words: _Words, i: int) -> bool | None:
    texts = words.texts
    if words.blank[i]:
        return False
    if texts[i] in BULLETS and words.spaced[i - 1] and i + 1 < len(texts) and texts[i + 1][:1].isupper():
        return True
    if words.blank[i - 1]:
        return None if i < 2 else _starts_after(words, i, i - 2)
    return _starts_after(words, i, i - 1)


def _starts_after(words: _Words, i: int, last: int) -> bool | None:
    """Whether token `i` starts a sentence, `last` being the last token before it that is no white space."""
    texts, spaced = words.texts, words.spaced
    text, end = texts[i], texts[last]
    closed = False
    if text in CLOSERS and not (spaced[last] or words.blank[i - 1]):
        return False  # a closing quote stays with the sentence it ends
    while last > 0 and end in CLOSERS and not spaced[last - 1]:
        closed = True
        last -= 1
        end = texts[last]
    opens = text[:1].isupper() or text[:1].isdigit() or text in OPENERS
    if end in STOPS:
        # "the No. 3 carmaker" goes on; an answer of one word is not followed by a number.
        return opens and not (last > 0 and texts[last - 1] in {"No", "Nos"} and text[:1].isdigit())
    if closed or not end.endswith("."):
        return False
    word = end.lower()
    if word in LEADING or not opens:
        return False
    if len(word) == 2 and i >= 2 and texts[i - 2].istitle():
        return False  # an initial inside a name: John D. Rockefeller
    return None if ABBREVIATION.match(end) else opens


def _glued_headings(texts: Sequence[str]) -> set[int]:
    """Where text follows an ALL-CAPS sub-heading on the same line: OUTLOOK CUT Shares of ..."""
    starts: set[int] = set()
    i = 0
    while i < len(texts):
        run = i
        while run < len(texts) and _shouts(texts[run]):
            run += 1
        words = texts[i:run]
        if (
            len(words) >= 2
            and (i == 0 or texts[i - 1] in STOPS | CLOSERS)
            and sum(map(len, words)) >= HEADING_LETTERS
            and TITLES.isdisjoint(words)
            and run < len(texts)
            and (texts[run].istitle() or texts[run] in OPENERS - {"(", "$", "€", "£"})
        ):
            starts.add(run)
        i = max(run, i + 1)
    return starts


def _shouts(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha()
