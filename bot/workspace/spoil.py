"""How a fault on order spoils a request."""

from __future__ import annotations

import asyncio
from typing import NoReturn

from aiohttp import web

from bot.workspace.errors import SlackError
from bot.workspace.faults import Fault
from bot.workspace.ratelimits import ratelimited


async def spoil_before(fault: Fault, request: web.Request, stopping: asyncio.Event) -> web.Response | None:
    """What goes wrong before anything is done: an answer instead of it, `SlackError`, or a cut connection."""
    if fault.kind == "ratelimited":
        raise ratelimited(fault.retry_after)
    if fault.kind == "error":
        raise SlackError(fault.error)
    if fault.kind == "status":
        return web.Response(status=fault.status, text="upstream error", content_type="text/html")
    if fault.kind == "drop":
        _cut(request)
    if fault.kind in ("hang", "slow"):
        await _sleep(fault.seconds, stopping)
        if fault.kind == "hang":
            _cut(request)
    return None


async def spoil_after(fault: Fault, request: web.Request, stopping: asyncio.Event) -> None:
    """What goes wrong after it was done: a cut connection, at once or late."""
    if fault.kind == "hang_after":
        await _sleep(fault.seconds, stopping)
    if fault.unanswered:
        _cut(request)


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    """Sleep, but not beyond the end of the workspace."""
    task = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()


def _cut(request: web.Request) -> NoReturn:
    if request.transport is not None:
        request.transport.abort()
    raise asyncio.CancelledError
