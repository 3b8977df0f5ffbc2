"""The slash commands."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.areas import Asked, Form
from bot.desk.desk import Desk
from bot.desk.failures import explain
from bot.desk.grammar import BriefLinks, InArea
from bot.desk.requests import BriefRequest
from bot.errors import DeskwireError
from bot.slack import notices
from bot.slack.messages import fit
from handlers.bodies import channel_of, key_of, team_of, user_of
from handlers.typed import tell


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the configured commands."""

    @app.command(desk.settings.command)
    async def command(
        ack: AsyncAck,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """Persist what needs an article, answer the rest at once; only the person who typed sees it."""
        team, channel, user = team_of(context), channel_of(body), user_of(body)
        intent = desk.asking.parse(str(body.get("text") or ""))
        if isinstance(intent, InArea):
            await ack()
            await answer(intent.area, intent.text, body, context, client, respond)
            return
        if not isinstance(intent, BriefLinks):
            message = fit(await desk.asking.answer(team, channel, user, intent))
            await ack(text=message["text"], blocks=message["blocks"], response_type="ephemeral")
            return
        key = key_of(body)
        requests = [
            BriefRequest(
                team=team,
                key=f"{key}:{index}",
                channel=channel,
                user=user,
                url=url,
                private=intent.private,
                response_url=str(body.get("response_url") or ""),
            )
            for index, url in enumerate(intent.urls)
        ]
        await desk.intake.accept(team, key, requests)
        await ack()

    async def answer(
        area: str,
        text: str,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """Ask one part of the desk, after the acknowledgement: it may have to look names up."""
        team = team_of(context)
        asked = Asked(team, channel_of(body), user_of(body), text, key_of(body), form=True)
        try:
            said = await desk.asking.in_area(area, asked)
        except DeskwireError as error:
            failure = explain(error, team=team.team_id, area=area)
            said = notices.notice(failure.sentence, failure.error_id)
        if isinstance(said, Form):
            await client.views_open(trigger_id=str(body["trigger_id"]), view=said.view)
            return
        await tell(respond, said)

    def listen(area: str, name: str) -> None:
        @app.command(name)
        async def short_form(
            ack: AsyncAck,
            body: dict[str, Any],
            context: AsyncBoltContext,
            client: AsyncWebClient,
            respond: AsyncRespond,
        ) -> None:
            """The same as under the main command."""
            await ack()
            await answer(area, str(body.get("text") or "").strip(), body, context, client, respond)

    for area, name in desk.settings.short_forms.items():
        listen(area, name)
