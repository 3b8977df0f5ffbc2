"""The nouns of Deskwire: frozen, typed, and free of any other module of ours.

Scores run from -1 to 1, relevance, impact, novelty and confidence from 0 to 1, all with two decimals.
Offsets count characters of `Article.text`, half open: `article.text[start:end] == evidence.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Coverage = Literal["full", "partial", "headline"]
Age = Literal["fresh", "stale", "undated"]
Role = Literal["primary", "secondary"]
Level = Literal["low", "medium", "high"]
Badge = Literal["NEW", "UPDATE", "OLD", "RETRACTED"]

NEUTRAL_BELOW = 0.15
MILD_BELOW = 0.35
MODERATE_BELOW = 0.70
LOW_BELOW = 0.3
MEDIUM_BELOW = 0.6
MIXED_RELEVANCE = 0.5
MIXED_DISTANCE = 0.6
MAX_PRIMARY = 3
STALE_AFTER = timedelta(hours=48)
MAX_WORDS = 20_000
PAYWALL_WORDS = 80
REPOST_AFTER = timedelta(days=30)


def label_of(score: float) -> str:
    """Say a sentiment score in words: `neutral`, or mildly/moderately/strongly with the direction."""
    size = abs(score)
    if size < NEUTRAL_BELOW:
        return "neutral"
    strength = "mildly" if size < MILD_BELOW else "moderately" if size < MODERATE_BELOW else "strongly"
    return f"{strength} {'positive' if score > 0 else 'negative'}"


def level_of(impact: float) -> Level:
    """The level of an impact between 0 and 1."""
    return "low" if impact < LOW_BELOW else "medium" if impact < MEDIUM_BELOW else "high"


def age_of(published_at: datetime | None, now: datetime) -> Age:
    """Fresh or stale by `STALE_AFTER`; undated when the article does not say when it was published."""
    if published_at is None:
        return "undated"
    return "stale" if now - published_at > STALE_AFTER else "fresh"


@dataclass(frozen=True, slots=True)
class Article:
    """The text and metadata read from one canonical URL. `published_at` is always aware."""

    url: str
    canonical_url: str
    title: str
    text: str
    byline: str | None = None
    published_at: datetime | None = None
    site: str | None = None
    language: str = "en"
    coverage: Coverage = "full"
    warnings: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of title and text: what was read, whatever address it came from."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Security:
    """One company and its listing. `also` holds the tickers of its other share classes in the same market.

    `listed` is False for a company that is known and has no listing (xAI); its `ticker` is then empty.
    `successor` names the ticker that took over when this listing was renamed or ended; `past` says in words
    what became of it, or under which names it was known ("acquired 2008", "formerly Facebook"). `trade` are
    nouns that can stand for it ("chipmaker"), `seat` the city it is based in.
    """

    id: str
    ticker: str
    name: str
    exchange: str
    country: str = ""
    also: tuple[str, ...] = ()
    cik: int | None = None
    isin: str | None = None
    aliases: tuple[str, ...] = ()
    listed: bool = True
    successor: str | None = None
    past: str = ""
    trade: tuple[str, ...] = ()
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a security. `sentence` is its index in the document, -1 in the title."""

    start: int
    end: int
    text: str
    sentence: int
    security_id: str
    how: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of the article from which a figure was computed, and what it contributed."""

    text: str
    start: int
    end: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class TickerSentiment:
    """One row of a brief: what the article means for one security."""

    ticker: str
    also: tuple[str, ...]
    name: str
    exchange: str
    role: Role
    relevance: float
    score: float
    label: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Overall:
    """The relevance-weighted sentiment of an article."""

    score: float
    label: str
    confidence: float
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Driver:
    """One reason for an impact: an event type, its weight, and the sentences that report it."""

    event: str
    weight: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """How much the article can be expected to move prices, whichever way."""

    score: float
    level: Level
    drivers: tuple[Driver, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and can move a price, with its arguments as the article words them."""

    type: str
    label: str
    tickers: tuple[str, ...]
    arguments: Mapping[str, str]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The analysis of one article."""

    tldr: str
    summary: str
    overall: Overall
    impact: Impact
    tickers: tuple[TickerSentiment, ...]
    events: tuple[Event, ...] = ()
    themes: tuple[str, ...] = ()
    novelty: float = 1.0
    coverage: Coverage = "full"
    age: Age = "undated"
    warnings: tuple[str, ...] = ()
    engine: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What analysis may know besides the article.

    `now` decides the age; `novelty` is measured against the archive by the caller; `aliases` are a
    workspace's own names for tickers (`{"the zuck shop": "META"}`), and `not_aliases` are names that the
    workspace said do not mean a ticker (`{("Apple", "AAPL")}`).
    """

    now: datetime
    novelty: float = 1.0
    aliases: Mapping[str, str] = field(default_factory=dict)
    not_aliases: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """The sentiment towards one span of a text, company or not."""

    start: int
    end: int
    score: float = 0.0
    label: str = "neutral"


@dataclass(frozen=True, slots=True)
class Team:
    """Whose data it is. Every row is keyed by both ids; either may be empty (org-wide installs)."""

    team_id: str
    enterprise_id: str = ""


PUBLIC = Team("")
"""Owns what the sources that everybody has by default brought: public news, which every workspace may read."""
