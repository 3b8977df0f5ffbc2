"""A rule said back: in the words that can be typed, as a sentence, and why it fired. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.desk import subjects
from bot.desk.alerts.rules import Metric, Rule, Scope
from bot.market.exchanges import EXCHANGES


def words(rule: Rule) -> str:
    """The rule as it can be typed after `add`."""
    parts = [_scope_words(rule.scope), rule.metric, rule.operator, _number(rule.threshold)]
    if rule.scope.kind in ("ticker", "list"):
        parts += ["relevance", _number(rule.relevance)]
    if rule.primary:
        parts.append("primary")
    if rule.session is not None:
        parts += ["hours" if rule.session.hours == "regular" else "outside", rule.session.exchange]
    if rule.cooldown:
        parts += ["cooldown", _duration_words(rule.cooldown)]
    parts += ["cap", str(rule.daily_cap)]
    if rule.quiet is not None:
        quiet = rule.quiet
        parts += ["quiet", f"{quiet.start:%H:%M}-{quiet.end:%H:%M}", quiet.zone]
        if quiet.unless_impact is not None:
            parts += ["except", "impact", _number(quiet.unless_impact)]
    return " ".join(parts)


_METRIC_SAID: dict[Metric, str] = {
    "sentiment": "sentiment",
    "change": "sentiment against the seven days before",
    "impact": "impact",
    "volume": "number of stories in 24 hours",
}


def sentence(rule: Rule) -> str:
    """The rule as a person would say it."""
    scope = rule.scope
    about = {
        "ticker": scope.name,
        "list": _of_list(scope.name),
        "theme": f"the theme {scope.name}",
        "keyword": f"“{scope.name}”",
    }[scope.kind]
    said = {"above": "is above", "below": "is below", "beyond": "is, either way, beyond"}[rule.operator]
    parts = [f"When the {_METRIC_SAID[rule.metric]} of {about} {said} {_shown(rule)}"]
    if scope.kind in ("ticker", "list"):
        if rule.primary:
            parts.append("it is a main subject of the article")
        if rule.relevance:
            parts.append(f"relevance is at least {_number(rule.relevance)}")
    conditions = " and ".join(parts[:1] + parts[1:])
    tail = []
    if rule.session is not None:
        when = "in the trading hours" if rule.session.hours == "regular" else "outside the trading hours"
        known = EXCHANGES.get(rule.session.exchange)
        tail.append(f"only {when} of {known.name if known else rule.session.exchange}")
    if rule.cooldown:
        tail.append(f"then resting {_duration_words(rule.cooldown)} for the same subject")
    tail.append(f"at most {rule.daily_cap} a day")
    if rule.quiet is not None:
        quiet = rule.quiet
        held = f"held back from {quiet.start:%H:%M} to {quiet.end:%H:%M} {quiet.zone}"
        if quiet.unless_impact is not None:
            held += f" unless the impact is at least {_number(quiet.unless_impact)}"
        tail.append(held)
    return f"{conditions}; {', '.join(tail)}."


def _of_list(subject: str) -> str:
    portfolio = subjects.portfolio_name(subject)
    if portfolio is not None:
        return f"a holding of the portfolio {portfolio}".strip()
    return f"a name on the list {subject}" if subject else "a name on the default list"


def _shown(rule: Rule) -> str:
    if rule.metric in ("sentiment", "change") and rule.operator != "beyond":
        return f"{rule.threshold:+.2f}"
    return _number(rule.threshold)


_NAMES: Mapping[Metric, str] = {
    "sentiment": "Sentiment",
    "change": "The change of sentiment",
    "impact": "Impact",
    "volume": "The number of stories in 24 hours,",
}


def because(rule: Rule, value: float) -> str:
    """Why it fired: `Impact 0.72 is above 0.6`."""
    signed = rule.metric in ("sentiment", "change")
    shown = f"{value:+.2f}" if signed else f"{value:.0f}" if rule.metric == "volume" else f"{value:.2f}"
    return f"{_NAMES[rule.metric]} {shown} is {rule.operator} {_shown(rule)}"


def _scope_words(scope: Scope) -> str:
    portfolio = subjects.portfolio_name(scope.name) if scope.kind == "list" else None
    if portfolio is not None:
        named = f'"{portfolio}"' if re.search(r"\s", portfolio) else portfolio
        return f"portfolio:{named}" if portfolio else "portfolio"
    quoted = f'"{scope.name}"' if re.search(r"\s", scope.name) or not scope.name else scope.name
    if scope.kind == "ticker":
        return quoted
    return "list" if scope.kind == "list" and not scope.name else f"{scope.kind}:{quoted}"


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _duration_words(value: timedelta) -> str:
    minutes = int(value.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    return "".join(f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if n)
