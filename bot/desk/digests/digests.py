"""Digests as people handle them: now, previewed, scheduled, by words, form and button; and what is due, posted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.desk import subjects
from bot.desk.areas import Asked, Form
from bot.desk.channels import Channels
from bot.desk.digests.building import DigestBuilding
from bot.desk.digests.digesting import Window
from bot.desk.digests.grammar import Change, Intent, Now, Plan, Show, parse
from bot.desk.digests.ports import Due, ListName, Lists, Planned, Plans, RuleParser, Schedule
from bot.desk.digests.posting import DigestPosting
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import digest as views
from bot.slack import digest_plans, notices
from bot.slack.digest_parts import Digest, Hint
from bot.slack.directory import Directory
from bot.slack.errors import Delayed
from bot.slack.messages import Message, View
from bot.store.jobs import Job, NewJob
from bot.store.store import Store

NOW = "digest_now"
"""The kind of job that posts a digest which somebody asked for and Slack did not take at once."""
SUBJECT = "digest"
SETTLE = timedelta(seconds=5)
"""A window closes so long before it is told: news that was read in time may still be on its way into the store."""
FORM_S = 2.0
"""A form must be answered within three seconds."""
ATTEMPTS = 20


class Digests:
    """The area `digest`, and `post`, which posts what a schedule owes."""

    def __init__(
        self,
        store: Store,
        building: DigestBuilding,
        posting: DigestPosting,
        lists: Lists,
        plans: Plans,
        read_rule: RuleParser,
        directory: Directory,
        rights: Rights,
        channels: Channels,
        *,
        now: Callable[[], datetime],
        command: str,
    ) -> None:
        self._store = store
        self._building = building
        self._posting = posting
        self._lists = lists
        self._plans = plans
        self._read_rule = read_rule
        self._directory = directory
        self._rights = rights
        self._channels = channels
        self._now = now
        self._command = command

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed."""
        return {
            f"{command} now list:NAME 8h": "Post what moved a watchlist; without a name yours, without a span a day",
            f"{command} preview list:NAME": "Show it to you alone",
            f"{command} schedule list:NAME weekdays 08:30 Europe/London": "Post it by the clock, or"
            " 30 min before NYSE opens; add quiet to post nothing when nothing is material",
            f"{command} schedule": "The same with a form",
            f"{command} list": "What is scheduled in this channel, and what you scheduled",
            f"{command} pause|resume|delete ID": "Silence a schedule, bring it back, or remove it",
        }

    def jobs(self) -> Mapping[str, Callable[[Job], Awaitable[None]]]:
        """The handlers of the kinds of job that digests store."""
        return {NOW: self.run}

    async def answer(self, asked: Asked) -> Message | Form:
        """The answer for the person who typed. Raises `DeskwireError` with what to type instead."""
        return await self._answer(asked, parse(asked.text, self._command))

    async def _answer(self, asked: Asked, intent: Intent) -> Message | Form:
        match intent:
            case Show("form"):
                if not asked.form:
                    raise DeskwireError("bad_input", f"Type {self._command} schedule weekdays 08:30.")
                return Form(await self.form(asked.team, asked.user, asked.channel))
            case Show("list"):
                return digest_plans.schedule_list(await self._kept(asked), self._command)
            case Show():
                return notices.help_message(self.help(self._command))
            case Now():
                return await self._now_or_preview(asked, intent)
            case Plan():
                return await self._schedule(asked, intent)
            case Change():
                return await self._change(asked, intent)

    async def form(self, team: Team, user: str, channel: str) -> View:
        """The form, also for a button. Raises `DeskwireError` for guests."""
        person = await self._directory.person(team, user)
        if person.is_guest:
            await self._rights.require_member(team, user)
        return digest_plans.form(channel, person.tz)

    async def submit(self, asked: Asked) -> tuple[str, str] | Message:
        """A submitted form in words: the answer, or the field and the sentence of what is wrong."""
        try:
            async with asyncio.timeout(FORM_S):
                plan = parse(f"schedule {asked.text}", self._command)
                assert isinstance(plan, Plan)
                return await self._schedule(asked, plan)
        except TimeoutError:
            return str(digest_plans.Field.TO), "Slack is slow to answer me; press Schedule once more."
        except DeskwireError as error:
            return str(_field_of(error)), error.message

    async def post(self, due: Due) -> None:
        """Post what a schedule owes. Calling again with the same slot posts nothing more; raises as posting does."""
        schedule = due.schedule
        digest = await self.of_due(due)
        quiet = bool(schedule.subject.get("quiet"))
        # Silence was asked for when there is nothing to say, not about digests that were missed.
        if quiet and not digest.material and not due.skipped:
            return
        await self._posting.post(schedule.team, schedule.channel, due.key, digest, schedule.created_by)

    async def of_due(self, due: Due) -> Digest:
        """What a slot tells."""
        schedule = due.schedule
        zone = str(schedule.recurrence.get("zone") or "UTC")
        return await self._building.of_list(
            schedule.team,
            schedule.channel,
            str(schedule.subject.get("owner", "")),
            str(schedule.subject.get("list", "")),
            Window(due.window_from - SETTLE, due.window_to - SETTLE),
            now=self._now(),
            notes=_notes(due, zone),
            hints=[Hint("The exchange closes early today")] if due.early else [],
            tz=zone,
            settled=True,
        )

    async def run(self, job: Job) -> None:
        """Post what somebody asked for, as it was asked: the handler of jobs of kind `NOW`."""
        given = job.payload
        since, until = datetime.fromisoformat(given["since"]), datetime.fromisoformat(given["until"])
        digest = await self._building.of_list(
            job.team,
            str(given["channel"]),
            str(given["owner"]),
            str(given["list"]),
            Window(since, until),
            now=self._now(),
            tz=str(given["tz"]),
        )
        await self._posting.post(
            job.team, str(given["channel"]), str(given["key"]), digest, str(given["user"])
        )

    async def preview(self, asked: Asked, found: ListName, span: timedelta) -> Message:
        """What would be posted about a list or portfolio now."""
        person = await self._directory.person(asked.team, asked.user)
        now = self._now()
        digest = await self._building.of_list(
            asked.team,
            asked.channel,
            found.owner,
            found.list_name,
            Window(now - span, now),
            now=now,
            tz=_zone(person.tz),
            alone=asked.private,
        )
        return views.preview(digest, alone=asked.private)

    async def _now_or_preview(self, asked: Asked, intent: Now) -> Message:
        found = await self._lists.named(asked.team, asked.user, asked.channel, intent.list_name)
        if intent.preview:
            return await self.preview(asked, found, intent.span)
        person = await self._directory.person(asked.team, asked.user)
        now = self._now()
        window = Window(now - intent.span, now)
        digest = await self._building.of_list(
            asked.team, asked.channel, found.owner, found.list_name, window, now=now, tz=_zone(person.tz)
        )
        await self._channels.require_open(asked.team, asked.channel)
        key = f"digest:{asked.key}"
        try:
            posted = await self._posting.post(asked.team, asked.channel, key, digest, asked.user)
        except Delayed as error:
            payload: dict[str, Any] = {
                "channel": asked.channel,
                "user": asked.user,
                "key": key,
                "owner": found.owner,
                "list": found.list_name,
                "since": window.since.isoformat(),
                "until": window.until.isoformat(),
                "tz": _zone(person.tz),
            }
            later = now + timedelta(seconds=error.retry_after)
            await self._store.jobs.add(
                asked.team, [NewJob(NOW, payload, run_at=later, max_attempts=ATTEMPTS)]
            )
            return notices.notice("Slack asks me to wait; the digest follows.")
        if posted.state == "suppressed":
            raise DeskwireError("denied", "The digest was stopped, because it names a restricted ticker.")
        return notices.notice(f"The digest of {subjects.title(found.list_name)} is in this channel.")

    async def _schedule(self, asked: Asked, plan: Plan) -> Message:
        await self._rights.require_member(asked.team, asked.user)
        person = await self._directory.person(asked.team, asked.user)
        rule = self._read_rule(plan.when, _zone(person.tz))
        found = await self._lists.named(asked.team, asked.user, asked.channel, plan.list_name)
        channel = plan.to or asked.channel
        if not channel:
            raise DeskwireError("bad_input", "Choose the channel in which it is posted.")
        await self._channels.require_open(asked.team, channel)
        subject = {"kind": SUBJECT, "owner": found.owner, "list": found.list_name, "quiet": plan.quiet}
        planned = await self._plans.create(asked.team, channel, asked.user, subject, rule)
        detail = {"action": "schedule", "channel": channel, "when": planned.when, **subject}
        await self._store.audit.add(asked.team, "digest", asked.user, planned.schedule.id, detail)
        return digest_plans.created(_as_kept(planned), self._command)

    async def _kept(self, asked: Asked) -> list[digest_plans.Kept]:
        found = await self._plans.list(asked.team)
        return [
            _as_kept(each)
            for each in found
            if each.schedule.subject.get("kind") == SUBJECT
            and (
                (bool(asked.channel) and each.schedule.channel == asked.channel)
                or each.schedule.created_by == asked.user
            )
        ]

    async def _change(self, asked: Asked, change: Change) -> Message:
        await self._rights.require_member(asked.team, asked.user)
        schedule = await self._mine(asked, change.schedule_id)
        if change.verb == "pause":
            await self._plans.pause(asked.team, schedule.id, asked.user)
            back = f"{self._command} resume {schedule.id} brings it back."
            return notices.notice(f"Digest {schedule.id} is paused. {back}")
        if change.verb == "resume":
            return digest_plans.created(
                _as_kept(await self._plans.resume(asked.team, schedule.id, asked.user)), self._command
            )
        if schedule.created_by != asked.user:
            await self._rights.require_confirmer(asked.team, asked.user)
        await self._plans.delete(asked.team, schedule.id, asked.user)
        return notices.notice(f"Digest {schedule.id} is deleted.")

    async def _mine(self, asked: Asked, schedule_id: str) -> Schedule:
        """A schedule that the person may handle: of this channel, or their own; admins handle all."""
        schedule = await self._plans.find(asked.team, schedule_id)
        here = bool(asked.channel) and schedule.channel == asked.channel
        ours = schedule.subject.get("kind") == SUBJECT
        if ours and (here or schedule.created_by == asked.user):
            return schedule
        if ours and await self._rights.may_confirm(asked.team, asked.user):
            return schedule
        raise DeskwireError(
            "not_found", f"There is no digest {schedule_id} here; {self._command} list shows the ids."
        )


