"""The Web API, called with the real SDK: what is answered, refused and remembered."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import BOT_USER, TEAM_ID, Workspace
from bot.workspace.webapi import METHODS

from .conftest import client_of


async def refused(call: Any) -> str:
    """The error name of a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_tokens_and_methods(workspace: Workspace, client: AsyncWebClient) -> None:
    who = await client.auth_test()
    assert (who["team_id"], who["user_id"]) == (TEAM_ID, BOT_USER)
    assert "chat:write" in who.headers["x-oauth-scopes"]
    assert await refused(client_of(workspace, "xoxb-wrong").auth_test()) == "invalid_auth"
    assert await refused(client.api_call("chat.noSuchThing")) == "unknown_method"
    assert (
        await refused(client.apps_connections_open(app_token=workspace.bot_token)) == "not_allowed_token_type"
    )
    async with aiohttp.ClientSession() as session, session.post(f"{workspace.api_url}auth.test") as response:
        assert (await response.json())["error"] == "not_authed"
    await workspace.uninstall()
    assert await refused(client.auth_test()) == "account_inactive"


async def test_form_and_json_bodies_mean_the_same(workspace: Workspace) -> None:
    headers = {"Authorization": f"Bearer {workspace.bot_token}"}
    arguments = {"channel": "#general", "text": "hi", "metadata": '{"event_type":"x","event_payload":{}}'}
    async with aiohttp.ClientSession(headers=headers) as session:
        for body in ({"json": arguments}, {"data": arguments}):
            async with session.post(f"{workspace.api_url}chat.postMessage", **body) as response:  # type: ignore[arg-type]
                assert (await response.json())["ok"]
        async with session.post(
            f"{workspace.api_url}chat.postMessage", data="{", headers={"Content-Type": "application/json"}
        ) as response:
            assert (await response.json())["error"] == "invalid_json"
    one, other = workspace.messages("#general")
    assert one.metadata == other.metadata == {"event_type": "x", "event_payload": {}}


async def test_where_the_bot_may_post(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.add_channel("closed", archived=True)
    elsewhere = workspace.add_channel("elsewhere", with_bot=False)
    assert await refused(client.chat_postMessage(channel="#private-room", text="x")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel="C404", text="x")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel=elsewhere.id, text="x")) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel="#closed", text="x")) == "is_archived"
    assert await refused(client.chat_postMessage(channel="#general", text=" ")) == "no_text"
    sent = await client.chat_postMessage(channel=workspace.state.person("ben").id, text="direct")
    assert sent["channel"].startswith("D")
    await workspace.invite("#elsewhere")
    await client.chat_postMessage(channel=elsewhere.id, text="now")


async def test_threads_history_and_metadata(workspace: Workspace, client: AsyncWebClient) -> None:
    root = await workspace.send_message("ada", "#research", "root")
    metadata = {"event_type": "card", "event_payload": {"key": "k1"}}
    reply = await client.chat_postMessage(
        channel=root.channel, thread_ts=root.ts, text="reply", metadata=metadata
    )
    shown = await client.chat_postMessage(
        channel=root.channel, thread_ts=root.ts, text="also", reply_broadcast=True
    )
    top = await client.conversations_history(channel=root.channel)
    assert [m["text"] for m in top["messages"]] == ["also", "root"]
    assert top["messages"][1]["reply_count"] == 2
    assert top["messages"][1]["reply_users"] == [BOT_USER]
    thread = await client.conversations_replies(channel=root.channel, ts=root.ts, include_all_metadata=True)
    assert [m["ts"] for m in thread["messages"]] == [root.ts, reply["ts"], shown["ts"]]
    assert thread["messages"][1]["metadata"] == metadata
    assert thread["messages"][1]["parent_user_id"] == root.user
    plain = await client.conversations_replies(channel=root.channel, ts=reply["ts"])
    assert "metadata" not in plain["messages"][1]
    newer = await client.conversations_replies(channel=root.channel, ts=root.ts, oldest=reply["ts"], limit=2)
    assert [m["text"] for m in newer["messages"]] == ["root", "also"]
    page = await client.conversations_history(channel=root.channel, limit=1)
    rest = await client.conversations_history(
        channel=root.channel, limit=1, cursor=page["response_metadata"]["next_cursor"]
    )
    assert page["has_more"]
    assert rest["messages"][0]["text"] == "root"
    assert await refused(client.conversations_replies(channel=root.channel, ts="1.2")) == "thread_not_found"
    post = client.chat_postMessage(channel=root.channel, thread_ts="1.2", text="x")
    assert await refused(post) == "thread_not_found"
    below = client.chat_postMessage(channel=root.channel, thread_ts=reply["ts"], text="x")
    assert await refused(below) == "cannot_reply_to_message"


