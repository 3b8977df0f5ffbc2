"""Words that say which way something goes: the kinds of a text, each with its opposite.

The finance lexicon knows movements (up, down) and what is good or bad by itself. Pairs that it has no reason to
know (buy and sell, before and after) stand here, because taking one for the other is a lie all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.analysis.inflection import words_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.terms import Hit, forms_of

# Terms below this are too faint for a summary to have to repeat them.
STRONG = 1.5

_PAIRS = tuple(
    (words_of(one), words_of(other))
    for one, other in (
        ("buy purchase acquire acquisition buyer", "sell divest divestiture seller"),
        ("reopen reopening", "close shut closure shutdown"),
        ("above over exceed top ahead more beat surpass outpace", "below under miss behind less fewer trail"),
        ("before earlier ahead sooner", "after later delay postpone"),
        ("accept approve agree allow approval support endorse",
         "reject block refuse bar oppose ban rejection veto deny"),
        ("hire recruit", "fire dismiss lay layoff redundancy"),
        ("win winner victory", "lose loser defeat"),
        ("profit profitable", "loss unprofitable"),
        ("start begin launch resume enter", "stop end halt suspend exit cease quit"),
        ("larger bigger higher better faster stronger", "smaller lower worse slower weaker"),
        ("extend prolong lengthen", "shorten"),
        ("import", "export"),
        ("lend lender", "borrow borrower"),
        ("confirm affirm admit", "deny dispute contradict"),
        ("join merge merger", "leave split separate separation"),
        ("optimistic bullish confident", "pessimistic bearish cautious"),
        ("upgrade", "downgrade"),
        ("cheaper", "dearer costlier"),
        ("maximum most", "minimum least"),
        ("guilty convict", "innocent acquit"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of a pair: `move`, `tone` or the number of a pair; `side` is 1 or -1."""

    family: str
    side: int

    @property
    def opposite(self) -> Kind:
        """The other way."""
        return Kind(self.family, -self.side)


@dataclass(frozen=True, slots=True)
class Found:
    """A kind and the positions (in the sequence searched) of the words that say it."""

    kind: Kind
    first: int
    last: int


def kinds_of(tokens: Sequence[Token], lexicon: Lexicon) -> list[Found]:
    """Every word of a sentence that says which way something goes."""
    forms = forms_of(tokens)
    longer = [hit for hit in lexicon.find(forms, "thing") if hit.term.size > 1]
    found = [
        Found(Kind("move", 1 if hit.term.kind == "up" else -1), hit.first, hit.last)
        for hit in lexicon.find(forms, "move")
        if not _inside(hit, longer)
    ]
    found += [
        Found(Kind("tone", 1 if hit.term.value > 0 else -1), hit.first, hit.last)
        for hit in lexicon.find(forms, "polar")
        if abs(hit.term.value) >= STRONG
    ]
    for at, form in enumerate(forms):
        if tokens[at].pos_ == "PROPN":
            continue
        for number, (one, other) in enumerate(_PAIRS):
            if not form.isdisjoint(one):
                found.append(Found(Kind(f"pair{number}", 1), at, at))
            elif not form.isdisjoint(other):
                found.append(Found(Kind(f"pair{number}", -1), at, at))
    return found


def negations_of(tokens: Sequence[Token], lexicon: Lexicon) -> set[int]:
    """The positions of words that deny what they belong to."""
    forms = forms_of(tokens)
    said = {at for at, token in enumerate(tokens) if token.dep_ == "neg" or token.lower_ in _DENIALS}
    return said | {hit.first for hit in lexicon.find(forms, "negate")}


_DENIALS = words_of(
    "none nobody nowhere neither nor cannot without refuse refused refuses deny denies denied"
)


def _inside(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(other.first <= hit.first and hit.last <= other.last for other in others)
