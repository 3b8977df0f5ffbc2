from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DeskwireError
from bot.model import Team
from bot.settings import WorkSettings
from bot.store import Job, NewJob, Store
from bot.store.types import utc_now
from bot.work.backoff import LONGEST_S, delay
from bot.work.jobs import Dispatcher, Ended, RetryLater

TEAM = Team("T1")


class Bench:
    """A dispatcher on a real store, with handlers that record."""

    def __init__(self, store: Store, **settings: float) -> None:
        self.store = Store(store.database, self.clock)
        self.settings = WorkSettings(**({"lease_s": 30.0, "drain_s": 2.0} | settings))
        self.offset = timedelta(0)
        self.ran: list[tuple[str, int]] = []
        self.failed: list[tuple[int, Exception]] = []
        self.ended: list[Ended] = []
        self.handlers: dict[str, Callable[[Job], Awaitable[None]]] = {"brief": self.note}
        self.on_failed: Callable[[Job, Exception], Awaitable[None]] = self.note_failure

    def clock(self) -> datetime:
        return utc_now() + self.offset

    async def note(self, job: Job) -> None:
        self.ran.append((job.kind, job.attempts))

    async def note_failure(self, job: Job, error: Exception) -> None:
        self.failed.append((job.attempts, error))

    def dispatcher(self, owner: str = "me", **options: object) -> Dispatcher:
        return Dispatcher(
            self.store.jobs,
            self.handlers,
            self.settings,
            owner=owner,
            clock=self.clock,
            on_failed=self.on_failed,
            observe=self.ended.append,
            rng=random.Random(1),
            **({"poll_s": 0.02} | options),
        )

    @asynccontextmanager
    async def running(self, dispatcher: Dispatcher | None = None):
        stop = asyncio.Event()
        dispatcher = dispatcher or self.dispatcher()
        task = asyncio.create_task(dispatcher.run(stop))
        try:
            yield SimpleNamespace(dispatcher=dispatcher, stop=stop, task=task)
        finally:
            stop.set()
            await asyncio.wait_for(task, 10)

    async def add(self, *new: NewJob) -> None:
        await self.store.jobs.add(TEAM, new or [NewJob("brief")])

    async def until(self, condition: Callable[[], bool | Awaitable[bool]], seconds: float = 5) -> None:
        for _ in range(int(seconds / 0.01)):
            met = condition()
            if await met if asyncio.iscoroutine(met) else met:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it did not come to that")

    async def states(self, **expected: int) -> None:
        async def reached() -> bool:
            counts = await self.store.jobs.counts()
            return all(counts[state] == number for state, number in expected.items())

        await self.until(reached)


@pytest.fixture
def bench(store: Store) -> Bench:
    return Bench(store)


async def test_jobs_run_and_are_done(bench: Bench) -> None:
    await bench.add(*(NewJob("brief", {"n": n}) for n in range(20)))
    async with bench.running():
        await bench.states(done=20)
    assert len(bench.ran) == 20
    assert {ended.result for ended in bench.ended} == {"done"}
    assert all(ended.took_s >= 0 and ended.waited_s >= 0 for ended in bench.ended)


async def test_wake_takes_a_new_job_at_once(bench: Bench) -> None:
    async with bench.running(bench.dispatcher(poll_s=30)) as running:
        await asyncio.sleep(0.1)
        await bench.add()
        running.dispatcher.wake()
        await bench.until(lambda: bool(bench.ran), 1)


async def test_no_more_at_once_than_the_settings_allow(store: Store) -> None:
    bench = Bench(store, concurrency=3)
    now, most = 0, 0

    async def count(_job: Job) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1

    bench.handlers["brief"] = count
    await bench.add(*(NewJob("brief") for _ in range(12)))
    async with bench.running(bench.dispatcher(poll_s=30)):
        await bench.states(done=12)
    assert most == 3


async def test_a_typed_error_is_final_and_told_once(bench: Bench) -> None:
    async def refuse(_job: Job) -> None:
        raise DeskwireError("not_an_article", "This page asks for a login.", reason="login")

    bench.handlers["brief"] = refuse
    await bench.add()
    async with bench.running():
        await bench.states(failed=1)
    ((attempts, error),) = bench.failed
    assert attempts == 1
    assert isinstance(error, DeskwireError)
    assert error.reason == "login"
    (ended,) = bench.ended
    assert ended.result == "failed"


