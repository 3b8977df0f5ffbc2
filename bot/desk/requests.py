"""What a person asked for, as the payload of a job: it outlives the process that heard it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.model import Team


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """One article that somebody wants briefed, and where the answer belongs.

    `key` is unique to the request: the Slack event and the place of the link in it. Exactly one of `url`,
    `file_id` and `text` says what to read. `thread_ts` is the thread to answer in; None posts in the channel.
    """

    team: Team
    key: str
    channel: str
    user: str
    url: str = ""
    file_id: str = ""
    title: str = ""
    text: str = ""
    thread_ts: str | None = None
    private: bool = False
    response_url: str = ""

    def as_payload(self) -> dict[str, Any]:
        """For the job table."""
        return dict(_REQUEST.dump_python(self, mode="json"))


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """A message that may hold links or PDFs; whether they are read is decided when the job runs.

    `before` is the text before an edit: only links that the edit added count.
    """

    team: Team
    key: str
    channel: str
    ts: str
    user: str = ""
    bot_id: str = ""
    text: str = ""
    before: str = ""
    thread_ts: str | None = None
    file_ids: tuple[str, ...] = ()
    shared: bool = False
    direct: bool = False

    def as_payload(self) -> dict[str, Any]:
        """For the job table."""
        return dict(_MESSAGE.dump_python(self, mode="json"))

    def request(self, index: int, *, url: str = "", file_id: str = "") -> BriefRequest:
        """The request for one link or file of this message, answered in its thread."""
        return BriefRequest(
            team=self.team,
            key=f"{self.key}:{index}",
            channel=self.channel,
            user=self.user or self.bot_id,
            url=url,
            file_id=file_id,
            thread_ts=self.thread_ts or self.ts,
        )


@dataclass(frozen=True, slots=True)
class ReactionSeen:
    """Somebody reacted to a message with the emoji that asks for a brief; the event carries no text."""

    team: Team
    key: str
    channel: str
    ts: str
    user: str
    reaction: str
    shared: bool = False

    def as_payload(self) -> dict[str, Any]:
        """For the job table."""
        return dict(_REACTION.dump_python(self, mode="json"))

    def message(self, text: str, thread_ts: str | None, file_ids: tuple[str, ...]) -> MessageSeen:
        """The message that was reacted to, asked for by the person who reacted."""
        return MessageSeen(
            team=self.team,
            key=self.key,
            channel=self.channel,
            ts=self.ts,
            user=self.user,
            text=text,
            thread_ts=thread_ts,
            file_ids=file_ids,
            shared=self.shared,
        )


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """Somebody submitted the Wrong ticker form. `wrong` is empty when a company is missing, `security` when
    the row should not be there at all; `name` is how the article calls the company, if they said.
    """

    team: Team
    correction_id: str
    card_id: str
    channel: str
    user: str
    wrong: str
    security: str
    name: str = ""
    workspace: bool = False

    def as_payload(self) -> dict[str, Any]:
        """For the job table."""
        return dict(_CORRECTION.dump_python(self, mode="json"))

    def resume(self) -> str:
        """What a picker's button carries, so that a choice continues the correction."""
        return json.dumps(["correct", self.card_id, self.wrong, self.name, self.workspace])


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """Somebody took a correction back."""

    team: Team
    card_id: str
    correction_id: str
    channel: str
    user: str

    def as_payload(self) -> dict[str, Any]:
        """For the job table."""
        return dict(_UNDO.dump_python(self, mode="json"))


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody wrote to the bot: `text` is what they wrote besides its name."""

    team: Team
    key: str
    channel: str
    user: str
    text: str
    thread_ts: str | None
    shared: bool = False

    def as_payload(self) -> dict[str, Any]:
        """For the job table."""
        return dict(_MENTION.dump_python(self, mode="json"))


@dataclass(frozen=True, slots=True)
class Invited:
    """The bot was invited to a channel."""

    team: Team
    key: str
    channel: str

    def as_payload(self) -> dict[str, Any]:
        """For the job table."""
        return dict(_INVITED.dump_python(self, mode="json"))


_MENTION = TypeAdapter(Mentioned)
_INVITED = TypeAdapter(Invited)
_CORRECTION = TypeAdapter(CorrectionAsked)
_UNDO = TypeAdapter(UndoAsked)
_REQUEST = TypeAdapter(BriefRequest)
_MESSAGE = TypeAdapter(MessageSeen)
_REACTION = TypeAdapter(ReactionSeen)


def brief_request(payload: Mapping[str, Any]) -> BriefRequest:
    """From the job table; raises `pydantic.ValidationError` on a payload of another version."""
    return _REQUEST.validate_python(payload)


def message_seen(payload: Mapping[str, Any]) -> MessageSeen:
    """From the job table."""
    return _MESSAGE.validate_python(payload)


def reaction_seen(payload: Mapping[str, Any]) -> ReactionSeen:
    """From the job table."""
    return _REACTION.validate_python(payload)


def correction_asked(payload: Mapping[str, Any]) -> CorrectionAsked:
    """From the job table."""
    return _CORRECTION.validate_python(payload)


def undo_asked(payload: Mapping[str, Any]) -> UndoAsked:
    """From the job table."""
    return _UNDO.validate_python(payload)


def mentioned(payload: Mapping[str, Any]) -> Mentioned:
    """From the job table."""
    return _MENTION.validate_python(payload)


def invited(payload: Mapping[str, Any]) -> Invited:
    """From the job table."""
    return _INVITED.validate_python(payload)
