"""`files.*`: what people share, and uploads of the bot in three steps."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from bot.workspace import mrkdwn
from bot.workspace.errors import Json, SlackError
from bot.workspace.things import BOT_ID, BOT_USER, File, Message
from bot.workspace.webapi.args import Args, invalid_arguments
from bot.workspace.webapi.chat import writable
from bot.workspace.webapi.registry import Registry

if TYPE_CHECKING:
    from bot.workspace.core import Core

method = Registry()


def _shared_with_bot(core: Core, file: File) -> bool:
    return file.user == BOT_USER or any(
        BOT_USER in core.state.channels[channel].members for channel in file.shared_in
    )


@method("files.info", tier=4, scopes=("files:read",))
async def info(core: Core, args: Args) -> Json:
    """One file."""
    file = core.state.files.get(args.required("file"))
    if file is None or not _shared_with_bot(core, file):
        raise SlackError("file_not_found")
    return {"file": file.wire(), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.getUploadURLExternal", tier=4, scopes=("files:write",))
async def get_upload_url(core: Core, args: Args) -> Json:
    """Step one: an address to send the bytes to."""
    name = args.required("filename")
    length = args.number("length", 0, low=1, high=1_000_000_000)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = core.new_file(name, b"", kind, BOT_USER)
    core.uploads[file.id] = length
    return {"upload_url": f"{core.address}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal", tier=4, scopes=("files:write",))
async def complete_upload(core: Core, args: Args) -> Json:
    """Step three: share what was sent."""
    wanted = args.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise invalid_arguments("[ERROR] missing required field: files")
    files: list[File] = []
    for item in wanted:
        file = core.state.files.get(str(item.get("id", "")))
        if file is None or core.uploads.get(file.id) != len(file.data):
            raise SlackError("file_not_found")
        file.title = str(item.get("title") or file.name)
        files.append(file)
    channel = writable(core, args.text("channel_id")) if "channel_id" in args else None
    for file in files:
        core.uploads.pop(file.id, None)
    if channel is not None:
        for file in files:
            file.shared_in.add(channel.id)
        core.post(
            Message(
                channel=channel.id,
                ts=core.state.now_ts(),
                user=BOT_USER,
                bot_id=BOT_ID,
                text=mrkdwn.from_app(args.text("initial_comment")),
                thread_ts=args.text("thread_ts") or None,
                files=files,
                subtype="file_share",
            )
        )
    return {"files": [file.wire() for file in files]}
