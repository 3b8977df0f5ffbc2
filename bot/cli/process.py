"""The life of a process: start in order, serve until told to stop, stop in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.app import Deskwire
from bot.cli.endpoints import Life, web_app
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack.errors import DeliveryError
from bot.slack.transport import InDoubt, NotSent, Throttled, call

HOUSEKEEPING_S = 3600.0
POLLING_S = 5.0
# What is left of the 30 seconds after draining belongs to everything that stops afterwards.
LAST_REQUESTS_S = 1.0
CONNECT_S = 30.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Roles:
    """What a process does: receive over HTTP, receive over Socket Mode, work on jobs; `port` None: no server."""

    http: bool = False
    socket: bool = False
    work: bool = False
    port: int | None = None


async def live(
    app: Deskwire, roles: Roles, *, stop: asyncio.Event, ready: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Run until `stop` is set. Raises `DeskwireError` when the start fails; everything started is stopped."""
    life = Life(works=roles.work)
    async with AsyncExitStack() as stack:
        starting = asyncio.create_task(_start(app, roles, life, stack, stop))
        stopped = asyncio.create_task(stop.wait())
        stack.callback(stopped.cancel)
        await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            # Told to stop before it had begun: what has been started is stopped by the stack.
            starting.cancel()
            await asyncio.wait({starting})
            return
        starting.result()
        _log.info("ready", http=roles.http, socket=roles.socket, work=roles.work)
        if ready is not None:
            await ready()
        await stopped
        life.stopping = True
        _log.info("stopping")


async def _start(app: Deskwire, roles: Roles, life: Life, stack: AsyncExitStack, stop: asyncio.Event) -> None:
    """Start what the roles need, in order; `stack` stops it in the opposite order."""
    stack.push_async_callback(app.store.database.close)
    stack.push_async_callback(app.fetcher.aclose)
    stack.push_async_callback(app.source_fetcher.aclose)
    if app.writer is not None:
        stack.push_async_callback(app.writer.aclose)
    await app.store.database.ping()
    team = await _verify_tokens(app, roles)
    if team is not None and roles.work:
        # A token that was revoked may just have been replaced.
        await app.desk.installations.back(team)
    if roles.port is not None:
        await _serve(app, roles, life, stack)
    if roles.work:
        stack.push_async_callback(app.pool.stop)
        await app.pool.start()
        if app.store.database.dialect == "sqlite":
            # SQLite means one process: whoever held a lease is dead, and nothing need wait for it.
            await app.store.jobs.abandon()
            await app.store.deliveries.abandon()
            await app.store.feeds.abandon()
        working = asyncio.create_task(app.dispatcher.run(stop))
        # Without its dispatcher the process would only look alive: it ends, and is started again.
        working.add_done_callback(lambda _: stop.set())
        stack.push_async_callback(_finish, working)
        app.scheduler.every(HOUSEKEEPING_S, "prune", app.store.prune)
        await app.polling.prepare()
        app.scheduler.every(POLLING_S, "poll", app.polling.tick)
        stack.push_async_callback(app.polling.stop)
        app.calendars.keep(app.scheduler, [app.desk.scheduling.replan])
        app.desk.scheduling.keep_time(app.scheduler)
        app.scheduler.start()
        stack.callback(app.scheduler.stop)
    if roles.socket:
        await _connect(app, life, stack)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


async def _verify_tokens(app: Deskwire, roles: Roles) -> Team | None:
    """A wrong token is an error at the start, not at the first message. The one workspace whose token it is, if any."""
    client, timeout_s = app.bolt.client, app.settings.slack.timeout_s
    team = None
    if app.environment.slack_bot_token:
        found = await _ask(client.auth_test, "SLACK_BOT_TOKEN", timeout_s)
        own = "" if found.get("is_enterprise_install") else found.get("team_id")
        team = Team(str(own or ""), str(found.get("enterprise_id") or ""))
    if roles.socket:
        # The connection itself would be tried for ever, with whatever token.
        token = app.environment.slack_app_token
        await _ask(lambda: client.apps_connections_open(app_token=token), "SLACK_APP_TOKEN", timeout_s)
    return team


async def _ask(request: Callable[[], Awaitable[object]], token: str, timeout_s: float) -> dict[str, Any]:
    """A request of the start, with the token that its refusal is about; Slack's answer."""
    try:
        return await call(request, timeout_s)
    except DeliveryError as error:
        raise DeskwireError(
            "denied", f"Slack refuses {token} ({error.slack_error}); copy it again."
        ) from None
    except (Throttled, NotSent, InDoubt) as error:
        raise DeskwireError(
            "unavailable", f"Slack cannot be reached at the start ({error}); try again in a minute."
        ) from None


async def _serve(app: Deskwire, roles: Roles, life: Life, stack: AsyncExitStack) -> None:
    runner = web.AppRunner(
        web_app(app, life, events=roles.http), access_log=None, shutdown_timeout=LAST_REQUESTS_S
    )
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
    await _ask(handler.connect_async, "SLACK_APP_TOKEN", CONNECT_S)
    life.socket = handler.client


async def _finish(task: asyncio.Task[None]) -> None:
    """The dispatcher drains by itself once `stop` is set."""
    try:
        await task
    except Exception as defect:
        _log.error("dispatcher_died", exc_info=defect)
        raise DeskwireError(
            "internal", "The job dispatcher stopped unexpectedly; the log says why. Start Deskwire again."
        ) from defect
