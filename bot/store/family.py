"""What the query classes share."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from functools import wraps
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
    """Queries over one family of tables. `clock` is asked where a caller gives no moment.

    A query that was begun is finished, even when its caller is cancelled meanwhile (a time-out, a shutdown):
    cut off in the middle, a SQLite connection can keep the write lock for good.
    """

    def __init_subclass__(cls) -> None:
        for name, member in list(vars(cls).items()):
            if inspect.iscoroutinefunction(member) and not name.startswith("_"):
                setattr(cls, name, _finished(member))

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._db = database
        self._clock = clock

    def _insert(self, table: Table) -> SqliteInsert | PostgresInsert:
        """An insert that knows ON CONFLICT, which both dialects write the same way."""
        return sqlite_insert(table) if self._db.dialect == "sqlite" else postgres_insert(table)


def _finished(query: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """The same query, which ends before a cancellation of its caller goes on."""

    @wraps(query)
    async def run(*args: Any, **kwargs: Any) -> Any:
        task = asyncio.ensure_future(query(*args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            while not task.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({task})
            if not task.cancelled():
                task.exception()
            raise

    return run


def url_key(canonical_url: str) -> str:
    """A key of fixed length for an address of any length."""
    return hashlib.sha256(canonical_url.encode("utf-8", "surrogatepass")).hexdigest()
