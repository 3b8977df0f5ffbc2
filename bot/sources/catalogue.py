"""The sources that the settings name, and those that a person can name without knowing an address."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote_plus

from bot.settings import SourceSettings
from bot.sources.edgar import latest_url
from bot.sources.polling_plan import SourceKind

# One address for each ticker, as it was documented in 2026; answers 429 to a request without User-Agent.
_YAHOO = "https://feeds.finance.yahoo.com/rss/2.0/headline?s={symbol}&region=US&lang=en-US"
_GOOGLE = "https://news.google.com/rss/search?q={words}&hl=en-US&gl=US&ceid=US:en"
KNOWN = {
    "sec-press": "https://www.sec.gov/news/pressreleases.rss",
    "nasdaq": "https://www.nasdaq.com/feed/nasdaq-original/rss.xml",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A source to be polled. `off` says why it is not, in a sentence; empty when it is."""

    name: str
    url: str
    kind: SourceKind
    every_s: int
    off: str = ""


NO_CONTACT = (
    "The SEC wants to know whom to write to: set sources.contact in config.yaml to an e-mail address."
)


def sources_of(settings: SourceSettings) -> list[Source]:
    """Every source that the settings name, those that are off with the reason."""
    every = settings.feed_every_s
    found: list[Source] = []
    if settings.edgar:
        for form in settings.edgar_forms:
            name, url = f"edgar-{_slug(form)}", latest_url(settings.edgar_url, form)
            off = "" if settings.contact else NO_CONTACT
            found.append(Source(name, url, "edgar", settings.edgar_every_s, off))
    for name, url in settings.feeds.items():
        found.append(Source(name, url, kind_of(url, settings.headline_sites), every))
    found += [of_ticker(ticker, every) for ticker in settings.tickers]
    found += [of_search(words, every) for words in settings.searches]
    return list({source.name: source for source in found}.values())


def of_ticker(ticker: str, every_s: int) -> Source:
    """The feed of one ticker's news."""
    return Source(f"ticker-{_slug(ticker)}", _YAHOO.format(symbol=quote_plus(ticker)), "feed", every_s)


def of_search(words: str, every_s: int) -> Source:
    """The feed of a news search."""
    return Source(f"search-{_slug(words)}", _GOOGLE.format(words=quote_plus(words)), "headlines", every_s)


def kind_of(url: str, headline_sites: Collection[str]) -> SourceKind:
    """How the items of a feed are read: by headline alone where its links lead through a page that is no article."""
    host = url.partition("://")[2].partition("/")[0].lower()
    return "headlines" if host.removeprefix("www.") in headline_sites else "feed"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-")[:32] or "x"
