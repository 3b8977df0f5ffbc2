"""Small documents for tests: companies by the names a test gives, without the securities master."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from bot.analysis.document import Company, Document
from bot.analysis.pipeline import Pipeline
from bot.model import Article, Mention, Security


@functools.cache
def pipeline() -> Pipeline:
    return Pipeline.load()


def article(text: str, title: str = "", **more: object) -> Article:
    return Article(
        url="https://paper.test/a", canonical_url="https://paper.test/a", title=title, text=text, **more
    )  # type: ignore[arg-type]


def companies_in(document: Document, names: Mapping[str, str]) -> list[Company]:
    """Companies by `{name as written: ticker}`; the one named most is primary."""
    found = []
    for name, ticker in names.items():
        mentions = [
            Mention(m.start(), m.end(), name, sentence.index, ticker, "test")
            for sentence in document.sentences
            for m in re.finditer(rf"\b{re.escape(name)}\b", document.article.text)
            if sentence.start <= m.start() < sentence.end
        ]
        if document.title is not None:
            mentions += [
                Mention(m.start(), m.end(), name, -1, ticker, "test")
                for m in re.finditer(rf"\b{re.escape(name)}\b", document.title.text)
            ]
        if mentions:
            found.append((len(mentions), Security(ticker, ticker, name, "NYSE", "US"), tuple(mentions)))
    found.sort(key=lambda item: -item[0])
    return [
        Company(security, mentions, "primary" if rank < 3 else "secondary", 1.0 if rank == 0 else 0.6)
        for rank, (_, security, mentions) in enumerate(found)
    ]


def read(text: str, names: Mapping[str, str], title: str = "") -> tuple[Document, list[Company]]:
    document = pipeline().parse(article(text, title))
    return document, companies_in(document, names)
