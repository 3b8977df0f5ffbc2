from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import (
    Article,
    Brief,
    Driver,
    Event,
    Evidence,
    Impact,
    Overall,
    Team,
    TickerSentiment,
)
from bot.store import Card, ChannelSettings, Mute, Store
from bot.store.types import JsonText, UtcDateTime
from tests.databases import FakeClock

TEAM = Team("T1", "E1")
URL = "https://example.com/news/1"
ZONED = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
ARTICLE = Article(
    url=URL + "?ref=x",
    canonical_url=URL,
    title="Plant\u0000 reopens 🏭",
    text="The plant reopened.\n\n“Good news,” said Ms Ñandú.",
    byline="A. Writer",
    published_at=ZONED,
    site="Example",
    coverage="partial",
    warnings=("cut",),
)
QUOTE = Evidence("The plant reopened.", 0, 19, 0.4)
BRIEF = Brief(
    tldr="Plant reopens",
    summary="The plant reopened.",
    overall=Overall(0.4, "moderately positive", 0.7),
    impact=Impact(0.5, "medium", (Driver("operations", 0.5, (QUOTE,)),)),
    tickers=(TickerSentiment("F", ("F.X",), "Ford", "NYSE", "primary", 0.9, 0.4, "x", 0.7, (QUOTE,)),),
    events=(Event("operations", "Operations", ("F",), {"what": "plant"}, (QUOTE,)),),
    themes=("autos",),
    engine={"sentiment": "vader"},
)


async def test_an_article_comes_back_as_it_went(store: Store, clock: FakeClock) -> None:
    article_id = await store.articles.put(
        TEAM, ARTICLE, also_at=["https://short.example/a"], etag='"v1"', last_modified="Mon"
    )
    assert article_id == ARTICLE.content_hash
    assert await store.articles.get(TEAM, article_id) == ARTICLE
    for address in (URL, "https://short.example/a"):
        found = await store.articles.latest(TEAM, address)
        assert found is not None
        assert (found.id, found.article, found.etag, found.last_modified, found.fetched_at) == (
            article_id, ARTICLE, '"v1"', "Mon", clock.now,
        )  # fmt: skip
    assert await store.articles.latest(TEAM, URL + "/other") is None


async def test_the_latest_reading_of_an_address_wins_also_when_a_text_returns(
    store: Store, clock: FakeClock
) -> None:
    changed = replace(ARTICLE, text="The plant closed.")
    for article in (ARTICLE, changed, ARTICLE):
        clock.advance(60)
        await store.articles.put(TEAM, article, etag=str(clock.now))
        found = await store.articles.latest(TEAM, URL)
        assert found is not None
        assert (found.article, found.etag, found.fetched_at) == (article, str(clock.now), clock.now)


async def test_the_same_text_at_two_addresses_keeps_both_addresses(store: Store, clock: FakeClock) -> None:
    reprint = replace(ARTICLE, url="https://b.example/2", canonical_url="https://b.example/2", site="B")
    first = await store.articles.put(TEAM, ARTICLE)
    clock.advance(1)
    assert await store.articles.put(TEAM, reprint) == first
    assert await store.articles.get(TEAM, first) == ARTICLE
    found = await store.articles.latest(TEAM, "https://b.example/2")
    assert found is not None
    assert found.article == reprint


async def test_addresses_of_any_length(store: Store) -> None:
    address = "https://example.com/" + "é" * 20_000
    await store.articles.put(TEAM, replace(ARTICLE, canonical_url=address))
    assert await store.articles.latest(TEAM, address) is not None
    assert await store.articles.latest(TEAM, address[:-1]) is None


async def test_a_brief_comes_back_as_it_went_by_engine(store: Store) -> None:
    article_id = await store.articles.put(TEAM, ARTICLE)
    await store.briefs.put(TEAM, article_id, "vader/1", BRIEF)
    assert await store.briefs.get(TEAM, article_id, "vader/1") == BRIEF
    assert await store.briefs.get(TEAM, article_id, "vader/2") is None
    corrected = replace(BRIEF, tldr="Ford plant reopens")
    await store.briefs.put(TEAM, article_id, "vader/1", corrected)
    assert await store.briefs.get(TEAM, article_id, "vader/1") == corrected


def card(card_id: str, **changes: object) -> Card:
    return replace(Card(card_id, TEAM, "C1", URL, "U1", f"d-{card_id}"), **changes)


async def test_cards_are_found_by_address_message_and_id(store: Store, clock: FakeClock) -> None:
    await store.cards.put(card("c1", thread_ts="1.0", extra={"corrected": ["AAPL"]}))
    posted = await store.cards.update(TEAM, "c1", ts="1.1", state="posted", posted_at=clock.now)
    assert posted == await store.cards.get(TEAM, "c1") == await store.cards.at(TEAM, "C1", "1.1")
    assert posted is not None
    assert (posted.ts, posted.thread_ts, posted.extra, posted.created_at) == (
        "1.1", "1.0", {"corrected": ["AAPL"]}, clock.now,
    )  # fmt: skip
    since = clock.now - timedelta(days=30)
    assert await store.cards.find(TEAM, "C1", URL, since) == posted
    assert await store.cards.find(TEAM, "C2", URL, since) is None
    assert await store.cards.find(TEAM, "C1", URL, clock.now + timedelta(seconds=1)) is None
    await store.cards.update(TEAM, "c1", state="deleted")
    assert await store.cards.find(TEAM, "C1", URL, since) is None
    assert await store.cards.update(TEAM, "missing", state="posted") is None


