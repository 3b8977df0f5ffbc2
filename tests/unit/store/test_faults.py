"""What a broken database looks like from outside: one typed sentence, and nothing half-written."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.errors import DeskwireError
from bot.model import Team
from bot.store import Database, NewJob, Store, sqlite_url
from bot.store.database import normalise_url
from bot.store.tables import event_keys, jobs
from tests.postgres import Server

TEAM = Team("T1")
NOBODY = 65534


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    database = Database(url)
    try:
        yield Store(database)
    finally:
        await database.close()


async def refusal(store: Store, key: str = "Ev1", number: int = 1) -> DeskwireError:
    with pytest.raises(DeskwireError) as caught:
        await store.intake.accept(TEAM, key, [NewJob("brief", {"text": "x" * 1_000})] * number)
    return caught.value


async def stored(store: Store) -> tuple[int, int]:
    async with store.database.read() as connection:
        keys = await connection.scalar(select(func.count()).select_from(event_keys))
        return int(keys or 0), int(await connection.scalar(select(func.count()).select_from(jobs)) or 0)


@pytest.fixture
def read_only_file(migrated_sqlite: Path) -> Iterator[Path]:
    """A database that may be read and not written, also where the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="deskwire-"))
    path = Path(shutil.copy(migrated_sqlite, folder / "deskwire.db"))
    path.chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    yield path
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


async def test_a_read_only_file(read_only_file: Path) -> None:
    async with opened(sqlite_url(read_only_file)) as store:
        error = await refusal(store)
    assert (error.code, error.retry_after) == ("unavailable", 5.0)
    assert "read-only" in error.message
    with sqlite3.connect(f"file:{read_only_file}?mode=ro&immutable=1", uri=True) as connection:
        assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (0,)


async def test_a_full_disk_stores_nothing_and_heals(sqlite_file: Path) -> None:
    async with opened(sqlite_url(sqlite_file)) as store:
        async with store.database.write() as connection:
            pages = int(await connection.scalar(text("PRAGMA page_count")) or 0)
            await connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
        error = await refusal(store, number=200)
        assert error.code == "unavailable"
        assert "full" in error.message
        assert await stored(store) == (0, 0)
        async with store.database.write() as connection:
            await connection.execute(text("PRAGMA max_page_count = 100000"))
        assert await store.intake.accept(TEAM, "Ev1", [NewJob("brief")] * 200)
        assert await stored(store) == (1, 200)


async def test_a_missing_folder(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path / "gone" / "deskwire.db")) as store:
        error = await refusal(store)
        assert error.code == "unavailable"
        assert "folder" in error.message
        with pytest.raises(DeskwireError):
            await store.database.ping()


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "deskwire.db"
    path.write_bytes(b"This is a letter, not a database.\n" * 200)
    async with opened(sqlite_url(path)) as store:
        error = await refusal(store)
    assert (error.code, error.retry_after) == ("internal", None)
    assert "store.path" in error.message


async def test_a_file_without_tables(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path / "deskwire.db")) as store:
        assert "deskwire migrate" in (await refusal(store)).message


async def test_another_process_that_holds_the_file(sqlite_file: Path) -> None:
    async with opened(sqlite_url(sqlite_file)) as store:
        other = sqlite3.connect(sqlite_file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        started = asyncio.get_running_loop().time()
        error = await refusal(store)
        # Slack waits three seconds for its acknowledgement.
        assert asyncio.get_running_loop().time() - started < 2.8
        assert "Another process" in error.message
        assert await stored(store) == (0, 0)
        other.rollback()
        other.close()
        assert await store.intake.accept(TEAM, "Ev1", [])


async def test_readers_do_not_wait_for_a_writer(sqlite_file: Path) -> None:
    async with opened(sqlite_url(sqlite_file)) as store, store.database.write() as connection:
        await connection.execute(text("DELETE FROM jobs"))
        assert await asyncio.wait_for(stored(store), 1) == (0, 0)


async def test_a_reading_connection_cannot_write(sqlite_file: Path) -> None:
    async with opened(sqlite_url(sqlite_file)) as store:
        with pytest.raises(DeskwireError):
            async with store.database.read() as connection:
                await connection.execute(text("DELETE FROM jobs"))


async def test_a_server_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        async with opened(f"postgresql://user:secret@127.0.0.1:{port}/deskwire") as store:
            error = await refusal(store)
    assert error.code == "unavailable"
    assert "secret" not in error.message
    assert "secret" not in str(error.as_json())


@pytest.mark.postgres
async def test_a_server_that_was_restarted_is_used_again(postgres_url: str, postgres_server: Server) -> None:
    async with opened(postgres_url) as store:
        assert await store.intake.accept(TEAM, "Ev1", [])
        postgres_server.admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
        )
        assert await store.intake.accept(TEAM, "Ev2", [])


@pytest.mark.postgres
async def test_a_database_that_does_not_exist(postgres_server: Server) -> None:
    async with opened(postgres_server.url("nowhere")) as store:
        assert "DATABASE_URL" in (await refusal(store)).message


@pytest.mark.postgres
async def test_a_server_that_may_only_be_read(postgres_url: str, postgres_server: Server) -> None:
    name = postgres_url.rsplit("/", 1)[0]
    assert name
    postgres_server.admin(
        f'ALTER DATABASE "{normalise_url(postgres_url).database}" SET default_transaction_read_only = on'
    )
    async with opened(postgres_url) as store:
        error = await refusal(store)
        assert error.code == "unavailable"
        assert "read-only" in error.message
        assert await stored(store) == (0, 0)


async def test_cancelled_at_any_moment_it_is_all_or_nothing(store: Store) -> None:
    rng = random.Random(7)
    for number in range(60):
        task = asyncio.create_task(store.intake.accept(TEAM, f"Ev{number}", [NewJob("brief")] * 3))
        await asyncio.sleep(rng.uniform(0, 0.006))
        task.cancel()
        # Less than the time a writer waits for a lock: the one before must not have left its lock behind.
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 1)
    keys, rows = await stored(store)
    assert rows == 3 * keys
    assert await store.intake.accept(TEAM, "last", [])


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (
            "postgres://u:p@host:5432/db?sslmode=require",
            "postgresql+psycopg://u:***@host:5432/db?sslmode=require",
        ),
        ("postgresql://host/db", "postgresql+psycopg://host/db"),
        ("postgresql+asyncpg://host/db", "postgresql+psycopg://host/db"),
        ("sqlite:///data/x.db", "sqlite+aiosqlite:///data/x.db"),
        ("sqlite+aiosqlite:////data/x.db", "sqlite+aiosqlite:////data/x.db"),
    ],
)
def test_addresses_as_hosts_write_them(given: str, meant: str) -> None:
    assert str(normalise_url(given)) == meant


@pytest.mark.parametrize(
    "given", ["", "x", "mysql://u:hunter2@h/d", "sqlite://", "sqlite:///:memory:", "://"]
)
def test_other_addresses_are_refused_without_repeating_them(given: str) -> None:
    with pytest.raises(DeskwireError) as caught:
        normalise_url(given)
    assert caught.value.code == "bad_input"
    assert "hunter2" not in caught.value.message


def test_a_path_with_odd_characters_is_the_same_path() -> None:
    for path in ("/a b/ü?#%25.db", "relative/x.db"):
        assert normalise_url(sqlite_url(path)).database == path
