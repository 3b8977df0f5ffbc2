"""Bring a database to the schema of this version. The migrations ship inside the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DeskwireError
from bot.store.database import CONNECT_S, normalise_url
from bot.store.faults import fault

# Any number that no other user of the same PostgreSQL database takes: it names the migration's lock.
LOCK = 0x6465736B
WAIT_S = 60


def upgrade(url: str) -> None:
    """Create or upgrade the schema; safe when several processes start at once.

    The whole upgrade is one transaction under a lock, so it happens once and entirely or not at all. The
    folder of a SQLite file is created when it is missing. Raises `DeskwireError`.
    """
    address = normalise_url(url)
    try:
        if address.get_backend_name() == "sqlite":
            Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        with _engine(address).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            command.upgrade(_config(connection), "head")
    except CommandError as error:
        raise DeskwireError(
            "internal",
            "The database was made by a newer Deskwire; install that version or a backup of before.",
        ) from error
    except SQLAlchemyError as error:
        raise fault(error) from error
    except OSError as error:
        raise DeskwireError(
            "unavailable", "The folder of the database cannot be created; correct store.path or its rights."
        ) from error


def is_current(url: str) -> bool:
    """Whether the schema is the one this version needs. Raises `DeskwireError` if it cannot be read."""
    try:
        with _engine(normalise_url(url)).connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head()
    except SQLAlchemyError as error:
        raise fault(error) from error


def head() -> str | None:
    """The revision that this version of the package migrates to."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, poolclass=NullPool, connect_args={"connect_timeout": CONNECT_S})
    engine = create_engine(
        address.set(drivername="sqlite"), poolclass=NullPool, connect_args={"timeout": WAIT_S}
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
