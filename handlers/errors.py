"""The one error handler: whatever a listener could not do becomes one sentence for the person who asked."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.desk.failures import explain
from bot.slack import modals, notices
from bot.slack.messages import fit
from handlers.bodies import Body, key_of, team_of


def register(app: AsyncApp) -> None:
    """Install the handler."""

    @app.error
    async def failed(
        error: Exception, body: dict[str, Any], context: AsyncBoltContext, response: BoltResponse | None
    ) -> BoltResponse | None:
        """Commands are answered in the acknowledgement, interactions by their response URL.

        An event that could not be persisted is answered 500, so that Slack sends it again.
        """
        failure = explain(error, team=team_of(context).team_id, request=key_of(body))
        message = fit(notices.notice(failure.sentence, failure.error_id))
        if "command" in body:
            said = {"response_type": "ephemeral", **message}
            return BoltResponse(status=200, body=said)
        if "event" in body:
            return BoltResponse(status=500, body="")
        if body.get("type") == "view_submission" and response is None:
            # A form that closes looks like a form that was taken: it stays open and says why.
            return BoltResponse(status=200, body=_at_first_input(body, failure.sentence))
        if body.get("response_url") and context.respond is not None:
            await context.respond(
                text=message["text"],
                blocks=message["blocks"],
                response_type="ephemeral",
                replace_original=False,
            )
        return BoltResponse(status=200, body="") if response is None else None


def _at_first_input(body: Body, sentence: str) -> dict[str, Any]:
    blocks = (body.get("view") or {}).get("blocks") or []
    inputs = [str(block["block_id"]) for block in blocks if block.get("type") == "input"]
    return modals.errors({inputs[0]: sentence}) if inputs else {"response_action": "clear"}
