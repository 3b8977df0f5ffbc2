"""The front door: an event's key and its jobs are written in one transaction, before Slack is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.desk.requests import Work, to_job
from bot.model import Team
from bot.store.jobs import NewJob
from bot.store.store import Store


class Intake:
    """Accepts work once. `wake` tells a dispatcher in this process that there is something to do."""

    def __init__(self, store: Store, attempts: int, wake: Callable[[], None]) -> None:
        self._store = store
        self._attempts = attempts
        self._wake = wake

    async def accept(self, team: Team, key: str, work: Sequence[Work]) -> bool:
        """Persist an event's work. False when the event was accepted before: a retry is a no-op.

        Raises `DeskwireError` when it could not be written; then nothing was.
        """
        jobs = [NewJob(*to_job(item), max_attempts=self._attempts) for item in work]
        accepted = await self._store.intake.accept(team, key, jobs)
        if accepted and jobs:
            self._wake()
        return accepted

    async def forget(self, team: Team, key: str) -> None:
        """Release the key of work that failed for good, so that the same event may come again."""
        await self._store.intake.release(team, key)
