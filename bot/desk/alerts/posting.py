"""Firings become messages: one alert, or the summary of what quiet hours held back. Each is a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.desk.alerts.deciding import TOLD
from bot.desk.alerts.pausing import AlertPausing
from bot.desk.alerts.ports import Muting, NewsItem
from bot.desk.alerts.rules import Rule, from_json
from bot.desk.alerts.saying import because
from bot.desk.schedules.pausing import why_paused
from bot.model import Team, age_of
from bot.slack import alerts as cards
from bot.slack.delivery import Deliverer, DeliveryError
from bot.slack.ports import Outgoing, PolicyHook
from bot.store.alerts import Alert, Firing
from bot.store.jobs import Job
from bot.store.store import Store

_log = structlog.get_logger(__name__)


class AlertPosting:
    """Posts what alerts raised, exactly once: the delivery's key is the firing's."""

    def __init__(
        self,
        store: Store,
        deliverer: Deliverer,
        policy: PolicyHook,
        pausing: AlertPausing,
        muting: Muting,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._deliverer = deliverer
        self._policy = policy
        self._pausing = pausing
        self._muting = muting
        self._now = now

    async def post(self, job: Job) -> None:
        """Post one alert. What was paused, muted or grew old meanwhile is dropped."""
        team, alert_id, key = job.team, str(job.payload["alert"]), str(job.payload["key"])
        firing = await self._store.alerts.firing(team, alert_id, key)
        if firing is None or firing.state != "owed":
            return
        alert = await self._active(team, alert_id)
        published = datetime.fromisoformat(str(firing.detail["published_at"]))
        dropped = alert is None or age_of(published, self._now()) == "stale"
        if alert is None or dropped or await self._muted(alert, firing):
            await self._store.alerts.settle(team, alert_id, [key], "failed")
            return
        raised = self._raised(alert, from_json(alert.rule), firing, published)
        outgoing = Outgoing(
            key=f"alert:{alert_id}:{key}",
            channel=alert.channel,
            message=cards.alert_card(raised, self._now()),
            kind="alert",
            tickers=_tickers(firing),
            canonical_url=str(firing.detail["url"]),
            actor=alert.created_by,
        )
        await self._send(alert, outgoing, [key], "posted")

    async def sum_up(self, job: Job) -> None:
        """Say once what the quiet hours that end now held back, less what was told since."""
        team, alert_id, key = job.team, str(job.payload["alert"]), str(job.payload["key"])
        alert = await self._active(team, alert_id)
        ordered = await self._store.alerts.firing(team, alert_id, key)
        if ordered is None or ordered.state != "summary":
            return
        fired = await self._store.alerts.firings(team, alert_id, ordered.at - timedelta(days=14))
        told = {firing.detail.get("story") for firing in fired if firing.state in TOLD}
        held = [firing for firing in fired if firing.state == "quiet" and firing.at >= ordered.at]
        keys = [key, *(firing.key for firing in held)]
        if alert is None:
            await self._store.alerts.settle(team, alert_id, keys, "failed")
            return
        outgoing = Outgoing(
            key=f"alert:{alert_id}:{key}",
            channel=alert.channel,
            message={"text": "", "blocks": []},
            kind="alert",
            actor=alert.created_by,
        )
        news = [
            firing
            for firing in held
            if firing.detail.get("story") not in told and not await self._muted(alert, firing)
        ]
        allowed = [
            firing
            for firing in news
            if (await self._policy(team, replace(outgoing, tickers=_tickers(firing)))).allowed
        ]
        if not allowed:
            await self._store.alerts.settle(team, alert_id, keys, "summed")
            return
        message = self._summary(alert, from_json(alert.rule), allowed)
        tickers = tuple(dict.fromkeys(ticker for firing in allowed for ticker in _tickers(firing)))
        await self._send(alert, replace(outgoing, message=message, tickers=tickers), keys, "summed")

    async def stopped(self, team: Team, items: Sequence[NewsItem]) -> frozenset[str]:
        """The ids of the articles of which nothing may be posted now, because they name a restricted company."""
        names = {item.article_id: (*(row.ticker for row in item.tickers), *item.also) for item in items}
        every = tuple(sorted({name for each in names.values() for name in each}))
        if await self._may_say(team, every):
            return frozenset()
        return frozenset([each for each, said in names.items() if not await self._may_say(team, said)])

    async def _may_say(self, team: Team, tickers: tuple[str, ...]) -> bool:
        asked = Outgoing(
            key="", channel="", message={"text": "", "blocks": []}, kind="alert", tickers=tickers
        )
        return (await self._policy(team, asked)).allowed

    async def gave_up(self, job: Job, why: str) -> None:
        """An alert could not be posted, for good, `why` in a sentence: whoever made it is told, once.

        It counts as untold: the next article of the story may raise the alert again.
        """
        team, alert_id, key = job.team, str(job.payload["alert"]), str(job.payload["key"])
        firing = await self._store.alerts.firing(team, alert_id, key)
        alert = await self._active(team, alert_id)
        if firing is None or firing.state not in ("owed", "summary"):
            return
        if alert is not None:
            await self._pausing.tell_untold(alert, why, key)
        await self._store.alerts.settle(team, alert_id, [key], "failed")

    async def _active(self, team: Team, alert_id: str) -> Alert | None:
        alert = await self._store.alerts.get(team, alert_id)
        return alert if alert is not None and alert.state == "active" else None

    async def _muted(self, alert: Alert, firing: Firing) -> bool:
        """Whether somebody muted it after it was raised: what quiet hours hold back waits for a whole night."""
        now = self._now()
        silent = await self._muting.tickers(alert.team, alert.channel, now)
        if all(str(subject).upper() in silent for subject in firing.detail["subjects"]):
            return True
        return await self._muting.muted(alert.team, alert.channel, _told(firing), now)

    async def _send(self, alert: Alert, outgoing: Outgoing, keys: list[str], state: str) -> None:
        try:
            posted = await self._deliverer.post(alert.team, outgoing)
        except DeliveryError as error:
            reason = why_paused(error)
            if reason is None:
                raise
            _log.warning("alert_refused", alert=alert.id, slack_error=error.slack_error)
            await self._pausing.pause_for(alert, reason, outgoing.key)
            await self._store.alerts.settle(alert.team, alert.id, keys, "failed")
            return
        ended = state if posted.state == "posted" else posted.state
        await self._store.alerts.settle(alert.team, alert.id, keys, ended)

    def _raised(self, alert: Alert, rule: Rule, firing: Firing, published: datetime) -> cards.Raised:
        kept = firing.detail
        was = kept.get("was")
        subjects = tuple(cards.Subject(name, score, relevance) for name, _, score, relevance in kept["hits"])
        return cards.Raised(
            alert_id=alert.id,
            kind=kept["kind"],
            why=because(rule, firing.value),
            title=kept["title"],
            url=kept["url"],
            source=kept["source"],
            published_at=published,
            tldr=kept["tldr"],
            impact=kept["impact"],
            subjects=subjects,
            story_id=kept["story"],
            by=alert.created_by,
            was="" if was is None else f"{was:+.2f}" if rule.metric != "impact" else f"{was:.2f}",
            last_today=bool(kept.get("last_today")),
            tz=rule.zone,
        )

    @staticmethod
    def _summary(alert: Alert, rule: Rule, held: list[Firing]) -> Any:
        hours = ""
        if rule.quiet is not None:
            hours = f"{rule.quiet.start:%H:%M} to {rule.quiet.end:%H:%M} {rule.quiet.zone}"
        held = sorted(held, key=lambda firing: -rule.further(firing.value))
        lines = [line_of(firing, rule) for firing in held]
        return cards.summary(alert.id, hours, lines, rule.zone)


def line_of(firing: Firing, rule: Rule) -> cards.Line:
    """A firing in one line."""
    kept = firing.detail
    subject = ", ".join(kept["subjects"][:3])
    return cards.Line(firing.at, subject, because(rule, firing.value), kept["title"], kept["url"])


@dataclass(frozen=True, slots=True)
class _Row:
    ticker: str
    role: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What a firing remembers of its article, as far as mutes ask for it."""

    story_id: str
    source: str
    canonical_url: str
    tickers: tuple[_Row, ...]


def _told(firing: Firing) -> _Told:
    kept = firing.detail
    about = set(kept.get("about", ()))
    rows = tuple(_Row(ticker, "primary" if ticker in about else "mentioned") for ticker in _tickers(firing))
    return _Told(str(kept["story"]), str(kept["source"]), str(kept["url"]), rows)


def _tickers(firing: Firing) -> tuple[str, ...]:
    return tuple(firing.detail.get("tickers", ()))
