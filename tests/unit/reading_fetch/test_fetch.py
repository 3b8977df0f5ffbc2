from __future__ import annotations

import asyncio
import gzip
import time
from email.utils import formatdate

import pytest

from bot.errors import DeskwireError
from bot.reading.fetch import Fetched
from bot.reading.politeness import PER_HOST
from tests.unit.reading_fetch.conftest import MakeFetcher, Waits
from tests.unit.reading_fetch.servers import CountingNetwork, Exchange, Names, always, page

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


async def refused(fetching) -> DeskwireError:
    with pytest.raises(DeskwireError) as caught:
        await fetching
    message = caught.value.message
    assert message.endswith(".") and "\n" not in message and len(message) < 160
    return caught.value


async def test_a_page(make_fetcher: MakeFetcher, serve) -> None:
    headers = ['ETag: "v1"', "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT"]
    server = await serve(always(page(), headers=headers, kind='Text/HTML; Charset="UTF-8"'))
    got = await make_fetcher(server, user_agent="Deskwire/0.1 (+test)").fetch(
        server.url("/a?utm_source=x&id=1#top")
    )
    assert got.body == page() and got.status == 200 and not got.not_modified
    assert (got.content_type, got.charset) == ("text/html", "utf-8")
    assert (got.etag, got.last_modified) == ('"v1"', "Mon, 02 Nov 2026 10:00:00 GMT")
    assert got.url == server.url("/a?utm_source=x&id=1")
    sent = server.requests[0]
    assert sent.target == "/a?utm_source=x&id=1"
    assert sent.headers["host"] == f"127.0.0.1:{server.port}"
    assert sent.headers["user-agent"] == "Deskwire/0.1 (+test)"
    assert sent.headers["accept-encoding"] == "gzip" and sent.headers["connection"] == "close"
    assert "cookie" not in sent.headers and "referer" not in sent.headers


