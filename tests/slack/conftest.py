"""Fixtures of the tests that drive the whole bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.settings import SlackSettings
from bot.slack.manifest import manifest
from bot.workspace import Workspace
from tests.slack.harness import Running, SharedPool, bot_environment, bot_settings, running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool() -> AsyncIterator[SharedPool]:
    """Warm workers for the whole session."""
    shared = SharedPool(1, 900, "bot.desk.tasks:warm")
    await shared.start()
    yield shared
    await shared.really_stop()


@pytest_asyncio.fixture(loop_scope="session")
async def workspace() -> AsyncIterator[Workspace]:
    """A fresh Slack."""
    app_manifest = manifest(SlackSettings().commands, mode="socket")
    async with Workspace(
        rate_limits=False, manifest=app_manifest, retry_delays=(0.0, 0.05, 0.1), ack_timeout=3.0
    ) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def bot(workspace: Workspace, pool: SharedPool, tmp_path: Path) -> AsyncIterator[Running]:
    """The bot in that Slack."""
    settings = bot_settings(tmp_path, workspace)
    async with running(workspace, settings, bot_environment(workspace), pool) as started:
        yield started
