"""What people type after `/news mute`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.errors import DeskwireError

Kind = Literal["ticker", "source", "story", ""]
"""What is muted; empty where the words do not say whether it is a ticker or a source."""

DEFAULT = timedelta(hours=4)
LONGEST = timedelta(days=30)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(\d{1,4})\s*(m|h|d|w)(?:in(?:ute)?s?|ours?|ays?|eeks?|rs?)?", re.IGNORECASE)
_EVERYWHERE = re.compile(r"\s+(?:everywhere|in all channels)$", re.IGNORECASE)
_FOR = re.compile(r"\s+for$", re.IGNORECASE)
_KIND = re.compile(r"(ticker|source|story)(?:\s+|$)", re.IGNORECASE)
_LINK = re.compile(r"<?(https?://[^\s|>]+)(?:\|[^>]*)?>?", re.IGNORECASE)
_SHOW = frozenset({"", "list", "show"})


@dataclass(frozen=True, slots=True)
class MuteAsked:
    """Silence about something. For a story `subject` is a link, or empty for the story last shown here."""

    kind: Kind
    subject: str
    span: timedelta = DEFAULT
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class UnmuteAsked:
    """Speak of it again."""

    kind: Kind
    subject: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class ShowMutes:
    """What is muted here."""


def parse(text: str) -> MuteAsked | UnmuteAsked | ShowMutes:
    """Read `NVDA 4h`, `reuters.com 1d everywhere`, `story 4h`, `off NVDA`, `list`. Raises `DeskwireError`."""
    rest = " ".join(text.split())
    if rest.lower() in _SHOW:
        return ShowMutes()
    first, _, after = rest.partition(" ")
    if first.lower() in {"off", "remove"}:
        return parse_unmute(after)
    rest, everywhere = _cut(_EVERYWHERE, rest)
    rest, span = _span(rest)
    if not everywhere:
        rest, everywhere = _cut(_EVERYWHERE, rest)
    kind, subject = _subject(rest)
    return MuteAsked(kind, subject, span, everywhere)


def parse_unmute(text: str) -> UnmuteAsked:
    """Read what `/news unmute` is followed by. Raises `DeskwireError`."""
    rest, everywhere = _cut(_EVERYWHERE, " ".join(text.split()))
    return UnmuteAsked(*_subject(rest), everywhere)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    found = pattern.search(text)
    return (text[: found.start()], True) if found else (text, False)


def _span(text: str) -> tuple[str, timedelta]:
    found = None
    for each in _SPAN.finditer(text):
        if each.end() == len(text) and each.start() and text[each.start() - 1] == " ":
            found = each
    if found is None:
        return text, DEFAULT
    span = timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
    if not timedelta(minutes=1) <= span <= LONGEST:
        raise DeskwireError("bad_input", "Something can be muted for a minute up to 30 days, as in 4h or 2d.")
    return _cut(_FOR, text[: found.start()].rstrip())[0], span


def _subject(text: str) -> tuple[Kind, str]:
    link = _LINK.fullmatch(text)
    if link:
        return "story", link[1].replace("&amp;", "&")
    named = _KIND.match(text)
    kind: Kind = ""
    if named:
        match named[1].lower():
            case "ticker":
                kind = "ticker"
            case "source":
                kind = "source"
            case _:
                kind = "story"
        text = text[named.end() :]
        link = _LINK.fullmatch(text)
    if kind == "story":
        if text and not link:
            raise DeskwireError(
                "bad_input", "Name a story by the link of one of its articles, or not at all."
            )
        return kind, link[1].replace("&amp;", "&") if link else ""
    subject = text.strip("\"'“”‘’ ")
    if not subject:
        raise DeskwireError(
            "bad_input", "Name what to mute: a ticker, a source, or story for the one shown last."
        )
    if len(subject) > 100:
        raise DeskwireError("bad_input", "That is too long for a ticker or a source.")
    return kind, subject
