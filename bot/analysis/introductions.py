"""People are introduced once: `analyst Dana Whitlock` is `Whitlock` from then on.

A paragraph that takes a later sentence would leave a reader asking who Whitlock is. So the introduction is
kept with the article's own words: its office and first name before the surname, or its apposition behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.analysis.passages import Passage
from bot.analysis.prose import Range
from bot.analysis.vocabulary import OFFICES, PEOPLE

# An office longer than this is a sentence of its own ("the head of the committee that oversaw ...").
MAX_OFFICE = 6
MAX_APPOSITION = 12
_NAME = re.compile(r"[A-Z][\w.'’-]*")
_QUOTES = frozenset({'"', "“", "”", "``", "''"})
_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "sir", "lord", "mr.", "mrs.", "ms.", "dr."})
_NO_SURNAMES = frozenset({"inc", "corp", "co", "ltd", "jr", "sr", "group", "bank", "street", "house", "city"})


@dataclass(frozen=True, slots=True)
class Introduction:
    """Where a full name stands first: the office and first names before the surname, and what explains it.

    `office` and `behind` are empty where the article gives none; never both are set.
    """

    at: int
    office: str
    first: str
    behind: str


def people(everything: Sequence[Passage]) -> dict[str, Introduction]:
    """The people an article introduces by full name, by surname; a surname of two people is left out."""
    found: dict[str, Introduction] = {}
    firsts: dict[str, set[str]] = {}
    for passage in everything:
        tokens = [token for token, _ in passage.tokens]
        for first, last in _full_names(tokens):
            surname = tokens[last].text
            firsts.setdefault(surname, set()).add(tokens[first].text)
            if surname not in found:
                found[surname] = _introduction(passage, tokens, first, last)
    return {name: found[name] for name in found if len(firsts[name]) == 1}


def _full_names(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """First and last position of every person named by more than a surname."""
    found = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end].ent_type_ == "PERSON" and _NAME.fullmatch(tokens[end].text):
            if end > at and tokens[end].ent_iob_ == "B":
                break
            end += 1
        first = at
        while first < end and tokens[first].lower_ in _HONORIFICS | OFFICES:
            first += 1
        last = end - 1
        while last > first and tokens[last].lower_.rstrip(".") in _NO_SURNAMES:
            last -= 1
        if last - first in (1, 2) and not tokens[first].is_stop and len(tokens[last]) > 2:
            found.append((first, last))
        at = max(end, at + 1)
    return found


def _introduction(passage: Passage, tokens: Sequence[Token], first: int, last: int) -> Introduction:
    """What the article itself says a person is: the words before the name, or the apposition behind it."""
    start = first
    while start > 0 and first - start < MAX_OFFICE:
        before = tokens[start - 1]
        joined = before.head in tokens[start : last + 1] and before.dep_ in {
            "compound",
            "amod",
            "nmod",
            "poss",
        }
        if not (
            joined or (before.lower_ in OFFICES | PEOPLE and before.dep_ in {"compound", "nmod", "amod"})
        ):
            break
        if before.text in {"'s", "’s"} or not before.text[0].isalpha():
            break
        start -= 1
    office = [token.lower_ for token in tokens[start:first]]
    if not set(office) & (OFFICES | PEOPLE):
        start = first
    source, where = passage.source, [offset for _, offset in passage.tokens]
    office_text = source[where[start] : where[first]]
    behind = _apposition(passage, tokens, last) if start == first else ""
    return Introduction(passage.at, office_text, source[where[first] : where[last]], behind)


def _apposition(passage: Passage, tokens: Sequence[Token], last: int) -> str:
    """`, an analyst at Hollis Partners` behind a name, empty where there is none or it is long."""
    if last + 2 >= len(tokens) or tokens[last + 1].text != ",":
        return ""
    for child in tokens[last].children:
        if child.dep_ != "appos" or child.i < tokens[last].i or child.left_edge.i != tokens[last + 2].i:
            continue
        words = [token for token in child.subtree if token.i <= child.right_edge.i]
        if child.lower_ not in OFFICES | PEOPLE and not child.lower_.endswith(("er", "or", "ist")):
            continue
        where = {token.i: offset for token, offset in passage.tokens}
        edge = words[-1]
        if len(words) > MAX_APPOSITION or any(token.i not in where for token in words):
            continue
        begin = where[words[0].i]
        text = passage.source[begin : where[edge.i] + len(edge)].rstrip(" ,.")
        if not set(text) & set('"“”()'):
            return text
    return ""


def bare(
    passage: Passage, ranges: Sequence[Range], known: Mapping[str, Introduction], named: Sequence[Range]
) -> dict[str, tuple[int, bool]]:
    """The surnames that a line has without a first name: the offset of each, and whether an office precedes it.

    `named` are the spans of companies, whose names can be surnames too.
    """
    if not known:
        return {}
    tokens = passage.tokens
    full = {tokens[last][0].text for _, last in _full_names([token for token, _ in tokens])}
    found: dict[str, tuple[int, bool]] = {}
    quoted = False
    for place, (token, offset) in enumerate(tokens):
        if token.text in _QUOTES:
            quoted = token.text != "”" and not quoted
        if quoted or token.text not in known or token.text in full or token.text in found:
            continue
        if known[token.text].at == passage.at or not any(a <= offset < b for a, b in ranges):
            continue
        before = tokens[place - 1][0] if place else None
        after = tokens[place + 1][0] if place + 1 < len(tokens) else None
        office = before is not None and before.lower_ in OFFICES and before.text[:1].isupper()
        capital = before is not None and before.text[:1].isupper() and place > 1
        longer = after is not None and after.text[:1].isupper() and after.is_alpha
        company = any(a <= offset < b for a, b in named)
        # A surname that is a word too (`Cook`), where the parser takes it for one.
        common = token.tag_ not in {"NNP", "NNPS"} and f" {token.lower_} " in passage.source
        honoured = before is not None and before.lower_ in _HONORIFICS
        if not (company or longer or honoured or common or (capital and not office)):
            found[token.text] = (offset, office)
    return found
