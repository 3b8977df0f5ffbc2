"""`chat.*`: posting, changing and deleting messages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.workspace import blockkit, mrkdwn
from bot.workspace.errors import Json, SlackError
from bot.workspace.things import BOT_ID, BOT_USER, Channel, Message
from bot.workspace.webapi.args import Args
from bot.workspace.webapi.registry import Registry

if TYPE_CHECKING:
    from bot.workspace.core import Core

method = Registry()

MAX_TEXT = 40_000
MAX_UPDATE_TEXT = 4_000
MAX_METADATA = 8_000
_EVENT_TYPE = re.compile(r"[\w.:-]{1,255}")


def content_of(args: Args) -> tuple[str, list[Json], list[Json], Json | None]:
    """Text, blocks, attachments and metadata of a call, checked.

    Raises `no_text`, `invalid_blocks`, `msg_blocks_too_long`, `invalid_metadata_format` and the like.
    """
    blocks = args.structure("blocks", "invalid_blocks_format") or []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    attachments = args.structure("attachments", "invalid_attachments") or []
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    text = args.text("text")
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    blockkit.check_message(blocks)
    for attachment in attachments:
        blockkit.check_message(attachment.get("blocks", []) if isinstance(attachment, dict) else None)
    return mrkdwn.from_app(text), blocks, attachments, _metadata(args)


def _metadata(args: Args) -> Json | None:
    metadata: Any = args.structure("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    well_formed = (
        isinstance(metadata, dict)
        and set(metadata) <= {"event_type", "event_payload", "entities"}
        and isinstance(metadata.get("event_type"), str)
        and _EVENT_TYPE.fullmatch(metadata["event_type"])
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not well_formed:
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return dict(metadata)


def _check_pictures(core: Core, blocks: list[Json]) -> None:
    """A message may show a picture that the bot uploaded, once the upload is complete."""
    for index, block in enumerate(blocks):
        wanted = block.get("slack_file") if block.get("type") == "image" else None
        if not isinstance(wanted, dict):
            continue
        key = wanted.get("id")
        file = next(
            (f for f in core.state.files.values() if (f.id == key if key else f.url == wanted.get("url"))),
            None,
        )
        usable = file is not None and file.id not in core.uploads and file.mimetype.startswith("image/")
        if not usable:
            pointer = f"[json-pointer:/blocks/{index}/slack_file]"
            raise SlackError("invalid_blocks", messages=[f"[ERROR] invalid slack file {pointer}"])


def writable(core: Core, key: str) -> Channel:
    """The channel, if the bot may post there. Raises `channel_not_found`, `is_archived`, `not_in_channel`."""
    channel = core.state.visible_to_bot(key)
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _thread(core: Core, args: Args, channel: Channel) -> str | None:
    if "thread_ts" not in args:
        return None
    parent = core.state.find(channel.id, args.text("thread_ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.is_reply:
        raise SlackError("cannot_reply_to_message")
    return parent.ts


def own_message(core: Core, args: Args, refusal: str) -> Message:
    """A message that the bot posted itself. Raises `message_not_found` or `refusal`."""
    channel = core.state.visible_to_bot(args.required("channel"))
    message = core.state.find(channel.id, args.required("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.bot_id != BOT_ID:
        raise SlackError(refusal)
    return message


@method("chat.postMessage", tier=0, scopes=("chat:write",))
async def post_message(core: Core, args: Args) -> Json:
    """Post a message, top level or in a thread."""
    channel = writable(core, args.required("channel"))
    text, blocks, attachments, metadata = content_of(args)
    _check_pictures(core, blocks)
    thread_ts = _thread(core, args, channel)
    core.limits.message(channel.id)
    warning: Json = {}
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        warning = {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    message = core.post(
        Message(
            channel=channel.id,
            ts=core.state.now_ts(),
            user=BOT_USER,
            bot_id=BOT_ID,
            username=args.text("username") or None,
            text=text,
            blocks=core.state.with_ids(blocks),
            attachments=attachments,
            thread_ts=thread_ts,
            broadcast=args.flag("reply_broadcast") and thread_ts is not None,
            subtype="thread_broadcast" if thread_ts and args.flag("reply_broadcast") else None,
            metadata=metadata,
            mrkdwn=args.flag("mrkdwn", True),
            unfurl_links=args.optional_flag("unfurl_links"),
            unfurl_media=args.optional_flag("unfurl_media"),
        )
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": core.state.wire(message, metadata=True),
        **warning,
    }


@method("chat.postEphemeral", tier=4, scopes=("chat:write",))
async def post_ephemeral(core: Core, args: Args) -> Json:
    """Post a message that one person sees."""
    channel = writable(core, args.required("channel"))
    user = args.required("user")
    if user not in core.state.people:
        raise SlackError("user_not_found")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks, attachments, _ = content_of(args)
    if len(text) > MAX_TEXT:
        raise SlackError("msg_too_long")
    message = core.post(
        Message(
            channel=channel.id,
            ts=core.state.now_ts(),
            user=BOT_USER,
            bot_id=BOT_ID,
            text=text,
            blocks=core.state.with_ids(blocks),
            attachments=attachments,
            thread_ts=_thread(core, args, channel),
            only_for=user,
        )
    )
    return {"message_ts": message.ts}


@method("chat.update", tier=3, scopes=("chat:write",))
async def update(core: Core, args: Args) -> Json:
    """Change a message of the bot."""
    message = own_message(core, args, "cant_update_message")
    if core.state.channels[message.channel].archived:
        raise SlackError("is_archived")
    text, blocks, attachments, metadata = content_of(args)
    if len(text) > MAX_UPDATE_TEXT:
        raise SlackError("msg_too_long")
    before = core.state.wire(message, metadata=True)
    message.text = text
    # What is not given stays; an empty list removes.
    if "blocks" in args.values:
        message.blocks = core.state.with_ids(blocks)
    if "attachments" in args.values:
        message.attachments = attachments
    if metadata is not None:
        message.metadata = metadata
    message.edited = {"user": BOT_USER, "ts": core.state.now_ts()}
    core.changed(message, before)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": core.state.wire(message, metadata=True),
    }


@method("chat.delete", tier=3, scopes=("chat:write",))
async def delete(core: Core, args: Args) -> Json:
    """Delete a message of the bot."""
    message = own_message(core, args, "cant_delete_message")
    core.deleted(message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink", tier=0)
async def get_permalink(core: Core, args: Args) -> Json:
    """The address of a message."""
    channel = core.state.visible_to_bot(args.required("channel"))
    message = core.state.find(channel.id, args.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": core.permalink(message)}


@method("chat.unfurl", tier=3, scopes=("links:write",))
async def unfurl(core: Core, args: Args) -> Json:
    """Attach previews to the links of a message."""
    channel = core.state.visible_to_bot(args.required("channel"))
    message = core.state.find(channel.id, args.required("ts"))
    if message is None:
        raise SlackError("cannot_unfurl_message")
    unfurls = args.structure("unfurls", "invalid_unfurls_format")
    if not isinstance(unfurls, dict):
        raise SlackError("missing_unfurls")
    for url, preview in unfurls.items():
        blockkit.check_message(preview.get("blocks", []))
        message.attachments.append({**preview, "from_url": url, "is_app_unfurl": True})
    return {}
