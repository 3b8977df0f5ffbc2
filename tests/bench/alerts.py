"""How long judging a day of news takes with thousands of alerts: `python -m tests.bench.alerts`.

20,000 articles against 5,000 alerts (70 % tickers, 20 % lists of 50 tickers, 6 % themes, 4 % keywords) over a
SQLite file. Tickers are as unevenly in the news as they are in life; every fifth article tells a known story again.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.desk.alerts.firing import Firer
from bot.desk.alerts.ports import Members
from bot.desk.alerts.rules import Rule, Scope, to_json
from bot.model import PUBLIC, Team
from bot.store import Database, Store, sqlite_url, upgrade
from bot.store.alerts import Alert
from tests.unit.alerts.world import Hours, Item, MemoryLists, MemoryNews, Muted, Row

TICKERS = [f"T{n}" for n in range(5000)]
WEIGHTS = [1 / (n + 10) for n in range(5000)]
THEMES = [f"theme {n}" for n in range(40)]
WORDS = [f"word{n}" for n in range(3000)]
START = datetime(2026, 3, 4, tzinfo=UTC)


def rule_of(rng: random.Random) -> Rule:
    kind = rng.choices(["ticker", "list", "theme", "keyword"], [70, 20, 6, 4])[0]
    metric, operator, threshold = rng.choices(
        [
            ("impact", "above", 0.7),
            ("sentiment", "below", -0.6),
            ("sentiment", "beyond", 0.8),
            ("volume", "above", 10.0),
        ],
        [50, 30, 15, 5 if kind == "ticker" else 0],
    )[0]
    name = {
        "ticker": lambda: rng.choices(TICKERS, WEIGHTS)[0],
        "list": lambda: f"list {rng.randrange(500)}",
        "theme": lambda: rng.choice(THEMES),
        "keyword": lambda: " ".join(rng.sample(WORDS, 2)),
    }[kind]()
    scope = Scope(kind, name, "team" if kind == "list" else "")  # type: ignore[arg-type]
    rest = timedelta(hours=rng.choice([0, 0, 1, 4]))
    return Rule(scope, metric, operator, threshold, cooldown=rest)  # type: ignore[arg-type]


def item_of(rng: random.Random, number: int) -> Item:
    rows = tuple(
        Row(ticker, round(rng.gauss(0, 0.35), 2), round(rng.uniform(0.1, 1), 2))
        for ticker in dict.fromkeys(rng.choices(TICKERS, WEIGHTS, k=rng.choice([1, 1, 2, 3])))
    )
    at = START + timedelta(seconds=number * 4.32)
    return Item(
        article_id=f"a{number}",
        story_id=f"s{number if number % 5 else number // 2}",
        tickers=rows,
        impact=round(rng.betavariate(2, 4), 2),
        published_at=at,
        read_at=at,
        title=" ".join(rng.choices(WORDS, k=12)),
        tldr=" ".join(rng.choices(WORDS, k=25)),
        themes=tuple(rng.sample(THEMES, rng.choice([0, 1, 1, 2]))),
        team=PUBLIC,
    )


async def measure(articles: int, alerts: int, folder: str) -> None:
    rng = random.Random(1)
    url = sqlite_url(Path(folder) / "alerts.db")
    await asyncio.to_thread(upgrade, url)
    now = START
    database = Database(url)
    store = Store(database, lambda: now)
    lists = MemoryLists(
        {("team", f"list {n}"): Members(tuple(rng.choices(TICKERS, WEIGHTS, k=50))) for n in range(500)}
    )
    for number in range(alerts):
        made = Alert(Team(f"T{number % 20}"), f"al{number}", "", "C1", "U1", to_json(rule_of(rng)), START)
        await store.alerts.add(made)
    items = [item_of(rng, number) for number in range(articles)]
    news = MemoryNews(items[-2000:])
    firer = Firer(store, news, lists, Hours(), Muted(), attempts=5, now=lambda: now, wake=lambda: None)
    began = time.perf_counter()
    await firer.on_news(replace(items[0], tickers=(), themes=(), title="", tldr=""))
    print(f"reading {alerts} alerts and their lists: {time.perf_counter() - began:.2f} s")
    took, raised, quiet = [], 0, []
    began = time.perf_counter()
    for item in items:
        now = item.read_at
        start = time.perf_counter()
        fired = await firer.on_news(item)
        took.append(time.perf_counter() - start)
        raised += fired
        if not fired:
            quiet.append(took[-1])
    whole = time.perf_counter() - began
    took.sort()
    quiet.sort()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{articles} articles, {alerts} alerts: {whole:.1f} s, {1000 * whole / articles:.2f} ms an article; "
        f"p50 {1000 * took[len(took) // 2]:.2f} ms, p99 {1000 * took[int(len(took) * 0.99)]:.1f} ms, "
        f"max {1000 * took[-1]:.0f} ms; {raised} alerts raised; an article that raises none: "
        f"p50 {1000 * quiet[len(quiet) // 2]:.2f} ms; {megabytes:.0f} MB"
    )
    await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--alerts", type=int, default=5_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(options.articles, options.alerts, folder))


if __name__ == "__main__":
    main()
