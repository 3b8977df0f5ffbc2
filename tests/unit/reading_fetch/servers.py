"""Hostile servers on the loopback, and a network that counts what was opened."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore

Handler = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """One request as the server got it, and the raw way back."""

    def __init__(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = lines[0].split(" ", 2)
        pairs = (line.partition(":") for line in lines[1:] if line)
        self.headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, body: bytes = b"", status: str = "200 OK", headers: Sequence[str] = (), kind: str = "text/html"
    ) -> None:
        typed = [f"Content-Type: {kind}"] if kind else []
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *typed, *headers]
        await self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    async def redirect(self, location: str, status: str = "302 Found", headers: Sequence[str] = ()) -> None:
        await self.answer(status=status, headers=[f"Location: {location}", *headers])


class Server:
    """A raw server; `requests` holds what it was asked, in order."""

    def __init__(self, handler: Handler, context: ssl.SSLContext | None = None) -> None:
        self.handler = handler
        self.requests: list[Exchange] = []
        self.connections = 0
        self.port = 0
        self._context = context
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.requests]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self._context else 'http'}://{host}:{self.port}{path}"

    def allow(self, host: str = "127.0.0.1") -> str:
        return f"{host}:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            exchange = Exchange(await reader.readuntil(b"\r\n\r\n"), writer)
            self.requests.append(exchange)
            await self.handler(exchange)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            return  # the client left, which is what most of these tests want
        finally:
            self._writers.discard(writer)
            writer.close()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Server]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            for writer in list(self._writers):
                writer.transport.abort()
            server.close()


class CountingNetwork(httpcore.AsyncNetworkBackend):
    """A network that writes down every address it is asked to connect to.

    With `to`, every connection really goes to that loopback port; without, none is made.
    """

    def __init__(self, to: int | None = None) -> None:
        self.opened: list[tuple[str, int]] = []
        self._to = to
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.opened.append((host, port))
        if self._to is None:
            raise httpcore.ConnectError("nobody is there")
        return await self._real.connect_tcp("127.0.0.1", self._to, timeout, local_address, socket_options)


class Names:
    """A resolver from a table; a list of lists answers one after the other, the last for ever."""

    def __init__(self, table: dict[str, list[str] | list[list[str]]]) -> None:
        self.table = table
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.table.get(host)
        if answers is None:
            raise OSError(f"no such name: {host}")
        if answers and isinstance(answers[0], list):
            turn = min(self.asked.count(host), len(answers)) - 1
            found = answers[turn]
            assert isinstance(found, list)
            return found
        return [str(answer) for answer in answers]


def page(text: str = "Shares of Halden Freight rose after the company raised its forecast.") -> bytes:
    return f"<!doctype html><html><head><title>News</title></head><body><p>{text}</p></body></html>".encode()


def always(
    body: bytes, status: str = "200 OK", headers: Sequence[str] = (), kind: str = "text/html"
) -> Handler:
    async def handler(exchange: Exchange) -> None:
        await exchange.answer(body, status, headers, kind)

    return handler


def bomb(size: int) -> bytes:
    """Gzip of `size` zero-like bytes: about a thousandth of that."""
    return gzip.compress(b"<p>" + b" " * size)
