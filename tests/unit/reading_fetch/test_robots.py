from __future__ import annotations

import time

import pytest

from bot.errors import DeskwireError
from tests.unit.reading_fetch.conftest import MakeFetcher
from tests.unit.reading_fetch.servers import Exchange, Handler, page

RULES = b"""User-agent: *
Disallow: /private
Allow: /private/open

User-agent: Deskwire
User-agent: OtherBot
Disallow: /nobots
Disallow: /*.pdf$
"""


def site(robots: bytes | None, status: str = "200 OK") -> Handler:
    async def handler(exchange: Exchange) -> None:
        if exchange.target == "/robots.txt":
            await exchange.answer(robots or b"", status, kind="text/plain")
        else:
            await exchange.answer(page())

    return handler


async def code_of(fetching) -> str:
    try:
        await fetching
    except DeskwireError as error:
        return error.code
    return "ok"


async def test_rules_for_us_and_for_everybody(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(site(RULES))
    fetcher = make_fetcher(server, robots="respect")
    expected = {
        "/": "ok",
        "/nobots/a": "robots",
        "/report.pdf": "robots",
        "/report.pdf?x=1": "ok",
        "/private": "ok",
    }
    assert {path: await code_of(fetcher.fetch(server.url(path))) for path in expected} == expected
    other = make_fetcher(server, robots="respect", user_agent="Reader/2.0")
    expected = {"/nobots/a": "ok", "/private/a": "robots", "/private/open": "ok"}
    assert {path: await code_of(other.fetch(server.url(path))) for path in expected} == expected


async def test_the_rules_are_read_once_an_hour(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(site(RULES))
    clock = [1000.0]
    fetcher = make_fetcher(server, robots="respect", clock=lambda: clock[0])
    for _ in range(3):
        await fetcher.fetch(server.url())
    assert server.targets.count("/robots.txt") == 1
    clock[0] += 3_601
    await fetcher.fetch(server.url())
    assert server.targets.count("/robots.txt") == 2


async def test_the_setting_ignore_asks_nothing(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(site(b"User-agent: *\nDisallow: /"))
    assert await code_of(make_fetcher(server, robots="ignore").fetch(server.url("/a"))) == "ok"
    assert server.targets == ["/a"]


@pytest.mark.parametrize(
    ("status", "person", "machine"),
    [
        ("404 No", "ok", "ok"),
        ("403 No", "ok", "ok"),
        ("410 Gone", "ok", "ok"),
        ("500 Oops", "ok", "robots"),
        ("503 Busy", "ok", "robots"),
        ("429 Slow", "ok", "robots"),
        ("204 Empty", "ok", "ok"),
    ],
)
async def test_where_there_are_no_rules(
    make_fetcher: MakeFetcher, serve, status: str, person: str, machine: str
) -> None:
    server = await serve(site(None, status))
    fetcher = make_fetcher(server, robots="respect")
    assert await code_of(fetcher.fetch(server.url("/a"))) == person
    assert await code_of(fetcher.fetch(server.url("/a"), automatic=True)) == machine
    # A failure is remembered for a while too.
    assert server.targets.count("/robots.txt") == 1


async def test_redirected_pages_follow_the_rules_of_every_site_on_the_way(
    make_fetcher: MakeFetcher, serve
) -> None:
    strict = await serve(site(b"User-agent: *\nDisallow: /"))
    first = await serve(
        lambda e: e.redirect(strict.url("/a")) if e.target == "/" else e.answer(status="404 No")
    )
    assert await code_of(make_fetcher(first, strict, robots="respect").fetch(first.url())) == "robots"
    assert strict.targets == ["/robots.txt"]


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: *\nDisallow: /" + b"*a" * 20_000 + b"b\n",
        b"".join(b"User-agent: bot%d\n" % n for n in range(12_000))
        + b"".join(b"Disallow: /%d\n" % n for n in range(12_000)),
        b"\xff\xfe\x00" * 9_000,
        b"<html>no rules here</html>",
        b"User-agent: *\nAllow: /\n" + b"# " + b"x" * 2_000_000,
        b"Disallow: /\n",
    ],
    ids=["wildcards", "names times rules", "noise", "a page", "two megabytes", "a rule for nobody"],
)
async def test_hostile_rules_cost_little(make_fetcher: MakeFetcher, serve, robots: bytes) -> None:
    server = await serve(site(robots))
    began = time.monotonic()
    assert await code_of(make_fetcher(server, robots="respect").fetch(server.url("/" + "a" * 1_000))) == "ok"
    assert time.monotonic() - began < 15


async def test_a_long_file_is_read_as_far_as_it_is_kept(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(site(b"User-agent: *\nDisallow: /a\n" + b"# x\n" * 200_000 + b"Disallow: /b\n"))
    fetcher = make_fetcher(server, robots="respect")
    assert [await code_of(fetcher.fetch(server.url(path))) for path in ("/a", "/b")] == ["robots", "ok"]


@pytest.mark.parametrize(
    "spelling", [b"user-agent : DeskWire # us", b"USERAGENT: deskwire", b"User agent deskwire"]
)
async def test_ways_to_name_us(make_fetcher: MakeFetcher, serve, spelling: bytes) -> None:
    server = await serve(site(spelling + b"\nDisallow: /\n"))
    assert await code_of(make_fetcher(server, robots="respect").fetch(server.url())) == "robots"


async def test_slow_rules_do_not_use_up_the_time_of_the_page(make_fetcher: MakeFetcher, serve) -> None:
    import asyncio

    async def handler(exchange: Exchange) -> None:
        if exchange.target == "/robots.txt":
            await asyncio.sleep(30)
        await exchange.answer(page())

    server = await serve(handler)
    assert await code_of(make_fetcher(server, robots="respect", timeout_s=1.0).fetch(server.url())) == "ok"
