from __future__ import annotations

import ssl

import pytest
import trustme

from bot.errors import DeskwireError
from bot.settings import TlsSettings
from tests.unit.reading_fetch.conftest import MakeFetcher
from tests.unit.reading_fetch.servers import CountingNetwork, Names, always, page

PUBLIC = "93.184.216.34"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def serving(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


async def test_an_unknown_authority_is_refused_at_once(make_fetcher: MakeFetcher, serve, authority) -> None:
    server = await serve(always(page()), serving(authority, "127.0.0.1"))
    with pytest.raises(DeskwireError, match="certificate") as caught:
        await make_fetcher(server, retries=2).fetch(server.url())
    assert caught.value.code == "unavailable"
    assert server.requests == [] and server.connections <= 1


async def test_the_authority_of_the_firm_is_trusted(
    make_fetcher: MakeFetcher, serve, authority, ca_file: str
) -> None:
    server = await serve(always(page()), serving(authority, "127.0.0.1"))
    got = await make_fetcher(server, tls=TlsSettings(ca_file=ca_file)).fetch(server.url("/a"))
    assert got.body == page() and got.url == server.url("/a")


async def test_the_name_is_verified_though_the_address_is_connected_to(
    make_fetcher: MakeFetcher, serve, authority, ca_file: str
) -> None:
    asked: list[str | None] = []
    context = serving(authority, "news.example")
    context.sni_callback = lambda _, name, __: asked.append(name)
    server = await serve(always(page()), context)
    network = CountingNetwork(to=server.port)
    names = Names({"news.example": [PUBLIC], "other.example": [PUBLIC]})
    fetcher = make_fetcher(network=network, resolver=names, tls=TlsSettings(ca_file=ca_file), retries=0)
    assert (await fetcher.fetch("https://news.example./a")).status == 200
    assert server.requests[0].headers["host"] == "news.example"
    with pytest.raises(DeskwireError, match="certificate"):
        await fetcher.fetch("https://other.example/")
    assert asked == ["news.example", "other.example"]
    assert network.opened == [(PUBLIC, 443)] * 2


async def test_a_server_that_speaks_no_tls(make_fetcher: MakeFetcher, serve) -> None:
    server = await serve(always(page()))
    with pytest.raises(DeskwireError) as caught:
        await make_fetcher(server, retries=0, timeout_s=0.5).fetch(f"https://127.0.0.1:{server.port}/")
    assert caught.value.code in ("unavailable", "timeout")


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_certificate_file_that_cannot_be_used(
    make_fetcher: MakeFetcher, tmp_path, content: str | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(DeskwireError, match=r"tls\.ca_file") as caught:
        make_fetcher(tls=TlsSettings(ca_file=str(path)))
    assert caught.value.code == "bad_input"
