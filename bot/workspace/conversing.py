"""What people do in channels: write, edit, react, type commands, invite, look at the home tab."""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.workspace import mrkdwn
from bot.workspace.core import Core
from bot.workspace.errors import DispatchError, Json, SlackError
from bot.workspace.things import APP_ID, BOT_USER, SLACKBOT, TEAM_ID, Channel, Message, Person, View, new_id


@dataclass(frozen=True)
class Outcome:
    """What came of a command or an interaction.

    `error` is empty, or what the person is told: `dispatch_failed`, `operation_timeout`,
    `invalid_command_response`, `unknown_command`, `not_in_thread`. `seconds` is the time to the
    acknowledgement, `payload` what the app answered with it, `message` what was shown of that.
    """

    seconds: float = 0.0
    payload: Any = None
    error: str = ""
    message: Message | None = None

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged it properly."""
        return not self.error


@dataclass(frozen=True)
class Upload:
    """A file that a person drops into a channel."""

    name: str
    data: bytes
    mimetype: str = ""


class Conversing(Core):
    """The hands of the people in the workspace."""

    async def send_message(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[Upload | tuple[str, bytes]] | None = None,
        *,
        broadcast: bool = False,
    ) -> Message:
        """Write a message as a person, exactly as typed; the events follow in the background.

        `user` is an id or handle (`ada`), `channel` an id, `#name`, or `@ada` for her messages with the bot.
        """
        person, place = self.state.person(user), self._place(user, channel)
        shared = [self._upload(person, place, item) for item in files or ()]
        wire = mrkdwn.from_typed(text, *self._names())
        return self.post(
            Message(
                channel=place.id,
                ts=self.state.now_ts(),
                user=person.id,
                text=wire,
                blocks=self.state.with_ids([mrkdwn.rich_text(wire)]) if wire else [],
                thread_ts=thread_ts,
                broadcast=broadcast,
                files=shared,
                subtype="file_share" if shared else ("thread_broadcast" if broadcast else None),
                client_msg_id=str(uuid.uuid4()),
            )
        )

    async def send_as_bot(
        self,
        name: str,
        channel: str,
        text: str,
        *,
        bot_id: str = "B0OTHERBOT1",
        attachments: Iterable[Json] = (),
        thread_ts: str | None = None,
    ) -> Message:
        """Let another app post, such as a news feed. `text` is taken as an app sends it."""
        place = self.state.channel(channel)
        return self.post(
            Message(
                channel=place.id,
                ts=self.state.now_ts(),
                user="",
                bot_id=bot_id,
                username=name,
                text=mrkdwn.from_app(text),
                attachments=list(attachments),
                subtype="bot_message",
                thread_ts=thread_ts,
            )
        )

    async def edit_message(self, message: Message, text: str) -> None:
        """Change one's own message."""
        before = self.state.wire(message, metadata=True)
        message.text = mrkdwn.from_typed(text, *self._names())
        message.blocks = self.state.with_ids([mrkdwn.rich_text(message.text)])
        message.edited = {"user": message.user, "ts": self.state.now_ts()}
        self.changed(message, before)

    async def unfurl_by_slack(self, message: Message, attachment: Json) -> None:
        """Add a link preview, as Slack does on its own: a change of the message that no one made."""
        before = self.state.wire(message, metadata=True)
        message.attachments.append(attachment)
        self.changed(message, before)

    async def delete_message(self, message: Message) -> None:
        """Delete a message."""
        self.deleted(message)

    async def add_reaction(self, user: str, message: Message, name: str) -> None:
        """React to a message, as with `:newspaper:`."""
        self.react(message, self.state.person(user).id, name.strip(":"))

    async def remove_reaction(self, user: str, message: Message, name: str) -> None:
        """Take a reaction back."""
        self.unreact(message, self.state.person(user).id, name.strip(":"))

    async def command(self, user: str, channel: str, line: str, *, in_thread: bool = False) -> Outcome:
        """Type a slash command, for instance `/news help`, and wait for the acknowledgement."""
        person, place = self.state.person(user), self._place(user, channel)
        name, _, text = line.strip().partition(" ")
        command = self.app.command(name)
        if in_thread:
            self._tell(person, place, f"`{name}` is not supported in threads. Sorry!")
            return Outcome(error="not_in_thread")
        if command is None or "commands" not in self.scopes or self.uninstalled:
            self._tell(person, place, f"`{mrkdwn.escape(name)}` is not a valid command.")
            return Outcome(error="unknown_command")
        text = text.strip()
        payload: Json = {
            "token": "local-verification-token",
            "team_id": TEAM_ID,
            "team_domain": "local",
            "channel_id": place.id,
            "channel_name": {"im": "directmessage", "group": "privategroup"}.get(place.kind, place.name),
            "user_id": person.id,
            "user_name": person.name,
            "command": name,
            "text": mrkdwn.from_typed(text, *self._names()) if command.escapes else text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self.responses.issue(place.id, person.id),
            "trigger_id": self.triggers.issue(person.id),
        }
        try:
            ack = await self.dispatcher.ask("slash_commands", payload)
        except DispatchError as error:
            self._tell(person, place, f"{name} failed with the error `{error.name}`")
            return Outcome(self.dispatcher.log[-1].seconds, error=error.name)
        shown: Message | None = None
        if ack.payload:
            answer = ack.payload if isinstance(ack.payload, dict) else {"text": str(ack.payload)}
            try:
                shown = self.responses.answer(place.id, person.id, answer)
            except SlackError as problem:
                self.problems.append(f"{name} was answered with something invalid: {problem.body()}")
                return Outcome(ack.seconds, ack.payload, "invalid_command_response")
        return Outcome(ack.seconds, ack.payload, "", shown)

    async def invite(self, channel: str, user: str | None = None, *, by: str = "ada") -> None:
        """Add a person, or the bot when none is named, to a channel."""
        place = self.state.channel(channel)
        who = self.state.person(user).id if user else BOT_USER
        if who not in place.members:
            self.join(place, who, self.state.person(by).id)

    async def remove_from(self, channel: str, user: str | None = None) -> None:
        """Remove a person, or the bot, from a channel."""
        place = self.state.channel(channel)
        place.members.discard(self.state.person(user).id if user else BOT_USER)
        self.hub.changed()

    async def open_home(self, user: str, tab: str = "home") -> View | None:
        """Open the app's home tab; gives back the view published so far, if any."""
        person = self.state.person(user)
        view = self.state.homes.get(person.id)
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.state.direct(person.id).id,
            "tab": tab,
            "event_ts": self.state.now_ts(),
        }
        if view is not None:
            event["view"] = view.wire()
        self.dispatcher.emit(event)
        return view

    async def uninstall(self) -> None:
        """Remove the app from the workspace: its token stops working and it is told so."""
        self.uninstalled = True
        self.dispatcher.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
        self.dispatcher.emit({"type": "app_uninstalled"})
        self.hub.changed()

    def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        with_bot: bool = True,
        ext_shared: bool = False,
        archived: bool = False,
        topic: str = "",
    ) -> Channel:
        """Add a channel with all people in it."""
        members = {person.id for person in self.state.people.values() if not person.is_bot}
        return self.state.add_channel(
            Channel(
                id=new_id("C"),
                name=name,
                kind="group" if private else "channel",
                members=members | ({BOT_USER} if with_bot else set()),
                topic=topic,
                archived=archived,
                ext_shared=ext_shared,
            )
        )

    def add_person(self, name: str, real_name: str, *, admin: bool = False, guest: bool = False) -> Person:
        """Add a person."""
        person = Person(new_id("U"), name, real_name, is_admin=admin, is_guest=guest)
        self.state.people[person.id] = person
        return person

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """The messages of a channel, replies too, oldest first, or those of one thread below its parent."""
        place = self.state.channel(channel)
        if thread_ts is not None:
            return self.state.replies(place.id, thread_ts)
        return self.state.in_channel(place.id)

    def ephemerals(self, channel: str | None = None, user: str | None = None) -> list[Message]:
        """Messages that only one person sees, oldest first."""
        place = self.state.channel(channel).id if channel else None
        person = self.state.person(user).id if user else None
        return [
            message
            for message in self.state.ephemerals()
            if place in (None, message.channel) and person in (None, message.only_for)
        ]

    def _tell(self, person: Person, place: Channel, text: str) -> None:
        """What Slack itself tells one person."""
        ts = self.state.now_ts()
        self.post(Message(channel=place.id, ts=ts, user=SLACKBOT, text=text, only_for=person.id))

    def _place(self, user: str, channel: str) -> Channel:
        person, place = self.state.person(user), self.state.channel(channel)
        if person.id not in place.members:
            raise LookupError(f"{person.name} is not a member of {channel}.")
        return place

    def _names(self) -> tuple[dict[str, str], dict[str, str]]:
        people = {person.name: person.id for person in self.state.people.values()}
        channels = {place.name: place.id for place in self.state.channels.values() if place.name}
        return people, channels

    def _upload(self, person: Person, place: Channel, item: Upload | tuple[str, bytes]) -> Any:
        upload = item if isinstance(item, Upload) else Upload(*item)
        kind = upload.mimetype or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        file = self.new_file(upload.name, upload.data, kind, person.id)
        file.shared_in.add(place.id)
        if BOT_USER in place.members:
            self.dispatcher.emit(
                {
                    "type": "file_shared",
                    "channel_id": place.id,
                    "file_id": file.id,
                    "user_id": person.id,
                    "file": {"id": file.id},
                    "event_ts": self.state.now_ts(),
                }
            )
        return file
