"""No workspace ever sees or changes another's rows: every method of the store, one by one.

`CALLS` has an entry for every public method that takes a team (or a card, which carries one). A method that
has neither stands in `GLOBAL`. A new method in neither fails `test_every_method_is_covered`.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.model import Article, Brief, Impact, Overall, Team
from bot.store import Card, Database, Mute, NewEntry, NewJob, Store
from bot.store.alerts import Alert, AlertClaim, Firing, NewFiring
from bot.store.drafts import Reservation
from bot.store.family import Family
from bot.store.feed_items import FoundItem
from bot.store.feeds import Feed
from bot.store.holdings import Holding
from bot.store.news_item import NewsItem, NewsTicker
from bot.store.schedules import Claim, Schedule
from bot.store.slots import NewSlot
from bot.store.tables import jobs, metadata
from bot.store.types import utc_now
from bot.store.watches import Changed, Members
from tests.databases import FakeClock

LONG_AGO, FAR = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
URL = "https://example.com/story"
ARTICLE = Article(url=URL, canonical_url=URL, title="Plant reopens", text="The plant reopened on Monday.")
BRIEF = Brief("t", "s", Overall(0.1, "neutral", 0.5), Impact(0.2, "low"), ())
HELD = Holding("IBM", Decimal(100), 0.05)
FOUND = FoundItem(("k1", "k2"), URL, "Plant reopens", None)
TODAY = Reservation("2026-03-02", 95)

# Parameters that say whose rows a method is about.
OWNED = {"team", "teams", "card", "item", "feed", "alert", "schedule", "seen", "claims"}

# Tables that no method of the store writes yet.
UNUSED: set[str] = set()

GLOBAL = {
    "jobs.claim", "jobs.heartbeat", "jobs.done", "jobs.retry", "jobs.fail", "jobs.release", "jobs.abandon",
    "jobs.counts", "jobs.prune", "intake.prune", "deliveries.counts", "deliveries.prune", "deliveries.abandon",
    "mutes.prune", "news.prune", "stories.openers", "stories.prune", "drafts.prune", "tokens.prune",
    "installations.teams", "oauth_states.issue", "oauth_states.consume", "oauth_states.prune",
    "breakers.get", "breakers.failure", "breakers.success", "breakers.prune",
    "watches.named", "holdings.named",
    "feeds.all", "feeds.claim_due", "feeds.abandon", "feed_items.prune",
    "alerts.changed", "alerts.prune",
    "schedules.due", "schedules.ahead", "schedules.active", "schedules.next_due", "schedules.prune",
    "slots.counts", "slots.prune", "sessions.put", "sessions.of", "sessions.known_until", "sessions.prune",
}  # fmt: skip


def card(team: Team, card_id: str = "c1") -> Card:
    return Card(card_id, team, "C1", URL, "U1", "d1", ts="1.1", article_id="a1", state="posted")


def alert(team: Team, alert_id: str = "al1") -> Alert:
    return Alert(team, alert_id, "", "C1", "U1", {}, LONG_AGO)


async def raise_it(store: Store, team: Team) -> int:
    """Raise an alert; how many firings are new."""
    new = NewFiring(Firing("s:2", FAR, 0.7, "owed"), (NewJob("alert"),))
    return len(await store.alerts.claim([AlertClaim(team, "al1", lambda fired: [new])], LONG_AGO))


AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def schedule(team: Team, schedule_id: str = "s1", **changes: Any) -> Schedule:
    made = Schedule(team, schedule_id, "C1", "U1", LONG_AGO, {}, {}, next_at=FAR, last_slot=AT)
    return replace(made, **changes)


def slot(hours: int, state: Any = "claimed") -> NewSlot:
    at = AT + timedelta(hours=hours)
    return NewSlot(at, LONG_AGO, at, state)


def news_of(team: Team, article_id: str = "n1") -> NewsItem:
    return NewsItem(
        team, article_id, "n1", URL, "Plant reopens", "example.com", "", "article", None,
        datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "t", 0.2, 0.1, 1.0, False, False, "undated",
        (NewsTicker("IBM", "primary", 0.9, 0.1),),
    )  # fmt: skip


def feed(team: Team, url: str = "https://example.com/feed") -> Feed:
    return Feed(team, "wire", url, "feed", 300, True, "U1", LONG_AGO, LONG_AGO)


def strangers(team: Team) -> list[Team]:
    """Workspaces that share one id with a team, have both exchanged, or lack one."""
    return [
        Team("T-other", team.enterprise_id),
        Team(team.team_id, "E-other"),
        Team(team.enterprise_id, team.team_id),
        Team(team.team_id),
        Team("", team.enterprise_id),
    ]


async def seed(store: Store, team: Team) -> None:
    """One row of everything."""
    await store.intake.accept(team, "Ev1", [NewJob("brief")])
    article_id = await store.articles.put(team, ARTICLE, etag="e")
    await store.briefs.put(team, article_id, "vader", BRIEF)
    await store.drafts.put(team, article_id, "r1", "{}")
    await store.tokens.reserve(team, 10, 100)
    await store.news.put(news_of(team), {"version": 1})
    await store.cards.put(card(team))
    await store.stories.claim(team, "n1", "C1", "c1", LONG_AGO)
    await store.deliveries.owe(team, "d1", "C1", None, "card")
    await store.deliveries.owe(team, "d2", "C1", None, "card")
    await store.deliveries.claim(team, "d2", "me", 30)
    await store.audit.add(team, "post", "U1", "c1")
    await store.aliases.add(team, "the shop", "META", "U1")
    await store.aliases.add(team, "apple", "AAPL", "U1", means=False)
    await store.channels.set(team, "C1", links="off")
    await store.restricted.add(team, "IBM", "U1")
    await store.mutes.add(team, Mute("ticker", "IBM", FAR, "U1"))
    await store.watches.change(team, "U1", "", add=Members(("IBM",), ("banking",), ("strike",)))
    await store.holdings.put(team, "U1", "", [HELD])
    await store.feedback.put(team, "c1", "U1", True)
    await store.installations.save(team, b"sealed")
    await store.feeds.put(feed(team))
    await store.feed_items.record(team, "wire", [FOUND], now=store.jobs._clock(), attempts=3)
    await store.alerts.add(alert(team))
    first = NewFiring(Firing("s:1", utc_now(), 0.7, "owed"))
    await store.alerts.claim([AlertClaim(team, "al1", lambda fired: [first])], LONG_AGO)
    first = schedule(team, next_at=AT, last_slot=None)
    await store.schedules.add(first)
    await store.schedules.claim([Claim(first, [slot(0), slot(1, "skipped")], {}, AT, FAR)])
    await store.schedules.add(schedule(team, "s2", state="paused"))


async def everything(store: Store, team: Team) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a team, as the database holds it."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    async with store.database.read() as connection:
        for table in metadata.sorted_tables:
            if "team_id" not in table.c:
                continue
            mine = (table.c.team_id == team.team_id, table.c.enterprise_id == team.enterprise_id)
            found = await connection.execute(select(table).where(*mine).order_by(*table.primary_key))
            rows[table.name] = [tuple(row) for row in found]
    return rows


async def entries(store: Store, team: Team) -> list[str]:
    return [entry.subject async for entry in store.audit.entries(team, LONG_AGO, FAR)]


async def put_brief(store: Store, team: Team) -> None:
    # A brief needs its article, and the article has to be the team's own.
    await store.articles.put(team, ARTICLE)
    await store.briefs.put(team, ARTICLE.content_hash, "vader", BRIEF)


async def put_draft(store: Store, team: Team) -> None:
    await store.articles.put(team, ARTICLE)
    await store.drafts.put(team, ARTICLE.content_hash, "r1", "theirs")


async def any_job(store: Store, team: Team) -> bool | None:
    """Whether the team sees any of all the jobs there are."""
    async with store.database.read() as connection:
        ids = (await connection.scalars(select(jobs.c.id))).all()
    seen = [job for number in ids if (job := await store.jobs.get(team, number)) is not None]
    return {job.team for job in seen} == {team} if seen else None


async def known_articles(store: Store, team: Team) -> tuple[Any, ...]:
    found = await store.stories.known(news_of(team, "n2"), LONG_AGO, recent=9, related=9)
    return found.articles, found.mark.articles, found.same_address


async def channel_links(store: Store, team: Team) -> str | None:
    return (await store.channels.get(team, "C1")).links


Call = Callable[[Store, Team], Awaitable[Any]]
ENTRY = NewEntry("post", "U9", "theirs")

# What a stranger's call with our keys must answer; `...` where it makes a row of the stranger's own.
CALLS: dict[str, tuple[Call, Any]] = {
    "intake.accept": (lambda s, t: s.intake.accept(t, "Ev1", []), True),
    "intake.release": (lambda s, t: s.intake.release(t, "Ev1"), None),
    "jobs.add": (lambda s, t: s.jobs.add(t, [NewJob("brief")]), None),
    "jobs.get": (any_job, None),
    "articles.put": (lambda s, t: s.articles.put(t, ARTICLE, etag="other"), ARTICLE.content_hash),
    "articles.get": (lambda s, t: s.articles.get(t, ARTICLE.content_hash), None),
    "articles.latest": (lambda s, t: s.articles.latest(t, URL), None),
    "articles.recent": (lambda s, t: s.articles.recent(t, LONG_AGO, 10), []),
    "briefs.put": (put_brief, None),
    "briefs.get": (lambda s, t: s.briefs.get(t, ARTICLE.content_hash, "vader"), None),
    "drafts.put": (put_draft, None),
    "drafts.get": (lambda s, t: s.drafts.get(t, ARTICLE.content_hash, "r1"), None),
    "tokens.reserve": (lambda s, t: s.tokens.reserve(t, 95, 100), TODAY),
    "tokens.settle": (lambda s, t: s.tokens.settle(t, TODAY, 3), None),
    "tokens.spent": (lambda s, t: s.tokens.spent(t), 0),
    "news.put": (lambda s, t: s.news.put(news_of(t)), True),
    "news.get": (lambda s, t: s.news.get(t, "n1"), None),
    "news.window": (lambda s, t: s.news.window([t], LONG_AGO, FAR), []),
    "news.about": (lambda s, t: s.news.about([t], LONG_AGO, FAR, ["IBM"], ["plant"]), []),
    "news.of_story": (lambda s, t: s.news.of_story(t, "n1"), []),
    "news.at": (lambda s, t: s.news.at(t, URL), None),
    "news.features": (lambda s, t: s.news.features(t, LONG_AGO, 10), []),
    "news.sources": (lambda s, t: s.news.sources([t], LONG_AGO), []),
    "stories.known": (known_articles, ((), 0, None)),
    "stories.claim": (lambda s, t: s.stories.claim(t, "n1", "C1", "c9", LONG_AGO), "c9"),
    "stories.cards": (lambda s, t: s.stories.cards(t, "n1"), []),
    "stories.of_card": (lambda s, t: s.stories.of_card(t, "c1"), None),
    "stories.latest": (lambda s, t: s.stories.latest(t, "C1"), None),
    "stories.headline": (lambda s, t: s.stories.headline(t, "n1"), ""),
    "stories.tell": (lambda s, t: s.stories.tell(t, "c1", "UPDATE", reply=True), None),
    "stories.retract": (lambda s, t: s.stories.retract(t, "n1", ["n1"]), None),
    "stories.adopt": (lambda s, t: s.stories.adopt(t, "n1", "p1"), None),
    "cards.put": (lambda s, t: s.cards.put(replace(card(t), asked_by="U9")), None),
    "cards.reserve": (lambda s, t: s.cards.reserve(card(t, "c2"), LONG_AGO), ...),
    "cards.rename": (lambda s, t: s.cards.rename(t, "c1", "https://other.example/", LONG_AGO), None),
    "cards.get": (lambda s, t: s.cards.get(t, "c1"), None),
    "cards.at": (lambda s, t: s.cards.at(t, "C1", "1.1"), None),
    "cards.find": (lambda s, t: s.cards.find(t, "C1", URL, LONG_AGO), None),
    "cards.update": (lambda s, t: s.cards.update(t, "c1", state="deleted"), None),
    "deliveries.owe": (lambda s, t: s.deliveries.owe(t, "d1", "C9", None, "theirs"), ...),
    "deliveries.get": (lambda s, t: s.deliveries.get(t, "d1"), None),
    "deliveries.claim": (lambda s, t: s.deliveries.claim(t, "d1", "they", 30), None),
    "deliveries.release": (lambda s, t: s.deliveries.release(t, "d2"), False),
    "deliveries.doubt": (lambda s, t: s.deliveries.doubt(t, "d2"), False),
    "deliveries.posted": (lambda s, t: s.deliveries.posted(t, "d2", "9.9", ENTRY), False),
    "deliveries.failed": (lambda s, t: s.deliveries.failed(t, "d2", "denied", ENTRY), False),
    "deliveries.suppressed": (lambda s, t: s.deliveries.suppressed(t, "d2", "restricted", ENTRY), False),
    "deliveries.open": (lambda s, t: s.deliveries.open(t), []),
    "audit.add": (lambda s, t: s.audit.add(t, "post", "U9", "theirs"), None),
    "audit.entries": (entries, []),
    "aliases.add": (lambda s, t: s.aliases.add(t, "the shop", "AMZN", "U9"), None),
    "aliases.remove": (lambda s, t: s.aliases.remove(t, "the shop", "META"), False),
    "aliases.all": (lambda s, t: s.aliases.all(t), ({}, frozenset())),
    "channels.get": (channel_links, None),
    "channels.set": (lambda s, t: s.channels.set(t, "C1", links="auto"), None),
    "restricted.list": (lambda s, t: s.restricted.list(t), ()),
    "restricted.add": (lambda s, t: s.restricted.add(t, "IBM", "U9"), True),
    "restricted.remove": (lambda s, t: s.restricted.remove(t, "IBM"), False),
    "mutes.add": (lambda s, t: s.mutes.add(t, Mute("ticker", "IBM", LONG_AGO, "U9")), None),
    "mutes.remove": (lambda s, t: s.mutes.remove(t, "ticker", "IBM"), False),
    "mutes.active": (lambda s, t: s.mutes.active(t), ()),
    "watches.members": (lambda s, t: s.watches.members(t, "U1", ""), Members()),
    "watches.lists": (lambda s, t: s.watches.lists(t, ["U1"]), ()),
    "watches.change": (
        lambda s, t: s.watches.change(t, "U1", "", add=Members(("IBM",))),
        Changed(Members(("IBM",)), Members(), 1),
    ),
    "holdings.portfolios": (lambda s, t: s.holdings.portfolios(t, ["U1"]), ()),
    "holdings.of": (lambda s, t: s.holdings.of(t, "U1", ""), ()),
    "holdings.put": (lambda s, t: s.holdings.put(t, "U1", "", [Holding("F")], replace=True), ()),
    "holdings.remove": (lambda s, t: s.holdings.remove(t, "U1", "", ["IBM"]), ()),
    "holdings.clear": (lambda s, t: s.holdings.clear(t, "U1", ""), ()),
    "watches.clear": (lambda s, t: s.watches.clear(t, "U1", ""), Members()),
    "feedback.put": (lambda s, t: s.feedback.put(t, "c1", "U1", False), None),
    "feedback.counts": (lambda s, t: s.feedback.counts(t, "c1"), (0, 0)),
    "schedules.add": (lambda s, t: s.schedules.add(schedule(t, "s9")), None),
    "schedules.get": (lambda s, t: s.schedules.get(t, "s1"), None),
    "schedules.list": (lambda s, t: s.schedules.list(t), ()),
    "schedules.claim": (
        lambda s, t: s.schedules.claim([Claim(schedule(t), [slot(5)], {}, FAR, None)]),
        [],
    ),
    "schedules.replan": (lambda s, t: s.schedules.replan(schedule(t), LONG_AGO, LONG_AGO), False),
    "schedules.pause": (lambda s, t: s.schedules.pause(t, "s1", "theirs"), False),
    "schedules.resume": (lambda s, t: s.schedules.resume(t, "s2", FAR, None), False),
    "schedules.delete": (lambda s, t: s.schedules.delete(t, "s1"), False),
    "slots.get": (lambda s, t: s.slots.get(t, "s1", AT), None),
    "slots.list": (lambda s, t: s.slots.list(t, "s1"), ()),
    "slots.covered_until": (lambda s, t: s.slots.covered_until(t, "s1", FAR), None),
    "slots.begin": (lambda s, t: s.slots.begin(t, "s1", AT), None),
    "slots.end": (lambda s, t: s.slots.end(t, "s1", AT, "posted"), False),
    "slots.reopen": (lambda s, t: s.slots.reopen(t, "s1", LONG_AGO), None),
    "installations.save": (lambda s, t: s.installations.save(t, b"other"), None),
    "installations.find": (lambda s, t: s.installations.find(t), None),
    "feeds.put": (lambda s, t: s.feeds.put(feed(t, "https://other.example/")), ...),
    "feeds.remove": (lambda s, t: s.feeds.remove(t, "wire"), False),
    "feeds.enable": (lambda s, t: s.feeds.enable(t, on=False), 0),
    "feeds.get": (lambda s, t: s.feeds.get(t, "wire"), None),
    "feeds.list": (lambda s, t: s.feeds.list(t), ()),
    "feeds.renew": (lambda s, t: s.feeds.renew(feed(t), 60, FAR), False),
    "feeds.succeeded": (lambda s, t: s.feeds.succeeded(feed(t), FAR, next_poll_at=FAR), False),
    "feeds.failed": (lambda s, t: s.feeds.failed(feed(t), "theirs", next_poll_at=FAR), False),
    "feed_items.known": (lambda s, t: s.feed_items.known(t, "wire", ["k1"]), frozenset()),
    "feed_items.record": (lambda s, t: s.feed_items.record(t, "wire", [FOUND], now=FAR, attempts=3), 1),
    "feed_items.item": (lambda s, t: s.feed_items.item(t, "wire", "k1"), None),
    "feed_items.settle": (lambda s, t: s.feed_items.settle(t, "wire", "k1", "done"), False),
    "feed_items.counts": (lambda s, t: s.feed_items.counts(t, "wire"), {}),
    "alerts.add": (lambda s, t: s.alerts.add(alert(t)), True),
    "alerts.get": (lambda s, t: s.alerts.get(t, "al1"), None),
    "alerts.list": (lambda s, t: s.alerts.list(t), []),
    "alerts.count": (lambda s, t: s.alerts.count(t), 0),
    "alerts.set_state": (lambda s, t: s.alerts.set_state(t, "al1", "paused"), False),
    "alerts.pause": (lambda s, t: s.alerts.pause(t, "al1", "theirs"), False),
    "alerts.claim": (raise_it, 0),
    "alerts.firing": (lambda s, t: s.alerts.firing(t, "al1", "s:1"), None),
    "alerts.firings": (lambda s, t: s.alerts.firings(t, "al1", LONG_AGO), []),
    "alerts.settle": (lambda s, t: s.alerts.settle(t, "al1", ["s:1"], "posted"), 0),
    "installations.delete": (lambda s, t: s.installations.delete(t), 0),
}


def methods(store: Store) -> dict[str, inspect.Signature]:
    found = {}
    for family, instance in vars(store).items():
        if isinstance(instance, Family):
            for name, method in inspect.getmembers(instance, callable):
                if not name.startswith("_"):
                    found[f"{family}.{name}"] = inspect.signature(method)
    return found


@pytest.fixture
async def shared(shared_database_url: str, clock: FakeClock) -> AsyncIterator[Store]:
    database = Database(shared_database_url)
    yield Store(database, clock)
    await database.close()


async def test_every_method_is_covered(store: Store) -> None:
    found = methods(store)
    assert set(found) == set(CALLS) | GLOBAL
    of_a_team = {name for name, signature in found.items() if OWNED & set(signature.parameters)}
    assert of_a_team == set(CALLS)


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_strangers_neither_see_nor_change_our_rows(shared: Store, name: str) -> None:
    store = shared
    call, expected = CALLS[name]
    ours = Team(f"T-{name}"[:32], f"E-{name}"[:32])
    await seed(store, ours)
    before = await everything(store, ours)
    empty = {name for name, rows in before.items() if not rows}
    assert empty == UNUSED, "the seed has a row in every table of a team"
    for stranger in strangers(ours):
        answer = await call(store, stranger)
        assert expected is ... or answer == expected
        if expected is ...:
            assert answer.team == stranger
            made_at = answer.added_at if isinstance(answer, Feed) else answer.created_at
            assert made_at == store.jobs._clock()
    assert await everything(store, ours) == before
    # The same call changes or shows our row, so it was the team that kept it apart.
    assert await call(store, ours) != expected or await everything(store, ours) != before


async def test_a_brief_cannot_hang_on_another_teams_article(store: Store) -> None:
    await seed(store, Team("T1"))
    with pytest.raises(Exception, match="refused"):
        await store.briefs.put(Team("T2"), ARTICLE.content_hash, "vader", BRIEF)


async def test_pruning_takes_the_old_of_all_teams_and_nothing_else(store: Store) -> None:
    await seed(store, Team("T1"))
    await seed(store, Team("T2"))
    assert set((await store.prune()).values()) == {0}
    assert (await store.prune(utc_now() + timedelta(days=400)))["event_keys"] == 2
