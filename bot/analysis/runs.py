"""Cuts that are runs of words rather than phrases of the parse: brackets, openings, tails, legal forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.analysis.restrictions import restricts
from bot.analysis.standing import SUBJECTS
from bot.analysis.vocabulary import CONDITIONS
from bot.market.names import word_set

MARKS = frozenset({",", "--", "–", "—", ";"})
_FORMS = word_set("inc inc. corp corp. co co. ltd ltd. plc llc lp nv sa ag se")
_QUOTES = frozenset({'"', "“", "”", "``", "''"})


@dataclass(frozen=True, slots=True)
class Cut:
    """Token positions `first` to `last` (inclusive) that may go, and the price of the kind of cut."""

    first: int
    last: int
    price: float
    kind: str

    def covers(self) -> range:
        """The positions that go."""
        return range(self.first, self.last + 1)

    def crosses(self, other: Cut) -> bool:
        """The two share a position: together they would save nothing, or leave half a phrase."""
        return self.first <= other.last and other.first <= self.last


def legal_forms(tokens: Sequence[Token]) -> Iterator[Cut]:
    """The legal form behind a company's name, where the name goes on without it: "KKR [& Co LP] leads"."""
    at = 1
    while at < len(tokens):
        end = at
        while end < len(tokens) and (tokens[end].lower_ in _FORMS or (end > at and tokens[end].text == "&")):
            end += 1
        first = at - 1 if tokens[at - 1].text == "&" else at
        if (
            end > at
            and first
            and tokens[first - 1].ent_type_ == "ORG"
            and tokens[first - 1].text[0].isupper()
        ):
            possessive = end < len(tokens) and tokens[end].text in {"'s", "’s", "'", "’"}
            if not possessive and tokens[first - 1].is_alpha:
                yield Cut(first, end - 1, 0.7, "form")
        at = max(end, at + 1)


def brackets(tokens: Sequence[Token]) -> Iterator[Cut]:
    """What stands in brackets, or between two dashes."""
    opened: int | None = None
    dash: int | None = None
    for at, token in enumerate(tokens):
        if token.text in {"(", "["}:
            opened = at
        elif token.text in {")", "]"} and opened is not None:
            if not restricts(tokens[opened + 1 : at]):
                yield Cut(opened, at, 0, "bracket")
            opened = None
        elif token.text in {"--", "—", "–"} and at:
            if dash is not None and at - dash > 1:
                yield Cut(dash, at, 0.2, "aside")
                dash = None
            else:
                dash = at


def fronted(tokens: Sequence[Token], place: Mapping[int, int]) -> Iterator[Cut]:
    """What stands before the subject of the main clause and is closed by a comma, but no condition."""
    root = next((token for token in tokens if token.dep_ == "ROOT"), None)
    subject = next((c for c in root.lefts if c.dep_ in SUBJECTS), None) if root is not None else None
    at = place.get(subject.left_edge.i, 0) if subject is not None else 0
    if at < 2 or tokens[at - 1].text != ",":
        return
    fronted = {token.dep_ for token in tokens[: at - 1] if token.head == root}
    conditional = any(token.lower_ in {"if", "unless", "until", "once"} for token in tokens[:at])
    conditional = conditional or restricts(tokens[:at])
    if fronted and fronted <= {"prep", "advcl", "advmod", "npadvmod", "punct"} and not conditional:
        yield Cut(0, at - 1, 0.6, "fronted")


def tails(tokens: Sequence[Token]) -> Iterator[Cut]:
    """Everything behind a comma on which nothing before it depends: the further details of a lead."""
    end = len(tokens) - 1
    while end > 0 and (tokens[end].is_punct or tokens[end].is_space) and tokens[end].text not in _QUOTES:
        end -= 1
    kept: set[int] = set()
    reach = -1  # the furthest position that anything kept so far depends on
    place = {token.i: at for at, token in enumerate(tokens)}
    for at in range(end):
        head = place.get(tokens[at].head.i, at)
        if tokens[at].dep_ != "punct":
            reach = max(reach, head)
        kept.add(tokens[at].i)
        first = at + 1
        if tokens[at].text not in MARKS or reach >= first or first < 5:
            continue
        tops = [token for token in tokens[first : end + 1] if token.head.i in kept]
        if all(_detached(top) for top in tops) and not restricts(tokens[first : end + 1]):
            yield Cut(at, end, 0.5, "tail")


def _detached(top: Token) -> bool:
    """A phrase that hangs on what stands before a comma without being needed there."""
    if top.dep_ in {"punct", "cc", "relcl", "appos", "acl", "npadvmod", "advmod", "prep"}:
        return top.lower_ not in CONDITIONS
    if top.dep_ in {"dobj", "attr", "oprd"}:
        # A second object behind a comma is an apposition that the parser took for one: "..., the latest sign of".
        second = any(c.dep_ == top.dep_ and c.i < top.i for c in top.head.children)
        return second and top.left_edge.dep_ in {"det", "nummod", "poss"}
    if top.dep_ == "advcl":
        return not {c.lower_ for c in top.children if c.dep_ in {"mark", "advmod"}} & CONDITIONS
    verbs = {"VERB", "AUX"}
    return top.dep_ == "conj" and top.pos_ in verbs and top.head.pos_ in verbs
