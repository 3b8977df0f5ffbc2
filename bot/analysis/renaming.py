"""`The company` away from the sentence that says which: in a paragraph it is called by its name.

A paragraph leaves sentences out. What an article says of Pfizer ("The company will take a charge") would be read as
said of Lilly where it comes behind a sentence on Lilly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.analysis.document import Company, Document, Sentence
from bot.analysis.passages import Passage
from bot.analysis.prose import Range
from bot.analysis.references import References, focus_of, named_in, references

_ARTICLES = frozenset({"the", "this"})


@dataclass(frozen=True, slots=True)
class Renamed:
    """A description to be left out (`The company`, a range of the article text), and the name that is said instead."""

    hole: Range
    name: str


def renamed(
    chosen: Sequence[Passage],
    lines: Sequence[Sequence[Range]],
    document: Document,
    companies: Sequence[Company],
    spoken: References | None = None,
) -> list[Renamed | None]:
    """For each passage of a paragraph, in its order, the description that its readers would take for another company.

    Only what the article itself makes clear is renamed, and only to a name that the paragraph has said before.
    """
    if len(companies) < 2:
        return [None for _ in chosen]
    spoken = spoken or references(document, companies)
    named = named_in(document, companies)
    found: list[Renamed | None] = []
    focus: int | None = None
    for at, passage in enumerate(chosen):
        first = passage.sentences[0]
        known = named.get(first.index, {})
        start = min((span[0] for spans in known.values() for span in spans), default=passage.end)
        described = sorted(
            (span, number)
            for number, spans in spoken[first.index].items()
            for span in spans
            if span not in known.get(number, []) and passage.start <= span[0] < start
        )
        follows = at > 0 and chosen[at - 1].at == passage.at - 1
        made = None
        if described and at > 0 and not follows and described[0][1] != focus:
            span, number = described[0]
            made = _made(first, span, _said(companies[number], lines[:at]), lines[at])
        found.append(made)
        for sentence in passage.sentences:
            here = spoken[sentence.index]
            focus = focus_of(sentence, here) if here else None
    return found


def _said(company: Company, lines: Sequence[Sequence[Range]]) -> str:
    """How the lines so far call a company, as they last did; empty where they do not."""
    said = ""
    for ranges in lines:
        for mention in company.mentions:
            within = any(start <= mention.start and mention.end <= end for start, end in ranges)
            if within and mention.sentence >= 0 and any(char.islower() for char in mention.text):
                said = mention.text if mention.text[0].isupper() else said
    return said


def _made(sentence: Sentence, span: Range, name: str, ranges: Sequence[Range]) -> Renamed | None:
    noun = next(
        (t for t in sentence.span if (t.idx + sentence.offset, len(t)) == (span[0], span[1] - span[0])), None
    )
    article = _article(noun) if noun is not None else None
    if not name or noun is None or article is None:
        return None
    hole = (article.idx + sentence.offset, span[1])
    whole = any(start <= hole[0] and hole[1] < end for start, end in ranges)
    return Renamed(hole, name) if whole else None


def _article(noun: Token) -> Token | None:
    """The article of a description, which a pronoun or an officer has not."""
    return next((child for child in noun.children if child.lower_ in _ARTICLES and child.i < noun.i), None)
