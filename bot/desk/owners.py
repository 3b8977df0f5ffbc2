"""Whose a list or a portfolio is: a person's, a channel's or the team's; how it is said, and who may change it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import Team

Whose = Literal["", "me", "channel", "team"]
"""As it is typed; empty where the line does not say."""
Owned = Literal["me", "channel", "team"]

TEAM = "team"
"""The owner of what belongs to everybody."""
NAME_LENGTH = 40

_WHOSE: dict[str, Whose] = {
    "me": "me", "mine": "me", "myself": "me", "channel": "channel", "here": "channel", "team": "team",
    "everybody": "team", "all": "team",
}  # fmt: skip
_UNNAMED = frozenset({"", "default", "mine"})
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " "})
_FOR = re.compile(r"(?:^|\s)for\s+(?:the\s+)?(me|myself|channel|team|everybody)\s*$", re.IGNORECASE)
_NAME = re.compile(r"[\w&+.' -]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A list by its owner and name; a portfolio's name is a subject, see `bot.desk.subjects`."""

    owner: str
    list_name: str


def straight(text: str) -> str:
    """A typed line with straight quotation marks and plain blanks."""
    return text.translate(_QUOTES).strip()


def whose(value: str, noun: str = "list") -> Whose:
    """What stands behind `for:`. Raises `DeskwireError("bad_input")`."""
    found = _WHOSE.get(value.strip().lower())
    if found is None:
        raise DeskwireError("bad_input", f"Say whose {noun} it is with for:me, for:channel or for:team.")
    return found


def for_whom(line: str) -> tuple[str, Whose]:
    """A line without the words `for the team` at its end, and whom they name."""
    said = _FOR.search(line)
    return (line, "") if said is None else (line[: said.start()].strip(), whose(said[1]))


def name_of(text: str, *, noun: str, unnamed: frozenset[str], example: str) -> str:
    """A name as it is kept: in lower case, blanks single; empty for what has none.

    Raises `DeskwireError("bad_input")` for names that could not be typed again.
    """
    # An accent is typed as a letter of its own on some machines.
    composed = unicodedata.normalize("NFC", text)
    name = " ".join(composed.translate(_QUOTES).replace('"', " ").split()).lower()
    if name in _UNNAMED | unnamed:
        return ""
    if len(name) > NAME_LENGTH or not _NAME.fullmatch(name):
        raise DeskwireError(
            "bad_input",
            f"Name a {noun} with up to {NAME_LENGTH} letters, digits and blanks, as in {example}.",
        )
    return name


def reach(user: str, channel: str) -> list[str]:
    """The owners of what a person can mean in a channel, the nearest first."""
    return [user, *([channel] if channel[:1] in ("C", "G") else []), TEAM]


def owner_of(said: Whose, user: str, channel: str, noun: str = "list") -> str:
    """The owner that a person names. Raises `DeskwireError("bad_input")` for a channel's outside a channel."""
    if said == "channel" and channel[:1] not in ("C", "G"):
        raise DeskwireError("bad_input", f"Type that in the channel whose {noun} you mean.")
    return {"": user, "me": user, "channel": channel, "team": TEAM}[said]


def whose_is(owner: str, user: str) -> Owned:
    """Whose something is, as a person sees it."""
    return "me" if owner == user else "team" if owner == TEAM else "channel"


async def owners_of(rights: Rights, team: Team, user: str, channel: str) -> list[Owned]:
    """Whose lists a person may make, as a form offers them."""
    owners: list[Owned] = ["me"]
    if channel[:1] in ("C", "G"):
        owners.append("channel")
    if await rights.may_confirm(team, user):
        owners.append("team")
    return owners


async def require_editor(rights: Rights, team: Team, user: str, owner: str) -> None:
    """A person's list is theirs, a channel's belongs to the members, the team's to those who decide for everybody.

    Raises `DeskwireError("denied")`.
    """
    if owner == TEAM:
        await rights.require_confirmer(team, user)
    elif owner != user:
        await rights.require_member(team, user)
