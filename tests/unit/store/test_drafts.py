"""Answers of language models and the tokens they cost: kept for a while, and never beyond a day's budget."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.model import Article, Team
from bot.store import Store
from bot.store.drafts import KEEP_DRAFTS, Reservation
from tests.databases import FakeClock

TEAM = Team("T1", "E1")
ARTICLE = Article(
    "https://a.example/", "https://a.example/", "Plant reopens", "The plant reopened on Monday."
)


async def test_an_answer_comes_back_word_for_word_until_it_is_old(store: Store, clock: FakeClock) -> None:
    article_id = await store.articles.put(TEAM, ARTICLE)
    answer = 'a \x00 "b" \ud800 “c” 🏭'
    await store.drafts.put(TEAM, article_id, "r1", "earlier")
    await store.drafts.put(TEAM, article_id, "r1", answer)
    assert await store.drafts.get(TEAM, article_id, "r1") == answer
    assert await store.drafts.get(TEAM, article_id, "r2") is None
    clock.advance(KEEP_DRAFTS.total_seconds() + 1)
    assert await store.drafts.get(TEAM, article_id, "r1") is None
    assert await store.drafts.prune(clock()) == 1


async def test_a_day_has_a_budget_that_is_settled_by_what_was_used(store: Store, clock: FakeClock) -> None:
    today = Reservation("2026-03-02", 60)
    assert await store.tokens.reserve(TEAM, 101, 100) is None
    assert await store.tokens.reserve(TEAM, 60, 100) == today
    assert await store.tokens.reserve(TEAM, 60, 100) is None
    await store.tokens.settle(TEAM, today, 25)
    assert await store.tokens.spent(TEAM) == 25
    assert await store.tokens.reserve(TEAM, 60, 100) == today
    clock.advance(86_400)
    assert await store.tokens.spent(TEAM) == 0
    assert await store.tokens.reserve(TEAM, 100, 100) == Reservation("2026-03-03", 100)
    # Yesterday's question is settled yesterday.
    await store.tokens.settle(TEAM, today, 0)
    assert await store.tokens.spent(TEAM) == 100
    assert await store.tokens.prune(clock() + timedelta(days=60)) == 2


async def test_nobody_spends_the_same_tokens_at_the_same_time(store: Store) -> None:
    found = await asyncio.gather(*(store.tokens.reserve(TEAM, 30, 100) for _ in range(8)))
    assert sum(each is not None for each in found) == 3
    assert await store.tokens.spent(TEAM) == 90


async def test_more_may_be_given_back_than_is_there(store: Store) -> None:
    taken = await store.tokens.reserve(TEAM, 10, 100)
    assert taken is not None
    await store.tokens.settle(TEAM, taken, 0)
    await store.tokens.settle(TEAM, taken, 0)
    assert await store.tokens.spent(TEAM) == 0
