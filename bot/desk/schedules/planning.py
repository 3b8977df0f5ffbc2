"""What people do with schedules: make, pause, resume, delete and list them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.schedules.calendars import Calendars, until_known
from bot.desk.schedules.pausing import GONE, Paused, tell_job
from bot.desk.schedules.recurrence import Moment, Recurrence, next_moment
from bot.desk.schedules.recurrence_text import say
from bot.errors import DeskwireError
from bot.model import Team
from bot.store.jobs import NewJob
from bot.store.schedules import Schedule
from bot.store.store import Store

MOST_SCHEDULES = 1_000
"""Of one team."""
UNREADABLE = "I no longer understand when it is due; delete it and make a new one."
UNKNOWN = "at a time that I no longer understand"


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule as a person reads it: when in words, the next moment in the rule's zone, and a remark."""

    schedule: Schedule
    when: str
    next_at: datetime | None
    note: str = ""


class Planning:
    """Schedules of a team. Who may do what is the caller's to ask. `command` is how people resume one."""

    def __init__(
        self,
        store: Store,
        calendars: Calendars,
        *,
        now: Callable[[], datetime],
        command: str = "/news digest",
    ) -> None:
        self._store = store
        self._calendars = calendars
        self._now = now
        self._command = command

    async def create(
        self, team: Team, channel: str, user: str, subject: Mapping[str, Any], rule: Recurrence
    ) -> Planned:
        """Make a schedule; its first slot is the next moment of the rule."""
        if len(await self._store.schedules.list(team)) >= MOST_SCHEDULES:
            raise DeskwireError(
                "too_large", f"This workspace has {MOST_SCHEDULES} schedules; delete one that nobody reads."
            )
        now = self._now()
        following = await self._next(rule, now)
        if following is None:
            raise DeskwireError("bad_input", "That moment never comes; choose another one.")
        schedule = Schedule(
            team=team,
            id=secrets.token_hex(4),
            channel=channel,
            created_by=user,
            created_at=now,
            subject=subject,
            recurrence=rule.as_json(),
            next_at=following.at,
            last_slot=now,
        )
        await self._store.schedules.add(schedule)
        return await self._planned(schedule)

    async def list(self, team: Team, channel: str | None = None) -> Sequence[Planned]:
        """What is scheduled, in a channel or (None) in the whole team."""
        return [await self._planned(each) for each in await self._store.schedules.list(team, channel)]

    async def find(self, team: Team, schedule_id: str) -> Schedule:
        """A schedule that is not deleted. Raises `DeskwireError("not_found")`."""
        schedule = await self._store.schedules.get(team, schedule_id.strip().lower())
        if schedule is None or schedule.state == "deleted":
            raise DeskwireError("not_found", f'There is no schedule "{schedule_id[:20]}"; list shows them.')
        return schedule

    async def pause(self, team: Team, schedule_id: str, user: str) -> Schedule:
        """Pause by a person's wish. Raises `DeskwireError` if there is none or it is paused already."""
        schedule = await self.find(team, schedule_id)
        if not await self._store.schedules.pause(team, schedule.id, "", actor=user):
            raise DeskwireError("bad_input", "That schedule is paused already; resume starts it again.")
        return schedule

    async def resume(self, team: Team, schedule_id: str, user: str) -> Planned:
        """Go on: what was due during the pause is not owed, but the next window reaches back over it."""
        schedule = await self.find(team, schedule_id)
        now = self._now()
        try:
            following = await self._next(Recurrence.from_json(schedule.recurrence), now)
        except (KeyError, TypeError, ValueError):
            raise DeskwireError("bad_input", UNREADABLE) from None
        next_at = following.at if following else None
        if not await self._store.schedules.resume(team, schedule.id, now, next_at, user):
            raise DeskwireError("bad_input", "That schedule is not paused.")
        return await self._planned(await self.find(team, schedule.id))

    async def delete(self, team: Team, schedule_id: str, user: str) -> Schedule:
        """Delete a schedule."""
        schedule = await self.find(team, schedule_id)
        await self._store.schedules.delete(team, schedule.id, user)
        return schedule

    async def pause_for(self, schedule: Schedule, reason: str) -> bool:
        """Pause because Slack refuses, and owe its maker the news of it, in one transaction."""
        return await self._store.schedules.pause(
            schedule.team, schedule.id, reason, [self._tell(schedule, reason)]
        )

    async def pause_team(self, team: Team, reason: str = GONE) -> int:
        """Pause everything of a workspace that removed the bot; returns how many schedules."""
        count = 0
        for schedule in await self._store.schedules.list(team):
            if schedule.state == "active":
                count += await self._store.schedules.pause(team, schedule.id, reason)
        return count

    async def left_paused(self, team: Team) -> Sequence[Paused]:
        """The schedules that still rest since the workspace's token ended."""
        return [
            Paused(
                each.created_by,
                f"digest {each.id} ({_when(each)}), {self._command} resume {each.id} starts it",
                each.updated_at or each.created_at,
            )
            for each in await self._store.schedules.list(team)
            if each.state == "paused" and each.reason == GONE
        ]

    async def replan(self) -> int:
        """Work out the next moments of all schedules that follow an exchange, after its days changed."""
        changed = 0
        for schedule in await self._store.schedules.active():
            try:
                rule = Recurrence.from_json(schedule.recurrence)
                if not rule.exchange:
                    continue
                following = await self._next(
                    rule, max(schedule.last_slot or schedule.created_at, self._now())
                )
            except (KeyError, TypeError, ValueError):
                continue  # it is paused, and its maker told, when it is due
            next_at = following.at if following else None
            due = schedule.next_at is not None and schedule.next_at <= self._now()
            if next_at != schedule.next_at and not due:
                changed += await self._store.schedules.replan(schedule, schedule.last_slot, next_at)
        return changed

    def _tell(self, schedule: Schedule, reason: str) -> NewJob:
        sentence = (
            f"Your digest {schedule.id} ({_when(schedule)}) is paused. {reason}"
            f" When that is mended, type {self._command} resume {schedule.id}."
        )
        return tell_job(schedule.created_by, sentence, f"{schedule.id}:{self._now().isoformat()}")

    async def _next(self, rule: Recurrence, after: datetime) -> Moment | None:
        return next_moment(rule, await self._calendars.of(rule.exchange), after)

    async def _planned(self, schedule: Schedule) -> Planned:
        when = _when(schedule)
        if when == UNKNOWN:
            return Planned(schedule, when, None)
        rule = Recurrence.from_json(schedule.recurrence)
        next_at = schedule.next_at if schedule.state == "active" else None
        note = ""
        if next_at is not None:
            next_at = next_at.astimezone(ZoneInfo(rule.zone))
            note = until_known(await self._calendars.of(rule.exchange), next_at.date())
        return Planned(schedule, when, next_at, note)


def _when(schedule: Schedule) -> str:
    """A schedule's rule in words."""
    try:
        return say(Recurrence.from_json(schedule.recurrence))
    except (KeyError, TypeError, ValueError):
        # A zone or an exchange that is no more; its reason says so.
        return UNKNOWN
