"""A small bot to be killed: it takes events in, runs a job for each and posts one message a job.

What the world outside saw is kept in three files that only grow: `accepted` (events that were acknowledged),
`posted` (messages in the channel, by delivery key) and `runs` (starts and ends of jobs, in order).
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from dataclasses import dataclass
from pathlib import Path

import aiosqlite  # noqa: F401 - before the fork, not in every victim
import psycopg  # noqa: F401

from bot.model import Team
from bot.settings import WorkSettings
from bot.store import Database, Job, NewEntry, NewJob, Store
from bot.work.jobs import Dispatcher, Ended

TEAM = Team("T1", "E1")
LEASE_S = 0.6


@dataclass(frozen=True)
class World:
    folder: Path

    def write(self, name: str, line: str) -> None:
        # One write of a short line to a file that is only appended to is not torn by a kill.
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{line}\n".encode())
        os.close(handle)

    def read(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []


async def post(store: Store, world: World, job: Job, owner: str, rng: random.Random) -> None:
    """Owe, claim, look for it if there is doubt, post, write it down: as the real delivery does."""
    key = f"d-{job.payload['event']}"
    delivery = await store.deliveries.owe(TEAM, key, "C1", None, "card")
    while delivery.state in ("owed", "claimed"):
        claim = await store.deliveries.claim(TEAM, key, owner, LEASE_S)
        if claim is None:
            # Somebody who died may hold it: wait for the end of that lease.
            await asyncio.sleep(LEASE_S / 4)
        elif claim.ambiguous and key in world.read("posted"):
            await store.deliveries.posted(TEAM, key, "found", NewEntry("reconcile", "bot", key))
        else:
            await asyncio.sleep(rng.uniform(0, 0.01))
            world.write("posted", key)
            await asyncio.sleep(rng.uniform(0, 0.01))
            await store.deliveries.posted(TEAM, key, "1.1", NewEntry("post", "bot", key))
        found = await store.deliveries.get(TEAM, key)
        assert found is not None
        delivery = found


async def live(url: str, folder: Path, owner: str, seed: int, *, intake: bool) -> None:
    rng, world = random.Random(seed), World(folder)
    database = Database(url)
    store = Store(database)
    stop = asyncio.Event()

    async def work(job: Job) -> None:
        world.write("runs", f"start {job.id}")
        await asyncio.sleep(rng.uniform(0, 0.01))
        await post(store, world, job, owner, rng)

    def note(ended: Ended) -> None:
        if ended.result == "done":
            world.write("runs", f"done {ended.job_id}")

    dispatcher = Dispatcher(
        store.jobs,
        {"brief": work},
        WorkSettings(concurrency=4, lease_s=LEASE_S, drain_s=5.0),
        owner=owner,
        observe=note,
        poll_s=0.05,
    )
    running = asyncio.create_task(dispatcher.run(stop))
    number = 0
    while intake:
        event = f"{owner}-{number}"
        # Every event arrives twice, as Slack's retries do.
        for _ in range(2):
            if await store.intake.accept(
                TEAM, event, [NewJob("brief", {"event": event}, max_attempts=10_000)]
            ):
                world.write("accepted", event)
        dispatcher.wake()
        number += 1
        await asyncio.sleep(rng.uniform(0, 0.01))
    while True:
        counts = await store.jobs.counts()
        if not (counts["ready"] or counts["running"]):
            break
        await asyncio.sleep(0.05)
    stop.set()
    await running
    await database.close()


def main(url: str, folder: str, owner: str, seed: int, intake: bool) -> None:
    # The tests end this process with a signal that nobody can catch.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(live(url, Path(folder), owner, seed, intake=intake))
