"""The life of a process: start in order, serve until told to stop, stop in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.app import Deskwire
from bot.cli.endpoints import web_app
from bot.errors import DeskwireError

HOUSEKEEPING_S = 3600.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Roles:
    """What a process does: receive over HTTP, receive over Socket Mode, work on jobs; `port` None: no server."""

    http: bool = False
    socket: bool = False
    work: bool = False
    port: int | None = None


@dataclass(slots=True)
class Life:
    """What `/readyz` tells about this process."""

    works: bool = False
    stopping: bool = False
    socket: SocketModeClient | None = None


async def live(
    app: Deskwire, roles: Roles, *, stop: asyncio.Event, ready: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Run until `stop` is set. Raises `DeskwireError` when the start fails; everything started is stopped."""
    life = Life(works=roles.work)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(app.store.database.close)
        stack.push_async_callback(app.fetcher.aclose)
        await app.store.database.ping()
        await _verify_token(app)
        if roles.port is not None:
            await _serve(app, roles, life, stack)
        if roles.work:
            stack.push_async_callback(app.pool.stop)
            await app.pool.start()
            if app.store.database.dialect == "sqlite":
                # SQLite means one process: whoever held a lease is dead, and nothing need wait for it.
                await app.store.jobs.abandon()
                await app.store.deliveries.abandon()
            stack.push_async_callback(_finish, asyncio.create_task(app.dispatcher.run(stop)))
            app.scheduler.every(HOUSEKEEPING_S, "prune", app.store.prune)
            app.scheduler.start()
            stack.callback(app.scheduler.stop)
        if roles.socket:
            await _connect(app, life, stack)
        _log.info("ready", http=roles.http, socket=roles.socket, work=roles.work)
        if ready is not None:
            await ready()
        await stop.wait()
        life.stopping = True
        _log.info("stopping")


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


async def _verify_token(app: Deskwire) -> None:
    """A wrong token is an error at the start, not at the first message."""
    if not app.environment.slack_bot_token:
        return
    try:
        await app.bolt.client.auth_test()
    except SlackApiError as error:
        raise DeskwireError(
            "denied", f"Slack refuses SLACK_BOT_TOKEN ({error.response.get('error')}); copy it again."
        ) from None
    except (OSError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise DeskwireError("unavailable", f"Slack cannot be reached at the start ({reason}).") from None


async def _serve(app: Deskwire, roles: Roles, life: Life, stack: AsyncExitStack) -> None:
    runner = web.AppRunner(web_app(app, life, events=roles.http), access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, app.settings.http.host, roles.port).start()
    except OSError as error:
        raise DeskwireError(
            "unavailable", f"Port {roles.port} cannot be opened ({error.strerror}); set PORT to a free one."
        ) from None


async def _connect(app: Deskwire, life: Life, stack: AsyncExitStack) -> None:
    handler = AsyncSocketModeHandler(
        app.bolt,
        app_token=app.environment.slack_app_token,
        web_client=app.bolt.client,
        proxy=app.settings.slack.proxy or None,
    )
    stack.push_async_callback(handler.close_async)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
    except SlackApiError as error:
        raise DeskwireError(
            "denied", f"Slack refuses SLACK_APP_TOKEN ({error.response.get('error')}); copy it again."
        ) from None
    life.socket = handler.client


async def _finish(task: asyncio.Task[None]) -> None:
    """The dispatcher drains by itself once `stop` is set."""
    await task
