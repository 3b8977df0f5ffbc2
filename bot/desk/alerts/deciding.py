"""Whether a piece of news raises an alert: pure, and the same for live news and for `/alert test`.

One story raises one alert. Another article of the story raises it again only where the metric has moved
materially further in the direction that the rule waits for (`MATERIAL`; `beyond` also when the sign turned),
or where the publisher withdrew a story that had been told. A volume is told again once it has grown by half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.desk.alerts.ports import NOTHING, NewsItem, Watched
from bot.desk.alerts.rules import Metric, Rule
from bot.model import age_of

Kind = Literal["new", "update", "retracted"]
State = Literal["owed", "posted", "suppressed", "unconfirmed", "failed", "quiet", "summed"]
Reason = Literal[
    "undated", "stale", "retracted", "other", "relevance", "secondary", "threshold", "no_baseline",
    "session", "told", "quiet", "cooldown", "cap", "restricted",
]  # fmt: skip

MATERIAL: Mapping[Metric, float] = {"sentiment": 0.2, "change": 0.2, "impact": 0.15}
GROWTH = 1.5
BASELINE = timedelta(days=7)
BASELINE_STORIES = 3
VOLUME = timedelta(hours=24)
FUTURE = timedelta(days=1)
"""A date further ahead than this is a mistake of the page, and as good as none."""

TOLD = frozenset({"owed", "posted", "suppressed", "unconfirmed", "summed"})
COUNTED = frozenset({"owed", "posted", "unconfirmed"})

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule's scope finds in a piece of news: a ticker, or a theme or keyword with the article's score."""

    subject: str
    score: float
    relevance: float = 1.0
    primary: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A match whose metric, `value`, is beyond the threshold."""

    subject: str
    value: float
    score: float
    relevance: float


@dataclass(frozen=True, slots=True)
class Fire:
    """The news raises an alert. `key` is unique to the alert; the first hit is the most alarming one.

    `was` is what had been told of the story before. `last_today`: the daily cap is reached with this one.
    """

    key: str
    kind: Kind
    hits: tuple[Hit, ...]
    was: float | None = None
    last_today: bool = False

    @property
    def value(self) -> float:
        """The metric of the most alarming hit."""
        return self.hits[0].value


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing is raised, and why. In quiet hours, `waits` is what would be, `until` their end."""

    reason: Reason
    waits: Fire | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """What an alert has raised before."""

    key: str
    at: datetime
    value: float
    state: str
    story_id: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What the decision must know besides the news.

    `around`: the subject's other news of the last seven days, for changes and volumes. `trading`: whether
    the exchange of the rule's session trades now.
    """

    fired: tuple[Fired, ...] = ()
    around: tuple[NewsItem, ...] = ()
    members: Watched = NOTHING
    trading: bool = True


def decide(rule: Rule, item: NewsItem, history: History, now: datetime) -> Fire | Held:
    """Whether this news raises this alert now."""
    seen = first_look(rule, item, history.members, now)
    if isinstance(seen, Held):
        return seen
    story = [f for f in history.fired if f.story_id == item.story_id and f.state in TOLD]
    if item.retracted:
        found = _withdrawn(rule, item, seen, story)
    elif (hits := _hits(rule, item, seen, history, now)) is None:
        return Held("no_baseline")
    elif not hits:
        return Held("threshold")
    else:
        found = _first_or_moved(rule, item, hits, story, history, now)
    if isinstance(found, Held):
        return found
    return _when(rule, item, found, history, now)


def first_look(rule: Rule, item: NewsItem, members: Watched, now: datetime) -> tuple[Match, ...] | Held:
    """What of the rule's scope is in the news, or why it cannot raise the alert: all that needs no history."""
    age = _age(item, now)
    if age is not None:
        return Held(age)
    found = matches(rule, item, members)
    if not found:
        return Held("other")
    found = tuple(match for match in found if match.relevance >= rule.relevance)
    if not found:
        return Held("relevance")
    found = tuple(match for match in found if match.primary or not rule.primary)
    if not found:
        return Held("secondary")
    if rule.metric in ("sentiment", "impact") and not item.retracted:
        found = tuple(
            m for m in found if rule.crossed(m.score if rule.metric == "sentiment" else item.impact)
        )
    return found or Held("threshold")


def matches(rule: Rule, item: NewsItem, members: Watched) -> tuple[Match, ...]:
    """Everything in the news that belongs to the rule's scope, each subject once."""
    kind, name = rule.scope.kind, rule.scope.name
    tickers: Iterable[str] = members.tickers if kind == "list" else (name,) if kind == "ticker" else ()
    themes: Iterable[str] = members.themes if kind == "list" else (name,) if kind == "theme" else ()
    keywords: Iterable[str] = members.keywords if kind == "list" else (name,) if kind == "keyword" else ()
    wanted = set(tickers)
    found = {
        row.ticker: Match(row.ticker, row.score, row.relevance, row.role == "primary")
        for row in item.tickers
        if row.ticker in wanted
    }
    about = {theme.casefold() for theme in item.themes}
    for theme in themes:
        if theme.casefold() in about:
            found.setdefault(theme, Match(theme, item.score))
    said = ""
    for keyword in keywords:
        said = said or spoken(f"{item.title} . {item.tldr}")
        if says(said, keyword):
            found.setdefault(keyword, Match(keyword, item.score))
    return tuple(found.values())


