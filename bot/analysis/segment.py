"""Sentence boundaries, decided before the parser runs.

The parser alone breaks newswire text in wrong places (after "Inc.", inside headings, at a stray capital).
Here every boundary that punctuation decides is fixed, and the parser is left the few that depend on
meaning: a capital after an abbreviation that can end a sentence ("... in the U.S. Apple said").
"""

from __future__ import annotations

import re

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


@Language.component(COMPONENT)
def boundaries(doc: Doc) -> Doc:
    """Fix the sentence starts of one block of text; None is left where only the parse can tell."""
    if not len(doc):
        return doc
    headings = _glued_headings(doc)
    for token in doc[1:]:
        token.is_sent_start = True if token.i in headings else _starts(doc, token.i)
    return doc


def _starts(doc: Doc, i: int) -> bool | None:
    token, before = doc[i], doc[i - 1]
    if token.is_space:
        return False
    if token.text in BULLETS and before.whitespace_ and i + 1 < len(doc) and doc[i + 1].text[:1].isupper():
        return True
    if before.is_space:
        return None if i < 2 else _starts_after(doc, i, i - 2)
    return _starts_after(doc, i, i - 1)


def _starts_after(doc: Doc, i: int, last: int) -> bool | None:
    """Whether token `i` starts a sentence, `last` being the last token before it that is no white space."""
    token, end = doc[i], doc[last]
    opens = token.text[:1].isupper() or token.text[:1].isdigit() or token.text in OPENERS
    closed = False
    if token.text in CLOSERS and not (end.whitespace_ or doc[i - 1].is_space):
        return False  # a closing quote stays with the sentence it ends
    while last > 0 and end.text in CLOSERS and not doc[last - 1].whitespace_:
        closed = True
        last -= 1
        end = doc[last]
    if end.text in STOPS:
        # "the No. 3 carmaker" goes on; an answer of one word is not followed by a number.
        return opens and not (last > 0 and doc[last - 1].text in {"No", "Nos"} and token.text[:1].isdigit())
    if closed or not end.text.endswith("."):
        return False
    word = end.text.lower()
    if word in LEADING or not opens:
        return False
    if len(word) == 2 and i >= 2 and doc[i - 2].is_title:
        return False  # an initial inside a name: John D. Rockefeller
    return None if ABBREVIATION.match(end.text) else opens


def _glued_headings(doc: Doc) -> set[int]:
    """Where text follows an ALL-CAPS sub-heading on the same line: OUTLOOK CUT Shares of ..."""
    starts = set()
    i = 0
    while i < len(doc):
        run = i
        while run < len(doc) and _shouts(doc[run].text):
            run += 1
        words = [doc[k].text for k in range(i, run)]
        at_start = i == 0 or doc[i - 1].text in STOPS | CLOSERS
        if (
            len(words) >= 2
            and at_start
            and sum(map(len, words)) >= HEADING_LETTERS
            and TITLES.isdisjoint(words)
            and run < len(doc)
            and (doc[run].text.istitle() or doc[run].text in OPENERS - {"(", "$", "€", "£"})
        ):
            starts.add(run)
        i = max(run, i + 1)
    return starts


def _shouts(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha()
