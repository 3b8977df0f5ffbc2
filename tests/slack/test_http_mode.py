"""HTTP mode: signed requests, health and metrics, installation by OAuth."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import aiohttp.web
import pytest
import pytest_asyncio

from bot.cli.endpoints import Life, web_app
from bot.cli.process import Roles
from bot.configuration import Environment
from bot.desk.schedules.recurrence_text import parse as read_rule
from bot.model import Team
from bot.slack.manifest import manifest
from bot.workspace import TEAM_ID, Workspace
from bot.workspace.httpmode import signature
from tests.slack.harness import Running, SharedPool, bot_environment, bot_settings, running, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Http:
    """The bot in HTTP mode, and requests to it."""

    def __init__(self, bot: Running, port: int, session: aiohttp.ClientSession) -> None:
        self.bot = bot
        self.url = f"http://127.0.0.1:{port}"
        self._session = session

    async def get(self, path: str, **more: Any) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers of a page."""
        async with self._session.get(self.url + path, allow_redirects=False, **more) as answer:
            return answer.status, await answer.text(), dict(answer.headers)

    async def post(
        self, body: str, *, secret: str, age_s: float = 0.0, form: bool = False
    ) -> tuple[int, str]:
        """A request signed with `secret` that many seconds ago."""
        timestamp = str(int(time.time() - age_s))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(secret, timestamp, body),
        }
        async with self._session.post(f"{self.url}/slack/events", data=body, headers=headers) as answer:
            return answer.status, await answer.text()


@pytest_asyncio.fixture(loop_scope="session")
async def web_workspace() -> AsyncIterator[Workspace]:
    """A Slack that calls the bot at a URL."""
    port = free_port()
    app_manifest = manifest({"news": "/news"}, mode="http", base_url="https://bot.example")
    async with Workspace(
        rate_limits=False,
        manifest=app_manifest,
        retry_delays=(0.0, 0.05, 0.1),
        request_url=f"http://127.0.0.1:{port}/slack/events",
    ) as started:
        yield started


async def _serving(
    workspace: Workspace, folder: Path, pool: SharedPool, environment: Environment
) -> AsyncIterator[Http]:
    assert workspace.http.url is not None
    port = urlsplit(workspace.http.url).port
    assert port is not None
    settings = bot_settings(folder, workspace, http={"host": "127.0.0.1"})
    roles = Roles(http=True, work=True, port=port)
    async with (
        running(workspace, settings, environment, pool, roles) as bot,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        yield Http(bot, port, session)


@pytest_asyncio.fixture(loop_scope="session")
async def http(web_workspace: Workspace, pool: SharedPool, tmp_path: Path) -> AsyncIterator[Http]:
    """One workspace, one token."""
    environment = replace(bot_environment(web_workspace), slack_app_token="")
    async for started in _serving(web_workspace, tmp_path, pool, environment):
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def distributed(web_workspace: Workspace, pool: SharedPool, tmp_path: Path) -> AsyncIterator[Http]:
    """Any workspace, each with the token of its installation."""
    environment = Environment(
        slack_signing_secret=web_workspace.signing_secret,
        slack_client_id=web_workspace.client_id,
        slack_client_secret=web_workspace.client_secret,
        slack_api_url=web_workspace.api_url,
    )
    async for started in _serving(web_workspace, tmp_path, pool, environment):
        yield started


async def test_events_commands_and_buttons_work_over_http(http: Http) -> None:
    bot = http.bot
    asked = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    card = await bot.answer("#research", asked.ts, says="advice")
    assert "NVDA" in text_of(card)
    assert len([m for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]) == 1
    assert (await bot.workspace.click("ada", card, "why")).ok
    await bot.until(lambda: bot.workspace.modal("ada"))
    outcome = await bot.workspace.command("ben", "#general", f"/news {bot.article('tesla-recall')}")
    assert outcome.ok
    assert "TSLA" in text_of(await bot.answer("#general", says="advice"))


async def test_the_handshake_of_a_request_url_is_answered(http: Http) -> None:
    assert await http.bot.workspace.http.verify()


@pytest.mark.parametrize(("secret", "age_s"), [("wrong", 0.0), ("", 360.0)], ids=["signature", "timestamp"])
async def test_what_slack_did_not_sign_just_now_is_refused(http: Http, secret: str, age_s: float) -> None:
    before = await http.bot.app.store.jobs.counts()
    secret = secret or http.bot.workspace.signing_secret
    event = {"type": "message", "user": "U1", "channel": "C1", "ts": "1.1", "text": "https://example.com/a"}
    body = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "Ev1", "event": event}
    assert (await http.post(json.dumps(body), secret=secret, age_s=age_s))[0] == 401
    form = urlencode({"command": "/news", "text": "help", "team_id": TEAM_ID, "trigger_id": "1"})
    assert (await http.post(form, secret=secret, age_s=age_s, form=True))[0] == 401
    assert await http.bot.app.store.jobs.counts() == before


