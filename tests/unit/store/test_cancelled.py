"""A caller that is cancelled in the middle of a query leaves the database as usable as before."""

from __future__ import annotations

import asyncio
import random

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
