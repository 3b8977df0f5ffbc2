from __future__ import annotations

import asyncio
import ipaddress
import socket

import httpcore
import pytest
from dnslib import AAAA, QTYPE, RR, A
from dnslib.server import BaseResolver, DNSServer
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import DeskwireError
from bot.reading.addresses import is_metadata, parse_ip, why_forbidden
from bot.reading.guard import AddressGuard, GuardedBackend, SystemResolver, parse_allow
from bot.reading.urls import parse_url
from tests.unit.reading_fetch.conftest import MakeFetcher
from tests.unit.reading_fetch.servers import CountingNetwork, Names, always, page

PUBLIC4, PUBLIC6 = "93.184.216.34", "2606:4700::1111"


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@example(ipaddress.ip_address("2001:4860:4860::8888"))
@example(ipaddress.ip_address("192.0.0.9"))
def test_the_table_forbids_at_least_what_python_calls_not_global(ip: ipaddress.IPv4Address) -> None:
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_link_local:
        nat64 = ip in ipaddress.ip_network("64:ff9b::/96")
        assert nat64 or why_forbidden(ip) is not None


@given(st.ip_addresses(v=4, network="198.51.0.0/16") | st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_address_gains_nothing(ip: ipaddress.IPv4Address) -> None:
    for prefix in ("::", "::ffff:", "::ffff:0:"):
        assert why_forbidden(ipaddress.ip_address(f"{prefix}{ip}")) is not None
    # Behind NAT64 every IPv4-only site has such an address: the one inside decides.
    assert why_forbidden(ipaddress.ip_address(f"64:ff9b::{ip}")) == why_forbidden(ip)


@pytest.mark.parametrize(
    "ip",
    [
        PUBLIC4,
        PUBLIC6,
        "1.1.1.1",
        "8.8.8.8",
        "172.32.0.1",
        "11.0.0.1",
        "2a00:1450::1",
        "100.128.0.1",
        "169.253.0.1",
        "64:ff9b::8.8.8.8",
        "223.255.255.255",
    ],
)
def test_the_public_web_is_open(ip: str) -> None:
    address = parse_ip(ip)
    assert address is not None and why_forbidden(address) is None


@pytest.mark.parametrize(
    "ip",
    [
        "169.254.169.254",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "::169.254.169.254",
        "168.63.129.16",
    ],
)
def test_metadata_services_are_known_in_every_disguise(ip: str) -> None:
    address = parse_ip(ip)
    assert address is not None and is_metadata(address)


@pytest.mark.parametrize(
    "entry",
    [
        "127.0.0.1",
        "localhost",
        "host:",
        ":80",
        "host:80x",
        "host:99999",
        "a/b:80",
        "u@h:80",
        "http://h:80",
        "[::1]",
        "::1:80:",
        "",
        "*:80x",
        "h:-1",
    ],
)
def test_an_exception_without_host_and_port_is_refused(entry: str) -> None:
    with pytest.raises(DeskwireError, match=r"fetch\.allow") as caught:
        parse_allow([entry])
    assert caught.value.code == "bad_input"


def test_exceptions_are_spelt_as_urls_are() -> None:
    assert parse_allow(["LocalHost:8081", " 127.1:80 ", "[0:0::1]:443", "bücher.example:8443"]) == {
        ("localhost", 8081),
        ("127.0.0.1", 80),
        ("::1", 443),
        ("xn--bcher-kva.example", 8443),
    }


async def test_an_exception_opens_one_host_and_one_port() -> None:
    guard = AddressGuard(
        ["localhost:8081", "127.0.0.1:8081", "[::1]:8081"], Names({"localhost": ["127.0.0.1"]})
    )
    for url in ("http://localhost:8081/", "http://127.0.0.1:8081/", "http://[::1]:8081/"):
        guard.vet(parse_url(url))
    assert await guard.addresses("localhost", 8081) == ["127.0.0.1"]
    for url in (
        "http://localhost/",
        "http://localhost:8082/",
        "http://127.0.0.2:8081/",
        "http://[::ffff:127.0.0.1]:8081/",
    ):
        with pytest.raises(DeskwireError):
            guard.vet(parse_url(url))


async def test_a_name_that_leads_to_an_excepted_address_is_not_excepted() -> None:
    guard = AddressGuard(["127.0.0.1:80"], Names({"trap.example": ["127.0.0.1"]}))
    with pytest.raises(DeskwireError) as caught:
        await guard.addresses("trap.example", 80)
    assert caught.value.code == "forbidden_address"


async def test_an_excepted_name_never_leads_to_a_metadata_service() -> None:
    guard = AddressGuard(["news.corp:443"], Names({"news.corp": [["10.0.0.1"], ["::ffff:169.254.169.254"]]}))
    assert await guard.addresses("news.corp", 443) == ["10.0.0.1"]
    with pytest.raises(DeskwireError) as caught:
        await guard.addresses("news.corp", 443)
    assert caught.value.code == "forbidden_address"


async def test_a_metadata_service_can_be_excepted_only_by_its_own_address() -> None:
    assert await AddressGuard(["169.254.169.254:80"]).addresses("169.254.169.254", 80) == ["169.254.169.254"]


async def test_a_name_without_an_address_is_unavailable() -> None:
    guard = AddressGuard((), Names({"empty.example": []}))
    for host in ("empty.example", "missing.example"):
        with pytest.raises(DeskwireError, match=host) as caught:
            await guard.addresses(host, 443)
        assert caught.value.code == "unavailable"


async def test_a_resolver_that_hangs_is_given_up() -> None:
    async def hang(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return [PUBLIC4]

    with pytest.raises(DeskwireError) as caught:
        await AddressGuard((), hang, timeout_s=0.05).addresses("slow.example", 80)
    assert caught.value.code == "unavailable"


async def test_names_that_no_resolver_takes_are_told() -> None:
    resolver = SystemResolver()
    guard = AddressGuard((), resolver)
    with pytest.raises(DeskwireError) as caught:
        await guard.addresses("a" * 80 + ".example", 80)
    assert caught.value.code == "unavailable"
    resolver.close()


async def test_the_system_resolver_resolves() -> None:
    resolver = SystemResolver()
    assert "127.0.0.1" in await resolver("127.0.0.1", 80)
    resolver.close()


async def test_the_next_address_is_tried_when_the_first_does_not_answer(
    make_fetcher: MakeFetcher, serve
) -> None:
    server = await serve(always(page()))

    class FirstFails(CountingNetwork):
        async def connect_tcp(self, host, port, *args, **kwargs):
            if host == PUBLIC6:
                self.opened.append((host, port))
                raise httpcore.ConnectError("no route")
            return await super().connect_tcp(host, port, *args, **kwargs)

    network = FirstFails(to=server.port)
    fetcher = make_fetcher(network=network, resolver=Names({"news.example": [PUBLIC6, PUBLIC4]}))
    assert (await fetcher.fetch("http://news.example/")).status == 200
    assert network.opened == [(PUBLIC6, 80), (PUBLIC4, 80)]
    assert server.requests[0].headers["host"] == "news.example"


async def test_no_unix_sockets() -> None:
    with pytest.raises(DeskwireError):
        await GuardedBackend(AddressGuard()).connect_unix_socket("/run/app.sock")


class _Rebinding(BaseResolver):
    """A real name server: a public address first, this machine from then on."""

    def __init__(self) -> None:
        self.questions = 0

    def resolve(self, request, handler):
        reply = request.reply()
        name = request.q.qname
        if request.q.qtype == QTYPE.A:
            self.questions += 1
            reply.add_answer(
                RR(name, QTYPE.A, rdata=A(PUBLIC4 if self.questions == 1 else "127.0.0.1"), ttl=0)
            )
        elif str(name).startswith("six"):
            reply.add_answer(RR(name, QTYPE.AAAA, rdata=AAAA("::1"), ttl=0))
        return reply


async def test_a_rebinding_name_server(make_fetcher: MakeFetcher, serve) -> None:
    rebinding = _Rebinding()
    dns = DNSServer(rebinding, address="127.0.0.1", port=0)
    dns.start_thread()
    server = await serve(always(page()))
    network = CountingNetwork(to=server.port)

    async def resolver(host: str, port: int) -> list[str]:
        return await asyncio.to_thread(_ask, dns.server.server_address[1], host)

    try:
        fetcher = make_fetcher(network=network, resolver=resolver)
        assert (await fetcher.fetch("http://trap.example/")).status == 200
        with pytest.raises(DeskwireError):
            await fetcher.fetch("http://trap.example/")
        assert network.opened == [(PUBLIC4, 80)]
    finally:
        dns.stop()
        dns.server.server_close()


def _ask(port: int, host: str) -> list[str]:
    from dnslib import DNSRecord

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(5)
        udp.sendto(DNSRecord.question(host).pack(), ("127.0.0.1", port))
        return [str(answer.rdata) for answer in DNSRecord.parse(udp.recv(4096)).rr]


async def test_with_a_proxy_the_guard_still_refuses_what_it_can_see(make_fetcher: MakeFetcher, serve) -> None:
    proxy = await serve(always(page()))
    resolver = Names({"trap.example": ["10.0.0.1"], "news.example": [PUBLIC4]})
    fetcher = make_fetcher(proxy=f"http://desk:secret@127.0.0.1:{proxy.port}", resolver=resolver)
    for url in (
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://trap.example/",
        "http://db.internal/",
        "http://news.example:22/",
    ):
        with pytest.raises(DeskwireError) as caught:
            await fetcher.fetch(url)
        assert caught.value.code == "forbidden_address"
    assert proxy.connections == 0
    assert (await fetcher.fetch("http://news.example/a?b=1")).status == 200
    # A name that only the proxy knows is the proxy's to resolve.
    assert (await fetcher.fetch("http://elsewhere.example/")).status == 200
    assert proxy.targets == ["http://news.example/a?b=1", "http://elsewhere.example/"]
    assert proxy.requests[0].headers["proxy-authorization"].startswith("Basic ")
    assert proxy.requests[0].headers["host"] == "news.example"


async def test_a_proxy_that_refuses_the_tunnel(make_fetcher: MakeFetcher, serve) -> None:
    proxy = await serve(always(b"", "403 Forbidden"))
    fetcher = make_fetcher(
        proxy=f"http://127.0.0.1:{proxy.port}", resolver=Names({"news.example": [PUBLIC4]})
    )
    with pytest.raises(DeskwireError, match="proxy") as caught:
        await fetcher.fetch("https://news.example/")
    assert caught.value.code == "unavailable"
    assert proxy.requests[0].method == "CONNECT" and proxy.targets == ["news.example:443"]


@pytest.mark.parametrize(
    "proxy", ["127.0.0.1:3128", "socks5://127.0.0.1:1080", "http://", "http://proxy/path"]
)
def test_a_proxy_that_cannot_be_used_is_a_wrong_setting(make_fetcher: MakeFetcher, proxy: str) -> None:
    with pytest.raises(DeskwireError, match=r"fetch\.proxy") as caught:
        make_fetcher(proxy=proxy)
    assert caught.value.code == "bad_input"