async def test_health_readiness_and_metrics(http: Http) -> None:
    assert (await http.get("/healthz"))[0] == 200
    assert (await http.get("/readyz"))[0] == 200
    status, metrics, headers = await http.get("/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain")
    assert "deskwire_fetches" in metrics
    assert (await http.get("/slack/install"))[0] == 404


async def test_a_process_is_not_ready_while_it_stops_or_has_no_warm_worker(http: Http) -> None:
    app = http.bot.app
    cold = replace(app, pool=SharedPool(1, 900))
    for built, life, says in [
        (app, Life(works=True, stopping=True), "stopping"),
        (cold, Life(works=True), "not warm"),
    ]:
        # A second server over the same parts; its gauges need a registry of their own.
        runner = aiohttp.web.AppRunner(web_app(replace(built, registry=_registry()), life, events=False))
        await runner.setup()
        await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            other = Http(http.bot, runner.addresses[0][1], http._session)
            status, body, _ = await other.get("/readyz")
            assert status == 503
            assert says in body
            assert (await other.get("/healthz"))[0] == 200
        finally:
            await runner.cleanup()


async def test_an_installation_from_the_first_click_to_the_removal(distributed: Http) -> None:
    bot = distributed.bot
    await bot.workspace.command("ben", "#general", "/news help")
    told = await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    assert "reinstall" in text_of(told[0])

    state = await _begin(distributed)
    status, _, _ = await _return(distributed, state, bot.workspace.new_code())
    assert status == 200
    sealed = await bot.app.store.installations.find(Team(TEAM_ID))
    assert sealed is not None
    assert bot.workspace.bot_token.encode() not in sealed
    assert (await _return(distributed, state, bot.workspace.new_code()))[0] == 401

    outcome = await bot.workspace.command("ben", "#general", f"/news {bot.article('tesla-recall')}")
    assert outcome.ok
    assert "TSLA" in text_of(await bot.answer("#general", says="advice"))

    ben, general = bot.workspace.state.person("ben").id, bot.workspace.state.channel("#general").id
    scheduling, rule = bot.app.desk.scheduling, read_rule("every day at 08:30")
    planned = await scheduling.create(Team(TEAM_ID), general, ben, {"kind": "digest"}, rule)
    bot.workspace.dispatcher.emit({"type": "app_uninstalled", "event_ts": "1.1"})
    for _ in range(100):
        if (await scheduling.find(Team(TEAM_ID), planned.schedule.id)).state == "paused":
            break
        await asyncio.sleep(0.05)
    assert await bot.app.store.installations.find(Team(TEAM_ID)) is None, "its token must be deleted"
    state = await _begin(distributed)
    assert (await _return(distributed, state, bot.workspace.new_code()))[0] == 200
    said = text_of(await bot.answer("@ben", says="back in this workspace"))
    assert f"/digest resume {planned.schedule.id}" in said


async def test_an_installation_that_another_browser_began_is_refused(distributed: Http) -> None:
    state = await _begin(distributed)
    code = distributed.bot.workspace.new_code()
    query = urlencode({"code": code, "state": state})
    assert (await distributed.get(f"/slack/oauth_redirect?{query}"))[0] == 400
    assert await distributed.bot.app.store.installations.find(Team(TEAM_ID)) is None


async def _begin(http: Http) -> str:
    """Click on install; the state that comes back to Slack's page and, as a cookie, to the browser."""
    status, _, headers = await http.get("/slack/install")
    assert status == 302
    target = urlsplit(headers["Location"])
    assert target.path == "/oauth/v2/authorize"
    (state,) = parse_qs(target.query)["state"]
    assert state in headers["Set-Cookie"]
    assert "HttpOnly" in headers["Set-Cookie"] and "Secure" in headers["Set-Cookie"]
    return state


async def _return(http: Http, state: str, code: str) -> tuple[int, str, dict[str, str]]:
    cookie = {"Cookie": f"slack-app-oauth-state={state}"}
    query = urlencode({"code": code, "state": state})
    return await http.get(f"/slack/oauth_redirect?{query}", headers=cookie)


def _registry() -> Any:
    from prometheus_client import CollectorRegistry

    return CollectorRegistry()
