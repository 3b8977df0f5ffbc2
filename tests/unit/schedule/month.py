"""A month of schedules: which there are, when each is due by another way of reckoning, and a child that runs them.

`python -m tests.unit.schedule.month` is a nursery: for each line "URL SLACK OWNER SOCKET" it forks a scheduler with its
dispatcher and the real delivery, which connects to SOCKET, reads moments from it, deals with each, and answers with a
line. Whoever started it owns the time.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import aiosqlite  # noqa: F401 - before the fork, not in every child
import psycopg  # noqa: F401
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.schedules.calendars import Calendars
from bot.desk.schedules.recurrence import EVERY_DAY, WEEKDAYS, Recurrence
from bot.desk.schedules.scheduling import SLOT, Scheduling
from bot.desk.schedules.slot_posting import Due
from bot.model import Team
from bot.slack.delivery import Deliverer, Patience
from bot.slack.elements import section
from bot.slack.pacing import Clock, Pacer
from bot.slack.ports import ALLOW, Decision, Outgoing
from bot.store import Database, Store
from tests.databases import FakeClock
from tests.unit.schedule.bench import NoWorkers, drain

# New York changes its clocks on 14 March, London on the 28th, Sydney on 4 April.
START = datetime(2027, 3, 8, tzinfo=UTC)
END = datetime(2027, 4, 8, tzinfo=UTC)
ZONES = (
    "America/New_York", "Europe/London", "Australia/Sydney", "America/Los_Angeles", "America/Sao_Paulo",
    "Europe/Berlin", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Auckland", "Australia/Lord_Howe",
    "Africa/Johannesburg",
)  # fmt: skip
EXCHANGES = ("XNYS", "XLON", "XASX", "XTKS")
TEAM = Team("T1", "E1")


def rules(count: int, seed: int = 7) -> list[Recurrence]:
    """So many rules in 12 zones, many of them in the hours in which the clocks change."""
    rng = random.Random(seed)
    made: list[Recurrence] = []
    for number in range(count):
        zone = ZONES[number % len(ZONES)]
        kind = number % 5
        if kind == 4:
            anchor, offset = rng.choice([("open", -30), ("open", 0), ("close", 15), ("close", -10)])
            made.append(
                Recurrence(exchange=rng.choice(EXCHANGES), anchor=anchor, offset_min=offset, zone=zone)
            )
            continue
        at = rng.choice([time(8, 30), time(2, 30), time(1, 30), time(2, 0), time(rng.randrange(24), 15)])
        days = [EVERY_DAY, WEEKDAYS, (6,), tuple(sorted(rng.sample(range(7), 3)))][kind]
        made.append(Recurrence(days=days, at=at, zone=zone))
    return made


@cache
def wall(zone: str, since: datetime, until: datetime) -> dict[date, dict[time, datetime]]:
    """What a clock on the wall shows, quarter by quarter of an hour: the first moment of each time of each day."""
    shown: dict[date, dict[time, datetime]] = {}
    info, at = ZoneInfo(zone), since - timedelta(days=2)
    while at < until + timedelta(days=2):
        local = at.astimezone(info)
        shown.setdefault(local.date(), {}).setdefault(local.time(), at)
        at += timedelta(minutes=15)
    return shown


@cache
def opening_hours(exchange: str) -> tuple[tuple[datetime, datetime], ...]:
    """By the package that knows, not by our table."""
    import exchange_calendars

    calendar = exchange_calendars.get_calendar(exchange, start="2027-03-01", end="2027-04-20")
    return tuple(
        (opens.to_pydatetime(), closes.to_pydatetime())
        for opens, closes in zip(calendar.opens, calendar.closes, strict=True)
    )


def expected(rule: Recurrence, since: datetime, until: datetime) -> set[datetime]:
    """When the rule is due, found without our own reckoning."""
    found: set[datetime] = set()
    if rule.anchor:
        for opens, closes in opening_hours(rule.exchange):
            found.add((opens if rule.anchor == "open" else closes) + timedelta(minutes=rule.offset_min))
    else:
        days = wall(rule.zone, since, until)
        # The first and the last day are seen in part only, and lie outside.
        for day in sorted(days)[1:-1]:
            times = days[day]
            if day.weekday() not in rule.days:
                continue
            wanted = datetime.combine(day, rule.at)
            if rule.at in times:
                found.add(times[rule.at])
            else:
                last = max(each for each in times if each < rule.at)
                found.add(times[last] + (wanted - datetime.combine(day, last)))
    return {at.astimezone(UTC) for at in found if since < at <= until}


async def make(store: Store, clock: FakeClock, made: Iterable[Recurrence]) -> dict[str, Recurrence]:
    """Store the schedules; returns them by id."""
    calendars = Calendars(store, NoWorkers(), clock)
    await calendars.ensure()
    scheduling = Scheduling(store, calendars, _nothing, now=clock)
    schedules: dict[str, Recurrence] = {}
    for number, rule in enumerate(made):
        planned = await scheduling.create(TEAM, f"C{number}", "U1", {}, rule)
        schedules[planned.schedule.id] = rule
    return schedules


async def _nothing(_due: Due) -> None:
    raise AssertionError("nothing is posted while schedules are made")


def moments_to_look(
    schedules: dict[str, Recurrence], since: datetime, until: datetime, seed: int
) -> list[datetime]:
    """When a clock looks: up to 50 seconds after each slot, and every hour."""
    rng = random.Random(seed)
    looks = {at for rule in schedules.values() for at in expected(rule, since, until)}
    moments = {at + timedelta(seconds=rng.randrange(0, 50)) for at in looks}
    step = since
    while step < until + timedelta(hours=1):
        step += timedelta(hours=1)
        moments.add(step)
    return sorted(moments)


async def child(url: str, slack: str, owner: str, meeting: str) -> None:
    """A scheduler and its dispatcher, for as long as there is input."""
    clock = FakeClock(START)
    store = Store(Database(url), clock)
    passed = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal passed
        passed += seconds
        await asyncio.sleep(0)

    async def client(_team: Team) -> AsyncWebClient:
        return AsyncWebClient(token="xoxb-1", base_url=slack)

    async def allow(_team: Team, _outgoing: Outgoing) -> Decision:
        return ALLOW

    time_of = Clock(now=clock, monotonic=lambda: passed, sleep=sleep)
    patience = Patience(timeout_s=5, settle_s=0)
    deliverer = Deliverer(client, store, allow, clock=time_of, pacer=Pacer(time_of), patience=patience)

    async def post(due: Due) -> None:
        message: Any = {"text": "Digest", "blocks": [section("Digest")]}
        await deliverer.post(
            due.team,
            Outgoing(key=due.key, channel=due.schedule.channel, message=message, kind="digest"),
        )

    scheduling = Scheduling(store, Calendars(store, NoWorkers(), clock), post, now=clock)
    reader, writer = await asyncio.open_unix_connection(meeting)
    writer.write(json.dumps({"ready": owner, "pid": os.getpid()}).encode() + b"\n")
    while line := (await reader.readline()).decode():
        clock.now = datetime.fromisoformat(line.strip())
        await scheduling.claim_due(clock.now)
        ran = 0
        # The jobs of one minute start a little apart.
        for _ in range(3):
            ran += await drain(store, clock, {SLOT: scheduling.run}, owner)
            clock.advance(20)
        writer.write(json.dumps({"done": line.strip(), "ran": ran}).encode() + b"\n")
        await writer.drain()


def nursery() -> None:
    """Fork a child for every line: what all of them need is imported once, which takes longer than anything else."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while line := sys.stdin.readline():
        if os.fork() == 0:
            with suppress(BrokenPipeError, ConnectionError):
                asyncio.run(child(*line.split()))
            os._exit(0)


if __name__ == "__main__":
    nursery()
