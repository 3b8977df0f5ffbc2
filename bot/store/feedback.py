"""What people said of briefs: whether one was useful."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.model import Team
from bot.store.family import Family
from bot.store.tables import feedback, of_team, team_values


class Feedback(Family):
    """Useful or not, one voice a person and card."""

    async def put(self, team: Team, card_id: str, user: str, useful: bool) -> None:
        """Store what a person said of a card, in the place of what they said before."""
        key = team_values(team) | {"card_id": card_id, "user_id": user}
        latest = {"useful": useful, "given_at": self._clock()}
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(feedback)
                .values(**key, **latest)
                .on_conflict_do_update(index_elements=list(key), set_=latest)
            )

    async def counts(self, team: Team, card_id: str) -> tuple[int, int]:
        """How many found the card useful, and how many not."""
        query = (
            select(feedback.c.useful, func.count())
            .where(of_team(feedback, team), feedback.c.card_id == card_id)
            .group_by(feedback.c.useful)
        )
        async with self._db.read() as connection:
            found = {bool(useful): count for useful, count in await connection.execute(query)}
        return found.get(True, 0), found.get(False, 0)
