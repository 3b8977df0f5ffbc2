"""From a piece of news to the firings it causes: cheap for thousands of alerts, exact over processes.

Active alerts are held in memory and read again when they change (at most `FRESH_S` late; what a list holds
`LISTS_S` late). Most alerts that a piece of news touches are dismissed there, by what needs no history. For
the others the decision falls inside the transaction that keeps it, see `store.alerts.claim`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.desk.alerts.deciding import (
    BASELINE,
    VOLUME,
    Fire,
    Fired,
    Held,
    History,
    Match,
    decide,
    first_look,
)
from bot.desk.alerts.index import Entry, Index
from bot.desk.alerts.ports import NOTHING, Calendar, Lists, Muting, News, NewsItem, Watched
from bot.desk.alerts.rules import Rule, from_json
from bot.model import PUBLIC, Team
from bot.store.alerts import Alert, AlertClaim, Firing, NewFiring
from bot.store.jobs import NewJob
from bot.store.store import Store

FRESH_S = 5.0
LISTS_S = 30.0
OVERLAP = timedelta(seconds=60)
"""A change may be committed a little after the moment that it carries."""
REMEMBERED = timedelta(days=14)
"""How far back an alert knows what it told; longer than any cooldown."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

POST, SUM_UP = "alert", "alert_quiet"
"""The kinds of job: post one alert, and sum up what quiet hours held back."""

Around = dict[tuple[Team, tuple[str, ...], tuple[str, ...], timedelta], tuple[NewsItem, ...]]
"""The news of some days by team, tickers, and themes or keywords."""

_log = structlog.get_logger(__name__)


