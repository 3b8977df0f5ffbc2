"""A circuit breaker for an endpoint, remembered by the store and so shared by every process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.store.breakers import Breakers

THRESHOLD = 5
OPEN_FOR = timedelta(minutes=2)


class Circuit:
    """Leaves an endpoint alone for `OPEN_FOR` after `THRESHOLD` failures in a row.

    After that time requests go through again, and the next failure opens it at once.
    """

    def __init__(self, breakers: Breakers, now: Callable[[], datetime]) -> None:
        self._breakers = breakers
        self._now = now

    async def wait(self, host: str) -> float | None:
        """Seconds until the endpoint may be asked again; None when it may be asked now."""
        until = (await self._breakers.get(_key(host))).open_until
        left = (until - self._now()).total_seconds() if until is not None else 0.0
        return left if left > 0 else None

    async def record(self, host: str, ok: bool) -> None:
        """The endpoint answered, or failed."""
        if ok:
            await self._breakers.success(_key(host))
        else:
            await self._breakers.failure(_key(host), threshold=THRESHOLD, open_for=OPEN_FOR)


def _key(host: str) -> str:
    """Apart from the same host as a site that articles are fetched from."""
    return f"llm:{host}"[:255]
