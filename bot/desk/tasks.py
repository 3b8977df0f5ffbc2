"""What runs in a worker process: extraction and analysis. Module-level, so that a spawned process finds it.

The language pipeline is imported inside the functions: the process that talks to Slack never loads it.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.configuration import load_settings
from bot.desk.companies import Meaning, read_companies, read_row
from bot.model import Article, Brief, Context, Target

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


def meaning(text: str, prefer: str) -> Meaning:
    """What a name or symbol means. A misspelt one is never taken for sure.

    `id:…` names a security that was picked before.
    """
    known = _securities()
    if text.startswith("id:"):
        return Meaning(text, known.get(text.removeprefix("id:")))
    resolved = known.resolve(text, prefer=prefer)
    if resolved.security is not None:
        return Meaning(text, resolved.security)
    misspelt = bool(resolved.candidates) and resolved.candidates[0].how == "typo"
    return Meaning(text, None, tuple(match.security for match in resolved.candidates), misspelt)


def companies(text: str, prefer: str) -> list[Meaning]:
    """The companies of a typed line, in order."""
    return read_companies(text, lambda piece: meaning(piece, prefer))


def company_rows(rows: Sequence[Sequence[str]], prefer: str) -> list[Meaning]:
    """The company of each row of a file, named in one or several ways."""
    return [read_row(tries, lambda text: meaning(text, prefer)) for tries in rows]


def company_names(symbols: Sequence[str]) -> dict[str, str]:
    """The names of the companies behind symbols of ours; those that are not known are left out."""
    known = _securities()
    found = {}
    for symbol in symbols:
        market, _, ticker = symbol.rpartition(":")
        listed = known.by_ticker(ticker, market or "US") or known.by_ticker(ticker)
        if listed:
            found[symbol] = listed[0].name
    return found


def themes() -> list[str]:
    """The themes by name: those that come with the installation and the team's own."""
    from bot.analysis.themes import theme_names

    return list(theme_names(load_settings(os.environ).themes.file))


def names_of(article: Article, context: Context, ticker: str) -> list[str]:
    """The words by which an article names the security behind a ticker, longest first."""
    return _analyzer().names_of(article, context, ticker)


def features_of(article: Article) -> dict[str, Any]:
    """What tells an article's story from others, as JSON."""
    from bot.sources.features import features

    return features(article.title, article.text, article.published_at).to_json()


def story_of(
    given: Mapping[str, Any],
    known: Sequence[tuple[str, str, Sequence[str], str]],
    fresh: str,
    primary: Sequence[str],
    filing: str = "",
) -> str:
    """The story of an article among those read before it, `fresh` where it opens one.

    `known` are story, features as JSON text, primary tickers and, of a filing, its headline, oldest first; `primary`
    and `filing` are the article's own. News about other companies is another story, unless it says nearly the same.
    Forms and their titles are worded alike: a filing of another company always is another story, and so is another
    filing of the same form, for a company files once about one event; an amended form continues what it amends.
    """
    from bot.sources.edgar import form_of
    from bot.sources.features import Features
    from bot.sources.stories import SAME_COMPANY, STRANGERS, Stories

    stories: Stories[str] = Stories()
    companies: dict[str, set[str]] = {}
    forms: dict[str, set[str]] = {}
    for story, stored, tickers, headline in known:
        try:
            stories.add(Features.from_json(json.loads(stored)), story)
        except ValueError:
            continue  # features of an earlier version cannot be compared
        companies.setdefault(story, set()).update(tickers)
        forms.setdefault(story, set()).add(form_of(headline))
    form = form_of(filing)

    def bar(story: str) -> float:
        theirs = companies[story]
        if filing and (theirs.isdisjoint(primary) or (form and form in forms[story])):
            return math.inf
        return STRANGERS if primary and theirs and theirs.isdisjoint(primary) else SAME_COMPANY

    return stories.assign(Features.from_json(given), fresh, bar).story


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


def parse_feed(body: bytes, url: str, charset: str | None = None) -> ParsedFeed:
    """The entries of a feed; raises `DeskwireError` for anything that is none."""
    from bot.sources.feeds import parse_feed as parse

    return parse(body, url, charset)


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
