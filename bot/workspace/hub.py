"""Tells whoever waits that something changed: the page's live updates and `wait_for` of tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_POLL_S = 0.05


class Hub:
    """A change counter that can be waited on."""

    def __init__(self) -> None:
        self.version = 0
        self._waiters: set[asyncio.Event] = set()

    def changed(self) -> None:
        """Something in the workspace changed."""
        self.version += 1
        for waiter in self._waiters:
            waiter.set()

    async def wait(self, limit_s: float) -> bool:
        """Wait for the next change, at most `limit_s` seconds; whether there was one."""
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter.wait(), limit_s)
        except TimeoutError:
            return False
        finally:
            self._waiters.discard(waiter)
        return True

    async def wait_for(self, predicate: Callable[[], T], timeout_s: float) -> T:
        """The first truthy value of `predicate`; `TimeoutError` after `timeout_s` seconds.

        It is asked again after every change and every 50 ms, because it may look at things outside.
        """
        end = time.monotonic() + timeout_s
        while True:
            value = predicate()
            if value:
                return value
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"Nothing of what was waited for happened within {timeout_s:g} s.")
            await self.wait(min(_POLL_S, left))
