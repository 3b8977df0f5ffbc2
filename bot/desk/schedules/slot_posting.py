"""A claimed slot is posted, or skipped when it is too late, or given back so that the next one tells it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.desk.schedules.calendars import Calendars, until_known
from bot.desk.schedules.pausing import tell_job, why_paused
from bot.desk.schedules.planning import Planning
from bot.desk.schedules.recurrence import Recurrence
from bot.model import Team
from bot.slack import say
from bot.slack.errors import DeliveryError
from bot.store.jobs import Job
from bot.store.schedules import Schedule
from bot.store.slots import Slot
from bot.store.store import Store

GRACE = timedelta(hours=2)
LATE = timedelta(minutes=5)
TOO_LATE = "too_late"
"""The code of a delivery of which nothing was sent before the grace time was over."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Due:
    """A slot to be posted. `key` is the key of its delivery.

    What is told lies in (`window_from`, `window_to`]: since the last post that there was. `late`: it is posted more
    than five minutes after its moment. `skipped` are the moments since the last post that were missed altogether,
    `closed` the holidays of the exchange in the window, `early` says that the exchange closes early on that day,
    `note` that its calendar does not reach so far.
    """

    schedule: Schedule
    at: datetime
    key: str
    window_from: datetime
    window_to: datetime
    late: bool = False
    skipped: tuple[datetime, ...] = ()
    closed: tuple[date, ...] = ()
    early: bool = False
    note: str = ""

    @property
    def team(self) -> Team:
        """Whose it is."""
        return self.schedule.team


Post = Callable[[Due], Awaitable[object]]


class SlotPosting(Planning):
    """Posts what was claimed. `post` is called at least once for a claimed slot and must post it by `Due.key`."""

    def __init__(
        self,
        store: Store,
        calendars: Calendars,
        post: Post,
        *,
        now: Callable[[], datetime],
        command: str,
    ) -> None:
        super().__init__(store, calendars, now=now, command=command)
        self._post = post

    async def run(self, job: Job) -> None:
        """Post a claimed slot: the handler of jobs of kind `SLOT`. May run twice; the delivery's key bears it.

        Raises `Delayed` and whatever else `post` raises that a later try may mend.
        """
        team, schedule_id = job.team, str(job.payload["schedule"])
        at = datetime.fromisoformat(str(job.payload["slot"]))
        slot = await self._store.slots.begin(team, schedule_id, at)
        if slot is None or slot.state != "claimed":
            return
        schedule = await self._store.schedules.get(team, schedule_id)
        if schedule is None or schedule.state != "active":
            await self._store.slots.end(team, schedule_id, at, "failed")
            return
        if self._now() - at > GRACE and await self._is_unsent(slot):
            _log.warning("slot_skipped", team=team.team_id, schedule=schedule_id, slot=at.isoformat())
            await self._store.deliveries.failed(team, slot.key, TOO_LATE)
            await self._store.slots.end(team, schedule_id, at, "skipped")
            return
        try:
            await self._post(await self._due(schedule, slot))
        except DeliveryError as error:
            reason = why_paused(error)
            if reason is None:
                raise
            await self.pause_for(schedule, reason)
            await self._give_back(slot)
            return
        await self._store.slots.end(team, schedule_id, at, "posted")

    async def gave_up(self, job: Job, why: str) -> None:
        """A slot's job failed for good, `why` in a sentence: the schedule's maker is told, once, and the next slot
        tells what this one would have told.
        """
        team, schedule_id = job.team, str(job.payload["schedule"])
        slot = await self._store.slots.get(
            team, schedule_id, datetime.fromisoformat(str(job.payload["slot"]))
        )
        schedule = await self._store.schedules.get(team, schedule_id)
        if slot is None or slot.state != "claimed":
            return
        if schedule is not None and schedule.state == "active":
            when = say.moment(slot.at, str(schedule.recurrence.get("zone") or "UTC"))
            sentence = (
                f"Your digest {schedule.id} of {when} is not complete or could not be posted: {why}"
                " The next one tells what is missing."
            )
            await self._store.jobs.add(team, [tell_job(schedule.created_by, sentence, slot.key)])
        await self._give_back(slot)

    async def _is_unsent(self, slot: Slot) -> bool:
        """Whether nothing of a slot's message can stand in the channel."""
        begun = await self._store.deliveries.get(slot.team, slot.key)
        return begun is None or (begun.state == "owed" and not begun.ambiguous)

    async def _give_back(self, slot: Slot) -> None:
        """End a slot that can go no further: its window is the next one's, unless its message stands already."""
        begun = await self._store.deliveries.get(slot.team, slot.key)
        stands = begun is not None and begun.state == "posted"
        await self._store.slots.end(slot.team, slot.schedule_id, slot.at, "posted" if stands else "failed")

    async def _due(self, schedule: Schedule, slot: Slot) -> Due:
        rule = Recurrence.from_json(schedule.recurrence)
        calendar = await self._calendars.of(rule.exchange)
        closed: tuple[date, ...] = ()
        note = ""
        if calendar is not None:
            zone = ZoneInfo(calendar.exchange.zone)
            day = slot.at.astimezone(zone).date()
            closed = tuple(calendar.closed(slot.window_from.astimezone(zone).date(), day))
            note = until_known(calendar, day)
        return Due(
            schedule=schedule,
            at=slot.at,
            key=slot.key,
            window_from=slot.window_from,
            window_to=slot.window_to,
            # A job can have waited for Slack, too.
            late=bool(slot.detail.get("late")) or self._now() - slot.at > LATE,
            skipped=slot.skipped,
            closed=closed,
            early=bool(slot.detail.get("early")),
            note=note,
        )
