"""What delivery needs from the rest of the house, and the words it uses for what is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Team
from bot.slack.messages import Message

Kind = Literal["post", "edit", "delete", "answer"]
State = Literal["owed", "claimed", "posted", "failed", "suppressed", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way to one channel or thread.

    `key` is unique: the same key is never posted twice. `tickers` and `canonical_url` let the policy
    judge what the message is about; `actor` is the user who asked, or empty. `detail` goes into the audit.
    """

    key: str
    channel: str
    message: Message
    thread_ts: str | None = None
    kind: str = "card"
    tickers: tuple[str, ...] = ()
    canonical_url: str = ""
    actor: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The policy's word on a message; `reason` says why it is suppressed."""

    allowed: bool
    reason: str = ""


ALLOW = Decision(True)


def suppress(reason: str) -> Decision:
    """A message that must not be seen, and why."""
    return Decision(False, reason)


class PolicyHook(Protocol):
    """Asked before every post and edit."""

    async def __call__(self, team: Team, outgoing: Outgoing) -> Decision:
        """May this be seen in that channel?"""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a message. `ts` is None where nothing was posted; `overflow_ts`: its continuations."""

    state: Literal["posted", "suppressed", "unconfirmed"]
    channel: str
    ts: str | None = None
    reason: str = ""
    overflow_ts: tuple[str, ...] = ()
    again: bool = False


ClientFor = Callable[[Team], Awaitable[AsyncWebClient]]


class DeliveryRow(Protocol):
    """A delivery as the store knows it."""

    @property
    def state(self) -> str:
        """owed, claimed, posted, failed, suppressed."""
        ...

    @property
    def ts(self) -> str | None:
        """The message's timestamp once posted."""
        ...


class Clock(Protocol):
    """Time that a test can own."""

    def now(self) -> datetime:
        """The wall clock, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds, for waiting."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
