"""Feeds played back through a real server: each filing and each story once, whatever the site does."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import Store
from bot.work.pool import WorkerPool
from tests.databases import FakeClock
from tests.replay.drive import Bot, bot_at, feeds_of
from tests.replay.site import Made, Site, Story, made_filings, rss

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
START = datetime(2026, 3, 2, 6, 0)  # as EDGAR writes it, in New York


async def play(bot: Bot, steps: list[int], count: int) -> None:
    """Filings come in by steps; after each the source is polled until that went well."""
    every = made_filings(count, START)
    shown = 0
    for step in steps:
        shown += step
        bot.site.filings = every[:shown]
        bot.clock.now = max(bot.clock.now, every[shown - 1].at.replace(tzinfo=UTC) + timedelta(hours=5))
        await bot.poll()
        await bot.next()
    assert shown == count
    await bot.work()


def each_once(bot: Bot, count: int) -> None:
    expected = {filing.accession for filing in made_filings(count, START)}
    urls = [article.canonical_url for article in bot.taken.articles]
    got = [url.rpartition("/")[2].removesuffix("-index.htm") for url in urls]
    assert len(got) == len(set(got)), "a filing became two articles"
    assert set(got) == expected


STEPS = [4, 2, 0, 3, 70, 1]


async def test_each_filing_becomes_one_article(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    where = {"edgar": True, "edgar_url": f"{site.address}/cgi-bin/browse-edgar"}
    async with bot_at(site, store, clock, pool, **where) as bot:
        await play(bot, STEPS, 80)
        each_once(bot, 80)
        assert await bot.states() == {"done": 80}
        assert set(bot.taken.kinds) == {"filing"}
        first = bot.taken.articles[0]
        assert first.title.startswith("Northwind") and "(8-K)" in first.title
        assert "profit rose to $55 million" in first.text
        assert "revenue of $412 million" in first.text
        assert "hidden text" not in first.text and "appropriate box" not in first.text
        assert first.published_at is not None
        agents = {headers["User-Agent"] for _, headers in site.requests}
        assert len(agents) == 1


@pytest.mark.parametrize("trouble", ["fail_every", "html_every", "cut_every", "stall_every"])
async def test_trouble_loses_and_doubles_nothing(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool, trouble: str
) -> None:
    clock.now = NOON
    setattr(site, trouble, 40 if trouble == "stall_every" else 3)
    where = {"edgar": True, "edgar_url": f"{site.address}/cgi-bin/browse-edgar"}
    async with bot_at(
        site, store, clock, pool, timeout_s=0.8 if trouble == "stall_every" else 5.0, **where
    ) as bot:
        await play(bot, [10, 2, 0, 3], 15)
        each_once(bot, 15)


async def test_a_filing_whose_companies_stand_on_two_pages_is_named_after_the_right_one(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    where = {"edgar": True, "edgar_url": f"{site.address}/cgi-bin/browse-edgar"}
    async with bot_at(site, store, clock, pool, **where) as bot:
        site.filings = made_filings(4, START)
        await bot.poll()
        # The reporting owner is the last entry of the first page, the issuer the first of the second.
        start = START + timedelta(hours=1)
        split = Made(500, "8-K", ("5.02",), ("Reporting", "Issuer"), start)
        others = [
            Made(600 + n, "8-K", ("8.01",), ("Filer",), start + timedelta(minutes=n + 1)) for n in range(99)
        ]
        site.filings += [split, *others]
        await bot.next()
        await bot.poll()
        await bot.work()
        [article] = [each for each in bot.taken.articles if split.accession in each.canonical_url]
        [issuer] = [entry for entry in split.entries(site.address) if "(Issuer)" in entry]
        assert article.title.partition(":")[0].casefold() in issuer.casefold()


def stories(count: int, *, guid: str = "g", days: int = 0, changed: str = "") -> list[Story]:
    at = datetime(2026, 3, 2, 11, 0)
    return [
        Story(
            f"order-{n}",
            f"Northwind wins order {n} in the north",
            at - timedelta(minutes=n),
            f"{guid}{n}{changed}",
        )
        for n in range(count)
    ]


async def test_changed_guids_and_new_dates_bring_nothing_new(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    first = stories(8)
    site.feeds["wire"] = rss(site.address, first)
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site)) as bot:
        await bot.poll()
        await bot.work()
        assert len(bot.taken.articles) == 8
        dates = {article.title: article.published_at for article in bot.taken.articles}
        for changed, shift in (("x", 0), ("y", 3), ("", 5)):
            again = [
                Story(each.slug, each.title, each.at + timedelta(hours=shift), f"{each.guid}{changed}")
                for each in first
                if each.at
            ]
            site.feeds["wire"] = rss(site.address, again)
            await bot.next()
            await bot.poll()
            await bot.work()
        assert len(bot.taken.articles) == 8
        assert await bot.states() == {"done": 8}
        assert {article.title: article.published_at for article in bot.taken.articles} == dates


async def test_a_corrected_headline_and_a_tagged_link_are_the_same_item(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    one = stories(1)[0]
    site.feeds["wire"] = rss(site.address, [one])
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site)) as bot:
        await bot.poll()
        retitled = Story(one.slug, "Northwind loses the order after all", one.at, one.guid)
        tagged = Story(f"{one.slug}?utm_source=wire", retitled.title, one.at, "another-guid")
        moved = Story("elsewhere", tagged.title, one.at, tagged.guid)
        for shown in (retitled, tagged, moved):
            site.feeds["wire"] = rss(site.address, [shown])
            await bot.next()
            await bot.poll()
        assert await bot.states() == {"new": 1}


async def test_recurring_headlines_and_one_link_for_all_are_different_items(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site)) as bot:
        for day in range(3):
            daily = Story(f"brief-{day}", "Morning notes", datetime(2026, 3, 2, 8), f"d{day}")
            site.feeds["wire"] = rss(site.address, [daily])
            await bot.poll()
            await bot.next()
        assert await bot.states() == {"new": 3}
        for number in range(2):
            same = [
                Story("x", f"Index notice {number}{n}", datetime(2026, 3, 2, 8), f"n{number}{n}")
                for n in range(4)
            ]
            site.feeds["wire"] = rss(site.address, same, link=f"{site.address}/en/#")
            await bot.poll()
            await bot.next()
        assert await bot.states() == {"new": 11}


async def test_old_and_undated_items_never_come_as_fresh(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    shown = [
        Story("old", "Northwind looks back at a year", datetime(2025, 3, 2), "o"),
        Story("undated", "Northwind says nothing of the day", None, "u"),
        Story("future", "Northwind is ahead of its time", datetime(2026, 6, 2), "f"),
        Story("fresh", "Northwind opens a plant", datetime(2026, 3, 2, 11), "n"),
    ]
    site.feeds["wire"] = rss(site.address, shown)
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site)) as bot:
        await bot.poll()
        await bot.work()
        dates = {
            article.canonical_url.rpartition("/")[2]: article.published_at for article in bot.taken.articles
        }
        assert dates == {"undated": None, "future": None, "fresh": datetime(2026, 3, 2, 11, tzinfo=UTC)}
        assert await bot.states() == {"done": 3, "old": 1}


async def test_an_old_page_under_a_new_date_keeps_its_own(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    shown = [Story("dated-notice", "Northwind opened a plant", datetime(2026, 3, 2, 11), "n")]
    site.feeds["wire"] = rss(site.address, shown)
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site)) as bot:
        await bot.poll()
        await bot.work()
        assert [article.published_at for article in bot.taken.articles] == [
            datetime(2026, 2, 28, 9, tzinfo=UTC)
        ]


async def test_a_feed_is_asked_conditionally_and_as_seldom_as_it_wishes(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    site.feeds["wire"] = rss(site.address, stories(3), ttl=20)
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site)) as bot:
        await bot.poll()
        feed = (await store.feeds.all())[0]
        assert timedelta(minutes=20) <= feed.next_poll_at - NOON <= timedelta(minutes=22)
        await bot.next()
        await bot.poll()
        assert [each.outcome for each in bot.polled] == ["ok", "not_modified"]
        assert (await store.feeds.all())[0].etag == feed.etag
        site.feeds["wire"], site.headers = rss(site.address, stories(4)), {"Cache-Control": "max-age=900"}
        await bot.next()
        await bot.poll()
        feed = (await store.feeds.all())[0]
        assert feed.items == 4
        assert timedelta(minutes=15) <= feed.next_poll_at - bot.clock.now <= timedelta(minutes=17)


async def test_headlines_take_title_and_link_alone(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    site.feeds["wire"] = rss(site.address, stories(2))
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site), headline_sites=(site.host,)) as bot:
        await bot.poll()
        await bot.work()
        assert {article.coverage for article in bot.taken.articles} == {"headline"}
        assert not [path for path, _ in site.requests if path.startswith("/news")]


async def test_a_site_that_answers_every_page_alike_ends_the_paging(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    where = {"edgar": True, "edgar_url": f"{site.address}/cgi-bin/browse-edgar"}
    async with bot_at(site, store, clock, pool, **where) as bot:
        every = made_filings(90, START)
        site.filings = every[:1]
        await bot.poll()
        site.filings, site.same_page = every[10:], True
        await bot.next()
        before = len(site.requests)
        await bot.poll()
        assert len(site.requests) - before == 2


async def test_failures_back_off_and_the_breaker_survives_a_restart(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    site.feeds["wire"] = rss(site.address, stories(2))
    site.fail_every = 1
    settings = {"feeds": feeds_of(site)}
    async with bot_at(site, store, clock, pool, **settings) as bot:
        waits = []
        for _ in range(4):
            await bot.polling.poll_due(clock.now)
            feed = (await store.feeds.all())[0]
            waits.append((feed.next_poll_at - clock.now).total_seconds())
            clock.now = feed.next_poll_at
        assert feed.failures == 4 and feed.error
        assert 150 <= waits[0] <= 300 and 1200 <= waits[3] <= 2400
    async with bot_at(site, store, clock, pool, **settings) as bot:
        assert (await store.feeds.all())[0].failures == 4
        state = await store.breakers.get("source:127.0.0.1")
        assert state.failures >= 6 and state.open_until is not None
        clock.now = state.open_until - timedelta(seconds=1)
        asked = len(site.requests)
        await store.feeds.put((await store.feeds.all())[0])
        async with store.database.write() as connection:
            from sqlalchemy import update

            from bot.store.news_tables import feeds

            await connection.execute(update(feeds).values(next_poll_at=clock.now))
        await bot.polling.poll_due(clock.now)
        assert len(site.requests) == asked, "an open breaker asks nobody"
        site.fail_every = 0
        clock.advance(10_000)
        assert await bot.polling.poll_due(clock.now) == 1
        feed = (await store.feeds.all())[0]
        assert (feed.failures, feed.error, feed.items) == (0, "", 2)


async def test_two_processes_never_poll_a_source_at_once(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    import asyncio

    clock.now = NOON
    site.feeds["wire"] = rss(site.address, stories(2))
    async with (
        bot_at(site, store, clock, pool, feeds=feeds_of(site)) as one,
        bot_at(site, store, clock, pool, feeds=feeds_of(site)) as two,
    ):
        counts = await asyncio.gather(*(bot.polling.poll_due(clock.now) for bot in (one, two, one, two)))
        assert sum(counts) == 1
        assert len(site.requests) == 1
        # A process that died keeps a source no longer than its lease.
        await one.next()
        [held] = await store.feeds.claim_due("dead", 90, 5, clock.now)
        assert await two.polling.poll_due(clock.now) == 0
        clock.advance(91)
        assert await two.polling.poll_due(clock.now) == 1
        assert not await store.feeds.succeeded(held, clock.now, next_poll_at=clock.now)


async def test_edgar_stays_off_without_a_contact_and_gone_sources_go(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool
) -> None:
    clock.now = NOON
    where = {"edgar": True, "edgar_url": f"{site.address}/cgi-bin/browse-edgar", "contact": ""}
    async with bot_at(site, store, clock, pool, feeds=feeds_of(site), **where) as bot:
        assert {feed.name: feed.enabled for feed in await store.feeds.all()} == {
            "edgar-8-k": False,
            "wire": True,
        }
        site.feeds["wire"] = rss(site.address, [])
        assert await bot.polling.poll_due(clock.now) == 1
    async with bot_at(site, store, clock, pool):
        assert not [feed for feed in await store.feeds.all() if feed.enabled]


@pytest.mark.soak
@pytest.mark.parametrize("trouble", ["fail_every", "html_every", "cut_every"])
async def test_a_busy_day_with_trouble(
    site: Site, store: Store, clock: FakeClock, pool: WorkerPool, trouble: str
) -> None:
    clock.now = NOON
    setattr(site, trouble, 3)
    where = {"edgar": True, "edgar_url": f"{site.address}/cgi-bin/browse-edgar"}
    rng = random.Random(trouble)
    steps: list[int] = []
    while (left := 600 - sum(steps)) > 0:
        steps.append(min(left, rng.choice((1, 2, 5, 20, 150))))
    async with bot_at(site, store, clock, pool, **where) as bot:
        await play(bot, steps, 600)
        each_once(bot, 600)
