"""An installation on several machines: a receiving process and two workers over one PostgreSQL database."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.workspace import Workspace
from tests.e2e.test_process import environment
from tests.postgres import Server
from tests.slack.harness import is_placeholder, text_of

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(180), pytest.mark.xdist_group("process")]
DRAIN_S = 30.0


class Processes:
    """Processes of the bot, each in a group of its own, as a platform starts them."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._folder = folder
        self._env = env
        self.alive: list[asyncio.subprocess.Process] = []

    async def run(self, *words: str) -> int:
        """A command that ends by itself; its status."""
        return await (await self._spawn(*words)).wait()

    async def start(self, kind: str, **more: str) -> asyncio.subprocess.Process:
        """A process that serves, and ready to."""
        port = more.pop("PORT", "") or str(free_port())
        process = await self._spawn(kind, PORT=port, **more)
        self.alive.append(process)
        give_up = time.monotonic() + 60
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < give_up:
                assert process.returncode is None, (self._folder / "log").read_text()[-2000:]
                try:
                    async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200:
                            return process
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError(f"{kind} did not become ready")

    async def stop(self, process: asyncio.subprocess.Process) -> tuple[int, float]:
        """SIGTERM to the whole group, children included; the status, and the seconds it took."""
        started = time.monotonic()
        os.killpg(process.pid, signal.SIGTERM)
        status = await asyncio.wait_for(process.wait(), DRAIN_S + 10)
        self.alive.remove(process)
        return status, time.monotonic() - started

    async def kill(self, process: asyncio.subprocess.Process) -> None:
        """SIGKILL, which nobody can prepare for."""
        process.kill()
        await process.wait()
        self.alive.remove(process)

    async def _spawn(self, *words: str, **more: str) -> asyncio.subprocess.Process:
        with (self._folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *words, cwd=self._folder, env=self._env | more,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def processes(workspace: Workspace, folder: Path, url: str) -> AsyncIterator[Processes]:
    """Whatever a test leaves running is killed."""
    env = environment(workspace, folder, workspace.address) | {
        "DATABASE_URL": url,
        "DESKWIRE_HTTP__HOST": "127.0.0.1",
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
    }
    group = Processes(folder, env)
    try:
        yield group
    finally:
        for process in list(group.alive):
            await group.kill(process)


@pytest.fixture
def empty_postgres(postgres_server: Server) -> Iterator[str]:
    """A database without any table."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


async def test_two_workers_share_ten_links_and_one_is_killed(tmp_path: Path, empty_postgres: str) -> None:
    async with (
        Workspace(rate_limits=False, retry_delays=(0.0, 1.0, 2.0)) as workspace,
        processes(workspace, tmp_path, empty_postgres) as group,
    ):
        assert await group.run("worker") != 0, "a worker must not start on another version's schema"
        assert await group.run("migrate") == 0
        receiver, first, second = await asyncio.gather(
            group.start("socket"), group.start("worker"), group.start("worker")
        )
        asked = []
        slugs = [sample.slug for sample in workspace.articles.samples]
        for number in range(10):
            url = f"{workspace.address}/articles/{slugs[number % len(slugs)]}?edition={number}"
            channel = "#research" if number % 2 else "#general"
            asked.append(await workspace.send_message("ben", channel, url))

        def said(number: int) -> list[str]:
            message = asked[number]
            there = workspace.messages(message.channel, message.ts)
            return [text_of(m) for m in there if m.bot_id and not is_placeholder(m)]

        await workspace.wait_for(lambda: any(said(number) for number in range(10)), 60)
        await group.kill(first)
        await workspace.wait_for(lambda: all(said(number) for number in range(10)), 90)
        for message in asked:
            there = [m for m in workspace.messages(message.channel, message.ts) if m.bot_id]
            assert len(there) == 1, [text_of(m)[:80] for m in there]
        for process in (receiver, second):
            status, took_s = await group.stop(process)
            assert status == 0
            assert took_s < DRAIN_S


async def test_a_worker_that_is_told_to_stop_hands_its_jobs_back(tmp_path: Path, postgres_url: str) -> None:
    async with (
        Workspace(rate_limits=False, retry_delays=(0.0, 1.0, 2.0)) as workspace,
        processes(workspace, tmp_path, postgres_url) as group,
    ):
        port = free_port()
        workspace.http.url = f"http://127.0.0.1:{port}/slack/events"
        env = {"SLACK_APP_TOKEN": "", "DESKWIRE_WORK__DRAIN_S": "2", "DESKWIRE_WORK__LEASE_S": "300"}
        web, first = await asyncio.gather(
            group.start("web", PORT=str(port), **env), group.start("worker", **env)
        )
        workspace.faults.add("chat.update", "hang", times=1, seconds=60)
        asked = await workspace.send_message("ben", "#research", f"{workspace.address}/articles/tesla-recall")
        await workspace.wait_for(lambda: any(c.method == "chat.update" for c in workspace.calls), 60)
        status, took_s = await group.stop(first)
        assert status == 0
        assert took_s < DRAIN_S
        # The lease of the first lasts five minutes: only a job handed back is done before that.
        await group.start("worker", **env)
        await workspace.wait_for(
            lambda: any("advice" in text_of(m) for m in workspace.messages("#research", asked.ts)), 60
        )
        assert len([m for m in workspace.messages("#research", asked.ts) if m.bot_id]) == 1
        assert (await group.stop(web))[0] == 0
