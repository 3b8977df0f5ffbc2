"""Buttons and menus whose value is what could be typed: the same part of the desk answers."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.areas import Asked, Form
from bot.desk.desk import Desk
from bot.desk.failures import explain
from bot.desk.requests import Importable, ImportAsked
from bot.errors import DeskwireError
from bot.slack import modals, notices, watch_form
from bot.slack.ids import ActionId, CallbackId
from bot.slack.messages import REST_BELOW, Message, fit
from bot.slack.pickers import typed_in
from handlers import home
from handlers.bodies import channel_of, key_of, team_of, user_of

ANSWERS = 5
"""Slack takes so many answers to one command or button."""


def register_typed(
    app: AsyncApp, desk: Desk, area: str, title: str, *, menus: ActionId, buttons: ActionId
) -> None:
    """Listen to the menus and the buttons of one part of the desk; both are numbered."""

    async def act(
        text: str,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """Answer as if that had been typed: below the message, or over the home tab, which is drawn anew."""
        team, user, channel = team_of(context), user_of(body), channel_of(body)
        text, place = typed_in(text, channel)
        try:
            said = await desk.asking.chosen(area, Asked(team, place, user, text, key_of(body), form=True))
        except DeskwireError as error:
            failure = explain(error, team=team.team_id, area=area)
            said = notices.notice(failure.sentence, failure.error_id)
        if isinstance(said, Form):
            await client.views_open(trigger_id=body["trigger_id"], view=said.view)
        elif channel:
            await tell(respond, said, replace_original=False)
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=over(title, said))
            await home.show(desk, client, team, user)

    @app.action(re.compile(f"^{menus}"))
    async def menu(
        ack: AsyncAck,
        body: dict[str, Any],
        action: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """Something was chosen in a menu."""
        await ack()
        await act(str(action["selected_option"]["value"]), body, context, client, respond)

    @app.action(re.compile(f"^{buttons}"))
    async def pick(
        ack: AsyncAck,
        body: dict[str, Any],
        action: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """A button was pressed: it carries the whole command."""
        await ack()
        await act(str(action["value"]), body, context, client, respond)


def register_import(app: AsyncApp, desk: Desk, form: CallbackId, what: Importable) -> None:
    """Listen to a form that imports: a job reads it, and what it brought comes as a direct message."""

    @app.view(form)
    async def imported(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Say what is wrong at its field, or accept the work."""
        given = watch_form.read_import(view)
        wrong = desk.importing.check(given, what)
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
            what=what,
        )
        await desk.intake.accept(work.team, key, [work])
        await ack()


async def tell(respond: AsyncRespond, said: Message, *, replace_original: bool | None = None) -> None:
    """Answer the person alone, in as many messages as it takes: such an answer has no thread for the rest."""
    left: Message | None = fit(said, REST_BELOW)
    for _ in range(ANSWERS):
        if left is None:
            return
        await respond(
            text=left["text"],
            blocks=left["blocks"],
            response_type="ephemeral",
            replace_original=replace_original,
        )
        left = left.get("overflow")


def over(title: str, message: Message) -> dict[str, Any]:
    """A message as a view; its buttons would have nowhere to answer."""
    return modals.explain(title, [block for block in fit(message)["blocks"] if block["type"] != "actions"])
