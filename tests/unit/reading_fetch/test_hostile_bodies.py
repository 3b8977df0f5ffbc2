"""Servers that drip, flood, lie and break off: each must end soon, with the right error and little memory."""

from __future__ import annotations

import asyncio
import gzip
import time
import tracemalloc
import zlib

import pytest

from bot.errors import DeskwireError
from bot.reading.body import Damaged, Inflater
from tests.unit.reading_fetch.conftest import MakeFetcher
from tests.unit.reading_fetch.servers import Exchange, Handler, always, bomb, page

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


async def code_of(fetching) -> str:
    with pytest.raises(DeskwireError) as caught:
        await fetching
    return caught.value.code


def raw(*parts: bytes, stay: bool = False) -> Handler:
    async def handler(exchange: Exchange) -> None:
        for part in parts:
            await exchange.send(part)
        if stay:
            await asyncio.sleep(30)

    return handler


def endless(head: bytes, part: bytes, pause: float = 0.0) -> Handler:
    async def handler(exchange: Exchange) -> None:
        await exchange.send(head)
        while True:
            await exchange.send(part)
            await asyncio.sleep(pause)

    return handler


BOMB = bomb(40_000_000)
GZIPPED = OK + b"Content-Encoding: gzip\r\n"


@pytest.mark.parametrize(
    ("handler", "code"),
    [
        pytest.param(endless(OK + b"\r\n", b"<p>more</p>" * 4_000), "too_large", id="endless body"),
        pytest.param(
            endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"2710\r\n" + b"x" * 10_000 + b"\r\n"),
            "too_large",
            id="endless chunks",
        ),
        pytest.param(always(b"<p>" + b"x" * 1_100_000), "too_large", id="large body"),
        pytest.param(
            raw(OK + b"Content-Length: 99999999999\r\n\r\n", page() + b"x" * 2_000, stay=True),
            "too_large",
            id="large by its own word",
        ),
        pytest.param(always(BOMB, headers=["Content-Encoding: gzip"]), "too_large", id="gzip bomb"),
        pytest.param(
            always(gzip.compress(BOMB), headers=["Content-Encoding: gzip"]),
            "unsupported_type",
            id="gzip in gzip",
        ),
        pytest.param(
            always(BOMB, headers=["Content-Encoding: gzip, gzip"]), "unsupported_type", id="gzip twice"
        ),
        pytest.param(
            always(BOMB, headers=["Content-Encoding: gzip", "Content-Encoding: gzip"]),
            "unsupported_type",
            id="gzip in two headers",
        ),
        pytest.param(always(b"\x1b\x00", headers=["Content-Encoding: br"]), "unsupported_type", id="brotli"),
        pytest.param(
            always(b"(\xb5/\xfd", headers=["Content-Encoding: zstd"]), "unsupported_type", id="zstd"
        ),
        pytest.param(
            always(zlib.compress(page()), headers=["Content-Encoding: deflate"]),
            "unsupported_type",
            id="deflate",
        ),
        pytest.param(
            always(page(), headers=["Content-Encoding: gzip"]), "unavailable", id="gzip that is none"
        ),
        pytest.param(
            always(gzip.compress(page())[:-12], headers=["Content-Encoding: gzip"]),
            "unavailable",
            id="gzip cut",
        ),
        pytest.param(
            always(gzip.compress(b"") * 5_000, headers=["Content-Encoding: gzip"]),
            "unavailable",
            id="thousands of empty members",
        ),
        pytest.param(
            endless(GZIPPED + b"\r\n\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03", b"n" * 50_000),
            "too_large",
            id="gzip with an endless name",
        ),
        pytest.param(
            raw(OK + b"Content-Length: 5000\r\n\r\n" + page()), "unavailable", id="closed before its length"
        ),
        pytest.param(
            raw(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345"), "unavailable", id="two lengths"
        ),
        pytest.param(raw(OK + b"Content-Length: -5\r\n\r\n12345"), "unavailable", id="negative length"),
        pytest.param(raw(OK + b"Content-Length: x\r\n\r\n12345"), "unavailable", id="length of letters"),
        pytest.param(
            raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n12\r\n"), "unavailable", id="wrong chunk size"
        ),
        pytest.param(
            raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n123456789\r\n0\r\n\r\n"),
            "unavailable",
            id="chunk longer than said",
        ),
        pytest.param(
            raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"),
            "unavailable",
            id="chunks without end",
        ),
        pytest.param(
            raw(OK + b"Transfer-Encoding: gzip\r\n\r\n12345"), "unavailable", id="unknown transfer coding"
        ),
        pytest.param(raw(b""), "unavailable", id="closed at once"),
        pytest.param(raw(b"HTTP/1.1 200"), "unavailable", id="closed in the first line"),
        pytest.param(raw(OK), "unavailable", id="closed in the headers"),
        pytest.param(raw(b"220 mail.example ESMTP\r\n"), "unavailable", id="another protocol"),
        pytest.param(raw(b"\x16\x03\x01\x00\xa5" * 20), "unavailable", id="binary noise"),
        pytest.param(raw(OK + b"X-Bad : 1\r\nX\x00Y: 2\r\n\r\n"), "unavailable", id="bad header"),
        pytest.param(
            raw(OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n" + page()), "unavailable", id="one long header"
        ),
        pytest.param(raw(OK + b"X: 1\r\n" * 20_000 + b"\r\n" + page()), "unavailable", id="many headers"),
        pytest.param(endless(OK, b"X-Flood: 1\r\n" * 1_000), "unavailable", id="endless headers"),
        pytest.param(
            endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500), "unavailable", id="endless interim answers"
        ),
        pytest.param(
            raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", stay=True),
            "unavailable",
            id="another protocol on request",
        ),
        pytest.param(
            endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 2_000),
            "unavailable",
            id="crumbs",
        ),
        pytest.param(endless(OK + b"\r\n", b"x", 0.02), "timeout", id="slow body"),
        pytest.param(endless(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n", 0.02), "timeout", id="slow headers"),
        pytest.param(raw(stay=True), "timeout", id="no answer"),
        pytest.param(
            raw(OK + b"Content-Length: 5000\r\n\r\n" + page(), stay=True), "timeout", id="half an answer"
        ),
    ],
)
async def test_hostile_answers(make_fetcher: MakeFetcher, serve, handler: Handler, code: str) -> None:
    server = await serve(handler)
    fetcher = make_fetcher(server, max_bytes=1_000_000, max_pdf_bytes=2_000_000, timeout_s=0.8, retries=0)
    began = time.monotonic()
    assert await code_of(fetcher.fetch(server.url())) == code
    assert time.monotonic() - began < 25


async def test_redirects_share_one_time(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        await asyncio.sleep(0.2)
        await exchange.redirect(f"/{len(server.requests)}")

    server = await serve(handler)
    assert (
        await code_of(make_fetcher(server, timeout_s=0.5, max_redirects=20).fetch(server.url())) == "timeout"
    )
    assert len(server.requests) < 10


async def test_a_body_shorter_than_what_is_sent_is_the_body(make_fetcher: MakeFetcher, serve) -> None:
    """Bytes after the declared end cannot become the answer to another request: connections serve one."""
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Type: text/html\r\n\r\nforged"
    server = await serve(raw(OK + b"Content-Length: 8\r\n\r\n<p>a</p>" + smuggled))
    fetcher = make_fetcher(server)
    for _ in range(2):
        assert (await fetcher.fetch(server.url())).body == b"<p>a</p>"
    assert server.connections == 2


async def test_a_body_without_length_ends_with_the_connection(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + page()))
    assert (await make_fetcher(server).fetch(server.url())).body == page()


async def test_a_pdf_has_a_limit_of_its_own(make_fetcher: MakeFetcher, serve) -> None:
    def limits(kind: str, body: bytes) -> tuple[str, bytes]:
        return kind, body

    cases = {
        "/fits": limits("application/pdf", b"%PDF-1.7\n" + b"x" * 5_000),
        "/lies": limits("text/html", b"%PDF-1.7\n" + b"x" * 5_000),
        "/large": limits("application/pdf", b"%PDF-1.7\n" + b"x" * 9_000),
        "/page": limits("application/pdf", page() + b"x" * 5_000),
    }

    async def handler(exchange: Exchange) -> None:
        kind, body = cases[exchange.target]
        await exchange.answer(body, kind=kind)

    server = await serve(handler)
    fetcher = make_fetcher(server, max_bytes=2_000, max_pdf_bytes=8_000)
    for path in ("/fits", "/lies"):
        assert (await fetcher.fetch(server.url(path))).content_type == "application/pdf"
    for path in ("/large", "/page"):
        assert await code_of(fetcher.fetch(server.url(path))) == "too_large"


async def test_the_limit_is_exact(make_fetcher: MakeFetcher, serve) -> None:
    body = b"<p>" + b"x" * 1_997
    server = await serve(always(body))
    assert (await make_fetcher(server, max_bytes=2_000).fetch(server.url())).body == body
    assert await code_of(make_fetcher(server, max_bytes=1_999).fetch(server.url())) == "too_large"


async def test_a_bomb_takes_little_memory_and_leaves_the_loop_its_turns(
    make_fetcher: MakeFetcher, serve
) -> None:
    server = await serve(always(bomb(80_000_000), headers=["Content-Encoding: gzip"]))
    fetcher = make_fetcher(server, max_bytes=8_000_000)
    turns = 0

    async def heartbeat() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beating = asyncio.create_task(heartbeat())
    tracemalloc.start()
    assert await code_of(fetcher.fetch(server.url())) == "too_large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    beating.cancel()
    assert peak < 30_000_000
    assert turns > 5


async def test_a_fetch_that_is_given_up_frees_its_place(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(lambda e: asyncio.sleep(30) if e.target == "/hang" else e.answer(page()))
    fetcher = make_fetcher(server)
    hanging = [asyncio.create_task(fetcher.fetch(server.url("/hang"))) for _ in range(2)]
    while server.connections < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    assert (await asyncio.wait_for(fetcher.fetch(server.url("/")), 2)).status == 200


@pytest.mark.parametrize("step", [1, 7, 1_000])
def test_inflating_does_not_depend_on_how_the_bytes_are_cut(step: int) -> None:
    text = page() * 50
    packed = gzip.compress(text[:900]) + gzip.compress(b"") + gzip.compress(text[900:])
    inflater = Inflater()
    out = b"".join(
        piece for at in range(0, len(packed), step) for piece in inflater.feed(packed[at : at + step])
    )
    inflater.finish()
    assert out == text


def test_inflating_comes_in_small_pieces() -> None:
    sizes = [len(piece) for piece in Inflater().feed(bomb(3_000_000))]
    assert max(sizes) <= Inflater.PIECE and sum(sizes) == 3_000_003


def test_a_wrong_checksum_is_damage() -> None:
    packed = bytearray(gzip.compress(page()))
    packed[-5] ^= 0xFF
    with pytest.raises(Damaged):
        list(Inflater().feed(bytes(packed)))