def words_of(text: str) -> list[str]:
    """The words of a text as keywords are compared: case and punctuation do not matter."""
    return _WORD.findall(text.casefold())


def spoken(text: str) -> str:
    """A text as `says` takes it."""
    return f" {' '.join(words_of(text))} "


def says(said: str, keyword: str) -> bool:
    """Whether a text, as `spoken` made it, holds the words of a keyword one after the other."""
    wanted = words_of(keyword)
    return bool(wanted) and f" {' '.join(wanted)} " in said


def _age(item: NewsItem, now: datetime) -> Literal["undated", "stale"] | None:
    """Why news may not alert at all: judged now, for it may have waited since it was read."""
    published = item.published_at
    if published is None or item.age == "undated" or published - now > FUTURE:
        return "undated"
    return "stale" if item.age == "stale" or age_of(published, now) == "stale" else None


def _hits(
    rule: Rule, item: NewsItem, found: tuple[Match, ...], history: History, now: datetime
) -> tuple[Hit, ...] | None:
    """The matches beyond the threshold, the most alarming first; None where no change can be told."""
    hits, known = [], False
    for match in found:
        value = _value(rule, item, match, history, now)
        if value is None:
            continue
        known = True
        if rule.crossed(value):
            hits.append(Hit(match.subject, value, match.score, match.relevance))
    hits.sort(key=lambda hit: (-rule.further(hit.value), -hit.relevance, hit.subject))
    return tuple(hits) if known else None


def _value(rule: Rule, item: NewsItem, match: Match, history: History, now: datetime) -> float | None:
    if rule.metric == "impact":
        return item.impact
    if rule.metric == "sentiment":
        return match.score
    since = now - (VOLUME if rule.metric == "volume" else BASELINE)
    stories: dict[str, list[Match]] = {}
    for other in history.around:
        if other.story_id == item.story_id or other.retracted or not since <= other.read_at <= now:
            continue
        if rule.metric == "volume" and other.age != "fresh":
            continue
        for same in matches(rule, other, history.members):
            if same.subject == match.subject and same.relevance >= rule.relevance:
                stories.setdefault(other.story_id, []).append(same)
    if rule.metric == "volume":
        return float(len(stories) + 1)
    if len(stories) < BASELINE_STORIES:
        return None
    voices = [
        sum(m.score * m.relevance for m in told) / max(sum(m.relevance for m in told), 1e-9)
        for told in stories.values()
    ]
    return round(match.score - sum(voices) / len(voices), 2)


def _withdrawn(rule: Rule, item: NewsItem, found: tuple[Match, ...], story: list[Fired]) -> Fire | Held:
    """A withdrawal matters to those who were told the story, once."""
    key = f"s:{item.story_id}:retracted"
    if not story or any(fired.key == key for fired in story):
        return Held("retracted")
    told = max(story, key=lambda fired: fired.at)
    hits = tuple(Hit(m.subject, told.value, m.score, m.relevance) for m in found)
    return Fire(key, "retracted", hits, was=told.value)


def _first_or_moved(
    rule: Rule,
    item: NewsItem,
    hits: tuple[Hit, ...],
    story: list[Fired],
    history: History,
    now: datetime,
) -> Fire | Held:
    if rule.metric == "volume":
        grown = tuple(hit for hit in hits if hit.value >= GROWTH * _told_volume(history, hit.subject, now))
        return Fire(f"v:{grown[0].subject}:{item.article_id}", "new", grown) if grown else Held("told")
    if not story:
        # One that could not be posted has used the story's key up, and told nobody.
        used = any(fired.key == f"s:{item.story_id}" for fired in history.fired)
        key = f"s:{item.story_id}:{item.article_id}" if used else f"s:{item.story_id}"
        return Fire(key, "new", hits)
    was = max((fired.value for fired in story), key=rule.further)
    value = hits[0].value
    moved = round(rule.further(value) - rule.further(was), 4) >= MATERIAL[rule.metric]
    turned = rule.operator == "beyond" and value * was < 0
    if not moved and not turned:
        return Held("told")
    return Fire(f"s:{item.story_id}:{item.article_id}", "update", hits, was=was)


def _told_volume(history: History, subject: str, now: datetime) -> float:
    told = [
        fired.value
        for fired in history.fired
        if subject in fired.subjects and fired.state in TOLD and now - fired.at < VOLUME
    ]
    return max(told, default=0.0)


def _when(rule: Rule, item: NewsItem, fire: Fire, history: History, now: datetime) -> Fire | Held:
    """Whether now is a moment for it."""
    if rule.session is not None and history.trading != (rule.session.hours == "regular"):
        return Held("session")
    if rule.quiet is not None and rule.quiet.holds(now, item.impact):
        return Held("quiet", fire, rule.quiet.ends(now))
    counted = [fired for fired in history.fired if fired.state in COUNTED]
    if fire.kind != "retracted":
        resting = {s for f in counted if now - f.at < rule.cooldown for s in f.subjects}
        hits = tuple(hit for hit in fire.hits if hit.subject not in resting)
        if not hits:
            return Held("cooldown")
        fire = replace(fire, hits=hits)
    today = sum(_day(fired.at, rule.zone) == _day(now, rule.zone) for fired in counted)
    if today >= rule.daily_cap:
        return Held("cap")
    return replace(fire, last_today=today + 1 == rule.daily_cap)


def _day(moment: datetime, zone: str) -> object:
    return moment.astimezone(ZoneInfo(zone)).date()
