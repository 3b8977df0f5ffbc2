"""Does a sentence stand on its own? It says something, its marks are whole, its pronouns mean something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from bot.analysis.prose import CLOSING, balanced, count_words
from bot.analysis.vocabulary import (
    COMPANY_NOUNS,
    EMPTY_VERBS,
    PEOPLE,
    PERIODS,
    PERSONAL,
    POINTING,
    REPORTING,
    SELF,
    THEIRS,
    WE,
)

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
CLAUSES = frozenset({"ROOT", "conj", "ccomp", "parataxis"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# A connective without a comma stays in its sentence, for taking it out could change who did what; these
# openings mean something said before.
_REFERRING = re.compile(
    r"(?:also|thus|hence|therefore|otherwise|instead|likewise|nor|or|then|though|although that|so|yet|"
    r"as such|"
    r"(?:because|as a result) of (?:this|that)|in (?:this|that|doing so)|that['’]s|"
    r"that (?:is|was|would|will|means|meant|came|has|had|could|may)|there,|here|if so|if not|only then|"
    r"the (?:former|latter|others?|same|pair|duo|trio|two|three)|one (?:of (?:them|these|those)|such|"
    r"reason|example)|"
    r"another|others?|(?:some|most|all|each|many|both|none) of (?:them|these|those)|an? similar|"
    r"similar(?:ly)?)(?!\w)",
    re.I,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_LEADING_ABBREVIATION = re.compile(r"\b(?:Nos?|vs?|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen)\.$")
_QUESTION = re.compile(r"\?[\"”’')]*(?:\s|$)")
# Endings of nouns for people: gunman, banker, inventor, economist, technician, employee.
_AGENT = re.compile(r"(?:man|men|woman|women|er|or|ist|ian|ee|boy|girl|son|child)s?$")
_NO_PERSON = frozenset(
    {
        "ORG",
        "GPE",
        "LOC",
        "FAC",
        "NORP",
        "PRODUCT",
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "CARDINAL",
        "LAW",
        "EVENT",
    }
)


def flaws(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Why a reader would stumble over a sentence taken from its place, one word a reason."""
    bare = text.rstrip(CLOSING)
    outside = _QUOTED.sub(" ", text)
    if _QUESTION.search(text) or "?" in outside:
        yield "question"
    if bare.endswith("!"):
        yield "exclamation"
    if not balanced(text):
        yield "unbalanced"
    if text.startswith("(") and text.endswith(")"):
        yield "cut"
    if bare.endswith((":.", "...", "…")) or text.rstrip(".").endswith((":", ";", ",", "-", "—", "–")):
        yield "cut"
    if _LEADING_ABBREVIATION.search(text):
        yield "cut"
    if not says(tokens):
        yield "fragment"
    bare_words = (word.strip(".,;:!()—–") for word in outside.split())
    # "US" is no pronoun.
    spoken = {word.lower() for word in bare_words if len(word) < 2 or not word.isupper()}
    if spoken & SELF:
        yield "personal"
    if spoken & WE:
        yield "we"
    if outside != text and not any(char.isalpha() for char in outside):
        yield "speaker"
    if sum(char.isupper() for char in text) > 0.6 * max(1, sum(char.isalpha() for char in text)):
        yield "capitals"


def leans(text: str, tokens: Sequence[Token]) -> bool:
    """True when the sentence needs the one before it, to say who `it` or `he` is."""
    plain = _QUOTED.sub(lambda quoted: quoted.group() if count_words(quoted.group()) < 5 else " ", text)
    plain = plain.lstrip("\"'“‘( ,")
    return not plain or _REFERRING.match(plain) is not None or dangling(tokens)


def takes_up(tokens: Sequence[Token]) -> Token | None:
    """`The transaction gives ...`: a subject with an article and no name takes up what was said before."""
    first = tokens[0]
    if first.lower_ != "the":
        return None
    subject = next((token for token in tokens if token.dep_ in SUBJECTS), None)
    if subject is None or subject.left_edge != first:
        return None
    naming = subject.rights if subject.lower_ in COMPANY_NOUNS else subject.subtree
    return None if any(token.tag_ in {"NNP", "NNPS"} for token in naming) else subject


