"""The newsroom: what is analysed becomes news once, under its story."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.desk.briefs.analysing import Analysing
from bot.desk.briefs.reader import Reading
from bot.desk.news.newsroom import Newsroom
from bot.model import PUBLIC, Article, Brief, Impact, Overall, Team, TickerSentiment
from bot.store import Store
from bot.store.news_item import NewsItem
from bot.work.pool import WorkerPool
from tests.databases import *  # noqa: F403 - the fixtures
from tests.databases import FakeClock

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEAM = Team("T1", "E1")
FIRST = (
    "Harrow Steel to close its Dunmore smelter, 900 jobs go",
    "Harrow Steel said on Monday it would close its smelter in Dunmore by June and cut 900 jobs because power costs"
    " have doubled. The company expects a charge of 240 million dollars in the second quarter. Unions in Dunmore"
    " called the closure a betrayal.",
)
AGAIN = (
    "Dunmore smelter to shut as Harrow Steel cuts 900 jobs",
    "Steelmaker Harrow Steel will shut the Dunmore smelter by June with the loss of 900 jobs, blaming power costs that"
    " doubled in a year. It will book a 240 million dollar charge in the second quarter, and unions in Dunmore spoke of"
    " a betrayal.",
)
OTHER = (
    "Brightwater Bank raises dividend after record lending",
    "Brightwater Bank raised its dividend by a tenth on Tuesday after lending to small firms reached a record. Chief"
    " executive Ines Calder said deposits had grown in every region.",
)


class Inline:
    """Runs tasks where they are called, and lets others go first, as a worker process does."""

    def __init__(self) -> None:
        self.before: Callable[[], Any] | None = None

    async def run(self, task: Callable[..., Any], *args: Any, timeout_s: float) -> Any:
        await asyncio.sleep(0)
        result = task(*args)
        if self.before is not None and task.__name__ == "story_of":
            now, self.before = self.before, None
            await now()
        return result


def reading(told: tuple[str, str]) -> Reading:
    url = f"https://paper.example/{abs(hash(told))}"
    article = Article(url, url, told[0], told[1], published_at=NOW)
    return Reading(article, article.content_hash)


async def read(store: Store, team: Team, told: tuple[str, str]) -> Reading:
    """Read and kept, as every article is before it is analysed."""
    found = reading(told)
    await store.articles.put(team, found.article)
    return found


def brief() -> Brief:
    row = TickerSentiment(
        "HSTL", (), "Harrow Steel", "NYSE", "primary", 0.9, -0.6, "moderately negative", 0.8, ()
    )
    return Brief(
        "t", "s", Overall(-0.6, "moderately negative", 0.8), Impact(0.7, "high"), (row,), age="fresh"
    )


def newsroom(store: Store, pool: Inline, *told: Any) -> Newsroom:
    return Newsroom(store, cast(WorkerPool, pool), timeout_s=10, now=lambda: NOW, on_news=told)


async def test_the_same_event_from_two_places_is_one_story_and_another_event_another(store: Store) -> None:
    room = newsroom(store, Inline())
    first = await room.take(TEAM, await read(store, TEAM, FIRST), brief(), feed="wire")
    again = await room.take(TEAM, await read(store, TEAM, AGAIN), brief())
    other = await room.take(TEAM, await read(store, TEAM, OTHER), brief())
    assert first.story_id == first.article_id == again.story_id
    assert other.story_id == other.article_id
    assert [row.ticker for row in first.tickers] == ["HSTL"]
    assert first.source == "paper.example"


async def test_a_link_of_a_team_joins_the_story_of_a_public_source(store: Store) -> None:
    room = newsroom(store, Inline())
    public = await room.take(PUBLIC, await read(store, PUBLIC, FIRST), brief(), feed="wire")
    pasted = await room.take(TEAM, await read(store, TEAM, AGAIN), brief())
    assert pasted.story_id == public.story_id
    assert await store.news.get(PUBLIC, pasted.article_id) is None


async def test_an_article_taken_twice_keeps_its_story_and_is_told_of_again(store: Store) -> None:
    told: list[NewsItem] = []

    async def tell(item: NewsItem) -> None:
        told.append(item)

    room = newsroom(store, Inline(), tell)
    one = await room.take(TEAM, await read(store, TEAM, FIRST), brief())
    two = await room.take(TEAM, await read(store, TEAM, FIRST), brief())
    assert one == two and told == [one, one]
    assert len(await store.news.of_story(TEAM, one.story_id)) == 1


async def test_a_story_is_not_split_by_two_who_take_it_at_once(store: Store) -> None:
    pool = Inline()
    room = newsroom(store, pool)
    rival = newsroom(store, Inline())
    # Between the decision and its writing somebody else records the same event.
    first = await read(store, TEAM, FIRST)
    pool.before = lambda: rival.take(TEAM, first, brief())
    late = await room.take(TEAM, await read(store, TEAM, AGAIN), brief())
    assert late.story_id == reading(FIRST).article_id


async def test_many_at_once_are_all_recorded(store: Store) -> None:
    room = newsroom(store, Inline())
    told = [(f"{OTHER[0]} {number}", f"{OTHER[1]} Branch {number} opened.") for number in range(6)]
    readings = [await read(store, TEAM, each) for each in told]
    taken = await asyncio.gather(*(room.take(TEAM, each, brief()) for each in readings))
    assert len({item.article_id for item in taken}) == 6
    for item in taken:
        assert await store.news.get(TEAM, item.article_id) is not None


async def test_a_story_goes_on_after_a_restart_and_in_another_process(store: Store) -> None:
    first = await newsroom(store, Inline()).take(TEAM, await read(store, TEAM, FIRST), brief())
    again = await newsroom(store, Inline()).take(TEAM, await read(store, TEAM, AGAIN), brief())
    assert again.story_id == first.story_id


async def test_two_who_take_one_story_at_once_do_not_split_it(store: Store) -> None:
    readings = [await read(store, TEAM, each) for each in (FIRST, AGAIN)]
    for _ in range(3):
        taken = await asyncio.gather(
            *(newsroom(store, Inline()).take(TEAM, each, brief()) for each in readings)
        )
        assert len({item.story_id for item in taken}) == 1


async def test_what_stands_at_the_same_address_later_is_the_same_story(store: Store) -> None:
    room = newsroom(store, Inline())
    one, two = await read(store, TEAM, FIRST), await read(store, TEAM, OTHER)
    moved = Reading(replace(two.article, canonical_url=one.article.canonical_url), two.article_id)
    first = await room.take(TEAM, one, brief())
    assert (await room.take(TEAM, moved, brief())).story_id == first.story_id


async def test_a_story_that_was_pasted_first_goes_on_as_that_of_the_public_source(store: Store) -> None:
    room = newsroom(store, Inline())
    pasted = await room.take(TEAM, await read(store, TEAM, FIRST), brief())
    public = await room.take(PUBLIC, await read(store, PUBLIC, AGAIN), brief(), feed="wire")
    assert public.story_id == public.article_id != pasted.story_id
    moved = await store.news.get(TEAM, pasted.article_id)
    assert moved is not None and moved.story_id == public.story_id
    # What concerns another company leaves it alone.
    unrelated = await room.take(PUBLIC, await read(store, PUBLIC, OTHER), brief(), feed="wire")
    assert [each.article_id for each in await store.news.of_story(TEAM, unrelated.story_id)] == []


async def test_what_another_publisher_withdraws_leaves_ours_standing(store: Store) -> None:
    room = newsroom(store, Inline())
    first = await room.take(TEAM, await read(store, TEAM, FIRST), brief())
    elsewhere = reading((f"RETRACTED: {FIRST[0]}", FIRST[1])).article
    other = replace(elsewhere, url="https://rival.example/1", canonical_url="https://rival.example/1")
    await store.articles.put(TEAM, other)
    taken = await room.take(TEAM, Reading(other, other.content_hash), brief())
    assert taken.story_id == first.story_id and taken.retracted
    kept = await store.news.get(TEAM, first.article_id)
    assert kept is not None and not kept.retracted


async def test_public_news_counts_for_novelty(store: Store) -> None:
    analysing = Analysing(cast(WorkerPool, Inline()), store, timeout_s=10, now=lambda: NOW)
    asked = await read(store, TEAM, AGAIN)
    assert await analysing._novelty(TEAM, asked) == 1.0
    await newsroom(store, Inline()).take(PUBLIC, await read(store, PUBLIC, FIRST), brief(), feed="wire")
    # Far behind the newest of the archive, and found all the same.
    for number in range(60):
        told = (
            f"Vessel {number} calls at port {number}",
            f"The vessel {number} came to port {number} on Monday.",
        )
        await newsroom(store, Inline()).take(PUBLIC, await read(store, PUBLIC, told), brief(), feed="wire")
    assert await analysing._novelty(TEAM, asked) < 0.7


@pytest.mark.parametrize("title", ["RETRACTED: Harrow Steel to close its Dunmore smelter, 900 jobs go"])
async def test_a_retraction_marks_the_story(store: Store, title: str) -> None:
    room = newsroom(store, Inline())
    first = await room.take(TEAM, await read(store, TEAM, FIRST), brief())
    taken = await room.take(TEAM, await read(store, TEAM, (title, FIRST[1])), brief())
    assert taken.story_id == first.story_id
    assert all(item.retracted for item in await store.news.of_story(TEAM, first.story_id))


async def test_an_article_counts_from_when_it_can_be_seen(store: Store, clock: FakeClock) -> None:
    """A digest whose window closes while worker processes are busy has not told it: the next one must."""
    pool = Inline()

    async def busy() -> None:
        clock.advance(600)

    began, pool.before = clock.now, busy
    room = Newsroom(store, cast(WorkerPool, pool), timeout_s=10, now=clock)
    item = await room.take(TEAM, await read(store, TEAM, FIRST), brief())
    assert (item.read_at - began).total_seconds() == 600
    assert await store.news.window([TEAM], began, began + timedelta(minutes=5)) == []
