"""News in the database: by window, ticker and story, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import PUBLIC, Team
from bot.store import Store
from bot.store.news_item import NewsItem, NewsTicker
from tests.databases import *  # noqa: F403 - the fixtures

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEAM = Team("T1", "E1")


def item(article_id: str, *, team: Team = TEAM, minutes: int = 0, tickers: tuple[str, ...] = ()) -> NewsItem:
    rows = tuple(NewsTicker(ticker, "primary", 0.9, -0.4) for ticker in tickers)
    return NewsItem(
        team, article_id, article_id, f"https://paper.example/{article_id}", f"About {article_id}", "paper.example",
        "", "article", AT, AT + timedelta(minutes=minutes), "It happened.", 0.5, -0.4, 1.0, False, False, "fresh",
        rows, ("ai",), ("guidance",),
    )  # fmt: skip


async def test_an_item_comes_back_as_it_was_put(store: Store) -> None:
    assert await store.news.put(item("a", tickers=("NVDA", "AMD")), {"version": 1})
    assert await store.news.get(TEAM, "a") == item("a", tickers=("AMD", "NVDA"))


async def test_an_article_is_recorded_once(store: Store) -> None:
    assert await store.news.put(item("a"))
    assert not await store.news.put(replace(item("a"), title="Another"))
    found = await store.news.get(TEAM, "a")
    assert found is not None and found.title == "About a"


async def test_a_window_is_half_open_and_holds_what_the_teams_own(store: Store) -> None:
    for kept in (item("a"), item("b", minutes=5), item("c", minutes=10), item("p", team=PUBLIC, minutes=1)):
        await store.news.put(kept)
    await store.news.put(item("x", team=Team("T2", "E1")))
    found = await store.news.window([TEAM, PUBLIC], AT, AT + timedelta(minutes=10))
    assert [each.article_id for each in found] == ["a", "p", "b"]


async def test_a_window_of_tickers_leaves_out_what_names_none_of_them(store: Store) -> None:
    await store.news.put(item("a", tickers=("NVDA",)))
    await store.news.put(item("b", tickers=("IBM",)))
    await store.news.put(item("c"))
    found = await store.news.about([TEAM], AT, AT + timedelta(hours=1), ("NVDA", "AMD"))
    assert [each.article_id for each in found] == ["a"]


async def test_old_news_is_forgotten_with_its_tickers(store: Store) -> None:
    await store.news.put(item("a", tickers=("NVDA",)))
    await store.news.put(item("b", minutes=60, tickers=("IBM",)))
    assert await store.news.prune(AT + timedelta(minutes=30)) == 1
    found = await store.news.window([TEAM], AT, AT + timedelta(days=1))
    assert [each.article_id for each in found] == ["b"]
