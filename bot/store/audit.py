"""The audit trail: what was asked, read, posted, edited and stopped. Append-only, by the database itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Team
from bot.store.family import Family
from bot.store.tables import audit, of_team, team_values
from bot.store.types import Json

PAGE = 500


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What happened: `kind` (post, edit, suppress, ask...), who did it, to what, and the particulars."""

    kind: str
    actor: str
    subject: str
    detail: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the trail; `id` grows with time."""

    id: int
    team: Team
    at: datetime
    kind: str
    actor: str
    subject: str
    detail: Mapping[str, Json]


class Audit(Family):
    """Adding and reading; triggers refuse everything else."""

    async def add(
        self, team: Team, kind: str, actor: str, subject: str, detail: Mapping[str, Json] | None = None
    ) -> None:
        """Write one line, in a transaction of its own."""
        async with self._db.write() as connection:
            await write_entry(connection, team, NewEntry(kind, actor, subject, detail or {}), self._clock())

    async def entries(self, team: Team, start: datetime, end: datetime) -> AsyncIterator[Entry]:
        """The lines with `start` <= at < `end`, oldest first, read page by page: an export may be long."""
        after: tuple[datetime, int] | None = None
        while True:
            query = (
                select(audit)
                .where(of_team(audit, team), audit.c.at >= start, audit.c.at < end)
                .order_by(audit.c.at, audit.c.id)
                .limit(PAGE)
            )
            if after is not None:
                query = query.where(
                    or_(audit.c.at > after[0], (audit.c.at == after[0]) & (audit.c.id > after[1]))
                )
            async with self._db.read() as connection:
                rows = (await connection.execute(query)).all()
            for row in rows:
                yield Entry(row.id, team, row.at, row.kind, row.actor, row.subject, row.detail)
            if len(rows) < PAGE:
                return
            after = (rows[-1].at, rows[-1].id)


async def write_entry(connection: AsyncConnection, team: Team, entry: NewEntry, at: datetime) -> None:
    """Write one line inside somebody else's transaction, so that the deed and its record stand together."""
    await connection.execute(
        insert(audit).values(
            **team_values(team),
            at=at,
            kind=entry.kind,
            actor=entry.actor,
            subject=entry.subject,
            detail=dict(entry.detail),
        )
    )
