"""What people type after `/alert`, as data. Pure.

add NVDA impact above 0.6
add list:core sentiment below -0.4 primary cooldown 2h quiet 22:00-07:00 Europe/London except impact 0.8
add theme:"interest rates" volume above 10 to me
add "Berkshire Hathaway" change beyond 0.5 hours NYSE cap 3
test NVDA impact above 0.6
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.desk.alert_rules import (
    DAILY_CAP,
    MAX_COOLDOWN,
    RELEVANCE,
    Hours,
    Metric,
    Operator,
    Quiet,
    Rule,
    Scope,
    ScopeKind,
    Session,
)
from bot.errors import DeskwireError

ExchangeNamed = Callable[[str], str | None]
"""The code of an exchange that a word means; None for one that is not known."""

EXAMPLE = "Type a subject, a metric and a threshold, as in add NVDA impact above 0.6."
MAX_NAME = 100
MAX_CAP = 100
MAX_VOLUME = 1000

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "−": "-", "–": "-"})
_TOKEN = re.compile(r'([a-z]+:)?"([^"]*)"|(\S+)', re.IGNORECASE)
_METRICS: dict[str, Metric] = {
    "sentiment": "sentiment", "score": "sentiment", "tone": "sentiment", "change": "change",
    "impact": "impact", "volume": "volume", "stories": "volume",
}  # fmt: skip
_OPERATORS: dict[str, Operator] = {
    "above": "above", "over": "above", ">": "above", "below": "below", "under": "below", "<": "below",
    "beyond": "beyond", "±": "beyond", "+-": "beyond", "+/-": "beyond",
}  # fmt: skip
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_ID = re.compile(r"[a-z2-7]{8}")


@dataclass(frozen=True, slots=True)
class Add:
    """A new rule; `to` is a channel's id, "me", or empty for where it was typed.

    The scope of a ticker holds what was typed, still to be resolved.
    """

    rule: Rule
    to: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """What would a rule, or the alert of that id, have raised?"""

    alert_id: str = ""
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Pause, resume or delete an alert."""

    action: Literal["pause", "resume", "delete"]
    alert_id: str


@dataclass(frozen=True, slots=True)
class Show:
    """The list of alerts, the form, or what can be typed."""

    what: Literal["list", "form", "help"]


Intent = Add | Try | Change | Show


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool = False

    @property
    def word(self) -> str:
        """As a word of the grammar; what was quoted is none."""
        return "" if self.quoted else self.text.lower().rstrip(",;")


@dataclass(slots=True)
class _Options:
    """What follows the threshold, while it is read."""

    relevance: float | None = None
    primary: bool = False
    session: Session | None = None
    cooldown: timedelta = timedelta(0)
    cap: int | None = None
    quiet: Quiet | None = None
    to: str = ""
    seen: set[str] = field(default_factory=set)


def parse(text: str, exchange: ExchangeNamed, *, zone: str = "UTC") -> Intent:
    """Read a line. `zone` is where the person lives: their days, and their quiet hours unless they say.

    Raises `DeskwireError("bad_input")` with what to type instead.
    """
    tokens = [
        _Token(f"{m[1] or ''}{m[2]}" if m[3] is None else m[3], quoted=m[3] is None and not m[1])
        for m in _TOKEN.finditer(text.translate(_QUOTES).strip())
    ]
    verb = tokens[0].word if tokens else "help"
    rest = tokens[1:]
    if verb in ("list", "help", "?") and not rest:
        return Show("list" if verb == "list" else "help")
    if verb in ("add", "new"):
        return _add(rest, exchange, zone) if rest else Show("form")
    if verb in ("pause", "resume", "delete", "remove"):
        action = cast(Literal["pause", "resume", "delete"], "delete" if verb == "remove" else verb)
        return Change(action, _id(rest, action))
    if verb == "test":
        if len(rest) <= 1:
            return Try(alert_id=_id(rest, "test"))
        return Try(rule=_add(rest, exchange, zone).rule)
    raise _wrong("Type add, list, test, pause, resume or delete; add alone opens a form.")


def _wrong(sentence: str) -> DeskwireError:
    return DeskwireError("bad_input", sentence)


def _id(rest: list[_Token], action: str) -> str:
    if len(rest) == 1 and _ID.fullmatch(rest[0].word):
        return rest[0].word
    raise _wrong(f"Type {action} with the id of an alert, as list shows it.")


def _add(tokens: list[_Token], exchange: ExchangeNamed, zone: str) -> Add:
    at = next((i for i, token in enumerate(tokens) if i and token.word in _METRICS), None)
    if at is None:
        raise _wrong(f"Say what to watch: sentiment, change, impact or volume. {EXAMPLE}")
    scope = _scope(tokens[:at])
    metric = _METRICS[tokens[at].word]
    at += 1
    while at < len(tokens) and tokens[at].word in ("change", "of", "sentiment", "is", "in"):
        metric = "change" if tokens[at].word == "change" else metric
        at += 1
    operator = _OPERATORS.get(tokens[at].word) if at < len(tokens) else None
    if operator is None or at + 1 >= len(tokens):
        raise _wrong(f"Say above, below or beyond, and a number. {EXAMPLE}")
    threshold = _threshold(metric, operator, tokens[at + 1].text)
    options = _options(tokens[at + 2 :], exchange, zone)
    if scope.kind in ("theme", "keyword") and (options.primary or options.relevance is not None):
        raise _wrong("Relevance and primary concern companies; leave them out for a theme or keyword.")
    if scope.kind in ("theme", "keyword") and metric == "change":
        raise _wrong("A change of sentiment is known for companies alone; watch the sentiment instead.")
    rule = Rule(
        scope,
        metric,
        operator,
        threshold,
        relevance=RELEVANCE if options.relevance is None else options.relevance,
        primary=options.primary,
        session=options.session,
        cooldown=options.cooldown,
        daily_cap=DAILY_CAP if options.cap is None else options.cap,
        quiet=options.quiet,
        zone=options.quiet.zone if options.quiet else zone,
    )
    return Add(rule, options.to)


