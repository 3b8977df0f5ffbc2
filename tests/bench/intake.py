"""How long the intake of an event takes while the same database is being written.

`python -m tests.bench.intake [--url URL] [--events N]` prints milliseconds. Without a URL it measures a new
SQLite file in the folder for temporary files, with the settings of production: WAL and synchronous=FULL.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bot.model import Article, Team
from bot.store import Database, NewJob, Store, sqlite_url, upgrade

TEAM = Team("T1", "E1")


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def write_on(store: Store, stop: asyncio.Event) -> int:
    """Store articles of 600 words and audit lines without a pause, as a busy worker would."""
    number = 0
    while not stop.is_set():
        url = f"https://example.com/{number}"
        await store.articles.put(TEAM, Article(url, url, f"Title {number}", "word " * 600))
        await store.audit.add(TEAM, "post", "U1", url)
        number += 1
    return number


async def accept(store: Store, events: int, name: str) -> list[float]:
    """Milliseconds of each of `events` intakes, about 200 a second."""
    took = []
    for number in range(events):
        started = time.perf_counter()
        await store.intake.accept(
            TEAM, f"{name}-{number}", [NewJob("brief", {"url": "https://example.com/x"})]
        )
        took.append((time.perf_counter() - started) * 1_000)
        await asyncio.sleep(0.005)
    return took


async def measure(url: str, events: int) -> None:
    upgrade(url)
    database = Database(url)
    store = Store(database)
    await store.intake.accept(TEAM, "warm-up", [])
    for label, writers in (("alone", 0), ("one writer", 1), ("four writers", 4)):
        stop = asyncio.Event()
        others = [asyncio.create_task(write_on(store, stop)) for _ in range(writers)]
        took = await accept(store, events, label)
        stop.set()
        written = sum(await asyncio.gather(*others))
        sys.stdout.write(
            f"{database.dialect:10} {label:12} p50 {percentile(took, 0.5):6.1f} ms  "
            f"p99 {percentile(took, 0.99):6.1f} ms  max {max(took):6.1f} ms  "
            f"({events} events, {2 * written} other transactions)\n"
        )
    await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a database to use instead of a new SQLite file")
    parser.add_argument("--events", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or sqlite_url(Path(folder) / "deskwire.db")
        asyncio.run(measure(url, options.events))


if __name__ == "__main__":
    main()
