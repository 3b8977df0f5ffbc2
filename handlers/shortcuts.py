"""The two message shortcuts: "Brief this link" and "Brief this text"."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.desk import Desk
from bot.desk.requests import BriefRequest
from bot.slack import modals, notices
from bot.slack.ids import CallbackId
from handlers.bodies import channel_of, file_ids, key_of, team_of, user_of


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both shortcuts."""

    @app.shortcut(CallbackId.SHORTCUT_BRIEF_LINK)
    async def brief_link(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """The links and PDFs of the message, answered in its thread."""
        message = body.get("message") or {}
        wanted = [(url, "") for url in desk.asking.links(str(message.get("text") or ""))]
        wanted += [("", file_id) for file_id in file_ids(message)]
        requests = [
            BriefRequest(
                team=team_of(context),
                key=f"{key_of(body)}:{index}",
                channel=channel_of(body),
                user=user_of(body),
                thread_ts=message.get("thread_ts") or message.get("ts"),
                response_url=str(body.get("response_url") or ""),
                url=url,
                file_id=file_id,
            )
            for index, (url, file_id) in enumerate(wanted)
        ]
        if requests:
            await desk.intake.accept(team_of(context), key_of(body), requests)
        await ack()
        if not requests:
            said = notices.notice("That message has no link and no PDF; try “Brief this text” instead.")
            await respond(text=said["text"], blocks=said["blocks"], response_type="ephemeral")

    @app.shortcut(CallbackId.SHORTCUT_BRIEF_TEXT)
    async def brief_text(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A form that holds the message's text, to be completed by hand."""
        await ack()
        message = body.get("message") or {}
        metadata = {
            "channel": channel_of(body),
            "thread_ts": message.get("thread_ts") or message.get("ts"),
        }
        view = modals.brief_text(metadata, body=str(message.get("text") or ""))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
