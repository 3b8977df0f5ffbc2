"""Words that report an event elsewhere but not here: of costs instead of results, as an aim, of somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from bot.analysis.inflection import words_of
from bot.analysis.parties import Party
from bot.analysis.tree import predicate_of, subject_of

COMPARED = ("than", "expected")
BURDENS = words_of(
    "cost costs expense inflation claim charge tax taxes provision price spending interest rate fee debt "
    "expenditure impairment unemployment turnout temperature overhead toll damage rainfall"
)
OUTSIDERS = words_of(
    "expert analyst economist critic official scientist doctor union imf minister lawmaker government police watchdog "
    "regulator campaigner activist researcher"
)
RIVALS = words_of("rival competitor peer")
OF = frozenset({"of", "at", "by"})
SHARES = frozenset({"share", "stock", "price"})


def of_burdens(words: Sequence[Token]) -> bool:
    """Whether "higher than expected" and its like speak of costs or prices: "higher-than-expected hog costs"."""
    lower = [token.lower_ for token in words if token.is_alpha]
    if not all(word in lower for word in COMPARED):
        return False
    return any(
        not BURDENS.isdisjoint({noun.lemma_.lower(), noun.lower_}) for noun in _measured(words[0], words[-1])
    )


def _measured(first: Token, last: Token) -> Iterator[Token]:
    """The nouns that a comparison measures: what it stands before, or the subject it is said of."""
    for end in (first, last):
        at = end
        for _ in range(6):
            if at.pos_ in {"NOUN", "PROPN"}:
                yield at
                yield from (c for c in at.children if c.dep_ == "conj" and c.pos_ == "NOUN")
                break
            if at.pos_ in {"VERB", "AUX"} and at not in (first, last):
                break
            if at.head == at:
                break
            at = at.head
    verb = predicate_of(first)
    subject = subject_of(verb) if any(c.dep_ in {"acomp", "attr"} for c in verb.children) else None
    if subject is not None:
        yield subject


def of_strangers(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether somebody else warns ("experts warn it"), or a customer's thing is lost ("lost a client's parcel")."""
    if words[first].lemma_ == "warn":
        return first > 0 and words[first - 1].lemma_.lower() in OUTSIDERS
    owned = words[last].dep_ == "poss" and words[first].lemma_ in {"lose", "drop"}
    return owned and first != last


def is_aim(verb: Token) -> bool:
    """Whether a movement of a share is only aimed at: "under pressure to boost its stock price"."""
    head = verb.head if verb.dep_ == "conj" else verb
    aimed = any(c.dep_ == "aux" and c.lower_ == "to" for one in {verb, head} for c in one.children)
    return aimed and any(
        not SHARES.isdisjoint({c.lemma_.lower(), *(g.lemma_.lower() for g in c.children)})
        for c in verb.children
        if c.dep_ == "dobj"
    )


def elsewhere(anchor: Token, parties: Sequence[Party]) -> bool:
    """Whether an event is a rival's, told of a listed company: "gained from the bankruptcy of a former rival".

    What happens to a customer or a borrower is news of the company; what has happened to a rival is background.
    """
    if anchor.pos_ != "NOUN" or anchor.dep_ != "pobj":
        return False
    listed = {i for party in parties if party.company is not None for i in party.tokens}
    subject = subject_of(predicate_of(anchor))
    if subject is None or listed.isdisjoint(t.i for t in subject.subtree):
        return False
    owners = [g for c in anchor.children if c.dep_ == "prep" and c.lower_ in OF for g in c.children]
    owners += [c for c in anchor.children if c.dep_ == "poss"]
    inside = {t.i for owner in owners for t in owner.subtree}
    rival = any(t.lemma_.lower() in RIVALS for owner in owners for t in owner.subtree)
    return rival and listed.isdisjoint(inside)
