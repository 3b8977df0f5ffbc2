"""What an event asks for: our own messages and their edits ask for nothing, whoever's workspace it is."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.context.async_context import AsyncBoltContext

from bot.desk.requests import Mentioned, MessageSeen
from bot.model import Team
from handlers.bodies import channel_of, key_of, team_of
from handlers.links import plan_mention, plan_message, plan_reaction

TEAM, US, LINK = Team("T1"), "U0BOT", "see https://example.com/a"


def body(event: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"api_app_id": "A1", "event_id": "Ev1", "event": {"channel": "C1", "ts": "1.1"} | event} | more


@pytest.mark.parametrize(
    "message",
    [{"user": US}, {"user": "U0OTHER", "app_id": "A1"}, {"bot_id": "B1", "bot_profile": {"app_id": "A1"}}],
    ids=["user", "app", "profile"],
)
def test_our_own_messages_and_the_edits_of_our_cards_ask_for_nothing(message: dict[str, Any]) -> None:
    said = {"text": LINK, "ts": "1.1"} | message
    assert plan_message(body(said), TEAM, US) is None
    edit = {"subtype": "message_changed", "message": said, "previous_message": {"text": "Reading …"}}
    assert plan_message(body(edit), TEAM, US) is None


def test_an_edit_carries_what_stood_there_and_a_preview_is_no_edit() -> None:
    new = {"user": "U1", "text": LINK, "ts": "1.1"}
    edit = {"subtype": "message_changed", "message": new, "previous_message": {"text": "soon"}}
    planned = plan_message(body(edit), TEAM, US)
    assert isinstance(planned, MessageSeen)
    assert planned.before == "soon"
    assert plan_message(body(edit | {"previous_message": {"text": LINK}}), TEAM, US) is None


def test_what_others_read_along_is_marked() -> None:
    said = {"user": "U1", "text": f"<@{US}> {LINK}"}
    mention = plan_mention(body(said, is_ext_shared_channel=True), TEAM, US)
    assert isinstance(mention, Mentioned)
    assert mention.shared
    emoji = {"user": "U1", "reaction": "newspaper", "item": {"type": "message", "channel": "C1", "ts": "1.1"}}
    reaction = plan_reaction(body(emoji, is_ext_shared_channel=True), TEAM, US)
    assert reaction is not None
    assert reaction.shared
    assert plan_reaction(body(emoji | {"user": US}), TEAM, US) is None
    assert plan_mention(body(said | {"bot_id": "B2"}), TEAM, US) is None


def test_an_organisation_wide_installation_has_no_team_of_its_own() -> None:
    wide = AsyncBoltContext(team_id=None, enterprise_id="E1", is_enterprise_install=True)
    assert team_of(wide) == Team("", "E1")
    within = AsyncBoltContext(team_id="T1", enterprise_id="E1", is_enterprise_install=True)
    assert team_of(within) == Team("", "E1")
    one = AsyncBoltContext(team_id="T1", enterprise_id="E1", is_enterprise_install=False)
    assert team_of(one) == Team("T1", "E1")


def test_a_button_on_a_message_for_one_person_has_no_message() -> None:
    pressed = {
        "type": "block_actions",
        "trigger_id": "1.2",
        "container": {"type": "message", "channel_id": "C1", "message_ts": "1.1", "is_ephemeral": True},
    }
    assert (channel_of(pressed), key_of(pressed)) == ("C1", "1.2")
