"""The trading days of exchanges, which belong to no team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select

from bot.market.calendars import Session
from bot.store.family import Family
from bot.store.news_tables import sessions

_PIECE = 500


class Sessions(Family):
    """The days that the daily job wrote; everything else reads them."""

    async def put(self, found: Sequence[Session]) -> None:
        """Store sessions. Within each exchange's range of days they replace what was known: a day that is not
        among them any more is no trading day any more.
        """
        ranges: dict[str, list[str]] = {}
        for session in found:
            ranges.setdefault(session.exchange, []).append(session.day.isoformat())
        values = [
            {
                "exchange": session.exchange,
                "day": session.day.isoformat(),
                "open_at": session.open_at,
                "close_at": session.close_at,
                "early": session.early,
            }
            for session in found
        ]
        async with self._db.write() as connection:
            for exchange in sorted(ranges):
                days = ranges[exchange]
                await connection.execute(
                    delete(sessions).where(
                        sessions.c.exchange == exchange, sessions.c.day.between(min(days), max(days))
                    )
                )
            for start in range(0, len(values), _PIECE):
                insert = self._insert(sessions)
                # Two processes may do this at once; both write the same.
                await connection.execute(insert.on_conflict_do_nothing(), values[start : start + _PIECE])

    async def of(self, exchange: str) -> tuple[Session, ...]:
        """Every known session of an exchange, in order."""
        query = select(sessions).where(sessions.c.exchange == exchange).order_by(sessions.c.day)
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(
            Session(row.exchange, date.fromisoformat(row.day), row.open_at, row.close_at, row.early)
            for row in rows
        )

    async def known_until(self) -> dict[str, date]:
        """The last known day of every exchange that has any."""
        query = select(sessions.c.exchange, func.max(sessions.c.day).label("last")).group_by(
            sessions.c.exchange
        )
        async with self._db.read() as connection:
            return {row.exchange: date.fromisoformat(row.last) for row in await connection.execute(query)}

    async def prune(self, before: date) -> int:
        """Delete the days before a day; returns how many."""
        async with self._db.write() as connection:
            result = await connection.execute(delete(sessions).where(sessions.c.day < before.isoformat()))
            return result.rowcount
