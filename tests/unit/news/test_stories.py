"""Stories in the database: what may be continued, who holds the card, what is taken back, what moves."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import PUBLIC, Team
from bot.store import Card, Mute, Store
from bot.store.news_item import NewsItem, NewsTicker
from tests.databases import *  # noqa: F403 - the fixtures

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=3)
TEAM, OTHER = Team("T1", "E1"), Team("T2", "E1")


def item(article_id: str, *, team: Team = TEAM, minutes: int = 0, tickers: tuple[str, ...] = ()) -> NewsItem:
    rows = tuple(NewsTicker(ticker, "primary", 0.9, -0.4) for ticker in tickers)
    return NewsItem(
        team, article_id, article_id, f"https://paper.example/{article_id}", f"About {article_id}", "paper.example",
        "", "article", AT, AT + timedelta(minutes=minutes), "It happened.", 0.5, -0.4, 1.0, False, False, "fresh", rows,
    )  # fmt: skip


def card(card_id: str, team: Team = TEAM, channel: str = "C1") -> Card:
    return Card(
        card_id, team, channel, f"https://paper.example/{card_id}", "U1", card_id, ts="1.1", state="posted"
    )


async def put(store: Store, *items: NewsItem) -> None:
    for each in items:
        assert await store.news.put(each, {"of": each.article_id})


async def known(store: Store, asked: NewsItem, recent: int = 10, related: int = 10) -> list[str]:
    found = await store.stories.known(asked, LONG_AGO, recent=recent, related=related)
    return [json.loads(features)["of"] for _, features, *_ in found.articles]


async def test_a_team_may_continue_its_own_news_and_that_of_public_sources(store: Store) -> None:
    await put(store, item("a"), item("p", team=PUBLIC, minutes=1), item("x", team=OTHER, minutes=2))
    assert await known(store, item("new", minutes=3)) == ["a", "p"]
    assert await known(store, item("new", team=PUBLIC, minutes=3)) == ["p"]
    alone = await store.stories.known(item("new", minutes=3), LONG_AGO, recent=9, related=9, public=False)
    assert [story for story, *_ in alone.articles] == ["a"]


async def test_what_shares_a_ticker_is_known_however_much_came_between(store: Store) -> None:
    await put(store, item("first", tickers=("NVDA",)), item("none", minutes=1))
    await put(store, *(item(f"n{number}", minutes=2 + number) for number in range(5)))
    assert await known(store, item("new", minutes=20, tickers=("NVDA",)), recent=3) == [
        "first",
        "n2",
        "n3",
        "n4",
    ]
    assert await known(store, item("new", minutes=20), recent=3) == ["n2", "n3", "n4"]


async def test_articles_come_with_the_companies_that_they_are_about(store: Store) -> None:
    await put(store, item("a", tickers=("NVDA", "AMD")), item("b", minutes=1))
    found = await store.stories.known(item("new", minutes=2), LONG_AGO, recent=9, related=9)
    assert [tickers for _, _, tickers, _ in found.articles] == [("AMD", "NVDA"), ()]


async def test_what_stood_at_the_same_address_is_the_same_story(store: Store) -> None:
    await put(store, item("a"))
    again = replace(item("b", minutes=5), canonical_url="https://paper.example/a")
    assert (await store.stories.known(again, LONG_AGO, recent=9, related=9)).same_address == "a"
    front = replace(item("c"), canonical_url="https://paper.example/")
    await put(store, front)
    later = replace(front, article_id="d")
    assert (await store.stories.known(later, LONG_AGO, recent=9, related=9)).same_address is None


async def test_a_story_decided_before_other_news_came_is_not_written(store: Store) -> None:
    mark = (await store.stories.known(item("b"), LONG_AGO, recent=9, related=9)).mark
    await put(store, item("a"))
    assert not await store.news.put(item("b"), {}, expecting=mark)
    mark = (await store.stories.known(item("b"), LONG_AGO, recent=9, related=9)).mark
    await put(store, item("x", team=OTHER))
    assert await store.news.put(item("b"), {}, expecting=mark)


async def test_of_many_who_claim_a_story_at_once_one_card_holds_it(store: Store) -> None:
    ids = [f"c{number}" for number in range(6)]
    for each in ids:
        await store.cards.put(card(each))
    held = await asyncio.gather(*(store.stories.claim(TEAM, "s", "C1", each, LONG_AGO) for each in ids))
    assert len(set(held)) == 1 and held[0] in ids
    assert await store.stories.claim(TEAM, "s", "C2", "c5", LONG_AGO) == "c5"
    assert await store.stories.claim(OTHER, "s", "C1", "c5", LONG_AGO) == "c5"


async def test_a_card_that_is_gone_or_old_gives_its_story_up(store: Store) -> None:
    await store.cards.put(card("c1"))
    await store.cards.put(card("c2"))
    assert await store.stories.claim(TEAM, "s", "C1", "c1", LONG_AGO) == "c1"
    await store.stories.tell(TEAM, "c1", "UPDATE", reply=True)
    assert await store.stories.claim(TEAM, "s", "C1", "c2", LONG_AGO) == "c1"
    await store.cards.update(TEAM, "c1", state="deleted")
    assert await store.stories.claim(TEAM, "s", "C1", "c2", LONG_AGO) == "c2"
    held = await store.stories.of_card(TEAM, "c2")
    assert held is not None and (held.badge, held.replies) == ("", 0)
    assert await store.stories.of_card(TEAM, "c1") is None


async def test_the_cards_of_a_public_story_are_every_teams(store: Store) -> None:
    for team in (TEAM, OTHER):
        await store.cards.put(card("c", team))
        await store.stories.claim(team, "p", "C1", "c", LONG_AGO)
    assert {each.team for each in await store.stories.cards(PUBLIC, "p")} == {TEAM, OTHER}
    assert [each.team for each in await store.stories.cards(TEAM, "p")] == [TEAM]
    await store.cards.update(OTHER, "c", state="deleted")
    assert [each.team for each in await store.stories.cards(PUBLIC, "p")] == [TEAM]


async def test_a_badge_grows_and_a_retraction_stays(store: Store) -> None:
    await store.cards.put(card("c"))
    await store.stories.claim(TEAM, "s", "C1", "c", LONG_AGO)
    seen = []
    for badge, reply in (("", False), ("UPDATE", True), ("", False), ("RETRACTED", True), ("UPDATE", True)):
        await store.stories.tell(TEAM, "c", badge, reply=reply)
        held = await store.stories.of_card(TEAM, "c")
        assert held is not None
        seen.append((held.badge, held.replies))
    assert seen == [("", 0), ("UPDATE", 1), ("UPDATE", 1), ("RETRACTED", 2), ("RETRACTED", 3)]


async def test_only_what_was_withdrawn_is_marked(store: Store) -> None:
    await put(store, item("a"), item("b").in_story("a"), item("c"))
    await store.stories.retract(TEAM, "a", ["b"])
    found = await store.news.window([TEAM], AT, AT + timedelta(hours=1))
    assert [each.article_id for each in found if each.retracted] == ["b"]


async def test_a_public_retraction_reaches_those_who_read_the_same_article(store: Store) -> None:
    await put(store, item("a", team=PUBLIC), item("a"), item("b").in_story("a"))
    await store.stories.retract(TEAM, "a", ["a"])
    public = await store.news.get(PUBLIC, "a")
    assert public is not None and not public.retracted
    await store.stories.retract(PUBLIC, "a", ["a"])
    assert [each.retracted for each in await store.news.of_story(TEAM, "a", also=PUBLIC)] == [True, False]


async def test_a_story_of_team_and_public_names_each_text_once(store: Store) -> None:
    await put(store, item("a", team=PUBLIC), item("a", minutes=1), item("b", minutes=2).in_story("a"))
    assert [each.article_id for each in await store.news.of_story(TEAM, "a", also=PUBLIC)] == ["a", "b"]
    assert [each.article_id for each in await store.news.of_story(PUBLIC, "a")] == ["a"]


async def test_the_last_reading_at_an_address_is_found_ones_own_first(store: Store) -> None:
    url = "https://paper.example/a"
    await put(store, item("a", team=PUBLIC, minutes=5))
    found = await store.news.at(TEAM, url)
    assert found is not None and found.team == PUBLIC
    await put(store, item("a"), replace(item("b", minutes=1), canonical_url=url))
    found = await store.news.at(TEAM, url)
    assert found is not None and (found.team, found.article_id) == (TEAM, "b")
    assert await store.news.at(OTHER, "https://paper.example/zzz") is None


async def test_openers_are_the_teams_with_a_story_of_their_own_about_the_ticker(store: Store) -> None:
    await put(store, item("a", tickers=("NVDA",)), item("b", team=OTHER, tickers=("IBM",)))
    await put(store, item("c", team=PUBLIC, tickers=("NVDA",)))
    asked = item("p", team=PUBLIC, tickers=("NVDA", "AMD"))
    assert await store.stories.openers(asked, LONG_AGO) == [TEAM]
    assert await store.stories.openers(asked, AT + timedelta(minutes=1)) == []


async def test_an_adopted_story_takes_articles_cards_and_mutes_along(store: Store) -> None:
    await put(store, item("a"), item("b").in_story("a"), item("x", team=OTHER), item("p", team=PUBLIC))
    await store.cards.put(card("c"))
    await store.stories.claim(TEAM, "a", "C1", "c", LONG_AGO)
    for channel in ("C1", "C2"):
        await store.mutes.add(TEAM, Mute("story", "a", AT + timedelta(days=1), "U1", channel))
    await store.mutes.add(TEAM, Mute("story", "p", AT + timedelta(days=2), "U1", "C2"))
    await store.stories.adopt(TEAM, "a", "p")
    assert {each.article_id for each in await store.news.of_story(TEAM, "p", also=PUBLIC)} == {"a", "b", "p"}
    assert await store.news.of_story(TEAM, "a") == []
    held = await store.stories.of_card(TEAM, "c")
    assert held is not None and held.story_id == "p"
    active = await store.mutes.active(TEAM, AT)
    assert {(mute.subject, mute.channel) for mute in active} == {("p", "C1"), ("p", "C2")}
    assert await store.stories.headline(TEAM, "p") == "About a"
    assert await store.stories.headline(OTHER, "p") == "About p"
    # Again, after a crash in between: nothing more changes.
    await store.stories.adopt(TEAM, "a", "p")
    assert len(await store.news.of_story(TEAM, "p")) == 2


async def test_the_story_shown_last_in_a_channel(store: Store, clock: FakeClock) -> None:  # noqa: F405
    assert await store.stories.latest(TEAM, "C1") is None
    await store.stories.claim(TEAM, "one", "C1", "c1", LONG_AGO)
    clock.advance(60)
    await store.stories.claim(TEAM, "two", "C1", "c2", LONG_AGO)
    clock.advance(60)
    await store.stories.claim(TEAM, "three", "C2", "c3", LONG_AGO)
    latest = await store.stories.latest(TEAM, "C1")
    assert latest is not None and latest.story_id == "two"
    assert await store.stories.prune(clock.advance(1)) == 3
    assert await store.stories.latest(TEAM, "C1") is None
