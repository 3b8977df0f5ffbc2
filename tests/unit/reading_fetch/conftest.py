from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from bot.reading.fetch import Fetcher
from bot.settings import FetchSettings, TlsSettings
from tests.unit.reading_fetch.servers import Server

MakeFetcher = Callable[..., Fetcher]


class Waits:
    """Stands in for sleeping, and writes down for how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
async def make_fetcher(waits: Waits) -> AsyncIterator[MakeFetcher]:
    made: list[Fetcher] = []

    def make(*servers: Server, tls: TlsSettings | None = None, **given: Any) -> Fetcher:
        fields = {name: given.pop(name) for name in list(given) if name in FetchSettings.model_fields}
        fields.setdefault("allow", tuple(server.allow() for server in servers))
        fields.setdefault("robots", "ignore")
        fields.setdefault("timeout_s", 5.0)
        fields.setdefault("requests_per_minute_per_host", 600)
        given.setdefault("sleep", waits)
        fetcher = Fetcher(FetchSettings(**fields), tls, **given)
        made.append(fetcher)
        return fetcher

    yield make
    for fetcher in made:
        await fetcher.aclose()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[Server]]]:
    async with contextlib.AsyncExitStack() as stack:

        async def start(handler: Any, context: Any = None) -> Server:
            return await stack.enter_async_context(Server(handler, context).running())

        yield start
