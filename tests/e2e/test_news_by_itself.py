"""Watch, schedule, alert, in a real browser: what a person does on a first morning, and what then comes by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.model import PUBLIC
from bot.settings import SlackSettings
from bot.slack.manifest import manifest
from bot.store.news_item import NewsItem, NewsTicker
from bot.workspace import Workspace
from tests.e2e.browser import open_page
from tests.replay.site import Site
from tests.slack.harness import Running, SharedPool, bot_environment, bot_settings, running

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("news-by-itself"),
]
SCREENSHOTS = Path(__file__).parent / "screenshots"


def feed(*items: tuple[str, str]) -> bytes:
    """An RSS feed whose items, as title and link, are two minutes old."""
    at = format_datetime(datetime.now(UTC) - timedelta(minutes=2))
    told = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{at}</pubDate></item>"
        for title, link in items
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{told}</channel></rss>'.encode()


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    async with Site() as started:
        started.feeds["wire"] = feed()
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def bot(site: Site, tmp_path: Path) -> AsyncIterator[Running]:
    pool = SharedPool(1, 900, "bot.desk.tasks:warm")
    await pool.start()
    slack = manifest(SlackSettings().commands, mode="socket")
    try:
        async with Workspace(rate_limits=False, manifest=slack, ack_timeout=3.0) as workspace:
            settings = bot_settings(
                tmp_path,
                workspace,
                sources={"feed_every_s": 3},
                fetch={"allow": (workspace.address.removeprefix("http://"), site.host)},
            )
            async with running(workspace, settings, bot_environment(workspace), pool) as started:
                yield started
    finally:
        await pool.really_stop()


async def remember_yesterday(bot: Running) -> None:
    """News of the day before, so that a digest has something to compare with."""
    at = datetime.now(UTC) - timedelta(hours=30)
    for ticker, score in (("NVDA", -0.2), ("BA", 0.4), ("ASML", 0.1), ("JPM", 0.3)):
        row = (NewsTicker(ticker, "primary", 0.9, score),)
        title = f"{ticker} had news"
        await bot.app.store.news.put(
            NewsItem(
                PUBLIC, f"old-{ticker}", f"old-{ticker}", f"https://paper.example/{ticker}", title, "Example Wire",
                "", "article", at, at, title, 0.5, score, 1.0, False, False, "fresh", row,
            )
        )  # fmt: skip


async def say(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


async def test_a_first_morning(bot: Running, site: Site) -> None:
    await remember_yesterday(bot)
    async with open_page() as page:
        await page.goto(bot.workspace.address)
        await page.get_by_test_id("channel-research").click()
        messages = page.get_by_test_id("messages")

        # A watchlist, one of whose names is not clear.
        await say(page, "/watch add Boeing, ASML, JPMorgan, Nvdia")
        await expect(messages).to_contain_text("Added to your watchlist: ASML")
        await messages.get_by_role("button", name="Nvidia (Nasdaq:NVDA)").click()
        await expect(messages).to_contain_text("Added to your watchlist: NVDA (Nvidia)")

        # News that people paste: it counts for the digest.
        pasted = {"nvidia-orders": "NVDA", "boeing-deliveries": "BA", "asml-order": "ASML"}
        for slug in pasted:
            await say(page, bot.article(slug))
        thread = page.get_by_test_id("replies")
        for slug, ticker in pasted.items():
            asked = page.get_by_test_id("message").filter(has_text=f"/articles/{slug}")
            await asked.get_by_test_id("open-thread").click(timeout=60_000)
            await expect(thread.get_by_role("button", name=f"Watch {ticker}")).to_be_visible(timeout=60_000)
            await page.get_by_test_id("close-thread").click()

        # A digest for the next minute, by the form.
        await say(page, "/digest schedule")
        modal = page.get_by_test_id("modal")
        due = datetime.now(UTC) + timedelta(seconds=90)
        await modal.get_by_label("When", exact=True).select_option(label="Every day, at the time below")
        await modal.get_by_label("Time (optional)", exact=True).fill(f"{due:%H:%M}")
        await modal.get_by_label("Time zone (optional)").fill("UTC")
        await page.screenshot(path=SCREENSHOTS / "digest_form.png")
        await page.get_by_test_id("modal-submit").click()
        await expect(modal).to_contain_text("every day")
        await page.get_by_test_id("modal-close").click()

        # An alert, by its form.
        await say(page, "/alert add")
        await modal.get_by_label("Which one? (optional)").fill("Eli Lilly")
        await modal.get_by_label("Threshold").fill("0.05")
        await page.screenshot(path=SCREENSHOTS / "alert_form.png")
        await page.get_by_test_id("modal-submit").click()
        await expect(modal).to_contain_text("is on")
        await page.get_by_test_id("modal-close").click()

        # A source of the team's own, and an item that it publishes.
        await say(page, f"/news feeds add {site.address}/feeds/wire wire")
        await expect(messages).to_contain_text("Added as wire")
        site.feeds["wire"] = feed(("Lilly and Pfizer report", bot.article("lilly-pfizer")))
        await expect(messages).to_contain_text("LLY", timeout=60_000)
        await expect(messages.get_by_role("button", name="Pause alert")).to_be_visible()
        await page.screenshot(path=SCREENSHOTS / "alert.png")

        # The digest, on time, with its chart in the thread.
        await expect(messages).to_contain_text("Top stories", timeout=150_000)
        await page.screenshot(path=SCREENSHOTS / "digest.png")
        digest = page.get_by_test_id("message").filter(has_text="Top stories")
        await digest.get_by_test_id("open-thread").click(timeout=60_000)
        await expect(thread.locator("img").first).to_be_visible(timeout=60_000)
        await page.screenshot(path=SCREENSHOTS / "digest_thread.png")

        # What is held, by the form, and what the news means for it.
        await page.get_by_test_id("channel-research").click()
        await say(page, "/portfolio import portfolio:growth")
        await modal.get_by_label("Or paste it here (optional)").fill(
            "NVDA 1200 55%\nBoeing -300 15%\nASML 80 30%"
        )
        await page.screenshot(path=SCREENSHOTS / "portfolio_form.png")
        await page.get_by_test_id("modal-submit").click()
        await expect(modal).to_be_hidden()
        await page.wait_for_timeout(3000)
        await say(page, "/portfolio show growth")
        await expect(messages).to_contain_text("short 300 shares, -15% of the portfolio", timeout=20_000)
        await page.screenshot(path=SCREENSHOTS / "portfolio.png")
        await say(page, "/portfolio brief growth 8h")
        await expect(messages).to_contain_text("by weight, news about 100% of it", timeout=20_000)
        await page.screenshot(path=SCREENSHOTS / "portfolio_brief.png")
