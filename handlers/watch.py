"""Watchlists by button, menu and form; the same buttons stand in messages and in the home tab."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.areas import Asked
from bot.desk.desk import Desk
from bot.slack import modals, watch_form
from bot.slack.ids import ActionId, CallbackId
from handlers import home
from handlers.bodies import channel_of, key_of, team_of, user_of
from handlers.typed import over, register_import, register_typed


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons and menus of lists, and to both forms."""
    watchlists = desk.watchlists
    _register_form(app, desk)
    register_typed(app, desk, "watch", "Watchlist", menus=ActionId.WATCH_MENU, buttons=ActionId.WATCH_PICK)
    register_import(app, desk, CallbackId.WATCH_IMPORT, "watchlist")

    @app.action(ActionId.WATCH_NEW)
    async def new(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Open the form of a new list."""
        await ack()
        view = await watchlists.new_form(team_of(context), user_of(body), channel_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action(ActionId.WATCH_IMPORT)
    async def import_(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Open the form that takes a file."""
        await ack()
        view = await watchlists.import_form(team_of(context), user_of(body), channel_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)


def _register_form(app: AsyncApp, desk: Desk) -> None:
    """Listen to the form of a list."""
    watchlists = desk.watchlists

    @app.view(CallbackId.WATCH_EDIT)
    async def edited(
        ack: AsyncAck,
        body: dict[str, Any],
        view: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """Change the list; what is unclear is said at its field, and what was changed in the form's place."""
        given = watch_form.read_edit(view)
        team, user = team_of(context), user_of(body)
        result = await watchlists.submit(Asked(team, given.channel, user, "", key_of(body)), given)
        if isinstance(result, tuple):
            block, sentence = result
            await ack(modals.errors({block: sentence}))
            return
        if isinstance(result, list):
            await ack(response_action="update", view=watch_form.ask(view, result))
            return
        await ack(response_action="update", view=over("Watchlist", result))
        await home.show(desk, client, team, user)
