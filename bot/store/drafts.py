"""What language models wrote about articles, and how many tokens each team spent on it.

Both are a team's own: another team that reads the same article asks, and pays, for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, delete, select, update

from bot.model import Team
from bot.store.family import Family
from bot.store.tables import drafts, of_team, team_values, token_days

KEEP_DRAFTS = timedelta(days=30)
KEEP_DAYS = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Tokens set aside before a request is made. `day` is the date (UTC) whose budget they come from."""

    day: str
    tokens: int


class Drafts(Family):
    """Answers of language models by article and recipe, so that none is paid for twice."""

    async def put(self, team: Team, article_id: str, recipe: str, answer: str) -> None:
        """Store the answer to a recipe about a stored article, in the place of an earlier one."""
        key = team_values(team) | {"article_id": article_id, "recipe": recipe}
        latest = {"answer": answer, "created_at": self._clock()}
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(drafts)
                .values(**key, **latest)
                .on_conflict_do_update(index_elements=list(key), set_=latest)
            )

    async def get(self, team: Team, article_id: str, recipe: str) -> str | None:
        """The answer that this recipe brought; None where it was not asked or the answer is too old."""
        query = select(drafts.c.answer).where(
            of_team(drafts, team),
            drafts.c.article_id == article_id,
            drafts.c.recipe == recipe,
            drafts.c.created_at >= self._clock() - KEEP_DRAFTS,
        )
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else str(row.answer)

    async def prune(self, now: datetime) -> int:
        """Delete answers older than `KEEP_DRAFTS`; returns how many."""
        async with self._db.write() as connection:
            query = delete(drafts).where(drafts.c.created_at < now - KEEP_DRAFTS)
            return (await connection.execute(query)).rowcount


class Tokens(Family):
    """A budget of tokens for each team and day (UTC)."""

    async def reserve(self, team: Team, tokens: int, limit: int) -> Reservation | None:
        """Set `tokens` aside if the day's sum stays within `limit`, in one statement; None otherwise.

        What was reserved and never settled stays spent: the request of a process that was killed may have
        been paid for.
        """
        if tokens > limit:
            return None
        day = self._clock().astimezone(UTC).date().isoformat()
        query = (
            self._insert(token_days)
            .values(**team_values(team), day=day, tokens=tokens)
            .on_conflict_do_update(
                index_elements=["enterprise_id", "team_id", "day"],
                set_={"tokens": token_days.c.tokens + tokens},
                where=token_days.c.tokens + tokens <= limit,
            )
            .returning(token_days.c.tokens)
        )
        async with self._db.write() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else Reservation(day, tokens)

    async def settle(self, team: Team, reservation: Reservation, used: int) -> None:
        """Put what was really used in the place of what was set aside."""
        new = token_days.c.tokens + (used - reservation.tokens)
        async with self._db.write() as connection:
            await connection.execute(
                update(token_days)
                .where(of_team(token_days, team), token_days.c.day == reservation.day)
                .values(tokens=case((new < 0, 0), else_=new))
            )

    async def spent(self, team: Team) -> int:
        """The tokens that the team has used or reserved today."""
        day = self._clock().astimezone(UTC).date().isoformat()
        query = select(token_days.c.tokens).where(of_team(token_days, team), token_days.c.day == day)
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return 0 if row is None else int(row.tokens)

    async def prune(self, now: datetime) -> int:
        """Delete days older than `KEEP_DAYS`; returns how many."""
        oldest = (now - KEEP_DAYS).astimezone(UTC).date().isoformat()
        async with self._db.write() as connection:
            return (await connection.execute(delete(token_days).where(token_days.c.day < oldest))).rowcount
