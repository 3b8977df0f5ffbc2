"""Response URLs: five uses within thirty minutes, to answer a command or an interaction."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.workspace import blockkit, mrkdwn
from bot.workspace.errors import Json, SlackError
from bot.workspace.spoil import spoil_after, spoil_before
from bot.workspace.things import BOT_ID, BOT_USER, TEAM_ID, Message

if TYPE_CHECKING:
    from bot.workspace.core import Core

MAX_USES = 5
LIFETIME_S = 30 * 60.0


@dataclass
class Grant:
    """What one response URL allows. `original` is the message the interaction came from."""

    channel: str
    user: str
    expires: float
    original: Message | None = None
    uses: int = 0
    posted: list[Message] = field(default_factory=list)


class ResponseUrls:
    """Issues response URLs and answers requests to them."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._grants: dict[str, Grant] = {}

    def issue(self, channel: str, user: str, original: Message | None = None) -> str:
        """A fresh response URL."""
        secret = secrets.token_urlsafe(18)
        self._grants[secret] = Grant(channel, user, time.monotonic() + LIFETIME_S, original)
        return f"{self._core.address}/response/{TEAM_ID}/{secret}"

    def expire_all(self) -> None:
        """Let every response URL issued so far be too old."""
        for grant in self._grants.values():
            grant.expires = 0.0

    async def handle(self, request: web.Request) -> web.Response:
        """The endpoint. Slack answers `ok` as text, errors as JSON."""
        grant = self._grants.get(request.match_info["secret"])
        fault = self._core.faults.take("response_url", grant.channel if grant else None)
        if fault is not None:
            try:
                spoiled = await spoil_before(fault, request, self._core.stopping)
            except SlackError as error:
                return web.json_response(error.body(), status=error.status, headers=error.headers)
            if spoiled is not None:
                return spoiled
        try:
            if grant is None:
                raise SlackError("invalid_url", status=404)
            if time.monotonic() > grant.expires:
                raise SlackError("expired_url", status=404)
            if grant.uses >= MAX_USES:
                raise SlackError("used_url", status=404)
            body = await _body(request)
            grant.uses += 1
            self.apply(grant, body)
        except SlackError as error:
            self._core.problems.append(f"response_url answered {error.name}: {error.extra}")
            status = error.status if error.status != 200 else 500
            return web.json_response(error.body(), status=status)
        if fault is not None:
            await spoil_after(fault, request, self._core.stopping)
        return web.Response(text="ok")

    def answer(self, channel: str, user: str, body: Json) -> Message | None:
        """Show what came with the acknowledgement of a command."""
        if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
            return None
        return self.apply(Grant(channel, user, 0.0), body)

    def apply(self, grant: Grant, body: Json) -> Message | None:
        """Post, replace or delete as a response body says. Raises `SlackError`."""
        if body.get("delete_original"):
            if grant.original is None:
                raise SlackError("message_not_found", status=404)
            self._core.deleted(grant.original)
            grant.original = None
            return None
        text, blocks = str(body.get("text") or ""), body.get("blocks") or []
        if not text and not blocks and not body.get("attachments"):
            raise SlackError("no_text", status=500)
        blockkit.check_message(blocks)
        if body.get("replace_original") and grant.original is not None:
            return self._replace(grant.original, text, blocks, body)
        return self._post(grant, text, blocks, body)

    def _replace(self, message: Message, text: str, blocks: list[Json], body: Json) -> Message:
        before = self._core.state.wire(message, metadata=True)
        message.text = mrkdwn.from_app(text)
        message.blocks = self._core.state.with_ids(blocks)
        message.attachments = list(body.get("attachments") or [])
        message.edited = {"user": BOT_USER, "ts": self._core.state.now_ts()}
        self._core.changed(message, before)
        return message

    def _post(self, grant: Grant, text: str, blocks: list[Json], body: Json) -> Message:
        visible = body.get("response_type") == "in_channel"
        return self._core.post(
            Message(
                channel=grant.channel,
                ts=self._core.state.now_ts(),
                user=BOT_USER,
                bot_id=BOT_ID,
                text=mrkdwn.from_app(text),
                blocks=self._core.state.with_ids(blocks),
                attachments=list(body.get("attachments") or []),
                thread_ts=body.get("thread_ts") or None,
                metadata=body.get("metadata") if visible else None,
                unfurl_links=body.get("unfurl_links"),
                unfurl_media=body.get("unfurl_media"),
                only_for=None if visible else grant.user,
            )
        )


async def _body(request: web.Request) -> Json:
    text = await request.text()
    if request.content_type == "application/x-www-form-urlencoded":
        form = await request.post()
        text = str(form.get("payload", ""))
    try:
        body: Any = json.loads(text)
    except ValueError:
        raise SlackError("invalid_payload", status=400) from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload", status=400)
    return body
