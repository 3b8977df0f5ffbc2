"""Scheduling under a clock that a test moves, with a dispatcher that runs what is due when it is told to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.desk.schedules.calendars import Calendars
from bot.desk.schedules.pausing import TELL
from bot.desk.schedules.planning import Planned
from bot.desk.schedules.recurrence_text import parse
from bot.desk.schedules.scheduling import SLOT, Scheduling
from bot.desk.schedules.slot_posting import Due
from bot.errors import DeskwireError
from bot.model import Team
from bot.store import Job, Store
from tests.databases import FakeClock

TEAM = Team("T1", "E1")
START = datetime(2027, 3, 8, tzinfo=UTC)


class NoWorkers:
    async def run(self, task: str, *args: Any, timeout_s: float) -> Any:
        raise AssertionError(f"{task} is not for a run-time path")


async def drain(
    store: Store,
    clock: FakeClock,
    handlers: Mapping[str, Callable[[Job], Awaitable[None]]],
    owner: str = "d1",
    lease_s: float = 60.0,
) -> int:
    """Run every job that is due, the way the dispatcher does; a delayed one becomes ready again later."""
    ran = 0
    while jobs := await store.jobs.claim(owner, lease_s, 50, clock.now):
        for job in jobs:
            ran += 1
            try:
                await handlers[job.kind](job)
            except DeskwireError as error:
                if error.retry_after is None:
                    await store.jobs.fail(job, error.message)
                else:
                    await store.jobs.retry(job, clock.now + timedelta(seconds=error.retry_after), "later")
            else:
                await store.jobs.done(job)
    return ran


@dataclass
class Desk:
    """One scheduler, and a post that only notes."""

    store: Store
    clock: FakeClock
    posted: list[Due] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.calendars = Calendars(self.store, NoWorkers(), self.clock)
        self.scheduling = Scheduling(self.store, self.calendars, self.post, now=self.clock)

    async def post(self, due: Due) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.posted.append(due)

    async def tell(self, job: Job) -> None:
        self.told.append(dict(job.payload))

    async def at(self, when: datetime | str) -> list[Due]:
        """Move the clock, tick, run the jobs; what was posted."""
        self.clock.now = when if isinstance(when, datetime) else datetime.fromisoformat(f"{when}+00:00")
        before = len(self.posted)
        await self.scheduling.claim_due(self.clock.now)
        # Jobs that are claimed together start one after the other.
        for _ in range(2):
            await drain(self.store, self.clock, {SLOT: self.scheduling.run, TELL: self.tell})
            self.clock.advance(1)
        return self.posted[before:]

    async def schedule(self, text: str, zone: str = "UTC", channel: str = "C1") -> Planned:
        return await self.scheduling.create(TEAM, channel, "U1", {"list": "tech"}, parse(text, zone))
