"""A throw-away PostgreSQL server for tests, started from the system's own server programs.

`postgres_url` is an empty database with the current schema, one a test. Without the programs the tests that
ask for it are skipped with a clear line; where `CI` is set they fail instead: nobody should believe they ran.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from bot.store import upgrade

START_S = 60
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")
# Enough for a few processes of workers; the memory of an idle connection is small.
LIMITS = ("max_connections=100", "shared_buffers=32MB")
TEMPLATE = "deskwire_template"


@dataclass
class Server:
    """A running cluster that listens on a socket in `folder` only."""

    folder: Path
    process: subprocess.Popen[bytes]
    names: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def admin(self, statement: str) -> None:
        dsn = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)

    def create(self, *, template: str = "template1", name: str | None = None) -> str:
        name = name or f"test_{next(self.names)}"
        self.admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        self.admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def program(name: str) -> str | None:
    """Where a PostgreSQL server program is: on the path, or where Debian puts the newest version."""
    found = shutil.which(name)
    if found is not None:
        return found
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parts[-3]),
        reverse=True,
    )
    return str(versions[0]) if versions else None


def unprivileged() -> dict[str, object]:
    """Arguments for `subprocess` that give up root, which the server refuses to run as."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise LookupError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def start(folder: Path) -> Server:
    """Make a cluster in `folder` and wait until it answers."""
    initdb, postgres = program("initdb"), program("postgres")
    assert initdb is not None
    assert postgres is not None
    as_user = unprivileged()
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **as_user,
    )
    options = [part for option in FAST + LIMITS for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [postgres, "-D", data, "-k", folder, *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            **as_user,
        )
    server = Server(folder, process)
    give_up = time.monotonic() + START_S
    while True:
        try:
            server.admin("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.05)
        else:
            return server


def stop(server: Server) -> None:
    """Fast shutdown, and the folder is gone."""
    server.process.send_signal(2)
    try:
        server.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    missing = [name for name in ("initdb", "postgres") if program(name) is None]
    if missing:
        said = (
            f"no PostgreSQL server on this machine ({', '.join(missing)} not found): apt install postgresql"
        )
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    # Short, because a socket's path may not exceed 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = start(folder)
    try:
        server.create(name=TEMPLATE)
        upgrade(server.url(TEMPLATE))
        yield server
    finally:
        stop(server)


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    name = postgres_server.create(template=TEMPLATE)
    yield postgres_server.url(name)
    postgres_server.drop(name)
