"""How long 500 digests that are due in the same minute take to build, and what memory that needs.

`python -m tests.bench.digests [--postgres] [--articles N] [--lists N] [--digests N]` fills a database with two days of
`N` articles each (a digest compares its day with the one before) and with watchlists of 50 tickers of 50 teams, then
builds the digests from the store alone, makes their messages fit Slack, and prints seconds and
memory. It measures a new SQLite file, or a PostgreSQL server of its own. Charts are drawn by worker processes and
measured apart.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import insert, text

from bot.desk.digests.building import DigestBuilding
from bot.desk.digests.digesting import Window
from bot.desk.lists import Lists
from bot.model import PUBLIC, Team
from bot.slack import digest as views
from bot.slack.charts import rows_of, sentiment_chart
from bot.slack.digest_parts import Digest
from bot.slack.messages import fit
from bot.store import Database, Store, sqlite_url, upgrade
from bot.store.family import url_key
from bot.store.news_tables import news, news_tickers
from bot.store.tables import team_values, watches
from tests import postgres

UNTIL = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
UNIVERSE = 6_000
TEAMS = 50
PER_LIST = 50
BATCH = 500
AT_ONCE = 8
"""Jobs that the dispatcher runs at the same time."""


def mb() -> float:
    return psutil.Process().memory_info().rss / 1e6


async def fill(database: Database, articles: int, lists: int) -> None:
    """Few companies have most of the news, and are on most of the lists."""
    chance = random.Random(7)
    tickers = [f"T{number:04d}" for number in range(UNIVERSE)]
    weights = [1 / (rank + 20) for rank in range(UNIVERSE)]
    owner = team_values(PUBLIC)
    for start in range(0, 2 * articles, BATCH):
        rows, named = [], []
        for number in range(start, min(start + BATCH, 2 * articles)):
            at = UNTIL - timedelta(days=2) * (1 - number / (2 * articles))
            score = round(chance.uniform(-1, 1), 2)
            url = f"https://paper{number % 40}.example/news/{number}/a-story-of-some-length"
            rows.append(
                owner
                | {
                    "article_id": f"a{number}",
                    "story_id": f"a{number - number % 3}",
                    "canonical_url": url,
                    "url_key": url_key(url),
                    "title": f"Company {number} reports something that moves its shares, as others did before",
                    "source": f"Paper {number % 40}",
                    "feed": "wire",
                    "kind": "filing" if number % 9 == 0 else "article",
                    "published_at": at,
                    "read_at": at,
                    "tldr": "A sentence of a usual length that says what happened and to whom. " * 3,
                    "impact": round(chance.random(), 2),
                    "score": score,
                    "novelty": 1.0,
                    "mixed": False,
                    "retracted": False,
                    "detail": {"age": "fresh", "themes": ["batteries"], "events": ["guidance"]},
                    # What tells a story apart is stored beside it, and must not be read for a digest.
                    "features": {"words": list(range(400))},
                }
            )
            for ticker in {*chance.choices(tickers, weights, k=chance.randint(1, 4))}:
                named.append(
                    owner
                    | {"article_id": f"a{number}", "ticker": ticker, "role": "primary"}
                    | {"relevance": round(chance.uniform(0.3, 1), 2), "score": score, "read_at": at}
                )
        async with database.write() as connection:
            await connection.execute(insert(news), rows)
            await connection.execute(insert(news_tickers), named)
    watched = []
    for number in range(lists):
        for ticker in dict.fromkeys(chance.choices(tickers, weights, k=3 * PER_LIST)):
            if sum(row["list_name"] == f"list{number}" for row in watched[-PER_LIST:]) == PER_LIST:
                break
            watched.append(
                team_values(Team(f"T{number % TEAMS}"))
                | {"owner": "U1", "list_name": f"list{number}", "ticker": ticker, "added_at": UNTIL}
            )
    for start in range(0, len(watched), 5_000):
        async with database.write() as connection:
            await connection.execute(insert(watches), watched[start : start + 5_000])


async def note_pauses(pauses: list[float]) -> None:
    """How long somebody had to wait who wanted to run every 10 ms."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        pauses.append(time.perf_counter() - before - 0.01)


async def build_all(
    store: Store, digests: int, pauses: list[float]
) -> tuple[float, float, list[float], Digest]:
    """Seconds on the wall, of the processor, the memory after each tenth, and the last digest."""
    building = DigestBuilding(store, Lists(store), ())
    window = Window(UNTIL - timedelta(days=1), UNTIL)
    waiting, memory = list(range(digests)), []
    last: list[Digest] = []

    async def work() -> None:
        while waiting:
            number = waiting.pop()
            team = Team(f"T{number % TEAMS}")
            digest = await building.of_list(
                team, "C1", "U1", f"list{number}", window, now=UNTIL, settled=True
            )
            fit(views.parent(digest))
            details = views.details(digest)
            if details is not None:
                fit(details)
            last[:] = [digest]
            if number % max(1, digests // 10) == 0:
                memory.append(mb())

    began, used = time.perf_counter(), time.process_time()
    noting = asyncio.create_task(note_pauses(pauses))
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    noting.cancel()
    return time.perf_counter() - began, time.process_time() - used, memory, last[0]


async def measure(url: str, articles: int, lists: int, digests: int) -> None:
    upgrade(url)
    database = Database(url)
    began = time.perf_counter()
    await fill(database, articles, lists)
    if database.dialect == "postgresql":
        # As the server does by itself within a minute; a day's news does not come within a minute.
        async with database.write() as connection:
            await connection.execute(text("ANALYZE"))
    print(
        f"{2 * articles} articles and {lists} lists stored in {time.perf_counter() - began:.0f} s", flush=True
    )
    store = Store(database)
    before = mb()
    pauses: list[float] = []
    wall, cpu, memory, last = await build_all(store, digests, pauses)
    counts = last.counts
    print(
        f"{database.dialect}: {digests} digests built in {wall:.1f} s ({1000 * wall / digests:.0f} ms each, "
        f"processor {cpu:.1f} s); one has {counts.read} articles in {counts.stories} stories"
    )
    print(
        f"memory: {before:.0f} MB before, {' '.join(f'{each:.0f}' for each in memory)} MB meanwhile, "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB"
    )
    pauses.sort()
    print(
        f"pauses of the event loop: median {1000 * pauses[len(pauses) // 2]:.0f} ms, "
        f"99th percentile {1000 * pauses[int(0.99 * len(pauses))]:.0f} ms, most {1000 * pauses[-1]:.0f} ms"
    )
    rows = rows_of(last.nets)
    sentiment_chart(rows, "warm", "up")
    began = time.perf_counter()
    for _ in range(10):
        sentiment_chart(rows, "Net sentiment", "of a list")
    print(f"a chart of {len(rows)} rows: {100 * (time.perf_counter() - began):.0f} ms of a worker")
    await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a database to use instead of a new SQLite file")
    parser.add_argument("--postgres", action="store_true", help="a throw-away PostgreSQL server instead")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--lists", type=int, default=2_000)
    parser.add_argument("--digests", type=int, default=500)
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    amounts = options.articles, options.lists, options.digests
    if options.postgres:
        server = postgres.start(Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp")))
        try:
            asyncio.run(measure(server.url(server.create()), *amounts))
        finally:
            postgres.stop(server)
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(options.url or sqlite_url(Path(folder) / "deskwire.db"), *amounts))


if __name__ == "__main__":
    main()
