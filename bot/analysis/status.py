"""Whether what a sentence reports has happened: as a fact, perhaps, long ago, or not at all.

Read from the parse: negation and denial on the way from the word up to the main verb, modal and conditional
verbs, words of intention, and dates that lie behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from spacy.tokens import Span, Token

from bot.analysis.inflection import base_forms, words_of
from bot.analysis.tree import upwards

Status = Literal["fact", "possible", "past", "denied"]

DENIALS = words_of("deny rule refute dismiss oppose lack avoid avert escape")
UNDONE = words_of("no without never neither nor nobody none hardly barely not n't")
MODALS = words_of("may might could would should can")
HOPES = words_of(
    "consider explore mull hope expect seek eye want talk discussion negotiation rumour rumor speculate "
    "speculation possible possibility potential likely threaten urge ask contemplate study propose proposal "
    "predict anticipate aim interest chance risk fear worry possibly perhaps prepare proposed"
)
PERHAPS = words_of("possible potential proposed rumoured rumored planned likely")
CONDITIONS = words_of("if unless whether should")
BEHIND = re.compile(
    r"\b(?:last|previous|prior) (?:year|month|quarter|decade|summer|autumn|fall|winter|spring)\b"
    r"|\b(?:years|months|decades) (?:ago|earlier|before)\b|\ba (?:year|decade) ago\b|\bso far this year\b"
    r"|\bthis year\b|\b(?:past|last) (?:\w+ )?(?:weeks|months|years)\b|\bsince\b",
    re.IGNORECASE,
)
SINCE = frozenset({"advmod", "prep", "mark"})
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FUTURE = words_of("will shall due schedule expect plan would")
SOURCES = (
    "familiar with",
    "knowledge of the",
    "sources",
    "source said",
    "unnamed",
    "anonymous",
    "reportedly",
)
CLIMB = frozenset(
    {"xcomp", "ccomp", "dobj", "pobj", "prep", "pcomp", "acl", "attr", "compound", "amod", "nsubjpass"}
    | {"oprd", "poss", "agent", "dative", "acomp", "advcl", "nmod", "nsubj", "relcl", "prt"}
)


def status_of(anchor: Token, words: Span, *, scheduled: bool = False, dated: bool = True) -> Status:
    """The status of what `anchor` reports with the words around it (`words`).

    `scheduled` events, such as results, are nothing yet while a verb puts them ahead; a date in the past turns
    an event that is `dated` into background.
    """
    chain = list(_chain(anchor))
    for step, token in enumerate(chain):
        forms = base_forms(token.lower_, token.lemma_.lower())
        if step and not DENIALS.isdisjoint(forms) and _denies(token):
            return "denied"
        if any(child.dep_ == "neg" or child.lower_ in UNDONE for child in _marks(token)):
            return "denied"
    for step, token in enumerate(chain):
        forms = base_forms(token.lower_, token.lemma_.lower())
        marks = frozenset(child.lower_ for child in _marks(token))
        if not marks.isdisjoint(MODALS | CONDITIONS):
            return "possible"
        if (step and not HOPES.isdisjoint(forms)) or not marks.isdisjoint(HOPES):
            return "possible"
        if scheduled and (not marks.isdisjoint(FUTURE) or (step and not FUTURE.isdisjoint(forms))):
            return "possible"
    if anchor.pos_ != "VERB" and any(token.lower_ in PERHAPS for token in words):
        return "possible"
    sentence = words.sent.text.lower()
    if any(phrase in sentence for phrase in SOURCES):
        return "possible"
    return "past" if dated and _behind(chain) else "fact"


def _chain(anchor: Token) -> Iterator[Token]:
    """The anchor and what governs it, as far as it is one statement; a side clause hangs on no main clause."""
    at = anchor
    for above in upwards(anchor):
        if above != anchor and at.dep_ not in CLIMB:
            return
        if above != anchor and at.dep_ in {"nsubj", "relcl", "advcl"} and above.pos_ in {"VERB", "AUX"}:
            if at.dep_ == "nsubj" and at.pos_ in {"NOUN", "PROPN"}:
                yield above
            return
        yield above
        at = above


def _marks(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in {"neg", "aux", "mark", "det", "advmod", "amod", "preconj", "compound"}:
            yield child


def _denies(token: Token) -> bool:
    """ "Rule out" denies, "rule" alone does not."""
    if token.lemma_.lower() == "rule":
        return any(child.lower_ == "out" for child in token.children)
    return token.pos_ in {"VERB", "AUX"}


def _behind(chain: list[Token]) -> bool:
    """Whether a date that belongs to the statement lies behind it, its own or that of the verb it is joined to."""
    sent = chain[0].sent
    if any(child.lower_ == "since" and child.dep_ in SINCE for token in chain for child in token.children):
        return True
    verb = chain[0]
    if verb.dep_ == "conj" and verb.head.tag_ == verb.tag_ == "VBD":
        chain = [*chain, verb.head]
    for date in sent.ents:
        if date.label_ != "DATE" or not (BEHIND.search(date.text) or YEAR.search(date.text)):
            continue
        top = date.root
        link = top.head if top.dep_ == "pobj" else top
        if link.lower_ in {"from", "than", "versus", "with", "to", "by", "until", "for"}:
            continue
        owner = link.head if link != top or top.dep_ in {"npadvmod", "poss", "nmod", "compound"} else top
        year = YEAR.search(date.text)
        if year and not (link.lower_ in {"in", "since", "during"} and _told_as_past(chain)):
            continue
        if owner in chain or top in chain[0].children or owner == chain[0]:
            return True
    return False


def _told_as_past(chain: list[Token]) -> bool:
    """Whether a year tells of earlier times: the verb is in the past tense."""
    return any(token.tag_ in {"VBD", "VBN"} for token in chain)