@pytest.mark.parametrize(
    "raised",
    [
        RetryLater(20, "the host asked for a pause"),
        DeskwireError("rate_limited", "Slack asks to wait.", retry_after=20),
        ZeroDivisionError("a defect"),
    ],
    ids=["RetryLater", "DeskwireError with retry_after", "defect"],
)
async def test_what_may_pass_is_tried_again_until_the_tries_are_used_up(
    bench: Bench, raised: Exception
) -> None:
    async def fail(job: Job) -> None:
        await bench.note(job)
        raise raised

    bench.handlers["brief"] = fail
    await bench.add(NewJob("brief", max_attempts=3))
    async with bench.running():
        for attempt in (1, 2):
            await bench.until(lambda: len(bench.ran) == attempt)  # noqa: B023
            await bench.states(ready=1)
            await asyncio.sleep(0.1)
            assert len(bench.ran) == attempt
            bench.offset += timedelta(minutes=10)
        await bench.states(failed=1)
    assert [attempts for attempts, _ in bench.failed] == [3]
    assert [ended.result for ended in bench.ended] == ["retried", "retried", "failed"]


async def test_a_job_without_a_handler_is_a_defect_not_a_loss(bench: Bench) -> None:
    await bench.add(NewJob("unknown", max_attempts=1))
    async with bench.running():
        await bench.states(failed=1)
    ((_, error),) = bench.failed
    assert "unknown" in str(error)


async def test_a_job_that_killed_every_process_is_told_without_running(bench: Bench) -> None:
    await bench.add(NewJob("brief", max_attempts=2))
    for _ in range(2):
        assert len(await bench.store.jobs.claim("died", 1, 1)) == 1
        bench.offset += timedelta(seconds=2)
    async with bench.running():
        await bench.states(failed=1)
    assert bench.ran == []
    ((attempts, error),) = bench.failed
    assert attempts == 3
    assert "every time" in str(error)


async def test_a_failure_that_cannot_be_told_is_told_later_without_running_again(bench: Bench) -> None:
    async def refuse(job: Job) -> None:
        await bench.note(job)
        raise DeskwireError("not_found", "There is no page at this address.")

    told: list[str] = []

    async def tell(_job: Job, error: Exception) -> None:
        if not told:
            told.append("in vain")
            raise ConnectionError("Slack is away")
        told.append(str(error))

    bench.handlers["brief"], bench.on_failed = refuse, tell
    await bench.add(NewJob("brief", max_attempts=1))
    async with bench.running():
        await bench.until(lambda: bool(told))
        await bench.states(ready=1)
        bench.offset += timedelta(minutes=10)
        await bench.states(failed=1)
    assert told == ["in vain", "There is no page at this address."]
    assert len(bench.ran) == 1


async def test_a_failure_that_can_never_be_told_ends_all_the_same(bench: Bench) -> None:
    async def refuse(_job: Job) -> None:
        raise DeskwireError("not_found", "There is no page at this address.")

    tries = 0

    async def tell(_job: Job, _error: Exception) -> None:
        nonlocal tries
        tries += 1
        raise ConnectionError("Slack is away")

    bench.handlers["brief"], bench.on_failed = refuse, tell
    await bench.add(NewJob("brief", max_attempts=1))
    async with bench.running():
        for expected in (1, 2, 3):
            await bench.until(lambda: tries == expected)  # noqa: B023
            await bench.states(ready=1)
            bench.offset += timedelta(minutes=10)
        await bench.states(failed=1)
    assert tries == 4


async def test_heartbeats_keep_a_long_job_from_others(store: Store) -> None:
    bench = Bench(store, lease_s=0.6)
    release = asyncio.Event()

    async def long(job: Job) -> None:
        await bench.note(job)
        await release.wait()

    bench.handlers["brief"] = long
    await bench.add()
    async with bench.running():
        await bench.until(lambda: bool(bench.ran))
        for _ in range(15):
            assert await bench.store.jobs.claim("thief", 30, 1) == []
            await asyncio.sleep(0.1)
        release.set()
        await bench.states(done=1)
    assert len(bench.ran) == 1


