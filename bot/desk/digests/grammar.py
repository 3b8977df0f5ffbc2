"""What people type after `/digest`, as one of a few intents. Pure; rules of time are read by their own parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.desk import spans, subjects
from bot.errors import DeskwireError

Verb = Literal["pause", "resume", "delete"]

_LIST = re.compile(r'\blist:(?:"([^"]{0,64})"|(\S{1,64}))', re.IGNORECASE)
_PORTFOLIO = re.compile(
    r'(?<!\S)(?:(?:my|the|our)\s+)?portfolio(?::(?:"([^"]{0,64})"|(\S{0,64})))?(?!\S)', re.IGNORECASE
)
_TO = re.compile(r"\bto\s+(?:<#([CG][A-Z0-9]{2,30})(?:\|[^>]*)?>|([CGD][A-Z0-9]{6,30})|(me|here))(?!\S)")
_TO_A_NAME = re.compile(r"\bto\s+[#@]\S")
_QUIET = re.compile(r"\bquiet\b", re.IGNORECASE)
_ID = re.compile(r"[0-9a-z-]{3,40}")


@dataclass(frozen=True, slots=True)
class Show:
    """The list of schedules, the form, or the help."""

    what: Literal["list", "form", "help"]


@dataclass(frozen=True, slots=True)
class Now:
    """Post, or only show, what there is to say about a list or portfolio over the last `span`."""

    list_name: str = ""
    span: timedelta = spans.DAY
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Post the digest of a list or portfolio by a rule of time.

    `to` is a channel, "me" for a direct message, empty for where it was asked.
    """

    when: str
    list_name: str = ""
    quiet: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Do something with one schedule."""

    verb: Verb
    schedule_id: str


Intent = Show | Now | Plan | Change


def parse(text: str, command: str = "/digest") -> Intent:
    """Read one line as typed. Raises `DeskwireError("bad_input")` with what to type instead."""
    verb, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    match verb.lower():
        case "" | "list":
            return Show("list")
        case "help" | "?":
            return Show("help")
        case "now" | "preview":
            return _now(rest, preview=verb.lower() == "preview")
        case "schedule" | "add":
            return _plan(rest) if rest else Show("form")
        case "pause":
            return Change("pause", _id(rest, verb, command))
        case "resume":
            return Change("resume", _id(rest, verb, command))
        case "delete" | "remove":
            return Change("delete", _id(rest, verb, command))
    raise DeskwireError(
        "bad_input",
        f"I do not know “{verb[:40]}”; type {command} now, preview, schedule, list, pause, resume or delete.",
    )


def _now(rest: str, *, preview: bool) -> Now:
    rest, span = spans.read(rest)
    subject, left = _subject(rest)
    return Now(subject or left.strip('" ')[:64], span, preview)


def _plan(rest: str) -> Plan:
    subject, rest = _subject(rest)
    to = _TO.search(rest)
    if to is None and _TO_A_NAME.search(rest):
        raise DeskwireError(
            "bad_input", "Pick the channel from Slack's list after typing #, or type to me, or to here."
        )
    quiet = bool(_QUIET.search(rest))
    when = " ".join(_QUIET.sub(" ", _TO.sub(" ", rest)).split())
    if not when:
        raise DeskwireError(
            "bad_input", "Say when, such as weekdays 08:30 Europe/London, or 30 min before NYSE opens."
        )
    where = (to[1] or to[2] or to[3]) if to else ""
    return Plan(when, subject, quiet, "" if where == "here" else where)


def _subject(rest: str) -> tuple[str, str]:
    """The list or portfolio that a line names, if it does, and the line without it."""
    named = _LIST.search(rest)
    if named is not None:
        subject = (named[1] or named[2] or "")[:64]
    else:
        named = _PORTFOLIO.search(rest)
        if named is None:
            return "", rest
        subject = subjects.portfolio(named[1] or named[2] or "")
    return subject, f"{rest[: named.start()]} {rest[named.end() :]}"


def _id(rest: str, verb: str, command: str) -> str:
    name = rest.strip('`“”" ').lower()
    if not _ID.fullmatch(name):
        raise DeskwireError(
            "bad_input", f"Type {command} {verb.lower()} and the id that {command} list shows."
        )
    return name
