"""Every disguise of a forbidden address that we know, each as a link, as a name, and as a redirect.

Nothing here may open a connection to anything but the one public address that serves the redirects.
"""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from bot.errors import DeskwireError
from bot.reading.addresses import parse_ip, why_forbidden
from bot.reading.fetch import Page
from tests.unit.reading_fetch.conftest import MakeFetcher
from tests.unit.reading_fetch.servers import CountingNetwork, Exchange, Names, page

PUBLIC = "93.184.216.34"

LINKS = [
    # this machine, as people and programs write it
    "http://127.0.0.1/", "http://127.0.0.1:80/", "https://127.0.0.1/", "http://127.1/", "http://127.0.1/",
    "http://127.255.255.254/", "http://127.0.0.1./", "http://localhost/", "http://LOCALHOST/",
    "http://localhost./", "http://app.localhost/", "http://localhost.localdomain/", "http://0/",
    "http://0.0.0.0/", "http:127.0.0.1", "http:\\\\127.0.0.1\\x", "http://127.0.0.1\t/",
    "http://1\n27.0.0.1/", "http:////127.0.0.1/",
    # numbers in other bases, and digits of other scripts
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
    "http://017700000001/", "http://0x7f.1/", "http://127.0.0.0x1/", "http://①②⑦.⓪.⓪.①/",
    "http://１２７．０．０．１/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/", "http://127%2e0%2e0%2e1/",
    "http://0000000000177.0.0.1/", "http://0x0a.0x00.0x00.0x01/",
    # IPv6, plain and with an IPv4 address inside
    "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::1]/", "http://[2001:0:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[fe80::1]/", "http://[fec0::1]/",
    "http://[fc00::1]/", "http://[fd12:3456:789a::1]/", "http://[ff02::1]/", "http://[100::1]/",
    "http://[2001:db8::1]/", "http://[3fff::1]/", "http://[5f00::1]/", "http://[4000::1]/",
    "http://[::ffff:93.184.216.34]/",
    # private, shared, reserved
    "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.255/",
    "http://192.168.1.1/", "http://100.64.0.1/", "http://192.0.0.1/", "http://192.0.2.1/",
    "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://224.0.0.1/",
    "http://240.0.0.1/", "http://255.255.255.255/", "http://167772161/",
    # metadata services
    "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/", "http://[fd00:ec2::254]/", "http://[::ffff:169.254.169.254]/",
    "http://100.100.100.200/", "http://192.0.0.192/opc/v2/", "http://168.63.129.16/",
    "http://169.254.170.2/v2/credentials", "http://metadata.google.internal/", "http://metadata/",
    "http://metadata.tencentyun.com/", "http://[fd20:ce::254]/",
    # names of the inside, and odd ports
    "http://intranet/", "http://printer.local/", "http://db.internal/", "http://nas.lan/",
    "http://router.home.arpa/", f"http://{PUBLIC}:22/", f"http://{PUBLIC}:25/", f"http://{PUBLIC}:8080/",
    f"https://{PUBLIC}:6379/", "http://news.example:9200/", "http://news.example:0/",
    # an address behind a name and a password
    "http://news.example@127.0.0.1/", "http://news.example:80@127.0.0.1/",
    "http://127.0.0.1:80@news.example/", "http://news.example%2f@127.0.0.1/",
    # other schemes
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/",
    "ws://127.0.0.1/",
]  # fmt: skip

# What a name may resolve to; each answer alone, and behind a public one.
ANSWERS = [
    "127.0.0.1", "0.0.0.0", "10.0.0.5", "172.20.1.1", "192.168.0.10", "169.254.169.254", "100.100.100.200",
    "168.63.129.16", "100.127.0.1", "198.19.0.1", "224.0.0.251", "255.255.255.255", "::1", "::",
    "::ffff:10.0.0.5", "64:ff9b::10.0.0.5", "64:ff9b:1::1", "2002:a00:5::1", "2001::1", "fd00:ec2::254",
    "fe80::1%eth0", "fec0::5", "ff02::fb", "::7f00:1", "::ffff:0:7f00:1", "not an address",
]  # fmt: skip


def names(**more: list[str]) -> Names:
    return Names({"news.example": [PUBLIC], **more})


def forbidden(network: CountingNetwork) -> list[tuple[str, int]]:
    def is_bad(host: str) -> bool:
        ip = parse_ip(host)
        return ip is None or why_forbidden(ip) is not None

    return [(host, port) for host, port in network.opened if is_bad(host) or port not in (80, 443)]


def test_the_lists_are_long_enough_and_have_no_doubles() -> None:
    assert len(LINKS) == len(set(LINKS)) >= 100
    assert len(ANSWERS) == len(set(ANSWERS)) >= 25


