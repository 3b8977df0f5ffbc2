"""The tables of news that comes by itself: sources, news, stories, schedules, alerts, and exchange sessions.

News of the sources that everybody has by default belongs to `PUBLIC`; what a team's own source or a pasted link
brought belongs to that team.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text

from bot.store.tables import metadata, team_columns
from bot.store.types import JsonText, UtcDateTime

# What a list holds besides tickers: `kind` is theme or keyword.
watch_terms = Table(
    "watch_terms",
    metadata,
    *team_columns(),
    Column("owner", String(64), primary_key=True),
    Column("list_name", String(64), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("term", String(128), primary_key=True),
    Column("added_at", UtcDateTime, nullable=False),
)

# What a portfolio holds. A quantity is kept as the digits that were said: no database rounds it.
holdings = Table(
    "holdings",
    metadata,
    *team_columns(),
    Column("owner", String(64), primary_key=True),
    Column("portfolio", String(64), primary_key=True),
    Column("ticker", String(32), primary_key=True),
    Column("quantity", String(48)),
    Column("weight", Float),
    Column("changed_at", UtcDateTime, nullable=False),
)

# A source and what its next poll needs. The lease keeps two processes from polling it at once.
feeds = Table(
    "feeds",
    metadata,
    *team_columns(),
    Column("name", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("every_s", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("added_by", String(64), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("polled_at", UtcDateTime),
    Column("succeeded_at", UtcDateTime),
    Column("next_poll_at", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("lag_s", Float),
    Column("items", Integer, nullable=False),
    Column("owner", String(128), nullable=False),
    Column("lease_until", UtcDateTime),
    Index(None, "next_poll_at"),
)

# Every item that a source ever showed, by a key that survives new GUIDs and new dates.
feed_items = Table(
    "feed_items",
    metadata,
    *team_columns(),
    Column("feed", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published_at", UtcDateTime),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("article_id", String(64)),
    Index(None, "seen_at"),
)

# An analysed article as digests, alerts and stories need it; the brief itself stands in `briefs`.
news = Table(
    "news",
    metadata,
    *team_columns(),
    Column("article_id", String(64), primary_key=True),
    Column("story_id", String(64), nullable=False),
    Column("canonical_url", Text, nullable=False),
    Column("url_key", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("source", String(255), nullable=False),
    Column("feed", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("published_at", UtcDateTime),
    Column("read_at", UtcDateTime, nullable=False),
    Column("tldr", Text, nullable=False),
    Column("impact", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("novelty", Float, nullable=False),
    Column("mixed", Boolean, nullable=False),
    Column("retracted", Boolean, nullable=False),
    Column("detail", JsonText, nullable=False),
    Column("features", JsonText),
    Index(None, "enterprise_id", "team_id", "read_at"),
    Index(None, "enterprise_id", "team_id", "story_id"),
    Index(None, "enterprise_id", "team_id", "url_key"),
)

news_tickers = Table(
    "news_tickers",
    metadata,
    *team_columns(),
    Column("article_id", String(64), primary_key=True),
    Column("ticker", String(32), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("relevance", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Index(None, "enterprise_id", "team_id", "ticker", "read_at"),
    Index(None, "ticker", "read_at"),
)

stories = Table(
    "stories",
    metadata,
    *team_columns(),
    Column("id", String(64), primary_key=True),
    Column("headline", Text, nullable=False),
    Column("state", JsonText, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("retracted", Boolean, nullable=False),
    Index(None, "enterprise_id", "team_id", "last_at"),
)

# Where a story has its card: one a channel. `badge` is what happened to the story since the card was posted.
story_cards = Table(
    "story_cards",
    metadata,
    *team_columns(),
    Column("story_id", String(64), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("card_id", String(64), nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("badge", String(16), nullable=False),
    Column("replies", Integer, nullable=False),
    Index(None, "enterprise_id", "team_id", "card_id"),
    Index(None, "story_id"),
)

schedules = Table(
    "schedules",
    metadata,
    *team_columns(),
    Column("id", String(64), primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("subject", JsonText, nullable=False),
    Column("recurrence", JsonText, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("next_at", UtcDateTime),
    Column("last_slot", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "state", "next_at"),
)

# A moment at which a schedule owes a digest. The key is what makes it be posted once.
slots = Table(
    "slots",
    metadata,
    *team_columns(),
    Column("schedule_id", String(64), primary_key=True),
    Column("slot", UtcDateTime, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("window_from", UtcDateTime, nullable=False),
    Column("window_to", UtcDateTime, nullable=False),
    Column("detail", JsonText, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "claimed_at"),
)

alerts = Table(
    "alerts",
    metadata,
    *team_columns(),
    Column("id", String(64), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("rule", JsonText, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "state"),
)

# What an alert has fired for: the key is the alert's subject, a story or a ticker with its moment.
firings = Table(
    "firings",
    metadata,
    *team_columns(),
    Column("alert_id", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("value", Float, nullable=False),
    Column("state", String(16), nullable=False),
    Column("detail", JsonText, nullable=False),
    Index(None, "enterprise_id", "team_id", "alert_id", "at"),
)

# The trading days of an exchange; they belong to no team.
sessions = Table(
    "sessions",
    metadata,
    Column("exchange", String(16), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("open_at", UtcDateTime, nullable=False),
    Column("close_at", UtcDateTime, nullable=False),
    Column("early", Boolean, nullable=False),
)
