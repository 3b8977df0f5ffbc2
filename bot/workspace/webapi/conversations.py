"""`conversations.*`: channels, their history and their members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.workspace.errors import Json, SlackError
from bot.workspace.things import BOT_USER, Channel, Message
from bot.workspace.webapi.args import Args
from bot.workspace.webapi.registry import Registry

if TYPE_CHECKING:
    from bot.workspace.core import Core

method = Registry()

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_SCOPE_OF = {"channel": "channels", "group": "groups", "im": "im"}


def _readable(core: Core, args: Args, what: str) -> Channel:
    """A channel whose content the bot may read: a member of it, with the scope for its kind."""
    channel = core.state.visible_to_bot(args.required("channel"))
    scope = f"{_SCOPE_OF[channel.kind]}:{what}"
    if scope not in core.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(core.scopes)))
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _window(messages: Sequence[Message], args: Args) -> list[Message]:
    """Those between `oldest` and `latest`, as `inclusive` says."""
    oldest, latest = args.text("oldest"), args.text("latest")
    inclusive = args.flag("inclusive")
    try:
        low = float(oldest) if oldest else float("-inf")
        high = float(latest) if latest else float("inf")
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    return [
        message
        for message in messages
        if low < float(message.ts) < high or (inclusive and float(message.ts) in (low, high))
    ]


def page_of(items: Sequence[Json], args: Args, *, default: int, high: int) -> tuple[list[Json], str]:
    """One page by `cursor` and `limit`, and the cursor of the next page (empty at the end)."""
    limit = args.number("limit", default, low=1, high=high)
    try:
        start = int(args.text("cursor").removeprefix("next:") or 0)
    except ValueError:
        raise SlackError("invalid_cursor") from None
    end = start + limit
    return list(items[start:end]), f"next:{end}" if end < len(items) else ""


@method("conversations.history", tier=3, scopes=_HISTORY)
async def history(core: Core, args: Args) -> Json:
    """Top-level messages, newest first."""
    channel = _readable(core, args, "history")
    metadata = args.flag("include_all_metadata")
    top = [m for m in core.state.in_channel(channel.id) if not m.is_reply or m.broadcast]
    found = [core.state.wire(m, metadata=metadata) for m in reversed(_window(top, args))]
    messages, cursor = page_of(found, args, default=100, high=1000)
    return {
        "messages": messages,
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


@method("conversations.replies", tier=3, scopes=_HISTORY)
async def replies(core: Core, args: Args) -> Json:
    """A message and the replies below it, oldest first."""
    channel = _readable(core, args, "history")
    metadata = args.flag("include_all_metadata")
    asked = core.state.find(channel.id, args.required("ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    parent = core.state.find(channel.id, asked.thread_ts or asked.ts) or asked
    below = _window(core.state.replies(channel.id, parent.ts), args)
    found = [core.state.wire(m, metadata=metadata) for m in [parent, *below]]
    messages, cursor = page_of(found, args, default=1000, high=1000)
    return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


@method("conversations.info", tier=3, scopes=_READ)
async def info(core: Core, args: Args) -> Json:
    """One conversation."""
    return {"channel": core.state.visible_to_bot(args.required("channel")).wire()}


@method("conversations.list", tier=2, scopes=_READ)
async def list_(core: Core, args: Args) -> Json:
    """The conversations that the bot may know of."""
    names = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    kinds = {names.get(name.strip(), "") for name in (args.text("types") or "public_channel").split(",")}
    if "" in kinds:
        raise SlackError("invalid_types")
    found = [
        channel.wire()
        for channel in core.state.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channel" or BOT_USER in channel.members)
        and not (args.flag("exclude_archived") and channel.archived)
    ]
    channels, cursor = page_of(found, args, default=100, high=999)
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


@method("conversations.open", tier=3, scopes=("im:write", "mpim:write"))
async def open_(core: Core, args: Args) -> Json:
    """Open the direct messages with a person."""
    if "channel" in args:
        channel = core.state.visible_to_bot(args.text("channel"))
    else:
        users = [user.strip() for user in args.required("users").split(",")]
        if len(users) != 1:
            raise SlackError("too_many_users")
        person = core.state.people.get(users[0])
        if person is None:
            raise SlackError("user_not_found")
        if person.is_bot:
            raise SlackError("cannot_dm_bot")
        channel = core.state.direct(person.id)
    full = channel.wire() if args.flag("return_im") else {"id": channel.id}
    return {"channel": full, "no_op": True, "already_open": True}


@method("conversations.members", tier=4, scopes=_READ)
async def members(core: Core, args: Args) -> Json:
    """Who is in a conversation."""
    channel = core.state.visible_to_bot(args.required("channel"))
    found: list[Json] = [{"id": user} for user in sorted(channel.members)]
    page, cursor = page_of(found, args, default=100, high=1000)
    return {"members": [one["id"] for one in page], "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", tier=3, scopes=("channels:join",))
async def join(core: Core, args: Args) -> Json:
    """Let the bot join a public channel."""
    channel = core.state.visible_to_bot(args.required("channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members:
        core.join(channel, BOT_USER, inviter=None)
    return {"channel": channel.wire()}
