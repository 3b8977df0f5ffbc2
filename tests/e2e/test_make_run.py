"""What `make run` starts, used by a person in a real browser: paste a link, read the card, ask why, correct it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browser import open_page

pytestmark = [pytest.mark.chromium, pytest.mark.xdist_group("process"), pytest.mark.timeout(240)]
ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "screenshots"
CARD_MS = 30_000


@asynccontextmanager
async def run(folder: Path) -> AsyncIterator[str]:
    """`deskwire run` in an empty folder, with nothing in the environment; gives the address it prints."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "DESKWIRE_")) and name not in ("PORT", "DATABASE_URL")
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, stdout=asyncio.subprocess.PIPE,
        env=kept | {"DESKWIRE_WORKSPACE__PORT": "0", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(120):
            line = (await process.stdout.readline()).decode()
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 40) == 0


async def test_a_pasted_link_becomes_a_card(tmp_path: Path) -> None:
    PICTURES.mkdir(exist_ok=True)
    async with run(tmp_path) as address, open_page() as page:
        await page.goto(f"{address}/?channel=research")
        composer = page.get_by_test_id("composer")
        await composer.fill(f"{address}/articles/bank-results")
        await composer.press("Enter")
        await page.get_by_test_id("open-thread").click(timeout=CARD_MS)
        thread = page.get_by_test_id("thread")
        await expect(thread.get_by_text("Not investment advice")).to_be_visible(timeout=CARD_MS)
        await expect(thread.get_by_text("JPM").first).to_be_visible()
        await expect(thread.get_by_text("BAC").first).to_be_visible()
        await page.screenshot(path=PICTURES / "card.png")

        await thread.get_by_role("button", name="Why?").click()
        modal = page.get_by_test_id("modal")
        await expect(modal.get_by_text("Overall").first).to_be_visible()
        await page.screenshot(path=PICTURES / "why.png")
        await modal.get_by_role("button", name="Close").first.click()

        await thread.get_by_role("button", name="Wrong ticker").click()
        await expect(modal.get_by_text("What is wrong?")).to_be_visible()
        await page.screenshot(path=PICTURES / "wrong_ticker.png")
        await modal.get_by_role("button", name="Cancel").click()

        await composer.fill("/news help")
        await composer.press("Enter")
        await expect(page.get_by_test_id("ephemeral")).to_contain_text("/news links")
        await composer.fill(f"/news {address}/articles/tesla-recall")
        await composer.press("Enter")
        messages = page.get_by_test_id("messages")
        await expect(messages.get_by_text("Not investment advice")).to_be_visible(timeout=CARD_MS)
        await page.screenshot(path=PICTURES / "channel.png")
        await composer.fill(f"{address}/articles/consent-wall")
        await composer.press("Enter")
        await asyncio.sleep(3)
        await page.screenshot(path=PICTURES / "refusal.png")