async def test_update_and_delete_only_what_is_ones_own(workspace: Workspace, client: AsyncWebClient) -> None:
    theirs = await workspace.send_message("ada", "#general", "mine")
    assert (
        await refused(client.chat_update(channel=theirs.channel, ts=theirs.ts, text="x"))
        == "cant_update_message"
    )
    assert await refused(client.chat_delete(channel=theirs.channel, ts=theirs.ts)) == "cant_delete_message"
    assert (
        await refused(client.chat_update(channel=theirs.channel, ts="1.1", text="x")) == "message_not_found"
    )
    sent = await client.chat_postMessage(channel="#general", text="one", blocks=[{"type": "divider"}])
    updated = await client.chat_update(channel=sent["channel"], ts=sent["ts"], text="two")
    assert updated["text"] == "two"
    message = workspace.messages("#general")[-1]
    assert message.edited is not None
    assert [block["type"] for block in message.blocks] == ["divider"]  # what is not given stays
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], text="three", blocks=[])
    assert message.blocks == []
    too_long = client.chat_update(channel=sent["channel"], ts=sent["ts"], text="x" * 4001)
    assert await refused(too_long) == "msg_too_long"
    await client.chat_delete(channel=sent["channel"], ts=sent["ts"])
    assert workspace.messages("#general") == [theirs]


async def test_ephemeral_messages_are_in_no_history(workspace: Workspace, client: AsyncWebClient) -> None:
    ada = workspace.state.person("ada").id
    await client.chat_postEphemeral(channel="#general", user=ada, text="only you")
    assert (await client.conversations_history(channel="C0GENERAL01"))["messages"] == []
    assert [m.text for m in workspace.ephemerals("#general", "ada")] == ["only you"]
    assert workspace.ephemerals("#general", "ben") == []
    stranger = workspace.add_person("eve", "Eve")
    call = client.chat_postEphemeral(channel="#general", user=stranger.id, text="x")
    assert await refused(call) == "user_not_in_channel"


async def test_text_is_stored_as_slack_stores_it(workspace: Workspace, client: AsyncWebClient) -> None:
    text = "R&D <b> https://a.example/x?y=1&z=2 <https://b.example|label> `https://c.example`"
    await client.chat_postMessage(channel="#general", text=text)
    [message] = workspace.messages("#general")
    assert message.text == (
        "R&amp;D <b> <https://a.example/x?y=1&amp;z=2> <https://b.example|label> `https://c.example`"
    )
    sent = await client.chat_postMessage(channel="#general", text="x" * 40_001)
    assert len(sent["message"]["text"]) == 40_000
    assert sent["warning"] == "message_truncated"


async def test_messages_that_would_alert_everybody_are_noticed(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "look <!channel>"}}
    await client.chat_postMessage(channel="#general", text="x", blocks=[section])
    await client.chat_postMessage(channel="#general", text="look &lt;!here&gt;")
    assert [message.notified for message in workspace.messages("#general")] == [["channel"], []]


async def test_metadata_must_be_well_formed(client: AsyncWebClient) -> None:
    for metadata in ({"event_type": "x"}, {"event_type": "", "event_payload": {}}, {"event_payload": {}}):
        call = client.chat_postMessage(channel="#general", text="x", metadata=metadata)
        assert await refused(call) == "invalid_metadata_format"
    large = {"event_type": "x", "event_payload": {"a": "y" * 9000}}
    assert await refused(client.chat_postMessage(channel="#general", text="x", metadata=large)) == (
        "metadata_too_large"
    )


async def test_people_and_places(workspace: Workspace, client: AsyncWebClient) -> None:
    ada = await client.users_info(user=workspace.state.person("ada").id)
    guest = await client.users_info(user=workspace.state.person("guest").id)
    assert ada["user"]["is_admin"]
    assert guest["user"]["is_restricted"]
    assert await refused(client.users_info(user="U404")) == "user_not_found"
    channels = (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    assert [channel["name"] for channel in channels] == ["general", "research"]
    info = await client.conversations_info(channel=workspace.add_channel("partners", ext_shared=True).id)
    assert info["channel"]["is_ext_shared"]
    members = (await client.conversations_members(channel="C0GENERAL01"))["members"]
    assert BOT_USER in members
    opened = await client.conversations_open(users=workspace.state.person("ben").id)
    assert opened["channel"]["id"] == workspace.state.channel("@ben").id


async def test_views_need_a_fresh_trigger(workspace: Workspace, client: AsyncWebClient) -> None:
    title = {"type": "plain_text", "text": "Hi"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}]}
    trigger = workspace.triggers.issue(workspace.state.person("ada").id)
    opened = await client.views_open(trigger_id=trigger, view=view)
    assert workspace.modal("ada").id == opened["view"]["id"]  # type: ignore[union-attr]
    assert await refused(client.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="x", view=view)) == "invalid_trigger_id"
    changed = {**view, "blocks": []}
    update = client.views_update(view_id=opened["view"]["id"], hash="old", view=changed)
    assert await refused(update) == "hash_conflict"
    await client.views_update(view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=changed)
    assert workspace.modal("ada").blocks == []  # type: ignore[union-attr]
    wide = {**view, "title": {"type": "plain_text", "text": "x" * 25}}
    fresh = workspace.triggers.issue(workspace.state.person("ada").id)
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=fresh, view=wide)
    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