async def code_of(fetching: Awaitable[Page]) -> str:
    try:
        await fetching
    except DeskwireError as error:
        return error.code
    return "fetched"


async def test_hostile_links_open_nothing(make_fetcher: MakeFetcher) -> None:
    network = CountingNetwork()
    # Whoever resolves where nothing ought to be resolved gets the machine itself.
    resolver = Names({"news.example": [PUBLIC], "localhost": ["127.0.0.1"], "127.0.0.1": ["127.0.0.1"]})
    fetcher = make_fetcher(network=network, resolver=resolver)
    codes = {link: await code_of(fetcher.fetch(link)) for link in LINKS}
    assert {link: code for link, code in codes.items() if code not in ("forbidden_address", "bad_url")} == {}
    assert network.opened == [] and resolver.asked == []


async def test_names_that_lead_inside_open_nothing(make_fetcher: MakeFetcher) -> None:
    network = CountingNetwork()
    for before in ([], [PUBLIC]):
        resolver = Names({f"trap{n}.example": [*before, answer] for n, answer in enumerate(ANSWERS)})
        fetcher = make_fetcher(network=network, resolver=resolver)
        codes = {name: await code_of(fetcher.fetch(f"https://{name}/story")) for name in resolver.table}
        assert set(codes.values()) == {"forbidden_address"}, codes
    assert network.opened == []


async def test_redirects_to_hostile_links_open_nothing_more(make_fetcher: MakeFetcher, serve) -> None:
    # As a redirect from an http page this one is a path on the same site (WHATWG, "special relative").
    links = [link for link in LINKS if link != "http:127.0.0.1"]

    async def handler(exchange: Exchange) -> None:
        link = links[int(exchange.target[1:])]
        await exchange.redirect(link.encode().decode("latin-1").replace("\n", "").replace("\t", ""))

    server = await serve(handler)
    network = CountingNetwork(to=server.port)
    fetcher = make_fetcher(network=network, resolver=names())
    codes: dict[str, str] = {}
    for n, link in enumerate(links):
        codes[link] = await code_of(fetcher.fetch(f"http://news.example/{n}"))
    assert {link: code for link, code in codes.items() if code != "forbidden_address"} == {}
    assert network.opened == [(PUBLIC, 80)] * len(links)
    assert forbidden(network) == []


async def test_rebinding_gains_nothing(make_fetcher: MakeFetcher, serve) -> None:
    """Public at first, private from then on: what is connected to is the answer that was checked."""

    async def handler(exchange: Exchange) -> None:
        await exchange.answer(page())

    server = await serve(handler)
    network = CountingNetwork(to=server.port)
    resolver = Names({"trap.example": [[PUBLIC], ["127.0.0.1"]]})
    fetcher = make_fetcher(network=network, resolver=resolver)
    assert (await fetcher.fetch("http://trap.example/")).status == 200
    assert resolver.asked == ["trap.example"]
    with pytest.raises(DeskwireError) as caught:
        await fetcher.fetch("http://trap.example/")
    assert caught.value.code == "forbidden_address"
    assert network.opened == [(PUBLIC, 80)]


async def test_rebinding_between_redirects_gains_nothing(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.redirect(f"/{len(server.requests)}")

    server = await serve(handler)
    network = CountingNetwork(to=server.port)
    resolver = Names({"trap.example": [[PUBLIC], [PUBLIC], ["169.254.169.254"]]})
    with pytest.raises(DeskwireError) as caught:
        await make_fetcher(network=network, resolver=resolver).fetch("http://trap.example/")
    assert caught.value.code == "forbidden_address"
    assert network.opened == [(PUBLIC, 80), (PUBLIC, 80)]


async def test_robots_txt_cannot_lead_inside_either(make_fetcher: MakeFetcher, serve) -> None:
    async def handler(exchange: Exchange) -> None:
        if exchange.target == "/robots.txt":
            await exchange.redirect("http://169.254.169.254/latest/meta-data/")
        else:
            await exchange.answer(page())

    server = await serve(handler)
    network = CountingNetwork(to=server.port)
    fetcher = make_fetcher(network=network, resolver=names(), robots="respect")
    assert (await fetcher.fetch("http://news.example/a")).status == 200
    assert set(network.opened) == {(PUBLIC, 80)}


async def test_retries_resolve_and_check_again(make_fetcher: MakeFetcher) -> None:
    network = CountingNetwork()
    resolver = Names({"trap.example": [[PUBLIC], ["10.0.0.1"]]})
    with pytest.raises(DeskwireError) as caught:
        await make_fetcher(network=network, resolver=resolver).fetch("http://trap.example/")
    assert caught.value.code == "forbidden_address"
    assert network.opened == [(PUBLIC, 80)]
