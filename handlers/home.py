"""The home tab: what the bot takes, and the person's watchlist."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.desk import Desk
from bot.slack.home import home_view
from handlers.bodies import team_of


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the tab being opened."""

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Show the tab as it is now."""
        if event.get("tab") != "home":
            return
        user = str(event["user"])
        watched = await desk.reactions.watched(team_of(context), user)
        await client.views_publish(user_id=user, view=home_view(desk.asking.help(), watched))
