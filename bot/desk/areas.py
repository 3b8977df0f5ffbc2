"""The parts of the desk that read the rest of a typed line by themselves: watchlists, digests, alerts and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.model import Team
from bot.slack.messages import Message, View


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed for one part: `/watch add NVDA` and `/news watch add NVDA` both have `text` "add NVDA".

    `key` is unique to the event. `form` says whether a form can be opened now: only a slash command and a button can.
    `files` are those that came with a message. `told_alone`: the answer goes to the person, wherever they asked.
    """

    team: Team
    channel: str
    user: str
    text: str
    key: str
    form: bool = False
    files: tuple[str, ...] = ()
    told_alone: bool = False

    @property
    def private(self) -> bool:
        """Whether nobody else reads the answer; a mention in a channel is answered in its thread."""
        return self.form or self.told_alone or self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Form:
    """A form to be opened instead of an answer."""

    view: View


class Area(Protocol):
    """One part of the desk."""

    async def answer(self, asked: Asked) -> Message | Form:
        """The answer for the person who typed. Raises `DeskwireError` with what to type instead."""
        ...

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed, each line with what it does; `command` is how this part is called, as in /watch."""
        ...
