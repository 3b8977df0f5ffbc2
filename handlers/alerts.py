"""Alerts by button and form."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.alerts.alerts import Alerts
from bot.desk.areas import Asked, Form
from bot.desk.failures import explain
from bot.errors import DeskwireError
from bot.slack import alert_form, modals, notices
from bot.slack import alerts as cards
from bot.slack.ids import ActionId, CallbackId
from bot.slack.messages import fit
from handlers.bodies import channel_of, key_of, team_of, user_of

Action = dict[str, Any]


def register(app: AsyncApp, alerts: Alerts) -> None:
    """Listen to the buttons of alerts and of their list, and to the form."""

    async def say(text: str, body: dict[str, Any], context: AsyncBoltContext, respond: AsyncRespond) -> None:
        """Answer as if that had been typed, to the person alone."""
        team = team_of(context)
        try:
            said = await alerts.answer(Asked(team, channel_of(body), user_of(body), text, key_of(body)))
        except DeskwireError as error:
            failure = explain(error, team=team.team_id, area="alert")
            said = notices.notice(failure.sentence, failure.error_id)
        if isinstance(said, Form):
            return
        message = fit(said)
        await respond(
            text=message["text"], blocks=message["blocks"], response_type="ephemeral", replace_original=False
        )

    @app.action(ActionId.ALERT_PAUSE)
    async def pause(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Silence the alert whose card this is."""
        await ack()
        await say(f"pause {action['value']}", body, context, respond)

    @app.action(re.compile(f"^{ActionId.ALERT_MENU}"))
    async def menu(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Test, pause, resume or delete an alert of the list."""
        await ack()
        verb, alert_id = cards.read_menu(str(action["selected_option"]["value"]))
        await say(f"{verb} {alert_id}", body, context, respond)

    @app.action(re.compile(f"^{ActionId.ALERT_PICK}"))
    async def pick(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """An ambiguous company was chosen: the button carries the whole command."""
        await ack()
        await say(str(action["value"]), body, context, respond)

    @app.action(ActionId.ALERT_NEW)
    async def new(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Open the form."""
        await ack()
        view = await alerts.form(team_of(context), user_of(body), channel_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(CallbackId.ALERT_ADD)
    async def submitted(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Make the alert; what is wrong is said at its field, and what was made in the form's place."""
        channel = str(modals.unpack(view).get("channel", ""))
        asked = Asked(team_of(context), channel, user_of(body), "", f"view:{view['id']}")
        result = await alerts.submit(asked, alert_form.read_form(view))
        if isinstance(result, tuple):
            block, sentence = result
            await ack(modals.errors({block: sentence}))
            return
        shown = modals.explain("Alert", [b for b in result["blocks"] if b["type"] != "actions"])
        await ack(response_action="update", view=shown)
