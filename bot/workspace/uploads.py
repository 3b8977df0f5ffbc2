"""The bytes of files: private downloads with the bot's token, and uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.workspace.things import BOT_USER

if TYPE_CHECKING:
    from bot.workspace.core import Core


class Files:
    """`url_private` and the upload address."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the addresses."""
        router.add_get("/files-pri/{id}/{name}", self._download)
        router.add_post("/upload/v1/{id}", self._upload)
        router.add_get("/signin", self._sign_in)

    async def _download(self, request: web.Request) -> web.Response:
        file = self._core.state.files.get(request.match_info["id"])
        # As at Slack, a wrong token is no error: it leads to the sign-in page, which is HTML.
        allowed = request.headers.get("Authorization") == f"Bearer {self._core.bot_token}"
        same_page = request.headers.get("Sec-Fetch-Site") == "same-origin"
        if file is None:
            raise web.HTTPNotFound
        places = [self._core.state.channels[channel] for channel in file.shared_in]
        seen = file.user == BOT_USER or any(BOT_USER in place.members for place in places)
        if not same_page and (
            not allowed or not seen or self._core.uninstalled or "files:read" not in self._core.scopes
        ):
            raise web.HTTPFound("/signin")
        headers = {
            "Content-Disposition": f'attachment; filename="{file.name.encode("ascii", "replace").decode()}"'
        }
        return web.Response(body=file.data, content_type=file.mimetype, headers=headers)

    async def _upload(self, request: web.Request) -> web.Response:
        file = self._core.state.files.get(request.match_info["id"])
        if file is None or file.id not in self._core.uploads:
            raise web.HTTPNotFound
        if request.content_type == "multipart/form-data":
            form = await request.post()
            part = next((value for value in form.values() if not isinstance(value, str)), None)
            file.data = part.file.read() if isinstance(part, web.FileField) else b""
        else:
            file.data = await request.read()
        return web.Response(text=f"OK - {len(file.data)}")

    async def _sign_in(self, request: web.Request) -> web.Response:
        text = "<!doctype html><title>Sign in</title><h1>Sign in to the local workspace</h1>"
        return web.Response(text=text, content_type="text/html")
