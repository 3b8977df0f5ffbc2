"""Slack's rate limits: one message a second a channel, and tiers of calls a minute."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from bot.workspace.errors import SlackError

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute of each tier. Slack lets short bursts pass; here the number is the limit."""

_WINDOW_S = 60.0
_MESSAGE_S = 1.0


class RateLimits:
    """Counts calls in a sliding window. `clock` gives seconds of a monotonic clock."""

    def __init__(self, enabled: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._clock = clock
        self._calls: dict[str, deque[float]] = {}
        self._posts: dict[str, float] = {}

    def call(self, method: str, tier: int) -> None:
        """Count a call. Raises `ratelimited` when the tier's calls of the last minute are used up."""
        if not self.enabled or not tier:
            return
        now = self._clock()
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - _WINDOW_S:
            calls.popleft()
        if len(calls) >= TIERS[tier]:
            raise ratelimited(calls[0] + _WINDOW_S - now)
        calls.append(now)

    def message(self, channel: str) -> None:
        """Count a message. Raises `ratelimited` when the channel had one less than a second ago."""
        if not self.enabled:
            return
        now = self._clock()
        wait = self._posts.get(channel, -math.inf) + _MESSAGE_S - now
        if wait > 0:
            raise ratelimited(wait)
        self._posts[channel] = now


def ratelimited(wait: float) -> SlackError:
    """The 429 answer; `Retry-After` is in whole seconds, at least one."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(max(1, math.ceil(wait)))})
