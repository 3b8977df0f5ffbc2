"""`reactions.*`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.workspace.errors import Json, SlackError
from bot.workspace.things import BOT_USER, Message
from bot.workspace.webapi.args import Args
from bot.workspace.webapi.registry import Registry

if TYPE_CHECKING:
    from bot.workspace.core import Core

method = Registry()

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}")


def _message(core: Core, args: Args) -> Message:
    channel = core.state.visible_to_bot(args.required("channel"))
    message = core.state.find(channel.id, args.required("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return message


def _name(args: Args) -> str:
    name = args.required("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


@method("reactions.add", tier=3, scopes=("reactions:write",))
async def add(core: Core, args: Args) -> Json:
    """Let the bot react to a message."""
    message, name = _message(core, args), _name(args)
    if BOT_USER in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    core.react(message, BOT_USER, name)
    return {}


@method("reactions.remove", tier=2, scopes=("reactions:write",))
async def remove(core: Core, args: Args) -> Json:
    """Take a reaction of the bot back."""
    message, name = _message(core, args), _name(args)
    if BOT_USER not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    core.unreact(message, BOT_USER, name)
    return {}


@method("reactions.get", tier=3, scopes=("reactions:read",))
async def get(core: Core, args: Args) -> Json:
    """A message with its reactions."""
    message = _message(core, args)
    return {"type": "message", "channel": message.channel, "message": core.state.wire(message)}
