"""Signed HTTP requests to a real Bolt app, and to one that misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.workspace import Workspace

from .conftest import bolt_app


@asynccontextmanager
async def served(workspace: Workspace, handler) -> AsyncIterator[None]:  # type: ignore[no-untyped-def]
    app = web.Application()
    app.router.add_post("/slack/events", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    workspace.http.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


def bolt(app: AsyncApp):  # type: ignore[no-untyped-def]
    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return handle


async def test_commands_events_and_buttons_arrive_signed(workspace: Workspace) -> None:
    app, seen = bolt_app(workspace), []

    @app.event("message")
    async def message(event) -> None:  # type: ignore[no-untyped-def]
        seen.append(event["text"])

    @app.command("/news")
    async def news(ack, command) -> None:  # type: ignore[no-untyped-def]
        await ack({"response_type": "in_channel", "text": f"got {command['text']}"})

    @app.action("go")
    async def pressed(ack, action, respond) -> None:  # type: ignore[no-untyped-def]
        await ack()
        await respond(f"pressed {action['value']}", replace_original=True)

    async with served(workspace, bolt(app)):
        assert await workspace.http.verify()
        await workspace.send_message("ada", "#general", "hello & goodbye")
        await workspace.wait_for(lambda: seen)
        outcome = await workspace.command("ben", "#general", "/news a&b=c")
        posted = workspace.messages("#general")[-1]
        assert posted is outcome.message
        assert posted.text == "got a&amp;b=c"
        posted.blocks = [
            {
                "type": "actions",
                "block_id": "b",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "go",
                        "text": {"type": "plain_text", "text": "Go"},
                        "value": "v",
                    }
                ],
            }
        ]
        assert (await workspace.click("ada", posted, "go")).ok
        await workspace.wait_for(lambda: posted.text == "pressed v")
    assert seen == ["hello &amp; goodbye"]


async def test_a_wrong_secret_is_refused_by_the_app(workspace: Workspace) -> None:
    workspace.http._secret = "wrong"
    async with served(workspace, bolt(bolt_app(workspace))):
        outcome = await workspace.command("ada", "#general", "/news x")
    assert outcome.error == "dispatch_failed"


async def test_retries_carry_number_and_reason(workspace: Workspace) -> None:
    workspace.dispatcher.ack_timeout = 0.2
    seen: list[tuple[str | None, str | None]] = []

    async def failing(request: web.Request) -> web.Response:
        seen.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        if len(seen) == 1:
            return web.Response(status=500)
        if len(seen) == 2:
            await asyncio.sleep(0.5)
        return web.Response()

    async with served(workspace, failing):
        await workspace.send_message("ada", "#general", "x")
        [delivery] = workspace.dispatcher.log
        await workspace.wait_for(lambda: delivery.acked)
        assert seen == [(None, None), ("1", "http_error"), ("2", "http_timeout")]
        await workspace.dispatcher.redeliver(delivery)
    assert seen[-1] == ("3", "http_timeout")


async def test_an_app_can_refuse_retries(workspace: Workspace) -> None:
    calls = []

    async def refusing(request: web.Request) -> web.Response:
        calls.append(1)
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with served(workspace, refusing):
        await workspace.send_message("ada", "#general", "x")
        await workspace.dispatcher.idle(2)
    assert len(calls) == 1
