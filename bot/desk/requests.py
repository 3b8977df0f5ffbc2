"""What a person asked for, as the payload of a job: it outlives the process that heard it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from bot.model import Team

Importable = Literal["watchlist", "portfolio"]


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """One article that somebody wants briefed, and where the answer belongs.

    `key` is unique to the request: the Slack event and the place of the link in it. Exactly one of `url`,
    `file_id` and `text` says what to read. `thread_ts` is the thread to answer in; None posts in the channel.
    `own_card` asks for a card even where the article's story has one.
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
    own_card: bool = False


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


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """Somebody submitted a watchlist or a portfolio to be imported, as a text or as files.

    `name` is empty where the default list, or those that the file names, are meant; `replace` takes off what is not
    in the file.
    """

    team: Team
    key: str
    channel: str
    user: str
    whose: Literal["me", "channel", "team"]
    name: str = ""
    text: str = ""
    files: tuple[str, ...] = ()
    replace: bool = False
    what: Importable = "watchlist"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody wrote to the bot: `text` is what they wrote besides its name, `files` what came with it."""

    team: Team
    key: str
    channel: str
    user: str
    text: str
    thread_ts: str | None
    shared: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invited:
    """The bot was invited to a channel."""

    team: Team
    key: str
    channel: str


Work = (
    BriefRequest
    | MessageSeen
    | ReactionSeen
    | Mentioned
    | Invited
    | CorrectionAsked
    | UndoAsked
    | ImportAsked
)
"""Everything that can be asked for; each is a kind of job."""

KINDS: Mapping[str, type[Work]] = {
    "brief": BriefRequest,
    "message": MessageSeen,
    "reaction": ReactionSeen,
    "mention": Mentioned,
    "invited": Invited,
    "correct": CorrectionAsked,
    "undo": UndoAsked,
    "watch_import": ImportAsked,
}
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}


def to_job(work: Work) -> tuple[str, dict[str, Any]]:
    """The kind of job and its payload."""
    name = next(name for name, kind in KINDS.items() if isinstance(work, kind))
    return name, dict(_ADAPTERS[name].dump_python(work, mode="json"))


def from_job(kind: str, payload: Mapping[str, Any]) -> Work:
    """What a job asks for. Raises `pydantic.ValidationError` on a payload of another version."""
    work: Work = _ADAPTERS[kind].validate_python(payload)
    return work
