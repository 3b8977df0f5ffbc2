"""A circuit breaker for the hosts of sources, remembered by the store: it survives a restart and holds everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.store.breakers import Breakers

THRESHOLD = 6
OPEN_FOR = timedelta(minutes=2)


class SourceCircuit:
    """Leaves a host alone for `OPEN_FOR` after `THRESHOLD` failures in a row; the next failure opens it again."""

    def __init__(self, breakers: Breakers, now: Callable[[], datetime]) -> None:
        self._breakers = breakers
        self._now = now

    async def wait(self, host: str) -> float | None:
        """Seconds until the host may be asked again; None when it may be asked now."""
        until = (await self._breakers.get(_key(host))).open_until
        left = (until - self._now()).total_seconds() if until is not None else 0.0
        return left if left > 0 else None

    async def record(self, host: str, ok: bool) -> None:
        """The host answered, or failed."""
        if ok:
            await self._breakers.success(_key(host))
        else:
            await self._breakers.failure(_key(host), threshold=THRESHOLD, open_for=OPEN_FOR)


def _key(host: str) -> str:
    """Apart from the same host as a site whose links people paste: those are tried whatever polls met."""
    return f"source:{host}"[:255]
