"""Circuit breakers: hosts that failed so often that they are left alone for a while, by every process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.store.family import Family
from bot.store.tables import breakers

FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Breaker:
    """A host's failures in a row, and until when it is left alone."""

    host: str
    failures: int = 0
    open_until: datetime | None = None


class Breakers(Family):
    """Belongs to no team: a host that is down is down for everybody."""

    async def get(self, host: str) -> Breaker:
        """The state of a host; closed without failures if nothing is known of it."""
        async with self._db.read() as connection:
            row = (await connection.execute(select(breakers).where(breakers.c.host == host))).first()
        return Breaker(host) if row is None else Breaker(host, row.failures, row.open_until)

    async def failure(self, host: str, *, threshold: int, open_for: timedelta) -> Breaker:
        """Count a failure; from the `threshold`-th in a row on the host is left alone for `open_for`."""
        now = self._clock()
        count = (
            self._insert(breakers)
            .values(host=host, failures=1, updated_at=now)
            .on_conflict_do_update(
                index_elements=["host"], set_={"failures": breakers.c.failures + 1, "updated_at": now}
            )
            .returning(breakers.c.failures)
        )
        async with self._db.write() as connection:
            failures: int = (await connection.execute(count)).scalar_one()
            open_until = now + open_for if failures >= threshold else None
            await connection.execute(
                update(breakers).where(breakers.c.host == host).values(open_until=open_until)
            )
        return Breaker(host, failures, open_until)

    async def success(self, host: str) -> None:
        """The host answered: forget its failures."""
        known = select(breakers.c.host).where(breakers.c.host == host)
        async with self._db.read() as connection:
            if (await connection.execute(known)).first() is None:
                return
        async with self._db.write() as connection:
            await connection.execute(delete(breakers).where(breakers.c.host == host))

    async def prune(self, now: datetime) -> int:
        """Delete hosts that nothing was heard of for `FORGET_AFTER`; returns how many."""
        async with self._db.write() as connection:
            query = delete(breakers).where(breakers.c.updated_at < now - FORGET_AFTER)
            return (await connection.execute(query)).rowcount
