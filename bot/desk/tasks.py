"""What runs in a worker process: extraction and analysis. Module-level, so that a spawned process finds it.

The language pipeline is imported inside the functions: the process that talks to Slack never loads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from bot.model import Article, Brief, Context, Security, Target
from bot.settings import SentimentEngine

if TYPE_CHECKING:
    from bot.analysis.analyzer import Analyzer
    from bot.market.securities import Securities
    from bot.writing.draft import Draft
    from bot.writing.material import Material


@cache
def _analyzer(engine: SentimentEngine) -> Analyzer:
    from bot.analysis.analyzer import Analyzer

    return Analyzer.load(engine)


@cache
def _securities() -> Securities:
    from bot.market.securities import Securities

    return Securities.load()


def warm_neural() -> None:
    """Load every model once, so that the first article is as fast as the next."""
    _warm("neural")


def warm_vader() -> None:
    """The same for the light engine of sentiment."""
    _warm("vader")


def _warm(engine: SentimentEngine) -> None:
    import bot.reading.extract  # noqa: F401 - importing it is the point

    _analyzer(engine)
    _securities()


def extract_body(body: bytes, url: str, content_type: str, charset: str | None) -> Article:
    """A fetched body as an article; raises `DeskwireError` when it is none."""
    from bot.reading.extract import extract

    return extract(body, url=url, content_type=content_type, charset=charset)


def extract_given_text(text: str, title: str, url: str, published_at: datetime | None) -> Article:
    """Text that a person gave, as it is."""
    from bot.reading.extract import extract_text

    return extract_text(text, title=title, url=url, published_at=published_at)


def analyze_article(article: Article, context: Context, engine: SentimentEngine) -> Brief:
    """The brief of an article."""
    return _analyzer(engine).analyze(article, context)


def material_of(article: Article, engine: SentimentEngine) -> Material:
    """What a language model is given of an article."""
    from bot.writing.check import prepare

    return prepare(_analyzer(engine), article)


def check_draft(
    article: Article, context: Context, brief: Brief, draft: Draft, model: str, engine: SentimentEngine
) -> Brief | None:
    """The brief with a language model's summary, None where that does not match the article."""
    from bot.writing.check import verified

    return verified(_analyzer(engine), article, context, brief, draft, model)


def score_targets(text: str, spans: Sequence[tuple[int, int]], engine: SentimentEngine) -> list[Target]:
    """The sentiment towards each span of a text."""
    return _analyzer(engine).targets(text, spans)


def resolve_security(text: str, prefer: str) -> list[Security]:
    """What a name or symbol can mean: one security when it is clear, several when it is not, or none.

    `id:…` names a security that was picked before.
    """
    known = _securities()
    if text.startswith("id:"):
        picked = known.get(text.removeprefix("id:"))
        return [picked] if picked is not None else []
    resolved = known.resolve(text, prefer=prefer)
    if resolved.security is not None:
        return [resolved.security]
    return [match.security for match in resolved.candidates]


def names_of(article: Article, context: Context, ticker: str, engine: SentimentEngine) -> list[str]:
    """The words by which an article names the security behind a ticker, longest first."""
    return _analyzer(engine).names_of(article, context, ticker)


def novelty_of(text: str, earlier: Sequence[str]) -> float:
    """The share of a text's five-word runs that none of the earlier texts has: 0 to 1, two decimals."""
    runs = _runs(text)
    if not runs:
        return 1.0
    for other in earlier:
        runs -= _runs(other)
    return round(len(runs) / max(1, len(_runs(text))), 2)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return set(zip(*(words[offset:] for offset in range(5)), strict=False))
