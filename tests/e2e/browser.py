"""A real browser for end-to-end tests: Debian's Chromium, driven by Playwright.

Open the page inside whatever serves it, so that it is closed first: a page that outlives its server reports refused
connections. Where there is no Chromium the test is skipped and says so; on CI (`CI=true`) it fails instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, async_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The path of the browser. Skips the test where there is none, and fails it on CI."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found:
        return found
    message = "No Chromium was found: install Debian's `chromium` package or set CHROMIUM to its path."
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(message)
    pytest.skip(message)


@asynccontextmanager
async def open_page(*, width: int = 1280, height: int = 860) -> AsyncIterator[Page]:
    """A page in a fresh browser; it fails the test that used it when a script on it failed."""
    program = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            context = await browser.new_context(
                viewport={"width": width, "height": height}, locale="en-GB", timezone_id="Europe/London"
            )
            context.set_default_timeout(10_000)
            page = await context.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
            yield page
            assert not errors, f"The page reported errors: {errors}"
        finally:
            await browser.close()
