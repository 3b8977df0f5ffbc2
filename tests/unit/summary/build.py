"""Documents and companies for tests, built from plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.analysis.document import Company, Document
from bot.analysis.pipeline import Pipeline
from bot.model import Article, Mention, Role, Security


@cache
def pipeline() -> Pipeline:
    """The parser, loaded once."""
    return Pipeline.load()


def document(text: str, title: str = "") -> Document:
    """`text` as an article, parsed."""
    return pipeline().parse(Article("https://a.example/1", "https://a.example/1", title, text))


def companies(text: str, listings: Mapping[str, Sequence[str]], title: str = "") -> list[Company]:
    """`{"Google": ["GOOGL", "GOOG"]}` as companies, named where the text does; no ticker: unlisted."""
    found: list[Company] = []
    taken: list[tuple[int, int, int]] = []
    for rank, (name, tickers) in enumerate(listings.items()):
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        every = [(m, -1) for m in word.finditer(title)] + [(m, 0) for m in word.finditer(text)]
        mentions = [
            (m, at) for m, at in every if not any(s <= m.start() < e and at == a for s, e, a in taken)
        ]
        taken += [(m.start(), m.end(), at) for m, at in mentions]
        if not mentions:
            continue
        security = Security(
            name.lower(),
            tickers[0] if tickers else "",
            name,
            "NYSE",
            also=tuple(tickers[1:]),
            listed=bool(tickers),
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
