"""Socket Mode: envelopes over a real WebSocket, acknowledged by the app."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.workspace.dispatch import Ack, Kind
from bot.workspace.errors import DispatchError, Json
from bot.workspace.things import APP_ID, new_id

MAX_CONNECTIONS = 10
_TICKET_S = 30.0


class SocketMode:
    """The WebSocket side of `apps.connections.open`."""

    ack_delay: float = 0.0
    """Seconds for which acknowledgements are held back, to test what a slow network does."""

    def __init__(self, problems: list[str], on_change: Callable[[], None]) -> None:
        self._problems = problems
        self._on_change = on_change
        self._tickets: dict[str, float] = {}
        self._sockets: dict[web.WebSocketResponse, asyncio.Lock] = {}
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Any]]] = {}
        self._turn = itertools.count()

    @property
    def ready(self) -> bool:
        """Whether the app holds at least one connection."""
        return bool(self._sockets)

    @property
    def connections(self) -> int:
        """How many connections the app holds."""
        return len(self._sockets)

    def ticket(self) -> str:
        """A ticket for one connection, good for 30 seconds."""
        ticket = secrets.token_urlsafe(18)
        self._tickets[ticket] = time.monotonic() + _TICKET_S
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint."""
        if self._tickets.pop(request.match_info["ticket"], 0.0) < time.monotonic():
            raise web.HTTPNotFound(text="unknown or used ticket")
        socket = web.WebSocketResponse(heartbeat=30.0)
        await socket.prepare(request)
        if len(self._sockets) >= MAX_CONNECTIONS:
            await self._say_goodbye(socket, "too_many_websockets")
            return socket
        self._sockets[socket] = asyncio.Lock()
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._sockets),
                "connection_info": {"app_id": APP_ID},
                "debug_info": {
                    "host": "local",
                    "build_number": 1,
                    "approximate_connection_time": 18060,
                },
            }
        )
        self._on_change()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(message.data)
        finally:
            self._forget(socket)
        return socket

    async def send(self, kind: Kind, payload: Json, limit_s: float, attempt: int, reason: str) -> Ack:
        """Send one envelope and wait for its acknowledgement."""
        envelope: Json = {
            "envelope_id": new_id("E"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope.update(retry_attempt=attempt, retry_reason=reason)
        sockets = list(self._sockets)
        if not sockets:
            raise DispatchError("connection_failed", "no socket is open")
        socket = sockets[next(self._turn) % len(sockets)]
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (socket, answer)
        start = time.monotonic()
        try:
            async with asyncio.timeout(limit_s):
                async with self._sockets[socket]:
                    await socket.send_json(envelope)
                got = await answer
        except TimeoutError:
            raise DispatchError("timeout", "no acknowledgement in time") from None
        except (ConnectionError, KeyError) as error:
            raise DispatchError("connection_failed", str(error)) from error
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return Ack(time.monotonic() - start, got)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the app to reconnect, as Slack does every few hours, then close the old connections."""
        for socket in list(self._sockets):
            self._forget(socket)
            await self._say_goodbye(socket, reason)

    async def drop(self) -> None:
        """Lose every connection without a word."""
        for socket in list(self._sockets):
            self._forget(socket)
            transport = socket._req.transport if socket._req is not None else None
            if transport is not None:
                transport.abort()

    async def stop(self) -> None:
        """Close every connection."""
        for socket in list(self._sockets):
            self._forget(socket)
            await socket.close()

    def _receive(self, data: str) -> None:
        try:
            body = json.loads(data)
            envelope_id = body["envelope_id"]
        except (ValueError, KeyError, TypeError):
            self._problems.append(f"The app sent something that is no acknowledgement: {data[:200]}")
            return
        waiting = self._waiting.get(envelope_id)
        if waiting is None:
            return
        answer = waiting[1]
        if self.ack_delay:
            asyncio.get_running_loop().call_later(self.ack_delay, _settle, answer, body.get("payload"))
        else:
            _settle(answer, body.get("payload"))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if self._sockets.pop(socket, None) is None:
            return
        for owner, answer in self._waiting.values():
            if owner is socket and not answer.done():
                answer.set_exception(ConnectionError("the connection was lost"))
        self._on_change()

    async def _say_goodbye(self, socket: web.WebSocketResponse, reason: str) -> None:
        await socket.send_json(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": "local", "build_number": 1}}
        )
        if reason != "warning":
            await socket.close()


def _settle(answer: asyncio.Future[Any], payload: Any) -> None:
    if not answer.done():
        answer.set_result(payload)
