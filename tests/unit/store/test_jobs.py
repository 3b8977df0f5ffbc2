from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.errors import DeskwireError
from bot.model import Team
from bot.store import Job, NewJob, Store
from tests.databases import FakeClock

TEAM = Team("T1", "E1")


async def claim_one(store: Store, owner: str = "a", lease_s: float = 30) -> Job:
    (job,) = await store.jobs.claim(owner, lease_s, 1)
    return job


async def test_an_event_is_accepted_once_with_all_its_jobs(store: Store) -> None:
    jobs = [NewJob("brief", {"url": "https://example.com/é\u0000"}), NewJob("notify", max_attempts=2)]
    assert await store.intake.accept(TEAM, "Ev1", jobs)
    assert not await store.intake.accept(TEAM, "Ev1", jobs)
    taken = await store.jobs.claim("a", 30, 10)
    assert [(job.kind, job.payload, job.max_attempts, job.attempts, job.team) for job in taken] == [
        ("brief", {"url": "https://example.com/é\u0000"}, 5, 1, TEAM),
        ("notify", {}, 2, 1, TEAM),
    ]


async def test_a_released_key_is_taken_again(store: Store) -> None:
    assert await store.intake.accept(TEAM, "Ev1", [])
    await store.intake.release(TEAM, "Ev1")
    assert await store.intake.accept(TEAM, "Ev1", [])


async def test_a_payload_that_is_no_json_stores_neither_key_nor_job(store: Store) -> None:
    with pytest.raises(DeskwireError):
        await store.intake.accept(TEAM, "Ev1", [NewJob("ok"), NewJob("bad", {"x": object()})])
    assert (await store.jobs.counts())["ready"] == 0
    assert await store.intake.accept(TEAM, "Ev1", [])


async def test_the_same_event_at_once_is_accepted_once(store: Store) -> None:
    answers = await asyncio.gather(*(store.intake.accept(TEAM, "Ev1", [NewJob("brief")]) for _ in range(8)))
    assert sorted(answers) == [False] * 7 + [True]
    assert (await store.jobs.counts())["ready"] == 1


async def test_oldest_first_and_not_before_their_time(store: Store, clock: FakeClock) -> None:
    later = clock.now + timedelta(seconds=60)
    await store.jobs.add(TEAM, [NewJob("late", run_at=later), NewJob("first"), NewJob("second")])
    assert [job.kind for job in await store.jobs.claim("a", 300, 10)] == ["first", "second"]
    assert await store.jobs.claim("a", 300, 10) == []
    clock.advance(60)
    assert [job.kind for job in await store.jobs.claim("a", 300, 10)] == ["late"]


async def test_a_job_is_claimed_by_one_of_many(store: Store) -> None:
    await store.jobs.add(TEAM, [NewJob("brief", {"n": n}) for n in range(40)])
    claims = await asyncio.gather(*(store.jobs.claim(f"w{n}", 30, 7) for n in range(8)))
    taken = [job.id for claim in claims for job in claim]
    assert len(taken) == len(set(taken))
    rest = await store.jobs.claim("last", 30, 100)
    assert len(taken) + len(rest) == 40


async def test_a_lease_that_runs_out_goes_to_the_next_and_the_late_owner_is_told(
    store: Store, clock: FakeClock
) -> None:
    await store.jobs.add(TEAM, [NewJob("brief")])
    first = await claim_one(store, "a")
    clock.advance(29)
    assert await store.jobs.claim("b", 30, 1) == []
    clock.advance(1)
    second = await claim_one(store, "b")
    assert (second.id, second.attempts) == (first.id, 2)
    assert not await store.jobs.done(first)
    assert not await store.jobs.fail(first, "late")
    assert not await store.jobs.retry(first, clock.now, "late")
    assert await store.jobs.done(second)
    assert not await store.jobs.done(second)
    assert (await store.jobs.counts())["done"] == 1