def _as_kept(planned: Planned) -> digest_plans.Kept:
    schedule = planned.schedule
    return digest_plans.Kept(
        id=schedule.id,
        list_name=subjects.title(str(schedule.subject.get("list", ""))),
        when=planned.when,
        channel=schedule.channel,
        next_at=planned.next_at,
        paused=schedule.state == "paused",
        reason=schedule.reason,
        note=planned.note,
        quiet=bool(schedule.subject.get("quiet")),
    )


def _notes(due: Due, zone: str) -> list[str]:
    notes = []
    if due.late:
        notes.append(views.late(due.at, zone))
    if due.skipped:
        notes.append(views.skipped(due.skipped, zone))
    if due.closed:
        days = ", ".join(f"{day:%a} {day.day} {day:%b}" for day in due.closed[:5])
        notes.append(f"The exchange was closed on {days}; this digest covers those days.")
    if due.note:
        notes.append(due.note)
    return notes


def _field_of(error: DeskwireError) -> digest_plans.Field:
    """The input at which an error is shown: the list's, the zone's, else the time's."""
    if "watchlist" in error.message or "watch nothing" in error.message:
        return digest_plans.Field.LIST
    return digest_plans.Field.ZONE if "zone" in error.message else digest_plans.Field.WHEN


def _zone(name: str) -> str:
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name or "UTC"
