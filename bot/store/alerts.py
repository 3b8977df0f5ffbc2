"""Alerts, and what each has raised: exactly once, however many processes see the same news."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Team
from bot.store.audit import NewEntry, write_entry
from bot.store.family import Family, RowLike
from bot.store.jobs import NewJob, insert_jobs
from bot.store.news_tables import alerts, firings
from bot.store.tables import of_team, team_values
from bot.store.types import Json

AlertState = Literal["active", "paused", "deleted"]
KEEP_FIRINGS = timedelta(days=90)
KEEP_DELETED = timedelta(days=30)
AT_ONCE = 200
"""How many alerts judge in one transaction."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that somebody made. `reason` says why it is paused. A deleted one is kept for a while, so that
    processes which had read it notice.
    """

    team: Team
    id: str
    name: str
    channel: str
    created_by: str
    rule: Mapping[str, Json]
    created_at: datetime
    state: AlertState = "active"
    reason: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Firing:
    """Something that an alert raised, or held back: `key` is unique in the alert."""

    key: str
    at: datetime
    value: float
    state: str
    detail: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewFiring:
    """A firing to be kept together with the jobs that post it."""

    firing: Firing
    jobs: tuple[NewJob, ...] = ()


Deciding = Callable[[Sequence[Firing]], Sequence[NewFiring]]


@dataclass(frozen=True, slots=True)
class AlertClaim:
    """One alert that judges: `decide` is given its firings, oldest first, and says what to keep."""

    team: Team
    alert_id: str
    decide: Deciding


def _values(claim: AlertClaim, firing: Firing) -> dict[str, Json]:
    return {
        **team_values(claim.team),
        "alert_id": claim.alert_id,
        "key": firing.key,
        "at": firing.at,
        "value": firing.value,
        "state": firing.state,
        "detail": dict(firing.detail),
    }


class Alerts(Family):
    """The rules and their firings."""

    async def add(self, alert: Alert) -> bool:
        """Keep a new alert; False if its id is known, because the same command came twice."""
        now = self._clock()
        query = (
            self._insert(alerts)
            .values(
                **team_values(alert.team),
                id=alert.id,
                name=alert.name,
                channel=alert.channel,
                created_by=alert.created_by,
                created_at=alert.created_at,
                rule=dict(alert.rule),
                state=alert.state,
                reason=alert.reason,
                updated_at=now,
            )
            .on_conflict_do_nothing()
            .returning(alerts.c.id)
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def get(self, team: Team, alert_id: str) -> Alert | None:
        """One alert that was not deleted."""
        query = select(alerts).where(
            of_team(alerts, team), alerts.c.id == alert_id, alerts.c.state != "deleted"
        )
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _alert(row)

    async def list(self, team: Team) -> list[Alert]:
        """A team's alerts, oldest first."""
        query = (
            select(alerts)
            .where(of_team(alerts, team), alerts.c.state != "deleted")
            .order_by(alerts.c.created_at, alerts.c.id)
        )
        async with self._db.read() as connection:
            return [_alert(row) for row in await connection.execute(query)]

    async def count(self, team: Team) -> int:
        """How many alerts a team has."""
        query = (
            select(func.count()).select_from(alerts).where(of_team(alerts, team), alerts.c.state != "deleted")
        )
        async with self._db.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def set_state(self, team: Team, alert_id: str, state: AlertState, reason: str = "") -> bool:
        """Pause, resume or delete; False if there is no such alert, or it is in that state already."""
        query = (
            update(alerts)
            .where(
                of_team(alerts, team),
                alerts.c.id == alert_id,
                alerts.c.state != "deleted",
                alerts.c.state != state,
            )
            .values(state=state, reason=reason, updated_at=self._clock())
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def pause(self, team: Team, alert_id: str, reason: str, jobs: Sequence[NewJob] = ()) -> bool:
        """Pause an active alert because it cannot go on, with the jobs that tell somebody of it; False if it was
        not active.
        """
        active = and_(of_team(alerts, team), alerts.c.id == alert_id, alerts.c.state == "active")
        now = self._clock()
        async with self._db.write() as connection:
            paused = update(alerts).where(active).values(state="paused", reason=reason, updated_at=now)
            if (await connection.execute(paused)).rowcount != 1:
                return False
            await insert_jobs(connection, team, jobs, now)
            entry = NewEntry("alert", "", alert_id, {"action": "pause", "reason": reason})
            await write_entry(connection, team, entry, now)
        return True

    async def changed(self, since: datetime) -> Sequence[Alert]:
        """The alerts of all teams that changed at or after a moment, deleted ones too."""
        query = select(alerts).where(alerts.c.updated_at >= since)
        async with self._db.read() as connection:
            return [_alert(row) for row in await connection.execute(query)]

    async def claim(self, claims: Sequence[AlertClaim], since: datetime) -> Sequence[tuple[Team, str, str]]:
        """Let each alert judge by what it raised since a moment, and keep what it says with its jobs.

        One transaction for all of them, with their rows locked: two processes that judge two articles at
        once see each other's firings, so that caps and rests hold, and a killed process leaves both the
        firings and their jobs or neither. Alerts that are not active say nothing. Returns team, alert and key
        of every firing that is new.
        """
        kept: list[tuple[Team, str, str]] = []
        # Always in the same order, so that two processes never wait for each other.
        ordered = sorted(
            claims, key=lambda claim: (claim.team.enterprise_id, claim.team.team_id, claim.alert_id)
        )
        for start in range(0, len(ordered), AT_ONCE):
            async with self._db.write() as connection:
                kept += await self._claim(connection, ordered[start : start + AT_ONCE], since)
        return kept

    async def _claim(
        self, connection: AsyncConnection, claims: Sequence[AlertClaim], since: datetime
    ) -> Sequence[tuple[Team, str, str]]:
        wanted = [(claim.team.enterprise_id, claim.team.team_id, claim.alert_id) for claim in claims]
        name = (alerts.c.enterprise_id, alerts.c.team_id, alerts.c.id)
        query = select(*name).where(tuple_(*name).in_(wanted), alerts.c.state == "active").order_by(*name)
        active = {tuple(row) for row in await connection.execute(query.with_for_update())}
        if not active:
            return []
        whose = (firings.c.enterprise_id, firings.c.team_id, firings.c.alert_id)
        before = select(firings).where(tuple_(*whose).in_(list(active)), firings.c.at >= since)
        fired: dict[tuple[str, ...], list[Firing]] = {key: [] for key in active}
        for row in await connection.execute(before.order_by(firings.c.at)):
            fired[row.enterprise_id, row.team_id, row.alert_id].append(_firing(row))
        rows, work = [], {}
        for claim, key in zip(claims, wanted, strict=True):
            for new in claim.decide(fired[key]) if key in active else ():
                rows.append(_values(claim, new.firing))
                work[*key, new.firing.key] = (claim.team, new.jobs)
        if not rows:
            return []
        insert = self._insert(firings).values(rows).on_conflict_do_nothing().returning(*whose, firings.c.key)
        written = [
            (row.enterprise_id, row.team_id, row.alert_id, row.key)
            for row in await connection.execute(insert)
        ]
        now = self._clock()
        by_team: dict[Team, list[NewJob]] = {}
        for one in written:
            team, jobs = work[one]
            by_team.setdefault(team, []).extend(jobs)
        for team, queued in by_team.items():
            await insert_jobs(connection, team, queued, now)
        return [(work[one][0], one[2], one[3]) for one in written]

    async def firing(self, team: Team, alert_id: str, key: str) -> Firing | None:
        """One firing."""
        query = select(firings).where(
            of_team(firings, team), firings.c.alert_id == alert_id, firings.c.key == key
        )
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _firing(row)

    async def firings(self, team: Team, alert_id: str, since: datetime) -> Sequence[Firing]:
        """What an alert raised or held back since a moment, oldest first."""
        query = (
            select(firings)
            .where(of_team(firings, team), firings.c.alert_id == alert_id, firings.c.at >= since)
            .order_by(firings.c.at, firings.c.key)
        )
        async with self._db.read() as connection:
            return [_firing(row) for row in await connection.execute(query)]

    async def settle(self, team: Team, alert_id: str, keys: Sequence[str], state: str) -> int:
        """Say what became of firings; returns how many there were."""
        query = (
            update(firings)
            .where(of_team(firings, team), firings.c.alert_id == alert_id, firings.c.key.in_(list(keys)))
            .values(state=state)
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount

    async def prune(self, now: datetime) -> int:
        """Delete firings past `KEEP_FIRINGS`, and alerts deleted over `KEEP_DELETED` ago; how many firings."""
        gone = and_(alerts.c.state == "deleted", alerts.c.updated_at < now - KEEP_DELETED)
        async with self._db.write() as connection:
            await connection.execute(delete(alerts).where(gone))
            return (
                await connection.execute(delete(firings).where(firings.c.at < now - KEEP_FIRINGS))
            ).rowcount


async def move_firings(connection: AsyncConnection, team: Team, story_id: str, new_id: str) -> None:
    """What alerts told of a story was told of another one: within a transaction of the caller's.

    The keys stay: jobs that are still to post find their firings by them.
    """
    keys = or_(*(firings.c.key.startswith(f"{kind}{story_id}", autoescape=True) for kind in ("s:", "q:s:")))
    told = (await connection.execute(select(firings).where(of_team(firings, team), keys))).all()
    for row in told:
        this = and_(of_team(firings, team), firings.c.alert_id == row.alert_id, firings.c.key == row.key)
        await connection.execute(update(firings).where(this).values(detail={**row.detail, "story": new_id}))


def _alert(row: RowLike) -> Alert:
    return Alert(
        team=Team(row.team_id, row.enterprise_id),
        id=row.id,
        name=row.name,
        channel=row.channel,
        created_by=row.created_by,
        rule=row.rule,
        created_at=row.created_at,
        state=row.state,
        reason=row.reason,
        updated_at=row.updated_at,
    )


def _firing(row: RowLike) -> Firing:
    return Firing(key=row.key, at=row.at, value=row.value, state=row.state, detail=row.detail)
