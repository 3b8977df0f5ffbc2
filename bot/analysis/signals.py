"""From words to signals: each place of a sentence that says something good or bad, and how much.

A movement takes its sign from what moves: "costs rose" is bad, "losses narrowed" good. Negation turns a
signal around, a hedge weakens it, and a verb like "avert" turns the bad thing it governs into relief.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from bot.analysis.clauses import Clauses
from bot.analysis.inflection import words_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.terms import Hit, forms_of

NEGATION_REACH = 5
HEDGE_REACH = 8
SCALE_REACH = 2
RELIEF_REACH = 6
RELIEF = -0.7
DESPITE = 0.2
OTHER_OBJECT = 0.3
QUESTION = 0.5
WINDOW_BACK = 6
WINDOW_AHEAD = 5
TURNING = frozenset({"but", ";", ":", "although", "though", "while", "despite", "after", "because", "as"})
CONCESSION = frozenset({"despite", "notwithstanding", "although", "though"})
# Movements that somebody brings about: what moves stands behind them.
TRANSITIVE = words_of(
    "cut raise hike slash trim lower boost lift reduce increase expand halve curb curtail narrow widen "
    "pare improve shave double triple strengthen cutback accelerate grow drag add upgrade record"
)
WITHIN = frozenset({"of", "in", "at", "for", "on", "from", "to"})
QUANTITIES = frozenset({"MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL", "DATE"})


@dataclass(frozen=True, slots=True)
class Signal:
    """A valence (VADER's scale) at a position of the sentence, made by the words `first` to `last`."""

    position: int
    value: float
    first: int
    last: int
    text: str


def signals_of(span: Span, clauses: Clauses, lexicon: Lexicon) -> list[Signal]:
    """Every signal of a sentence, negation and hedges applied, in order of position."""
    forms = forms_of(clauses.tokens)
    sheet = _Sheet(span, clauses, lexicon, forms)
    found = [*sheet.moved(), *sheet.polar(), *sheet.bare_things()]
    return [sheet.in_context(signal) for signal in sorted(found, key=lambda s: (s.position, s.first))]


class _Sheet:
    """One sentence with everything the lexicon finds in it."""

    def __init__(
        self, span: Span, clauses: Clauses, lexicon: Lexicon, forms: Sequence[frozenset[str]]
    ) -> None:
        self.tokens = clauses.tokens
        self.clauses = clauses
        self.base = span.start
        self.forms = forms
        self.things = lexicon.find(forms, "thing")
        self.polars = lexicon.find(forms, "polar")
        self.moves = lexicon.find(forms, "move")
        self.removers = lexicon.find(forms, "remove")
        self.negations = lexicon.find(forms, "negate")
        self.hedges = lexicon.find(forms, "hedge")
        self.scales = lexicon.find(forms, "scale")
        self._settle()
        self.thing_at = {i: hit for hit in self.things for i in range(hit.first, hit.last + 1)}
        self.used: set[Hit] = set()
        self.question = any(token.text == "?" for token in self.tokens[-2:])

    def _settle(self) -> None:
        """Where terms of several layers overlap, the one with more words counts, then the movement."""
        self.polars = [
            hit
            for hit in self.polars
            if not any(hit.overlaps(move) and move.term.size >= hit.term.size for move in self.moves)
            and not any(hit.overlaps(thing) and _sits(hit, thing) for thing in self.things)
        ]
        self.moves = [
            hit
            for hit in self.moves
            if not any(hit.overlaps(polar) for polar in self.polars)
            and not any(hit.overlaps(thing) and thing.term.size > hit.term.size for thing in self.things)
        ]
        covered = {i for polar in self.polars for i in range(polar.first, polar.last + 1)}
        self.things = [hit for hit in self.things if covered.isdisjoint(range(hit.first, hit.last + 1))]

    def moved(self) -> Iterator[Signal]:
        """Movements with the things they move."""
        consumed: set[int] = set()
        order = sorted(
            self.moves, key=lambda hit: (self.tokens[hit.first].pos_ not in {"VERB", "AUX"}, hit.first)
        )
        told: dict[int, Hit] = {}
        for move in order:
            if not consumed.isdisjoint(range(move.first, move.last + 1)):
                continue
            if move.term.words == ("contract",) and self.tokens[move.first].pos_ != "VERB":
                continue
            clause = self.clauses.of[move.first]
            # What reaches "its highest level" is what rose: the thing of the clause's own movement.
            thing = self._thing(move) or told.get(clause)
            if thing is not None:
                told.setdefault(clause, thing)
            sign = 1.0 if move.term.kind == "up" else -1.0
            value = sign * move.term.value
            if thing is not None:
                self.used.add(thing)
                consumed.update(range(thing.first, thing.last + 1))
                value *= {"good": 1.0, "bad": -1.0}.get(thing.term.kind, 0.0)
            elif self._moves_other(move):
                value *= OTHER_OBJECT
            if value:
                last = move.last
                yield Signal(move.first, value, move.first, last, self._text(move))

    def polar(self) -> Iterator[Signal]:
        """Terms that are good or bad by themselves."""
        for hit in self.polars:
            yield Signal(hit.first, hit.term.value, hit.first, hit.last, self._text(hit))

    def bare_things(self) -> Iterator[Signal]:
        """Bad things that nothing moves."""
        for hit in self.things:
            if hit.term.kind == "bad" and hit not in self.used:
                yield Signal(hit.last, hit.term.value, hit.first, hit.last, self._text(hit))

    def in_context(self, signal: Signal) -> Signal:
        """The signal after negation, hedges, strength, relief and concession."""
        value = signal.value
        for hit in self.scales:
            if 0 < signal.first - hit.last <= SCALE_REACH or 0 < hit.first - signal.last <= SCALE_REACH:
                value *= hit.term.value
        for hit in self.removers:
            near = 0 < signal.first - hit.last <= RELIEF_REACH or self._acted_on(signal, hit)
            if value < 0 and near and not self._broken(hit.last + 1, signal.first):
                value *= RELIEF
                break
        for hit in self.negations:
            if 0 < signal.first - hit.last <= NEGATION_REACH and not self._broken(hit.last + 1, signal.first):
                value *= hit.term.value
                break
        hedged = any(
            0 < signal.first - hit.last <= HEDGE_REACH and not self._broken(hit.last + 1, signal.first)
            for hit in self.hedges
        )
        if hedged:
            value *= 0.7
        if any(
            not CONCESSION.isdisjoint(self.forms[i]) and self._same_part(i, signal.first)
            for i in range(signal.first)
        ):
            value *= DESPITE
        if self.question:
            value *= QUESTION
        return replace(signal, value=value)

    def _acted_on(self, signal: Signal, remover: Hit) -> bool:
        """Whether the remover's verb has the signal as its passive subject: "the suit was dismissed"."""
        token = self.tokens[signal.position]
        verb = self.tokens[remover.first]
        intransitive = remover.term.words[0] in {"ease", "narrow", "end", "lift"}
        return token.head == verb and (token.dep_ == "nsubjpass" or (token.dep_ == "nsubj" and intransitive))

    def _broken(self, start: int, end: int) -> bool:
        return any(
            not TURNING.isdisjoint(self.forms[i]) or self.tokens[i].text == "," for i in range(start, end)
        )

    def _same_part(self, start: int, end: int) -> bool:
        return not any(self.tokens[i].text in {",", ";", ":"} for i in range(start, end))

    def _text(self, hit: Hit) -> str:
        return " ".join(token.text for token in self.tokens[hit.first : hit.last + 1])

    # what moves

    def _thing(self, move: Hit) -> Hit | None:
        """The thing that a movement moves: what stands right before it, what the parse says, what is near."""
        before = self._right_before(move)
        if before is not None:
            return before
        for candidate in self._by_parse(move):
            thing = self.thing_at.get(candidate)
            if thing is not None and not thing.overlaps(move):
                return thing
        return self._by_window(move)

    def _moves_other(self, move: Hit) -> bool:
        """Whether somebody moves something that the lexicon does not know: "raises Rs 300 crore"."""
        token = self.tokens[move.first]
        transitive = not TRANSITIVE.isdisjoint(self.forms[move.first])
        return transitive and token.pos_ == "VERB" and any(c.dep_ == "dobj" for c in token.children)

    def _right_before(self, move: Hit) -> Hit | None:
        """The thing in "costs fell", unless it only describes another noun ("sales of debt fell")."""
        i = move.first - 1
        while i > 0 and self.tokens[i].pos_ in {"ADV", "AUX"}:
            i -= 1
        thing = self.thing_at.get(i)
        if thing is None or not TRANSITIVE.isdisjoint(self.forms[move.first]):
            return None
        start = thing.first
        while start > 0 and self.tokens[start - 1].pos_ in {"ADJ", "NOUN", "DET", "PRON", "PROPN", "PART"}:
            start -= 1
        return None if start > 0 and self.tokens[start - 1].lower_ in WITHIN else thing

    def _by_parse(self, move: Hit) -> Iterator[int]:
        """Positions, likeliest first, of what the parse says is moved."""
        token = self.tokens[move.first]
        if token.pos_ in {"VERB", "AUX"} and token.dep_ != "amod":
            yield from self._by_verb(token, transitive=not TRANSITIVE.isdisjoint(self.forms[move.first]))
        elif token.dep_ == "amod":
            yield from self._phrase(token.head)
        elif token.dep_ in {"acomp", "advmod", "prt", "oprd", "prep"}:
            for child in token.head.children:
                if child.dep_ in {"nsubj", "nsubjpass", "dobj"} and child.i != token.i:
                    yield from self._phrase(child)
            yield token.head.i - self.base
        else:
            yield from self._by_noun(token)

    def _by_verb(self, token: Token, *, transitive: bool) -> Iterator[int]:
        objects = [c for c in token.children if c.dep_ in {"dobj", "nsubjpass"}]
        subjects = [c for c in token.children if c.dep_ == "nsubj"]
        if token.dep_ in {"relcl", "acl"}:
            subjects.append(token.head)
        solid = [c for c in objects if c.ent_type_ not in QUANTITIES and c.lower_ not in {"%", "percent"}]
        moved = solid if transitive and solid else [*solid, *subjects]
        for child in moved:
            yield from self._phrase(child)

    def _by_noun(self, token: Token) -> Iterator[int]:
        for prep in token.children:
            if prep.dep_ == "prep" and prep.lower_ in {"in", "of", "for", "on"}:
                for child in prep.children:
                    yield from self._phrase(child)
        yield from (
            child.i - self.base for child in token.lefts if child.dep_ in {"compound", "amod", "nmod"}
        )

    def _phrase(self, head: Token) -> Iterator[int]:
        """Positions of a noun phrase that can name what moves: its head first, then what belongs to it."""
        yield head.i - self.base
        for child in head.children:
            if child.dep_ in {"compound", "amod", "conj", "nmod", "poss"}:
                yield child.i - self.base
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "in", "on", "for"}:
                yield from (grand.i - self.base for grand in child.children)

    def _by_window(self, move: Hit) -> Hit | None:
        transitive = not TRANSITIVE.isdisjoint(self.forms[move.first])
        ahead = range(move.last + 1, min(len(self.tokens), move.last + 1 + WINDOW_AHEAD))
        back = range(move.first - 1, max(-1, move.first - 1 - WINDOW_BACK), -1)
        for window in (ahead, back) if transitive else (back, ahead):
            for i in window:
                if self.clauses.segments[i] != self.clauses.segments[move.first]:
                    break
                if self.tokens[i].text in {",", "and"} or not TURNING.isdisjoint(self.forms[i]):
                    break
                thing = self.thing_at.get(i)
                if thing is not None:
                    return thing
            if transitive:
                continue
        return None


def _sits(polar: Hit, thing: Hit) -> bool:
    """Whether a polar term adds nothing to the thing it overlaps."""
    return thing.term.size > polar.term.size or (
        thing.term.size == polar.term.size and thing.term.kind == "bad"
    )
