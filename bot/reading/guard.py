"""The address guard: no page is ever read from inside the firm, from this machine or from a metadata service.

A name is resolved once for each connection, every answer is checked, and the connection goes to an address
that was checked, with the name kept for `Host` and TLS. A name that answers differently the next time
(DNS rebinding) therefore gains nothing, and neither does a redirect: each hop is a new connection.

With a proxy (`fetch.proxy`) the proxy resolves the names, and what the guard can promise is less. It still
refuses odd ports, internal names, literal addresses in every disguise, and names that this machine can
resolve to a forbidden address. It cannot see what the proxy resolves: a name that only the proxy knows, or
that answers the proxy differently, is the proxy's to refuse. Such a firm should deny its proxy the way to
internal hosts.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from bot.errors import DeskwireError
from bot.reading.addresses import is_metadata, parse_ip, why_forbidden
from bot.reading.metered import MeteredStream
from bot.reading.urls import DEFAULT_PORTS, Url, parse_url

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

# Ports of databases, mail and admin consoles carry no article; anything else has to be allowed by name.
WEB_PORTS = frozenset(DEFAULT_PORTS.values())
# Names that never leave a network (RFC 6761, RFC 6762, RFC 8375) or are used only inside one.
_INTERNAL_SUFFIXES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
    "in-addr.arpa",
    "ip6.arpa",
    "onion",
)
_METADATA_NAMES = frozenset({"metadata.tencentyun.com"})
_MAX_ADDRESSES = 6
_FIRST_TRY_S = 2.0


def _refused() -> DeskwireError:
    return DeskwireError(
        "forbidden_address",
        "That address is not on the public web, so it is not opened; paste the text of the page instead.",
    )


def _refused_port(port: int) -> DeskwireError:
    return DeskwireError(
        "forbidden_address",
        f"Only the usual web ports are opened, not {port}; ask an admin to add the address to fetch.allow.",
    )


def _unresolved(host: str) -> DeskwireError:
    return DeskwireError("unavailable", f"No site answers to the name {host}; check the link and try again.")


def parse_allow(entries: Iterable[str]) -> frozenset[tuple[str, int]]:
    """The `host:port` exceptions of `fetch.allow` (`localhost:8081`, `10.0.0.7:443`, `[::1]:8081`).

    The port is always written, so that an exception never opens more than one service. Raises `bad_input`.
    """
    pairs: set[tuple[str, int]] = set()
    for entry in entries:
        host, colon, port = entry.strip().rpartition(":")
        wrong = DeskwireError(
            "bad_input", f"fetch.allow: write {entry!r} as host:port, such as 127.0.0.1:8081."
        )
        if not colon or not host or not port.isascii() or not port.isdigit():
            raise wrong
        try:
            # The host goes through the same parser as every URL, so that both are spelt alike.
            parsed = parse_url(f"http://{host}:{int(port)}/")
        except DeskwireError:
            raise wrong from None
        if parsed.port != int(port) or parsed.target != "/":
            raise wrong
        pairs.add((parsed.host, parsed.port))
    return frozenset(pairs)


class SystemResolver:
    """Names to addresses through the operating system, in threads of its own.

    `getaddrinfo` cannot be interrupted; a name server that does not answer must not use up the threads of
    the rest of the process.
    """

    def __init__(self, threads: int = 4) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Every address of the name, each once, in the system's order of preference."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def close(self) -> None:
        """Let the threads go without waiting for those that still ask."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class AddressGuard:
    """Decides which host, port and address may be opened.

    `allow` lists `host:port` exceptions: a URL with exactly that host and port is opened wherever the name
    leads, except that a name never leads to a metadata service. A resolver is given in tests.
    """

    def __init__(
        self, allow: Sequence[str] = (), resolver: Resolver | None = None, *, timeout_s: float = 5.0
    ) -> None:
        self._allow = parse_allow(allow)
        self._system = SystemResolver() if resolver is None else None
        self._resolver: Resolver = self._system if self._system is not None else resolver  # type: ignore[assignment]
        self._timeout_s = timeout_s

    def allows(self, host: str, port: int) -> bool:
        """Whether an exception names this host and port."""
        return (host, port) in self._allow

    def vet(self, url: Url) -> None:
        """Refuse what can be refused before any name is resolved: port, internal names, literal addresses."""
        self._vet(url.host, url.port)

    def check(self, host: str, ip: str, port: int) -> None:
        """Refuse an address that `host` resolved to. Raises `forbidden_address`."""
        address = parse_ip(ip)
        if address is None:
            raise _refused()
        if self.allows(host, port):
            if is_metadata(address) and parse_ip(host) != address:
                raise _refused()
            return
        if port not in WEB_PORTS:
            raise _refused_port(port)
        if why_forbidden(address) is not None:
            raise _refused()

    async def addresses(self, host: str, port: int) -> list[str]:
        """Resolve once and return the addresses, all of them checked.

        One forbidden answer refuses the name: a mixed answer is an attack or a mistake. Raises
        `forbidden_address`, and `unavailable` where the name leads nowhere.
        """
        self._vet(host, port)
        if parse_ip(host) is not None:
            return [host]
        try:
            async with asyncio.timeout(self._timeout_s):
                found = await self._resolver(host, port)
        except (OSError, UnicodeError):  # a TimeoutError is an OSError
            raise _unresolved(host) from None
        if not found:
            raise _unresolved(host)
        for ip in found:
            self.check(host, ip, port)
        return list(found)[:_MAX_ADDRESSES]

    async def check_name(self, host: str, port: int) -> None:
        """For use with a proxy: refuse a name that this machine resolves to a forbidden address."""
        try:
            await self.addresses(host, port)
        except DeskwireError as error:
            # The proxy may know names that this machine does not.
            if error.code != "unavailable":
                raise

    def close(self) -> None:
        """Let the resolver's threads go."""
        if self._system is not None:
            self._system.close()

    def _vet(self, host: str, port: int) -> None:
        if parse_ip(host) is not None:
            self.check(host, host, port)
            return
        if self.allows(host, port):
            return
        if port not in WEB_PORTS:
            raise _refused_port(port)
        # A name without a dot is completed by the search domain of the firm.
        if (
            "." not in host
            or host in _METADATA_NAMES
            or host.endswith(tuple(f".{s}" for s in _INTERNAL_SUFFIXES))
        ):
            raise _refused()


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore, to checked addresses only.

    With `proxy`, the one host and port that may be connected to is the proxy itself.
    """

    def __init__(
        self,
        guard: AddressGuard,
        inner: httpcore.AsyncNetworkBackend | None = None,
        *,
        proxy: tuple[str, int] | None = None,
    ) -> None:
        self._guard = guard
        self._inner = inner if inner is not None else httpcore.AnyIOBackend()
        self._proxy = proxy

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's interface)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers, out of those that the guard checked."""
        if self._proxy is not None:
            if (host, port) != self._proxy:
                raise _refused()
            return MeteredStream(
                await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
            )
        addresses = await self._guard.addresses(host, port)
        for ip in addresses[:-1]:
            # A machine without IPv6 must not wait out the whole time on the first address.
            limit = _FIRST_TRY_S if timeout is None else min(timeout, _FIRST_TRY_S)
            try:
                stream = await self._inner.connect_tcp(ip, port, limit, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return MeteredStream(stream)
        return MeteredStream(
            await self._inner.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)
        )

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's interface)
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a page does not come from a socket of this machine."""
        raise _refused()

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks."""
        await self._inner.sleep(seconds)
