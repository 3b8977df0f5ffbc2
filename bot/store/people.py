"""What people asked for and said: watched tickers, and whether a brief was useful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.model import Team
from bot.store.family import Family
from bot.store.tables import feedback, of_team, team_values, watches


@dataclass(frozen=True, slots=True)
class Watch:
    """A ticker on a list (the unnamed one is "") of an owner: a user or a channel."""

    owner: str
    ticker: str
    list_name: str
    added_at: datetime


class Watches(Family):
    """Watchlists."""

    async def add(self, team: Team, owner: str, ticker: str, list_name: str = "") -> bool:
        """Watch a ticker; False if it was watched already."""
        query = (
            self._insert(watches)
            .values(
                **team_values(team), owner=owner, list_name=list_name, ticker=ticker, added_at=self._clock()
            )
            .on_conflict_do_nothing()
            .returning(watches.c.ticker)
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def remove(self, team: Team, owner: str, ticker: str, list_name: str = "") -> bool:
        """Stop watching; False if it was not watched."""
        query = delete(watches).where(
            of_team(watches, team),
            watches.c.owner == owner,
            watches.c.list_name == list_name,
            watches.c.ticker == ticker,
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount > 0

    async def list(self, team: Team, owner: str, list_name: str | None = None) -> tuple[Watch, ...]:
        """What an owner watches, on one list or (None) on all, sorted by list and ticker."""
        query = select(watches).where(of_team(watches, team), watches.c.owner == owner)
        if list_name is not None:
            query = query.where(watches.c.list_name == list_name)
        query = query.order_by(watches.c.list_name, watches.c.ticker)
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(Watch(row.owner, row.ticker, row.list_name, row.added_at) for row in rows)


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
