"""The dispatcher: takes jobs from the table, runs their handlers, and says how they ended."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, cast, get_args

import structlog

from bot.errors import DeskwireError, ErrorCode
from bot.settings import WorkSettings
from bot.store.jobs import Job, Jobs
from bot.store.types import utc_now
from bot.work.backoff import delay

Handler = Callable[[Job], Awaitable[None]]
OnFailed = Callable[[Job, Exception], Awaitable[None]]
Result = Literal["done", "retried", "failed", "released", "lost"]

POLL_S = 1.0
HICCUP_S = 10.0
CANCEL_S = 2.0
# How often telling a person about a failure is itself tried again.
TELLING_TRIES = 3
# A defect of ours seldom mends itself, and somebody waits for an answer.
DEFECT_TRIES = 3

_log = structlog.get_logger(__name__)


class RetryLater(Exception):
    """Raised by a handler that cannot go on now: try again after so many seconds, or later. Counts as a try.

    The waits grow, so that the tries outlast a lease that a killed process left behind.
    """

    def __init__(self, after: float, reason: str) -> None:
        super().__init__(reason)
        self.after = after
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ended:
    """For metrics: how a try ended, how long the job had been due before, and how long the try took."""

    job_id: int
    kind: str
    result: Result
    waited_s: float
    took_s: float


class Dispatcher:
    """Runs up to `settings.concurrency` jobs at once, renewing their leases while they run.

    A handler that returns has done its job. `RetryLater`, a `DeskwireError` with `retry_after` and any
    unexpected exception are tried again with back-off, up to the job's `max_attempts` (an unexpected
    exception at most three times); any other
    `DeskwireError` is final. A job that failed for good is reported to `on_failed` before it is marked, so
    that a crash in between reports it again rather than never. Handlers may run twice after a crash and must
    bear it.

    `owner` names this dispatcher among all processes at the database and is never used twice. `observe`
    is called with every `Ended`.
    """

    def __init__(
        self,
        jobs: Jobs,
        handlers: Mapping[str, Handler],
        settings: WorkSettings,
        *,
        owner: str,
        clock: Callable[[], datetime] = utc_now,
        on_failed: OnFailed | None = None,
        observe: Callable[[Ended], None] | None = None,
        poll_s: float = POLL_S,
        rng: random.Random | None = None,
    ) -> None:
        self._jobs = jobs
        self._handlers = handlers
        self._settings = settings
        self._owner = owner
        self._clock = clock
        self._on_failed = on_failed
        self._observe = observe
        self._poll_s = poll_s
        self._rng = rng or random.Random()
        self._awake = asyncio.Event()
        self._running: dict[int, asyncio.Task[None]] = {}
        # Handlers that returned: their tasks only write the end down and are never cancelled.
        self._ending: set[int] = set()

    def wake(self) -> None:
        """Look for jobs now: one was just stored by this process. Call it on the event loop."""
        self._awake.set()

    @property
    def running(self) -> int:
        """How many jobs run now."""
        return len(self._running)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then drain: see `_drain`. Outlives failures of the database."""
        stopping = asyncio.create_task(stop.wait())
        heart = asyncio.create_task(self._heartbeats())
        hiccups = 0
        try:
            while not stop.is_set():
                self._awake.clear()
                try:
                    await self._fill()
                except DeskwireError as error:
                    hiccups += 1
                    _log.warning("jobs_unreachable", error=error.message, tries=hiccups)
                    await _first(min(HICCUP_S, self._poll_s * 2 ** min(hiccups, 10)), stopping)
                    continue
                hiccups = 0
                awake = asyncio.create_task(self._awake.wait())
                await _first(self._poll_s, stopping, awake)
                awake.cancel()
            await self._drain()
        finally:
            heart.cancel()
            stopping.cancel()
            for task in self._running.values():
                task.cancel()

    async def _fill(self) -> None:
        free = self._settings.concurrency - len(self._running)
        if free < 1:
            return
        for job in await self._jobs.claim(self._owner, self._settings.lease_s, free, self._clock()):
            task = asyncio.create_task(self._work(job), name=f"job-{job.id}")
            self._running[job.id] = task
            task.add_done_callback(partial(self._forget, job.id))

    def _forget(self, job_id: int, _task: asyncio.Task[None]) -> None:
        self._running.pop(job_id, None)
        self._ending.discard(job_id)
        self.wake()

    async def _heartbeats(self) -> None:
        while True:
            await asyncio.sleep(self._settings.lease_s / 3)
            held = list(self._running)
            try:
                kept = await self._jobs.heartbeat(held, self._owner, self._settings.lease_s, self._clock())
            except Exception as error:  # noqa: BLE001 - without heartbeats every lease would run out
                _log.warning("heartbeat_failed", error=str(error), jobs=len(held))
                continue
            for job_id in set(held) - kept - self._ending:
                if (task := self._running.get(job_id)) is not None:
                    _log.warning("lease_lost", job=job_id)
                    task.cancel()

    async def _drain(self) -> None:
        """Let running jobs end for at most `drain_s`, cancel the rest, and hand back what is held."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=self._settings.drain_s)
        left = list(self._running.values())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=CANCEL_S)
        try:
            released = await self._jobs.release(self._owner)
        except DeskwireError as error:
            _log.warning("release_failed", error=error.message)
        else:
            _log.info("jobs_drained", released=released)

    async def _work(self, job: Job) -> None:
        started = time.monotonic()
        waited = max(0.0, (self._clock() - job.run_at).total_seconds())
        try:
            result = await self._attempt(job)
        except asyncio.CancelledError:
            result = "released"
        except DeskwireError as error:
            # The end could not be written down: the lease runs out and the job is tried again.
            _log.error("job_end_not_stored", job=job.id, kind=job.kind, error=error.message)
            result = "lost"
        if self._observe is not None:
            self._observe(Ended(job.id, job.kind, result, waited, time.monotonic() - started))

    async def _attempt(self, job: Job) -> Result:
        if job.attempts > job.max_attempts:
            return await self._give_up(job, _why_again(job))
        error: Exception
        try:
            handler = self._handlers.get(job.kind)
            if handler is None:
                raise LookupError(f"no handler for jobs of kind {job.kind}")
            await handler(job)
        except RetryLater as later:
            wait = max(later.after, delay(job.attempts, self._rng))
            error = DeskwireError("unavailable", later.reason, retry_after=later.after)
        except DeskwireError as failure:
            if failure.retry_after is None:
                return await self._give_up(job, failure)
            wait, error = max(failure.retry_after, delay(job.attempts, self._rng)), failure
        except Exception as defect:  # noqa: BLE001 - whatever a handler raises, the job gets its answer
            _log.error("job_raised", job=job.id, kind=job.kind, attempt=job.attempts, exc_info=defect)
            if job.attempts >= DEFECT_TRIES:
                return await self._give_up(job, defect)
            wait, error = delay(job.attempts, self._rng), defect
        else:
            return await self._write_end(job, "done", lambda: self._jobs.done(job))
        if job.attempts >= job.max_attempts:
            return await self._give_up(job, error)
        _log.info("job_retried", job=job.id, kind=job.kind, attempt=job.attempts, wait_s=round(wait, 1))
        return await self._retry(job, wait, error)

    async def _retry(self, job: Job, wait_s: float, error: Exception) -> Result:
        run_at = self._clock() + timedelta(seconds=wait_s)
        return await self._write_end(job, "retried", lambda: self._jobs.retry(job, run_at, _said(error)))

    async def _give_up(self, job: Job, error: Exception) -> Result:
        _log.warning("job_failed", job=job.id, kind=job.kind, attempts=job.attempts, error=_said(error))
        if self._on_failed is not None:
            try:
                await self._on_failed(job, error)
            except Exception as defect:  # noqa: BLE001 - the failure must be told or tried again, not lost
                _log.error("failure_not_told", job=job.id, kind=job.kind, exc_info=defect)
                if job.attempts < job.max_attempts + TELLING_TRIES:
                    return await self._retry(job, delay(job.attempts, self._rng), error)
        return await self._write_end(job, "failed", lambda: self._jobs.fail(job, _said(error)))

    async def _write_end(self, job: Job, result: Result, write: Callable[[], Awaitable[bool]]) -> Result:
        """Write an end down, through hiccups of the database, for as long as the lease can last."""
        self._ending.add(job.id)
        give_up = time.monotonic() + self._settings.lease_s
        pause = 0.1
        while True:
            try:
                return result if await write() else "lost"
            except DeskwireError as error:
                if time.monotonic() + pause > give_up:
                    raise
                _log.warning("job_end_delayed", job=job.id, error=error.message)
                await asyncio.sleep(pause)
                pause = min(2.0, pause * 2)


def _said(error: Exception) -> str:
    if isinstance(error, DeskwireError):
        return f"{error.code}: {error.message}"
    return f"{type(error).__name__}: {error}"


def _why_again(job: Job) -> DeskwireError:
    """Why a job comes back that may not be tried any more: its failure was not told, or it kills."""
    code, _, message = job.error.partition(": ")
    if code in get_args(ErrorCode) and message:
        return DeskwireError(cast(ErrorCode, code), message)
    return DeskwireError(
        "internal", "This work stopped its process every time it was tried; report it with the id in the log."
    )


async def _first(at_most_s: float, *tasks: asyncio.Task[object]) -> None:
    await asyncio.wait(tasks, timeout=at_most_s, return_when=asyncio.FIRST_COMPLETED)
