"""A month over three changes of the clocks: every slot is posted exactly once, whatever is killed meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.desk.schedules.pausing import TELL
from bot.desk.schedules.recurrence import Recurrence
from bot.desk.schedules.scheduling import SLOT
from bot.store import Database, Store
from tests.databases import FakeClock
from tests.unit.schedule.bench import Desk, drain
from tests.unit.schedule.month import END, START, TEAM, ZONES, expected, make, moments_to_look, rules
from tests.unit.slack.fake_slack import FakeSlack

ROOT = Path(__file__).parents[3]


def keys(schedules: dict[str, Recurrence], since: datetime, until: datetime) -> set[str]:
    return {
        f"slot:{name}:{at:%Y%m%dT%H%M%SZ}"
        for name, rule in schedules.items()
        for at in expected(rule, since, until)
    }


def test_the_month_is_what_it_should_be() -> None:
    made = rules(200)
    assert len({rule.zone for rule in made}) == len(ZONES) == 12
    slots = [len(expected(rule, START, END)) for rule in made]
    assert min(slots) >= 4
    assert sum(slots) > 3_000


async def once_each(store: Store, clock: FakeClock, count: int, since: datetime, until: datetime) -> int:
    """Let a scheduler look at every slot's moment; returns how many slots there were."""
    clock.now = since
    schedules = await make(store, clock, rules(count))
    desk = Desk(store, clock)
    wanted = {(name, at) for name, rule in schedules.items() for at in expected(rule, since, until)}
    for moment in sorted({at for _, at in wanted}):
        clock.now = moment
        await desk.scheduling.claim_due(clock.now)
        clock.advance(50)
        await drain(store, clock, {SLOT: desk.scheduling.run, TELL: desk.tell})
    posted = Counter((due.schedule.id, due.at) for due in desk.posted)
    assert set(posted) == wanted
    assert set(posted.values()) == {1}
    assert not any(due.late or due.skipped for due in desk.posted)
    return len(wanted)


@pytest.mark.parametrize("change", [14, 28, 35], ids=["new york", "london", "sydney"])
async def test_every_slot_around_a_change_of_the_clocks_is_posted_once(
    store: Store, clock: FakeClock, change: int
) -> None:
    noon = datetime(2027, 3, 1, 12, tzinfo=UTC) + timedelta(days=change - 2)
    assert await once_each(store, clock, 24, noon, noon + timedelta(days=1, hours=6)) > 10


@pytest.mark.soak
@pytest.mark.timeout(3_600)
async def test_every_slot_of_a_month_is_posted_once(store: Store, clock: FakeClock) -> None:
    assert await once_each(store, clock, 200, START, END) > 3_000


class Nursery:
    """Brings up children, and the socket at which they report."""

    def __init__(self) -> None:
        self._born: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        self._folder = tempfile.TemporaryDirectory()
        self._meeting = f"{self._folder.name}/s"

    async def __aenter__(self) -> Nursery:
        async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._born.put_nowait((reader, writer))

        self._server = await asyncio.start_unix_server(met, self._meeting)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.unit.schedule.month", stdin=asyncio.subprocess.PIPE, cwd=ROOT,
            env={name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        self._process.kill()
        await self._process.wait()
        self._server.close()
        self._folder.cleanup()

    async def child(
        self, url: str, slack: str, name: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{url} {slack} {name} {self._meeting}\n".encode())
        return await asyncio.wait_for(self._born.get(), 60)


class Victim:
    """A child process that may be killed."""

    def __init__(self, nursery: Nursery, url: str, slack: str, name: str) -> None:
        self._nursery = nursery
        self._arguments = (url, slack, name)
        self._starts = 0
        self._pid = 0

    async def start(self) -> None:
        self._starts += 1
        url, slack, name = self._arguments
        self._reader, self._writer = await self._nursery.child(url, slack, f"{name}{self._starts}")
        self._pid = int((await self._line())["pid"])

    async def tell(self, moment: datetime) -> None:
        self._writer.write(f"{moment.isoformat()}\n".encode())
        await self._writer.drain()

    async def done(self) -> None:
        await self._line()

    async def _line(self) -> dict[str, Any]:
        line = await asyncio.wait_for(self._reader.readline(), 60)
        assert line, "the child ended by itself"
        found: dict[str, Any] = json.loads(line)
        return found

    async def kill(self) -> None:
        if not self._pid:
            return
        os.kill(self._pid, signal.SIGKILL)
        self._pid = 0
        # Its end of the socket closes when it is dead; an answer it still gave is of no interest.
        with suppress(ConnectionError):
            await self._reader.read()
        self._writer.close()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    fake = FakeSlack()
    await fake.server.start_server()
    yield fake
    await fake.server.close()


async def simulate(
    url: str, slack: FakeSlack, *, count: int, until: datetime, kills: int, children: int, seed: int
) -> tuple[int, int]:
    """Run to `until` with so many kills; returns the slots and the kills that hit a child at work."""
    rng = random.Random(seed)
    clock = FakeClock(START)
    store = Store(Database(url), clock)
    schedules = await make(store, clock, rules(count, seed))
    moments = moments_to_look(schedules, START, until, seed)
    # A kill strikes where there is work.
    busy = [number for number, moment in enumerate(moments) if moment.second]
    deadly = Counter(rng.choices(busy, k=kills))
    struck = 0
    nursery = await Nursery().__aenter__()
    victims = [Victim(nursery, url, slack.url, f"child{number}-") for number in range(children)]
    for victim in victims:
        await victim.start()
    try:
        for number, moment in enumerate(moments):
            slack.now = lambda moment=moment: moment.timestamp()  # type: ignore[misc]
            for _ in range(deadly[number]):
                victim = rng.choice(victims)
                before = len(slack.calls)
                await victim.tell(moment)
                await asyncio.sleep(rng.uniform(0, 0.05))
                await victim.kill()
                struck += len(slack.calls) > before
                await victim.start()
            for victim in victims:
                await victim.tell(moment)
            await asyncio.gather(*(victim.done() for victim in victims))
    finally:
        await asyncio.gather(*(victim.kill() for victim in victims))
        await nursery.__aexit__()
    wanted = keys(schedules, START, until)
    posted = Counter(
        message["metadata"]["event_payload"]["key"]
        for messages in slack.messages.values()
        for message in messages
    )
    # The looks go on for a while after the last slot of interest.
    counted = {key: times for key, times in posted.items() if key in wanted}
    assert set(counted) == wanted
    assert set(posted.values()) == {1}
    for name in schedules:
        slots = await store.slots.list(TEAM, name)
        assert {slot.state for slot in slots} <= {"posted"}
    await store.database.close()
    return len(wanted), struck


@pytest.mark.parametrize("children", [1, 2])
async def test_kills_and_two_schedulers_change_nothing(
    database_url: str, slack: FakeSlack, children: int
) -> None:
    slots, _ = await simulate(
        database_url, slack, count=40, until=START + timedelta(hours=16), kills=5,
        children=children, seed=children,
    )  # fmt: skip
    assert slots >= 15


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("children", [1, 2])
async def test_a_month_with_a_hundred_kills(database_url: str, slack: FakeSlack, children: int) -> None:
    slots, struck = await simulate(
        database_url, slack, count=200, until=END, kills=100, children=children, seed=40 + children
    )
    print(f"{slots} slots, 100 kills, {struck} of them while posting, {children} schedulers: each once")  # noqa: T201
