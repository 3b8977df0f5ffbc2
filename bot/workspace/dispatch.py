"""Events, commands and interactions on their way out to the app, with acknowledgements and retries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.workspace.errors import DispatchError, Json
from bot.workspace.things import APP_ID, BOT_USER, TEAM_ID, new_id

Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True)
class Ack:
    """An acknowledgement. `payload` is what the app answered with it, `seconds` how long it took."""

    seconds: float
    payload: Any = None


@dataclass(frozen=True)
class Attempt:
    """One try to deliver. `error` is empty when the app acknowledged."""

    number: int
    seconds: float
    error: str = ""


@dataclass
class Delivery:
    """Everything that was tried to bring one event, command or interaction to the app."""

    kind: Kind
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def acked(self) -> bool:
        """Whether the app acknowledged any attempt."""
        return any(not attempt.error for attempt in self.attempts)

    @property
    def seconds(self) -> float:
        """How long the last attempt took."""
        return self.attempts[-1].seconds if self.attempts else 0.0

    @property
    def event_id(self) -> str:
        """The `event_id` of an event, else an empty string."""
        return str(self.payload.get("event_id", ""))

    @property
    def name(self) -> str:
        """The event's type, the command, or the interaction's type."""
        event = self.payload.get("event")
        if isinstance(event, dict):
            return str(event.get("type", ""))
        return str(self.payload.get("command") or self.payload.get("type", ""))


class Transport(Protocol):
    """One way to the app: Socket Mode or signed HTTP requests."""

    @property
    def ready(self) -> bool:
        """Whether the app can be reached this way now."""

    async def send(self, kind: Kind, payload: Json, limit_s: float, attempt: int, reason: str) -> Ack:
        """Deliver once. Raises `DispatchError` with the reason Slack would give the retry."""


class Dispatcher:
    """Brings things to the app. Events are retried after each of `retry_delays` seconds, nothing else is."""

    def __init__(
        self,
        transports: Sequence[Transport],
        *,
        ack_timeout: float,
        retry_delays: Sequence[float],
        clock: Callable[[], float],
        on_change: Callable[[], None],
    ) -> None:
        self.transports = transports
        self.ack_timeout = ack_timeout
        self.retry_delays = tuple(retry_delays)
        self.subscribed: frozenset[str] | None = None
        self.log: list[Delivery] = []
        self._clock = clock
        self._on_change = on_change
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, kind: Kind, payload: Json) -> Ack:
        """Deliver a command or an interaction once and give back the answer.

        Raises `DispatchError("dispatch_failed")` when the app cannot be reached or refuses, and
        `DispatchError("operation_timeout")` when it does not acknowledge in time.
        """
        delivery = Delivery(kind, payload)
        self.log.append(delivery)
        try:
            return await self._attempt(delivery, 0, "")
        except DispatchError as error:
            name = "operation_timeout" if error.name in ("timeout", "http_timeout") else "dispatch_failed"
            raise DispatchError(name, error.detail or error.name) from error
        finally:
            self._on_change()

    def emit(self, event: Json, *, ext_shared: bool = False) -> Delivery | None:
        """Send an event on its way, in the background. `None` when the app does not subscribe to it."""
        if self.subscribed is not None and subscription(event) not in self.subscribed:
            return None
        delivery = Delivery("events_api", self._envelope(event, ext_shared))
        self.log.append(delivery)
        self._spawn(self._deliver(delivery))
        return delivery

    async def redeliver(self, delivery: Delivery, reason: str = "timeout") -> Ack:
        """Send the same event once more, as Slack does when it believes that it was not acknowledged."""
        return await self._attempt(delivery, len(delivery.attempts), reason)

    async def idle(self, limit_s: float) -> None:
        """Wait until no delivery is under way, at most `limit_s` seconds."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=limit_s)

    async def stop(self) -> None:
        """Give up whatever is still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _envelope(self, event: Json, ext_shared: bool) -> Json:
        return {
            "token": "local-verification-token",
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(self._clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": ext_shared,
            "event_context": new_id("4-"),
        }

    async def _deliver(self, delivery: Delivery) -> None:
        reason = ""
        for number in range(len(self.retry_delays) + 1):
            if number:
                await asyncio.sleep(self.retry_delays[number - 1])
            try:
                await self._attempt(delivery, number, reason)
                return
            except DispatchError as error:
                if error.name == "no_retry":
                    return
                reason = error.name

    async def _attempt(self, delivery: Delivery, number: int, reason: str) -> Ack:
        start = time.monotonic()
        try:
            transport = next((t for t in self.transports if t.ready), None)
            if transport is None:
                raise DispatchError("connection_failed", "the app is not connected")
            ack = await transport.send(delivery.kind, delivery.payload, self.ack_timeout, number, reason)
        except DispatchError as error:
            delivery.attempts.append(Attempt(number, time.monotonic() - start, error.name))
            raise
        delivery.attempts.append(Attempt(number, ack.seconds))
        self._on_change()
        return ack

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def subscription(event: Json) -> str:
    """The name in the app's event subscriptions under which an event is delivered."""
    if event["type"] == "message":
        kinds = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
        return f"message.{kinds[str(event.get('channel_type', 'channel'))]}"
    return str(event["type"])
