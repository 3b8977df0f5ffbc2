"""Submitted forms: Wrong ticker and Brief this text. Each becomes a job before it is acknowledged."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.desk.desk import Desk
from bot.desk.requests import BriefRequest, CorrectionAsked
from bot.slack import modals
from bot.slack.ids import MISSING_COMPANY, NO_COMPANY, BlockId, CallbackId, Scope
from handlers.bodies import key_of, team_of, user_of

View = dict[str, Any]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both forms."""

    @app.view(CallbackId.WRONG_TICKER)
    async def wrong_ticker(
        ack: AsyncAck, body: dict[str, Any], view: View, context: AsyncBoltContext
    ) -> None:
        """A correction; what can be seen to be wrong is said at its field."""
        row, security, scope, name = modals.read_wrong_ticker(view)
        metadata = modals.unpack(view)
        missing, nothing = row == MISSING_COMPANY, security.lower() == NO_COMPANY
        if missing and nothing:
            await ack(modals.errors({BlockId.SECURITY: "Say which company is missing."}))
            return
        asked = CorrectionAsked(
            team=team_of(context),
            correction_id=str(view["id"]),
            card_id=str(metadata.get("card", "")),
            channel=str(metadata.get("channel", "")),
            user=user_of(body),
            wrong="" if missing else row,
            security="" if nothing else security,
            name=name,
            workspace=scope == Scope.WORKSPACE,
        )
        await desk.intake.accept(asked.team, key_of(body), [asked])
        await ack()

    @app.view(CallbackId.BRIEF_TEXT)
    async def brief_text(ack: AsyncAck, body: dict[str, Any], view: View, context: AsyncBoltContext) -> None:
        """A text that a person pasted, answered where they pressed the button."""
        title, text, source = modals.read_brief_text(view)
        if not text.strip():
            await ack(modals.errors({f"{BlockId.BODY}:0": "Paste the text of the article here."}))
            return
        metadata = modals.unpack(view)
        request = BriefRequest(
            team=team_of(context),
            key=str(view["id"]),
            channel=str(metadata.get("channel", "")),
            user=user_of(body),
            url=source,
            title=title,
            text=text,
            thread_ts=metadata.get("thread_ts"),
        )
        await desk.intake.accept(request.team, key_of(body), [request])
        await ack()
