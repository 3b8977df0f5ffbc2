"""Connections: one way to read and one way to write, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import DeskwireError
from bot.store.faults import fault, too_slow

Dialect = Literal["sqlite", "postgresql"]

# Longer than any write of ours lasts, shorter than the 3 s in which Slack wants its acknowledgement.
BUSY_S = 2.0
POOL_WAIT_S = 10.0
CONNECT_S = 5
# Ten times what the slowest query takes on a large database. One that goes on for longer holds up everybody else.
TRANSACTION_S = 120.0


def sqlite_url(path: str | Path) -> str:
    """The database address of a SQLite file."""
    return URL.create("sqlite+aiosqlite", database=str(Path(path).expanduser())).render_as_string()


def normalise_url(url: str) -> URL:
    """Read a database address: `sqlite+aiosqlite:///path`, or what a host puts into DATABASE_URL.

    `postgres://` and `postgresql://` are accepted and mean PostgreSQL through psycopg. Raises
    `DeskwireError("bad_input")` for anything else, without repeating the address: it may hold a password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    backend = parsed.drivername.partition("+")[0] if parsed is not None else ""
    if parsed is not None and backend in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed is not None and backend == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+aiosqlite")
    raise DeskwireError(
        "bad_input",
        "The database address is not understood; set DATABASE_URL to postgresql://user@host/name.",
    )


class Database:
    """A database, opened on first use.

    SQLite: WAL; every write transaction starts with BEGIN IMMEDIATE on the single writing connection, so
    that it can never fail half-way because a read wants to become a write; readers have connections of
    their own and never wait for a writer. `synchronous=FULL`: what was acknowledged survives a power cut.
    """

    def __init__(self, url: str, *, readers: int = 4) -> None:
        address = normalise_url(url)
        self.dialect: Dialect = "sqlite" if address.get_backend_name() == "sqlite" else "postgresql"
        self._writer: AsyncEngine
        self._reader: AsyncEngine
        if self.dialect == "sqlite":
            self._writer = _sqlite_engine(address, connections=1, writes=True)
            self._reader = _sqlite_engine(address, connections=readers, writes=False)
        else:
            self._writer = self._reader = _postgres_engine(address, connections=readers + 4)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent snapshot; failures, and more than `TRANSACTION_S`, come out as `DeskwireError`."""
        async with _typed_errors(), self._reader.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end of the block, rolled back by any exception."""
        async with _typed_errors(), self._writer.connect() as connection, connection.begin():
            yield connection

    async def ping(self) -> None:
        """Return if the database answers; raises `DeskwireError("unavailable")` otherwise."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection; the object opens new ones when it is used again."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


@asynccontextmanager
async def _typed_errors() -> AsyncIterator[None]:
    limit = asyncio.timeout(TRANSACTION_S)
    try:
        async with limit:
            yield
    except SQLAlchemyError as error:
        raise fault(error) from error
    except TimeoutError as error:
        if limit.expired():
            raise too_slow() from error
        raise


def _sqlite_engine(address: URL, *, connections: int, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        connect_args={"timeout": BUSY_S},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # Transactions are ours: the driver would start deferred ones by itself.
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            for pragma in sqlite_pragmas(writes=writes):
                cursor.execute(pragma)
        except BaseException:
            # The pool does not know this connection yet, and would leave its thread behind.
            connection.close()
            raise
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def roll_back(connection: Any, _record: Any, _exception: Any) -> None:
        # A caller was cancelled in the middle. SQLite keeps the lock of a closed connection for as long as
        # one of its cursors lives, and the traceback of the cancellation holds a cursor.
        task = asyncio.ensure_future(connection.driver_connection.rollback())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def sqlite_pragmas(*, writes: bool) -> tuple[str, ...]:
    """What every SQLite connection is told first."""
    common = (f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}", "PRAGMA foreign_keys = ON")
    if not writes:
        return (*common, "PRAGMA query_only = ON")
    return (*common, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")


def _postgres_engine(address: URL, *, connections: int) -> AsyncEngine:
    return create_async_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,
        # Statements prepared on the server would break behind a pooler that shares connections.
        connect_args={
            "connect_timeout": CONNECT_S,
            "prepare_threshold": None,
            "application_name": "deskwire",
        },
    )
