"""Single clues that a name means a company: its part in the sentence, and how it is cited."""

from __future__ import annotations

from spacy.tokens import Token

from bot.analysis.context_words import (
    COMPANY_VERBS,
    DATA_PROVIDERS,
    DATA_WORDS,
    DEAL_VERBS,
    LIGHT_VERBS,
    SPEECH,
)
from bot.analysis.names import Candidate
from bot.analysis.textview import TextView, Unit


def same_entity(token: Token, head: Token) -> bool:
    """Whether two tokens belong to one entity."""
    low, high = sorted((token.i, head.i))
    return all(
        t.ent_type_ == head.ent_type_ and (t.ent_iob_ == "I" or t.i == low) for t in head.doc[low : high + 1]
    )


def role_points(token: Token) -> float:
    """Points for being the subject or object of what companies do."""
    top = token
    while (
        top.dep_ in ("compound", "conj", "appos", "poss")
        and top.head.i != top.i
        and top.head.pos_ in ("PROPN", "NOUN")
    ):
        if top.dep_ in ("compound", "poss") and top.head.pos_ == "NOUN":
            break
        top = top.head
    verb = top.head
    lemma = verb.lemma_.lower()
    if top.dep_ in ("nsubj", "nsubjpass"):
        return _doing(lemma)
    if top.dep_ in ("dobj", "pobj", "agent") and lemma in DEAL_VERBS:
        return 0.8
    following = token.nbor(1) if token.i + 1 < len(token.doc) and token.dep_ != "pobj" else None
    if following is None:
        return 0.0
    finite = following.tag_ in ("VBD", "VBZ", "VBP")
    return _doing(following.lemma_.lower()) * 0.8 if finite else 0.0


def _doing(lemma: str) -> float:
    """Points for doing what a verb says."""
    if lemma in COMPANY_VERBS:
        return 1.5
    if lemma in SPEECH:
        return 1.1
    return 0.4 if lemma in LIGHT_VERBS else 0.0


def cited_for_data(candidate: Candidate, unit: Unit, view: TextView) -> bool:
    """Whether a data provider is only the source of a figure (`according to FactSet`)."""
    first = view.pieces[candidate.first].forms[0]
    if first == "amex" and (" nyse " in unit.flat or " nasdaq " in unit.flat):
        return True  # the exchange of old, whose volume stands beside theirs
    if first not in DATA_PROVIDERS:
        return False
    near = view.pieces[max(0, candidate.first - 5) : candidate.last + 6]
    return any(p.forms[0] in DATA_WORDS for p in near if unit.start <= p.start < unit.end)
