"""The bot as a process of its own, killed at the worst moments: nothing lost, nothing posted twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bot.workspace import Workspace
from tests.bench import articles
from tests.slack.harness import is_placeholder, text_of

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("process")]


def environment(workspace: Workspace, folder: Path, site: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DESKWIRE_"))}
    return kept | {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": workspace.api_url,
        "DESKWIRE_FETCH__ALLOW": site.removeprefix("http://"),
        "DESKWIRE_FETCH__REQUESTS_PER_MINUTE_PER_HOST": "6000",
        "DESKWIRE_STORE__PATH": str(folder / "deskwire.db"),
        "DESKWIRE_WORK__LEASE_S": "5",
        "PYTHONPATH": str(ROOT),
    }


async def start(workspace: Workspace, folder: Path, site: str) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment(workspace, folder, site),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await workspace.wait_for(lambda: workspace.socket.ready, 60)
    return process


async def kill(workspace: Workspace, process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await workspace.wait_for(lambda: not workspace.socket.ready, 10)


async def killed_at_random(workspace: Workspace, folder: Path, kills: int, seed: int) -> None:
    """Paste links, kill the bot at random moments, and count the cards at the end."""
    rng = random.Random(seed)
    server, site = await articles.serve()
    process = await start(workspace, folder, site)
    asked = []
    for number in range(kills):
        channel = "#research" if number % 2 else "#general"
        asked.append(await workspace.send_message("ben", channel, f"{site}/articles/{number}"))
        await asyncio.sleep(rng.uniform(0.0, 1.5))
        await kill(workspace, process)
        process = await start(workspace, folder, site)

    def unanswered() -> list[str]:
        return [
            message.text
            for message in asked
            if not any(
                m.bot_id and not is_placeholder(m) for m in workspace.messages(message.channel, message.ts)
            )
        ]

    try:
        with suppress(TimeoutError):
            await workspace.wait_for(lambda: not unanswered(), 240)
        assert unanswered() == []
        await asyncio.sleep(2)
        for message in asked:
            # The articles are much alike: a later one may belong to the story of an earlier card, and update it.
            told = [m for m in workspace.messages(message.channel, message.ts) if m.bot_id]
            said = [m for m in told if "story:" not in str(m.metadata)]
            assert len({text_of(m) for m in told}) == len(told)
            assert len(said) == 1, [text_of(m)[:80] for m in said]
            assert "advice" in text_of(said[0]) or "has a card in this channel" in text_of(said[0])
    finally:
        await server.cleanup()
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 40) == 0


async def test_links_survive_sigkill_and_are_answered_once(tmp_path: Path) -> None:
    async with Workspace(rate_limits=False, retry_delays=(0.0, 2.0, 4.0), ack_timeout=2.0) as workspace:
        await killed_at_random(workspace, tmp_path, kills=4, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_links_survive_sigkill_at_100_random_moments(tmp_path: Path) -> None:
    # Slack's own retries come up to five minutes later; these have to find the bot alive between kills.
    retries = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
    async with Workspace(rate_limits=False, retry_delays=retries, ack_timeout=2.0) as workspace:
        await killed_at_random(workspace, tmp_path, kills=100, seed=2)
