"""No faster than Slack allows: about one message a second in a channel, a few a second in a workspace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.model import Team

CHANNEL_INTERVAL_S = 1.0
TEAM_INTERVAL_S = 0.2
SAME_LIMIT_S = 5.0
_FORGET_ABOVE = 1_000


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that a test can own it."""

    now: Callable[[], datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Pacer:
    """Hands out the moments at which a message may be sent. Callers for one channel queue up in order.

    It knows the messages of its own process. Where several processes post for one workspace, the 429 that Slack
    then answers holds back each of them.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        channel_interval_s: float = CHANNEL_INTERVAL_S,
        team_interval_s: float = TEAM_INTERVAL_S,
    ) -> None:
        self._clock = clock
        self._channel_interval_s = channel_interval_s
        self._team_interval_s = team_interval_s
        self._free_at: dict[tuple[Team, str], float] = {}
        self._held_until: dict[tuple[Team, str], float] = {}
        self._answered_429: dict[Team, tuple[str, float]] = {}

    async def wait(self, team: Team, channel: str) -> None:
        """Return when a message may be sent to the channel."""
        self._forget()
        # One after the other, so that a busy channel does not use up the workspace's slots while it waits.
        await self._turn((team, channel), self._channel_interval_s)
        await self._turn((team, ""), self._team_interval_s)
        # While this one waited in the workspace's queue the channel may have been held.
        while self._held((team, channel)) or self._held((team, "")):
            await self._turn((team, channel), self._channel_interval_s)
            await self._turn((team, ""), self._team_interval_s)

    def hold(self, team: Team, channel: str, seconds: float) -> None:
        """Slack answered 429: nothing more goes to this channel for so long.

        When two channels of a workspace are answered so within `SAME_LIMIT_S`, the limit is the workspace's: nothing
        more goes to any of its channels.
        """
        now = self._clock.monotonic()
        self._hold((team, channel), now + seconds)
        other, at = self._answered_429.get(team, (channel, now))
        if other != channel and now - at < SAME_LIMIT_S:
            self._hold((team, ""), now + seconds)
        self._answered_429[team] = (channel, now)

    def _hold(self, key: tuple[Team, str], until: float) -> None:
        self._held_until[key] = max(until, self._held_until.get(key, 0.0))
        self._free_at[key] = max(until, self._free_at.get(key, 0.0))

    def _held(self, key: tuple[Team, str]) -> bool:
        return self._held_until.get(key, 0.0) > self._clock.monotonic()

    async def _turn(self, key: tuple[Team, str], interval_s: float) -> None:
        """Wait for the next free moment; once more where the key was held meanwhile."""
        while True:
            now = self._clock.monotonic()
            at = max(now, self._free_at.get(key, 0.0))
            self._free_at[key] = at + interval_s
            if at > now:
                await self._clock.sleep(at - now)
            if not self._held(key):
                return

    def _forget(self) -> None:
        if len(self._free_at) > _FORGET_ABOVE:
            now = self._clock.monotonic()
            self._free_at = {key: at for key, at in self._free_at.items() if at > now}
            self._held_until = {key: at for key, at in self._held_until.items() if at > now}
            self._answered_429 = {
                team: last for team, last in self._answered_429.items() if now - last[1] < SAME_LIMIT_S
            }
