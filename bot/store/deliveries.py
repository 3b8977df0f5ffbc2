"""Deliveries: one message owed to one channel, posted once although Slack offers no idempotency key.

owed -> claimed -> posted | failed | suppressed. Whoever posts claims first. A claim that ran out, or whose
holder is in doubt, may have been posted: the next claim is marked `ambiguous`, and its holder looks for the
key in the channel before posting again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, true, update

from bot.model import Team
from bot.store.audit import NewEntry, write_entry
from bot.store.family import Family, RowLike
from bot.store.tables import deliveries, of_team, team_values

DeliveryState = Literal["owed", "claimed", "posted", "failed", "suppressed"]
FINAL: tuple[DeliveryState, ...] = ("posted", "failed", "suppressed")
KEEP_FINISHED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that is owed, or what became of it.

    `ambiguous`: an earlier claim ended without word, so the message may stand in the channel already.
    `code` is the error code of a failed one and the reason of a suppressed one. `ts` is Slack's name of
    the posted message.
    """

    team: Team
    key: str
    channel: str
    thread_ts: str | None
    kind: str
    state: DeliveryState
    ambiguous: bool
    owner: str
    lease_until: datetime | None
    attempts: int
    ts: str | None
    code: str
    created_at: datetime
    updated_at: datetime


class Deliveries(Family):
    """The ledger of what is owed. Ends (`posted`, `failed`, `suppressed`) are final and change once.

    An end takes an audit entry that is written in the same transaction.
    """

    async def owe(self, team: Team, key: str, channel: str, thread_ts: str | None, kind: str) -> Delivery:
        """Record that a message is owed; the existing delivery, unchanged, if the key is known."""
        now = self._clock()
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(deliveries)
                .values(
                    **team_values(team),
                    key=key,
                    channel=channel,
                    thread_ts=thread_ts,
                    kind=kind,
                    state="owed",
                    ambiguous=False,
                    owner="",
                    attempts=0,
                    code="",
                    created_at=now,
                    updated_at=now,
                )
                .on_conflict_do_nothing()
            )
            query = select(deliveries).where(_named(team, key))
            return _delivery((await connection.execute(query)).one())

    async def get(self, team: Team, key: str) -> Delivery | None:
        """The delivery with this key."""
        async with self._db.read() as connection:
            row = (await connection.execute(select(deliveries).where(_named(team, key)))).first()
        return None if row is None else _delivery(row)

    async def claim(
        self, team: Team, key: str, owner: str, lease_s: float, now: datetime | None = None
    ) -> Delivery | None:
        """Take the right to post for `lease_s` seconds; None if it is over, unknown, or somebody else's."""
        now = now or self._clock()
        lost = and_(deliveries.c.state == "claimed", deliveries.c.lease_until <= now)
        query = (
            update(deliveries)
            .where(_named(team, key), or_(deliveries.c.state == "owed", lost))
            .values(
                state="claimed",
                ambiguous=case((deliveries.c.state == "claimed", true()), else_=deliveries.c.ambiguous),
                owner=owner,
                lease_until=now + timedelta(seconds=lease_s),
                attempts=deliveries.c.attempts + 1,
                updated_at=now,
            )
            .returning(deliveries)
        )
        async with self._db.write() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _delivery(row)

    async def abandon(self) -> int:
        """End every claim at once, for the start of a process that is the only one at its database.

        The claims stay in doubt: whoever takes one looks first whether the message stands in the channel.
        """
        now = self._clock()
        query = update(deliveries).where(deliveries.c.state == "claimed").values(lease_until=now)
        async with self._db.write() as connection:
            return int((await connection.execute(query)).rowcount)

    async def release(self, team: Team, key: str) -> bool:
        """Give a claim back, sure that nothing was posted: Slack refused, or the channel was searched."""
        return await self._change(
            _named(team, key, "claimed"), state="owed", ambiguous=False, owner="", lease_until=None
        )

    async def doubt(self, team: Team, key: str) -> bool:
        """Give a claim back without knowing whether it was posted: a time-out, a dropped connection."""
        return await self._change(_named(team, key, "claimed"), lease_until=self._clock(), ambiguous=True)

    async def posted(self, team: Team, key: str, ts: str, audit: NewEntry | None = None) -> bool:
        """The message stands in the channel as `ts`."""
        return await self._end(team, key, audit, state="posted", ts=ts)

    async def failed(self, team: Team, key: str, code: str, audit: NewEntry | None = None) -> bool:
        """It cannot be posted, for good."""
        return await self._end(team, key, audit, state="failed", code=code)

    async def suppressed(self, team: Team, key: str, reason: str, audit: NewEntry | None = None) -> bool:
        """The policy stopped it before posting."""
        return await self._end(team, key, audit, state="suppressed", code=reason)

    async def open(self, team: Team) -> list[Delivery]:
        """What is owed or claimed, oldest first."""
        query = (
            select(deliveries)
            .where(of_team(deliveries, team), deliveries.c.state.in_(("owed", "claimed")))
            .order_by(deliveries.c.created_at, deliveries.c.key)
        )
        async with self._db.read() as connection:
            return [_delivery(row) for row in await connection.execute(query)]

    async def counts(self) -> dict[str, int]:
        """How many deliveries are in each state, over all teams."""
        query = select(deliveries.c.state, func.count().label("n")).group_by(deliveries.c.state)
        async with self._db.read() as connection:
            return {row.state: row.n for row in await connection.execute(query)}

    async def prune(self, now: datetime) -> int:
        """Delete what ended over `KEEP_FINISHED` ago; returns how many. The audit trail keeps its record."""
        old = and_(deliveries.c.state.in_(FINAL), deliveries.c.updated_at < now - KEEP_FINISHED)
        async with self._db.write() as connection:
            return (await connection.execute(delete(deliveries).where(old))).rowcount

    async def _change(self, which: ColumnElement[bool], **values: object) -> bool:
        query = update(deliveries).where(which).values(**values, updated_at=self._clock())
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def _end(self, team: Team, key: str, audit: NewEntry | None, **values: object) -> bool:
        now = self._clock()
        query = (
            update(deliveries)
            .where(_named(team, key, "owed", "claimed"))
            .values(**values, ambiguous=False, owner="", lease_until=None, updated_at=now)
        )
        async with self._db.write() as connection:
            changed = (await connection.execute(query)).rowcount == 1
            if changed and audit is not None:
                await write_entry(connection, team, audit, now)
        return changed


def _named(team: Team, key: str, *states: DeliveryState) -> ColumnElement[bool]:
    named = and_(of_team(deliveries, team), deliveries.c.key == key)
    return and_(named, deliveries.c.state.in_(states)) if states else named


def _delivery(row: RowLike) -> Delivery:
    return Delivery(
        team=Team(row.team_id, row.enterprise_id),
        key=row.key,
        channel=row.channel,
        thread_ts=row.thread_ts,
        kind=row.kind,
        state=row.state,
        ambiguous=row.ambiguous,
        owner=row.owner,
        lease_until=row.lease_until,
        attempts=row.attempts,
        ts=row.ts,
        code=row.code,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
