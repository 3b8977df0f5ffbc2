"""Digests by button and form."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.areas import Asked, Form
from bot.desk.digests.digests import Digests
from bot.desk.failures import explain
from bot.errors import DeskwireError
from bot.slack import digest_plans, modals, notices
from bot.slack.ids import ActionId, CallbackId
from bot.slack.messages import fit
from handlers.bodies import channel_of, key_of, team_of, user_of


def register(app: AsyncApp, digests: Digests) -> None:
    """Listen to the menus of the list, the button below it, and the form."""

    @app.action(re.compile(f"^{ActionId.DIGEST_MENU}"))
    async def menu(
        ack: AsyncAck,
        body: dict[str, Any],
        action: dict[str, Any],
        context: AsyncBoltContext,
        respond: AsyncRespond,
    ) -> None:
        """Pause, resume or delete a schedule: answered as if that had been typed, to the person alone."""
        await ack()
        verb, schedule_id = digest_plans.read_menu(str(action["selected_option"]["value"]))
        team = team_of(context)
        asked = Asked(team, channel_of(body), user_of(body), f"{verb} {schedule_id}", key_of(body))
        try:
            said = await digests.answer(asked)
        except DeskwireError as error:
            failure = explain(error, team=team.team_id, area="digest")
            said = notices.notice(failure.sentence, failure.error_id)
        assert not isinstance(said, Form), "a verb with an id opens no form"
        message = fit(said)
        await respond(
            text=message["text"], blocks=message["blocks"], response_type="ephemeral", replace_original=False
        )

    @app.action(ActionId.DIGEST_NEW)
    async def new(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Open the form."""
        await ack()
        view = await digests.timetable.form(team_of(context), user_of(body), channel_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(CallbackId.DIGEST_SCHEDULE)
    async def submitted(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Make the schedule; what is wrong is said at its field, and what was made in the form's place."""
        channel = str(modals.unpack(view).get("channel", ""))
        words = digest_plans.read_form(view)
        asked = Asked(team_of(context), channel, user_of(body), words, f"view:{view['id']}")
        result = await digests.timetable.submit(asked)
        if isinstance(result, tuple):
            block, sentence = result
            await ack(modals.errors({block: sentence}))
            return
        await ack(response_action="update", view=modals.explain("Digest", result["blocks"]))
