from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import sqlite_url
from bot.work.pool import WorkerPool
from tests.replay.site import Site


@pytest.fixture
def database_url(sqlite_file: Path) -> str:
    """One database is enough here: the queries are tried on both in `tests/unit/store/test_feeds.py`."""
    return sqlite_url(sqlite_file)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as started:
        yield started


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    """A worker without models: parsing feeds and filings needs none."""
    workers = WorkerPool(1, 600)
    await workers.start()
    yield workers
    await workers.stop()
