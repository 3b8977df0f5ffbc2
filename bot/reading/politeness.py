"""How often and how many at once: limits for each host, so that Deskwire is a guest that sites keep."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter

from bot.errors import DeskwireError

PER_HOST = 4
_REMEMBERED_HOSTS = 1_000


@dataclass(slots=True)
class _Host:
    rate: AsyncLimiter
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PER_HOST))
    users: int = 0


class Busy(DeskwireError):
    """We have asked a host as often as we may for now. Nobody was asked; a little later it goes on."""


class Politeness:
    """At most `PER_HOST` requests at once and `per_minute` a minute to one host.

    Belongs to one event loop. Hosts that nobody waits for are forgotten, the longest unused first.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, patience_s: float) -> AsyncIterator[None]:
        """Wait for a turn at `host`, at most `patience_s` seconds. Raises `rate_limited`."""
        entry = self._entry(host)
        entry.users += 1
        try:
            try:
                async with asyncio.timeout(max(0.0, patience_s)):
                    await entry.slots.acquire()
                    try:
                        await entry.rate.acquire()
                    except BaseException:
                        entry.slots.release()
                        raise
            except TimeoutError:
                raise self._too_many() from None
            try:
                yield
            finally:
                entry.slots.release()
        finally:
            entry.users -= 1

    def _entry(self, host: str) -> _Host:
        entry = self._hosts.get(host)
        if entry is None:
            entry = self._hosts[host] = _Host(AsyncLimiter(self._per_minute, 60))
            self._forget()
        self._hosts.move_to_end(host)
        return entry

    def _forget(self) -> None:
        spare = len(self._hosts) - _REMEMBERED_HOSTS
        for host in [h for h, entry in self._hosts.items() if entry.users == 0][: max(0, spare)]:
            del self._hosts[host]

    def _too_many(self) -> Busy:
        return Busy(
            "rate_limited",
            "Too many pages of that site were asked for at once; try again in a minute.",
            retry_after=60.0 / self._per_minute,
        )
