"""Watchlists by button, menu and form; the same buttons stand in messages and in the home tab."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.areas import Asked, Form
from bot.desk.desk import Desk
from bot.desk.failures import explain
from bot.desk.requests import ImportAsked
from bot.errors import DeskwireError
from bot.slack import modals, notices, watch_form
from bot.slack.ids import ActionId, CallbackId
from bot.slack.messages import Message, fit
from handlers import home
from handlers.bodies import channel_of, key_of, team_of, user_of

Action = dict[str, Any]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons and menus of lists, and to both forms."""
    watchlists = desk.watchlists
    _register_forms(app, desk)

    async def act(
        text: str,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """Answer as if that had been typed: below the message, or over the home tab, which is drawn anew."""
        team, user, channel = team_of(context), user_of(body), channel_of(body)
        try:
            said = await watchlists.answer(Asked(team, channel, user, text, key_of(body), form=True))
        except DeskwireError as error:
            failure = explain(error, team=team.team_id, area="watch")
            said = notices.notice(failure.sentence, failure.error_id)
        if isinstance(said, Form):
            await client.views_open(trigger_id=body["trigger_id"], view=said.view)
        elif channel:
            await _tell(respond, said)
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=_over(said))
            await home.show(desk, client, team, user)

    @app.action(re.compile(f"^{ActionId.WATCH_MENU}"))
    async def menu(
        ack: AsyncAck,
        body: dict[str, Any],
        action: Action,
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """Edit, import into, export or clear a list."""
        await ack()
        await act(str(action["selected_option"]["value"]), body, context, client, respond)

    @app.action(re.compile(f"^{ActionId.WATCH_PICK}"))
    async def pick(
        ack: AsyncAck,
        body: dict[str, Any],
        action: Action,
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """An ambiguous company was chosen: the button carries the whole command."""
        await ack()
        await act(str(action["value"]), body, context, client, respond)

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


def _register_forms(app: AsyncApp, desk: Desk) -> None:
    """Listen to both forms."""
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
        await ack(response_action="update", view=_over(result))
        await home.show(desk, client, team, user)

    @app.view(CallbackId.WATCH_IMPORT)
    async def imported(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The file is read by a job; what it brought comes as a direct message."""
        given = watch_form.read_import(view)
        wrong = watchlists.check(given)
        if wrong is not None:
            block, sentence = wrong
            await ack(modals.errors({block: sentence}))
            return
        key = f"view:{view['id']}"
        work = ImportAsked(
            team=team_of(context),
            key=key,
            channel=given.channel,
            user=user_of(body),
            whose=given.whose,
            name=given.name,
            text=given.text,
            files=given.files,
            replace=given.replace,
        )
        await desk.intake.accept(work.team, key, [work])
        await ack()


def _over(message: Message) -> dict[str, Any]:
    """A message as a view; its buttons would have nowhere to answer."""
    return modals.explain("Watchlist", [b for b in fit(message)["blocks"] if b["type"] != "actions"])


async def _tell(respond: AsyncRespond, message: Message) -> None:
    fitted = fit(message)
    await respond(
        text=fitted["text"], blocks=fitted["blocks"], response_type="ephemeral", replace_original=False
    )
