"""The job table: what was promised, in one transaction with the event that asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import CursorResult, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Team
from bot.store.family import Family, RowLike
from bot.store.tables import event_keys, jobs, of_team, team_values
from bot.store.types import Json

JobState = Literal["ready", "running", "done", "failed"]
KEEP_KEYS = timedelta(days=7)
KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=30)
MAX_ERROR = 2_000
# Items of sources can come by the hundred; a pasted link must not stand behind them.
NOBODY_WAITS = "item"
# Nor may slow sites keep every place of a process from it.
NOBODY_WAITS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done. `payload` is JSON; `run_at` None means now; `max_attempts` counts the first try."""

    kind: str
    payload: Mapping[str, Json] = field(default_factory=dict)
    run_at: datetime | None = None
    max_attempts: int = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the job table. `attempts` counts this try too; with `owner` it identifies the claim."""

    id: int
    team: Team
    kind: str
    payload: Mapping[str, Json]
    state: JobState
    run_at: datetime
    lease_until: datetime | None
    owner: str
    attempts: int
    max_attempts: int
    error: str
    created_at: datetime
    finished_at: datetime | None


class Intake(Family):
    """Where the outside world comes in, each event once."""

    async def accept(self, team: Team, key: str, new: Sequence[NewJob]) -> bool:
        """Store an event's key and its jobs in one transaction.

        False, and nothing stored, when the key is known: the event is a repetition. When this returns, the
        jobs survive a crash; when it raises `DeskwireError`, nothing of it was stored.
        """
        now = self._clock()
        async with self._db.write() as connection:
            first = (
                self._insert(event_keys)
                .values(**team_values(team), key=key, seen_at=now)
                .on_conflict_do_nothing()
                .returning(event_keys.c.key)
            )
            if (await connection.execute(first)).first() is None:
                return False
            await insert_jobs(connection, team, new, now)
        return True

    async def release(self, team: Team, key: str) -> None:
        """Forget a key, so that a repetition of the event is taken again: its work failed for good."""
        async with self._db.write() as connection:
            await connection.execute(
                delete(event_keys).where(of_team(event_keys, team), event_keys.c.key == key)
            )

    async def prune(self, now: datetime) -> int:
        """Delete keys older than `KEEP_KEYS`; returns how many."""
        async with self._db.write() as connection:
            result = await connection.execute(
                delete(event_keys).where(event_keys.c.seen_at < now - KEEP_KEYS)
            )
            return _count(result)


class Jobs(Family):
    """The queue. A claim is a lease: who does not renew it loses the job to the next one who asks.

    `done`, `retry` and `fail` change nothing and return False when the lease went to somebody else
    meanwhile: the caller's work was then done twice, and only the present owner may say how it ended.
    """

    async def add(self, team: Team, new: Sequence[NewJob]) -> None:
        """Queue jobs that no outside event asked for."""
        now = self._clock()
        async with self._db.write() as connection:
            await insert_jobs(connection, team, new, now)

    async def claim(self, owner: str, lease_s: float, limit: int, now: datetime | None = None) -> list[Job]:
        """Take up to `limit` jobs that are due, or whose owner stopped renewing, for `lease_s` seconds.

        Oldest first, and what a person waits for before what sources brought, of which an owner holds at most
        `NOBODY_WAITS_AT_ONCE`. A job may come back with more
        attempts than its maximum, when every try ended with the death of its process: the caller fails it without
        running it.
        """
        now = now or self._clock()
        due = and_(jobs.c.state == "ready", jobs.c.run_at <= now)
        lost = and_(jobs.c.state == "running", jobs.c.lease_until <= now)
        # Asking first spares an idle dispatcher the write lock.
        async with self._db.read() as connection:
            if limit < 1 or not await connection.scalar(select(exists().where(or_(due, lost)))):
                return []
        taken: list[Job] = []
        async with self._db.write() as connection:
            behind = jobs.c.kind == NOBODY_WAITS
            mine = and_(jobs.c.state == "running", jobs.c.owner == owner, behind)
            held = await connection.scalar(select(func.count()).select_from(jobs).where(mine)) or 0
            for condition, most in (
                (lost, limit),
                (and_(due, ~behind), limit),
                (and_(due, behind), NOBODY_WAITS_AT_ONCE - held),
            ):
                room = min(most, limit - len(taken))
                if room < 1:
                    continue
                picked = (
                    select(jobs.c.id)
                    .where(condition)
                    .order_by(jobs.c.run_at, jobs.c.id)
                    .limit(room)
                    .with_for_update(skip_locked=True)
                )
                ids = (await connection.scalars(picked)).all()
                if not ids:
                    continue
                rows = await connection.execute(
                    update(jobs)
                    .where(jobs.c.id.in_(ids))
                    .values(
                        state="running",
                        owner=owner,
                        lease_until=now + timedelta(seconds=lease_s),
                        attempts=jobs.c.attempts + 1,
                    )
                    .returning(jobs)
                )
                taken += [_job(row) for row in rows]
        return sorted(taken, key=lambda job: (job.run_at, job.id))

    async def heartbeat(
        self, ids: Sequence[int], owner: str, lease_s: float, now: datetime | None = None
    ) -> set[int]:
        """Renew leases; returns the ids that are still the owner's."""
        if not ids:
            return set()
        now = now or self._clock()
        async with self._db.write() as connection:
            rows = await connection.scalars(
                update(jobs)
                .where(jobs.c.id.in_(ids), jobs.c.state == "running", jobs.c.owner == owner)
                .values(lease_until=now + timedelta(seconds=lease_s))
                .returning(jobs.c.id)
            )
            return set(rows.all())

    async def done(self, job: Job) -> bool:
        """The work is done."""
        return await self._end(job, state="done", finished_at=self._clock(), lease_until=None, error="")

    async def retry(self, job: Job, run_at: datetime, error: str) -> bool:
        """The work is to be tried again at `run_at`."""
        return await self._end(
            job, state="ready", run_at=run_at, lease_until=None, owner="", error=error[:MAX_ERROR]
        )

    async def fail(self, job: Job, error: str) -> bool:
        """The work failed for good."""
        return await self._end(
            job, state="failed", finished_at=self._clock(), lease_until=None, error=error[:MAX_ERROR]
        )

    async def release(self, owner: str, ids: Sequence[int] | None = None) -> int:
        """Hand back what `owner` holds (or the given ones of it), without counting the try."""
        held = and_(jobs.c.state == "running", jobs.c.owner == owner)
        if ids is not None:
            held = and_(held, jobs.c.id.in_(ids))
        async with self._db.write() as connection:
            result = await connection.execute(
                update(jobs)
                .where(held)
                .values(state="ready", owner="", lease_until=None, attempts=jobs.c.attempts - 1)
            )
            return _count(result)

    async def abandon(self) -> int:
        """End every lease at once; returns how many jobs wait for a new owner.

        For the start of a process that is the only one at its database: whoever held a lease is dead, and
        nobody needs to wait until the lease runs out.
        """
        async with self._db.write() as connection:
            result = await connection.execute(
                update(jobs).where(jobs.c.state == "running").values(lease_until=self._clock())
            )
            return _count(result)

    async def get(self, team: Team, job_id: int) -> Job | None:
        """One job."""
        async with self._db.read() as connection:
            row = (
                await connection.execute(select(jobs).where(of_team(jobs, team), jobs.c.id == job_id))
            ).first()
        return None if row is None else _job(row)

    async def counts(self) -> dict[JobState, int]:
        """How many jobs are in each state, over all teams."""
        async with self._db.read() as connection:
            rows = await connection.execute(
                select(jobs.c.state, func.count().label("n")).group_by(jobs.c.state)
            )
            found = {row.state: row.n for row in rows}
        states: tuple[JobState, ...] = ("ready", "running", "done", "failed")
        return {state: found.get(state, 0) for state in states}

    async def prune(self, now: datetime) -> int:
        """Delete what was done over `KEEP_DONE` and failed over `KEEP_FAILED` ago; returns how many."""
        old = or_(
            and_(jobs.c.state == "done", jobs.c.finished_at < now - KEEP_DONE),
            and_(jobs.c.state == "failed", jobs.c.finished_at < now - KEEP_FAILED),
        )
        async with self._db.write() as connection:
            return _count(await connection.execute(delete(jobs).where(old)))

    async def _end(self, job: Job, **values: object) -> bool:
        mine = and_(
            jobs.c.id == job.id,
            jobs.c.state == "running",
            jobs.c.owner == job.owner,
            jobs.c.attempts == job.attempts,
        )
        async with self._db.write() as connection:
            return _count(await connection.execute(update(jobs).where(mine).values(**values))) == 1


async def insert_jobs(connection: AsyncConnection, team: Team, new: Sequence[NewJob], now: datetime) -> None:
    """Queue jobs within a transaction of the caller's."""
    if new:
        await connection.execute(jobs.insert(), [_values(team, job, now) for job in new])


def _values(team: Team, job: NewJob, now: datetime) -> dict[str, object]:
    return team_values(team) | {
        "kind": job.kind,
        "payload": dict(job.payload),
        "state": "ready",
        "run_at": job.run_at or now,
        "max_attempts": job.max_attempts,
        "created_at": now,
    }


def _job(row: RowLike) -> Job:
    return Job(
        id=row.id,
        team=Team(row.team_id, row.enterprise_id),
        kind=row.kind,
        payload=row.payload,
        state=row.state,
        run_at=row.run_at,
        lease_until=row.lease_until,
        owner=row.owner,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _count(result: CursorResult[object]) -> int:
    return result.rowcount
