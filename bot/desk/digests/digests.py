"""Digests: posted now, previewed, and posted when a schedule owes them. The schedules have a module of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.desk import subjects
from bot.desk.areas import Asked, Form
from bot.desk.channels import Channels
from bot.desk.digests.building import DigestBuilding
from bot.desk.digests.digesting import Window
from bot.desk.digests.grammar import Change, Intent, Now, Plan, Show, parse
from bot.desk.digests.ports import Due, ListName, Lists
from bot.desk.digests.posting import DigestPosting
from bot.desk.digests.timetable import Timetable, zone_of
from bot.errors import DeskwireError
from bot.slack import digest as views
from bot.slack import notices
from bot.slack.digest_parts import Digest, Hint
from bot.slack.directory import Directory
from bot.slack.errors import Delayed
from bot.slack.messages import Message
from bot.store.jobs import Job, NewJob
from bot.store.store import Store

NOW = "digest_now"
"""The kind of job that posts a digest which somebody asked for and Slack did not take at once."""
SETTLE = timedelta(seconds=5)
"""A window closes so long before it is told: news that was read in time may still be on its way into the store."""
ATTEMPTS = 20


class Digests:
    """The area `digest`, and `post`, which posts what a schedule owes."""

    def __init__(
        self,
        store: Store,
        building: DigestBuilding,
        posting: DigestPosting,
        lists: Lists,
        timetable: Timetable,
        directory: Directory,
        channels: Channels,
        *,
        now: Callable[[], datetime],
        command: str,
    ) -> None:
        self._store = store
        self._building = building
        self._posting = posting
        self._lists = lists
        self.timetable = timetable
        self._directory = directory
        self._channels = channels
        self._now = now
        self._command = command

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed."""
        return {
            f"{command} now list:NAME 8h": "Post what moved a watchlist; without a name yours, without a span a day",
            f"{command} preview list:NAME": "Show it to you alone",
            f"{command} schedule list:NAME weekdays 08:30 Europe/London": "Post it by the clock, or"
            " 30 min before NYSE opens; add to me for a direct message, quiet to post nothing when nothing is material",
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
                return Form(await self.timetable.form(asked.team, asked.user, asked.channel))
            case Show("list"):
                return await self.timetable.list(asked)
            case Show():
                return notices.help_message(self.help(self._command))
            case Now():
                return await self._now_or_preview(asked, intent)
            case Plan():
                return await self.timetable.schedule(asked, intent)
            case Change():
                return await self.timetable.change(asked, intent)

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
            tz=zone_of(person.tz),
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
            asked.team, asked.channel, found.owner, found.list_name, window, now=now, tz=zone_of(person.tz)
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
                "tz": zone_of(person.tz),
            }
            later = now + timedelta(seconds=error.retry_after)
            await self._store.jobs.add(
                asked.team, [NewJob(NOW, payload, run_at=later, max_attempts=ATTEMPTS)]
            )
            return notices.notice("Slack asks me to wait; the digest follows.")
        if posted.state == "suppressed":
            raise DeskwireError("denied", "The digest was stopped, because it names a restricted ticker.")
        return notices.notice(f"The digest of {subjects.title(found.list_name)} is in this channel.")


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
