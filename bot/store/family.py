"""What the query classes share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.store.database import Database
from bot.store.types import utc_now

Clock = Callable[[], datetime]


class RowLike(Protocol):
    """A result row whose columns are read by name."""

    def __getattr__(self, name: str) -> Any: ...


class Family:
    """Queries over one family of tables. `clock` is asked where a caller gives no moment."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._db = database
        self._clock = clock

    def _insert(self, table: Table) -> SqliteInsert | PostgresInsert:
        """An insert that knows ON CONFLICT, which both dialects write the same way."""
        return sqlite_insert(table) if self._db.dialect == "sqlite" else postgres_insert(table)


def url_key(canonical_url: str) -> str:
    """A key of fixed length for an address of any length."""
    return hashlib.sha256(canonical_url.encode("utf-8", "surrogatepass")).hexdigest()