def _scope(tokens: list[_Token]) -> Scope:
    text = " ".join(token.text for token in tokens).strip().rstrip(",;")
    kind, colon, name = text.partition(":")
    name = " ".join(name.split())
    if len(text) > MAX_NAME:
        raise _wrong(f"A subject has at most {MAX_NAME} characters; shorten it.")
    if colon and kind.lower() in ("list", "theme", "keyword"):
        if not name and kind.lower() != "list":
            raise _wrong(f'Say which {kind.lower()}, as in {kind.lower()}:"interest rates".')
        return Scope(cast(ScopeKind, kind.lower()), name)
    if re.fullmatch(r"(?:my |the |our )?portfolio(?::.*)?", text, re.IGNORECASE):
        raise _wrong("I know no portfolios yet; put the holdings on a watchlist and type list:NAME instead.")
    if text.lower() == "list":
        return Scope("list", "")
    if not text:
        raise _wrong(EXAMPLE)
    return Scope("ticker", " ".join(text.split()))


def _threshold(metric: Metric, operator: Operator, text: str) -> float:
    value = _float(text)
    if value is None:
        raise _wrong(f"“{text[:20]}” is no number; write one such as 0.6.")
    low, high = {"sentiment": (-1, 1), "change": (-2, 2), "impact": (0, 1), "volume": (0, MAX_VOLUME)}[metric]
    if not low <= value <= high:
        raise _wrong(f"{metric.capitalize()} runs from {low} to {high}; choose a threshold in between.")
    if metric == "volume" and value != int(value):
        raise _wrong("A volume is a number of stories; write a whole number.")
    if operator == "beyond" and (metric in ("impact", "volume") or value < 0):
        raise _wrong(
            "Beyond compares the size whatever its sign: use it for sentiment or change, as in beyond 0.5."
        )
    return value


def _float(text: str) -> float | None:
    cleaned = text.rstrip(",;")
    return (
        round(float(cleaned), 4) if re.fullmatch(r"[+-]?(\d{1,6}(\.\d{0,6})?|\.\d{1,6})", cleaned) else None
    )


def _options(tokens: list[_Token], exchange: ExchangeNamed, zone: str) -> _Options:
    found = _Options()
    reader = _Reader(tokens)
    while (word := reader.next()) is not None:
        if word in found.seen:
            raise _wrong(f"{word.capitalize()} stands there twice; leave one out.")
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
            raise _wrong(
                f"I do not know “{word[:20]}”; after the threshold I take primary, relevance, hours,"
                " outside, cooldown, cap, quiet and to."
            )
    return found


class _Reader:
    """Tokens one after the other."""

    def __init__(self, tokens: list[_Token]) -> None:
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
            raise _wrong(f"Something is missing at the end: {wanted}.")
        self._at += 1
        return value


def _share(text: str, what: str) -> float:
    value = _float(text)
    if value is None or not 0 <= value <= 1:
        raise _wrong(f"The {what} is a number from 0 to 1, such as 0.5.")
    return value


def _session(word: str, text: str, exchange: ExchangeNamed) -> Session:
    code = exchange(text)
    if code is None:
        raise _wrong(f"I do not know the exchange “{text[:30]}”; write NYSE, LSE or Xetra, for example.")
    hours: Hours = "regular" if word == "hours" else "outside"
    return Session(hours, code)


def _cooldown(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        raise _wrong(f"“{text[:20]}” is no time; write 30m, 2h or 1d.")
    days, hours, minutes = (min(int(part or 0), 100_000) for part in match.groups())
    value = timedelta(days=days, hours=hours, minutes=minutes)
    if value > MAX_COOLDOWN:
        raise _wrong("A cooldown lasts at most seven days; write 7d or less.")
    return value


def _cap(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text) or not 1 <= int(text) <= MAX_CAP:
        raise _wrong(f"The cap is a number of alerts a day from 1 to {MAX_CAP}.")
    return int(text)


def _quiet(reader: _Reader, zone: str) -> Quiet:
    text = reader.value("hours such as 22:00-07:00")
    match = _HOURS.fullmatch(text)
    hours = [int(part or 0) for part in match.groups()] if match else []
    if not match or max(hours[0], hours[2]) > 23 or max(hours[1], hours[3]) > 59:
        raise _wrong(f"“{text[:20]}” are no hours; write them as 22:00-07:00.")
    start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if start == end:
        raise _wrong("Quiet hours that never end would hold everything back; pause the alert instead.")
    if is_zone(reader.peek()):
        zone = reader.value("a time zone")
    elif "/" in reader.peek():
        raise _wrong(f"I do not know the time zone “{reader.peek()[:40]}”; write it as Europe/London.")
    unless = None
    if reader.peek().lower() == "except":
        reader.next()
        if reader.next() != "impact":
            raise _wrong("After except comes an impact, as in except impact 0.8.")
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
        raise _wrong("Pick the channel from Slack's list after typing #, or type to me, or to here.")
    return match[1] if match else text