async def test_of_jobs_that_meet_the_same_link_at_once_one_holds_the_card(
    store: Store, clock: FakeClock
) -> None:
    since = clock.now - timedelta(days=30)
    held = await asyncio.gather(*(store.cards.reserve(card(f"c{n}"), since) for n in range(8)))
    assert len({found.id for found in held}) == 1
    winner = held[0].id
    assert (await store.cards.reserve(card(winner), since)).id == winner
    await store.cards.update(TEAM, winner, state="failed")
    assert (await store.cards.reserve(card("again"), since)).id == "again"


async def test_a_delivery_is_claimed_by_one_and_ends_once(store: Store, clock: FakeClock) -> None:
    owed = await store.deliveries.owe(TEAM, "d1", "C1", "1.0", "card")
    assert (owed.state, owed.channel, owed.thread_ts, owed.kind) == ("owed", "C1", "1.0", "card")
    assert await store.deliveries.owe(TEAM, "d1", "C2", None, "other") == owed
    claims = await asyncio.gather(*(store.deliveries.claim(TEAM, "d1", f"w{n}", 30) for n in range(6)))
    (claimed,) = [claim for claim in claims if claim is not None]
    assert (claimed.state, claimed.ambiguous, claimed.attempts) == ("claimed", False, 1)
    assert await store.deliveries.posted(TEAM, "d1", "2.0")
    assert not await store.deliveries.failed(TEAM, "d1", "denied")
    clock.advance(3_600)
    assert await store.deliveries.claim(TEAM, "d1", "late", 30) is None
    ended = await store.deliveries.get(TEAM, "d1")
    assert ended is not None
    assert (ended.state, ended.ts, ended.owner) == ("posted", "2.0", "")


async def test_a_lost_claim_is_ambiguous_until_the_channel_was_searched(
    store: Store, clock: FakeClock
) -> None:
    await store.deliveries.owe(TEAM, "d1", "C1", None, "card")
    await store.deliveries.claim(TEAM, "d1", "died", 30)
    clock.advance(29)
    assert await store.deliveries.claim(TEAM, "d1", "next", 30) is None
    clock.advance(1)
    found = await store.deliveries.claim(TEAM, "d1", "next", 30)
    assert found is not None
    assert (found.ambiguous, found.attempts, found.owner) == (True, 2, "next")
    # The searcher dies too: the doubt stays.
    clock.advance(30)
    again = await store.deliveries.claim(TEAM, "d1", "third", 30)
    assert again is not None
    assert again.ambiguous
    assert await store.deliveries.release(TEAM, "d1")
    clear = await store.deliveries.claim(TEAM, "d1", "fourth", 30)
    assert clear is not None
    assert not clear.ambiguous


async def test_doubt_is_remembered_at_once_and_a_refusal_leaves_none(store: Store) -> None:
    await store.deliveries.owe(TEAM, "d1", "C1", None, "card")
    assert not await store.deliveries.doubt(TEAM, "d1")
    await store.deliveries.claim(TEAM, "d1", "me", 30)
    assert await store.deliveries.doubt(TEAM, "d1")
    found = await store.deliveries.claim(TEAM, "d1", "me", 30)
    assert found is not None
    assert found.ambiguous
    assert await store.deliveries.suppressed(TEAM, "d1", "restricted: IBM")
    assert await store.deliveries.open(TEAM) == []
    assert await store.deliveries.counts() == {"suppressed": 1}


async def test_only_ended_deliveries_are_pruned(store: Store, clock: FakeClock) -> None:
    for key in ("ended", "owed"):
        await store.deliveries.owe(TEAM, key, "C1", None, "card")
    await store.deliveries.failed(TEAM, "ended", "denied")
    clock.advance(timedelta(days=91).total_seconds())
    assert (await store.prune())["deliveries"] == 1
    assert [delivery.key for delivery in await store.deliveries.open(TEAM)] == ["owed"]


async def test_names_mean_one_ticker_and_may_mean_not_several(store: Store) -> None:
    await store.aliases.add(TEAM, "the shop", "META", "U1")
    await store.aliases.add(TEAM, "the shop", "AMZN", "U1")
    for ticker in ("AAPL", "APLE"):
        await store.aliases.add(TEAM, "apple", ticker, "U1", means=False)
    assert await store.aliases.all(TEAM) == (
        {"the shop": "AMZN"}, frozenset({("apple", "AAPL"), ("apple", "APLE")}),
    )  # fmt: skip
    await store.aliases.add(TEAM, "apple", "AAPL", "U1")
    assert (await store.aliases.all(TEAM))[0] == {"the shop": "AMZN", "apple": "AAPL"}
    assert await store.aliases.remove(TEAM, "apple", "AAPL")
    assert not await store.aliases.remove(TEAM, "apple", "AAPL")