async def test_a_trigger_is_too_old_after_three_seconds() -> None:
    from bot.workspace.errors import SlackError
    from bot.workspace.triggers import Triggers

    now = [0.0]
    triggers = Triggers(clock=lambda: now[0])
    trigger = triggers.issue("U1")
    now[0] = 3.1
    with pytest.raises(SlackError) as caught:
        triggers.exchange(trigger)
    assert caught.value.name == "expired_trigger_id"


async def test_files_of_people_and_of_the_bot(workspace: Workspace, client: AsyncWebClient) -> None:
    message = await workspace.send_message("ada", "#general", "", files=[("note.pdf", b"%PDF-1.4 x")])
    [file] = message.files
    assert message.subtype == "file_share"
    info = (await client.files_info(file=file.id))["file"]
    assert info["mimetype"] == "application/pdf"
    async with aiohttp.ClientSession() as session:
        async with session.get(
            info["url_private_download"], headers={"Authorization": f"Bearer {workspace.bot_token}"}
        ) as got:
            assert await got.read() == b"%PDF-1.4 x"
        async with session.get(info["url_private"]) as got:  # no token: the sign-in page, not an error
            assert got.content_type == "text/html"
    await client.files_upload_v2(
        channel="C0GENERAL01", content="a,b\n", filename="export.csv", initial_comment="here"
    )
    posted = workspace.messages("#general")[-1]
    assert (posted.text, posted.files[0].data, posted.user) == ("here", b"a,b\n", BOT_USER)


async def test_reactions(workspace: Workspace, client: AsyncWebClient) -> None:
    message = await workspace.send_message("ada", "#general", "x")
    await workspace.add_reaction("ben", message, ":newspaper:")
    await client.reactions_add(channel=message.channel, timestamp=message.ts, name="eyes")
    assert message.reactions == {"newspaper": [workspace.state.person("ben").id], "eyes": [BOT_USER]}
    again = client.reactions_add(channel=message.channel, timestamp=message.ts, name="eyes")
    assert await refused(again) == "already_reacted"
    await client.reactions_remove(channel=message.channel, timestamp=message.ts, name="eyes")
    assert list(message.reactions) == ["newspaper"]


async def test_the_manifest_decides_scopes_events_and_commands() -> None:
    manifest = {
        "features": {"slash_commands": [{"command": "/news", "description": "d"}]},
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    async with Workspace(manifest=manifest, retry_delays=()) as workspace:
        client = client_of(workspace)
        history = client.conversations_history(channel="C0GENERAL01")
        assert await refused(history) == "missing_scope"
        await workspace.send_message("ada", "#general", "@Deskwire hello")
        assert [delivery.name for delivery in workspace.dispatcher.log] == ["app_mention"]
        assert (await workspace.command("ada", "#general", "/other")).error == "unknown_command"
        assert workspace.ephemerals()[-1].text == "`/other` is not a valid command."


async def test_installation_by_code(workspace: Workspace) -> None:
    client = client_of(workspace)
    secret = {"client_id": workspace.client_id, "client_secret": workspace.client_secret}
    code = workspace.new_code()
    got = await client.oauth_v2_access(code=code, **secret)
    assert got["access_token"] == workspace.bot_token
    assert await refused(client.oauth_v2_access(code=code, **secret)) == "invalid_code"
    wrong = {**secret, "client_secret": "x"}
    assert await refused(client.oauth_v2_access(code=workspace.new_code(), **wrong)) == "bad_client_secret"


def test_the_readme_lists_every_method() -> None:
    from importlib.resources import files

    text = (files("bot.workspace") / "README.md").read_text("utf-8")
    listed = {word.strip("`,.;") for word in text.split() if word.startswith("`")}
    assert set(METHODS) <= listed
