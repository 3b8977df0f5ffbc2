"""Schedules, and the slots in which they owed something.

`next_at` is when a schedule is looked at again; `last_slot` is how far its slots have been dealt with. A slot is
claimed by its key (schedule, moment) in the transaction that stores the job which posts it and moves the schedule on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from bot.model import Team
from bot.store.audit import NewEntry, write_entry
from bot.store.family import Family, RowLike
from bot.store.jobs import NewJob, insert_jobs
from bot.store.news_tables import schedules
from bot.store.slots import NewSlot, insert_slots
from bot.store.tables import of_team, team_values
from bot.store.types import Json

ScheduleState = Literal["active", "paused", "deleted"]
KEEP_DELETED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is posted where and when. `subject` says what, `recurrence` when, both as JSON of their makers.

    `reason` says in a sentence why it is paused. `next_at` None: it is never due.
    """

    team: Team
    id: str
    channel: str
    created_by: str
    created_at: datetime
    subject: Mapping[str, Json]
    recurrence: Mapping[str, Json]
    state: ScheduleState = "active"
    reason: str = ""
    next_at: datetime | None = None
    last_slot: datetime | None = None
    updated_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a scheduler wants of a schedule as it has `seen` it: slots, the jobs that post them by their moments, and
    where the schedule stands afterwards.
    """

    seen: Schedule
    new: Sequence[NewSlot]
    jobs: Mapping[datetime, NewJob]
    last_slot: datetime | None
    next_at: datetime | None


class Schedules(Family):
    """Schedules. What changes one changes it only if it is still as the caller saw it."""

    async def add(self, schedule: Schedule) -> None:
        """Store a new schedule."""
        async with self._db.write() as connection:
            await connection.execute(
                schedules.insert().values(
                    **team_values(schedule.team),
                    id=schedule.id,
                    channel=schedule.channel,
                    created_by=schedule.created_by,
                    created_at=schedule.created_at,
                    subject=schedule.subject,
                    recurrence=schedule.recurrence,
                    state=schedule.state,
                    reason=schedule.reason,
                    next_at=schedule.next_at,
                    last_slot=schedule.last_slot,
                    updated_at=self._clock(),
                )
            )

    async def get(self, team: Team, schedule_id: str) -> Schedule | None:
        """A schedule, deleted ones too."""
        async with self._db.read() as connection:
            row = (await connection.execute(select(schedules).where(_named(team, schedule_id)))).first()
        return None if row is None else _schedule(row)

    async def list(self, team: Team, channel: str | None = None) -> tuple[Schedule, ...]:
        """What is scheduled, in a channel or (None) anywhere, oldest first."""
        query = select(schedules).where(of_team(schedules, team), schedules.c.state != "deleted")
        if channel is not None:
            query = query.where(schedules.c.channel == channel)
        query = query.order_by(schedules.c.created_at, schedules.c.id)
        async with self._db.read() as connection:
            return tuple(_schedule(row) for row in await connection.execute(query))

    async def due(self, now: datetime, limit: int) -> tuple[Schedule, ...]:
        """Active schedules of all teams whose moment has come, the longest due first."""
        query = (
            select(schedules)
            .where(schedules.c.state == "active", schedules.c.next_at <= now)
            .order_by(schedules.c.next_at, schedules.c.id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return tuple(_schedule(row) for row in await connection.execute(query))

    async def ahead(self, now: datetime) -> tuple[Schedule, ...]:
        """Active schedules whose slots were dealt with beyond `now`: a clock had been ahead."""
        query = select(schedules).where(schedules.c.state == "active", schedules.c.last_slot > now)
        async with self._db.read() as connection:
            return tuple(_schedule(row) for row in await connection.execute(query))

    async def active(self) -> tuple[Schedule, ...]:
        """Every active schedule of all teams."""
        query = select(schedules).where(schedules.c.state == "active")
        async with self._db.read() as connection:
            return tuple(_schedule(row) for row in await connection.execute(query))

    async def next_due(self) -> datetime | None:
        """When the next one is due, over all teams."""
        query = select(func.min(schedules.c.next_at)).where(schedules.c.state == "active")
        async with self._db.read() as connection:
            found: datetime | None = await connection.scalar(query)
            return found

    async def claim(self, claims: Sequence[Claim]) -> Sequence[tuple[Claim, NewSlot]]:
        """Claim slots with the jobs that post them, and move their schedules on, all in one transaction.

        Nothing of a schedule is stored if it was changed since it was `seen`: by another scheduler, by a person. Of
        the others, the slots that were new: one that was claimed before stays as it is and gets no job.
        """
        now = self._clock()
        claimed: list[tuple[Claim, NewSlot]] = []
        async with self._db.write() as connection:
            # Everybody in the same order, so that two schedulers wait for each other in one direction only.
            for each in sorted(claims, key=lambda claim: _order(claim.seen)):
                moved = await connection.execute(
                    update(schedules)
                    .where(_as_seen(each.seen))
                    .values(last_slot=each.last_slot, next_at=each.next_at, updated_at=now)
                )
                if moved.rowcount != 1:
                    continue
                team = each.seen.team
                new = await insert_slots(connection, self._insert, team, each.seen.id, each.new, now)
                await insert_jobs(
                    connection, team, [each.jobs[slot.at] for slot in new if slot.at in each.jobs], now
                )
                claimed += [(each, slot) for slot in new]
        return claimed

    async def replan(self, seen: Schedule, last_slot: datetime | None, next_at: datetime | None) -> bool:
        """Move an active schedule; False if it was changed since it was `seen`."""
        query = update(schedules).where(_as_seen(seen))
        async with self._db.write() as connection:
            result = await connection.execute(
                query.values(last_slot=last_slot, next_at=next_at, updated_at=self._clock())
            )
            return result.rowcount == 1

    async def pause(
        self, team: Team, schedule_id: str, reason: str, jobs: Sequence[NewJob] = (), actor: str = ""
    ) -> bool:
        """Pause an active schedule, with the jobs that tell somebody of it; False if it was not active."""
        async with self._db.write() as connection:
            result = await connection.execute(
                update(schedules)
                .where(_named(team, schedule_id), schedules.c.state == "active")
                .values(state="paused", reason=reason, updated_at=self._clock())
            )
            if result.rowcount != 1:
                return False
            await insert_jobs(connection, team, jobs, self._clock())
            entry = NewEntry("pause", actor, schedule_id, {"reason": reason})
            await write_entry(connection, team, entry, self._clock())
        return True

    async def resume(
        self, team: Team, schedule_id: str, last_slot: datetime, next_at: datetime | None, actor: str = ""
    ) -> bool:
        """Set a paused schedule going: nothing up to `last_slot` is owed. False if it was not paused."""
        return await self._set(
            _named(team, schedule_id) & (schedules.c.state == "paused"),
            NewEntry("resume", actor, schedule_id),
            team,
            state="active",
            reason="",
            last_slot=last_slot,
            next_at=next_at,
        )

    async def delete(self, team: Team, schedule_id: str, actor: str = "") -> bool:
        """Delete a schedule; False if there was none. Its row stays for a while, for jobs that still name it."""
        return await self._set(
            _named(team, schedule_id) & (schedules.c.state != "deleted"),
            NewEntry("delete", actor, schedule_id),
            team,
            state="deleted",
            next_at=None,
        )

    async def prune(self, now: datetime) -> int:
        """Forget schedules that were deleted over `KEEP_DELETED` ago; returns how many."""
        old = and_(schedules.c.state == "deleted", schedules.c.updated_at < now - KEEP_DELETED)
        async with self._db.write() as connection:
            return (await connection.execute(delete(schedules).where(old))).rowcount

    async def _set(self, which: ColumnElement[bool], entry: NewEntry, team: Team, **values: object) -> bool:
        now = self._clock()
        async with self._db.write() as connection:
            result = await connection.execute(update(schedules).where(which).values(**values, updated_at=now))
            if result.rowcount != 1:
                return False
            await write_entry(connection, team, entry, now)
        return True


def _order(schedule: Schedule) -> tuple[str, str, str]:
    return schedule.team.enterprise_id, schedule.team.team_id, schedule.id


def _named(team: Team, schedule_id: str) -> ColumnElement[bool]:
    return and_(of_team(schedules, team), schedules.c.id == schedule_id)


def _as_seen(seen: Schedule) -> ColumnElement[bool]:
    """Nobody has moved, paused or deleted it since. PostgreSQL asks again once it holds the row."""
    last, due = schedules.c.last_slot, schedules.c.next_at
    return and_(
        _named(seen.team, seen.id),
        schedules.c.state == "active",
        last.is_(None) if seen.last_slot is None else last == seen.last_slot,
        due.is_(None) if seen.next_at is None else due == seen.next_at,
    )


def _schedule(row: RowLike) -> Schedule:
    return Schedule(
        team=Team(row.team_id, row.enterprise_id),
        id=row.id,
        channel=row.channel,
        created_by=row.created_by,
        created_at=row.created_at,
        subject=row.subject,
        recurrence=row.recurrence,
        state=row.state,
        reason=row.reason,
        next_at=row.next_at,
        last_slot=row.last_slot,
        updated_at=row.updated_at,
    )