async def test_a_channel_changes_what_is_given(store: Store) -> None:
    assert await store.channels.get(TEAM, "C1") == ChannelSettings(None, (), False)
    await store.channels.set(TEAM, "C1", allowed_bots=["B1", "B2"])
    await store.channels.set(TEAM, "C1", links="reaction", shared_allowed=True)
    assert await store.channels.get(TEAM, "C1") == ChannelSettings("reaction", ("B1", "B2"), True)
    await store.channels.set(TEAM, "C1", shared_allowed=False, allowed_bots=[])
    assert await store.channels.get(TEAM, "C1") == ChannelSettings("reaction", (), False)


async def test_mutes_end_by_themselves_and_concern_their_channel(store: Store, clock: FakeClock) -> None:
    everywhere = Mute("ticker", "IBM", clock.now + timedelta(hours=4), "U1")
    here = Mute("source", "example.com", clock.now + timedelta(hours=1), "U1", channel="C1")
    for mute in (everywhere, here):
        await store.mutes.add(TEAM, mute)
    assert await store.mutes.active(TEAM) == (here, everywhere)
    assert await store.mutes.active(TEAM, channel="C2") == (everywhere,)
    clock.advance(3_600)
    assert await store.mutes.active(TEAM, channel="C1") == (everywhere,)
    assert (await store.prune())["mutes"] == 1
    assert await store.mutes.remove(TEAM, "ticker", "IBM")
    assert not await store.mutes.remove(TEAM, "ticker", "IBM")


async def test_feedback_of_people(store: Store) -> None:
    for user, useful in (("U1", True), ("U2", True), ("U1", False)):
        await store.feedback.put(TEAM, "c1", user, useful)
    assert await store.feedback.counts(TEAM, "c1") == (1, 1)


async def test_the_restricted_list(store: Store) -> None:
    assert await store.restricted.add(TEAM, "IBM", "U1")
    assert not await store.restricted.add(TEAM, "IBM", "U2")
    await store.restricted.add(TEAM, "F", "U1")
    assert await store.restricted.list(TEAM) == ("F", "IBM")
    assert await store.restricted.remove(TEAM, "IBM")
    assert not await store.restricted.remove(TEAM, "IBM")


async def test_installations_are_kept_a_workspace_and_a_person(store: Store) -> None:
    await store.installations.save(TEAM, b"bot\x00\xff")
    await store.installations.save(TEAM, b"new\x00\xff")
    await store.installations.save(TEAM, b"person", "U1")
    assert await store.installations.find(TEAM) == b"new\x00\xff"
    assert await store.installations.find(TEAM, "U1") == b"person"
    assert await store.installations.teams() == (TEAM,)
    assert await store.installations.delete(TEAM, "U1") == 1
    assert await store.installations.delete(TEAM) == 1
    assert await store.installations.teams() == ()


async def test_a_sign_in_counts_once_and_in_time(store: Store, clock: FakeClock) -> None:
    await store.oauth_states.issue("s1", timedelta(minutes=10))
    assert sorted(await asyncio.gather(*(store.oauth_states.consume("s1") for _ in range(4)))) == [
        False, False, False, True,
    ]  # fmt: skip
    await store.oauth_states.issue("s2", timedelta(minutes=10))
    clock.advance(600)
    assert not await store.oauth_states.consume("s2")


async def test_a_breaker_opens_at_its_threshold_and_closes_on_success(store: Store, clock: FakeClock) -> None:
    for expected in (1, 2):
        breaker = await store.breakers.failure("h", threshold=3, open_for=timedelta(minutes=5))
        assert (breaker.failures, breaker.open_until) == (expected, None)
    await asyncio.gather(
        *(store.breakers.failure("h", threshold=3, open_for=timedelta(minutes=5)) for _ in range(4))
    )
    found = await store.breakers.get("h")
    assert (found.failures, found.open_until) == (6, clock.now + timedelta(minutes=5))
    await store.breakers.success("h")
    assert (await store.breakers.get("h")).failures == 0


DIALECTS = [sqlite.dialect(), postgresql.dialect()]


@given(st.datetimes(timezones=st.timezones()))
def test_moments_keep_their_instant_and_come_back_in_utc(moment: datetime) -> None:
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        return
    for dialect in DIALECTS:
        bound = UtcDateTime().process_bind_param(moment, dialect)
        assert UtcDateTime().process_result_value(bound, dialect) == expected


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_moment_without_a_zone_is_refused(dialect: object) -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_json_keeps_every_character_as_plain_ascii(value: object) -> None:
    stored = JsonText().process_bind_param(value, DIALECTS[0])
    assert stored.isascii()
    assert "\x00" not in stored
    assert JsonText().process_result_value(stored, DIALECTS[0]) == value
