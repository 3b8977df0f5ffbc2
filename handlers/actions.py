"""Buttons and menus on cards and refusals."""

from __future__ import annotations

import json
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.desk import Desk
from bot.desk.requests import CorrectionAsked, UndoAsked
from bot.slack import cards, modals, notices, pickers, watchlists
from bot.slack.ids import ActionId
from bot.slack.messages import Message
from bot.slack.why import why as why_view
from handlers.bodies import channel_of, key_of, team_of, user_of

Action = dict[str, Any]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every action id of the cards."""
    _register_forms(app, desk)
    _register_acts(app, desk)
    _register_choices(app, desk)


def _register_forms(app: AsyncApp, desk: Desk) -> None:
    """Buttons that open a form: Slack gives three seconds for that, so it is done here and not as a job."""

    @app.action(ActionId.WHY)
    async def why(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """The sentences behind each figure."""
        await ack()
        view = await desk.reactions.view(team_of(context), str(action["value"]))
        await client.views_open(trigger_id=body["trigger_id"], view=why_view(view))

    @app.action(ActionId.WRONG_TICKER)
    async def wrong_ticker(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """The correction form; the whole workspace is offered only to those who may decide for it."""
        await ack()
        team = team_of(context)
        shown = await desk.reactions.view(team, str(action["value"]))
        may_confirm = await desk.rights.may_confirm(team, user_of(body))
        form = modals.wrong_ticker(
            shown.card_id,
            shown.brief.tickers,
            may_confirm=may_confirm,
            metadata={"channel": channel_of(body)},
        )
        await client.views_open(trigger_id=body["trigger_id"], view=form)

    @app.action(ActionId.BRIEF_TEXT)
    async def brief_text(ack: AsyncAck, body: dict[str, Any], action: Action, client: AsyncWebClient) -> None:
        """The form that takes the text of a page which could not be read."""
        await ack()
        message = body.get("message") or {}
        metadata = {"channel": channel_of(body), "thread_ts": message.get("thread_ts") or message.get("ts")}
        form = modals.brief_text(metadata, url=str(action.get("value") or ""))
        await client.views_open(trigger_id=body["trigger_id"], view=form)


def _register_acts(app: AsyncApp, desk: Desk) -> None:
    """Buttons that do something at once."""

    @app.action(ActionId.WATCH)
    async def watch(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Put the card's main tickers on the person's watchlist."""
        await ack()
        tickers = await desk.reactions.watch(team_of(context), user_of(body), str(action["value"]))
        await _tell(respond, watchlists.watched(tickers))

    @app.action(re.compile(f"^({ActionId.USEFUL}|{ActionId.NOT_USEFUL})$"))
    async def judge(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Remember the judgement and say so."""
        useful = action["action_id"] == ActionId.USEFUL
        await desk.reactions.judge(team_of(context), user_of(body), str(action["value"]), useful=useful)
        await ack()
        word = "useful" if useful else "not useful"
        await _tell(respond, notices.notice(f"Noted: {word}. Thank you."))


def _register_choices(app: AsyncApp, desk: Desk) -> None:
    """The card's menu, and the choice between companies of the same name."""

    @app.action(ActionId.CARD_MENU)
    async def card_menu(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext
    ) -> None:
        """Delete the card, or take a correction back."""
        team, user = team_of(context), user_of(body)
        chosen, subject = cards.read_menu_value(str(action["selected_option"]["value"]))
        if chosen == ActionId.UNDO_CORRECTION:
            card_id, _, correction_id = subject.partition("/")
            undo = UndoAsked(team, card_id, correction_id, channel_of(body), user)
            await desk.intake.accept(team, key_of(body), [undo])
        await ack()
        if chosen == ActionId.DELETE_CARD:
            await desk.reactions.delete(team, user, subject)

    @app.action(re.compile(f"^{ActionId.PICK_SECURITY}"))
    async def pick_security(
        ack: AsyncAck, body: dict[str, Any], action: Action, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """An ambiguous name was decided: the correction goes on with it."""
        security_id, resume = pickers.read_pick(str(action["value"]))
        _, card_id, wrong, name, workspace = json.loads(resume)
        asked = CorrectionAsked(
            team=team_of(context),
            correction_id=key_of(body),
            card_id=card_id,
            channel=channel_of(body),
            user=user_of(body),
            wrong=wrong,
            security=f"id:{security_id}",
            name=name,
            workspace=workspace,
        )
        await desk.intake.accept(asked.team, key_of(body), [asked])
        await ack()
        await respond(delete_original=True)

    @app.action(ActionId.OPEN_LINK)
    async def open_link(ack: AsyncAck) -> None:
        """The browser opens it; Slack only wants to know that we heard."""
        await ack()


async def _tell(respond: AsyncRespond, message: Message) -> None:
    await respond(
        text=message["text"], blocks=message["blocks"], response_type="ephemeral", replace_original=False
    )
