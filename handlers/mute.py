"""Buttons about stories: mute one, hear of it again, brief an article by itself."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond

from bot.desk.desk import Desk
from bot.desk.requests import BriefRequest
from bot.slack.ids import ActionId
from bot.slack.messages import Message, fit
from bot.slack.mutes import read_unmute
from handlers.bodies import channel_of, key_of, team_of, user_of

Action = dict[str, Any]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons."""

    @app.action(ActionId.MUTE_STORY)
    async def mute_story(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Hear no more of a card's story in this channel for a while."""
        await ack()
        story = str(action["value"])
        await _tell(
            respond, await desk.muting.mute_story(team_of(context), channel_of(body), user_of(body), story)
        )

    @app.action(re.compile(f"^{ActionId.UNMUTE}"))
    async def unmute(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Take a mute back."""
        await ack()
        kind, subject, where = read_unmute(str(action["value"]))
        await _tell(respond, await desk.muting.unmute(team_of(context), user_of(body), kind, subject, where))

    @app.action(ActionId.OWN_CARD)
    async def own_card(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext
    ) -> None:
        """Give an article a card of its own, though its story has one."""
        message = body.get("message") or {}
        request = BriefRequest(
            team=team_of(context),
            key=f"{key_of(body)}:0",
            channel=channel_of(body),
            user=user_of(body),
            url=str(action["value"]),
            thread_ts=message.get("thread_ts") or message.get("ts"),
            own_card=True,
        )
        await desk.intake.accept(request.team, key_of(body), [request])
        await ack()


async def _tell(respond: AsyncRespond, said: Message) -> None:
    message = fit(said)
    await respond(
        text=message["text"], blocks=message["blocks"], response_type="ephemeral", replace_original=False
    )
