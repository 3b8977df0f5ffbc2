"""The home tab: what a person watches, and what the bot takes."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.desk import Desk
from bot.model import Team
from bot.slack.home import home_view
from handlers.bodies import team_of


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the tab being opened."""

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Show the tab as it is now."""
        if event.get("tab") == "home":
            await show(desk, client, team_of(context), str(event["user"]))


async def show(desk: Desk, client: AsyncWebClient, team: Team, user: str) -> None:
    """Publish the tab as it is now; also for whoever changed something in it."""
    lists = await desk.watchlists.shown(team, user)
    portfolios = await desk.portfolios.shown(team, user)
    await client.views_publish(user_id=user, view=home_view(desk.asking.help(), lists, portfolios))
