"""Alerts as people handle them: made, listed, tried, paused and deleted, by words, form and button."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk.alerts.deciding import BASELINE, Held, first_look
from bot.desk.alerts.firing import POST, SUM_UP, Firer
from bot.desk.alerts.grammar import Add, Change, Intent, Show, Try, parse
from bot.desk.alerts.options import ExchangeNamed, is_zone
from bot.desk.alerts.pausing import AlertPausing
from bot.desk.alerts.ports import News, NewsItem
from bot.desk.alerts.posting import AlertPosting
from bot.desk.alerts.replay import replay
from bot.desk.alerts.rules import Rule, Scope, from_json, to_json
from bot.desk.alerts.saying import because, sentence, words
from bot.desk.alerts.scopes import Ambiguous, Scopes
from bot.desk.areas import Asked, Form
from bot.desk.channels import Channels
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import PUBLIC, Team
from bot.slack import alert_form, notices
from bot.slack import alerts as cards
from bot.slack.directory import Directory
from bot.slack.messages import Message, View
from bot.store.alerts import Alert
from bot.store.jobs import Job
from bot.store.store import Store

PER_TEAM = 2000
TESTED = timedelta(days=7)
RESOLVE_S = 2.0
"""A form must be answered within three seconds."""


class Alerts:
    """The area `alert`, and what the newsroom tells of every piece of news."""

    def __init__(
        self,
        store: Store,
        firer: Firer,
        posting: AlertPosting,
        pausing: AlertPausing,
        news: News,
        scopes: Scopes,
        directory: Directory,
        rights: Rights,
        channels: Channels,
        exchange: ExchangeNamed,
        *,
        now: Callable[[], datetime],
        command: str,
    ) -> None:
        self._store = store
        self._firer = firer
        self._posting = posting
        self.pausing = pausing
        self._news = news
        self._scopes = scopes
        self._directory = directory
        self._rights = rights
        self._channels = channels
        self._exchange = exchange
        self._now = now
        self._command = command

    async def on_news(self, item: NewsItem) -> None:
        """Judge a piece of news; what it raises is posted by jobs that are stored when this returns."""
        await self._firer.on_news(item)

    def jobs(self) -> Mapping[str, Callable[[Job], Awaitable[None]]]:
        """The handlers of the kinds of job that alerts store."""
        return {POST: self._posting.post, SUM_UP: self._posting.sum_up}

    async def gave_up(self, job: Job, why: str) -> None:
        """A job of alerts failed for good, `why` in a sentence."""
        await self._posting.gave_up(job, why)

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed."""
        return {
            f"{command} add NVDA impact above 0.6": "Raise an alert; also sentiment, change or volume,"
            ' list:NAME, theme:"…" or keyword:"…", and primary, relevance 0.5, hours NYSE, cooldown 2h,'
            " cap 5, quiet 22:00-07:00 Europe/London except impact 0.8, to me",
            f"{command} add": "The same with a form",
            f"{command} list": "The alerts of this channel, and yours",
            f"{command} test ID": "What it would have raised in the last seven days; takes a new rule too",
            f"{command} pause|resume|delete ID": "Silence an alert, bring it back, or remove it",
        }

    async def answer(self, asked: Asked) -> Message | Form:
        """The answer for the person who typed. Raises `DeskwireError` with what to type instead."""
        intent = await self._parse(asked)
        try:
            return await self._answer(asked, intent)
        except Ambiguous as error:
            return _picker(error, intent)

    async def _parse(self, asked: Asked) -> Intent:
        try:
            intent = parse(asked.text, self._exchange)
        except DeskwireError as error:
            raise DeskwireError(error.code, f"{error.message} ({self._command} help shows all.)") from None
        if isinstance(intent, Add) or (isinstance(intent, Try) and intent.rule is not None):
            person = await self._directory.person(asked.team, asked.user)
            # Slack may know a zone that this machine does not.
            return parse(asked.text, self._exchange, zone=person.tz if is_zone(person.tz) else "UTC")
        return intent

    async def _answer(self, asked: Asked, intent: Intent) -> Message | Form:
        match intent:
            case Show("form"):
                await self._rights.require_member(asked.team, asked.user)
                if not asked.form:
                    raise DeskwireError("bad_input", f"Type {self._command} add NVDA impact above 0.6.")
                return Form(alert_form.add_form(asked.channel))
            case Show("list"):
                return cards.alert_list(await self.kept(asked.team, asked.channel, asked.user), self._command)
            case Show():
                return notices.help_message(self.help(self._command))
            case Add(rule, to):
                alert = await self._add(asked, rule, to)
                return cards.created(_kept(alert), self._command)
            case Try(alert_id, rule):
                return await self._test(asked, alert_id, rule)
            case Change(action, alert_id):
                return await self._change(asked, action, alert_id)

    async def kept(self, team: Team, channel: str, user: str) -> list[cards.Kept]:
        """The alerts that post in a channel, and those that a person made."""
        found = await self._store.alerts.list(team)
        return [_kept(a) for a in found if (channel and a.channel == channel) or a.created_by == user]

    async def submit(self, asked: Asked, parts: Sequence[tuple[str, str]]) -> tuple[str, str] | Message:
        """A submitted form: the answer, or the block and the sentence of what is wrong."""
        typed = "add"
        for block, said in parts:
            typed = f"{typed} {said}"
            if block in (alert_form.Field.SUBJECT, alert_form.Field.METRIC, alert_form.Field.OPERATOR):
                continue
            try:
                parse(typed, self._exchange)
            except DeskwireError as error:
                return _field_of(error, block), error.message
        try:
            async with asyncio.timeout(RESOLVE_S):
                intent = await self._parse(replace(asked, text=typed))
                answer = await self._answer(replace(asked, text=typed), intent)
        except TimeoutError:
            return str(alert_form.Field.SUBJECT), "I am busy reading; press Add once more in a moment."
        except DeskwireError as error:
            return str(alert_form.Field.SUBJECT), error.message
        assert not isinstance(answer, Form)
        return answer

    async def form(self, team: Team, user: str, channel: str) -> View:
        """The form, for a button. Raises `DeskwireError` for guests."""
        await self._rights.require_member(team, user)
        return alert_form.add_form(channel)

    async def _add(self, asked: Asked, rule: Rule, to: str) -> Alert:
        team = asked.team
        await self._rights.require_member(team, asked.user)
        if await self._store.alerts.count(team) >= PER_TEAM:
            raise DeskwireError("bad_input", f"This workspace has {PER_TEAM} alerts; delete some first.")
        rule = await self._scopes.resolved(asked, rule)
        direct = to == "me" or not (to or asked.channel)
        channel = await self._directory.direct_channel(team, asked.user) if direct else to or asked.channel
        if not direct:
            await self._channels.require_open(team, channel)
        alert = Alert(team, _id(asked.key), "", channel, asked.user, to_json(rule), created_at=self._now())
        if await self._store.alerts.add(alert):
            detail = {"action": "add", "rule": words(rule), "channel": channel}
            await self._store.audit.add(team, "alert", asked.user, alert.id, detail)
            self._firer.forget()
        return alert

    async def _test(self, asked: Asked, alert_id: str, rule: Rule | None) -> Message:
        if rule is None:
            rule = from_json((await self._mine(asked, alert_id)).rule)
        else:
            rule = await self._scopes.resolved(asked, rule)
        now = self._now()
        members = await self._firer.members(asked.team, rule)
        teams = (PUBLIC, asked.team)
        about = self._firer.subjects(rule, members)
        items = await self._news.about(teams, now - TESTED, now, *about)
        before: Sequence[NewsItem] = ()
        if rule.metric in ("change", "volume"):
            before = await self._news.about(teams, now - TESTED - BASELINE, now - TESTED, *about)
        heard = [
            item for item in items if not isinstance(first_look(rule, item, members, item.read_at), Held)
        ]
        trading = {}
        if rule.session is not None:
            trading = {item.article_id: await self._firer.trading(rule, item.read_at) for item in heard}
        stopped = await self._posting.stopped(asked.team, heard)
        result = await asyncio.to_thread(replay, rule, before, items, members, trading, stopped)
        lines = [
            cards.Line(
                item.read_at,
                ", ".join(hit.subject for hit in fire.hits[:3]),
                because(rule, fire.value),
                item.title,
                item.canonical_url,
            )
            for item, fire in reversed(result.fired)
        ]
        return cards.tested(sentence(rule), lines, result.held_said(), result.looked, rule.zone)

    async def _change(self, asked: Asked, action: str, alert_id: str) -> Message:
        await self._rights.require_member(asked.team, asked.user)
        alert = await self._mine(asked, alert_id)
        if action == "delete" and alert.created_by != asked.user:
            await self._rights.require_confirmer(asked.team, asked.user)
        if action == "pause":
            changed = await self._store.alerts.set_state(asked.team, alert.id, "paused", "by a member")
        elif action == "resume":
            changed = await self._store.alerts.set_state(asked.team, alert.id, "active")
        else:
            changed = await self._store.alerts.set_state(asked.team, alert.id, "deleted")
        state = {"pause": "paused", "resume": "on again", "delete": "deleted"}[action]
        if not changed:
            return notices.notice(f"Alert {alert.id} was {state.removesuffix(' again')} already.")
        detail = {"action": action, "rule": words(from_json(alert.rule))}
        await self._store.audit.add(asked.team, "alert", asked.user, alert.id, detail)
        self._firer.forget()
        back = f" {self._command} resume {alert.id} brings it back." if action == "pause" else ""
        return notices.notice(f"Alert {alert.id} is {state}.{back}")

    async def _mine(self, asked: Asked, alert_id: str) -> Alert:
        """An alert that the person may handle: of this channel, or their own; admins handle all."""
        alert = await self._store.alerts.get(asked.team, alert_id)
        if alert is not None:
            here = bool(asked.channel) and alert.channel == asked.channel
            if here or alert.created_by == asked.user:
                return alert
            if await self._rights.may_confirm(asked.team, asked.user):
                return alert
        raise DeskwireError(
            "not_found", f"There is no alert {alert_id} here; {self._command} list shows the ids."
        )


def _kept(alert: Alert) -> cards.Kept:
    paused = alert.state == "paused"
    return cards.Kept(alert.id, sentence(from_json(alert.rule)), alert.channel, paused, alert.reason)


def _id(key: str) -> str:
    """An id short enough to type, the same when the same command comes twice."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode().lower()[:8]


def _field_of(error: DeskwireError, block: str) -> str:
    """The threshold is the first part that is checked: what is wrong before it is told apart by its words."""
    if block == alert_form.Field.THRESHOLD and ("Say which" in error.message or "subject" in error.message):
        return str(alert_form.Field.SUBJECT)
    return block


def _picker(error: Ambiguous, intent: Intent) -> Message:
    rule, to, verb = None, "", "add"
    if isinstance(intent, Add):
        rule, to = intent.rule, intent.to
    elif isinstance(intent, Try):
        rule, verb = intent.rule, "test"
    if rule is None:
        raise error
    choices = []
    for each in error.found:
        meant = replace(rule, scope=Scope("ticker", f"id:{each.id}"))
        choices.append((each, f"{verb} {words(meant)}{f' to {to}' if to else ''}"))
    return cards.picker(error.text, choices, misspelt=error.misspelt)
