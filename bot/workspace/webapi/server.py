"""The HTTP side of the Web API: tokens, faults, rate limits, and the log of calls."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from bot.workspace.errors import Json, SlackError
from bot.workspace.spoil import spoil_after, spoil_before
from bot.workspace.things import new_id
from bot.workspace.webapi import METHODS
from bot.workspace.webapi.args import Args, read_args
from bot.workspace.webapi.registry import Method

if TYPE_CHECKING:
    from bot.workspace.core import Core


@dataclass
class Call:
    """One call of the Web API. `status` is 0 while it is being answered and when it never was."""

    method: str
    args: Json
    at: float
    status: int = 0
    response: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it was answered with `ok: true`."""
        return bool(self.response.get("ok"))


class WebApi:
    """Answers `/api/<method>`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The endpoint."""
        name = request.match_info["method"]
        call = Call(name, {}, time.monotonic())
        self._core.calls.append(call)
        headers: dict[str, str] = {"x-slack-req-id": new_id("")}
        try:
            args = await read_args(request)
            call.args = {
                key: value for key, value in args.values.items() if key not in ("token", "client_secret")
            }
            fault = self._core.faults.take(name, args.values.get("channel"))
            if fault is not None:
                spoiled = await spoil_before(fault, request, self._core.stopping)
                if spoiled is not None:
                    call.status = spoiled.status
                    return spoiled
            call.response = await self._answer(name, args, _token(request, args))
            call.status = 200
            headers["x-oauth-scopes"] = ",".join(sorted(self._core.scopes))
            self._core.hub.changed()
            if fault is not None:
                call.status = 0 if fault.unanswered else 200
                await spoil_after(fault, request, self._core.stopping)
        except SlackError as error:
            call.response, call.status = error.body(), error.status
            headers.update(error.headers)
            self._core.hub.changed()
        return web.json_response(call.response, status=call.status, headers=headers)

    async def _answer(self, name: str, args: Args, token: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._authorise(method, token)
        self._core.limits.call(name, method.tier)
        return {"ok": True, **await method.handler(self._core, args)}

    def _authorise(self, method: Method, token: str) -> None:
        if method.token == "none":  # noqa: S105
            return
        if not token:
            raise SlackError("not_authed")
        core = self._core
        if token not in (core.bot_token, core.app_token):
            raise SlackError("invalid_auth")
        if core.uninstalled:
            raise SlackError("account_inactive")
        if (token == core.app_token) != (method.token == "app"):  # noqa: S105
            raise SlackError("not_allowed_token_type")
        if method.scopes and not core.scopes.intersection(method.scopes):
            raise SlackError(
                "missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(core.scopes))
            )


def _token(request: web.Request, args: Args) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else args.text("token")
