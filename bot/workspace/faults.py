"""Faults on order: the next calls of a method fail the way Slack or the network fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["ratelimited", "error", "status", "drop", "drop_after", "hang", "hang_after", "slow"]


@dataclass
class Fault:
    """One fault. See `Faults.add` for the meaning of its fields."""

    kind: FaultKind
    times: int = 1
    retry_after: int = 1
    status: int = 500
    error: str = "internal_error"
    seconds: float = 3600.0
    channel: str | None = None

    @property
    def unanswered(self) -> bool:
        """Whether what was asked for is done, and the caller never learns it."""
        return self.kind in ("drop_after", "hang_after")


class Faults:
    """Faults waiting for the calls that they spoil."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}

    def add(
        self,
        method: str,
        kind: FaultKind,
        *,
        times: int = 1,
        retry_after: int = 1,
        status: int = 500,
        error: str = "internal_error",
        seconds: float = 3600.0,
        channel: str | None = None,
    ) -> Fault:
        """Spoil the next `times` calls of `method` (`*`: of any method; `times=-1`: all until `clear`).
        `response_url` stands for all response URLs.

        - `ratelimited`: 429 with `Retry-After: retry_after`
        - `status`: an HTTP error with a body that is not JSON
        - `error`: `{"ok": false, "error": error}`
        - `drop`: the connection is cut before anything is done
        - `drop_after`: what was asked for is done, then the connection is cut without an answer
        - `hang`, `hang_after`: no answer for `seconds`, before or after doing it
        - `slow`: done after `seconds`, then answered
        `channel` narrows it to the calls with that `channel` argument.
        """
        fault = Fault(kind, times, retry_after, status, error, seconds, channel)
        self._waiting.setdefault(method, []).append(fault)
        return fault

    def clear(self) -> None:
        """Forget all faults that are still waiting."""
        self._waiting.clear()

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault for this call, if one waits for it."""
        for key in (method, "*"):
            for fault in self._waiting.get(key, []):
                if fault.times != 0 and fault.channel in (None, channel):
                    fault.times -= 1 if fault.times > 0 else 0
                    return fault
        return None