async def test_the_environment_has_no_say(make_fetcher: MakeFetcher, serve, monkeypatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server = await serve(always(page()))
    assert (await make_fetcher(server).fetch(server.url())).status == 200


@pytest.mark.parametrize("user_agent", ["", "a\r\nX-Injected: 1", "ü", " a"])
def test_a_user_agent_that_no_header_may_carry_is_a_wrong_setting(
    make_fetcher: MakeFetcher, user_agent: str
) -> None:
    with pytest.raises(DeskwireError, match=r"fetch\.user_agent"):
        make_fetcher(user_agent=user_agent)


async def test_characters_that_parsers_dispute_arrive_as_given(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(always(page()))
    await make_fetcher(server).fetch(server.url("/a|b/[c]?q=[1]&x=a'b&y=%zz&z=ü"))
    assert server.targets == ["/a|b/[c]?q=[1]&x=a%27b&y=%zz&z=%C3%BC"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("404 Not Found", "not_found"),
        ("410 Gone", "not_found"),
        ("401 Unauthorized", "denied"),
        ("402 Pay", "denied"),
        ("403 Forbidden", "denied"),
        ("451 Legal", "denied"),
        ("400 Bad", "denied"),
        ("418 Teapot", "denied"),
        ("500 Oops", "unavailable"),
        ("502 Bad", "unavailable"),
        ("503 Busy", "unavailable"),
        ("501 No", "unavailable"),
        ("429 Slow", "rate_limited"),
        ("408 Late", "unavailable"),
        ("304 Not Modified", "unavailable"),
        ("300 Choices", "unavailable"),
        ("600 What", "unavailable"),
    ],
)
async def test_statuses(make_fetcher: MakeFetcher, serve, status: str, code: str) -> None:
    server = await serve(always(b"" if status[0] == "3" else page(), status))
    assert (await refused(make_fetcher(server).fetch(server.url()))).code == code


async def test_passing_failures_are_tried_again(make_fetcher: MakeFetcher, serve, waits: Waits) -> None:
    async def handler(exchange: Exchange) -> None:
        if len(server.requests) == 1:
            await exchange.answer(status="503 Busy")
        elif len(server.requests) == 2:
            exchange.writer.transport.abort()
        else:
            await exchange.answer(page())

    server = await serve(handler)
    assert (await make_fetcher(server, retries=2).fetch(server.url())).status == 200
    assert len(server.requests) == 3
    assert 0.25 <= waits.seconds[0] <= 0.75 and 0.5 <= waits.seconds[1] <= 1.5


async def test_lasting_failures_are_not(make_fetcher: MakeFetcher, serve, waits: Waits) -> None:
    server = await serve(always(b"", "404 Not Found"))
    await refused(make_fetcher(server, retries=5).fetch(server.url()))
    assert len(server.requests) == 1 and waits.seconds == []


async def test_retries_end(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(always(b"", "500 Oops"))
    error = await refused(make_fetcher(server, retries=1).fetch(server.url()))
    assert error.code == "unavailable" and len(server.requests) == 2


async def test_retry_after_is_honoured_when_there_is_time(
    make_fetcher: MakeFetcher, serve, waits: Waits
) -> None:
    async def handler(exchange: Exchange) -> None:
        if len(server.requests) == 1:
            await exchange.answer(status="429 Slow", headers=["Retry-After: 3"])
        else:
            await exchange.answer(page())

    server = await serve(handler)
    assert (await make_fetcher(server).fetch(server.url())).status == 200
    assert waits.seconds == [3.0]


@pytest.mark.parametrize("as_date", [False, True])
async def test_retry_after_beyond_the_time_is_told(
    make_fetcher: MakeFetcher, serve, waits: Waits, as_date: bool
) -> None:
    value = formatdate(1_700_000_600, usegmt=True) if as_date else "600"
    server = await serve(always(b"", "429 Slow", [f"Retry-After: {value}"]))
    error = await refused(make_fetcher(server, now=lambda: 1_700_000_000.0).fetch(server.url()))
    assert (error.code, error.retry_after) == ("rate_limited", 600.0)
    assert "10 minutes" in error.message
    assert waits.seconds == [] and len(server.requests) == 1


@pytest.mark.parametrize("value", ["soon", "-5", "1e9", "Mon, 99 Foo", "", "9" * 400, "٣"])
async def test_a_senseless_retry_after_does_no_harm(make_fetcher: MakeFetcher, serve, value: str) -> None:
    server = await serve(always(b"", "429 Slow", [f"Retry-After: {value}".encode().decode("latin-1")]))
    assert (await refused(make_fetcher(server).fetch(server.url()))).code == "rate_limited"


async def test_nobody_listens(make_fetcher: MakeFetcher) -> None:
    network = CountingNetwork()
    fetcher = make_fetcher(network=network, resolver=Names({"news.example": ["93.184.216.34"]}), retries=2)
    assert (await refused(fetcher.fetch("https://news.example/"))).code == "unavailable"
    assert len(network.opened) == 3


async def test_an_unknown_name(make_fetcher: MakeFetcher) -> None:
    error = await refused(make_fetcher(resolver=Names({})).fetch("https://nowhere.example/"))
    assert error.code == "unavailable" and "nowhere.example" in error.message


# Redirects


async def test_redirects_are_followed_and_the_last_address_is_told(make_fetcher: MakeFetcher, serve) -> None:
    steps = {
        "/1": ("301 Moved", "/2"),
        "/2": ("302 Found", "3?a=1"),
        "/3?a=1": ("303 See", "//127.0.0.1:{}/4#x"),
        "/4": ("307 Temp", "http://127.0.0.1:{}/5"),
        "/5": ("308 Perm", "/ü"),
    }

    async def handler(exchange: Exchange) -> None:
        if exchange.target in steps:
            status, location = steps[exchange.target]
            await exchange.redirect(location.format(server.port).encode().decode("latin-1"), status)
        else:
            await exchange.answer(page())

    server = await serve(handler)
    got = await make_fetcher(server).fetch(server.url("/1"))
    assert got.url == server.url("/%C3%BC")
    assert server.targets == ["/1", "/2", "/3?a=1", "/4", "/5", "/%C3%BC"]


async def test_too_many_redirects(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.redirect(f"/{len(server.requests)}")

    server = await serve(handler)
    assert (await refused(make_fetcher(server, max_redirects=3).fetch(server.url()))).code == "unavailable"
    assert len(server.requests) == 4


async def test_redirects_can_be_switched_off(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(lambda exchange: exchange.redirect("/x"))
    await refused(make_fetcher(server, max_redirects=0).fetch(server.url()))
    assert len(server.requests) == 1


async def test_a_circle(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.redirect("/b" if exchange.target == "/a" else "/a")

    server = await serve(handler)
    error = await refused(make_fetcher(server, max_redirects=20).fetch(server.url("/a")))
    assert "circle" in error.message and server.targets == ["/a", "/b"]


async def test_a_redirect_to_nowhere(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(lambda exchange: exchange.answer(status="302 Found"))
    assert (await refused(make_fetcher(server).fetch(server.url()))).code == "unavailable"


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://h/x",
        "javascript:1",
        "http://",
        "http://u:p@127.0.0.1/",
        "data:text/html,x",
        "http://" + "a" * 3000 + ".example/",
    ],
)
async def test_a_redirect_to_what_is_no_web_address(make_fetcher: MakeFetcher, serve, location: str) -> None:
    server = await serve(lambda exchange: exchange.redirect(location))
    assert (await refused(make_fetcher(server).fetch(server.url()))).code == "forbidden_address"
    assert len(server.requests) == 1


# Cookies


async def test_a_cookie_wall_is_passed_and_nothing_is_kept(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        if "seen=1" in exchange.headers.get("cookie", ""):
            await exchange.answer(page())
        else:
            await exchange.redirect(
                "/a",
                headers=["Set-Cookie: seen=1; Path=/; HttpOnly", "Set-Cookie: b=2", "Set-Cookie: bad name=3"],
            )

    server = await serve(handler)
    fetcher = make_fetcher(server)
    for _ in range(2):
        assert (await fetcher.fetch(server.url("/a"))).status == 200
    assert [request.headers.get("cookie") for request in server.requests] == [None, "seen=1; b=2"] * 2


async def test_cookies_do_not_leave_their_origin(make_fetcher: MakeFetcher, serve) -> None:
    other = await serve(lambda exchange: exchange.redirect(first.url("/back")))

    async def handler(exchange: Exchange) -> None:
        if exchange.target == "/back":
            await exchange.answer(page())
        else:
            await exchange.redirect(
                other.url("/"), headers=["Set-Cookie: secret=1; Domain=127.0.0.1", "Set-Cookie: gone=1"]
            )

    first = await serve(handler)
    await make_fetcher(first, other).fetch(first.url("/"))
    assert "cookie" not in other.requests[0].headers
    assert first.requests[1].headers["cookie"] == "secret=1; gone=1"


async def test_endless_new_cookies_do_not_make_an_endless_fetch(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.redirect("/", headers=[f"Set-Cookie: c{len(server.requests)}=1"])

    server = await serve(handler)
    await refused(make_fetcher(server, max_redirects=5).fetch(server.url()))
    assert len(server.requests) == 6


# Conditional requests


async def test_not_modified(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        if exchange.headers.get("if-none-match") == '"v1"':
            await exchange.send(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')
        else:
            await exchange.answer(page(), headers=['ETag: "v1"'])

    server = await serve(handler)
    fetcher = make_fetcher(server)
    first = await fetcher.fetch(server.url())
    again = await fetcher.fetch(server.url(), etag=first.etag, last_modified="Mon, 02 Nov 2026 10:00:00 GMT")
    assert again.not_modified and again.body == b"" and again.etag == '"v1"' and again.status == 304
    assert server.requests[1].headers["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert (await fetcher.fetch(server.url(), etag='"v0"')).body == page()


@pytest.mark.parametrize("etag", ['"a\r\nX-Injected: 1"', '"ü"', "x" * 600, ""])
async def test_a_validator_that_no_header_may_carry_is_left_out(
    make_fetcher: MakeFetcher, serve, etag: str
) -> None:
    server = await serve(always(page()))
    assert (await make_fetcher(server).fetch(server.url(), etag=etag)).status == 200
    assert not {"if-none-match", "x-injected"} & set(server.requests[0].headers)


# Types


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/html", page(), "text/html"),
        ("application/xhtml+xml", page(), "application/xhtml+xml"),
        ("text/plain", b"Halden Freight rose.", "text/plain"),
        ("application/pdf", PDF, "application/pdf"),
        ("application/x-pdf", PDF, "application/pdf"),
        ("", page(), "text/html"),
        ("", PDF, "application/pdf"),
        ("", b"Halden Freight rose.", "text/plain"),
        ("application/octet-stream", PDF, "application/pdf"),
        ("application/octet-stream", page(), "text/html"),
        ("text/html", PDF, "application/pdf"),
        ("text/plain", page(), "text/html"),
        ("application/pdf", page(), "text/html"),
        ("nonsense", page(), "text/html"),
        ("application/octet-stream", b"\n" + b"x" * 300 + PDF, "application/pdf"),
        ("text/html", b"\xef\xbb\xbf" + page(), "text/html"),
        ("text/html", "\ufeff<html><p>über</p></html>".encode("utf-16-le"), "text/html"),
        ("application/xml", b'<?xml version="1.0"?><html xmlns="x"><p>a</p></html>', "text/html"),
        ("text/html", b"", "text/html"),
        ('text/html; charset="', page(), "text/html"),
        ("text/html", b"just words", "text/html"),
    ],
)
async def test_what_a_body_really_is(
    make_fetcher: MakeFetcher, serve, kind: str, body: bytes, expected: str
) -> None:
    server = await serve(always(body, kind=kind))
    got = await make_fetcher(server).fetch(server.url())
    assert (got.content_type, got.body) == (expected, body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("text/html", b"\x89PNG\r\n\x1a\n0000"),
        ("text/html", b"PK\x03\x04zip"),
        ("text/plain", b"a\x00b\x00c"),
        ("application/octet-stream", b"MZ\x90\x00"),
        ("application/json", b"{}"),
        ("application/octet-stream", b"words"),
        ("", b"\xff\xd8\xff\xe0"),
        ("video/mp4", b"x"),
        ("application/pdf", b"none"),
        ("application/rss+xml", b"<rss/>"),
        ("text/xml", b"<data/>"),
        ("", b""),
        ("application/zip", page()),
        ("text/html", b"\x1f\x8b\x08\x00"),
    ],
)
async def test_what_is_neither_page_nor_pdf(make_fetcher: MakeFetcher, serve, kind: str, body: bytes) -> None:
    server = await serve(always(body, kind=kind))
    assert (await refused(make_fetcher(server).fetch(server.url()))).code == "unsupported_type"


async def test_an_unwanted_type_is_not_even_received(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
        await asyncio.sleep(30)

    server = await serve(handler)
    began = time.monotonic()
    assert (await refused(make_fetcher(server).fetch(server.url()))).code == "unsupported_type"
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/rss+xml", b"<rss/>", "application/rss+xml"),
        ("text/xml", b"<feed/>", "text/xml"),
        ("text/html", b'<?xml version="1.0"?><rss></rss>', "application/xml"),
        ("", b"<feed></feed>", "application/xml"),
        ("application/octet-stream", b"<rss></rss>", "application/xml"),
        ("text/html", page(), "text/html"),
    ],
)
async def test_feeds_when_feeds_are_wanted(
    make_fetcher: MakeFetcher, serve, kind: str, body: bytes, expected: str
) -> None:
    server = await serve(always(body, kind=kind))
    assert (await make_fetcher(server).fetch(server.url(), accept="feed")).content_type == expected


# Politeness, breaker, metrics


async def test_so_many_at_once_and_no_more(make_fetcher: MakeFetcher, serve) -> None:
    at_once: list[int] = []
    running = 0

    async def handler(exchange: Exchange) -> None:
        nonlocal running
        running += 1
        at_once.append(running)
        await asyncio.sleep(0.02)
        running -= 1
        await exchange.answer(page())

    server = await serve(handler)
    fetcher = make_fetcher(server)
    await asyncio.gather(*(fetcher.fetch(server.url(f"/{n}")) for n in range(8)))
    assert max(at_once) == PER_HOST and len(at_once) == 8


async def test_too_many_pages_of_one_site(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(always(page()))
    fetcher = make_fetcher(server, requests_per_minute_per_host=2, timeout_s=0.3)
    for _ in range(2):
        await fetcher.fetch(server.url())
    error = await refused(fetcher.fetch(server.url()))
    assert (error.code, error.retry_after) == ("rate_limited", 30.0)
    assert len(server.requests) == 2


class Breaker:
    def __init__(self, pause: float | None = None) -> None:
        self.pause = pause
        self.record_of: list[tuple[str, bool]] = []

    async def wait(self, host: str) -> float | None:
        return self.pause

    async def record(self, host: str, ok: bool) -> None:
        self.record_of.append((host, ok))


async def test_an_open_breaker_asks_nothing(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(always(page()))
    error = await refused(make_fetcher(server, breaker=Breaker(90.0)).fetch(server.url()))
    assert (error.code, error.retry_after, server.connections) == ("unavailable", 90.0, 0)


@pytest.mark.parametrize(
    ("status", "expected"),
    [("200 OK", [True]), ("404 No", []), ("429 Slow", []), ("500 Oops", [False, False])],
)
async def test_the_breaker_hears_of_the_host(
    make_fetcher: MakeFetcher, serve, status: str, expected: list[bool]
) -> None:
    server = await serve(always(page(), status))
    breaker = Breaker()
    try:
        await make_fetcher(server, breaker=breaker, retries=1).fetch(server.url())
    except DeskwireError:
        assert status != "200 OK"
    assert breaker.record_of == [("127.0.0.1", ok) for ok in expected]


async def test_every_fetch_is_told_once(make_fetcher: MakeFetcher, serve) -> None:
    seen: list[Fetched] = []
    server = await serve(lambda e: e.answer(page()) if e.target == "/a" else e.answer(status="404 No"))
    fetcher = make_fetcher(server, observe=seen.append)
    await fetcher.fetch(server.url("/a"))
    await refused(fetcher.fetch(server.url("/b")))
    assert [(f.host, f.outcome, f.size) for f in seen] == [
        ("127.0.0.1", "ok", len(page())),
        ("127.0.0.1", "not_found", 0),
    ]
    assert all(f.seconds > 0 for f in seen)


async def test_compressed_pages(make_fetcher: MakeFetcher, serve) -> None:
    bodies = {
        "/one": gzip.compress(page()),
        "/two": gzip.compress(page()[:20]) + gzip.compress(page()[20:]),
        "/padded": gzip.compress(page()) + b"\x00" * 64,
    }

    async def handler(exchange: Exchange) -> None:
        await exchange.answer(bodies[exchange.target], headers=["Content-Encoding: GZip"])

    server = await serve(handler)
    fetcher = make_fetcher(server)
    for path in bodies:
        assert (await fetcher.fetch(server.url(path))).body == page()
