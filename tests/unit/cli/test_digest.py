"""`deskwire digest preview`, as it is typed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.model import PUBLIC, Team
from bot.store import Database, Store, sqlite_url, upgrade
from bot.store.holdings import Holding
from bot.store.news_item import NewsItem, NewsTicker
from bot.store.watches import Members

TEAM = Team("T1")


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list, a portfolio of two people, and news about one company."""
    path = tmp_path / "deskwire.db"
    monkeypatch.setenv("DESKWIRE_STORE__PATH", str(path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    upgrade(sqlite_url(path))

    async def fill() -> None:
        database = Database(sqlite_url(path))
        store = Store(database)
        at = datetime.now(UTC) - timedelta(hours=2)
        await store.watches.change(TEAM, "U1", "semis", add=Members(("NVDA",)))
        await store.holdings.put(TEAM, "U1", "growth", [Holding("NVDA", None, 0.8)])
        await store.holdings.put(TEAM, "team", "growth", [Holding("NVDA", None, 0.8)])
        await store.news.put(
            NewsItem(
                PUBLIC, "n1", "n1", "https://paper.example/n1", "Nvidia lifts forecast", "Example Wire", "", "article",
                at, at, "It did.", 0.7, 0.5, 1.0, False, False, "fresh", (NewsTicker("NVDA", "primary", 0.9, 0.5),),
            )
        )  # fmt: skip
        await database.close()

    asyncio.run(fill())


def typed(*words: str) -> str:
    done = CliRunner().invoke(app, ["digest", "preview", *words])
    return f"{done.exit_code} {done.output} {done.exception or ''}"


@pytest.mark.usefixtures("stored")
def test_a_list_and_a_portfolio_are_told_from_the_store_alone() -> None:
    said = typed("semis")
    assert said.startswith("0 ") and "Digest: semis" in said and "Nvidia lifts forecast" in said
    said = typed("portfolio:growth", "--owner", "team")
    assert said.startswith("0 ") and "Digest: Portfolio growth" in said and "80% of the portfolio" in said


@pytest.mark.usefixtures("stored")
def test_what_is_not_there_or_there_twice_says_what_to_type() -> None:
    assert "There is no watchlist nosuch" in typed("nosuch")
    assert "There is no portfolio:nosuch" in typed("portfolio:nosuch")
    said = typed("portfolio:growth")
    assert "There are 2 of portfolio:growth. Add one of: --team T1 --owner U1;" in said
