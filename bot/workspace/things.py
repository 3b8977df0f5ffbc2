"""The things of a workspace: people, channels, messages, files and views, and how Slack writes them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.workspace.errors import Json

TEAM_ID = "T0LOCAL0001"
APP_ID = "A0LOCAL0001"
BOT_ID = "B0LOCAL0001"
BOT_USER = "U0LOCALBOT1"
SLACKBOT = "USLACKBOT"

_BROADCAST = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>")


@dataclass
class Person:
    """A member of the workspace, or a bot."""

    id: str
    name: str
    real_name: str
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    tz: str = "Europe/London"
    tz_offset: int = 0
    team_id: str = TEAM_ID

    def wire(self) -> Json:
        """The user object of `users.info`."""
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": False,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.tz_offset,
            "is_admin": self.is_admin,
            "is_owner": self.is_admin,
            "is_primary_owner": self.is_admin,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
            "profile": {
                "real_name": self.real_name,
                "display_name": self.name,
                "real_name_normalized": self.real_name,
                "display_name_normalized": self.name,
            },
        }


@dataclass
class Channel:
    """A conversation: `channel` (public), `group` (private) or `im` (direct message with the bot)."""

    id: str
    name: str
    kind: Literal["channel", "group", "im"] = "channel"
    members: set[str] = field(default_factory=set)
    topic: str = ""
    archived: bool = False
    ext_shared: bool = False
    user: str = ""

    def wire(self, viewer: str = BOT_USER) -> Json:
        """The conversation object of `conversations.info`, as `viewer` sees it."""
        base: Json = {
            "id": self.id,
            "created": 0,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
            "is_org_shared": False,
            "context_team_id": TEAM_ID,
        }
        if self.kind == "im":
            return {**base, "user": self.user, "is_user_deleted": False, "priority": 0, "is_open": True}
        return {
            **base,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_mpim": False,
            "is_private": self.kind == "group",
            "is_general": self.name == "general",
            "is_member": viewer in self.members,
            "is_shared": self.ext_shared,
            "is_ext_shared": self.ext_shared,
            "is_pending_ext_shared": False,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.topic, "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }


@dataclass
class File:
    """A file that somebody, or the bot, shared."""

    id: str
    name: str
    mimetype: str
    data: bytes
    user: str
    url: str
    created: int
    title: str = ""
    shared_in: set[str] = field(default_factory=set)

    def wire(self) -> Json:
        """The file object of `files.info` and of `file_share` messages."""
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower() or "binary",
            "pretty_type": self.name.rpartition(".")[2].upper(),
            "user": self.user,
            "user_team": TEAM_ID,
            "size": len(self.data),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": True,
            "public_url_shared": False,
            "file_access": "visible",
            "url_private": self.url,
            "url_private_download": f"{self.url}?download=1",
            "channels": sorted(c for c in self.shared_in if c.startswith("C")),
            "ims": sorted(c for c in self.shared_in if c.startswith("D")),
        }


@dataclass
class Message:
    """One message. `only_for` is set for an ephemeral one, which no history ever returns."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    username: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    files: list[File] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    broadcast: bool = False
    mrkdwn: bool = True
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    only_for: str | None = None
    client_msg_id: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def notified(self) -> list[str]:
        """Who was alerted at large by it: any of `here`, `channel`, `everyone`. Should be empty for a bot."""
        return [found for text in texts_of(self) for found in _BROADCAST.findall(text)]

    def wire(self, *, metadata: bool = True) -> Json:
        """The message object as the Web API and events show it."""
        out: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM_ID}
        if self.subtype:
            out["subtype"] = self.subtype
        if self.bot_id:
            out["bot_id"] = self.bot_id
            if self.bot_id == BOT_ID:
                out["app_id"] = APP_ID
        optional: Json = {
            "username": self.username,
            "client_msg_id": self.client_msg_id,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "edited": self.edited,
            "thread_ts": self.thread_ts,
            "metadata": self.metadata if metadata else None,
            "files": [item.wire() for item in self.files],
            "reactions": [
                {"name": name, "users": list(users), "count": len(users)}
                for name, users in self.reactions.items()
            ],
        }
        out.update({key: value for key, value in optional.items() if value})
        if self.subtype == "file_share":
            out["upload"] = False
        return out


def texts_of(message: Message) -> Iterator[str]:
    """Every mrkdwn text of a message: its own and those inside its blocks and attachments."""
    if message.text and not message.blocks:
        yield message.text
    yield from _mrkdwn_in([*message.blocks, *message.attachments])


def _mrkdwn_in(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _mrkdwn_in(item)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn" and isinstance(node.get("text"), str):
            yield node["text"]
        if node.get("type") == "broadcast" and isinstance(node.get("range"), str):
            yield f"<!{node['range']}>"
        for value in node.values():
            if isinstance(value, (list, dict)):
                yield from _mrkdwn_in(value)


@dataclass
class View:
    """A modal or a home tab that somebody sees."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def callback_id(self) -> str:
        """The `callback_id` the app gave it, or an empty string."""
        return str(self.body.get("callback_id", ""))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def wire(self) -> Json:
        """The view object of `views.open` and of interaction payloads."""
        defaults: Json = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return {
            **defaults,
            **self.body,
            "id": self.id,
            "team_id": TEAM_ID,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "state": {"values": self.values},
        }


def new_id(prefix: str) -> str:
    """A fresh Slack-like id: a letter and ten capitals or digits."""
    return prefix + secrets.token_hex(5).upper()
