"""Portfolios by button, menu and form; the same buttons stand in messages and in the home tab."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.desk import Desk
from bot.slack.ids import ActionId, CallbackId
from handlers.bodies import channel_of, team_of, user_of
from handlers.typed import register_import, register_typed


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons and menus of portfolios, and to the form."""
    register_typed(
        app, desk, "portfolio", "Portfolio", menus=ActionId.PORTFOLIO_MENU, buttons=ActionId.PORTFOLIO_PICK
    )
    register_import(app, desk, CallbackId.PORTFOLIO_IMPORT, "portfolio")

    @app.action(ActionId.PORTFOLIO_IMPORT)
    async def import_(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Open the form that takes a statement."""
        await ack()
        view = await desk.portfolios.import_form(team_of(context), user_of(body), channel_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
