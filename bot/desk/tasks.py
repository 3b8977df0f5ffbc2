"""What runs in a worker process: extraction and analysis. Module-level, so that a spawned process finds it.

The language pipeline is imported inside the functions: the process that talks to Slack never loads it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.configuration import load_settings
from bot.model import Article, Brief, Context, Security, Target

if TYPE_CHECKING:
    from bot.analysis.analyzer import Analyzer
    from bot.market.securities import Securities
    from bot.slack.digest_parts import Net
    from bot.sources.edgar import Filing
    from bot.sources.feeds import ParsedFeed
    from bot.sources.filings import Document
    from bot.writing.draft import Draft
    from bot.writing.material import Material


@cache
def _analyzer() -> Analyzer:
    """Built from the settings of this process: a worker has the environment of the process that started it."""
    from bot.analysis.analyzer import Analyzer

    settings = load_settings(os.environ)
    return Analyzer.load(settings.sentiment.engine, settings.themes.file)


@cache
def _securities() -> Securities:
    from bot.market.securities import Securities

    return Securities.load()


def warm() -> None:
    """Load every model once, so that the first article is as fast as the next."""
    import bot.reading.extract  # noqa: F401 - importing it is the point

    _analyzer()
    _securities()


def extract_body(body: bytes, url: str, content_type: str, charset: str | None) -> Article:
    """A fetched body as an article; raises `DeskwireError` when it is none."""
    from bot.reading.extract import extract

    return extract(body, url=url, content_type=content_type, charset=charset)


def extract_given_text(text: str, title: str, url: str, published_at: datetime | None) -> Article:
    """Text that a person gave, as it is."""
    from bot.reading.extract import extract_text

    return extract_text(text, title=title, url=url, published_at=published_at)


def analyze_article(article: Article, context: Context) -> Brief:
    """The brief of an article."""
    return _analyzer().analyze(article, context)


def material_of(article: Article) -> Material:
    """What a language model is given of an article."""
    from bot.writing.check import prepare

    return prepare(_analyzer(), article)


def check_draft(article: Article, context: Context, brief: Brief, draft: Draft, model: str) -> Brief | None:
    """The brief with a language model's summary, None where that does not match the article."""
    from bot.writing.check import verified

    return verified(_analyzer(), article, context, brief, draft, model)


def score_targets(text: str, spans: Sequence[tuple[int, int]]) -> list[Target]:
    """The sentiment towards each span of a text."""
    return _analyzer().targets(text, spans)


def theme_names() -> list[str]:
    """The themes that articles can have, by name."""
    from bot.analysis.themes import names

    return names(load_settings(os.environ).themes.file)


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


def names_of(article: Article, context: Context, ticker: str) -> list[str]:
    """The words by which an article names the security behind a ticker, longest first."""
    return _analyzer().names_of(article, context, ticker)


def features_of(article: Article) -> dict[str, Any]:
    """What tells an article's story from others, as JSON."""
    from bot.sources.features import features

    return features(article.title, article.text, article.published_at).to_json()


def story_of(given: Mapping[str, Any], known: Sequence[tuple[str, str]], fresh: str) -> str:
    """The story of an article among those read before it, `fresh` where it opens one.

    `known` are pairs of story and features as JSON text, oldest first.
    """
    from bot.sources.features import Features
    from bot.sources.stories import Stories

    stories: Stories[str] = Stories()
    for story, stored in known:
        try:
            stories.add(Features.from_json(json.loads(stored)), story)
        except ValueError:
            continue  # features of an earlier version cannot be compared
    return stories.assign(Features.from_json(given), fresh).story


def related_to(article: Article, known: Sequence[tuple[str, str]], limit: int) -> list[str]:
    """Those of some articles that are most like one, best first: what may have said the same before.

    `known` are pairs of the article's id and its features as JSON text.
    """
    from bot.sources.features import Features, features
    from bot.sources.similarity import closest

    others: dict[str, Features] = {}
    for article_id, stored in known:
        try:
            others[article_id] = Features.from_json(json.loads(stored))
        except ValueError:
            continue  # features of an earlier version cannot be compared
    return closest(features(article.title, article.text, article.published_at), others, limit)


def novelty_of(article: Article, earlier: Sequence[Article]) -> float:
    """How much of an article those read before it had not already said: 0 to 1, two decimals."""
    from bot.sources.novelty import novelty

    return novelty(article, earlier).score


def draw_sentiment(rows: Sequence[Net], title: str, subtitle: str) -> bytes:
    """The net sentiment of a digest as a PNG."""
    from bot.slack.charts import sentiment_chart

    return sentiment_chart(rows, title, subtitle)


def parse_feed(body: bytes, url: str) -> ParsedFeed:
    """The entries of a feed; raises `DeskwireError` for anything that is none."""
    from bot.sources.feeds import parse_feed as parse

    return parse(body, url)


def filing_documents(body: bytes, url: str, form: str) -> list[Document]:
    """The documents of a filing that are worth reading, by its index page."""
    from bot.sources.filings import chosen, documents_of

    return chosen(documents_of(body, url), form)


def filing_article(
    pages: Sequence[tuple[str, bytes, str | None]], filing: Filing, published_at: datetime | None
) -> Article:
    """The article of a filing, of its documents as `(kind, body, charset)`."""
    from bot.sources.filings import article_of

    return article_of(pages, filing, published_at, _securities())
