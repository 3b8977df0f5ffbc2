"""Points for the company words around a name: what it owns, what it does, in whose company it stands."""

from __future__ import annotations

import re
from collections.abc import Set

from spacy.tokens import Token

from bot.analysis.clues import role_points
from bot.analysis.context_words import BUSINESS_NOUNS, COMPANY_VERBS, DETERMINERS, LEAD_NOUNS, SPEECH
from bot.analysis.names import Candidate
from bot.analysis.textview import TextView, Unit
from bot.market.names import Piece

_OWN = re.compile(r"\bits (?:[\w-]+ ){0,2}?(\w+)")
_THE_FIRM = re.compile(
    r"\bthe (?:company|group|firm|utility|retailer|bank|lender|insurer|airline|\w+maker|chain|brand)\b"
)
_MONEY = re.compile(r"(?:[$€£]|US\$|\brs\.? ?)\d", re.I)


def context_points(
    view: TextView,
    accepted: Set[int],
    candidate: Candidate,
    unit: Unit,
    around: tuple[Piece | None, Piece | None],
    tokens: list[Token],
) -> float:
    """Points for everything near a candidate that speaks of a company, or of an ordinary word.

    `accepted` are the indices of pieces that belong to companies beyond doubt, `around` the neighbouring
    pieces.
    """
    before, after = around
    points = 0.0
    business_next = _business_next(view, candidate, after)
    if after is not None and business_next and not (after.raw[:1].isupper() and unit.plain):
        points += 1.6 if candidate.possessive else 1.4
        if after.forms[0] in ("shares", "stock", "results", "profit", "earnings"):
            points += 0.8
    elif candidate.possessive:
        points += 0.3
    if before is not None:
        points += _lead_in(view, candidate, before, business_next)
    syntax = role_points(tokens[-1]) if tokens else 0.0
    headline = unit.index < 0 or not unit.plain
    if syntax == 0.0 and headline and after is not None and not candidate.possessive:
        syntax = _headline_verb(view, candidate)
    if syntax >= 1.2 and _told_of_business(view, candidate, unit):
        syntax += 0.8
    return points + syntax + _company_list(view, accepted, candidate)


def _lead_in(view: TextView, candidate: Candidate, before: Piece, business_next: bool) -> float:
    word = before.forms[0]
    points = 0.0
    if word in DETERMINERS and not business_next:
        points -= 2.0
    elif word == "the" and not business_next:
        points -= 1.6
    two = view.pieces[candidate.first - 2] if candidate.first > 1 else None
    if word in ("of", "at", "by", "in") and two is not None and two.forms[-1] in LEAD_NOUNS:
        points += 1.5
    elif word in LEAD_NOUNS and not before.raw[:1].isupper():
        points += 1.3
    return points


def _told_of_business(view: TextView, candidate: Candidate, unit: Unit) -> bool:
    """Whether the sentence goes on about what a company has (`its forecast`), is (`the utility`) or pays."""
    rest = view.text[candidate.end : unit.end]
    if _MONEY.search(rest) or _THE_FIRM.search(rest):
        return True
    return any(not BUSINESS_NOUNS.isdisjoint(m.group().split()) for m in _OWN.finditer(rest))


def _headline_verb(view: TextView, candidate: Candidate) -> float:
    """Points for a company verb after the name, by its letters: taggers fail on headline capitals."""
    near = view.pieces[candidate.last + 1 : candidate.last + 3]
    if len(near) == 2 and near[0].forms[0] in ("to", "will", "may") and near[1].forms[0] in COMPANY_VERBS:
        return 1.5
    word = near[0].forms[0]
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"}
    if word.endswith("s") and stems & COMPANY_VERBS:
        return 1.5
    return 0.6 if stems & (COMPANY_VERBS | SPEECH) else 0.0


def _business_next(view: TextView, candidate: Candidate, after: Piece | None) -> bool:
    """Whether a business noun follows: at once, or after a possessive within three words."""
    if after is None:
        return False
    near = view.pieces[candidate.last + 1 : candidate.last + (5 if candidate.possessive else 2)]
    for piece in near:
        if piece.raw[:1].isupper() and piece is not near[0]:
            return False
        if not BUSINESS_NOUNS.isdisjoint(piece.forms):
            return True
    return False


def _company_list(view: TextView, accepted: Set[int], candidate: Candidate) -> float:
    """Points for standing in a list with companies that are beyond doubt."""
    parts, text = view.pieces, view.text
    for step, edge in ((-1, candidate.first), (1, candidate.last)):
        i = edge + step
        hops = 0
        linking = ("and", "or", "&", "inc", "corp", "co", "both")
        while 0 <= i < len(parts) and hops < 3 and parts[i].forms[0] in linking:
            i += step
            hops += 1
        if not 0 <= i < len(parts) or i not in accepted:
            continue
        low, high = sorted((i, edge))
        gap = text[parts[low].end : parts[high].start]
        listed = gap.strip(" ,.&") in ("", "and", "or", "Inc", "Corp", "Co", "'s and", "and both")
        if listed and (hops or "," in gap):
            return 1.6
    return 0.0
