"""What people type after `/alert`, as data. Pure.

add NVDA impact above 0.6
add list:core sentiment below -0.4 primary cooldown 2h quiet 22:00-07:00 Europe/London except impact 0.8
add theme:"interest rates" volume above 10 to me
add portfolio:growth sentiment below -0.5
add "Berkshire Hathaway" change beyond 0.5 hours NYSE cap 3
test NVDA impact above 0.6
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from bot.desk import subjects
from bot.desk.alerts.options import ExchangeNamed, Token, number, read_options, wrong
from bot.desk.alerts.rules import (
    DAILY_CAP,
    RELEVANCE,
    Metric,
    Operator,
    Rule,
    Scope,
    ScopeKind,
)

EXAMPLE = "Type a subject, a metric and a threshold, as in add NVDA impact above 0.6."
MAX_NAME = 100
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
_PORTFOLIO = re.compile(r"(?:my |the |our )?portfolio(?::(.*))?", re.IGNORECASE)
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


def parse(text: str, exchange: ExchangeNamed, *, zone: str = "UTC") -> Intent:
    """Read a line. `zone` is where the person lives: their days, and their quiet hours unless they say.

    Raises `DeskwireError("bad_input")` with what to type instead.
    """
    tokens = [
        Token(f"{m[1] or ''}{m[2]}" if m[3] is None else m[3], quoted=m[3] is None and not m[1])
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
    raise wrong("Type add, list, test, pause, resume or delete; add alone opens a form.")


def _id(rest: list[Token], action: str) -> str:
    if len(rest) == 1 and _ID.fullmatch(rest[0].word):
        return rest[0].word
    raise wrong(f"Type {action} with the id of an alert, as list shows it.")


def _add(tokens: list[Token], exchange: ExchangeNamed, zone: str) -> Add:
    at = next((i for i, token in enumerate(tokens) if i and token.word in _METRICS), None)
    if at is None:
        raise wrong(f"Say what to watch: sentiment, change, impact or volume. {EXAMPLE}")
    scope = _scope(tokens[:at])
    metric = _METRICS[tokens[at].word]
    at += 1
    while at < len(tokens) and tokens[at].word in ("change", "of", "sentiment", "is", "in"):
        metric = "change" if tokens[at].word == "change" else metric
        at += 1
    operator = _OPERATORS.get(tokens[at].word) if at < len(tokens) else None
    if operator is None or at + 1 >= len(tokens):
        raise wrong(f"Say above, below or beyond, and a number. {EXAMPLE}")
    threshold = _threshold(metric, operator, tokens[at + 1].text)
    options = read_options(tokens[at + 2 :], exchange, zone)
    if scope.kind in ("theme", "keyword") and (options.primary or options.relevance is not None):
        raise wrong("Relevance and primary concern companies; leave them out for a theme or keyword.")
    if scope.kind in ("theme", "keyword") and metric == "change":
        raise wrong("A change of sentiment is known for companies alone; watch the sentiment instead.")
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


def _scope(tokens: list[Token]) -> Scope:
    text = " ".join(token.text for token in tokens).strip().rstrip(",;")
    kind, colon, name = text.partition(":")
    name = " ".join(name.split())
    if len(text) > MAX_NAME:
        raise wrong(f"A subject has at most {MAX_NAME} characters; shorten it.")
    if colon and kind.lower() in ("list", "theme", "keyword"):
        if not name and kind.lower() != "list":
            raise wrong(f'Say which {kind.lower()}, as in {kind.lower()}:"interest rates".')
        return Scope(cast(ScopeKind, kind.lower()), name)
    if (portfolio := _PORTFOLIO.fullmatch(text)) is not None:
        return Scope("list", subjects.portfolio(" ".join((portfolio[1] or "").split())))
    if text.lower() == "list":
        return Scope("list", "")
    if not text:
        raise wrong(EXAMPLE)
    return Scope("ticker", " ".join(text.split()))


def _threshold(metric: Metric, operator: Operator, text: str) -> float:
    value = number(text)
    if value is None:
        raise wrong(f"“{text[:20]}” is no number; write one such as 0.6.")
    low, high = {"sentiment": (-1, 1), "change": (-2, 2), "impact": (0, 1), "volume": (0, MAX_VOLUME)}[metric]
    if not low <= value <= high:
        raise wrong(f"{metric.capitalize()} runs from {low} to {high}; choose a threshold in between.")
    if metric == "volume" and value != int(value):
        raise wrong("A volume is a number of stories; write a whole number.")
    if operator == "beyond" and (metric in ("impact", "volume") or value < 0):
        raise wrong(
            "Beyond compares the size whatever its sign: use it for sentiment or change, as in beyond 0.5."
        )
    _require_reachable(metric, operator, value, low, high)
    return value


def _require_reachable(metric: Metric, operator: Operator, value: float, low: float, high: float) -> None:
    """No alert is made that could never be raised: nothing lies above the highest value or below the lowest."""
    if metric == "volume":
        # The story at hand counts, too; there is no highest number of stories.
        low, high = 1, float("inf")
    if operator == "below" and value <= low:
        raise wrong(f"{metric.capitalize()} is never below {low:g}; choose a higher threshold.")
    if operator != "below" and value >= high:
        raise wrong(f"{metric.capitalize()} is never {operator} {high:g}; choose a lower threshold.")
