"""Five hundred digests in one minute: as fast as Slack allows, and no faster."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

from bot.model import Team
from bot.slack.pacing import Clock, Pacer

TEAM, OTHER = Team("T1"), Team("T2")


class Virtual:
    """Time that passes when everybody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: datetime(2027, 3, 8, tzinfo=UTC) + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            sleep=self.sleep,
        )

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.seconds + seconds, next(self._order), woken))
        await woken

    async def run(self, work: Iterable[Awaitable[None]]) -> None:
        tasks = [asyncio.ensure_future(each) for each in work]
        while not all(task.done() for task in tasks):
            for _ in range(4):
                await asyncio.sleep(0)
            if self._waiting:
                at, _, woken = heapq.heappop(self._waiting)
                self.seconds = max(self.seconds, at)
                woken.set_result(None)
        await asyncio.gather(*tasks)


async def test_five_hundred_messages_keep_both_limits_and_lose_no_time() -> None:
    time = Virtual()
    pacer = Pacer(time.clock)
    sent: list[tuple[float, str]] = []

    async def send(channel: str) -> None:
        await pacer.wait(TEAM, channel)
        sent.append((time.seconds, channel))

    await time.run(send(f"C{number % 100}") for number in range(500))
    for channel in {channel for _, channel in sent}:
        own = [at for at, each in sent if each == channel]
        assert all(after - before >= 0.999 for before, after in pairwise(own))
    everything = [at for at, _ in sent]
    assert all(after - before >= 0.199 for before, after in pairwise(everything))
    assert everything[-1] < 101


async def test_a_busy_channel_does_not_hold_up_the_others_nor_another_workspace() -> None:
    time = Virtual()
    pacer = Pacer(time.clock)
    sent: list[tuple[float, str]] = []

    async def send(team: Team, channel: str) -> None:
        await pacer.wait(team, channel)
        sent.append((time.seconds, channel))

    await time.run([send(TEAM, "busy") for _ in range(60)] + [send(TEAM, "quiet"), send(OTHER, "elsewhere")])
    assert next(at for at, channel in sent if channel == "quiet") < 1
    assert next(at for at, channel in sent if channel == "elsewhere") == 0


async def test_those_who_wait_already_respect_a_429_that_comes_meanwhile() -> None:
    time = Virtual()
    pacer = Pacer(time.clock)
    sent: list[float] = []

    async def send() -> None:
        await pacer.wait(TEAM, "C1")
        sent.append(time.seconds)
        if len(sent) == 3:
            pacer.hold(TEAM, "C1", 30)

    await time.run(send() for _ in range(10))
    assert [round(at) for at in sent[:3]] == [0, 1, 2]
    assert sent[3] >= 32
    assert all(after - before >= 0.999 for before, after in pairwise(sent[3:])), "and then not all at once"


async def test_two_channels_with_429_mean_that_the_workspace_is_too_fast() -> None:
    time = Virtual()
    pacer = Pacer(time.clock)
    sent: list[tuple[float, str]] = []

    async def send(team: Team, channel: str) -> None:
        await pacer.wait(team, channel)
        sent.append((time.seconds, channel))

    pacer.hold(TEAM, "C1", 20)
    await time.run([send(TEAM, "C3")])
    assert sent[-1][0] < 1, "one channel's limit is its own"
    pacer.hold(TEAM, "C2", 20)
    await time.run([send(TEAM, "C3"), send(OTHER, "C9")])
    assert dict(reversed(item) for item in sent)["C9"] < 2
    assert dict(reversed(item) for item in sent)["C3"] >= 20
