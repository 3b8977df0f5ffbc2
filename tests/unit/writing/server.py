"""A loopback stand-in for a language model's endpoint that does what a test tells it to, byte by byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bot.settings import SummarySettings

Act = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def article(self) -> str:
        """What the model was given to read."""
        return str(self.body["messages"][-1]["content"])


@dataclass
class Model:
    """`acts` are done one a request; the last one again and again."""

    acts: list[Act] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    port: int = 0
    most_at_once: int = 0
    _now: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def settings(self, **more: Any) -> SummarySettings:
        given = {"engine": "llm", "endpoint": self.base, "model": "tiny-1", "timeout_s": 5.0}
        return SummarySettings.model_validate(given | more)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            request = Request(head[0].split(" ")[1], headers, json.loads(body or b"{}"))
            self.requests.append(request)
            act = self.acts[min(len(self.requests), len(self.acts)) - 1]
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            try:
                await act(request, writer)
            finally:
                self._now -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def serving(*acts: Act) -> AsyncIterator[Model]:
    """A model at work."""
    model = Model(list(acts))
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0, limit=1_000_000)
    model.port = server.sockets[0].getsockname()[1]
    try:
        yield model
    finally:
        server.close()


def raw(status: int, body: bytes, **headers: str) -> Act:
    """An answer of these bytes."""
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    async def act(_: Request, writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{extra}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return act


def completion(content: Any, *, tokens: int | None = 900, **message: Any) -> bytes:
    usage = {} if tokens is None else {"usage": {"total_tokens": tokens}}
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}}
    return json.dumps({"id": "x", "object": "chat.completion", "choices": [choice], **usage}).encode()


def says(content: Any, *, tokens: int | None = 900, after_s: float = 0.0, **message: Any) -> Act:
    """A proper answer with this content; a draft is given as an object."""
    text = content if isinstance(content, str | list | None) else json.dumps(content)
    answer = raw(200, completion(text, tokens=tokens, **message))

    async def act(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(after_s)
        await answer(request, writer)

    return act


def fails(status: int, message: str = "no", **headers: str) -> Act:
    return raw(status, json.dumps({"error": {"message": message}}).encode(), **headers)


async def silence(_: Request, __: asyncio.StreamWriter) -> None:
    """Never a byte."""
    await asyncio.sleep(60)


async def drip(_: Request, writer: asyncio.StreamWriter) -> None:
    """A byte now and then, for ever: no single read ever waits long."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _turn in range(600):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
    """More than anybody wants to read, and no length."""
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _turn in range(2_000):
        writer.write(b"x" * 65_536)
        await writer.drain()


async def hang_up(_: Request, __: asyncio.StreamWriter) -> None:
    """The connection ends without a word."""


async def half(_: Request, writer: asyncio.StreamWriter) -> None:
    """The connection ends in the middle of the answer."""
    body = completion("x" * 500)
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:200])
    await writer.drain()
