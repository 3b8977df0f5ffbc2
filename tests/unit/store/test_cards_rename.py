"""A card takes the address its article turned out to have, unless another card of the channel holds it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.model import Article, Team
from bot.store.cards import Card
from bot.store.store import Store

TEAM = Team("T1")
SINCE = datetime(2000, 1, 1, tzinfo=UTC)


def card(name: str, url: str) -> Card:
    return Card(name, TEAM, "C1", url, "U1", f"card:{name}")


async def test_a_free_address_is_taken(store: Store) -> None:
    await store.cards.reserve(card("a", "https://short.example/1"), SINCE)
    assert await store.cards.rename(TEAM, "a", "https://news.example/story", SINCE) is None
    found = await store.cards.find(TEAM, "C1", "https://news.example/story", SINCE)
    assert found is not None and found.id == "a"


async def test_an_address_that_is_held_is_left_to_its_holder(store: Store) -> None:
    await store.cards.reserve(card("a", "https://news.example/story"), SINCE)
    await store.cards.reserve(card("b", "https://short.example/1"), SINCE)
    holder = await store.cards.rename(TEAM, "b", "https://news.example/story", SINCE)
    assert holder is not None and holder.id == "a"


async def test_recent_articles_come_newest_first_and_once(store: Store) -> None:
    now = datetime.now(UTC)
    for hours, text in ((3, "old"), (2, "middle"), (1, "new")):
        url = f"https://news.example/{text}"
        article = Article(url, url, text, text)
        at = now - timedelta(hours=hours)
        await store.articles.put(TEAM, article, also_at=(f"{url}?x",), fetched_at=at)
    recent = await store.articles.recent(TEAM, now - timedelta(hours=2.5), 10)
    assert [kept.article.title for kept in recent] == ["new", "middle"]
