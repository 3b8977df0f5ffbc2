"""HTTP: Slack's requests, installation, health and metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.app import Deskwire
from bot.cli.sources import SourceGauges
from bot.errors import DeskwireError

MAX_REQUEST_BYTES = 4_000_000


@dataclass(slots=True)
class Life:
    """What `/readyz` tells about this process."""

    works: bool = False
    stopping: bool = False
    socket: SocketModeClient | None = None


def web_app(app: Deskwire, life: Life, *, events: bool) -> web.Application:
    """The routes of one process; `events` adds those that Slack calls."""
    jobs = Gauge("deskwire_jobs", "Jobs by state.", ["state"], registry=app.registry)
    deliveries = Gauge("deskwire_deliveries", "Deliveries by state.", ["state"], registry=app.registry)

    sources = SourceGauges(app.registry)

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_: web.Request) -> web.Response:
        problems = await _problems(app, life)
        status = 503 if problems else 200
        return web.json_response({"ok": not problems, "problems": problems}, status=status)

    async def metrics(_: web.Request) -> web.Response:
        for state, count in (await app.store.jobs.counts()).items():
            jobs.labels(state).set(count)
        for name, count in (await app.store.deliveries.counts()).items():
            deliveries.labels(name).set(count)
        sources.set(await app.store.feeds.all(), datetime.now(UTC))
        return web.Response(body=generate_latest(app.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def slack(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.bolt.async_dispatch(await to_bolt_request(request)))

    async def install(request: web.Request) -> web.Response:
        flow, bolt_request = app.bolt.oauth_flow, await to_bolt_request(request)
        if flow is None:
            raise web.HTTPNotFound
        if request.path == flow.install_path:
            return await to_aiohttp_response(await flow.handle_installation(bolt_request))
        return await to_aiohttp_response(await flow.handle_callback(bolt_request))

    routes = web.Application(client_max_size=MAX_REQUEST_BYTES)
    routes.router.add_get("/healthz", healthz)
    routes.router.add_get("/readyz", readyz)
    routes.router.add_get("/metrics", metrics)
    if events:
        routes.router.add_post("/slack/events", slack)
        routes.router.add_get("/slack/install", install)
        routes.router.add_get("/slack/oauth_redirect", install)
    return routes


async def _problems(app: Deskwire, life: Life) -> list[str]:
    problems = ["stopping"] if life.stopping else []
    try:
        await app.store.database.ping()
    except DeskwireError as error:
        problems.append(error.message)
    if life.works and not app.pool.ready:
        problems.append("the worker processes are not warm")
    if life.socket is not None and not await life.socket.is_connected():
        problems.append("the socket is not connected")
    return problems
