"""Menus, modals, shortcuts, home tab, events: what people do and what reaches the app."""

from __future__ import annotations

from typing import Any

import pytest

from bot.workspace import BOT_USER, Workspace

from .conftest import bolt_app, client_of, connected


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.upper()), "value": value}


CARD = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "static_select", "action_id": "pick", "options": [option("a"), option("b")]},
            {"type": "external_select", "action_id": "find", "min_query_length": 1},
            {"type": "overflow", "action_id": "more", "options": [option("mute")]},
        ],
    }
]


async def test_menus_carry_what_was_chosen(workspace: Workspace) -> None:
    app, seen = bolt_app(workspace), []

    @app.action("pick")
    async def pick(ack, action, body) -> None:  # type: ignore[no-untyped-def]
        await ack()
        seen.append((action["selected_option"]["value"], body["state"]["values"]["row"]["pick"]["type"]))

    @app.action("more")
    async def more(ack, action, body) -> None:  # type: ignore[no-untyped-def]
        await ack()
        seen.append((action["selected_option"]["value"], body["container"]["type"]))

    @app.options("find")
    async def find(ack, payload) -> None:  # type: ignore[no-untyped-def]
        await ack(options=[option(payload["value"] + "1")])

    async with connected(workspace, app):
        await client_of(workspace).chat_postMessage(channel="#general", text="x", blocks=CARD)
        [card] = workspace.messages("#general")
        assert (await workspace.click("ada", card, "pick", "B")).ok
        assert (await workspace.click("ada", card, "more", "mute")).ok
        assert await workspace.suggest("ada", card, "find", "q") == [option("q1")]
        with pytest.raises(LookupError, match="no option 'c'"):
            await workspace.click("ada", card, "pick", "c")
        with pytest.raises(LookupError, match="only: pick, find, more"):
            await workspace.click("ada", card, "nothing")
    assert seen == [("b", "static_select"), ("mute", "message")]


async def test_a_message_shortcut_brings_the_message(workspace: Workspace) -> None:
    app, seen = bolt_app(workspace), []

    @app.shortcut("brief")
    async def brief(ack, shortcut, respond) -> None:  # type: ignore[no-untyped-def]
        await ack()
        seen.append((shortcut["message"]["text"], shortcut["channel"]["id"]))
        await respond("working")

    async with connected(workspace, app):
        message = await workspace.send_message("ben", "#private-room", "https://a.example/x")
        assert (await workspace.shortcut("ada", message, "brief")).ok
        [answer] = await workspace.wait_for(lambda: workspace.ephemerals("#private-room", "ada"))
    assert seen == [("<https://a.example/x>", message.channel)]
    assert answer.text == "working"


async def test_an_ephemeral_message_does_not_travel_with_its_button(workspace: Workspace) -> None:
    app, bodies = bolt_app(workspace), []

    @app.action("more")
    async def more(ack, body, respond) -> None:  # type: ignore[no-untyped-def]
        await ack()
        bodies.append(body)
        await respond(delete_original=True)

    async with connected(workspace, app):
        ada = workspace.state.person("ada").id
        await client_of(workspace).chat_postEphemeral(channel="#general", user=ada, text="x", blocks=CARD)
        [shown] = workspace.ephemerals()
        await workspace.click("ada", shown, "more", "mute")
        await workspace.wait_for(lambda: not workspace.ephemerals())
    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]


def modal(callback: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain("T"),
        "submit": plain("Go"),
        "blocks": [],
        **more,
    }


