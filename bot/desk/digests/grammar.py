"""What people type after `/digest`, as one of a few intents. Pure; rules of time are read by their own parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.errors import DeskwireError

DAY = timedelta(days=1)
LONGEST = timedelta(days=14)
SHORTEST = timedelta(minutes=15)

Verb = Literal["pause", "resume", "delete"]

_LIST = re.compile(r'\blist:(?:"([^"]{0,64})"|(\S{1,64}))', re.IGNORECASE)
_PORTFOLIO = re.compile(r"(?:(?:my|the|our) )?portfolio(?:\s|:|$)", re.IGNORECASE)
_SPAN = re.compile(r"(?:^|\s)(\d{1,3})\s*(m|min|h|hours?|d|days?)$", re.IGNORECASE)
_TO = re.compile(r"\bto\s+(?:<#([CG][A-Z0-9]{2,30})(?:\|[^>]*)?>|([CGD][A-Z0-9]{6,30}))(?!\S)")
_QUIET = re.compile(r"\bquiet\b", re.IGNORECASE)
_ID = re.compile(r"[0-9a-z-]{3,40}")


@dataclass(frozen=True, slots=True)
class Show:
    """The list of schedules, the form, or the help."""

    what: Literal["list", "form", "help"]


@dataclass(frozen=True, slots=True)
class Now:
    """Post, or only show, what there is to say about a list over the last `span`."""

    list_name: str = ""
    span: timedelta = DAY
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Post a list's digest by a rule of time. `to` is a channel, empty for where it was asked."""

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
    if _PORTFOLIO.match(rest):
        raise DeskwireError(
            "bad_input",
            "I know no portfolios yet; put the holdings on a watchlist and type list:NAME instead.",
        )
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
    span = DAY
    found = _SPAN.search(rest)
    if found is not None:
        unit = found[2].lower()[0]
        amount = int(found[1])
        span = timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[unit]: amount})
        if not SHORTEST <= span <= LONGEST:
            raise DeskwireError(
                "bad_input", "A digest covers between 15 minutes and 14 days, such as 8h or 3d."
            )
        rest = rest[: found.start()].strip()
    named = _LIST.search(rest)
    name = (named[1] or named[2] or "") if named else rest.strip('" ')
    return Now(name[:64], span, preview)


def _plan(rest: str) -> Plan:
    named, to = _LIST.search(rest), _TO.search(rest)
    quiet = bool(_QUIET.search(_LIST.sub(" ", rest)))
    when = _QUIET.sub(" ", _TO.sub(" ", _LIST.sub(" ", rest)))
    when = " ".join(when.split())
    if not when:
        raise DeskwireError(
            "bad_input", "Say when, such as weekdays 08:30 Europe/London, or 30 min before NYSE opens."
        )
    return Plan(
        when,
        (named[1] or named[2] or "") if named else "",
        quiet,
        (to[1] or to[2] or "") if to else "",
    )


def _id(rest: str, verb: str, command: str) -> str:
    name = rest.strip('`“”" ').lower()
    if not _ID.fullmatch(name):
        raise DeskwireError(
            "bad_input", f"Type {command} {verb.lower()} and the id that {command} list shows."
        )
    return name
