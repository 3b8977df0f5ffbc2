"""Decide from the text around it whether a word that is a company's name means the company.

Every candidate collects points: for what its name is worth by itself, for the company words around it, for
what the parser saw, and against it where it is part of something else. It counts from `ACCEPT` points on.
Precision comes first: a wrong ticker is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Token

from bot.analysis.clues import same_entity
from bot.analysis.company_context import context_points
from bot.analysis.context_words import COMPOUND_AFTER, OK_AFTER, OK_BEFORE, VENUES
from bot.analysis.names import Candidate
from bot.analysis.namesakes import namesake
from bot.analysis.textview import TextView, Unit
from bot.market.names import LEGAL, Piece
from bot.market.securities import Name, Securities

ACCEPT = 2.0
NEVER = -9.0

_BASE = {"s": 3.0, "f": 3.0, "c": 2.0, "b": 2.6, "u": 3.0, "h": 2.0, "t": 9.0, "m": 1.6, "r": 6.0}
_WORDS = frozenset("wFBUH")
_PARTIAL = frozenset("lwcmHBF")  # names so plain that a capitalised word before them makes another name
_ENTITY = {
    "ORG": 1.0,
    "PERSON": -1.2,
    "GPE": -1.0,
    "LOC": -1.0,
    "NORP": -0.6,
    "FAC": -0.8,
    "WORK_OF_ART": -0.5,
    "EVENT": -0.8,
}


@dataclass(slots=True)
class Memory:
    """What the article has shown so far: companies named beyond doubt or in legal form, and all its words.

    `surnames` are those of the people it names in full.
    """

    surnames: frozenset[str]
    sure: set[str] = field(default_factory=set)
    formal: set[str] = field(default_factory=set)
    accepted: set[int] = field(default_factory=set)
    flat: str = ""


class Judge:
    """Scores candidates of one text."""

    def __init__(self, view: TextView, securities: Securities, memory: Memory) -> None:
        self._view = view
        self._securities = securities
        self._memory = memory

    def is_thing(self, name: Name) -> bool:
        """Whether a name is kept only because it looks like a company's."""
        return self._securities.profile(name.security_id).kind == "x"

    def score(self, candidate: Candidate, name: Name, unit: Unit) -> float:
        """Points of one reading of a candidate; `ACCEPT` or more means the company."""
        profile = self._securities.profile(name.security_id)
        if profile.kind == "x":
            return NEVER
        if name.flag in "hH" and name.security_id not in self._memory.sure:
            return NEVER
        if name.flag == "l" and not candidate.legal:
            return NEVER
        if name.flag == "t":
            return _BASE["t"]
        before, after = self._neighbours(candidate)
        token = self._view.tokens.get(candidate.start) or self._view.tokens.get(candidate.end)
        tokens = self._tokens(candidate)
        if namesake(candidate, unit, self._view.text, tokens):
            return NEVER
        points = self._worth(name, candidate, unit)
        points += self._surroundings(candidate, name, unit, before, after, points)
        points += self._parser(name, candidate, unit, tokens)
        if name.flag in _WORDS or name.flag in "chbm":
            near = tokens or ([token] if token else [])
            points += context_points(
                self._view, self._memory.accepted, candidate, unit, (before, after), near
            )
        points += self._hints(profile.hints, profile.against, name, unit)
        return points

    def _worth(self, name: Name, candidate: Candidate, unit: Unit) -> float:
        profile = self._securities.profile(name.security_id)
        if name.flag == "l":
            return 3.0
        if name.flag in _WORDS:
            points = (
                1.0 if profile.rank < 25 else 0.6 if profile.rank < 60 else 0.3 if profile.rank < 400 else 0.0
            )
            if name.flag == "B":
                points = 0.0
        else:
            points = _BASE[name.flag]
            if profile.rank < 500 and name.flag == "s":
                points += 0.6
        if candidate.legal and name.flag not in "bB":
            points += 4.0
        if name.security_id in self._memory.sure and name.flag not in "B":
            points += 2.5 if name.flag in "wFH" else 1.0
        if not unit.plain and name.flag in "cwFBUH":
            points -= 0.7
        return points

    def _neighbours(self, candidate: Candidate) -> tuple[Piece | None, Piece | None]:
        parts, text = self._view.pieces, self._view.text
        before = after = None
        if candidate.first > 0:
            piece = parts[candidate.first - 1]
            linked = text[piece.end : candidate.start] in (" ", "-", "\xa0", ". ", "'", "’")
            slug = (
                piece.raw.upper() == piece.raw and text[piece.end : candidate.start] == "-"
            )  # `UPDATE 2-Motorola`
            if linked and not (slug or len(piece.forms) > 1 or piece.raw[-1:] in "'’"):
                before = piece
        if candidate.last + 1 < len(parts):
            piece = parts[candidate.last + 1]
            if text[candidate.end : piece.start] in (" ", "-", "\xa0", "'s ", "’s ", "' ", "’ "):
                after = piece
        return before, after

    def _tokens(self, candidate: Candidate) -> list[Token]:
        found = self._view.tokens
        parts = self._view.pieces[candidate.first : candidate.last + 1]
        return [found[p.start] for p in parts if p.start in found]

    def _surroundings(
        self,
        candidate: Candidate,
        name: Name,
        unit: Unit,
        before: Piece | None,
        after: Piece | None,
        worth: float,
    ) -> float:
        """Points against a name that is part of a longer one, or of a set phrase."""
        text = self._view.text
        points = 0.0
        if (
            after is not None
            and not candidate.possessive
            and text[candidate.end : after.start] in (" ", "\xa0")
        ):
            word = after.forms[0]
            capital = after.raw[:1].isupper()
            if capital and (unit.plain or worth < 3.0) and not candidate.legal and self._venue(candidate):
                return NEVER
            if capital and unit.plain and word not in OK_AFTER and word not in LEGAL and not candidate.legal:
                tag = self._view.tokens.get(after.start)
                proper = tag is None or tag.pos_ in ("PROPN", "NOUN", "ADJ", "X")
                known = (candidate.last + 1) in self._memory.accepted
                if proper and not known and after.raw not in ("I",):
                    points -= 4.0 if worth < 2.6 else 0.3
        if before is not None and text[before.end : candidate.start] in (" ", "\xa0", "-"):
            word = before.forms[0]
            token = self._view.tokens.get(before.start)
            opening = unit.start >= before.start - 2
            if before.raw[:1].isupper() and unit.plain and word not in OK_BEFORE and word not in LEGAL:
                proper = token is None or token.pos_ == "PROPN"
                known = (candidate.first - 1) in self._memory.accepted
                if proper and not known and not (opening and word in OK_BEFORE):
                    person = token is not None and token.ent_type_ == "PERSON"
                    points -= 8.0 if name.flag in _PARTIAL else 5.0 if worth < 2.6 or person else 1.2
            elif text[before.end : candidate.start] == "-" and worth < 2.6:
                points -= 1.0
        hyphened = after is not None and text[candidate.end : after.start] == "-"
        if hyphened and after is not None and worth < 2.6 and after.forms[0] not in COMPOUND_AFTER:
            points -= 3.0
        return points

    def _venue(self, candidate: Candidate) -> bool:
        """Whether the capitalised words that follow end in a place, a school or a prize."""
        parts, text = self._view.pieces, self._view.text
        i = candidate.last
        while i + 1 < len(parts) and i < candidate.last + 4:
            nxt = parts[i + 1]
            if text[parts[i].end : nxt.start] not in (" ", "\xa0") or not nxt.raw[:1].isupper():
                return False
            if nxt.forms[-1] in VENUES:
                return True
            i += 1
        return False

    def _parser(self, name: Name, candidate: Candidate, unit: Unit, tokens: list[Token]) -> float:
        """What the tagger and the entity recogniser say; both are often wrong, so neither decides alone."""
        if not tokens:
            return 0.0
        head = tokens[-1]
        points = 0.0
        if head.ent_type_:
            entity = _ENTITY.get(head.ent_type_, 0.0)
            known = name.security_id in self._memory.sure and (  # the text names it in full
                unit.index < 0 or head.text not in self._memory.surnames
            )
            points += entity * 3 if entity < 0 and name.flag in "hHm" and not known else entity
            if head.ent_type_ == "PERSON":
                span = [t for t in head.sent if t.ent_type_ == "PERSON" and abs(t.i - head.i) <= 2]
                near = [t for t in span if t.is_alpha and t not in tokens and same_entity(t, head)]
                if near:
                    points -= 4.0
                elif name.flag == "s":
                    points += 0.8
        if unit.plain and len(tokens) == 1 and name.flag in _WORDS:
            opening = candidate.start <= unit.start + 1
            points += 0.5 if head.pos_ == "PROPN" else -0.3 if opening else -0.8
        if name.flag in _WORDS and candidate.start <= unit.start + 1:
            points -= 0.6
        return points

    def _hints(self, hints: tuple[str, ...], against: tuple[str, ...], name: Name, unit: Unit) -> float:
        points = 0.0
        if any(f" {w} " in unit.flat for w in against):
            points -= 2.2
        if name.flag in "wFH":
            if any(f" {w} " in unit.flat for w in hints):
                points += 1.5
            elif any(f" {w} " in self._memory.flat for w in hints):
                points += 0.8
        return points


def best(scores: Mapping[Name, float]) -> Name | None:
    """The one reading that is accepted and clearly ahead; None otherwise."""
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0].security_id))
    if not ranked or ranked[0][1] < ACCEPT:
        return None
    first = ranked[0]
    rivals = [r for r in ranked[1:] if r[0].security_id != first[0].security_id and r[1] > first[1] - 0.5]
    return None if rivals else first[0]
