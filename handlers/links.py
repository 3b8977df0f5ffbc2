"""Links and PDFs in messages, mentions, direct messages and the emoji that asks for a brief.

Bolt acknowledges an event before its listener runs. What an event asks for is therefore persisted by a
middleware of the listener, which runs before the acknowledgement; if that fails, Slack gets a 500 and
sends the event again.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.desk.desk import Desk
from bot.desk.requests import Mentioned, MessageSeen, ReactionSeen, Work
from bot.model import Team
from handlers.bodies import Body, file_ids, key_of, table_ids, team_of

Plan = Callable[[Body, Team, str], Work | None]
_LINKLIKE = re.compile(r"https?://", re.IGNORECASE)
_READ = frozenset({None, "file_share", "bot_message", "thread_broadcast"})


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to messages, mentions and reactions."""
    app.event("message", middleware=[remembering(desk, plan_message)])(heard)
    app.event("app_mention", middleware=[remembering(desk, plan_mention)])(heard)
    app.event("reaction_added", middleware=[remembering(desk, plan_reaction)])(heard)


async def heard() -> None:
    """Nothing is left to do: the middleware has persisted what the event asks for."""


def remembering(desk: Desk, plan: Plan) -> Callable[..., Awaitable[None]]:
    """A listener middleware that persists what `plan` makes of an event, before it is acknowledged."""

    async def remember(
        body: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> None:
        team = team_of(context)
        work = plan(body, team, context.bot_user_id or "")
        if work is not None:
            await desk.intake.accept(team, key_of(body), [work])
        await next_()

    return remember


def plan_message(body: Body, team: Team, bot_user: str) -> Work | None:
    """A message with a link or a PDF is looked at; a direct message is always read as a command line;
    one that brings a table means to import it.

    A mention comes a second time, as `app_mention`, and is left to that. Edits count where they add a link.
    """
    event = body["event"]
    message, before = event, ""
    if event.get("subtype") == "message_changed":
        message = event.get("message") or {}
        before = str((event.get("previous_message") or {}).get("text") or "")
        if str(message.get("text") or "") == before or message.get("subtype") not in _READ:
            return None
    elif event.get("subtype") not in _READ:
        return None
    user, text = str(message.get("user") or ""), str(message.get("text") or "")
    files = () if before else file_ids(message)
    if (bot_user and user == bot_user) or _is_ours(message, body):
        return None
    direct = event.get("channel_type") == "im"
    channel, ts = str(event.get("channel", "")), str(message.get("ts", ""))
    thread_ts = message.get("thread_ts")
    if direct and not files and not message.get("bot_id") and not before:
        return Mentioned(
            team, key_of(body), channel, user, text, thread_ts or ts, files=table_ids(message, text)
        )
    if bot_user and f"<@{bot_user}>" in text and not direct:
        return None
    if not (files or _LINKLIKE.search(text)):
        return None
    return MessageSeen(
        team=team,
        key=key_of(body),
        channel=channel,
        ts=ts,
        user=user,
        bot_id=str(message.get("bot_id") or ""),
        text=text,
        before=before,
        thread_ts=thread_ts,
        file_ids=files,
        shared=_is_shared(body),
        direct=direct,
    )


def plan_mention(body: Body, team: Team, bot_user: str) -> Work | None:
    """A mention takes everything the command takes, and is answered in its thread."""
    event = body["event"]
    if event.get("bot_id"):
        return None
    text = str(event.get("text") or "")
    spoken = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>", " ", text) if bot_user else text
    ts = str(event.get("ts", ""))
    channel, user = str(event.get("channel", "")), str(event.get("user") or "")
    return Mentioned(
        team=team,
        key=key_of(body),
        channel=channel,
        user=user,
        text=spoken.strip(),
        thread_ts=event.get("thread_ts") or ts,
        shared=_is_shared(body),
        files=table_ids(event, spoken),
    )


def plan_reaction(body: Body, team: Team, bot_user: str) -> Work | None:
    """The emoji names the message; its text is fetched when the job runs."""
    event = body["event"]
    item = event.get("item") or {}
    if item.get("type") != "message" or event.get("user") == bot_user:
        return None
    return ReactionSeen(
        team=team,
        key=key_of(body),
        channel=str(item.get("channel", "")),
        ts=str(item.get("ts", "")),
        user=str(event.get("user") or ""),
        reaction=str(event.get("reaction") or "").partition("::")[0],
        shared=_is_shared(body),
    )


def _is_shared(body: Body) -> bool:
    """Whether people of other firms read along."""
    return bool(body.get("is_ext_shared_channel"))


def _is_ours(message: Body, body: Body) -> bool:
    """Our own messages come back as events; they carry our app's id."""
    app_id = body.get("api_app_id")
    profile = message.get("bot_profile") or {}
    return bool(app_id) and app_id in (message.get("app_id"), profile.get("app_id"))
