"""Killed at any moment, nothing is lost and nothing is done twice."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.store import Database, Store
from tests.unit.work import crash

# A server that has everything imported forks each victim in a few milliseconds.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.unit.work.crash"])


def spawn(url: str, folder: Path, owner: str, *, intake: bool):
    process = CONTEXT.Process(
        target=crash.main, args=(url, str(folder), owner, hash(owner), intake), daemon=True
    )
    process.start()
    return process


def until_it_works(world: crash.World, owner: str) -> None:
    """Wait until a victim has taken something in; one in five is killed while it starts."""
    before = sum(event.startswith(owner) for event in world.read("accepted"))
    give_up = time.monotonic() + 20
    while sum(event.startswith(owner) for event in world.read("accepted")) == before:
        assert time.monotonic() < give_up
        time.sleep(0.01)


def kill_at_random(url: str, folder: Path, kills: int, workers: int, seed: int) -> None:
    rng = random.Random(seed)
    alive = [spawn(url, folder, f"w{number}-0", intake=True) for number in range(workers)]
    world = crash.World(folder)
    for turn in range(1, kills + 1):
        number = rng.randrange(workers)
        if rng.random() < 0.8:
            until_it_works(world, f"w{number}-")
        time.sleep(rng.uniform(0, 0.25))
        alive[number].kill()
        alive[number].join()
        alive[number] = spawn(url, folder, f"w{number}-{turn}", intake=True)
    for process in alive:
        process.kill()
        process.join()
    last = spawn(url, folder, "last", intake=False)
    last.join(60)
    assert last.exitcode == 0


async def verdict(url: str, folder: Path) -> dict[str, int]:
    """Check what the world saw against what the database says; returns the figures."""
    world = crash.World(folder)
    accepted, posted, runs = world.read("accepted"), world.read("posted"), world.read("runs")
    database = Database(url)
    store = Store(database)
    counts = await store.jobs.counts()
    open_deliveries = await store.deliveries.open(crash.TEAM)
    deliveries = await store.deliveries.counts()
    await database.close()

    assert len(accepted) > 20, "the kills left no time for any work"
    assert counts["ready"] == counts["running"] == counts["failed"] == 0
    # Lost: acknowledged and not posted. A kill between storing and acknowledging leaves one more job.
    lost = {f"d-{event}" for event in accepted} - set(posted)
    assert not lost
    assert counts["done"] >= len(accepted)
    assert open_deliveries == []
    assert deliveries == {"posted": counts["done"]}
    twice = [key for key, times in Counter(posted).items() if times > 1]
    assert not twice
    assert len(posted) == counts["done"]
    ended: set[str] = set()
    again = Counter()
    for line in runs:
        what, job = line.split()
        assert not (what == "start" and job in ended), "a job ran after it was done"
        if what == "done":
            ended.add(job)
        else:
            again[job] += 1
    return {
        "jobs": counts["done"],
        "interrupted and taken up again": sum(times > 1 for times in again.values()),
        "lost": len(lost),
        "posted twice": len(twice),
    }


def workers(url: str) -> int:
    # SQLite means one process.
    return 1 if url.startswith("sqlite") else 2


async def test_killed_at_random_nothing_is_lost_and_nothing_posted_twice(
    database_url: str, tmp_path: Path
) -> None:
    kill_at_random(database_url, tmp_path, kills=15, workers=workers(database_url), seed=11)
    figures = await verdict(database_url, tmp_path)
    assert figures["interrupted and taken up again"] > 0


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_killed_a_hundred_times(database_url: str, tmp_path: Path) -> None:
    kill_at_random(database_url, tmp_path, kills=100, workers=workers(database_url), seed=5)
    figures = await verdict(database_url, tmp_path)
    print("\n100 kills:", figures)  # noqa: T201 - the figures of docs/quality.md
