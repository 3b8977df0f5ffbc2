"""The polls and jobs of a bot, driven by a clock under the test's control: everything real but the analysis."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from bot.desk.briefs.analysing import Analysing
from bot.desk.briefs.reader import Reader, Reading
from bot.desk.news.items import Items
from bot.desk.news.polling import Polled, Polling
from bot.errors import DeskwireError
from bot.model import PUBLIC, Article, Brief, Impact, Overall, Team
from bot.reading.fetch import Fetcher
from bot.settings import FetchSettings, SourceSettings
from bot.slack.directory import Directory
from bot.sources.circuit import SourceCircuit
from bot.store.store import Store
from bot.work.jobs import RetryLater
from bot.work.pool import WorkerPool
from tests.databases import FakeClock
from tests.replay.site import Site

EMPTY = Brief("t", "s", Overall(0.0, "neutral", 0.5), Impact(0.1, "low"), ())


class NoAnalysis:
    """Reading is what is tried here; analysis has tests of its own."""

    async def brief(self, team: Team, reading: Reading) -> Brief:
        return EMPTY


@dataclass
class Taken:
    """What reached the newsroom."""

    articles: list[Article] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    async def take(
        self, team: Team, reading: Reading, brief: Brief, *, feed: str = "", kind: str = "article"
    ) -> None:
        self.articles.append(reading.article)
        self.ids.append(reading.article_id)
        self.kinds.append(kind)


@dataclass
class Bot:
    """The polling half of a bot."""

    store: Store
    clock: FakeClock
    polling: Polling
    items: Items
    taken: Taken
    polled: list[Polled]
    site: Site

    async def poll(self, tries: int = 40) -> int:
        """Move the clock to the next poll until each source has been asked successfully once; polls needed."""
        began = self.clock.now
        for count in range(1, tries + 1):
            await self.polling.poll_due(self.clock.now)
            feeds = [feed for feed in await self.store.feeds.all() if feed.enabled]
            waiting = [feed for feed in feeds if feed.succeeded_at is None or feed.succeeded_at < began]
            if not waiting:
                return count
            soonest = min(feed.next_poll_at for feed in waiting)
            self.clock.now = max(self.clock.now, soonest)
        raise AssertionError([feed.error for feed in waiting])

    async def next(self) -> None:
        """Move the clock to when every source is due again."""
        feeds = [feed for feed in await self.store.feeds.all() if feed.enabled]
        self.clock.now = max([self.clock.now, *(feed.next_poll_at for feed in feeds)])

    async def work(self, rounds: int = 400) -> None:
        """Run every job to its end, as the dispatcher would."""
        for _ in range(rounds):
            jobs = await self.store.jobs.claim("me", 60, 50, self.clock.now)
            for job in jobs:
                try:
                    await self.items.take(job)
                except RetryLater as later:
                    if job.attempts >= job.max_attempts:
                        await self.items.give_up(job, DeskwireError("unavailable", later.reason))
                        await self.store.jobs.fail(job, later.reason)
                        continue
                    at = self.clock.now + timedelta(seconds=later.after)
                    await self.store.jobs.retry(job, at, later.reason)
                else:
                    await self.store.jobs.done(job)
            if not jobs:
                if not (await self.store.jobs.counts())["ready"]:
                    return
                self.clock.advance(60)
        raise AssertionError("there are jobs left")

    async def states(self) -> dict[str, int]:
        """The items of every source by what became of them."""
        found: dict[str, int] = {}
        for feed in await self.store.feeds.all():
            for state, count in (await self.store.feed_items.counts(feed.team, feed.name)).items():
                found[state] = found.get(state, 0) + count
        return found


@asynccontextmanager
async def bot_at(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool, *, timeout_s: float = 5.0, **settings: Any
) -> AsyncIterator[Bot]:
    """A bot that polls a site. `settings` are those of sources."""

    async def no_sleep(_: float) -> None:
        """The fetcher's own pauses between tries are not waited for."""

    given = {"edgar": False, "feeds": {}, "first_items": 100_000, "contact": "desk@example.com", **settings}
    sources = SourceSettings.model_validate(given)
    fetch = FetchSettings(
        allow=(site.host,), requests_per_minute_per_host=100_000, robots="ignore", timeout_s=timeout_s
    )
    fetcher = Fetcher(fetch, breaker=SourceCircuit(store.breakers, clock), sleep=no_sleep)
    plain = Fetcher(fetch, sleep=no_sleep)
    polled: list[Polled] = []
    taken = Taken()
    reader = Reader(plain, pool, store, cast(Directory, None), timeout_s=30.0, now=clock)
    polling = Polling(
        store=store,
        fetcher=fetcher,
        pool=pool,
        settings=sources,
        owner="me",
        now=clock,
        wake=lambda: None,
        timeout_s=30.0,
        observe=polled.append,
        rng=random.Random(1),
    )
    items = Items(
        store=store,
        reader=reader,
        fetcher=fetcher,
        pool=pool,
        analysing=cast(Analysing, NoAnalysis()),
        newsroom=taken,
        timeout_s=30.0,
    )
    await polling.prepare()
    try:
        yield Bot(store, clock, polling, items, taken, polled, site)
    finally:
        await fetcher.aclose()
        await plain.aclose()


def feeds_of(site: Site, *names: str) -> dict[str, str]:
    """Feeds of the site, as the settings name them."""
    return {name: f"{site.address}/feeds/{name}" for name in names or ("wire",)}


__all__ = ["EMPTY", "PUBLIC", "Bot", "bot_at", "feeds_of"]
