"""Which companies a sentence speaks about: those it names, and the one that "it" stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from bot.analysis.document import Company, Document, Sentence

Spans = list[tuple[int, int]]
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
PRONOUNS = frozenset({"it", "they", "its", "their"})
NOUNS = frozenset(
    {
        "company",
        "firm",
        "group",
        "bank",
        "retailer",
        "carmaker",
        "automaker",
        "chipmaker",
        "lender",
        "airline",
    }
    | {"drugmaker", "insurer", "manufacturer", "maker", "giant", "startup", "corporation", "conglomerate"}
)
REACH = 2  # sentences over which a company stays the one talked about


def references(document: Document, companies: Sequence[Company]) -> list[Mapping[int, Spans]]:
    """For every sentence the companies (by index) it speaks about, with their spans in the article text.

    A sentence that names no company but speaks of "it" or "the company" speaks of the company that one of
    the `REACH` sentences before had as its only one or as its subject.
    """
    out: list[Mapping[int, Spans]] = []
    named = _named(document, companies)
    focus: int | None = None
    age = 0
    for sentence in document.sentences:
        here = named.get(sentence.index, {})
        if here:
            focus, age = _focus(sentence, here), 0
            out.append(here)
            continue
        age += 1
        spans = _anaphors(sentence) if focus is not None and age <= REACH else []
        out.append({focus: spans} if focus is not None and spans else {})
        if spans:
            age = 0
    return out


def _named(document: Document, companies: Sequence[Company]) -> dict[int, dict[int, Spans]]:
    found: dict[int, dict[int, Spans]] = {}
    for number, company in enumerate(companies):
        for mention in company.mentions:
            if mention.sentence >= 0:
                here = found.setdefault(mention.sentence, {})
                here.setdefault(number, []).append((mention.start, mention.end))
    return found


def _focus(sentence: Sentence, here: Mapping[int, Spans]) -> int | None:
    """The company that the next sentence's "it" would mean; None where that is anybody's guess."""
    if len(here) == 1:
        return next(iter(here))
    subjects = {
        number
        for number, spans in here.items()
        for token in sentence.span
        if token.dep_ in SUBJECTS and token.head.dep_ == "ROOT" and _covers(token, spans, sentence.offset)
    }
    return subjects.pop() if len(subjects) == 1 else None


def _covers(token: Token, spans: Spans, offset: int) -> bool:
    start = token.idx + offset
    return any(start < last and start + len(token) > first for first, last in spans)


def _anaphors(sentence: Sentence) -> Spans:
    """Spans of the words that can stand for a company named before."""
    spans: Spans = []
    for token in sentence.span:
        definite = token.lower_ in NOUNS and any(child.lower_ in {"the", "this"} for child in token.children)
        if definite or (token.lower_ in PRONOUNS and token.dep_ in {*SUBJECTS, "poss", "dobj", "pobj"}):
            start = token.idx + sentence.offset
            spans.append((start, start + len(token)))
    return spans
