from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

from bot.errors import DeskwireError
from bot.store import is_current, sqlite_url, upgrade
from bot.store.database import normalise_url
from bot.store.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a schema; the SQLite one has no folder yet either."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "new" / "folder" / "deskwire.db")
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def connect(url: str):
    address = normalise_url(url)
    if address.get_backend_name() == "sqlite":
        address = address.set(drivername="sqlite")
    return create_engine(address).connect()


def test_upgrading_makes_the_schema_of_the_tables_and_again_changes_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    assert is_current(empty_url)
    upgrade(empty_url)
    with connect(empty_url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        indices = inspect(connection).get_indexes("jobs")
        assert ["state", "run_at", "id"] in [index["column_names"] for index in indices]


def test_a_database_without_a_schema_is_not_current(postgres_or_file: str) -> None:
    assert not is_current(postgres_or_file)


@pytest.fixture
def postgres_or_file(empty_url: str) -> str:
    path = make_url(empty_url).database
    if empty_url.startswith("sqlite"):
        Path(str(path)).parent.mkdir(parents=True)
    return empty_url


def test_processes_that_start_at_once_upgrade_once(empty_url: str) -> None:
    code = "import sys; from bot.store import upgrade; upgrade(sys.argv[1])"
    starting = [
        subprocess.Popen([sys.executable, "-c", code, empty_url], stderr=subprocess.PIPE) for _ in range(3)
    ]
    for process in starting:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, b"")
    assert is_current(empty_url)


def test_a_failing_upgrade_leaves_nothing_behind(postgres_or_file: str) -> None:
    with connect(postgres_or_file) as connection:
        connection.execute(text("CREATE TABLE watches (x INTEGER)"))
        connection.commit()
    with pytest.raises(DeskwireError):
        upgrade(postgres_or_file)
    with connect(postgres_or_file) as connection:
        assert inspect(connection).get_table_names() == ["watches"]


def test_a_newer_schema_is_refused_with_what_to_do(empty_url: str) -> None:
    upgrade(empty_url)
    with connect(empty_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    assert not is_current(empty_url)
    with pytest.raises(DeskwireError, match="newer Deskwire"):
        upgrade(empty_url)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DeskwireError, match=r"store\.path"):
        upgrade(sqlite_url(tmp_path / "file" / "deskwire.db"))
