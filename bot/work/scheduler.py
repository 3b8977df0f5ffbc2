"""The clock of a process: APScheduler holds the ticks in memory and decides nothing.

What is due is always asked of the database by whoever is called, so that two clocks at once, or a clock that
stood still, do no harm.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import DeskwireError

_log = structlog.get_logger()


class Scheduler:
    """Calls coroutines at intervals. A tick that comes while the last one still runs is left out."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def every(self, seconds: float, name: str, call: Callable[[], Awaitable[object]]) -> None:
        """Call `call` every so many seconds, for the first time after one interval."""
        self._scheduler.add_job(_guarded, IntervalTrigger(seconds=seconds), args=(name, call), id=name)

    def at(self, moment: datetime, name: str, call: Callable[[], Awaitable[object]]) -> None:
        """Call `call` once, at an aware moment or at once if that has passed. The name has one such call: a later
        one takes the place of an earlier one that is still to come.
        """
        self._scheduler.add_job(
            _guarded, DateTrigger(moment), args=(name, call), id=name, replace_existing=True
        )

    def start(self) -> None:
        """Begin to tick; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what runs is left to finish."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def _guarded(name: str, call: Callable[[], Awaitable[object]]) -> None:
    """A failure now must not stop the ticks to come; it is logged, and the next tick tries again."""
    try:
        await call()
    except DeskwireError as error:
        _log.warning("tick_failed", name=name, reason=error.message)