async def test_the_same_owner_cannot_end_its_own_lost_claim(store: Store, clock: FakeClock) -> None:
    await store.jobs.add(TEAM, [NewJob("brief")])
    first = await claim_one(store, "a")
    clock.advance(31)
    second = await claim_one(store, "a")
    assert not await store.jobs.done(first)
    assert await store.jobs.done(second)


async def test_heartbeats_keep_a_lease_and_tell_who_lost_it(store: Store, clock: FakeClock) -> None:
    await store.jobs.add(TEAM, [NewJob("kept"), NewJob("lost")])
    kept, lost = await store.jobs.claim("a", 30, 2)
    clock.advance(20)
    assert await store.jobs.heartbeat([kept.id], "a", 30) == {kept.id}
    clock.advance(20)
    assert [job.id for job in await store.jobs.claim("b", 30, 5)] == [lost.id]
    assert await store.jobs.heartbeat([kept.id, lost.id], "a", 30) == {kept.id}
    assert await store.jobs.heartbeat([], "a", 30) == set()


async def test_retry_waits_and_keeps_the_error(store: Store, clock: FakeClock) -> None:
    await store.jobs.add(TEAM, [NewJob("brief")])
    job = await claim_one(store)
    assert await store.jobs.retry(job, clock.now + timedelta(seconds=10), "x" * 5_000)
    assert await store.jobs.claim("a", 30, 1) == []
    clock.advance(10)
    again = await claim_one(store)
    assert (again.attempts, len(again.error)) == (2, 2_000)


async def test_release_hands_back_without_counting_the_try(store: Store) -> None:
    await store.jobs.add(TEAM, [NewJob("brief"), NewJob("brief")])
    one, _two = await store.jobs.claim("a", 30, 2)
    assert await store.jobs.release("b") == 0
    assert await store.jobs.release("a", [one.id]) == 1
    assert [(job.id, job.attempts) for job in await store.jobs.claim("b", 30, 5)] == [(one.id, 1)]
    assert await store.jobs.release("a") == 1


async def test_pruning_keeps_what_may_still_be_asked_for(store: Store, clock: FakeClock) -> None:
    await store.intake.accept(TEAM, "old", [NewJob("done"), NewJob("failed"), NewJob("waiting")])
    done, failed, waiting = await store.jobs.claim("a", 30, 3)
    await store.jobs.done(done)
    await store.jobs.fail(failed, "no")
    await store.jobs.retry(waiting, clock.now + timedelta(days=60), "later")
    clock.advance(timedelta(days=1, seconds=1).total_seconds())
    assert (await store.prune())["jobs"] == 1
    assert await store.jobs.get(TEAM, done.id) is None
    clock.advance(timedelta(days=6).total_seconds())
    assert (await store.prune())["event_keys"] == 1
    assert await store.intake.accept(TEAM, "old", [])
    clock.advance(timedelta(days=24).total_seconds())
    assert (await store.prune())["jobs"] == 1
    kept = await store.jobs.get(TEAM, waiting.id)
    assert kept is not None
    assert kept.state == "ready"


async def test_a_claim_among_thousands_reads_no_whole_table(store: Store) -> None:
    await store.jobs.add(TEAM, [NewJob("brief", {"n": n}) for n in range(3_000)])
    asked: list[tuple[str, object]] = []

    def note(_conn: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    for engine in (store.database._reader, store.database._writer):
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    claimed = await store.jobs.claim("a", 30, 8)
    assert [job.payload["n"] for job in claimed] == list(range(8))
    if store.database.dialect == "sqlite":
        queries = [(statement, values) for statement, values in asked if "FROM jobs" in statement]
        assert len(queries) >= 3
        async with store.database.read() as connection:
            for statement, values in queries:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                steps = [row.detail for row in plan]
                assert not [step for step in steps if step == "SCAN jobs" or "TEMP B-TREE" in step]
