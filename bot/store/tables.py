"""Every table. Data of a team is keyed by both of its ids; what belongs to no team says so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
)

from bot.model import Team
from bot.store.types import JsonText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives row ids only to a column declared INTEGER.
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def team_columns(*, key: bool = True) -> tuple[Column[Any], Column[Any]]:
    """The two columns that say whose row it is, first in every key."""
    return (
        Column("enterprise_id", String(32), primary_key=key, nullable=False),
        Column("team_id", String(32), primary_key=key, nullable=False),
    )


def of_team(table: Table, team: Team) -> ColumnElement[bool]:
    """The condition that keeps one workspace from another's rows."""
    return and_(table.c.enterprise_id == team.enterprise_id, table.c.team_id == team.team_id)


def team_values(team: Team) -> dict[str, str]:
    """The columns of `team_columns` for an insert."""
    return {"enterprise_id": team.enterprise_id, "team_id": team.team_id}


event_keys = Table(
    "event_keys",
    metadata,
    *team_columns(),
    Column("key", String(255), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
    Index(None, "seen_at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    *team_columns(key=False),
    Column("kind", String(64), nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("state", String(8), nullable=False),
    Column("run_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("owner", String(128), nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("max_attempts", Integer, nullable=False),
    Column("error", Text, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_jobs_claim", "state", "run_at", "id"),
    Index("ix_jobs_finished", "state", "finished_at"),
    sqlite_autoincrement=True,
)

articles = Table(
    "articles",
    metadata,
    *team_columns(),
    Column("id", String(64), primary_key=True),
    Column("content", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# The same text is often read at several addresses: what depends on the address stands here. Addresses can
# be longer than an index entry may be, so the key holds their hash.
readings = Table(
    "readings",
    metadata,
    *team_columns(),
    Column("url_key", String(64), primary_key=True),
    Column("article_id", String(64), primary_key=True),
    Column("canonical_url", Text, nullable=False),
    Column("facts", JsonText, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("first_read_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["enterprise_id", "team_id", "article_id"],
        ["articles.enterprise_id", "articles.team_id", "articles.id"],
        ondelete="CASCADE",
    ),
    Index(None, "enterprise_id", "team_id", "article_id"),
)

briefs = Table(
    "briefs",
    metadata,
    *team_columns(),
    Column("article_id", String(64), primary_key=True),
    Column("engine", String(255), primary_key=True),
    Column("brief", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["enterprise_id", "team_id", "article_id"],
        ["articles.enterprise_id", "articles.team_id", "articles.id"],
        ondelete="CASCADE",
    ),
)

cards = Table(
    "cards",
    metadata,
    *team_columns(),
    Column("id", String(64), primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("ts", String(32)),
    Column("thread_ts", String(32)),
    Column("url_key", String(64), nullable=False),
    Column("canonical_url", Text, nullable=False),
    Column("article_id", String(64)),
    Column("asked_by", String(64), nullable=False),
    Column("delivery_key", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("extra", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("posted_at", UtcDateTime),
    Index("ix_cards_address", "enterprise_id", "team_id", "channel", "url_key", "created_at"),
    Index("ix_cards_message", "enterprise_id", "team_id", "channel", "ts"),
)

deliveries = Table(
    "deliveries",
    metadata,
    *team_columns(),
    Column("key", String(255), primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("thread_ts", String(32)),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("ambiguous", Boolean, nullable=False),
    Column("owner", String(128), nullable=False),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("ts", String(32)),
    Column("code", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "state", "updated_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    *team_columns(key=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", JsonText, nullable=False),
    Index(None, "enterprise_id", "team_id", "at", "id"),
    sqlite_autoincrement=True,
)

# `means` False: this workspace said that the name does not stand for that ticker.
aliases = Table(
    "aliases",
    metadata,
    *team_columns(),
    Column("name", String(255), primary_key=True),
    Column("ticker", String(32), primary_key=True),
    Column("means", Boolean, nullable=False),
    Column("added_by", String(64), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    *team_columns(),
    Column("channel", String(64), primary_key=True),
    Column("links", String(16)),
    Column("allowed_bots", JsonText, nullable=False),
    Column("shared_allowed", Boolean, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

restricted = Table(
    "restricted",
    metadata,
    *team_columns(),
    Column("ticker", String(32), primary_key=True),
    Column("added_by", String(64), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    *team_columns(),
    Column("kind", String(16), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Column("added_by", String(64), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Index(None, "until"),
)

watches = Table(
    "watches",
    metadata,
    *team_columns(),
    Column("owner", String(64), primary_key=True),
    Column("list_name", String(64), primary_key=True),
    Column("ticker", String(32), primary_key=True),
    Column("added_at", UtcDateTime, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    *team_columns(),
    Column("card_id", String(64), primary_key=True),
    Column("user_id", String(64), primary_key=True),
    Column("useful", Boolean, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
)

installations = Table(
    "installations",
    metadata,
    *team_columns(),
    Column("user_id", String(64), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

# What a language model answered about an article, word for word. `recipe` says how it was asked.
drafts = Table(
    "drafts",
    metadata,
    *team_columns(),
    Column("article_id", String(64), primary_key=True),
    Column("recipe", String(64), primary_key=True),
    Column("answer", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["enterprise_id", "team_id", "article_id"],
        ["articles.enterprise_id", "articles.team_id", "articles.id"],
        ondelete="CASCADE",
    ),
    Index(None, "created_at"),
)

# Tokens of a language model that a team has used or reserved on a day, which is a date in UTC.
token_days = Table(
    "token_days",
    metadata,
    *team_columns(),
    Column("day", String(10), primary_key=True),
    Column("tokens", BigInteger, nullable=False),
    Index(None, "day"),
)

# The two tables below belong to no team: a sign-in that has not chosen its workspace yet, and hosts.
oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state", String(128), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

breakers = Table(
    "breakers",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("open_until", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "updated_at"),
)
