"""What is remembered: tables, migrations and queries, the same on SQLite and PostgreSQL."""

from bot.store.articles import StoredArticle
from bot.store.audit import Entry, NewEntry
from bot.store.breakers import Breaker
from bot.store.cards import Card
from bot.store.database import Database, sqlite_url
from bot.store.deliveries import Delivery
from bot.store.jobs import Job, NewJob
from bot.store.migrate import is_current, upgrade
from bot.store.store import Store
from bot.store.teams import ChannelSettings, Mute
from bot.store.watches import Listed

__all__ = [
    "Breaker",
    "Card",
    "ChannelSettings",
    "Database",
    "Delivery",
    "Entry",
    "Job",
    "Listed",
    "Mute",
    "NewEntry",
    "NewJob",
    "Store",
    "StoredArticle",
    "is_current",
    "sqlite_url",
    "upgrade",
]
