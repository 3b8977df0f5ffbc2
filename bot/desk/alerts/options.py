"""What may follow the threshold of an alert: relevance, hours, cooldown, cap, quiet hours, destination. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.desk.alerts.rules import MAX_COOLDOWN, Hours, Quiet, Session
from bot.desk.schedules.recurrence_text import zone_named
from bot.errors import DeskwireError

ExchangeNamed = Callable[[str], str | None]
"""The code of an exchange that a word means; None for one that is not known."""

MAX_CAP = 100
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a typed line, or what stood in quotation marks."""

    text: str
    quoted: bool = False

    @property
    def word(self) -> str:
        """As a word of the grammar; what was quoted is none."""
        return "" if self.quoted else self.text.lower().rstrip(",;")


@dataclass(slots=True)
class Options:
    """What follows the threshold, while it is read."""

    relevance: float | None = None
    primary: bool = False
    session: Session | None = None
    cooldown: timedelta = timedelta(0)
    cap: int | None = None
    quiet: Quiet | None = None
    to: str = ""
    seen: set[str] = field(default_factory=set)


def wrong(sentence: str) -> DeskwireError:
    """The error that says what to type instead."""
    return DeskwireError("bad_input", sentence)


def number(text: str) -> float | None:
    """A plain decimal number, to four places; None where that is none."""
    cleaned = text.rstrip(",;")
    return (
        round(float(cleaned), 4) if re.fullmatch(r"[+-]?(\d{1,6}(\.\d{0,6})?|\.\d{1,6})", cleaned) else None
    )


def read_options(tokens: list[Token], exchange: ExchangeNamed, zone: str) -> Options:
    """Everything after the threshold. `zone` is that of quiet hours which name none.

    Raises `DeskwireError("bad_input")` with what to type instead.
    """
    found = Options()
    reader = _Reader(tokens)
    while (word := reader.next()) is not None:
        if word in found.seen:
            raise wrong(f"{word.capitalize()} stands there twice; leave one out.")
        found.seen.add(word)
        if word == "primary":
            found.primary = True
        elif word == "relevance":
            found.relevance = _share(reader.value("a relevance such as 0.5"), "relevance")
        elif word in ("hours", "outside"):
            found.session = _session(word, reader.value("an exchange such as NYSE"), exchange)
        elif word == "cooldown":
            found.cooldown = _cooldown(reader.value("a time such as 2h"))
        elif word == "cap":
            found.cap = _cap(reader.value("a number such as 5"))
        elif word == "quiet":
            found.quiet = _quiet(reader, zone)
        elif word == "to":
            found.to = _destination(reader.value("a channel, or me"))
        else:
            raise wrong(
                f"I do not know “{word[:20]}”; after the threshold I take primary, relevance, hours,"
                " outside, cooldown, cap, quiet and to."
            )
    return found


class _Reader:
    """Tokens one after the other."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def next(self) -> str | None:
        """The next word; None at the end."""
        if self._at >= len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1].word

    def peek(self) -> str:
        """The next token as typed; empty at the end."""
        return self._tokens[self._at].text.rstrip(",;") if self._at < len(self._tokens) else ""

    def value(self, wanted: str) -> str:
        """The next token as typed. Raises `DeskwireError` at the end."""
        value = self.peek()
        if not value:
            raise wrong(f"Something is missing at the end: {wanted}.")
        self._at += 1
        return value


def _share(text: str, what: str) -> float:
    value = number(text)
    if value is None or not 0 <= value <= 1:
        raise wrong(f"The {what} is a number from 0 to 1, such as 0.5.")
    return value


def _session(word: str, text: str, exchange: ExchangeNamed) -> Session:
    code = exchange(text)
    if code is None:
        raise wrong(f"I do not know the exchange “{text[:30]}”; write NYSE, LSE or Xetra, for example.")
    hours: Hours = "regular" if word == "hours" else "outside"
    return Session(hours, code)


def _cooldown(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        raise wrong(f"“{text[:20]}” is no time; write 30m, 2h or 1d.")
    days, hours, minutes = (min(int(part or 0), 100_000) for part in match.groups())
    value = timedelta(days=days, hours=hours, minutes=minutes)
    if value > MAX_COOLDOWN:
        raise wrong("A cooldown lasts at most seven days; write 7d or less.")
    return value


def _cap(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text) or not 1 <= int(text) <= MAX_CAP:
        raise wrong(f"The cap is a number of alerts a day from 1 to {MAX_CAP}.")
    return int(text)


def _quiet(reader: _Reader, zone: str) -> Quiet:
    text = reader.value("hours such as 22:00-07:00")
    match = _HOURS.fullmatch(text)
    hours = [int(part or 0) for part in match.groups()] if match else []
    if not match or max(hours[0], hours[2]) > 23 or max(hours[1], hours[3]) > 59:
        raise wrong(f"“{text[:20]}” are no hours; write them as 22:00-07:00.")
    start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if start == end:
        raise wrong("Quiet hours that never end would hold everything back; pause the alert instead.")
    if is_zone(reader.peek()):
        zone = reader.value("a time zone")
    elif (named := zone_named(reader.peek())) is not None:
        zone = named
        reader.next()
    elif "/" in reader.peek():
        raise wrong(f"I do not know the time zone “{reader.peek()[:40]}”; write it as Europe/London.")
    unless = None
    if reader.peek().lower() == "except":
        reader.next()
        if reader.next() != "impact":
            raise wrong("After except comes an impact, as in except impact 0.8.")
        unless = _share(reader.value("an impact such as 0.8"), "impact")
    return Quiet(start, end, zone, unless)


def is_zone(name: str) -> bool:
    """Whether this names an IANA time zone."""
    if not re.fullmatch(r"[A-Z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,2}", name):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _destination(text: str) -> str:
    if text.lower() in ("me", "here"):
        return "me" if text.lower() == "me" else ""
    match = _CHANNEL.fullmatch(text)
    plain = re.fullmatch(r"[CG][A-Z0-9]{6,}", text)
    if match is None and plain is None:
        raise wrong("Pick the channel from Slack's list after typing #, or type to me, or to here.")
    return match[1] if match else text