class Firer:
    """Judges news as it comes. `wake` tells the dispatcher of this process that there are jobs."""

    def __init__(
        self,
        store: Store,
        news: News,
        lists: Lists,
        calendar: Calendar,
        muting: Muting,
        *,
        attempts: int,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._news = news
        self._lists = lists
        self._calendar = calendar
        self._muting = muting
        self._attempts = attempts
        self._now = now
        self._wake = wake
        self._loading = asyncio.Lock()
        self._alerts: dict[tuple[Team, str], tuple[Alert, Rule]] = {}
        self._members: dict[tuple[Team, str, str], Watched] = {}
        self._index = Index(())
        self._changed_at = LONG_AGO
        self._looked_at = self._listed_at = float("-inf")

    def forget(self) -> None:
        """An alert was changed here: read it before the next news is judged."""
        self._looked_at = float("-inf")

    async def on_news(self, item: NewsItem) -> int:
        """Judge one piece of news; returns how many alerts it raised or that wait for the end of quiet hours.

        Safe to be called again with the same news. Raises `DeskwireError` when the database fails.
        """
        now = self._now()
        await self._refresh()
        claims = []
        known: Around = {}
        for candidate in self._index.candidates(item):
            heard = await self._heard(candidate, item, now)
            if heard is None:
                continue
            entry, found = heard
            history = await self._history(entry, item, found, now, known)
            decide_now = partial(self._decide, entry, item, history, now)
            claims.append(AlertClaim(entry.team, entry.alert_id, decide_now))
        if not claims:
            return 0
        kept = await self._store.alerts.claim(claims, now - REMEMBERED)
        raised = {(team, alert_id) for team, alert_id, _ in kept}
        if raised:
            _log.info("alerts_raised", story=item.story_id, alerts=len(raised))
            self._wake()
        return len(raised)

    async def _heard(
        self, entry: Entry, item: NewsItem, now: datetime
    ) -> tuple[Entry, tuple[Match, ...]] | None:
        """The alert, and what of its scope may be told; None where a first look or a mute dismisses it."""
        found = first_look(entry.rule, item, entry.members, now)
        if isinstance(found, Held) or await self._muting.muted(entry.team, entry.channel, item, now):
            return None
        silent = await self._muting.tickers(entry.team, entry.channel, now)
        if not any(match.subject.upper() in silent for match in found):
            return entry, found
        if entry.rule.scope.kind == "ticker":
            return None
        entry = entry.without(silent)
        found = first_look(entry.rule, item, entry.members, now)
        return None if isinstance(found, Held) else (entry, found)

    def _decide(
        self, entry: Entry, item: NewsItem, history: History, now: datetime, fired: Sequence[Firing]
    ) -> Sequence[NewFiring]:
        history = replace(history, fired=tuple(map(as_fired, fired)))
        return self._kept(entry, item, decide(entry.rule, item, history, now), now)

    async def _history(
        self, entry: Entry, item: NewsItem, found: Sequence[Match], now: datetime, known: Around
    ) -> History:
        """What the decision must know besides the news and the firings; `known` spares asking twice."""
        rule = entry.rule
        around: tuple[NewsItem, ...] = ()
        if rule.metric in ("change", "volume"):
            span = VOLUME if rule.metric == "volume" else BASELINE
            named = {row.ticker for row in item.tickers}
            subjects = sorted({match.subject for match in found})
            tickers = tuple(each for each in subjects if each in named)
            terms = tuple(each for each in subjects if each not in named)
            key = (entry.team, tickers, terms, span)
            if key not in known:
                teams = (PUBLIC, entry.team)
                known[key] = tuple(await self._news.about(teams, now - span, now, tickers, terms))
            around = known[key]
        return History((), around, entry.members, await self.trading(rule, now))

    @staticmethod
    def subjects(rule: Rule, members: Watched) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tickers, and the themes and keywords, by which the rule's news can be asked for."""
        if rule.scope.kind == "ticker":
            return (rule.scope.name,), ()
        if rule.scope.kind == "list":
            return members.tickers, (*members.themes, *members.keywords)
        return (), (rule.scope.name,)

    async def trading(self, rule: Rule, at: datetime) -> bool:
        """Whether the exchange of the rule's session trades; true where there is none."""
        return rule.session is None or await self._calendar.is_open(rule.session.exchange, at)

    async def members(self, team: Team, rule: Rule) -> Watched:
        """What the rule's list holds now; nothing where the rule has no list."""
        if rule.scope.kind != "list":
            return NOTHING
        return await self._lists.members(team, rule.scope.owner, rule.scope.name)

    def _kept(self, entry: Entry, item: NewsItem, verdict: Fire | Held, now: datetime) -> Sequence[NewFiring]:
        if isinstance(verdict, Fire):
            job = self._job(POST, entry.alert_id, verdict.key)
            return [NewFiring(_firing(verdict.key, verdict, item, "owed", now), (job,))]
        if verdict.waits is None or verdict.until is None:
            return ()
        # The first thing that is held back also orders the summary.
        end = f"quiet:{verdict.until.isoformat()}"
        job = self._job(SUM_UP, entry.alert_id, end, verdict.until)
        held = _firing(f"q:{verdict.waits.key}", verdict.waits, item, "quiet", now)
        return [NewFiring(Firing(end, now, 0.0, "summary"), (job,)), NewFiring(held)]

    def _job(self, kind: str, alert_id: str, key: str, run_at: datetime | None = None) -> NewJob:
        return NewJob(kind, {"alert": alert_id, "key": key}, run_at, self._attempts)

    async def _refresh(self) -> None:
        """Read what changed. One reader at a time; whoever waited finds it done."""
        if time.monotonic() - self._looked_at < FRESH_S:
            return
        async with self._loading:
            clock = time.monotonic()
            if clock - self._looked_at < FRESH_S:
                return
            changed = await self._changed()
            if clock - self._listed_at >= LISTS_S or changed:
                changed |= await self._read_lists(everything=clock - self._listed_at >= LISTS_S)
                self._listed_at = clock if clock - self._listed_at >= LISTS_S else self._listed_at
            if changed:
                entries = [self._entry(alert, rule) for alert, rule in self._alerts.values()]
                self._index = Index(entries)
            self._looked_at = clock

    async def _changed(self) -> bool:
        rows = await self._store.alerts.changed(self._changed_at)
        changed = False
        latest = self._changed_at
        for alert in rows:
            key = (alert.team, alert.id)
            known = self._alerts.get(key)
            if alert.updated_at is not None:
                latest = max(latest, alert.updated_at - OVERLAP)
            if known is not None and known[0] == alert:
                continue
            rule = _rule_of(alert) if alert.state == "active" else None
            if rule is not None:
                self._alerts[key] = (alert, rule)
                changed = True
            else:
                changed |= self._alerts.pop(key, None) is not None
        self._changed_at = latest
        return changed

    async def _read_lists(self, *, everything: bool) -> bool:
        """Read what the lists hold: all of them, or those that are not known yet."""
        wanted = {
            (alert.team, rule.scope.owner, rule.scope.name)
            for alert, rule in self._alerts.values()
            if rule.scope.kind == "list"
        }
        read = {key: self._members[key] for key in wanted if key in self._members and not everything}
        for key in wanted - read.keys():
            read[key] = await self._lists.members(*key)
        changed = read != self._members
        self._members = read
        return changed

    def _entry(self, alert: Alert, rule: Rule) -> Entry:
        members = self._members.get((alert.team, rule.scope.owner, rule.scope.name), NOTHING)
        return Entry(alert.team, alert.id, alert.channel, rule, members)


def _rule_of(alert: Alert) -> Rule | None:
    """What an alert waits for; None, and logged, where that cannot be read: it must not silence all others."""
    try:
        rule = from_json(alert.rule)
        for zone in (rule.zone, rule.quiet.zone if rule.quiet else "UTC"):
            ZoneInfo(zone)
    except (KeyError, TypeError, ValueError, OSError) as defect:
        _log.error("alert_unreadable", team=alert.team.team_id, alert=alert.id, exc_info=defect)
        return None
    return rule


def as_fired(firing: Firing) -> Fired:
    """A firing as the decision sees it."""
    return Fired(
        key=firing.key,
        at=firing.at,
        value=firing.value,
        state=firing.state,
        story_id=str(firing.detail.get("story", "")),
        subjects=tuple(firing.detail.get("subjects", ())),
    )


def _firing(key: str, fire: Fire, item: NewsItem, state: str, now: datetime) -> Firing:
    detail: dict[str, Any] = {
        "story": item.story_id,
        "article": item.article_id,
        "subjects": [hit.subject for hit in fire.hits],
        "kind": fire.kind,
        "was": fire.was,
        "last_today": fire.last_today,
        "hits": [[hit.subject, hit.value, hit.score, hit.relevance] for hit in fire.hits],
        "tickers": [*(row.ticker for row in item.tickers), *item.also],
        "about": [row.ticker for row in item.tickers if row.role == "primary"],
        "url": item.canonical_url,
        "title": item.title,
        "source": item.source,
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "tldr": item.tldr,
        "impact": item.impact,
        "score": item.score,
    }
    return Firing(key, now, fire.value, state, detail)
