from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from bot.errors import DeskwireError
from bot.work.pool import WorkerPool
from tests.unit.work import tasks

LONG = 30.0


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    started = WorkerPool(1, 400, tasks.initialise)
    await started.start()
    yield started
    await started.stop()


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def until_dead(*pids: int) -> None:
    for _ in range(200):
        if not any(alive(pid) for pid in pids):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"still alive: {[pid for pid in pids if alive(pid)]}")


async def test_runs_a_function_in_another_process_that_is_warm(pool: WorkerPool) -> None:
    assert pool.ready
    assert await pool.run(tasks.add, 2, 3, timeout_s=LONG) == 5
    assert await pool.run(tasks.warm, timeout_s=LONG) == "yes"
    assert await pool.run(tasks.pid, timeout_s=LONG) not in (0, os.getpid())


async def test_a_task_by_name_is_imported_by_the_child_only(pool: WorkerPool) -> None:
    assert await pool.run("statistics:fmean", [1, 2], timeout_s=LONG) == 1.5


async def test_bodies_of_many_megabytes_travel_and_the_loop_goes_on(pool: WorkerPool) -> None:
    body = os.urandom(1 << 20) * 24
    turns = 0
    running = asyncio.create_task(pool.run(tasks.echo, body, timeout_s=LONG))
    while not running.done():
        await asyncio.sleep(0)
        turns += 1
    assert await running == body
    assert turns > 20


async def test_typed_errors_come_back_as_they_are(pool: WorkerPool) -> None:
    with pytest.raises(DeskwireError) as caught:
        await pool.run(tasks.refuse, timeout_s=LONG)
    error = caught.value
    assert (error.code, error.reason, error.retry_after) == ("not_an_article", "login", 3)
    assert error.message == "This page asks for a login."


@pytest.mark.parametrize("task", [tasks.fail, tasks.unpicklable, "no_such_module:x", "os:no_such_name"])
async def test_defects_come_back_as_internal_and_the_worker_lives(pool: WorkerPool, task: str) -> None:
    before = await pool.run(tasks.pid, timeout_s=LONG)
    with pytest.raises(DeskwireError) as caught:
        await pool.run(task, timeout_s=LONG)
    assert caught.value.code == "internal"
    assert "never shown" not in caught.value.message
    assert await pool.run(tasks.pid, timeout_s=LONG) == before


async def test_a_task_that_takes_too_long_is_killed_with_its_process(pool: WorkerPool) -> None:
    (pid,) = pool.pids
    started = time.monotonic()
    with pytest.raises(DeskwireError) as caught:
        await pool.run(tasks.spin, 60, timeout_s=0.3)
    assert caught.value.code == "timeout"
    assert time.monotonic() - started < 30
    await until_dead(pid)
    assert await pool.run(tasks.warm, timeout_s=LONG) == "yes"


async def test_a_died_process_is_replaced_and_its_task_tried_once_more(
    pool: WorkerPool, tmp_path: Path
) -> None:
    assert await pool.run(tasks.die_once, str(tmp_path / "died"), timeout_s=LONG) == "survived"


async def test_a_task_that_kills_twice_is_refused_and_the_next_one_works(pool: WorkerPool) -> None:
    with pytest.raises(DeskwireError) as caught:
        await pool.run(tasks.die, timeout_s=LONG)
    assert caught.value.code == "internal"
    assert await pool.run(tasks.add, 1, 1, timeout_s=LONG) == 2


async def test_a_worker_that_grew_is_replaced_after_its_task() -> None:
    pool = WorkerPool(1, 200)
    await pool.start()
    try:
        first = await pool.run(tasks.hold, 50, timeout_s=LONG)
        assert await pool.run(tasks.hold, 150, timeout_s=LONG) == first
        assert await pool.run(tasks.pid, timeout_s=LONG) != first
        await until_dead(first)
    finally:
        await pool.stop()


async def test_waiting_tasks_are_served_in_order(pool: WorkerPool) -> None:
    order: list[int] = []

    async def one(number: int) -> None:
        await pool.run(tasks.nap, 0.01, timeout_s=LONG)
        order.append(number)

    await asyncio.gather(*(one(number) for number in range(12)))
    assert order == list(range(12))


async def test_two_workers_work_at_once() -> None:
    pool = WorkerPool(2, 400)
    await pool.start()
    try:
        pids = await asyncio.gather(*(pool.run(tasks.nap, 0.3, timeout_s=LONG) for _ in range(2)))
        assert len(set(pids)) == 2
        assert set(pids) == set(pool.pids)
    finally:
        await pool.stop()


async def test_stop_ends_what_runs_and_what_waits() -> None:
    pool = WorkerPool(1, 400)
    await pool.start()
    (pid,) = pool.pids
    calls = [asyncio.create_task(pool.run(tasks.nap, 60, timeout_s=LONG)) for _ in range(3)]
    await asyncio.sleep(0.2)
    await pool.stop()
    outcomes = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 5)
    assert [getattr(outcome, "code", outcome) for outcome in outcomes] == ["unavailable"] * 3
    assert not pool.ready
    await until_dead(pid)
    with pytest.raises(DeskwireError):
        await pool.run(tasks.add, 1, 1, timeout_s=LONG)


async def test_cancelling_the_caller_kills_the_task(pool: WorkerPool) -> None:
    (pid,) = pool.pids
    call = asyncio.create_task(pool.run(tasks.nap, 60, timeout_s=LONG))
    await asyncio.sleep(0.2)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until_dead(pid)
    assert await pool.run(tasks.add, 1, 1, timeout_s=LONG) == 2


async def test_an_initialiser_that_fails_says_so() -> None:
    pool = WorkerPool(2, 400, tasks.cannot_start)
    with pytest.raises(DeskwireError) as caught:
        await pool.start()
    assert caught.value.code == "internal"
    assert not pool.ready


async def test_children_ignore_the_signals_of_a_shutdown(pool: WorkerPool) -> None:
    assert await pool.run(tasks.signalled, timeout_s=LONG) == "still here"


async def test_children_get_no_secrets_and_load_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/db")
    monkeypatch.setenv("DESKWIRE_STORE__PATH", "x.db")
    pool = WorkerPool(1, 400)
    await pool.start()
    try:
        assert await pool.run(tasks.names, timeout_s=LONG) == ["DESKWIRE_STORE__PATH"]
        assert await pool.run(tasks.modules, timeout_s=LONG) == []
    finally:
        await pool.stop()


PARENT = """
import asyncio, sys
from bot.work.pool import WorkerPool
from tests.unit.work import tasks

async def main():
    pool = WorkerPool(2, 400)
    await pool.start()
    busy = asyncio.create_task(pool.run(tasks.spin, 120, timeout_s=200))
    await asyncio.sleep(0.1)
    print(*pool.pids, flush=True)
    await busy

asyncio.run(main())
"""


async def test_children_busy_or_idle_die_with_their_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220
    assert parent.stdout is not None
    pids = [int(word) for word in (await asyncio.to_thread(parent.stdout.readline)).split()]
    assert len(pids) == 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    await until_dead(*pids)
