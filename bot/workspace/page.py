"""The page in the browser: static files, a JSON API for its actions, and live updates."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.workspace.errors import Json
from bot.workspace.pageactions import ACTIONS
from bot.workspace.snapshot import snapshot

if TYPE_CHECKING:
    from bot.workspace.workspace import Workspace

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_KEEP_ALIVE_S = 15.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Page:
    """What the browser asks for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the addresses."""
        router.add_get("/", self._index)
        router.add_get("/archives/{channel}/{message}", self._index)
        router.add_get("/static/{name}", self._static)
        router.add_get("/page/state", _guarded(self._state))
        router.add_get("/page/events", _guarded(self._events))
        router.add_post("/page/{action}", _guarded(self._act))

    async def _index(self, request: web.Request) -> web.Response:
        return _file("index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return _file(request.match_info["name"])

    async def _state(self, request: web.Request) -> web.Response:
        try:
            person = self._workspace.state.person(request.query.get("you", "ada"))
        except LookupError:
            person = self._workspace.state.person("ada")
        return web.json_response(snapshot(self._workspace, person), headers=_HEADERS)

    async def _act(self, request: web.Request) -> web.Response:
        action = ACTIONS.get(request.match_info["action"])
        if action is None or request.content_type != "application/json":
            raise web.HTTPNotFound
        try:
            answer: Json = await action(self._workspace, await request.json())
        except (LookupError, ValueError, TypeError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)
        return web.json_response({"ok": True, **answer})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one for every change, so that the page asks for the state again."""
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        hub, told = self._workspace.hub, -1
        while not self._workspace.stopping.is_set():
            if told != hub.version:
                told = hub.version
                text = f"data: {json.dumps({'version': told})}\n\n"
            else:
                text = ": still here\n\n"
            try:
                await response.write(text.encode())
            except (ConnectionError, asyncio.CancelledError):
                break
            if told == hub.version:
                await hub.wait(_KEEP_ALIVE_S)
        return response


def _guarded(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Refuse what another site, or another name for this address, asks for in a person's browser."""

    async def check(request: web.Request) -> web.StreamResponse:
        host = urlsplit(f"//{request.host}").hostname
        origin = request.headers.get("Origin")
        if host not in _LOOPBACK or (origin is not None and urlsplit(origin).netloc != request.host):
            raise web.HTTPForbidden(text="The page answers only to itself.")
        return await handler(request)

    return check


def _file(name: str) -> web.Response:
    folder = files("bot.workspace") / "static"
    suffix = f".{name.rpartition('.')[2]}"
    entry = next((item for item in folder.iterdir() if item.name == name), None)
    if entry is None or suffix not in _TYPES:
        raise web.HTTPNotFound
    return web.Response(
        body=entry.read_bytes(), content_type=_TYPES[suffix], charset="utf-8", headers=_HEADERS
    )
