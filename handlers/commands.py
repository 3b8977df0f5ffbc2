"""The slash command."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.desk.desk import Desk
from bot.desk.grammar import BriefLinks
from bot.desk.requests import BriefRequest
from bot.slack.messages import fit
from handlers.bodies import channel_of, key_of, team_of, user_of


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the configured command."""

    @app.command(desk.settings.command)
    async def command(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Persist what needs an article, answer the rest at once; only the person who typed sees it."""
        team, channel, user = team_of(context), channel_of(body), user_of(body)
        intent = desk.asking.parse(str(body.get("text") or ""))
        if not isinstance(intent, BriefLinks):
            message = fit(await desk.asking.answer(team, channel, user, intent))
            await ack(text=message["text"], blocks=message["blocks"], response_type="ephemeral")
            return
        key = key_of(body)
        requests = [
            BriefRequest(
                team=team,
                key=f"{key}:{index}",
                channel=channel,
                user=user,
                url=url,
                private=intent.private,
                response_url=str(body.get("response_url") or ""),
            )
            for index, url in enumerate(intent.urls)
        ]
        await desk.intake.accept(team, key, requests)
        await ack()
