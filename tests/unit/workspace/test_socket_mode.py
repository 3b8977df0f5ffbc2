"""A real Bolt app over a real WebSocket."""

from __future__ import annotations

import asyncio

from slack_bolt.async_app import AsyncApp

from bot.workspace import BOT_USER, Workspace

from .conftest import bolt_app, client_of, connected


async def test_a_message_reaches_the_app_and_its_answer_the_thread(workspace: Workspace) -> None:
    app = bolt_app(workspace)

    @app.event("message")
    async def echo(event, say) -> None:  # type: ignore[no-untyped-def]
        if "bot_id" not in event:
            await say(text=f"You said {event['text']}", thread_ts=event["ts"])

    async with connected(workspace, app):
        asked = await workspace.send_message("ada", "#research", "see https://example.com/a?b=1&c=2")
        [reply] = await workspace.wait_for(lambda: workspace.messages("#research", asked.ts))
    assert reply.text == "You said see <https://example.com/a?b=1&amp;c=2>"
    assert reply.thread_ts == asked.ts
    assert reply.user == BOT_USER


async def test_a_mention_comes_as_message_and_as_app_mention(workspace: Workspace) -> None:
    app, seen = bolt_app(workspace), []

    @app.event("app_mention")
    async def mention(event) -> None:  # type: ignore[no-untyped-def]
        seen.append(("app_mention", event["text"]))

    @app.event("message")
    async def message(event) -> None:  # type: ignore[no-untyped-def]
        seen.append(("message", event["channel_type"]))

    async with connected(workspace, app):
        await workspace.send_message("ben", "#general", "@Deskwire help")
        await workspace.wait_for(lambda: len(seen) == 2)
    assert sorted(seen) == [("app_mention", f"<@{BOT_USER}> help"), ("message", "channel")]


async def test_no_event_from_a_channel_without_the_bot(workspace: Workspace) -> None:
    async with connected(workspace, bolt_app(workspace)):
        await workspace.send_message("ada", "#private-room", "hello @Deskwire")
    assert workspace.dispatcher.log == []


async def test_a_command_is_acknowledged_with_an_ephemeral_answer(workspace: Workspace) -> None:
    app = bolt_app(workspace)

    @app.command("/news")
    async def news(ack, command) -> None:  # type: ignore[no-untyped-def]
        await ack(f"working on {command['text']}")

    async with connected(workspace, app):
        outcome = await workspace.command("ada", "#private-room", "/news  https://example.com/x  ")
    assert outcome.ok
    assert outcome.message is not None
    assert outcome.message.only_for == workspace.state.person("ada").id
    assert "working on" in outcome.message.text
    assert workspace.messages("#private-room") == []


async def test_what_the_app_does_not_take_fails_as_slack_says(workspace: Workspace) -> None:
    assert (await workspace.command("ada", "#general", "/news x")).error == "dispatch_failed"
    workspace.dispatcher.ack_timeout = 0.1
    app = bolt_app(workspace)

    @app.command("/news")
    async def news(ack) -> None:  # type: ignore[no-untyped-def]
        await asyncio.sleep(0.5)
        await ack()

    async with connected(workspace, app):
        assert (await workspace.command("ada", "#general", "/news x")).error == "operation_timeout"


async def test_an_event_that_is_not_acknowledged_comes_again(workspace: Workspace) -> None:
    workspace.dispatcher.ack_timeout = 0.1
    workspace.socket.ack_delay = 10
    app = bolt_app(workspace)
    attempts: list[str] = []

    @app.middleware
    async def count(req, next) -> None:  # type: ignore[no-untyped-def]  # noqa: A002
        attempts.append(req.headers.get("x-slack-retry-num", ["0"])[0])
        if len(attempts) == 3:
            workspace.socket.ack_delay = 0
        await next()

    @app.event("message")
    async def message() -> None:
        return

    async with connected(workspace, app):
        await workspace.send_message("ada", "#general", "hello")
        [delivery] = workspace.dispatcher.log
        await workspace.wait_for(lambda: delivery.acked)
    assert attempts == ["0", "1", "2"]
    assert [attempt.error for attempt in delivery.attempts] == ["timeout", "timeout", ""]


async def test_a_button_opens_a_modal_and_its_answer_updates_the_message(workspace: Workspace) -> None:
    app = bolt_app(workspace)

    @app.action("why")
    async def why(ack, body, client) -> None:  # type: ignore[no-untyped-def]
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("reason")
    async def reason(ack, view, client, body) -> None:  # type: ignore[no-untyped-def]
        text = view["state"]["values"]["why"]["text"]["value"]
        if text == "bad":
            await ack(response_action="errors", errors={"why": "Say more."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=text)

    async with connected(workspace, app):
        client = client_of(workspace)
        await client.chat_postMessage(channel="#research", text="card", blocks=CARD)
        [card] = workspace.messages("#research")
        assert (await workspace.click("ada", card, "why")).ok
        modal = await workspace.wait_for(lambda: workspace.modal("ada"))
        assert (await workspace.submit_view("ada")).error == "missing_input"
        assert modal.errors == {"why": "Please complete this required field."}
        assert (await workspace.submit_view("ada", {"text": "bad"})).ok
        assert workspace.modal("ada") is modal
        assert modal.errors == {"why": "Say more."}
        assert (await workspace.submit_view("ada", {"text": "because"})).ok
        assert workspace.modal("ada") is None
        [direct] = await workspace.wait_for(lambda: workspace.messages("@ada"))
    assert direct.text == "because"
    assert workspace.problems == []


async def test_the_app_reconnects_when_asked_to(workspace: Workspace) -> None:
    app: AsyncApp = bolt_app(workspace)
    seen = []

    @app.event("message")
    async def message(event) -> None:  # type: ignore[no-untyped-def]
        seen.append(event["text"])

    async with connected(workspace, app):
        await workspace.socket.refresh()
        await workspace.wait_for(lambda: workspace.socket.ready)
        await workspace.send_message("ada", "#general", "again")
        await workspace.wait_for(lambda: seen)
    assert seen == ["again"]


CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Card*"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "why",
                "text": {"type": "plain_text", "text": "Why?"},
                "value": "1",
            }
        ],
    },
]
MODAL = {
    "type": "modal",
    "callback_id": "reason",
    "title": {"type": "plain_text", "text": "Why?"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Reason"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}
