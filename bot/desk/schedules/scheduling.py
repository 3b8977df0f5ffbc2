"""Schedules: what is due is claimed, each moment once, and posted by a job of its own.

`claim_due` holds all the logic and is called with a moment: by the clock of a process, or by a test. A slot's key
(schedule, moment), the job that posts it and the schedule's next moment are written in one transaction, so that any
number of schedulers, a kill at any point, or a clock that jumps, lead to one post a slot. A slot that is found more
than `GRACE` after its moment is skipped; the next one says so and tells what it would have told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.desk.schedules.calendars import Calendars
from bot.desk.schedules.pausing import tell_job
from bot.desk.schedules.planning import UNREADABLE
from bot.desk.schedules.recurrence import Moment, Recurrence, moments, next_moment, previous_moment
from bot.desk.schedules.slot_posting import GRACE, LATE, Post, SlotPosting
from bot.market.calendars import Calendar
from bot.model import Team
from bot.slack.pacing import CHANNEL_INTERVAL_S, TEAM_INTERVAL_S
from bot.store.jobs import NewJob
from bot.store.schedules import Claim, Schedule
from bot.store.slots import LONGEST_WINDOW, NewSlot, Slot
from bot.store.store import Store
from bot.work.scheduler import Scheduler

SLOT = "slot"
"""The kind of job that posts one slot."""
CLOCKS_DIFFER = timedelta(minutes=5)
FORGOTTEN = timedelta(days=30)
"""Slots that were missed longer ago are not even written down."""
BATCH = 100
TICK_S = 20.0
ATTEMPTS = 100
"""More than fit into `GRACE`: while Slack cannot be reached it is the grace time that ends the tries."""

_log = structlog.get_logger()


class Scheduling(SlotPosting):
    """Claims and posts. `wake` tells the dispatcher of this process that there are jobs, `now` is when a job runs."""

    def __init__(
        self,
        store: Store,
        calendars: Calendars,
        post: Post,
        *,
        now: Callable[[], datetime],
        wake: Callable[[], None] = lambda: None,
        command: str = "/news digest",
    ) -> None:
        super().__init__(store, calendars, post, now=now, command=command)
        self._wake = wake

    async def claim_due(self, now: datetime) -> Sequence[Slot]:
        """Claim every slot that is due at `now`, each with its job; returns those that this call claimed."""
        await self._mend_after_a_clock_ahead(now)
        claimed: list[Slot] = []
        seen: set[tuple[Team, str]] = set()
        pace = _Pace(now)
        while True:
            batch = await self._store.schedules.due(now, BATCH)
            fresh = [schedule for schedule in batch if (schedule.team, schedule.id) not in seen]
            if not fresh:
                break
            seen |= {(schedule.team, schedule.id) for schedule in fresh}
            # One transaction for the batch: at half past eight hundreds of digests are due.
            found = [await self._claim_or_pause(schedule, now, pace) for schedule in fresh]
            claims = [claim for claim in found if claim is not None]
            claimed += [
                _stored(claim.seen, slot, now)
                for claim, slot in await self._store.schedules.claim(claims)
                if slot.state == "claimed"
            ]
        if claimed:
            self._wake()
        return claimed

    def keep_time(self, scheduler: Scheduler) -> None:
        """Let a process's clock call `claim_due`: at the next moment that is due, and every `TICK_S` seconds, which
        finds what another process made and what a clock that was set has brought about.
        """

        async def tick() -> None:
            try:
                await self.claim_due(self._now())
            finally:
                following = await self.next_due()
                # What is due and could not be claimed now waits for the next regular tick.
                if following is not None and following > self._now():
                    scheduler.at(following, "next slot", tick)

        scheduler.every(TICK_S, "slots", tick)
        scheduler.at(self._now(), "next slot", tick)

    async def next_due(self) -> datetime | None:
        """When `claim_due` will next have something to do."""
        return await self._store.schedules.next_due()

    async def _claim_or_pause(self, schedule: Schedule, now: datetime, pace: _Pace) -> Claim | None:
        """One rule that cannot be read (a zone or an exchange that is no more) must not hold up all others."""
        try:
            return await self._claim(schedule, now, pace)
        except (KeyError, TypeError, ValueError) as defect:
            _log.error("schedule_unreadable", schedule=schedule.id, exc_info=defect)
            sentence = f"Your schedule {schedule.id} is paused. {UNREADABLE}"
            told = tell_job(schedule.created_by, sentence, f"{schedule.id}:{now.isoformat()}")
            await self._store.schedules.pause(schedule.team, schedule.id, UNREADABLE, [told])
            return None

    async def _claim(self, schedule: Schedule, now: datetime, pace: _Pace) -> Claim:
        rule = Recurrence.from_json(schedule.recurrence)
        calendar = await self._calendars.of(rule.exchange)
        after = max(schedule.last_slot or schedule.created_at, now - FORGOTTEN)
        found = list(moments(rule, calendar, after, now))
        following = next_moment(rule, calendar, now)
        new = await self._slots(schedule, rule, calendar, found, now)
        jobs = {
            slot.at: NewJob(
                SLOT,
                {"schedule": schedule.id, "slot": slot.at.isoformat(), "channel": schedule.channel},
                run_at=pace.turn(schedule),
                max_attempts=ATTEMPTS,
            )
            for slot in new
            if slot.state == "claimed"
        }
        return Claim(
            schedule,
            new,
            jobs,
            last_slot=found[-1].at if found else schedule.last_slot,
            next_at=following.at if following else None,
        )

    async def _slots(
        self,
        schedule: Schedule,
        rule: Recurrence,
        calendar: Calendar | None,
        found: Sequence[Moment],
        now: datetime,
    ) -> Sequence[NewSlot]:
        """Windows follow each other without gap or overlap; the last one, if late, reaches up to now."""
        if not found:
            return []
        since = await self._store.slots.covered_until(schedule.team, schedule.id, found[0].at)
        if since is None:
            before = previous_moment(rule, calendar, found[0].at)
            since = before.at if before else found[0].at - timedelta(days=1)
        new: list[NewSlot] = []
        for moment in found:
            late = now - moment.at
            if late > GRACE:
                new.append(NewSlot(moment.at, min(since, moment.at), moment.at, "skipped"))
                continue
            until = now if moment is found[-1] and late > LATE else moment.at
            begin = min(max(since, moment.at - LONGEST_WINDOW), until)
            detail: dict[str, Any] = {"late": late > LATE, "early": moment.early, "assumed": moment.assumed}
            new.append(NewSlot(moment.at, begin, until, "claimed", detail))
            since = until
        return new

    async def _mend_after_a_clock_ahead(self, now: datetime) -> None:
        """A clock that ran ahead dealt with slots that are yet to come.

        What it posted stays posted: the slots' keys see to that. What it skipped as too late, and is not, is due again.
        """
        for schedule in await self._store.schedules.ahead(now + CLOCKS_DIFFER):
            try:
                rule = Recurrence.from_json(schedule.recurrence)
                calendar = await self._calendars.of(rule.exchange)
            except (KeyError, TypeError, ValueError):
                continue  # its pause comes when it is due; it must not hold up the others
            first = await self._store.slots.reopen(schedule.team, schedule.id, now - GRACE)
            last = now if first is None else min(now, first - timedelta(seconds=1))
            following = next_moment(rule, calendar, last)
            await self._store.schedules.replan(schedule, last, following.at if following else None)
            _log.warning("clock_was_ahead", schedule=schedule.id, last_slot=str(schedule.last_slot))


class _Pace:
    """When jobs that are claimed together may start: as far apart as Slack takes their messages.

    Jobs that all started at once would sit in the dispatcher waiting for their turn to post, and keep links from
    being read meanwhile.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._free: dict[tuple[Team, str], datetime] = {}

    def turn(self, schedule: Schedule) -> datetime:
        """When the next job for the schedule's channel may start."""
        everywhere, here = (schedule.team, ""), (schedule.team, schedule.channel)
        workspace_free = self._free.get(everywhere, self._now)
        at = max(workspace_free, self._free.get(here, self._now))
        # A busy channel does not use up the workspace's turns while it waits.
        self._free[everywhere] = workspace_free + timedelta(seconds=TEAM_INTERVAL_S)
        self._free[here] = at + timedelta(seconds=CHANNEL_INTERVAL_S)
        return at


def _stored(schedule: Schedule, slot: NewSlot, now: datetime) -> Slot:
    return Slot(
        schedule.team, schedule.id, slot.at, slot.state, now, slot.window_from, slot.window_to, slot.detail
    )
