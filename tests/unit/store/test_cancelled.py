"""A caller that is cancelled in the middle of a query leaves the database as usable as before."""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlalchemy import text

from bot.errors import DeskwireError
from bot.model import Team
from bot.store.jobs import NewJob
from bot.store.store import Store

TEAM = Team("T1")


async def test_cancelled_writes_never_keep_the_lock(store: Store) -> None:
    rng = random.Random(7)
    for number in range(60):
        task = asyncio.create_task(store.intake.accept(TEAM, f"Ev{number}", [NewJob("brief", {})]))
        await asyncio.sleep(rng.uniform(0, 0.004))
        task.cancel()
        await asyncio.wait({task})
    assert await store.intake.accept(TEAM, "after", [NewJob("brief", {})])


async def test_what_takes_too_long_is_given_up_and_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = {
        "postgresql": "SELECT pg_sleep(20)",
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) "
        "SELECT max(i) FROM n",
    }
    monkeypatch.setattr("bot.store.database.TRANSACTION_S", 0.05)
    with pytest.raises(DeskwireError, match="takes too long") as refused:
        async with store.database.read() as connection:
            await connection.execute(text(slow[store.database.dialect]))
    assert (refused.value.code, refused.value.retry_after) == ("unavailable", 5.0)
    monkeypatch.undo()
    await store.database.ping()
    with pytest.raises(TimeoutError):
        async with store.database.read():
            raise TimeoutError  # somebody else's
