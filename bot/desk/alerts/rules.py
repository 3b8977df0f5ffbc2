"""What an alert waits for, as data, and how such a rule is kept. Pure.

A rule speaks of a scope (a ticker, a list, a theme, a keyword) and one metric of its news:

- `sentiment`: the ticker's score in the article; the article's own score for themes and keywords.
- `change`: that score less the mean of the stories of the seven days before, each story one voice. With
  fewer than three such stories nothing is known about the usual tone, and nothing fires.
- `impact`: the impact of the article.
- `volume`: how many different stories named the subject in the last 24 hours, this one included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

ScopeKind = Literal["ticker", "list", "theme", "keyword"]
Metric = Literal["sentiment", "change", "impact", "volume"]
Operator = Literal["above", "below", "beyond"]
Hours = Literal["regular", "outside"]

RELEVANCE = 0.3
"""A company that is only mentioned in passing raises no alert, unless the rule asks for less."""
DAILY_CAP = 20
MAX_COOLDOWN = timedelta(days=7)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule is about. For a list or portfolio, `owner` is whose it is and `name` a subject of the desk's."""

    kind: ScopeKind
    name: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Only while an exchange trades (`regular`), or only while it does not."""

    hours: Hours
    exchange: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours in which nothing is posted, `[start, end)`, over midnight if `end` is the earlier one.

    An impact of at least `unless_impact` is posted all the same.
    """

    start: time
    end: time
    zone: str
    unless_impact: float | None = None

    def holds(self, at: datetime, impact: float = 0.0) -> bool:
        """Whether news of that impact has to wait at that moment."""
        if self.unless_impact is not None and impact >= self.unless_impact:
            return False
        local = at.astimezone(ZoneInfo(self.zone)).time().replace(tzinfo=None)
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def ends(self, at: datetime) -> datetime:
        """When the quiet hours that hold at `at` are over: the next full minute at which they do not, in UTC.

        The clocks may be put on over their end, or back before it: only looking at each minute is always right.
        """
        end = at.astimezone(UTC).replace(second=0, microsecond=0) + MINUTE
        while self.holds(end):
            end += MINUTE
        return end


@dataclass(frozen=True, slots=True)
class Rule:
    """What raises an alert.

    `beyond` compares the absolute size. `relevance` and `primary` concern tickers alone. `cooldown` is the
    rest after an alert about a subject (a ticker of a list rests by itself). `daily_cap` counts the
    alerts of a calendar day in `zone`.
    """

    scope: Scope
    metric: Metric
    operator: Operator
    threshold: float
    relevance: float = RELEVANCE
    primary: bool = False
    session: Session | None = None
    cooldown: timedelta = timedelta(0)
    daily_cap: int = DAILY_CAP
    quiet: Quiet | None = None
    zone: str = "UTC"

    def crossed(self, value: float) -> bool:
        """Whether a value of the metric is beyond the threshold."""
        if self.operator == "above":
            return value > self.threshold
        if self.operator == "below":
            return value < self.threshold
        return abs(value) > self.threshold

    def further(self, value: float) -> float:
        """How far a value lies in the direction that the rule waits for: the greater, the more alarming."""
        return -value if self.operator == "below" else abs(value) if self.operator == "beyond" else value


def to_json(rule: Rule) -> dict[str, Any]:
    """The rule as the store keeps it."""
    kept: dict[str, Any] = {
        "scope": [rule.scope.kind, rule.scope.name, rule.scope.owner],
        "metric": rule.metric,
        "operator": rule.operator,
        "threshold": rule.threshold,
        "relevance": rule.relevance,
        "primary": rule.primary,
        "cooldown_s": int(rule.cooldown.total_seconds()),
        "daily_cap": rule.daily_cap,
        "zone": rule.zone,
    }
    if rule.session is not None:
        kept["session"] = [rule.session.hours, rule.session.exchange]
    if rule.quiet is not None:
        quiet = rule.quiet
        kept["quiet"] = [f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}", quiet.zone, quiet.unless_impact]
    return kept


def from_json(kept: Mapping[str, Any]) -> Rule:
    """The rule that `to_json` was given."""
    kind, name, owner = kept["scope"]
    quiet, session = kept.get("quiet"), kept.get("session")
    return Rule(
        scope=Scope(kind, name, owner),
        metric=kept["metric"],
        operator=kept["operator"],
        threshold=kept["threshold"],
        relevance=kept["relevance"],
        primary=kept["primary"],
        session=None if session is None else Session(*session),
        cooldown=timedelta(seconds=kept["cooldown_s"]),
        daily_cap=kept["daily_cap"],
        quiet=None
        if quiet is None
        else Quiet(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]), quiet[2], quiet[3]),
        zone=kept["zone"],
    )
