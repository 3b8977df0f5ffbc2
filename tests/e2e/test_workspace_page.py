"""The workspace's page in a real browser, with a small app behind it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect
from slack_bolt.async_app import AsyncApp

from bot.workspace import Workspace
from tests.e2e.browser import open_page
from tests.unit.workspace.conftest import bolt_app, client_of, connected

pytestmark = pytest.mark.chromium

MANIFEST = {
    "features": {
        "slash_commands": [
            {"command": "/news", "description": "Brief a link", "usage_hint": "<url>"},
            {"command": "/watch", "description": "Follow tickers"},
        ],
        "shortcuts": [{"name": "Brief this link", "type": "message", "callback_id": "brief"}],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "channels:history", "im:history", "app_mentions:read"]}
    },
    "settings": {"event_subscriptions": {"bot_events": ["message.channels", "app_home_opened"]}},
}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


CARD = [
    {
        "type": "section",
        "text": mrkdwn("*bold* _slanted_ <https://a.example/x|a link> &lt;img src=x onerror=boom()&gt;"),
    },
    {"type": "section", "text": mrkdwn("<javascript:boom()|click me> <!date^0^{date_num}|never>")},
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "why", "text": plain("Why?"), "style": "primary"}],
    },
]
MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "ticker",
            "label": plain("Ticker"),
            "element": {
                "type": "static_select",
                "action_id": "t",
                "options": [{"text": plain("Apple"), "value": "AAPL"}, {"text": plain("Ford"), "value": "F"}],
            },
        },
        {
            "type": "input",
            "block_id": "note",
            "label": plain("Note"),
            "element": {"type": "plain_text_input", "action_id": "n"},
        },
    ],
}


def toy(workspace: Workspace) -> AsyncApp:
    app = bolt_app(workspace)

    @app.event("message")
    async def message(event, client) -> None:  # type: ignore[no-untyped-def]
        if "bot_id" not in event and "http" in event.get("text", ""):
            await client.chat_postMessage(
                channel=event["channel"], thread_ts=event["ts"], text="card", blocks=CARD
            )

    @app.command("/news")
    async def news(ack, command) -> None:  # type: ignore[no-untyped-def]
        await ack(f"you typed {command['text']}")

    @app.action("why")
    async def why(ack, body, client) -> None:  # type: ignore[no-untyped-def]
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("form")
    async def form(ack, view, body, client) -> None:  # type: ignore[no-untyped-def]
        values = view["state"]["values"]
        note = values["note"]["n"]["value"]
        if note == "bad":
            await ack(response_action="errors", errors={"note": "Say something better."})
            return
        await ack()
        chosen = values["ticker"]["t"]["selected_option"]["value"]
        await client.chat_postMessage(channel="C0RESEARCH1", text=f"{chosen}: {note}")

    @app.shortcut("brief")
    async def brief(ack, shortcut, client) -> None:  # type: ignore[no-untyped-def]
        await ack()
        await client.chat_postMessage(channel=shortcut["channel"]["id"], text="briefed")

    @app.event("app_home_opened")
    async def home(event, client) -> None:  # type: ignore[no-untyped-def]
        view = {"type": "home", "blocks": [{"type": "header", "text": plain("Welcome home")}]}
        await client.views_publish(user_id=event["user"], view=view)

    return app


async def test_a_person_uses_the_bot() -> None:
    async with (
        Workspace(manifest=MANIFEST, rate_limits=False) as workspace,
        connected(workspace, toy(workspace)),
        open_page() as page,
    ):
        await page.goto(workspace.address)
        composer = page.get_by_test_id("composer")

        await page.get_by_test_id("sample").first.click()
        await composer.press("Enter")
        await page.get_by_test_id("open-thread").click()
        thread = page.get_by_test_id("thread")
        await expect(thread.locator("strong", has_text="bold")).to_be_visible()
        await expect(thread.get_by_role("link", name="a link")).to_have_attribute(
            "href", "https://a.example/x"
        )
        await expect(thread.get_by_text("<img src=x onerror=boom()>")).to_be_visible()
        await expect(thread.get_by_text("click me")).to_be_visible()
        assert await thread.get_by_role("link", name="click me").count() == 0
        await expect(thread.get_by_text("1970-01-01")).to_be_visible()

        await thread.get_by_role("button", name="Why?").click()
        modal = page.get_by_test_id("modal")
        await modal.get_by_test_id("modal-submit").click()
        await expect(modal.get_by_test_id("input-error")).to_have_count(2)
        await modal.get_by_label("Ticker").select_option("Ford")
        await modal.get_by_label("Note").fill("bad")
        await modal.get_by_test_id("modal-submit").click()
        await expect(modal.get_by_text("Say something better.")).to_be_visible()
        await modal.get_by_label("Note").fill("good & well")
        await modal.get_by_test_id("modal-submit").click()
        await expect(modal).to_be_hidden()
        await expect(page.get_by_test_id("messages").get_by_text("F: good & well")).to_be_visible()

        await composer.fill("/n")
        await expect(page.get_by_test_id("suggestion")).to_have_count(1)
        await composer.press("Tab")
        await composer.type("some text")
        await composer.press("Enter")
        await expect(page.get_by_test_id("ephemeral")).to_contain_text("Only visible to you")
        await expect(page.get_by_test_id("ephemeral")).to_contain_text("you typed some text")

        first = page.get_by_test_id("messages").get_by_test_id("message").first
        await first.hover()
        await first.get_by_test_id("more-actions").click()
        await page.get_by_test_id("shortcut-brief").click()
        await expect(page.get_by_test_id("messages").get_by_text("briefed")).to_be_visible()

        await page.get_by_test_id("channel-app").click()
        await page.get_by_test_id("tab-home").click()
        await expect(page.get_by_test_id("home")).to_contain_text("Welcome home")
        assert workspace.problems == []


async def test_a_person_drops_a_pdf_and_becomes_somebody_else() -> None:
    async with Workspace() as workspace, open_page() as page:
        await page.goto(f"{workspace.address}/?channel=general")
        pdf = {"name": "story.pdf", "mimeType": "application/pdf", "buffer": workspace.articles.pdf()}
        await page.get_by_test_id("composer-file").set_input_files([pdf])  # type: ignore[list-item]
        await expect(page.get_by_test_id("attached")).to_contain_text("story.pdf")
        await page.get_by_test_id("composer-send").click()
        await expect(page.get_by_test_id("file")).to_contain_text("story.pdf")
        [message] = workspace.messages("#general")
        assert message.files[0].data == workspace.articles.pdf()

        await page.get_by_test_id("you").select_option("guest")
        await expect(page.get_by_test_id("channel-private-room")).to_have_count(0)
        await page.get_by_test_id("composer").fill("hello from a guest")
        await page.get_by_test_id("composer").press("Enter")
        await workspace.wait_for(lambda: len(workspace.messages("#general")) == 2)
        assert workspace.messages("#general")[-1].user == workspace.state.person("guest").id
        await client_of(workspace).chat_postMessage(channel="#general", text="*live*")
        await expect(page.get_by_test_id("messages").locator("strong", has_text="live")).to_be_visible()
        await expect(page.get_by_test_id("connection")).to_contain_text("is not connected")


async def test_a_person_who_is_not_here_becomes_ada() -> None:
    async with Workspace() as workspace, open_page() as page:
        await page.goto(f"{workspace.address}/?you=nobody")
        await expect(page.get_by_test_id("you")).to_have_value("ada")
