"""Sources and their items in both databases: claims, leases, and each item once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.model import PUBLIC, Team
from bot.store import Store
from bot.store.feed_items import KEEP_ITEMS, FoundItem
from bot.store.feeds import Feed
from bot.store.jobs import NOBODY_WAITS_AT_ONCE
from tests.databases import FakeClock

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def feed(name: str = "wire", team: Team = PUBLIC, url: str = "https://example.com/feed") -> Feed:
    return Feed(team, name, url, "feed", 300, True, "", LONG_AGO, LONG_AGO)


def found(*keys: str) -> FoundItem:
    return FoundItem(keys, "https://example.com/a", "A plant reopens", None, payload={"summary": "s"})


async def test_a_due_source_is_claimed_once_until_its_lease_runs_out(store: Store, clock: FakeClock) -> None:
    for number in range(5):
        await store.feeds.put(feed(f"wire-{number}"))
    claims = await asyncio.gather(*(store.feeds.claim_due(f"p{n}", 60, 2, clock.now) for n in range(4)))
    names = [each.name for claim in claims for each in claim]
    assert len(names) == len(set(names))
    rest = await store.feeds.claim_due("p9", 60, 10, clock.now)
    assert len(names) + len(rest) == 5
    assert await store.feeds.claim_due("p9", 60, 10, clock.advance(59)) == ()
    assert len(await store.feeds.claim_due("p9", 60, 10, clock.advance(2))) == 5


async def test_a_poll_that_lost_its_lease_writes_nothing(store: Store, clock: FakeClock) -> None:
    await store.feeds.put(feed())
    [mine] = await store.feeds.claim_due("me", 60, 1, clock.now)
    [theirs] = await store.feeds.claim_due("they", 60, 1, clock.advance(61))
    assert not await store.feeds.renew(mine, 60, clock.now)
    assert not await store.feeds.succeeded(mine, clock.now, next_poll_at=clock.now, etag="mine")
    assert not await store.feeds.failed(mine, "mine", next_poll_at=clock.now)
    assert await store.feeds.succeeded(
        theirs, clock.now, next_poll_at=clock.now, etag="theirs", found=2, lag_s=3
    )
    [after] = await store.feeds.list(PUBLIC)
    assert (after.etag, after.items, after.lag_s, after.owner, after.lease_until) == (
        "theirs",
        2,
        3,
        "",
        None,
    )


async def test_a_known_item_under_another_key_is_known_by_both_from_then_on(
    store: Store, clock: FakeClock
) -> None:
    async def record(*items: FoundItem) -> int:
        return await store.feed_items.record(PUBLIC, "wire", items, now=clock.now, attempts=3)

    assert await record(found("a", "b"), found("b", "c")) == 1
    assert await record(found("x", "c")) == 0
    assert await record(found("x", "y")) == 0
    assert await record(found("y"), found("z")) == 1
    assert await store.feed_items.counts(PUBLIC, "wire") == {"new": 2}
    jobs = await store.jobs.claim("me", 60, 10, clock.now)
    assert [job.payload["key"] for job in jobs] == ["a", "z"]
    assert {job.team for job in jobs} == {PUBLIC}


async def test_two_polls_at_once_queue_an_item_once(store: Store, clock: FakeClock) -> None:
    items = [found(f"k{n}") for n in range(50)]
    counts = await asyncio.gather(
        *(store.feed_items.record(PUBLIC, "wire", items, now=clock.now, attempts=3) for _ in range(4))
    )
    assert sum(counts) == (await store.jobs.counts())["ready"] == 50


async def test_what_is_still_shown_is_remembered(store: Store, clock: FakeClock) -> None:
    await store.feed_items.record(PUBLIC, "wire", [found("shown"), found("gone")], now=clock.now, attempts=3)
    clock.now += KEEP_ITEMS - timedelta(days=1)
    assert await store.feed_items.record(PUBLIC, "wire", [found("shown")], now=clock.now, attempts=3) == 0
    assert await store.feed_items.prune(clock.advance(2 * 86_400)) == 1
    assert await store.feed_items.known(PUBLIC, "wire", ["shown", "gone"]) == {"shown"}


async def test_a_new_address_begins_afresh_and_keeps_its_items(store: Store, clock: FakeClock) -> None:
    await store.feeds.put(feed())
    [claimed] = await store.feeds.claim_due("me", 60, 1, clock.now)
    later = clock.now + timedelta(hours=1)
    await store.feeds.failed(claimed, "broken", next_poll_at=later)
    same = await store.feeds.put(feed())
    assert (same.failures, same.next_poll_at) == (1, later)
    moved = await store.feeds.put(feed(url="https://example.com/new"))
    assert (moved.failures, moved.error, moved.next_poll_at) == (0, "", clock.now)


async def test_items_of_sources_come_after_what_people_wait_for(store: Store, clock: FakeClock) -> None:
    from bot.store import NewJob

    await store.feed_items.record(
        PUBLIC, "wire", [found(f"k{n}") for n in range(20)], now=clock.now, attempts=3
    )
    clock.advance(5)
    await store.jobs.add(Team("T1"), [NewJob("brief")])
    [first] = await store.jobs.claim("me", 60, 1, clock.now)
    assert first.kind == "brief"
    # However many are due, they leave room for what people paste next.
    held = [job for _ in range(5) for job in await store.jobs.claim("me", 60, 8, clock.now)]
    assert len(held) == NOBODY_WAITS_AT_ONCE
    assert len(await store.jobs.claim("other", 60, 8, clock.now)) == NOBODY_WAITS_AT_ONCE
    assert await store.jobs.done(held[0])
    assert len(await store.jobs.claim("me", 60, 8, clock.now)) == 1
