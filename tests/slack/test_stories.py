"""One story, one card a channel: second links, what follows in the thread, and mutes, through the whole bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.model import PUBLIC, Team
from bot.workspace import TEAM_ID, Message, Workspace
from tests.replay.site import Story, rss
from tests.slack.harness import Running, SharedPool, bot_environment, bot_settings, running, text_of

TEAM = Team(TEAM_ID)
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]

CLOSURE = (
    "Boeing to close its Halden paint plant and cut 900 jobs",
    "Boeing said on Monday that it would close its paint plant in Halden by June and cut 900 jobs there, because the"
    " cost of power for its ovens has doubled in a year. The planemaker expects a charge of 240 million dollars in the"
    " second quarter and wants to move the work to Everett.",
    "Unions in Halden called the closure a betrayal and promised a strike before Easter. Boeing had told the town in"
    " autumn that the plant was safe. The mayor of Halden, Ines Calder, said that nobody had warned her.",
)
AGAIN = (
    "Halden paint plant to shut as Boeing cuts 900 jobs",
    "Boeing will shut its Halden paint plant by June with the loss of 900 jobs, blaming power costs for the ovens that"
    " have doubled in a year. The planemaker will book a 240 million dollar charge in the second quarter, and moves the"
    " work to Everett.",
    "Unions in Halden spoke of a betrayal and announced a strike before Easter. The mayor of Halden, Ines Calder, said"
    " nobody had warned her, for Boeing had called the plant safe in autumn.",
)
CORRECTED = (
    f"CORRECTED: {CLOSURE[0]}",
    *(part.replace("240 million", "140 million") for part in CLOSURE[1:]),
)
ELSEWHERE = (
    "Nvidia opens a research centre in Bergen",
    "Nvidia opened a research centre for ocean models in Bergen on Monday and will hire sixty scientists there. The"
    " chipmaker called the harbour town a natural place to study currents. Its chief executive did not say how much"
    " the centre costs.",
    "The university of Bergen will share its ships with the centre. Nvidia has wanted to sell more to weather services"
    " since it lost an order to a rival in spring.",
)


@dataclass
class Press:
    """A site of two names, and so of two publishers: what stands at which path, and a feed."""

    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    feed: list[str] = field(default_factory=list)
    port: int = 0
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Press:
        app = web.Application()
        app.router.add_get("/feed", self._feed)
        app.router.add_get("/{slug}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def put(self, slug: str, told: tuple[str, ...], name: str, host: str = "127.0.0.1") -> str:
        """The address of an article of that publisher."""
        self.pages[slug], self.names[slug] = told, name
        return f"http://{host}:{self.port}/{slug}"

    async def _feed(self, request: web.Request) -> web.Response:
        at = datetime.now(UTC) - timedelta(minutes=2)
        told = [Story(slug, self.pages[slug][0], at, slug) for slug in self.feed]
        body = rss(f"http://{request.host}", told).replace(b"/news/", b"/")
        return web.Response(body=body, content_type="application/xml")

    async def _page(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"]
        if slug not in self.pages:
            return web.Response(status=404)
        title, *parts = self.pages[slug]
        at = (datetime.now(UTC) - timedelta(minutes=30)).isoformat()
        head = (
            f"<title>{escape(title)}</title><meta property='og:site_name' content='{escape(self.names[slug])}'>"
            f"<meta property='article:published_time' content='{at}'>"
        )
        body = "".join(f"<p>{escape(part)}</p>" for part in parts)
        told = f"<article><h1>{escape(title)}</h1>{body}</article>"
        page = f"<html lang='en'><head>{head}</head><body>{told}</body></html>"
        return web.Response(text=page, content_type="text/html")


@pytest_asyncio.fixture(loop_scope="session")
async def press() -> AsyncIterator[Press]:
    async with Press() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def bot(workspace: Workspace, pool: SharedPool, press: Press, tmp_path: Path) -> AsyncIterator[Running]:
    hosts = (workspace.address.removeprefix("http://"), f"127.0.0.1:{press.port}", f"localhost:{press.port}")
    settings = bot_settings(
        tmp_path, workspace, fetch={"allow": hosts}, sources={"edgar": False, "feeds": {}}
    )
    async with running(workspace, settings, bot_environment(workspace), pool) as started:
        yield started


async def card_of(bot: Running, url: str, channel: str = "#research") -> Message:
    asked = await bot.workspace.send_message("ben", channel, url)
    return await bot.answer(channel, asked.ts, says="advice")


def thread(bot: Running, card: Message, says: str) -> list[Message]:
    found = bot.workspace.messages("#research", card.thread_ts)
    return [each for each in found if each.bot_id and each.ts != card.ts and says in text_of(each)]


async def test_a_second_link_of_a_story_joins_its_card(bot: Running, press: Press) -> None:
    card = await card_of(bot, press.put("closure", CLOSURE, "Harbour Wire"))
    second = await bot.workspace.send_message(
        "ada", "#research", press.put("again", AGAIN, "Fjord Post", "localhost")
    )
    pointer = await bot.answer("#research", second.ts, says="same story")
    assert CLOSURE[0] in text_of(pointer) and "advice" not in text_of(pointer)
    await bot.until(lambda: "also from Fjord Post" in text_of(card))
    told = await bot.until(lambda: thread(bot, card, "Also from"))
    assert AGAIN[0] in text_of(told[0]) and "Fjord Post" in text_of(told[0]) and "<@" in text_of(told[0])
    # In another channel the story has no card yet.
    other = await card_of(bot, press.put("again", AGAIN, "Fjord Post", "localhost"), "#general")
    assert "also from Harbour Wire" in text_of(other)


async def test_whoever_wants_it_gets_a_card_of_its_own(bot: Running, press: Press) -> None:
    await card_of(bot, press.put("closure", CLOSURE, "Harbour Wire"))
    url = press.put("again", AGAIN, "Fjord Post", "localhost")
    second = await bot.workspace.send_message("ada", "#research", url)
    pointer = await bot.answer("#research", second.ts, says="same story")
    await bot.workspace.click("ada", pointer, "own_card")
    own = await bot.answer("#research", second.ts, says="advice")
    assert AGAIN[0] in text_of(own) and "also from Harbour Wire" in text_of(own)


async def test_two_links_of_a_story_in_one_message_get_one_card(bot: Running, press: Press) -> None:
    one, two = (
        press.put("closure", CLOSURE, "Harbour Wire"),
        press.put("again", AGAIN, "Fjord Post", "localhost"),
    )
    three = press.put("elsewhere", ELSEWHERE, "Fjord Post", "localhost")
    asked = await bot.workspace.send_message("ben", "#research", f"{one} {two} {three}")

    def settled() -> bool:
        said = [text_of(m) for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]
        cards = [text for text in said if "advice" in text]
        return len(cards) == 2 and any("same story" in text for text in said)

    await bot.until(settled)
    said = [text_of(m) for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]
    assert len(said) == 3 and sum("Bergen" in text for text in said) == 1
    await bot.until(
        lambda: [m for m in bot.workspace.messages("#research", asked.ts) if "also from" in text_of(m)]
    )


async def test_a_correction_from_a_source_is_told_under_the_card(bot: Running, press: Press) -> None:
    card = await card_of(bot, press.put("closure", CLOSURE, "Harbour Wire"))
    press.put("corrected", CORRECTED, "Harbour Wire")
    press.put("again", AGAIN, "Fjord Post", "localhost")
    press.feed = ["corrected", "again"]
    await bot.workspace.command(
        "ben", "#research", f"/news feeds add http://localhost:{press.port}/feed wire"
    )
    told = await bot.until(lambda: thread(bot, card, "CORRECTION"))
    assert len(told) == 1 and CORRECTED[0] in text_of(told[0])
    await bot.until(lambda: "UPDATE" in text_of(card) and "also from" in text_of(card))


@pytest.mark.parametrize("notice", ["CORRECTION", "RETRACTED"])
async def test_what_a_source_takes_back_at_the_same_address_is_told_too(
    bot: Running, press: Press, notice: str
) -> None:
    press.put("closure", CLOSURE, "Harbour Wire")
    press.feed = ["closure"]
    await bot.workspace.command(
        "ben", "#research", f"/news feeds add http://127.0.0.1:{press.port}/feed wire"
    )
    await read(bot, 1)
    card = await card_of(bot, f"http://127.0.0.1:{press.port}/closure")
    # The same link and id, minutes later: the archive's copy still counts as fresh.
    told = CORRECTED if notice == "CORRECTION" else (f"RETRACTED: {CLOSURE[0]}", *CLOSURE[1:])
    press.put("closure", told, "Harbour Wire")
    feed = await bot.app.store.feeds.get(TEAM, "wire")
    assert feed is not None
    # An address that changed is asked at the next tick; the items are known by their own marks.
    await bot.app.store.feeds.put(replace(feed, url=f"{feed.url}?now"))
    said = await bot.until(lambda: thread(bot, card, notice))
    assert told[0] in text_of(said[0])
    await bot.until(lambda: ("UPDATE" if notice == "CORRECTION" else "RETRACTED") in text_of(card))


async def read(bot: Running, count: int) -> None:
    """So many items of the source `wire` were read."""
    async with asyncio.timeout(60):
        while (await bot.app.store.feed_items.counts(TEAM, "wire")).get("done") != count:  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def test_a_withdrawn_article_marks_its_card(bot: Running, press: Press) -> None:
    card = await card_of(bot, press.put("closure", CLOSURE, "Harbour Wire"))
    press.put("gone", (f"RETRACTED: {CLOSURE[0]}", *CLOSURE[1:]), "Harbour Wire")
    press.feed = ["gone"]
    await bot.workspace.command(
        "ben", "#research", f"/news feeds add http://127.0.0.1:{press.port}/feed wire"
    )
    await bot.until(lambda: "RETRACTED" in text_of(card))
    assert "withdrawn" in text_of(card)
    told = await bot.until(lambda: thread(bot, card, "RETRACTED"))
    assert len(told) == 1


async def test_a_public_source_continues_what_a_team_pasted_before(bot: Running, press: Press) -> None:
    card = await card_of(bot, press.put("closure", CLOSURE, "Harbour Wire"))
    more = (
        "Boeing halts Halden closure after court order",
        "A court in Halden stopped Boeing on Tuesday from closing its paint plant there, because the unions had not"
        " been heard. The judge gave the planemaker until 14 May to answer; 900 jobs hang on it. Boeing said it would"
        " appeal and that the 240 million dollar charge might now fall into the third quarter.",
        "The unions in Halden called off the strike that they had announced for Easter. Court papers say that power"
        " costs for the ovens rose by 80 percent and not by 100.",
    )
    url = press.put("court", more, "Fjord Post", "localhost")
    newsroom, reader, analysing = (
        bot.app.desk.items._newsroom,
        bot.app.desk.items._reader,
        bot.app.desk.items._analysing,
    )
    reading = await reader.url(PUBLIC, url)
    item = await newsroom.take(PUBLIC, reading, await analysing.brief(PUBLIC, reading), feed="wire")
    told = await bot.until(lambda: thread(bot, card, "UPDATE"))
    assert more[0] in text_of(told[0])
    await bot.until(lambda: "also from Fjord Post" in text_of(card) and "UPDATE" in text_of(card))
    # The team's own story goes on under the id of the public one, and everybody reads it once.
    news = await bot.app.store.news.of_story(TEAM, item.story_id, also=PUBLIC)
    assert {each.team for each in news} == {TEAM, PUBLIC}
    await newsroom.take(PUBLIC, reading, await analysing.brief(PUBLIC, reading), feed="wire")
    again = await bot.workspace.send_message("ada", "#research", url)
    await bot.answer("#research", again.ts, says="a card in this channel")
    assert len(thread(bot, card, more[0])) == 1


async def test_a_muted_story_is_not_followed_until_it_is_unmuted(bot: Running, press: Press) -> None:
    card = await card_of(bot, press.put("closure", CLOSURE, "Harbour Wire"))
    await bot.workspace.click("ada", card, "mute_story")
    said = await bot.until(lambda: bot.workspace.ephemerals("#research", "ada"))
    assert "Muted" in text_of(said[-1]) and CLOSURE[0] in text_of(said[-1])
    press.put("corrected", CORRECTED, "Harbour Wire")
    press.feed = ["corrected"]
    await bot.workspace.command(
        "ben", "#research", f"/news feeds add http://127.0.0.1:{press.port}/feed wire"
    )
    # The card is kept right; nothing is posted.
    await bot.until(lambda: "UPDATE" in text_of(card))
    assert not thread(bot, card, "CORRECTION")
    listed = await ask(bot, "mute list")
    assert CLOSURE[0] in listed
    assert "No longer muted" in await ask(bot, "unmute story")
    assert "Nothing is muted" in await ask(bot, "mute list")


async def test_tickers_and_sources_are_muted_by_name(bot: Running, press: Press) -> None:
    await card_of(bot, press.put("closure", CLOSURE, "Harbour Wire"))
    assert "BA" in await ask(bot, "mute Boeing 2d")
    assert "harbour wire" in await ask(bot, "mute Harbour Wire 30m")
    assert "the story" in await ask(bot, "mute story 4h")
    active = await bot.app.store.mutes.active(TEAM)
    assert {(mute.kind, mute.subject) for mute in active if mute.kind != "story"} == {
        ("ticker", "BA"),
        ("source", "harbour wire"),
    }
    assert "everybody" in await ask(bot, "mute BA 4h everywhere")
    assert "Guests cannot" in await ask(bot, "mute BA 4h", user="guest")
    assert "source" in await ask(bot, "mute Qwzrtplk 4h")
    assert "30 days" in await ask(bot, "mute BA 90d")
    assert "No longer muted: BA" in await ask(bot, "unmute BA")


async def ask(bot: Running, text: str, user: str = "ben") -> str:
    """What the person who typed sees."""
    before = len(bot.workspace.ephemerals("#research", user))
    await bot.workspace.command(user, "#research", f"/news {text}")
    shown = await bot.until(lambda: bot.workspace.ephemerals("#research", user)[before:])
    return text_of(shown[-1])