async def test_modals_are_pushed_updated_and_cleared(workspace: Workspace) -> None:
    app, closed = bolt_app(workspace), []

    @app.shortcut("start")
    async def start(ack, body, client) -> None:  # type: ignore[no-untyped-def]
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal("one"))

    @app.view("one")
    async def one(ack) -> None:  # type: ignore[no-untyped-def]
        await ack(response_action="push", view=modal("two", notify_on_close=True))

    @app.view("two")
    async def two(ack) -> None:  # type: ignore[no-untyped-def]
        await ack(response_action="update", view=modal("three"))

    @app.view("three")
    async def three(ack) -> None:  # type: ignore[no-untyped-def]
        await ack(response_action="clear")

    @app.view_closed("two")
    async def gone(ack, body) -> None:  # type: ignore[no-untyped-def]
        await ack()
        closed.append(body["is_cleared"])

    async with connected(workspace, app):
        await workspace.shortcut("ada", None, "start")
        first = await workspace.wait_for(lambda: workspace.modal("ada"))
        await workspace.submit_view("ada")
        second = workspace.modal("ada")
        assert second is not None
        assert (second.callback_id, second.previous, second.root) == ("two", first.id, first.id)
        await workspace.close_view("ada")
        assert (workspace.modal("ada"), closed) == (first, [False])
        await workspace.submit_view("ada")
        await workspace.submit_view("ada")
        assert workspace.modal("ada").callback_id == "three"  # type: ignore[union-attr]
        await workspace.submit_view("ada")
        assert workspace.modal("ada") is None


async def test_an_invalid_answer_to_a_submission_is_a_problem(workspace: Workspace) -> None:
    app = bolt_app(workspace)

    @app.shortcut("start")
    async def start(ack, body, client) -> None:  # type: ignore[no-untyped-def]
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal("one"))

    @app.view("one")
    async def one(ack) -> None:  # type: ignore[no-untyped-def]
        await ack(response_action="errors", errors={"no-such-block": "x"})

    async with connected(workspace, app):
        await workspace.shortcut("ada", None, "start")
        await workspace.wait_for(lambda: workspace.modal("ada"))
        assert (await workspace.submit_view("ada")).error == "invalid_view_response"
    assert len(workspace.problems) == 1


async def test_the_home_tab(workspace: Workspace) -> None:
    app = bolt_app(workspace)

    @app.event("app_home_opened")
    async def opened(event, client) -> None:  # type: ignore[no-untyped-def]
        blocks = [{"type": "header", "text": plain(f"Hi {event['user']}")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async with connected(workspace, app):
        assert await workspace.open_home("ben") is None
        home = await workspace.wait_for(lambda: workspace.home("ben"))
    assert home.blocks[0]["text"]["text"] == f"Hi {workspace.state.person('ben').id}"


async def test_events_of_edits_feeds_joins_and_removal(workspace: Workspace) -> None:
    message = await workspace.send_message("ada", "#general", "one")
    await workspace.edit_message(message, "two https://a.example")
    await workspace.unfurl_by_slack(message, {"title": "A"})
    await workspace.delete_message(message)
    await workspace.send_as_bot("Feed", "#general", "news")
    await workspace.invite(workspace.add_channel("new", with_bot=False).id, by="ben")
    await workspace.uninstall()
    events = [delivery.payload["event"] for delivery in workspace.dispatcher.log]
    kinds = [(event["type"], event.get("subtype")) for event in events]
    assert kinds == [
        ("message", None),
        ("message", "message_changed"),
        ("message", "message_changed"),
        ("message", "message_deleted"),
        ("message", "bot_message"),
        ("member_joined_channel", None),
        ("message", "channel_join"),
        ("tokens_revoked", None),
        ("app_uninstalled", None),
    ]
    joined = next(event for event in events if event["type"] == "member_joined_channel")
    assert (joined["user"], joined["inviter"]) == (BOT_USER, workspace.state.person("ben").id)
    changed = next(event for event in events if event.get("subtype") == "message_changed")
    assert changed["previous_message"]["text"] == "one"
    assert changed["message"]["text"] == "two <https://a.example>"


async def test_commands_are_not_for_threads_and_strangers(workspace: Workspace) -> None:
    assert (await workspace.command("ada", "#general", "/news x", in_thread=True)).error == "not_in_thread"
    with pytest.raises(LookupError, match="not a member"):
        await workspace.command("guest", "#private-room", "/news x")
    with pytest.raises(LookupError, match="no channel"):
        await workspace.send_message("ada", "#nowhere", "x")