async def test_a_lost_lease_stops_the_handler_and_the_new_owner_finishes(store: Store) -> None:
    bench = Bench(store, lease_s=0.6)
    stopped = asyncio.Event()

    async def long(job: Job) -> None:
        await bench.note(job)
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    bench.handlers["brief"] = long
    await bench.add()
    async with bench.running():
        await bench.until(lambda: bool(bench.ran))
        (stolen,) = await bench.store.jobs.claim("thief", 30, 1, bench.clock() + timedelta(seconds=30))
        await asyncio.wait_for(stopped.wait(), 3)
        assert await bench.store.jobs.done(stolen)
    assert (await bench.store.jobs.counts())["done"] == 1


async def test_stop_lets_running_jobs_end_and_takes_no_new_ones(bench: Bench) -> None:
    async def nap(job: Job) -> None:
        await bench.note(job)
        await asyncio.sleep(0.3)

    bench.handlers["brief"] = nap
    await bench.add(NewJob("brief"))
    async with bench.running() as running:
        await bench.until(lambda: bool(bench.ran))
        await bench.add(NewJob("brief"))
        running.stop.set()
        await running.task
    assert await bench.store.jobs.counts() == {"ready": 1, "running": 0, "done": 1, "failed": 0}


async def test_what_does_not_end_in_time_is_handed_back_without_costing_a_try(store: Store) -> None:
    bench = Bench(store, drain_s=0.1)

    async def forever(job: Job) -> None:
        await bench.note(job)
        await asyncio.sleep(3600)

    bench.handlers["brief"] = forever
    await bench.add(NewJob("brief"))
    async with bench.running():
        await bench.until(lambda: bool(bench.ran))
    (job,) = await bench.store.jobs.claim("next", 30, 1)
    assert job.attempts == 1
    assert [ended.result for ended in bench.ended] == ["released"]


async def test_two_dispatchers_share_the_work_and_repeat_none(bench: Bench) -> None:
    async def slow(job: Job) -> None:
        bench.ran.append((str(job.payload["n"]), job.attempts))
        await asyncio.sleep(0.005)

    bench.handlers["brief"] = slow
    await bench.add(*(NewJob("brief", {"n": n}) for n in range(60)))
    async with bench.running(bench.dispatcher("one")), bench.running(bench.dispatcher("two")):
        await bench.states(done=60)
    assert sorted(int(n) for n, _ in bench.ran) == list(range(60))


class Flaky:
    """The job table behind a connection that fails for a while."""

    def __init__(self, jobs: object, failures: dict[str, int]) -> None:
        self._jobs = jobs
        self.failures = failures

    def __getattr__(self, name: str) -> object:
        method = getattr(self._jobs, name)

        async def call(*args: object, **options: object) -> object:
            if self.failures.get(name, 0) > 0:
                self.failures[name] -= 1
                raise DeskwireError("unavailable", "The database does not answer.", retry_after=5)
            return await method(*args, **options)

        return call


@pytest.mark.parametrize("method", ["claim", "done", "heartbeat", "release"])
async def test_hiccups_of_the_database_are_outlived(store: Store, method: str) -> None:
    bench = Bench(store, lease_s=0.9)
    flaky = Flaky(bench.store.jobs, {method: 2})

    async def nap(job: Job) -> None:
        await bench.note(job)
        await asyncio.sleep(0.5)

    bench.handlers["brief"] = nap
    await bench.add()
    dispatcher = bench.dispatcher()
    dispatcher._jobs = flaky
    async with bench.running(dispatcher):
        await bench.states(done=1)
    assert len(bench.ran) == 1


@given(st.integers(1, 1_000), st.integers())
def test_back_off_grows_is_capped_and_never_nought(attempt: int, seed: int) -> None:
    seconds = delay(attempt, random.Random(seed))
    assert 1.0 <= seconds <= LONGEST_S
    if attempt >= 9:
        assert seconds >= LONGEST_S / 2
