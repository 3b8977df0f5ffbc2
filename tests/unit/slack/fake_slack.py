"""A very small Web API on the loopback, with faults to order."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


class FakeSlack:
    """Keeps messages, and does what the next fault says: the faults of a method are used up one a call.

    `500`, `429`, `refuse:<error>`, `drop` (accept, then close the connection), `hang` (accept, never answer),
    `lost` (accept nothing, close the connection), `500_after` (accept, then answer 500).
    """

    def __init__(self) -> None:
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.faults: dict[str, deque[str]] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[dict[str, Any]] = []
        self.retry_after = "1"
        self.page = 100
        self.posted = asyncio.Event()
        self.now: Callable[[], float] = lambda: 0.0
        self._count = 0
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_get("/api/{method}", self._api)
        app.router.add_post("/answer", self._answer)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/api/"))

    @property
    def answer_url(self) -> str:
        return str(self.server.make_url("/answer"))

    def fault(self, method: str, *faults: str) -> None:
        self.faults.setdefault(method, deque()).extend(faults)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [args for name, args in self.calls if name == method]

    def delivered(self, channel: str = "C1") -> list[str]:
        return [m["metadata"]["event_payload"]["key"] for m in self.messages.get(channel, [])]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await _arguments(request)
        self.calls.append((method, args))
        return await self._faulty(
            method, request, lambda: getattr(self, f"_{method.replace('.', '_')}")(args)
        )

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        args = await _arguments(request)
        self.calls.append(("answer", args))

        def accept() -> dict[str, Any]:
            self.answers.append(args)
            return {"ok": True}

        return await self._faulty("answer", request, accept)

    async def _faulty(self, method: str, request: web.Request, do: Any) -> web.StreamResponse:
        queue = self.faults.get(method)
        fault = queue.popleft() if queue else ""
        if fault == "429":
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": self.retry_after}
            )
        if fault == "500":
            return web.Response(status=500, text="oops", content_type="text/html")
        if fault.startswith("refuse:"):
            return web.json_response({"ok": False, "error": fault.removeprefix("refuse:")})
        if fault == "gone":
            return web.Response(status=404, text="expired_url")
        if fault != "lost":
            answer = do()
            if not fault:
                return web.json_response(answer)
            if fault == "500_after":
                return web.Response(status=503, text="", content_type="text/html")
        if fault == "hang":
            await asyncio.sleep(30)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    def _chat_postMessage(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self._count += 1
        self.posted.set()
        message = {**args, "ts": f"{self.now():.0f}.{self._count:06}"}
        self.messages.setdefault(args["channel"], []).append(message)
        return {"ok": True, "ts": message["ts"], "channel": args["channel"]}

    def _chat_update(self, args: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages.get(args["channel"], []):
            if message["ts"] == args["ts"]:
                message.update(args)
                return {"ok": True, "ts": args["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def _chat_delete(self, args: dict[str, Any]) -> dict[str, Any]:
        kept = [m for m in self.messages.get(args["channel"], []) if m["ts"] != args["ts"]]
        gone = len(kept) == len(self.messages.get(args["channel"], []))
        self.messages[args["channel"]] = kept
        return {"ok": False, "error": "message_not_found"} if gone else {"ok": True}

    def _chat_postEphemeral(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self.answers.append(args)
        return {"ok": True, "message_ts": "1.1"}

    def _conversations_history(self, args: dict[str, Any]) -> dict[str, Any]:
        found = [m for m in self.messages.get(args["channel"], []) if not m.get("thread_ts")]
        return self._window(list(reversed(found)), args)

    def _conversations_replies(self, args: dict[str, Any]) -> dict[str, Any]:
        found = [m for m in self.messages.get(args["channel"], []) if m.get("thread_ts") == args["ts"]]
        return self._window(found, args)

    def _window(self, found: list[dict[str, Any]], args: dict[str, Any]) -> dict[str, Any]:
        found = [m for m in found if float(m["ts"]) > float(args.get("oldest", 0))]
        start = int(args.get("cursor") or 0)
        size = min(self.page, int(args.get("limit", 100)))
        shown = found[start : start + size]
        if str(args.get("include_all_metadata", "")).lower() not in {"1", "true"}:
            shown = [{k: v for k, v in m.items() if k != "metadata"} for m in shown]
        more = str(start + size) if start + size < len(found) else ""
        return {"ok": True, "messages": shown, "response_metadata": {"next_cursor": more}}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    args: dict[str, Any] = {**request.query, **dict((await request.post()).items())}
    for name in ("metadata", "blocks"):
        if isinstance(args.get(name), str):
            args[name] = json.loads(args[name])
    return args
