"""Where the bot is installed. Tokens come in and go out encrypted: this module never sees one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.model import Team
from bot.store.family import Family
from bot.store.jobs import NewJob, insert_jobs
from bot.store.tables import installations, oauth_states, of_team, team_values

INSTALLED = "installed"
"""The kind of job that is stored with a new installation: what rested since the last one is to be told."""


class Installations(Family):
    """One encrypted record a workspace, and one a person who signed in there."""

    async def save(self, team: Team, secret: bytes, user_id: str = "", jobs: Sequence[NewJob] = ()) -> None:
        """Store a record, in the place of an earlier one, with its jobs. `user_id` empty: the workspace's own."""
        key = team_values(team) | {"user_id": user_id}
        now = self._clock()
        latest = {"secret": secret, "saved_at": now}
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(installations)
                .values(**key, **latest)
                .on_conflict_do_update(index_elements=list(key), set_=latest)
            )
            await insert_jobs(connection, team, jobs, now)

    async def find(self, team: Team, user_id: str = "") -> bytes | None:
        """The record, still encrypted."""
        query = select(installations.c.secret).where(
            of_team(installations, team), installations.c.user_id == user_id
        )
        async with self._db.read() as connection:
            found: bytes | None = await connection.scalar(query)
        return found

    async def delete(self, team: Team, user_id: str | None = None) -> int:
        """Delete one person's record, or (None) all of a workspace; returns how many."""
        query = delete(installations).where(of_team(installations, team))
        if user_id is not None:
            query = query.where(installations.c.user_id == user_id)
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount

    async def teams(self) -> tuple[Team, ...]:
        """Every workspace that has a record of its own."""
        query = (
            select(installations.c.team_id, installations.c.enterprise_id)
            .where(installations.c.user_id == "")
            .order_by(installations.c.enterprise_id, installations.c.team_id)
        )
        async with self._db.read() as connection:
            return tuple(Team(row.team_id, row.enterprise_id) for row in await connection.execute(query))


class OAuthStates(Family):
    """Sign-ins under way: each state counts once and for a short time."""

    async def issue(self, state: str, lifetime: timedelta) -> None:
        """Remember a state that was handed to a browser."""
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(oauth_states)
                .values(state=state, expires_at=self._clock() + lifetime)
                .on_conflict_do_nothing()
            )

    async def consume(self, state: str) -> bool:
        """Whether the state was issued and is still good; never twice."""
        query = delete(oauth_states).where(oauth_states.c.state == state).returning(oauth_states.c.expires_at)
        async with self._db.write() as connection:
            expires_at: datetime | None = await connection.scalar(query)
        return expires_at is not None and expires_at > self._clock()

    async def prune(self, now: datetime) -> int:
        """Delete what expired; returns how many."""
        async with self._db.write() as connection:
            query = delete(oauth_states).where(oauth_states.c.expires_at <= now)
            return (await connection.execute(query)).rowcount
