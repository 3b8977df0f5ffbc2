"""Which companies a sentence speaks about: those it names, and those that "it" or "the chipmaker" stands for.

A description counts only where one company of the last sentences fits it; a sentence that another organisation
has taken over gives "it" to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from bot.analysis.document import Company, Document, Sentence
from bot.analysis.people import officers
from bot.analysis.traits import GENERIC, NATIONS, TRADES, Traits, traits_of
from bot.market.names import word_set

Spans = list[tuple[int, int]]
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
REACH = 2  # sentences over which a company stays the one talked about
FAR = 4  # sentences over which a description can still find the company it fits

_BASED = re.compile(r"^(?:[^\W\d_]+[ .'-]){0,3}[^\W\d_]+-based$")
_PAIR = re.compile(
    r"\b(?:the two|both) (?:companies|firms|groups|banks|carmakers|retailers|airlines)\b", re.I
)
_OTHERS = word_set("another other rival first second third former new unnamed different big")
_OWN = word_set(
    "share stock profit revenue sale earnings result loss margin income price bond unit outlook forecast demand"
    " cost dividend guidance shareholder"
)  # subjects that leave "it" to the company


References = Sequence[Mapping[int, Spans]]
"""For every sentence the companies (by index) that it speaks about, with their spans in the article text."""


def references(document: Document, companies: Sequence[Company]) -> References:
    """For every sentence the companies (by index) it speaks about, with their spans in the article text."""
    out: list[Mapping[int, Spans]] = []
    named = named_in(document, companies)
    traits = [traits_of(document, company) for company in companies]
    people = officers(document, companies)
    seen: dict[int, int] = {}  # company: the sentence that spoke of it last
    focus: int | None = None
    age = 0
    for sentence in document.sentences:
        here = {number: list(spans) for number, spans in named.get(sentence.index, {}).items()}
        recent = [n for n, last in seen.items() if sentence.index - last <= FAR]
        talked = focus if age < REACH else None
        for number, span in _descriptions(sentence, recent, traits, talked, bool(here)):
            here.setdefault(number, []).append(span)
        for token in sentence.span:
            officer = people.get(token.text)
            if officer in recent and token.dep_ in SUBJECTS and token.ent_type_ in ("PERSON", "ORG", ""):
                here.setdefault(officer, []).append(_span(token, sentence))
        if not here:
            age += 1
            pair = _PAIR.search(sentence.text)
            two = [n for n in recent if sentence.index - seen[n] <= REACH]
            if pair is not None and len(two) == 2:
                spot = (sentence.start + pair.start(), sentence.start + pair.end())
                here = {number: [spot] for number in two}
            elif focus is not None and age <= REACH and (spans := _pronouns(sentence)):
                here = {focus: spans}
            elif _stranger(sentence):
                focus = None
        elif sentence.index in named or len(here) == 1:
            focus = focus_of(sentence, here)
        if here:
            age = 0
            for number in here:
                seen[number] = sentence.index
        out.append(here)
    return out


def named_in(document: Document, companies: Sequence[Company]) -> dict[int, dict[int, Spans]]:
    """For each sentence that names companies: those (by index), with the spans of their names in the article text."""
    found: dict[int, dict[int, Spans]] = {}
    for number, company in enumerate(companies):
        for mention in company.mentions:
            if mention.sentence >= 0:
                here = found.setdefault(mention.sentence, {})
                here.setdefault(number, []).append((mention.start, mention.end))
    return found


def focus_of(sentence: Sentence, here: Mapping[int, Spans]) -> int | None:
    """The company that the next sentence's "it" would mean; None where that is anybody's guess."""
    heads = (
        [token for token in sentence.span if token.dep_ in SUBJECTS and token.head.dep_ == "ROOT"]
        if here
        else []
    )
    subjects = {
        number
        for number, spans in here.items()
        for token in heads
        for part in (token, *token.conjuncts)
        if _covers(part, spans, sentence.offset)
    }
    if len(subjects) == 1:
        return subjects.pop()
    return next(iter(here)) if len(here) == 1 and not (_stranger(sentence) and not subjects) else None


def _covers(token: Token, spans: Spans, offset: int) -> bool:
    """Whether a subject is a company's, or of it (`Shares of Ford`, `Ford's profit`)."""
    tokens = list(token.subtree) if token.lemma_.lower() in _OWN else [token]
    for part in tokens:
        start = part.idx + offset
        if any(start < last and start + len(part) > first for first, last in spans):
            return True
    return False


def _stranger(sentence: Sentence) -> bool:
    """Whether an organisation that is no company of the article is what the sentence is about."""
    return any(
        t.dep_ in SUBJECTS and t.head.dep_ == "ROOT" and t.ent_type_ in ("ORG", "GPE", "NORP")
        for t in sentence.span
    )


def _span(token: Token, sentence: Sentence) -> tuple[int, int]:
    start = token.idx + sentence.offset
    return start, start + len(token)


def _descriptions(
    sentence: Sentence, recent: Sequence[int], traits: Sequence[Traits], focus: int | None, named: bool
) -> list[tuple[int, tuple[int, int]]]:
    """Companies that a definite description stands for, with the span of its noun.

    `named` says whether the sentence names a company, too.
    """
    found = []
    for token in sentence.span:
        noun = token.lower_
        if noun not in TRADES and noun not in GENERIC:
            continue
        children = list(token.children)
        words = {child.lower_ for child in children}
        if words.isdisjoint({"the", "this"}) or token.dep_ in ("compound", "appos", "attr"):
            continue
        if not words.isdisjoint(_OTHERS) or any(
            c.dep_ in ("relcl", "acl") or c.tag_ in ("JJS", "RBS") or c.ent_type_ == "ORG" for c in children
        ):
            continue
        if any(c.dep_ == "prep" and c.lower_ in ("of", "behind", "like") for c in children):
            continue
        # "Acme cut most of its work with the company": who that is, only the sentences before can tell
        if noun in GENERIC and named and token.dep_ not in {*SUBJECTS, "poss"}:
            continue
        number = _meant(token, noun, recent, traits, focus)
        if number is not None:
            found.append((number, _span(token, sentence)))
    return found


def _meant(
    token: Token, noun: str, recent: Sequence[int], traits: Sequence[Traits], focus: int | None
) -> int | None:
    """The one company that fits a description; the one talked about where nothing is known against it."""
    start = min(child.i for child in token.children)
    before = " ".join(token.doc[start : token.i].text.lower().split(" ")[1:])  # without its article
    seat = next((w.removesuffix("-based") for w in [before] if _BASED.match(before)), "")
    nation = NATIONS.get(before, "")
    if before and not seat and not nation and noun in GENERIC and noun not in {"giant", "maker"}:
        return focus if before in ("whole", "combined", "entire") else None
    fitting: list[int] = []
    unknown: list[int] = []
    for number in recent:
        known = traits[number]
        checks: list[bool | None] = []
        if noun in TRADES:
            checks.append(noun in known.nouns if known.nouns else None)
        if seat:
            checks.append(known.seat == seat if known.seat else None)
        if nation:
            checks.append(known.country == nation if known.country else None)
        if False in checks:
            continue
        (fitting if checks and None not in checks else unknown).append(number)
    if not (noun in TRADES or seat or nation):
        return focus
    if len(fitting) == 1:
        return fitting[0]
    if focus in fitting:
        return focus
    return focus if not fitting and focus in unknown else None


def _pronouns(sentence: Sentence) -> Spans:
    """Spans of "it" and its kin, where nothing else in the sentence can be meant by them."""
    spans: Spans = []
    others = plural = False
    for token in sentence.span:
        if token.dep_ in SUBJECTS and token.tag_ in ("NN", "NNP", "NNPS", "NNS"):
            own = token.lemma_.lower() in _OWN or token.ent_type_ == "PERSON"
            plural = plural or (token.tag_ == "NNS" and not own)
            others = others or (token.tag_ != "NNS" and not own)
        word = token.lower_
        one = word in ("it", "its") and not others and not _empty(token)
        many = word in ("they", "their") and not plural and not others and token.dep_ in {*SUBJECTS, "poss"}
        if one or many:
            spans.append(_span(token, sentence))
    return spans


def _empty(token: Token) -> bool:
    """Whether "it" stands for nothing: `it was raining`, `it is unclear whether`, `it takes years to`."""
    if token.lower_ == "its":
        return False
    if token.dep_ not in {*SUBJECTS, "dobj", "pobj", "dative"}:
        return True
    verb = token.head
    lemma = verb.lemma_.lower()
    follows = {c.dep_ for c in verb.children}
    if lemma in ("rain", "snow"):
        return True
    goes_on = bool(follows & {"ccomp", "xcomp", "advcl", "csubj"})
    if lemma == "be":
        return goes_on and bool(follows & {"acomp", "attr"})
    return goes_on and lemma in ("seem", "appear", "remain", "take")
