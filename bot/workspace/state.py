"""What the workspace remembers: people, places, messages, files, views. All of it in memory."""

from __future__ import annotations

import copy
import itertools
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.workspace.blockkit.blocks import elements_of
from bot.workspace.errors import Json, SlackError

TEAM_ID = "T0LOCAL0001"
APP_ID = "A0LOCAL0001"
BOT_ID = "B0LOCAL0001"
BOT_USER = "U0LOCALBOT1"

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

    def wire(self) -> Json:
        """The user object of `users.info`."""
        return {
            "id": self.id,
            "team_id": TEAM_ID,
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


class State:
    """Everything the workspace remembers. `clock` gives seconds since 1970."""

    def __init__(self, *, app_name: str, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.team_name = "Local workspace"
        self.app_name = app_name
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._messages: dict[str, dict[str, Message]] = {}
        self._ephemeral: list[Message] = []
        self._last_ts = 0
        self._counter = itertools.count(1)
        self._furnish()

    def _furnish(self) -> None:
        for person in (
            Person("U0LOCALADA1", "ada", "Ada Quill", is_admin=True),
            Person("U0LOCALBEN1", "ben", "Ben Okafor", tz="America/New_York", tz_offset=-18000),
            Person("U0LOCALGST1", "guest", "Gus Guest", is_guest=True),
            Person(BOT_USER, self.app_name.lower(), self.app_name, is_bot=True),
        ):
            self.people[person.id] = person
        ada, ben, guest = "U0LOCALADA1", "U0LOCALBEN1", "U0LOCALGST1"
        self.add_channel(
            Channel("C0GENERAL01", "general", members={ada, ben, guest, BOT_USER}, topic="Everybody")
        )
        self.add_channel(
            Channel("C0RESEARCH1", "research", members={ada, ben, guest, BOT_USER}, topic="News and ideas")
        )
        self.add_channel(
            Channel("C0PRIVATE01", "private-room", "group", {ada, ben}, topic="The app is not a member here")
        )
        for user in (ada, ben, guest):
            self.direct(user)

    def now_ts(self) -> str:
        """A message timestamp: unique and growing in the whole workspace."""
        micros = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        self._last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def add_channel(self, channel: Channel) -> Channel:
        """Add a conversation."""
        self.channels[channel.id] = channel
        self._messages.setdefault(channel.id, {})
        return channel

    def direct(self, user: str) -> Channel:
        """The direct message channel of a person with the bot, opened when it does not exist."""
        for channel in self.channels.values():
            if channel.kind == "im" and channel.user == user:
                return channel
        return self.add_channel(Channel("D" + user[1:], "", "im", {user, BOT_USER}, user=user))

    def person(self, key: str) -> Person:
        """A person by id or handle; `LookupError` when there is none."""
        wanted = key.lstrip("@")
        for person in self.people.values():
            if wanted in (person.id, person.name):
                return person
        raise LookupError(f"There is no person {key!r} in the workspace.")

    def channel(self, key: str) -> Channel:
        """A conversation by id, `#name`, `name`, or `@person` for the direct messages of that person."""
        if key in self.channels:
            return self.channels[key]
        if key.startswith("@"):
            return self.direct(self.person(key).id)
        for channel in self.channels.values():
            if channel.name and channel.name == key.lstrip("#"):
                return channel
        raise LookupError(f"There is no channel {key!r} in the workspace.")

    def put(self, message: Message) -> Message:
        """Store a new message, ephemeral or not."""
        if message.only_for is not None:
            self._ephemeral.append(message)
        else:
            self._messages[message.channel][message.ts] = message
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """A message that is not ephemeral."""
        return self._messages.get(channel, {}).get(ts)

    def find_ephemeral(self, channel: str, ts: str) -> Message | None:
        """An ephemeral message."""
        return next((m for m in self._ephemeral if m.channel == channel and m.ts == ts), None)

    def remove(self, message: Message) -> None:
        """Forget a message."""
        if message.only_for is not None:
            self._ephemeral.remove(message)
        else:
            self._messages[message.channel].pop(message.ts, None)

    def in_channel(self, channel: str) -> list[Message]:
        """All messages of a channel, replies too, oldest first; no ephemeral ones."""
        return sorted(self._messages.get(channel, {}).values(), key=lambda m: m.ts)

    def ephemerals(self) -> list[Message]:
        """All ephemeral messages, oldest first."""
        return sorted(self._ephemeral, key=lambda m: m.ts)

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """The replies below a message, oldest first, without the message itself."""
        return [m for m in self.in_channel(channel) if m.is_reply and m.thread_ts == thread_ts]

    def wire(self, message: Message, *, metadata: bool = False) -> Json:
        """A message with what its thread adds to it (`reply_count` and so on)."""
        out = message.wire(metadata=metadata)
        if message.is_reply:
            parent = self.find(message.channel, message.thread_ts or "")
            if parent is not None:
                out["parent_user_id"] = parent.user
            return out
        replies = self.replies(message.channel, message.ts)
        if replies:
            users = list(dict.fromkeys(reply.user for reply in replies))
            out.update(
                thread_ts=message.ts,
                reply_count=len(replies),
                reply_users=users,
                reply_users_count=len(users),
                latest_reply=replies[-1].ts,
            )
        return out

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """A copy with a `block_id` and `action_id`s, as Slack gives them to whatever has none."""
        copies: list[Json] = copy.deepcopy(blocks)
        for block in copies:
            if not block.get("block_id"):
                block["block_id"] = f"b{next(self._counter):04x}"
            for element in elements_of(block):
                if not element.get("action_id"):
                    element["action_id"] = f"a{next(self._counter):04x}"
        return copies

    def visible_to_bot(self, key: str) -> Channel:
        """The conversation `key` (id, name, or a user id: the direct messages) if the bot may know of it."""
        if key in self.people and not self.people[key].is_bot:
            return self.direct(key)
        try:
            channel = self.channel(key)
        except LookupError:
            raise SlackError("channel_not_found") from None
        if channel.kind != "channel" and BOT_USER not in channel.members:
            raise SlackError("channel_not_found")
        return channel
