"""`/news feeds` through the real bot: add, list, test and remove, and an item that is read by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.model import PUBLIC, Team
from bot.workspace import TEAM_ID, Workspace
from tests.replay.site import Site, Story, rss
from tests.slack.harness import Running, SharedPool, bot_environment, bot_settings, running, text_of

TEAM = Team(TEAM_ID)
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    async with Site() as started:
        yield started


def stories(count: int) -> list[Story]:
    at = datetime.now(UTC) - timedelta(minutes=5)
    return [Story(f"order-{n}", f"Northwind & Sons win order {n}", at, f"g{n}") for n in range(count)]


@pytest_asyncio.fixture(loop_scope="session")
async def bot(workspace: Workspace, pool: SharedPool, site: Site, tmp_path: Path) -> AsyncIterator[Running]:
    site.feeds["public"] = rss(site.address, stories(1))
    site.feeds["own"] = rss(site.address, stories(2))
    sources = {
        "edgar": True,
        "edgar_url": f"{site.address}/cgi-bin/browse-edgar",
        "feeds": {"public": f"{site.address}/feeds/public"},
    }
    allow = {"allow": (workspace.address.removeprefix("http://"), site.host)}
    settings = bot_settings(tmp_path, workspace, sources=sources, fetch=allow)
    async with running(workspace, settings, bot_environment(workspace), pool) as started:
        yield started


async def ask(bot: Running, text: str, user: str = "ben") -> str:
    """What the person who typed sees."""
    before = len(bot.workspace.ephemerals("#general", user))
    await bot.workspace.command(user, "#general", f"/news feeds {text}")
    shown = await bot.until(lambda: bot.workspace.ephemerals("#general", user)[before:])
    return text_of(shown[-1])


async def test_a_feed_is_added_read_listed_and_removed(bot: Running, site: Site) -> None:
    tried = await ask(bot, f"test {site.address}/feeds/own")
    assert "Wire: 2 items now" in tried and "Northwind & Sons win order 1" in tried
    added = await ask(bot, f"add {site.address}/feeds/own mine")
    assert "Added as mine" in added
    feeds = bot.app.store.feeds

    async def done() -> bool:
        return (await bot.app.store.feed_items.counts(TEAM, "mine")).get("done") == 2

    # The tick of every few seconds polls it, and jobs read what it showed.
    await until(done)
    listed = await ask(bot, "list")
    assert "mine" in listed and "last success" in listed and "2 items read" in listed
    assert "edgar-8-k" in listed and "sources.contact" in listed
    assert "already" in await ask(bot, f"add {site.address}/feeds/own")
    assert "already" in await ask(bot, f"add {site.address}/feeds/public")
    assert "no longer watch mine" in await ask(bot, "remove mine")
    assert [feed.name for feed in await feeds.list(TEAM)] == []
    assert "comes with config.yaml" in await ask(bot, "remove public")


async def test_news_of_default_sources_belongs_to_everybody(bot: Running) -> None:
    async def done() -> bool:
        return (await bot.app.store.feed_items.counts(PUBLIC, "public")).get("done") == 1

    await until(done)
    assert {feed.name: feed.enabled for feed in await bot.app.store.feeds.list(PUBLIC)} == {
        "public": True,
        "edgar-8-k": False,
    }


async def test_what_is_no_feed_or_must_not_be_asked_is_refused(bot: Running, site: Site) -> None:
    site.html_every = 1
    assert "web page came instead" in await ask(bot, f"add {site.address}/feeds/own")
    site.html_every = 0
    assert "address" in await ask(bot, "add http://169.254.169.254/feed")
    assert "address" in await ask(bot, "test http://10.0.0.7/feed")
    assert "Guests cannot" in await ask(bot, f"add {site.address}/feeds/own", user="guest")
    assert "feeds add https" in await ask(bot, "subscribe everything")
    assert "no feed called" in await ask(bot, "remove nothing")
    assert "sources.contact" in await ask(bot, "test edgar-8-k")
    assert not await bot.app.store.feeds.list(TEAM)


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 60.0) -> None:
    """Wait for something in the database."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.2)
