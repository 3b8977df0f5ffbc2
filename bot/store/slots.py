"""Slots: the moments at which a schedule owed something, and what became of each.

claimed -> posted | skipped | failed. A skipped one was too late to be of use; the next one says so, and its window
reaches back over it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Team
from bot.store.family import Family, RowLike
from bot.store.news_tables import slots
from bot.store.tables import of_team, team_values
from bot.store.types import Json

SlotState = Literal["claimed", "posted", "skipped", "failed"]
COVERED: tuple[SlotState, ...] = ("claimed", "posted")
"""States of slots whose window belongs to a post, made or owed."""
KEEP_SLOTS = timedelta(days=400)
LONGEST_WINDOW = timedelta(days=14)
"""Longer than any holiday of an exchange; what is older is no news."""


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A slot to be claimed: its moment and the window of what it tells, from excluded, to included."""

    at: datetime
    window_from: datetime
    window_to: datetime
    state: SlotState = "claimed"
    detail: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it is stored. `skipped` are the moments since the last post for which there was none."""

    team: Team
    schedule_id: str
    at: datetime
    state: SlotState
    claimed_at: datetime
    window_from: datetime
    window_to: datetime
    detail: dict[str, Json]
    skipped: tuple[datetime, ...] = ()

    @property
    def key(self) -> str:
        """The key of the delivery that posts it: the same for whoever tries, and however often."""
        return f"slot:{self.schedule_id}:{self.at:%Y%m%dT%H%M%SZ}"


class Slots(Family):
    """What became of each slot. `Schedules.claim` makes them."""

    async def get(self, team: Team, schedule_id: str, at: datetime) -> Slot | None:
        """One slot."""
        async with self._db.read() as connection:
            row = (await connection.execute(select(slots).where(_named(team, schedule_id, at)))).first()
        return None if row is None else _slot(row)

    async def list(self, team: Team, schedule_id: str) -> tuple[Slot, ...]:
        """Every slot of a schedule, in order."""
        query = select(slots).where(_of(team, schedule_id)).order_by(slots.c.slot)
        async with self._db.read() as connection:
            return tuple(_slot(row) for row in await connection.execute(query))

    async def covered_until(self, team: Team, schedule_id: str, before: datetime) -> datetime | None:
        """Up to where everything was told when a slot comes; None for the first slot of all."""
        async with self._db.read() as connection:
            return await _covered_until(connection, _of(team, schedule_id), before)

    async def begin(self, team: Team, schedule_id: str, at: datetime) -> Slot | None:
        """A slot that is about to be posted, with its window and the skipped ones as they are by now.

        A slot before it may have been skipped since it was claimed: then its window belongs to this one.
        """
        async with self._db.write() as connection:
            row = (await connection.execute(select(slots).where(_named(team, schedule_id, at)))).first()
            if row is None or row.state != "claimed":
                return None if row is None else _slot(row)
            mine = _of(team, schedule_id)
            covered = await _covered_until(connection, mine, at)
            # A window reaches back to the last post, but not beyond its floor.
            since = min(max(covered or row.window_from, _floor(row)), row.window_to)
            left = await connection.scalars(
                select(slots.c.slot)
                .where(mine, slots.c.state == "skipped", slots.c.slot < at)
                .where(slots.c.slot > max(covered or _floor(row), _floor(row)))
                .order_by(slots.c.slot)
            )
            skipped = tuple(left.all())
            await connection.execute(
                update(slots)
                .where(_named(team, schedule_id, at))
                .values(window_from=since, updated_at=self._clock())
            )
            changed = (await connection.execute(select(slots).where(_named(team, schedule_id, at)))).one()
            return _slot(changed, skipped)

    async def end(self, team: Team, schedule_id: str, at: datetime, state: SlotState) -> bool:
        """Say what became of a claimed slot; False if that was said before."""
        query = (
            update(slots)
            .where(_named(team, schedule_id, at), slots.c.state == "claimed")
            .values(state=state, updated_at=self._clock())
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def reopen(self, team: Team, schedule_id: str, after: datetime) -> datetime | None:
        """Forget the skipped slots after a moment: a clock that was ahead had taken them for missed.

        Returns the first of them, None if there were none.
        """
        which = and_(_of(team, schedule_id), slots.c.state == "skipped", slots.c.slot > after)
        async with self._db.write() as connection:
            found = await connection.scalars(delete(slots).where(which).returning(slots.c.slot))
            return min(found.all(), default=None)

    async def counts(self) -> dict[str, int]:
        """How many slots are in each state, over all teams."""
        query = select(slots.c.state, func.count().label("n")).group_by(slots.c.state)
        async with self._db.read() as connection:
            return {row.state: row.n for row in await connection.execute(query)}

    async def prune(self, now: datetime) -> int:
        """Delete slots that were claimed over `KEEP_SLOTS` ago; returns how many."""
        async with self._db.write() as connection:
            result = await connection.execute(delete(slots).where(slots.c.claimed_at < now - KEEP_SLOTS))
            return result.rowcount


async def insert_slots(
    connection: AsyncConnection,
    insert: Callable[[Table], Any],
    team: Team,
    schedule_id: str,
    new: Sequence[NewSlot],
    now: datetime,
) -> list[NewSlot]:
    """Claim slots within a transaction of the caller's; returns those that nobody had claimed."""
    claimed: list[NewSlot] = []
    for slot in new:
        query = (
            insert(slots)
            .values(
                **team_values(team),
                schedule_id=schedule_id,
                slot=slot.at,
                state=slot.state,
                claimed_at=now,
                window_from=slot.window_from,
                window_to=slot.window_to,
                detail=slot.detail,
                updated_at=now,
            )
            .on_conflict_do_nothing()
            .returning(slots.c.slot)
        )
        if (await connection.execute(query)).first() is not None:
            claimed.append(slot)
    return claimed


async def _covered_until(
    connection: AsyncConnection, mine: ColumnElement[bool], before: datetime
) -> datetime | None:
    query = (
        select(slots.c.window_to)
        .where(mine, slots.c.state.in_(COVERED), slots.c.slot < before)
        .order_by(slots.c.slot.desc())
        .limit(1)
    )
    found: datetime | None = await connection.scalar(query)
    if found is None:
        # Nothing was posted yet: what the first slot would have told is still to be told.
        found = await connection.scalar(
            select(func.min(slots.c.window_from)).where(mine, slots.c.slot < before)
        )
    return found


def _of(team: Team, schedule_id: str) -> ColumnElement[bool]:
    return and_(of_team(slots, team), slots.c.schedule_id == schedule_id)


def _named(team: Team, schedule_id: str, at: datetime) -> ColumnElement[bool]:
    return and_(_of(team, schedule_id), slots.c.slot == at)


def _floor(row: RowLike) -> datetime:
    """The earliest start that a slot's window may have."""
    floor: datetime = row.slot - LONGEST_WINDOW
    return floor


def _slot(row: RowLike, skipped: tuple[datetime, ...] = ()) -> Slot:
    return Slot(
        team=Team(row.team_id, row.enterprise_id),
        schedule_id=row.schedule_id,
        at=row.slot,
        state=row.state,
        claimed_at=row.claimed_at,
        window_from=row.window_from,
        window_to=row.window_to,
        detail=row.detail,
        skipped=skipped,
    )
