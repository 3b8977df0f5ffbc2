"""Who takes part in an event, and as what: acquirer and target, or the other side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from bot.analysis.clauses import Clauses
from bot.analysis.tree import distance, predicate_of, subject_of, top_of

OF_TARGET = frozenset({"of", "for", "with"})
OF_ACQUIRER = frozenset({"by", "from"})
BUYING = frozenset({"acquire", "buy", "purchase", "take", "bid", "offer", "own"})
POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
WITH = frozenset({"with", "from", "to", "by", "in", "of", "against", "for"})


@dataclass(frozen=True, slots=True)
class Party:
    """A company or organisation of a sentence: how it is worded, its words, and the listed company behind it."""

    text: str
    tokens: frozenset[int]
    head: Token
    company: int | None = None


def parties_of(span: Span, named: Mapping[int, Sequence[tuple[int, int]]]) -> list[Party]:
    """The listed companies of a sentence (`named`, offsets in its text) and the other organisations in it."""
    base = span.start_char
    out: list[Party] = []
    taken: set[int] = set()
    for company, spans in named.items():
        for start, end in spans:
            tokens = [t for t in span if t.idx - base < end and t.idx - base + len(t) > start]
            if tokens:
                taken |= {t.i for t in tokens}
                text = span.text[start:end]
                out.append(Party(text, frozenset(t.i for t in tokens), top_of(tokens), company))
    for entity in span.ents:
        inside = frozenset(t.i for t in entity)
        if entity.label_ == "ORG" and taken.isdisjoint(inside):
            out.append(Party(POSSESSIVE.sub("", entity.text), inside, entity.root))
    return sorted(out, key=lambda party: min(party.tokens))


def sides_of(anchor: Token, parties: Sequence[Party]) -> tuple[Party | None, Party | None]:
    """The acquirer and the target of a takeover that `anchor` (a verb or a noun) reports."""
    anchor = next((c for c in anchor.children if c.dep_ == "xcomp" and c.lemma_.lower() in BUYING), anchor)
    if anchor.pos_ in {"VERB", "AUX"} and anchor.lemma_.lower() in BUYING:
        target = _first(parties, (c for c in anchor.children if c.dep_ in {"dobj", "nsubjpass"}))
        if target is None:
            target = _first(parties, _behind(anchor, OF_TARGET))
        acquirer = _first(parties, _behind(anchor, OF_ACQUIRER))
        if acquirer is None and not any(c.dep_ == "nsubjpass" for c in anchor.children):
            acquirer = _first(parties, _subject(anchor))
        if anchor.dep_ == "relcl" and target is None and acquirer is None:
            target = _first(parties, [anchor.head])
        return _apart(acquirer, target)
    target = _first(parties, _behind(anchor, OF_TARGET))
    owner = [c for c in anchor.children if c.dep_ in {"poss", "compound", "nmod"}]
    acquirer = _first(parties, _behind(anchor, OF_ACQUIRER)) or _first(parties, owner)
    verb = predicate_of(anchor)
    if verb != anchor:
        if acquirer is None:
            acquirer = _first(parties, _behind(verb, OF_ACQUIRER))
        subject = _first(parties, _subject(verb))
        if acquirer is None and subject is not target:
            acquirer = subject
        elif target is None and subject is not acquirer:
            target = subject
        if target is None:
            target = _first(parties, _behind(verb, OF_TARGET))
    return _apart(acquirer, target)


def counterparty_of(anchor: Token, parties: Sequence[Party]) -> Party | None:
    """The other side of an event: who stands behind a preposition, or is its object, nearest first."""
    own = _first(parties, _subject(predicate_of(anchor)))
    near = [
        party
        for party in parties
        if (own is None or not _same(party, own)) and anchor.i not in party.tokens and _reached(anchor, party)
    ]
    return min(near, key=lambda party: (distance(anchor, party.head), party.head.i), default=None)


def within(clauses: Clauses, position: int, parties: Sequence[Party]) -> set[int]:
    """The listed companies of the clause at a position, with what completes it and its inherited subject."""
    first, last = clauses.extent(position)
    number = clauses.of[position]
    base = clauses.tokens[0].i
    joined = {number}
    for _ in range(3):
        joined |= {
            k
            for k, clause in enumerate(clauses.all)
            if clause.parent in joined and clause.link in {"complement", "adverbial", "relative"}
        }
    inside = {
        base + i for i, clause in enumerate(clauses.of) if clause in joined and first.i <= base + i <= last.i
    }
    out = {p.company for p in parties if p.company is not None and not p.tokens.isdisjoint(inside)}
    above = _first(parties, _subject(predicate_of(clauses.tokens[position])))
    if above is not None and above.company is not None:
        out.add(above.company)
    return {company for company in out if company is not None}


def _reached(anchor: Token, party: Party) -> bool:
    """Whether a party hangs on the event, or on the verb of its clause, as object or behind a preposition."""
    verb = predicate_of(anchor)
    for above in (party.head, *party.head.ancestors):
        if above in (anchor, verb):
            return True
        if above.dep_ in {"nsubj", "relcl", "advcl", "ccomp", "parataxis"} or (
            above.dep_ == "conj" and above.pos_ == "VERB"
        ):
            return False
        if above.dep_ == "prep" and above.lower_ not in WITH:
            return False
    return False


def _same(one: Party, other: Party) -> bool:
    return one is other or (one.company is not None and one.company == other.company)


def _apart(one: Party | None, other: Party | None) -> tuple[Party | None, Party | None]:
    return (one, None) if one is not None and other is not None and _same(one, other) else (one, other)


def _subject(verb: Token) -> Iterator[Token]:
    subject = subject_of(verb)
    if subject is not None:
        yield subject


def _behind(token: Token, prepositions: frozenset[str]) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in prepositions:
            yield from (grand for grand in child.children if grand.dep_ in {"pobj", "pcomp"})


def _first(parties: Sequence[Party], tokens: Iterator[Token] | Sequence[Token]) -> Party | None:
    """The party that one of the words names, or owns, or has in its phrase."""
    for token in tokens:
        for party in parties:
            if token.i in party.tokens:
                return party
        nearby = {c.i for c in token.subtree if c.dep_ in {"poss", "compound", "appos", "nmod", "conj"}}
        for party in parties:
            if not party.tokens.isdisjoint(nearby):
                return party
        below = {
            g.i for c in token.children if c.dep_ == "prep" and c.lower_ in {"of", "in"} for g in c.children
        }
        for party in parties:
            if not party.tokens.isdisjoint(below):
                return party
    return None
