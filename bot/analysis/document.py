"""The parsed article that every step of the analysis reads."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from bot.model import Article, Evidence, Mention, Role, Security


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the article text. `span` belongs to a parsed spaCy Doc.

    `start` and `end` count characters of the article text; `span.start_char` may differ, because long
    articles are parsed in chunks. `offset` is what to add to a character offset of the span's Doc to
    get one of the article text.
    """

    index: int
    start: int
    end: int
    text: str
    paragraph: int
    span: Span
    offset: int
    words: int

    def evidence(self, score: float = 0.0) -> Evidence:
        """This sentence as evidence for a figure it contributed `score` to."""
        return Evidence(self.text, self.start, self.end, round(score, 2) + 0.0)


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its sentences; `title` is the parsed headline, None where it has none of its own."""

    article: Article
    title: Doc | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """A security as one article shows it: where it is named, and how much the article is about it."""

    security: Security
    mentions: tuple[Mention, ...]
    role: Role
    relevance: float
