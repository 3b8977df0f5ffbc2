"""The workspace's parts in one place, and what happens to messages: store, tell the app, tell the page."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence

from bot.workspace.dispatch import Dispatcher
from bot.workspace.errors import Json
from bot.workspace.faults import Faults
from bot.workspace.httpmode import HttpMode
from bot.workspace.hub import Hub
from bot.workspace.manifest import ALL_SCOPES, AppManifest
from bot.workspace.ratelimits import RateLimits
from bot.workspace.responses import ResponseUrls
from bot.workspace.socketmode import SocketMode
from bot.workspace.state import State
from bot.workspace.things import BOT_USER, Channel, File, Message, new_id
from bot.workspace.triggers import Triggers
from bot.workspace.webapi.server import Call

CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im"}


class Core:
    """State, transports and bookkeeping that the Web API, the people and the page share."""

    def __init__(
        self,
        *,
        app_name: str,
        manifest: Mapping[str, object] | None,
        rate_limits: bool,
        retry_delays: Sequence[float],
        ack_timeout: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.state = State(app_name=app_name, clock=clock)
        self.hub = Hub()
        self.faults = Faults()
        self.limits = RateLimits(rate_limits)
        self.triggers = Triggers()
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.uploads: dict[str, int] = {}
        self.entered_in_messages: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}
        self.uninstalled = False
        self.stopping = asyncio.Event()
        self.bot_token = f"xoxb-local-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-local-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.client_id = "1000000001.1000000001"
        self.client_secret = secrets.token_hex(16)
        self.address = ""
        self.socket = SocketMode(self.problems, self.hub.changed)
        self.http = HttpMode(self.signing_secret, clock)
        self.dispatcher = Dispatcher(
            (self.http, self.socket),
            ack_timeout=ack_timeout,
            retry_delays=retry_delays,
            clock=clock,
            on_change=self.hub.changed,
        )
        self.responses = ResponseUrls(self)
        self.app = AppManifest.read(manifest)
        self.scopes: frozenset[str] = self.app.scopes or ALL_SCOPES
        self.dispatcher.subscribed = self.app.events
        self._codes: set[str] = set()

    def post(self, message: Message) -> Message:
        """Store a new message and tell everybody who may know: the app by events, the page."""
        self.state.put(message)
        channel = self.state.channels[message.channel]
        if message.only_for is None and BOT_USER in channel.members:
            full = self.state.wire(message, metadata=True)
            self._emit_message(channel, {**full, "event_ts": message.ts})
            mentioned = f"<@{BOT_USER}>" in message.text and message.subtype != "channel_join"
            if mentioned and channel.kind != "im" and message.bot_id is None:
                self._emit_mention(channel, message)
        self.hub.changed()
        return message

    def changed(self, message: Message, before: Json) -> None:
        """Tell that a message is no longer as `before`."""
        channel = self.state.channels[message.channel]
        if message.only_for is None and BOT_USER in channel.members:
            now = self.state.now_ts()
            self._emit_message(
                channel,
                {
                    "type": "message",
                    "subtype": "message_changed",
                    "hidden": True,
                    "message": self.state.wire(message, metadata=True),
                    "previous_message": before,
                    "ts": now,
                    "event_ts": now,
                },
            )
        self.hub.changed()

    def deleted(self, message: Message) -> None:
        """Remove a message and tell so."""
        before = self.state.wire(message, metadata=True)
        self.state.remove(message)
        channel = self.state.channels[message.channel]
        if message.only_for is None and BOT_USER in channel.members:
            now = self.state.now_ts()
            self._emit_message(
                channel,
                {
                    "type": "message",
                    "subtype": "message_deleted",
                    "hidden": True,
                    "deleted_ts": message.ts,
                    "previous_message": before,
                    "ts": now,
                    "event_ts": now,
                },
            )
        self.hub.changed()

    def react(self, message: Message, user: str, name: str) -> None:
        """Add a reaction."""
        users = message.reactions.setdefault(name, [])
        if user not in users:
            users.append(user)
            self._emit_reaction("reaction_added", message, user, name)

    def unreact(self, message: Message, user: str, name: str) -> None:
        """Take a reaction back."""
        users = message.reactions.get(name, [])
        if user in users:
            users.remove(user)
            if not users:
                del message.reactions[name]
            self._emit_reaction("reaction_removed", message, user, name)

    def join(self, channel: Channel, user: str, inviter: str | None) -> None:
        """Somebody, or the bot, becomes a member of a channel."""
        channel.members.add(user)
        event: Json = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "channel" else "G",
            "team": self.state.team_name,
            "event_ts": self.state.now_ts(),
        }
        if inviter:
            event["inviter"] = inviter
        if BOT_USER in channel.members:
            self.dispatcher.emit(event, ext_shared=channel.ext_shared)
        self.post(
            Message(
                channel=channel.id,
                ts=self.state.now_ts(),
                user=user,
                text=f"<@{user}> has joined the channel",
                subtype="channel_join",
            )
        )

    def new_file(self, name: str, data: bytes, mimetype: str, user: str) -> File:
        """Store a file that is not shared anywhere yet."""
        identity = new_id("F")
        url = f"{self.address}/files-pri/{identity}/{name.replace(' ', '_').lower()}"
        file = File(identity, name, mimetype, data, user, url, int(self.state.clock()))
        self.state.files[identity] = file
        return file

    def permalink(self, message: Message) -> str:
        """The address of a message on the page."""
        base = f"{self.address}/archives/{message.channel}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            return f"{base}?thread_ts={message.thread_ts}&cid={message.channel}"
        return base

    def close_modals(self, user: str) -> None:
        """Close what a person has open."""
        for view in self.state.modals.pop(user, []):
            self.state.views.pop(view.id, None)
        self.hub.changed()

    def new_code(self) -> str:
        """A code as Slack adds it to the redirect after an installation was approved."""
        code = secrets.token_hex(12)
        self._codes.add(code)
        return code

    def take_code(self, code: str) -> bool:
        """Use a code up; whether it was good."""
        known = code in self._codes
        self._codes.discard(code)
        return known

    def _emit_message(self, channel: Channel, event: Json) -> None:
        full = {**event, "channel": channel.id, "channel_type": CHANNEL_TYPES[channel.kind]}
        self.dispatcher.emit(full, ext_shared=channel.ext_shared)

    def _emit_mention(self, channel: Channel, message: Message) -> None:
        full = self.state.wire(message, metadata=True)
        event = {**full, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        self.dispatcher.emit(event, ext_shared=channel.ext_shared)

    def _emit_reaction(self, kind: str, message: Message, user: str, name: str) -> None:
        channel = self.state.channels[message.channel]
        if BOT_USER in channel.members:
            self.dispatcher.emit(
                {
                    "type": kind,
                    "user": user,
                    "reaction": name,
                    "item": {"type": "message", "channel": channel.id, "ts": message.ts},
                    "item_user": message.user,
                    "event_ts": self.state.now_ts(),
                },
                ext_shared=channel.ext_shared,
            )
        self.hub.changed()
