"""The local stand-in for Slack: one aiohttp server on the loopback address."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from aiohttp import web

from bot.workspace.articles.site import Articles
from bot.workspace.interacting import Interacting
from bot.workspace.page import Page
from bot.workspace.uploads import Files
from bot.workspace.webapi.server import WebApi

T = TypeVar("T")

MAX_BODY = 60_000_000


class Workspace(Interacting):
    """Slack in one process, in memory: Web API, Socket Mode, signed HTTP requests, and a page.

    `manifest` is the app's manifest as Slack takes it: it decides which commands exist, which events are
    delivered and which scopes the token has; without one, anything goes. `rate_limits` switches Slack's
    limits off for tests that post a lot. `retry_delays` are the seconds after which an event that was not
    acknowledged within `ack_timeout` seconds is sent again. With `request_url` events, commands and
    interactions go there as signed HTTP requests instead of over Socket Mode.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        app_name: str = "Deskwire",
        manifest: Mapping[str, object] | None = None,
        rate_limits: bool = True,
        retry_delays: Sequence[float] = (0.0, 60.0, 300.0),
        ack_timeout: float = 3.0,
        request_url: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(
                "The workspace listens on a loopback address only, for it asks nobody who they are."
            )
        super().__init__(
            app_name=app_name,
            manifest=manifest,
            rate_limits=rate_limits,
            retry_delays=retry_delays,
            ack_timeout=ack_timeout,
            clock=clock,
        )
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self.http.url = request_url
        self.articles = Articles(clock())

    @property
    def api_url(self) -> str:
        """The base URL for a Web API client."""
        return f"{self.address}/api/"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    async def start(self) -> None:
        """Begin to listen."""
        app = web.Application(client_max_size=MAX_BODY)
        page, files = Page(self), Files(self)
        app.router.add_route("*", "/api/{method}", WebApi(self).handle)
        app.router.add_get("/socket/{ticket}", self.socket.handle)
        app.router.add_post("/response/{team}/{secret}", self.responses.handle)
        files.routes(app.router)
        self.articles.routes(app.router)
        page.routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        name = self._runner.addresses[0]
        self._port = int(name[1])
        self.address = f"http://{self._host if ':' not in self._host else f'[{self._host}]'}:{self._port}"
        self.articles.address = self.address

    async def stop(self) -> None:
        """Stop listening and forget what was still to be delivered."""
        self.stopping.set()
        self.hub.changed()
        await self.dispatcher.stop()
        await self.socket.stop()
        await self.http.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def wait_for(self, predicate: Callable[[], T], timeout_s: float = 10.0) -> T:
        """The first truthy value of `predicate`; `TimeoutError` after `timeout_s` seconds."""
        return await self.hub.wait_for(predicate, timeout_s)

    async def __aenter__(self) -> Workspace:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
