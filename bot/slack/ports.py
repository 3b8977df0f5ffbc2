"""What delivery needs from the rest of the house, and the words it uses for what is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Team
from bot.slack.messages import Message
from bot.store.audit import Audit
from bot.store.deliveries import Deliveries


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
    """What became of a message.

    `posted` has a `ts` (empty for answers, which Slack gives none). `suppressed` by the policy, for `reason`.
    `unconfirmed`: it may or may not stand in the channel, nobody can look, and it is not sent again.
    `failed`: an answer that Slack no longer takes. `again`: an earlier call had posted it already.
    """

    state: Literal["posted", "suppressed", "unconfirmed", "failed"]
    channel: str
    ts: str | None = None
    reason: str = ""
    again: bool = False


ClientFor = Callable[[Team], Awaitable[AsyncWebClient]]


class Memory(Protocol):
    """What delivery remembers; the store has it."""

    @property
    def deliveries(self) -> Deliveries:
        """What is owed and what became of it."""
        ...

    @property
    def audit(self) -> Audit:
        """What was posted, edited, stopped."""
        ...
