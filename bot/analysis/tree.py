"""Ways through a dependency parse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Span, Token

FAR = 99
CLAUSAL = frozenset({"ccomp", "advcl", "relcl", "acl", "parataxis", "xcomp", "pcomp", "csubj"})
SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})


def upwards(token: Token) -> Iterator[Token]:
    """The token and everything that governs it, nearest first."""
    yield token
    yield from token.ancestors


def distance(one: Token, other: Token) -> int:
    """How many edges of the parse lie between two tokens; `FAR` where none lead from one to the other."""
    steps = {token.i: number for number, token in enumerate(upwards(one))}
    for number, token in enumerate(upwards(other)):
        if token.i in steps:
            return number + steps[token.i]
    return FAR


def top_of(tokens: Iterable[Token]) -> Token:
    """The token of a group that governs the others: the one nearest to the root."""
    return min(tokens, key=lambda token: (sum(1 for _ in token.ancestors), token.i))


def predicate_of(token: Token) -> Token:
    """The verb that a token belongs to: itself, or the first verb above it; the root where there is none."""
    last = token
    for last in upwards(token):
        if last.pos_ in {"VERB", "AUX"}:
            return last
    return last


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb: its own, or that of the verb it completes or is joined to."""
    for above in upwards(verb):
        for child in above.children:
            if child.dep_ in SUBJECTS | PASSIVE_SUBJECTS:
                if child.lower_ in {"which", "who", "that"} and above.dep_ == "relcl":
                    return above.head
                return child
        if above.dep_ in {"relcl", "acl"}:
            return above.head if above.dep_ == "relcl" else _owner(above.head)
        if above.pos_ in {"NOUN", "PROPN"} and above != verb:
            owner = next((c for c in above.children if c.dep_ == "poss"), None)
            if owner is not None:
                return owner
    return None


def _owner(noun: Token) -> Token | None:
    """Who has a noun's complement as a plan: the "Acme" of "Acme's deal to buy", of "Acme signed a deal to buy"."""
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    if owner is not None and owner.pos_ != "PRON":
        return owner
    return subject_of(predicate_of(noun)) if predicate_of(noun) != noun else None


def whole(span: Span) -> bool:
    """Whether a sentence ends like one: headlines mislead the parser, so that little should hang on it there."""
    return span[-1].text in {".", "!", "?", '"', "”", "'", "’", ")"}
