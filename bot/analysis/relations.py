"""Verbs that mean different things for the two sides: who sues and who is sued, who gains and from whom."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.analysis.clauses import Attribution, Clauses

OBJECT_DEPTH = 0.8  # "bought a stake in X" says a little less about X than "bought X"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a verb (and its object, where the second word matters) says about each side."""

    verb: str
    word: str
    subject: float
    object: float
    behind: Mapping[str, float]
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Sided:
    """A value for one target, from the verb at `position`."""

    target: int
    position: int
    value: float


@functools.cache
def relations() -> Mapping[str, tuple[Relation, ...]]:
    """The relations of `data/relations.tsv` by verb; entries with a second word first."""
    found: dict[str, list[Relation]] = {}
    file = importlib.resources.files("bot.analysis") / "data" / "relations.tsv"
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        term, subject, target, behind = line.split("\t")
        verb, _, word = term.partition(" ")
        pairs = (pair.split(":") for pair in behind.split() if ":" in pair)
        found.setdefault(verb, []).append(
            Relation(
                verb, word, _number(subject), _number(target), {p: float(v) for p, v in pairs}, subject == "0"
            )
        )
    return {verb: tuple(sorted(entries, key=lambda r: not r.word)) for verb, entries in found.items()}


def _number(text: str) -> float:
    return 0.0 if text == "-" else float(text)


def sided(clauses: Clauses, attribution: Attribution, forms: Sequence[frozenset[str]]) -> list[Sided]:
    """What the verbs of a sentence say about each target by the side it stands on."""
    out: list[Sided] = []
    table = relations()
    for position, token in enumerate(clauses.tokens):
        if token.pos_ not in {"VERB", "PROPN", "NOUN"} or (token.pos_ != "VERB" and token.dep_ != "ROOT"):
            continue
        for form in sorted(forms[position]):
            relation = next(
                (
                    r
                    for r in table.get(form, ())
                    if not r.word or _has(r.word, position, token, clauses, forms)
                ),
                None,
            )
            if relation is not None:
                out.extend(_sides(relation, position, token, clauses, attribution))
                break
    return out


def _has(word: str, position: int, token: Token, clauses: Clauses, forms: Sequence[frozenset[str]]) -> bool:
    base = clauses.tokens[0].i
    near = {position + 1}
    near |= {child.i - base for child in token.children if child.dep_ in {"dobj", "prt"}}
    return any(0 <= i < len(forms) and word in forms[i] for i in near)


def _sides(
    relation: Relation, position: int, token: Token, clauses: Clauses, attribution: Attribution
) -> Iterator[Sided]:
    subjects = set(attribution.subjects(clauses.of[position]))
    passive = any(child.dep_ in {"nsubjpass", "auxpass"} for child in token.children)
    objects, behind, agents = _complements(relation, token, clauses, attribution, passive=passive)
    if passive:
        objects.update(dict.fromkeys(subjects, 1.0))
        subjects = agents
    complete = passive or any(child.dep_ in {"dobj", "prep", "dative", "prt"} for child in token.children)
    for g in sorted(attribution.everywhere):
        if g in behind:
            yield Sided(g, position, behind[g])
        elif g in objects and g not in subjects:
            yield Sided(g, position, relation.object * objects[g])
        elif g in subjects and (complete or relation.speaks):
            yield Sided(g, position, relation.subject)


def _complements(
    relation: Relation, token: Token, clauses: Clauses, attribution: Attribution, *, passive: bool
) -> tuple[dict[int, float], dict[int, float], set[int]]:
    """The targets in the object (with depth), behind prepositions (with values), and as agents."""
    objects: dict[int, float] = {}
    behind: dict[int, float] = {}
    agents: set[int] = set()
    for child in token.children:
        if child.dep_ in {"dobj", "dative"}:
            for g, depth in _within(child, clauses, attribution):
                objects.setdefault(g, depth)
        preps = [child, *child.children] if child.dep_ in {"agent", "prep", "prt", "dobj"} else []
        for prep in preps:
            if prep.dep_ not in {"agent", "prep", "prt"}:
                continue
            for g, depth in _within(prep, clauses, attribution):
                if prep.dep_ == "agent" or (passive and prep.lower_ == "by"):
                    agents.add(g)
                elif prep.lower_ in relation.behind:
                    behind.setdefault(g, depth * relation.behind[prep.lower_])
    return objects, behind, agents


def _within(child: Token, clauses: Clauses, attribution: Attribution) -> Iterator[tuple[int, float]]:
    """The targets in a phrase; one that is not its head counts a little less."""
    base = clauses.tokens[0].i
    heads = {child.i - base} | {grand.i - base for grand in child.children if child.dep_ in {"prep", "agent"}}
    inside = {word.i - base for word in child.subtree}
    for g in sorted(attribution.everywhere):
        members = attribution.targets[g]
        if not members.isdisjoint(inside):
            yield g, 1.0 if not members.isdisjoint(heads) else OBJECT_DEPTH
