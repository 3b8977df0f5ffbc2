"""A pool of worker processes for what would hold up the event loop: extraction and analysis."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, overload

import structlog

from bot.errors import DeskwireError
from bot.work.wire import Answer, Call, Task
from bot.work.worker import Died, Worker

T = TypeVar("T")

TRIES = 2
START_S = 120.0
LONGEST_PAUSE_S = 30.0

_log = structlog.get_logger(__name__)


class WorkerPool:
    """`workers` processes that each run one task at a time; waiting tasks are served in order.

    A process that holds more than `memory_mb` after a task is replaced. `initializer` runs once in every new
    process, before it gets a task: load models there. Tasks and the initializer are module-level functions or
    `module:name`; only with the latter this process never imports what the task imports.
    """

    def __init__(self, workers: int, memory_mb: int, initializer: Task | None = None) -> None:
        self._size = workers
        self._memory_mb = memory_mb
        self._initializer = initializer
        # None means that the pool is stopped; whoever takes it puts it back for the next one.
        self._idle: asyncio.Queue[Worker | None] = asyncio.Queue()
        self._alive: set[Worker] = set()
        self._replacing: set[asyncio.Task[None]] = set()
        self._started = False
        self._stopped = False

    @property
    def ready(self) -> bool:
        """Whether a worker is there and warm."""
        return self._started and not self._stopped and bool(self._alive)

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the warm workers, for the memory figures of the whole bot."""
        return tuple(sorted(worker.pid for worker in self._alive))

    async def start(self) -> None:
        """Start every worker and wait until all are warm. Raises `DeskwireError` if they cannot be."""
        if self._started:
            return
        warm = await asyncio.gather(*(self._warm() for _ in range(self._size)), return_exceptions=True)
        failures = [outcome for outcome in warm if isinstance(outcome, BaseException)]
        for outcome in warm:
            if isinstance(outcome, Worker):
                self._enlist(outcome)
        if failures:
            await self.stop()
            raise failures[0]
        self._started = True

    async def stop(self) -> None:
        """End every process; whatever runs or waits gets `DeskwireError("unavailable")`."""
        self._stopped = True
        self._idle.put_nowait(None)
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, return_exceptions=True)
        await asyncio.gather(*(worker.kill() for worker in self._alive))
        self._alive.clear()

    @overload
    async def run(self, task: Callable[..., T], *args: Any, timeout_s: float) -> T: ...
    @overload
    async def run(self, task: str, *args: Any, timeout_s: float) -> Any: ...
    async def run(self, task: Task, *args: Any, timeout_s: float) -> Any:
        """Run a task in a worker and return its result.

        `timeout_s` starts when a worker takes the task, not while it waits for one. Raises the
        `DeskwireError` that the task raised; `timeout` when it took too long, its process is killed then;
        `internal` when it raised anything else, which is logged, or when its process died twice;
        `unavailable` when the pool stops. Cancelling the caller kills the process too.
        """
        call = Call(task, args)
        for _ in range(TRIES):
            worker = await self._take()
            try:
                async with asyncio.timeout(timeout_s):
                    answer = await worker.call(call)
            except TimeoutError:
                self._replace(worker, "timeout")
                raise DeskwireError(
                    "timeout", f"This took longer than {timeout_s:g} s and was stopped; try a shorter text."
                ) from None
            except Died:
                self._replace(worker, "died")
                continue
            except asyncio.CancelledError:
                self._replace(worker, "cancelled")
                raise
            except BaseException:
                # The call could not be sent, or its answer not be read.
                self._replace(worker, "unusable")
                raise
            self._give_back(worker, answer)
            return _value(answer, call)
        if self._stopped:
            raise _stopping()
        raise DeskwireError(
            "internal", "The worker process died twice over this; report it with the id in the log."
        )

    async def _take(self) -> Worker:
        if not (self._started or self._stopped):
            raise RuntimeError("start the pool before running tasks")
        worker = await self._idle.get()
        if worker is None or self._stopped:
            self._idle.put_nowait(None)
            raise _stopping()
        return worker

    def _give_back(self, worker: Worker, answer: Answer) -> None:
        if answer.memory_mb > self._memory_mb:
            _log.info("worker_recycled", pid=worker.pid, memory_mb=round(answer.memory_mb))
            self._replace(worker, "memory")
        else:
            self._idle.put_nowait(worker)

    def _enlist(self, worker: Worker) -> None:
        self._alive.add(worker)
        self._idle.put_nowait(worker)

    def _replace(self, worker: Worker, why: str) -> None:
        self._alive.discard(worker)
        task = asyncio.create_task(self._replacement(worker, why))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replacement(self, worker: Worker, why: str) -> None:
        status = await worker.kill()
        if why != "memory":
            _log.warning("worker_replaced", pid=worker.pid, why=why, status=status)
        pause = 1.0
        while not self._stopped:
            try:
                self._enlist(await self._warm())
            except DeskwireError as error:
                _log.error("worker_not_started", error=error.message, pause_s=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE_S, pause * 2)
            else:
                return

    async def _warm(self) -> Worker:
        worker = await Worker.start(self._memory_mb)
        try:
            call = Call(self._initializer or "os:getpid")
            async with asyncio.timeout(START_S):
                _value(await worker.call(call), call)
        except (Died, TimeoutError, DeskwireError) as error:
            await worker.kill()
            raise DeskwireError(
                "internal", "A worker process cannot start; run `deskwire doctor` and read the log."
            ) from error
        except BaseException:
            await worker.kill()
            raise
        return worker


def _value(answer: Answer, call: Call) -> Any:
    if answer.defect:
        name = call.task if isinstance(call.task, str) else call.task.__qualname__
        _log.error("task_raised", task=name, traceback=answer.defect)
        raise DeskwireError(
            "internal", "Something went wrong while reading this; report it with the id in the log."
        )
    if answer.error is not None:
        raise answer.error
    return answer.value


def _stopping() -> DeskwireError:
    return DeskwireError("unavailable", "Deskwire is restarting; try again in a minute.", retry_after=30.0)
