from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from bot.errors import DeskwireError
from bot.slack.ids import CallbackId
from bot.slack.manifest import manifest

NAMES = {"news": "/news", "watch": "/watch"}


@pytest.mark.parametrize("scopes", ["full", "minimal"])
@pytest.mark.parametrize(("mode", "base"), [("socket", None), ("http", "https://bot.example/")])
def test_it_is_plain_data_within_slacks_limits(mode: Any, base: str | None, scopes: Any) -> None:
    made = manifest(NAMES, mode=mode, scopes=scopes, base_url=base)
    assert json.loads(json.dumps(made)) == made == yaml.safe_load(yaml.safe_dump(made))
    assert len(made["display_information"]["description"]) <= 140
    for command in made["features"]["slash_commands"]:
        assert len(command["command"]) <= 32 and 0 < len(command["description"]) <= 2000
    shortcuts = made["features"]["shortcuts"]
    assert [each["name"] for each in shortcuts] == ["Brief this link", "Brief this text"]
    assert {each["callback_id"] for each in shortcuts} == {
        CallbackId.SHORTCUT_BRIEF_LINK,
        CallbackId.SHORTCUT_BRIEF_TEXT,
    }
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in shortcuts)
    assert made["settings"]["org_deploy_enabled"] is True
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100


def test_socket_mode_needs_no_address() -> None:
    made = manifest(NAMES, mode="socket")
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(made)


def test_http_mode_sends_everything_to_one_address() -> None:
    made = manifest(NAMES, mode="http", base_url="https://bot.example/")
    events = "https://bot.example/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == events
    assert made["settings"]["interactivity"]["request_url"] == events
    assert [each["url"] for each in made["features"]["slash_commands"]] == [events, events]
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]


NEEDS = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
}


@pytest.mark.parametrize("scopes", ["full", "minimal"])
def test_every_event_has_its_scope(scopes: Any) -> None:
    made = manifest(NAMES, mode="socket", scopes=scopes)
    granted = made["oauth_config"]["scopes"]["bot"]
    for event in made["settings"]["event_subscriptions"]["bot_events"]:
        assert NEEDS.get(event, granted[0]) in granted
    assert any(scope.endswith(":history") for scope in granted) is (scopes == "full")


@pytest.mark.parametrize(
    ("commands", "options"),
    [
        ({}, {"mode": "socket"}),
        ({"news": "news"}, {"mode": "socket"}),
        ({"news": "/News"}, {"mode": "socket"}),
        ({"news": "/" + "n" * 32}, {"mode": "socket"}),
        ({"news": "/n", "watch": "/n"}, {"mode": "socket"}),
        ({f"c{n}": f"/c{n}" for n in range(51)}, {"mode": "socket"}),
        (NAMES, {"mode": "http"}),
        (NAMES, {"mode": "http", "base_url": "http://bot.example"}),
        (NAMES, {"mode": "socket", "name": "x" * 36}),
    ],
)
def test_what_slack_would_refuse_is_refused_here(commands: dict[str, str], options: dict[str, Any]) -> None:
    with pytest.raises(DeskwireError) as caught:
        manifest(commands, **options)
    assert caught.value.code == "bad_input"
