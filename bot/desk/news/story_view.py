"""What a card says of its article's story: who else reports it, and what happened to it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk.news.newsroom import same_source
from bot.model import PUBLIC, Badge
from bot.store.cards import Card
from bot.store.news_item import NewsItem
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class StoryView:
    """`story_id` is None for an article that is no news: a pasted text, a file, a link of direct messages."""

    story_id: str | None = None
    also_from: tuple[str, ...] = ()
    badge: Badge | None = None


async def story_view(store: Store, card: Card, article_id: str) -> StoryView:
    """How the story of a card's article stands now."""
    item = await store.news.get(card.team, article_id)
    if item is None:
        return StoryView()
    told = await store.news.of_story(card.team, item.story_id, also=PUBLIC)
    shown = await store.stories.of_card(card.team, card.id)
    badge: Badge | None = (shown.badge or None) if shown is not None else None
    if item.retracted or any(each.retracted and each.article_id == article_id for each in told):
        badge = "RETRACTED"
    return StoryView(item.story_id, also_from(item, told), badge)


def also_from(item: NewsItem, told: Iterable[NewsItem]) -> tuple[str, ...]:
    """The other publishers of a story, in the order in which they came; what was withdrawn does not count."""
    named: list[NewsItem] = []
    for other in told:
        if not other.retracted and not any(same_source(other, each) for each in (item, *named)):
            named.append(other)
    return tuple(each.source for each in named if each.source)