def says(tokens: Sequence[Token]) -> bool:
    """True when some main clause has a subject and a finite verb.

    A root behind a noun counts too, be it tagged as past tense or as participle: long names often cost
    their verb its label.
    """
    noun = False
    for token in tokens:
        verb = token.head
        if token.dep_ in SUBJECTS and finite(verb):
            main = verb.dep_ in CLAUSES and verb.head.dep_ in CLAUSES and finite(verb.head)
            if verb.dep_ == "ROOT" or main:
                return True
        if noun and token.dep_ == "ROOT" and (finite(token) or (token.tag_ == "VBN" and len(tokens) > 8)):
            return True
        noun = noun or token.tag_ in {"NN", "NNS", "NNP", "NNPS", "PRP"}
    return any(reports(token) for token in tokens)


def reports(token: Token) -> bool:
    """True for the verb of a sentence that the parser takes for a participle: "Larch, the growers' bank, filed for"."""
    head = token.head
    return (
        token.dep_ == "acl"
        and token.lemma_ in REPORTING
        and head.dep_ == "ROOT"
        and head.pos_ in {"NOUN", "PROPN"}
        and not any(finite(child) for child in head.children if child != token)
        and any(child.dep_ == "appos" and child.i < token.i for child in head.children)
    )


def finite(verb: Token) -> bool:
    """True when a verb or one of its auxiliaries is finite."""
    if verb.tag_ in FINITE:
        return True
    if any(child.dep_ in {"aux", "auxpass"} and child.tag_ in FINITE for child in verb.children):
        return True
    return (
        verb.dep_ == "conj" and verb.head != verb and finite(verb.head) and verb.tag_ in {"VBN", "VB", "VBG"}
    )


def dangling(tokens: Sequence[Token]) -> bool:
    """True when a pronoun outside quotation stands before anything that it could mean."""
    inside = False
    person = thing = False
    for place, token in enumerate(tokens):
        if token.text in {'"', "“", "”", "``", "''"}:
            inside = token.text != "”" and not inside
        elif not inside:
            if _unmeant(token, tokens[place:], person, thing):
                return True
            name = token.tag_ in {"NNP", "NNPS"}
            noun = token.tag_ in {"NN", "NNS"} and token.ent_type_ not in {"DATE", "TIME"}
            thing = thing or name or noun
            person = person or (name and token.ent_type_ not in _NO_PERSON)
            person = person or (noun and (token.lower_ in PEOPLE or _AGENT.search(token.lower_) is not None))
    return False


def _unmeant(token: Token, following: Sequence[Token], person: bool, thing: bool) -> bool:
    """True for a pronoun when no `person` or `thing` came before it that it could stand for."""
    word = token.lower_
    if word in PERSONAL:
        return not person and not (token.dep_ == "poss" and _prepares(token, following))
    if thing:
        return False
    if word in THEIRS:
        return token.dep_ != "expl" and not _prepares(token, following)
    return word in POINTING and _points(token)


def _points(token: Token) -> bool:
    """`this` and its kind as a subject, or before a noun at the head of its sentence."""
    if token.dep_ in {"mark", "cc", "preconj"} or token.tag_ == "IN":
        return False
    if token.head.lower_ in PERIODS:
        return False
    if token.lower_ in {"both", "neither"}:
        return token.dep_ in SUBJECTS
    return token.dep_ in SUBJECTS or token.dep_ in {"det", "pobj", "amod", "predet", "dobj"}


def _prepares(token: Token, following: Sequence[Token]) -> bool:
    """`In its report, Apple said`: a pronoun in a fronted phrase means the subject to come."""
    if token.dep_ in SUBJECTS and token.head.dep_ not in {"advcl", "acl", "relcl", "pcomp"}:
        return _anticipates(token)
    for later in following:
        if later.dep_ in SUBJECTS and later.head.dep_ in CLAUSES:
            if later.is_ancestor(token):
                return False  # "Its shares fell": the pronoun belongs to the subject itself
            return later.tag_ in {"NN", "NNS", "NNP", "NNPS"}
    return False


def _anticipates(token: Token) -> bool:
    """`It was unclear whether ...`: the pronoun stands for the clause that follows."""
    verb = token.head
    if token.lower_ != "it" or verb.lower_ not in EMPTY_VERBS:
        return False
    after = [child for child in verb.children if child.i > verb.i]
    described = [child for child in after if child.dep_ in {"acomp", "attr"}]
    clauses = {"ccomp", "xcomp", "advcl", "csubj"}
    followed = any(child.dep_ in clauses for child in [*after, *(c for d in described for c in d.children)])
    return bool(described) and followed
