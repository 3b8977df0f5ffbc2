"""News that is read once for many digests is the news that each would have read by itself."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.digests import news as digest_news
from bot.desk.digests.digesting import Window, build
from bot.desk.digests.news import DigestNews
from bot.model import PUBLIC, Team
from bot.store import Store
from tests.unit.digest.world import UNTIL, Holds, news, row

TEAM = Team("T1")
NAMES = ("HRW", "BWB", "KLT", "NRT", "OSK")


async def fill(store: Store) -> None:
    """Three days of news of everybody, and some that the team brought itself."""
    chance = random.Random(3)
    for number in range(120):
        named = [row(name, round(chance.uniform(-1, 1), 2)) for name in chance.sample(NAMES, 2)]
        item = news(f"a{number}", *named, hours=chance.uniform(0.1, 70), impact=round(chance.random(), 2))
        await store.news.put(replace(item, team=TEAM if number % 9 == 0 else PUBLIC))


async def test_shared_news_gives_the_digests_that_each_would_be(store: Store) -> None:
    await fill(store)
    shared, chance = DigestNews(store), random.Random(5)

    async def compare(number: int) -> None:
        # Windows that begin before what was read already, end after it, or lie within.
        until = UNTIL - timedelta(hours=chance.choice([0, 5, 20]))
        window = Window(until - timedelta(hours=chance.choice([3, 11, 24])), until)
        holds = Holds(tuple(chance.sample(NAMES, 1 + number % 3)))
        given = await shared.about(TEAM, window, holds, settled=True)
        alone = await store.news.about((PUBLIC, TEAM), window.before, window.until, holds.tickers)
        assert {item.article_id for item in given} == {item.article_id for item in alone}
        assert build("x", window, given, holds) == build("x", window, alone, holds)

    await asyncio.gather(*(compare(number) for number in range(40)))
    assert shared._shelf.size


async def test_what_is_kept_is_dropped_and_collected_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    due: dict[float, Callable[[], None]] = {}
    loop, later = asyncio.get_running_loop(), asyncio.get_running_loop().call_later

    def note(delay: float, callback: Callable[..., None], *args: object, **more: Any) -> object:
        """The clock is the test's own: on a busy machine a short time would pass while the news is read."""
        if delay != digest_news.KEPT_S:
            return later(delay, callback, *args, **more)
        return due.setdefault(delay, callback)

    monkeypatch.setattr(loop, "call_later", note)
    shared, window = DigestNews(store), Window(UNTIL - timedelta(hours=24), UNTIL)
    for _ in range(digest_news.BURST):
        await shared.about(TEAM, window, Holds(), settled=True)
    assert shared._shelf.size and gc.get_freeze_count()
    due[digest_news.KEPT_S]()
    assert not shared._shelf.size and not gc.get_freeze_count()


async def test_more_than_can_be_kept_is_asked_for_one_by_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    monkeypatch.setattr(digest_news, "MOST_KEPT", 30)
    shared, window = DigestNews(store), Window(UNTIL - timedelta(hours=24), UNTIL)
    alone = await store.news.about((PUBLIC, TEAM), window.before, window.until, Holds().tickers)
    for _ in range(digest_news.BURST + 1):
        given = await shared.about(TEAM, window, Holds(), settled=True)
        assert {item.article_id for item in given} == {item.article_id for item in alone}
    assert not shared._shelf.size
