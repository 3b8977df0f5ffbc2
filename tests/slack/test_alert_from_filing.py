"""A filing that appears on EDGAR's list is read, analysed and told as an alert, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.workspace import Workspace
from tests.replay.site import Made, Site
from tests.slack.harness import Running, SharedPool, bot_environment, bot_settings, running, text_of
from tests.slack.test_feeds import until
from tests.slack.test_killed import finished

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]
OLDER = (
    "Progressive named Jane Fielding head of its claims division, a month after her predecessor retired.",
)
RELEASE = (
    "Progressive said on Monday that its profit fell by 38% to $412 million in the quarter.",
    "Progressive cut its forecast for the year after losses from storms rose, and said it would close offices.",
    "Shares of Progressive fell 9% in late trading, the worst day in two years.",
)


def now_in_new_york() -> datetime:
    """As EDGAR writes it."""
    return datetime.now(ZoneInfo("America/New_York")).replace(tzinfo=None)


def filed(number: int, **given: object) -> Made:
    """A filing of now by a company that is listed."""
    at = now_in_new_york() - timedelta(minutes=1)
    made: dict[str, object] = {"at": at, "filer": "PROGRESSIVE CORP/OH/", "cik": 80661, "release": RELEASE}
    return Made(number, **{**made, **given})  # type: ignore[arg-type]


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    async with Site() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def bot(workspace: Workspace, pool: SharedPool, site: Site, tmp_path: Path) -> AsyncIterator[Running]:
    site.filings = [filed(1, filer="", cik=0, at=datetime(2026, 1, 5))]
    sources = {
        "edgar": True,
        "edgar_url": f"{site.address}/cgi-bin/browse-edgar",
        "edgar_every_s": 10,
        "contact": "desk@example.com",
        "feeds": {},
    }
    allow = {"allow": (workspace.address.removeprefix("http://"), site.host)}
    settings = bot_settings(tmp_path, workspace, sources=sources, fetch=allow)
    async with running(workspace, settings, bot_environment(workspace), pool) as started:
        yield started


async def test_a_filing_is_told_once(bot: Running, site: Site) -> None:
    await bot.workspace.command("ben", "#research", "/news alert add PGR impact above 0.1")
    await bot.until(lambda: bot.workspace.ephemerals("#research", "ben"))

    async def polled() -> bool:
        (feed,) = [feed for feed in await bot.app.store.feeds.all() if feed.enabled]
        return feed.succeeded_at is not None

    await until(polled)
    # One that is old, and one that takes in several parties and stands on the list once for each.
    site.filings += [
        filed(2, roles=("Filer", "Subject")),
        filed(3, items=("5.02",), release=OLDER, at=now_in_new_york() - timedelta(days=5)),
    ]
    card = await bot.answer("#research")
    assert card.text.startswith("ALERT PGR ")
    assert "Progressive Corp (NYSE: PGR): results of operations (8-K)" in text_of(card)
    await bot.until(lambda: filed(3).accession + "-index.htm" in site.first_asked)
    await finished(bot)
    assert len([message for message in bot.workspace.messages("#research") if message.bot_id]) == 1
