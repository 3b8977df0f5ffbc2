"""What the workspace remembers. All of it in memory."""

from __future__ import annotations

import copy
import itertools
import time
from collections.abc import Callable

from bot.workspace.blockkit.blocks import elements_of
from bot.workspace.errors import Json, SlackError
from bot.workspace.things import BOT_USER, SLACKBOT, Channel, File, Message, Person, View


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
            Person(SLACKBOT, "slackbot", "Slackbot", is_bot=True),
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
