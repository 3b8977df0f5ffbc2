"""Each slot once: late, missed, paused, with clocks that jump, with two schedulers."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.schedules.scheduling import Scheduling
from bot.desk.schedules.slot_posting import GRACE, TOO_LATE
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack.delivery import Delayed
from bot.slack.errors import refused
from bot.store import Database, Store
from bot.work.backoff import delay
from bot.work.scheduler import Scheduler
from tests.databases import FakeClock
from tests.unit.schedule.bench import TEAM, Desk


@pytest.fixture
async def desk(store: Store, clock: FakeClock) -> Desk:
    clock.now = datetime(2027, 3, 8, 7, tzinfo=UTC)
    return Desk(store, clock)


def hours(*moments: datetime) -> list[str]:
    return [f"{each:%d %H:%M}" for each in moments]


async def test_a_slot_is_posted_at_its_moment_and_not_again(desk: Desk) -> None:
    planned = await desk.schedule("every day at 08:30")
    assert planned.next_at == datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    assert await desk.at("2027-03-08T08:29") == []
    [due] = await desk.at("2027-03-08T08:30")
    assert (due.at, due.late, due.skipped) == (planned.next_at, False, ())
    assert hours(due.window_from, due.window_to) == ["07 08:30", "08 08:30"]
    assert await desk.at("2027-03-08T08:30:30") == []
    [following] = await desk.at("2027-03-09T08:30")
    assert following.window_from == due.window_to
    assert following.key != due.key


async def test_a_late_one_says_so_and_tells_up_to_now(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    [due] = await desk.at("2027-03-08T10:29")
    assert due.late
    assert hours(due.window_from, due.window_to) == ["07 08:30", "08 10:29"]
    [following] = await desk.at("2027-03-09T08:30")
    assert not following.late
    assert following.window_from == due.window_to


async def test_beyond_the_grace_time_it_is_skipped_and_the_next_says_so(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    await desk.at("2027-03-08T08:30")
    assert await desk.at("2027-03-10T10:31") == []
    [due] = await desk.at("2027-03-11T08:30")
    assert hours(*due.skipped) == ["09 08:30", "10 08:30"]
    assert hours(due.window_from, due.window_to) == ["08 08:30", "11 08:30"]
    [following] = await desk.at("2027-03-12T08:30")
    assert following.skipped == ()


async def test_a_job_that_runs_too_late_is_skipped_too(desk: Desk, store: Store, clock: FakeClock) -> None:
    await desk.schedule("every day at 08:30")
    clock.now = datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    assert len(await desk.scheduling.claim_due(clock.now)) == 1
    # The process dies here and is back after eleven hours.
    assert await desk.at("2027-03-08T19:30") == []
    [due] = await desk.at("2027-03-09T08:30")
    assert hours(*due.skipped) == ["08 08:30"]
    assert hours(due.window_from, due.window_to) == ["07 08:30", "09 08:30"]


async def test_a_job_whose_message_may_stand_already_goes_on_however_late(
    desk: Desk, clock: FakeClock
) -> None:
    await desk.schedule("every day at 08:30")
    clock.now = datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    [slot] = await desk.scheduling.claim_due(clock.now)
    await desk.store.deliveries.owe(TEAM, slot.key, "C1", None, "digest")
    await desk.store.deliveries.claim(TEAM, slot.key, "they", 60)
    [due] = await desk.at("2027-03-08T19:30")
    assert due.key == slot.key and due.late


async def test_what_waited_for_slack_says_that_it_is_late_and_is_skipped_after_the_grace_time(
    desk: Desk, clock: FakeClock
) -> None:
    await desk.schedule("every day at 08:30")
    clock.now = datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    [slot] = await desk.scheduling.claim_due(clock.now)
    # It was owed, and Slack asked to wait: nothing was sent.
    await desk.store.deliveries.owe(TEAM, slot.key, "C1", None, "digest")
    desk.errors.append(Delayed(3600))
    assert await desk.at("2027-03-08T08:30") == []
    [due] = await desk.at("2027-03-08T09:31")
    assert due.late
    clock.now = datetime(2027, 3, 9, 8, 30, tzinfo=UTC)
    [slot] = await desk.scheduling.claim_due(clock.now)
    await desk.store.deliveries.owe(TEAM, slot.key, "C1", None, "digest")
    assert await desk.at("2027-03-09T12:00") == []
    owed = await desk.store.deliveries.get(TEAM, slot.key)
    assert owed is not None and owed.code == TOO_LATE
    [due] = await desk.at("2027-03-10T08:30")
    assert hours(*due.skipped) == ["09 08:30"]


async def test_slack_that_cannot_be_reached_for_long_costs_no_slot_within_the_grace_time(
    desk: Desk, store: Store, clock: FakeClock
) -> None:
    await desk.schedule("every day at 08:30")
    clock.now = datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    await desk.scheduling.claim_due(clock.now)
    tries, rng = 0, random.Random(1)
    while clock.now < datetime(2027, 3, 8, 10, 20, tzinfo=UTC):
        for job in await store.jobs.claim("d1", 60, 9, clock.now):
            tries += 1
            assert job.attempts < job.max_attempts
            await store.jobs.retry(job, clock.advance(delay(job.attempts, rng)), "later")
        clock.advance(1)
    assert tries > 20
    [due] = await desk.at("2027-03-08T10:29")
    assert due.late


async def test_a_slot_that_fails_for_good_is_told_to_its_maker_and_by_the_next_one(
    desk: Desk, store: Store
) -> None:
    planned = await desk.schedule("every day at 08:30 Europe/Berlin")
    desk.errors.append(refused("msg_too_long"))
    assert await desk.at("2027-03-08T07:30") == []
    job = await store.jobs.get(TEAM, 1)
    assert job is not None
    for _ in range(2):
        await desk.scheduling.gave_up(job, "Slack refused the message.")
    [due] = await desk.at("2027-03-09T07:30")
    assert hours(due.window_from) == ["07 07:30"]
    [told] = desk.told
    assert told["user"] == "U1" and planned.schedule.id in told["sentence"]
    assert "8 Mar 2027, 08:30 CET" in told["sentence"] and "Slack refused" in told["sentence"]


async def test_a_slot_whose_message_stands_is_not_told_again(desk: Desk, store: Store) -> None:
    await desk.schedule("every day at 08:30")
    desk.errors.append(refused("msg_too_long"))
    desk.clock.now = datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    [slot] = await desk.scheduling.claim_due(desk.clock.now)
    await store.deliveries.owe(TEAM, slot.key, "C1", None, "digest")
    await store.deliveries.posted(TEAM, slot.key, "1.1")
    await desk.at(desk.clock.now)
    job = await store.jobs.get(TEAM, 1)
    assert job is not None
    await desk.scheduling.gave_up(job, "Its details were refused.")
    [due] = await desk.at("2027-03-09T08:30")
    assert hours(due.window_from) == ["08 08:30"]


async def test_the_first_after_a_holiday_reaches_back_over_it(desk: Desk) -> None:
    await desk.calendars.ensure()
    desk.clock.now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    await desk.schedule("30 min before NYSE opens")
    await desk.at("2026-11-25T14:00")
    assert await desk.at("2026-11-26T14:00") == []
    [due] = await desk.at("2026-11-27T14:00")
    assert due.closed == (date(2026, 11, 26),)
    assert due.early
    assert hours(due.window_from, due.window_to) == ["25 14:00", "27 14:00"]


async def test_a_calendar_that_ends_is_said(desk: Desk) -> None:
    await desk.calendars.ensure()
    desk.clock.now = datetime(2026, 12, 30, 12, tzinfo=UTC)
    planned = await desk.schedule("when Shanghai opens")
    assert planned.note == ""
    [due] = await desk.at("2026-12-31T01:30")
    assert due.note == ""
    [due] = await desk.at("2027-01-04T01:30")
    assert "known until 31 December 2026" in due.note
    [planned] = await desk.scheduling.list(TEAM)
    assert "every weekday" in planned.note


async def test_a_clock_that_is_set_back_posts_nothing_again(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    assert len(await desk.at("2027-03-08T08:30")) == 1
    assert await desk.at("2027-03-08T06:00") == []
    assert await desk.at("2027-03-08T08:30") == []
    assert await desk.at("2027-03-07T08:30") == []
    assert len(await desk.at("2027-03-09T08:30")) == 1
    assert [f"{due.at:%d}" for due in desk.posted] == ["08", "09"]


async def test_a_clock_that_ran_ahead_costs_no_slot(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    await desk.at("2027-03-08T08:30")
    # For a moment it is April: the slots of weeks look missed.
    assert len(await desk.at("2027-04-01T12:00")) == 0
    for day in range(9, 32):
        await desk.at(f"2027-03-{day:02}T08:30")
    assert [f"{due.at:%d}" for due in desk.posted] == [f"{day:02}" for day in range(8, 32)]
    assert all(due.skipped == () for due in desk.posted)
    await desk.at("2027-04-01T08:30")
    await desk.at("2027-04-02T08:30")
    assert len({due.key for due in desk.posted}) == len(desk.posted) == 26


async def test_a_clock_that_ran_an_hour_ahead_posts_early_and_not_again(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    assert len(await desk.at("2027-03-08T09:00")) == 1
    assert await desk.at("2027-03-08T08:00") == []
    assert await desk.at("2027-03-08T08:30") == []
    [due] = await desk.at("2027-03-09T08:30")
    assert due.skipped == ()


async def test_two_schedulers_at_once_claim_each_slot_once(
    desk: Desk, database_url: str, clock: FakeClock
) -> None:
    for number in range(20):
        await desk.schedule("every day at 08:30", channel=f"C{number}")
    others = [Store(Database(database_url), clock) for _ in range(2)]
    schedulers = [Scheduling(store, desk.calendars, desk.post, now=clock) for store in (desk.store, *others)]
    clock.now = datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    claims = await asyncio.gather(*(each.claim_due(clock.now) for each in schedulers))
    assert sum(len(claim) for claim in claims) == 20
    for store in others:
        await store.database.close()
    for _ in range(10):
        await desk.at(clock.now)
    assert len({due.key for due in desk.posted}) == len(desk.posted) == 20


async def test_pause_resume_and_delete(desk: Desk) -> None:
    planned = await desk.schedule("every day at 08:30")
    await desk.at("2027-03-08T08:30")
    await desk.scheduling.pause(TEAM, planned.schedule.id, "U2")
    with pytest.raises(DeskwireError, match="paused already"):
        await desk.scheduling.pause(TEAM, planned.schedule.id, "U2")
    assert await desk.at("2027-03-09T08:30") == []
    [listed] = await desk.scheduling.list(TEAM, "C1")
    assert (listed.schedule.state, listed.next_at) == ("paused", None)
    resumed = await desk.scheduling.resume(TEAM, planned.schedule.id, "U2")
    assert resumed.next_at == datetime(2027, 3, 10, 8, 30, tzinfo=UTC)
    [due] = await desk.at("2027-03-10T08:30")
    # What happened during the pause is told; nothing was missed, for nothing was owed.
    assert hours(due.window_from, due.window_to) == ["08 08:30", "10 08:30"]
    assert due.skipped == ()
    await desk.scheduling.delete(TEAM, planned.schedule.id, "U2")
    assert await desk.at("2027-03-11T08:30") == []
    assert await desk.scheduling.list(TEAM) == []
    with pytest.raises(DeskwireError, match="no schedule"):
        await desk.scheduling.resume(TEAM, planned.schedule.id, "U2")
    with pytest.raises(DeskwireError, match="no schedule"):
        await desk.scheduling.pause(Team("T2"), planned.schedule.id, "U2")


@pytest.mark.parametrize(
    ("slack_error", "reason"),
    [
        ("is_archived", "archived"),
        ("not_in_channel", "invite"),
        ("channel_not_found", "invite"),
        ("token_revoked", "token"),
        ("account_inactive", "token"),
        ("restricted_action", "admin"),
    ],
)
async def test_what_only_a_person_can_mend_pauses_and_is_told(
    desk: Desk, slack_error: str, reason: str
) -> None:
    planned = await desk.schedule("every day at 08:30")
    await desk.at("2027-03-08T08:30")
    desk.errors.append(refused(slack_error))
    assert await desk.at("2027-03-09T08:30") == []
    [listed] = await desk.scheduling.list(TEAM)
    assert listed.schedule.state == "paused"
    assert reason in listed.schedule.reason
    [told] = desk.told
    assert told["user"] == "U1"
    assert reason in told["sentence"]
    assert planned.schedule.id in told["sentence"]
    assert await desk.at("2027-03-10T08:30") == []
    await desk.scheduling.resume(TEAM, planned.schedule.id, "U1")
    [due] = await desk.at("2027-03-11T08:30")
    assert hours(due.window_from) == ["08 08:30"], "what could not be posted is told now"
    assert len(desk.told) == 1


async def test_what_waiting_mends_is_tried_again(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    desk.errors.append(Delayed(30))
    assert await desk.at("2027-03-08T08:30") == []
    assert len(await desk.at("2027-03-08T08:31")) == 1
    assert desk.told == []


async def test_an_error_that_nobody_can_mend_does_not_pause(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    desk.errors.append(refused("msg_too_long"))
    assert await desk.at("2027-03-08T08:30") == []
    [listed] = await desk.scheduling.list(TEAM)
    assert listed.schedule.state == "active"


async def test_a_workspace_that_left_is_paused_and_told_when_it_is_back(desk: Desk) -> None:
    await desk.schedule("every day at 08:30")
    await desk.schedule("every day at 09:30", channel="C2")
    assert await desk.scheduling.pause_team(Team("T2")) == 0
    assert await desk.scheduling.pause_team(TEAM) == 2
    assert await desk.at("2027-03-08T08:30") == []
    assert desk.told == []
    left = await desk.scheduling.left_paused(TEAM)
    assert [each.user for each in left] == ["U1", "U1"]
    said = " ".join(each.what for each in left)
    assert "every day at 08:30 UTC" in said and "/news digest resume " in said
    assert await desk.scheduling.left_paused(Team("T2")) == []


async def test_days_that_change_move_the_next_slot(desk: Desk) -> None:
    await desk.calendars.ensure()
    await desk.schedule("when NYSE opens")
    days = await desk.store.sessions.of("XNYS")
    # A day of mourning is proclaimed.
    await desk.store.sessions.put([each for each in days if each.day != date(2027, 3, 8)])
    desk.calendars._kept.clear()
    assert await desk.scheduling.replan() == 1
    assert await desk.at("2027-03-08T14:30") == []
    assert len(await desk.at("2027-03-09T14:30")) == 1


async def test_a_rule_that_cannot_be_read_holds_up_no_other(desk: Desk) -> None:
    good = await desk.schedule("every day at 08:30")
    broken = replace(good.schedule, id="broken", recurrence={**good.schedule.recurrence, "exchange": "XNONE"})
    await desk.store.schedules.add(broken)
    # As a clock that was ahead left it, too.
    ahead = desk.clock.now + timedelta(days=2)
    await desk.store.schedules.add(replace(broken, id="ahead", last_slot=ahead, next_at=ahead))
    assert await desk.scheduling.replan() == 0
    assert [due.schedule.id for due in await desk.at("2027-03-08T08:30")] == [good.schedule.id]
    states = {each.schedule.id: each.schedule.state for each in await desk.scheduling.list(TEAM)}
    assert states == {good.schedule.id: "active", "broken": "paused", "ahead": "active"}
    assert len(desk.told) == 1
    with pytest.raises(DeskwireError, match="delete it and make a new one"):
        await desk.scheduling.resume(TEAM, "broken", "U1")


async def test_jobs_of_one_minute_start_as_far_apart_as_slack_takes_them(desk: Desk, store: Store) -> None:
    for number in range(30):
        await desk.schedule("every day at 08:30", channel="C0" if number < 5 else f"C{number}")
    now = datetime(2027, 3, 8, 8, 30, tzinfo=UTC)
    await desk.scheduling.claim_due(now)
    starts: dict[str, list[datetime]] = {}
    for seconds in range(40):
        for job in await store.jobs.claim("d", 60, 100, now + timedelta(seconds=seconds / 4)):
            starts.setdefault(str(job.payload["channel"]), []).append(job.run_at)
    assert sum(map(len, starts.values())) == 30
    assert all(b - a >= timedelta(seconds=1) for a, b in pairwise(sorted(starts["C0"])))
    everything = sorted(at for each in starts.values() for at in each)
    assert everything[-1] - now <= timedelta(seconds=10)


async def test_the_clock_of_a_process_calls_when_a_slot_is_due() -> None:
    posted = asyncio.Event()
    clock = Scheduler()
    called: list[float] = []
    loop = asyncio.get_running_loop()

    async def call() -> None:
        called.append(loop.time())
        posted.set()

    started = loop.time()
    clock.at(datetime.now(UTC) + timedelta(seconds=0.3), "slot", call)
    clock.at(datetime.now(UTC) + timedelta(seconds=0.2), "slot", call)
    clock.start()
    await asyncio.wait_for(posted.wait(), 5)
    await asyncio.sleep(0.3)
    clock.stop()
    assert len(called) == 1, "a later moment takes the place of an earlier one"
    assert called[0] - started < 1


@given(
    steps=st.lists(st.integers(1, 60 * 40), min_size=3, max_size=25),
    text=st.sampled_from(
        ["every day at 08:30", "weekdays at 02:30 America/New_York", "15 min after the close"]
    ),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_windows_meet_whenever_the_clock_is_looked_at(desk: Desk, steps: list[int], text: str) -> None:
    """Steps of up to 40 hours: many slots are late or missed; each moment of time is told exactly once."""
    await desk.calendars.ensure()
    now = desk.clock.now = max(desk.clock.now, datetime(2027, 3, 8, 7, tzinfo=UTC)) + timedelta(hours=1)
    for each in await desk.scheduling.list(TEAM):
        await desk.scheduling.delete(TEAM, each.schedule.id, "U1")
    desk.posted.clear()
    planned = await desk.schedule(text)
    for step in steps:
        now += timedelta(minutes=step)
        await desk.at(now)
    slots = await desk.store.slots.list(TEAM, planned.schedule.id)
    assert {slot.at for slot in slots if slot.state == "posted"} == {due.at for due in desk.posted}
    assert len({due.key for due in desk.posted}) == len(desk.posted)
    for one, other in pairwise(desk.posted):
        assert one.window_to == other.window_from
    said = [at for due in desk.posted for at in due.skipped]
    assert len(said) == len(set(said))
    missed = {slot.at for slot in slots if slot.state == "skipped"}
    last = desk.posted[-1].at if desk.posted else None
    assert set(said) == {at for at in missed if last is not None and at < last}
    for due in desk.posted:
        assert due.window_from < due.window_to
        assert due.at <= due.window_to <= due.at + GRACE
