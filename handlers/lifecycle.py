"""The bot is invited, removed, or its tokens are revoked; and events that nobody asked for."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.desk.desk import Desk
from bot.desk.requests import Invited, Work
from bot.model import Team
from handlers.bodies import Body, key_of, team_of
from handlers.links import heard, remembering


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the events of an installation's life; the catch-all stands last."""
    app.event("member_joined_channel", middleware=[remembering(desk, plan_invitation)])(heard)

    @app.event(re.compile("^(app_uninstalled|tokens_revoked)$"))
    async def gone(event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Forget the workspace's tokens. Revoked user tokens are none of ours."""
        if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return
        await desk.installations.gone(team_of(context), str(event["type"]))

    app.event(re.compile(".*"))(heard)


def plan_invitation(body: Body, team: Team, bot_user: str) -> Work | None:
    """Only the bot's own arrival is greeted."""
    event = body["event"]
    if not bot_user or event.get("user") != bot_user:
        return None
    return Invited(team, key_of(body), str(event.get("channel", "")))
