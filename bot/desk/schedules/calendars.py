"""The trading days at run time: read from the store, filled by a worker process once a day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.market.calendars import Calendar, Session, shipped
from bot.market.exchanges import EXCHANGES
from bot.store.store import Store
from bot.work.scheduler import Scheduler

BACK = timedelta(days=60)
AHEAD = timedelta(days=800)
TIMEOUT_S = 120.0
CACHE_S = 600.0
DAY_S = 86_400.0
FIRST_REFRESH = timedelta(minutes=5)
"""After the start, when nobody waits for the workers to warm up any more."""
ENDS_SOON = timedelta(days=30)

_log = structlog.get_logger()


class Runs(Protocol):
    """The pool of worker processes."""

    async def run(self, task: str, *args: Any, timeout_s: float) -> Any:
        """Run a task, named `module:function`, in a worker process."""
        ...


class Calendars:
    """Calendars of exchanges, kept in memory for ten minutes: the store is asked, never the package."""

    def __init__(self, store: Store, pool: Runs, now: Callable[[], datetime]) -> None:
        self._store = store
        self._pool = pool
        self._now = now
        self._kept: dict[str, tuple[datetime, Calendar]] = {}

    async def of(self, exchange: str) -> Calendar | None:
        """The calendar of an exchange by its code; None for "", which means no exchange."""
        if not exchange:
            return None
        now = self._now()
        kept = self._kept.get(exchange)
        # A clock that was set back makes nothing live longer.
        if kept is not None and abs((now - kept[0]).total_seconds()) < CACHE_S:
            return kept[1]
        calendar = Calendar(EXCHANGES[exchange], await self._store.sessions.of(exchange))
        self._kept[exchange] = (now, calendar)
        return calendar

    async def ensure(self) -> int:
        """Give a fresh installation the days that ship with it; returns how many were missing."""
        known = await self._store.sessions.known_until()
        missing = EXCHANGES.keys() - known.keys()
        if not missing:
            return 0
        found = [session for session in await asyncio.to_thread(shipped) if session.exchange in missing]
        await self._put(found)
        return len(found)

    def keep(self, scheduler: Scheduler, changed: Sequence[Callable[[], Awaitable[object]]] = ()) -> None:
        """Let a process's clock fill the table now and refresh it once a day; `changed` are called after each."""

        async def tell() -> None:
            for each in changed:
                await each()

        async def fill() -> None:
            if await self.ensure():
                await tell()

        async def renew() -> None:
            await self.refresh()
            await tell()

        scheduler.at(self._now(), "first sessions", fill)
        scheduler.at(self._now() + FIRST_REFRESH, "sessions soon", renew)
        scheduler.every(DAY_S, "sessions", renew)

    async def refresh(self) -> int:
        """Compute the days around today in a worker process and store them; returns how many.

        The days that are known stay when that fails. Logs every calendar that ends soon.
        """
        today = self._now().date()
        found: list[Session] = await self._pool.run(
            "bot.market.calendars:computed", today - BACK, today + AHEAD, timeout_s=TIMEOUT_S
        )
        await self._put(found)
        await self._store.sessions.prune(today - BACK)
        for code, until in sorted((await self._store.sessions.known_until()).items()):
            if until < today + ENDS_SOON:
                _log.warning("calendar_ends_soon", exchange=code, until=until.isoformat())
        return len(found)

    async def _put(self, found: list[Session]) -> None:
        await self._store.sessions.put(found)
        self._kept.clear()


def until_known(calendar: Calendar | None, day: date) -> str:
    """A sentence where a day lies past what a calendar knows, else nothing."""
    if calendar is None:
        return ""
    until = calendar.known_until
    if until is not None and day <= until:
        return ""
    name = calendar.exchange.name
    known = f"is known until {until:%-d %B %Y}" if until else "is not known"
    return f"The calendar of {name} {known}; after that every weekday counts as a trading day."
