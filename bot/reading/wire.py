"""One request and its answer, over httpcore.

httpcore is used without a client on top of it: the URL was parsed by the WHATWG rules once and reaches the
connection as scheme, host, port and target, so that no second parser can see another origin in it; nothing
is inflated without a bound; and no setting of the environment (`http_proxy`, `.netrc`) has a say.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import httpcore

from bot.errors import DeskwireError
from bot.reading.body import HEAD_BYTES, Damaged, Inflater
from bot.reading.guard import AddressGuard, GuardedBackend
from bot.reading.metered import MAX_HEAD_BYTES, MeteredStream
from bot.reading.urls import DEFAULT_PORTS, Url, parse_url
from bot.settings import FetchSettings, TlsSettings

MAX_CONNECTIONS = 16
_HEADER_TEXT = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_YIELD_BYTES = 1_048_576
_SILENT_BYTES = 65_536
# A body cut into crumbs costs far more time than it is worth: after the first pieces they must average this.
_FREE_PIECES = 2_000
_MEAN_PIECE_BYTES = 32

TRY_AGAIN = "The site does not answer properly at the moment; try again in a few minutes."


class Transient(Exception):
    """A failure that another try may cure. `error` is told when there is none; `wait` is seconds."""

    def __init__(self, error: DeskwireError, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and the way to its body. Header names are lower case, the last one counts."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    stream: AsyncIterator[bytes]

    async def read(self, limit_of: Callable[[bytes], int], *, cut: bool = False) -> bytes:
        """The whole body, inflated.

        `limit_of` gets the first kilobyte (less when the body is shorter) and says how many bytes of the
        body, as sent and as inflated, are accepted; it may refuse the body by raising. Beyond the limit the
        rest is cut off or, as usual, `too_large` is raised.
        """
        inflater = self._inflater()
        body = bytearray()
        limit: int | None = None
        sent = pieces = told = 0
        try:
            async for chunk in self.stream:
                sent += len(chunk)
                pieces += 1
                if pieces > _FREE_PIECES + sent // _MEAN_PIECE_BYTES:
                    raise DeskwireError("unavailable", TRY_AGAIN)
                # One empty piece more: a compressed body may be sent without end and inflate to nothing.
                for piece in (chunk,) if inflater is None else chain(inflater.feed(chunk), (b"",)):
                    body += piece
                    if limit is None and (len(body) >= HEAD_BYTES or sent > _SILENT_BYTES):
                        limit = self._limit(limit_of(bytes(body[:HEAD_BYTES])), cut)
                    if limit is not None and max(sent, len(body)) > limit:
                        if cut:
                            return bytes(body[:limit])
                        raise too_large(limit)
                    if len(body) - told > _YIELD_BYTES:
                        told = len(body)
                        await asyncio.sleep(0)
                if pieces % 64 == 0:
                    await asyncio.sleep(0)
            if inflater is not None:
                inflater.finish()
        except Damaged:
            raise DeskwireError("unavailable", TRY_AGAIN) from None
        if limit is None:
            limit = self._limit(limit_of(bytes(body[:HEAD_BYTES])), cut)
        if len(body) > limit and not cut:
            raise too_large(limit)
        return bytes(body[:limit])

    def _limit(self, limit: int, cut: bool) -> int:
        declared = self.headers.get("content-length", "")
        # The length that a server declares is believed only when it is bad news.
        if not cut and declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
            raise too_large(limit)
        return limit

    def _inflater(self) -> Inflater | None:
        coding = self.headers.get("content-encoding", "").strip().lower()
        if coding in ("", "identity"):
            return None
        if coding in ("gzip", "x-gzip"):
            return Inflater()
        raise DeskwireError(
            "unsupported_type",
            "The site packs the page in a way that Deskwire does not open; paste its text instead.",
        )


class Wire:
    """Sends requests through the address guard. One connection serves one request.

    Connections are not kept: what is connected to was resolved and checked for this very request, and a
    server can leave nothing behind on a connection for the next page. Raises `bad_input` when the certificate
    file, the proxy or the user agent of the settings cannot be used.
    """

    def __init__(
        self,
        settings: FetchSettings,
        tls: TlsSettings,
        guard: AddressGuard,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._timeouts = {
            "connect": settings.connect_timeout_s,
            "read": settings.timeout_s,
            "write": settings.timeout_s,
            "pool": settings.timeout_s,
        }
        if not _HEADER_TEXT.fullmatch(settings.user_agent):
            raise DeskwireError("bad_input", "fetch.user_agent: write it in printable ASCII, on one line.")
        context = tls_context(tls)
        proxy, address = _proxy(settings.proxy, context)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            proxy=proxy,
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=GuardedBackend(guard, network, proxy=address),
        )

    @asynccontextmanager
    async def get(self, url: Url, headers: Mapping[str, str]) -> AsyncIterator[Answer]:
        """Send a GET and give the answer's head; the connection ends with the context.

        Failures of the network, inside the context too, come out as `Transient` or `DeskwireError`.
        """
        request = httpcore.Request(
            b"GET",
            httpcore.URL(
                scheme=url.scheme.encode(),
                host=url.host.encode(),
                # A default port is left out: a proxy gets the URL as a whole, and sites compare it.
                port=None if url.port == DEFAULT_PORTS[url.scheme] else url.port,
                target=url.target.encode(),
            ),
            headers=[(b"Host", url.netloc.encode())]
            + [(name.encode(), value.encode("latin-1", "ignore")) for name, value in headers.items()]
            + [(b"Connection", b"close")],
            extensions={"timeout": self._timeouts},
        )
        with _told_as_errors():
            response = await self._pool.handle_async_request(request)
            try:
                stream = response.extensions.get("network_stream")
                if isinstance(stream, MeteredStream):
                    stream.open_body()
                yield _answer(response)
            finally:
                await response.aclose()

    async def aclose(self) -> None:
        """Close what is open."""
        await self._pool.aclose()


def tls_context(tls: TlsSettings) -> ssl.SSLContext:
    """Trust: the system's authorities, certifi's, and those of `tls.ca_file`. Raises `bad_input`."""
    context = httpcore.default_ssl_context()
    if tls.ca_file:
        try:
            context.load_verify_locations(cafile=str(Path(tls.ca_file).expanduser()))
        except (OSError, ssl.SSLError):
            raise DeskwireError(
                "bad_input",
                f"tls.ca_file: {tls.ca_file} is no readable PEM file of certificates; correct the path.",
            ) from None
    return context


def too_large(limit: int) -> DeskwireError:
    """The refusal of a body beyond `limit` bytes."""
    size = f"{limit / 1e6:.0f} MB" if limit >= 1_000_000 else f"{limit:,} bytes"
    return DeskwireError(
        "too_large", f"That page is larger than {size}; paste the text of the article itself instead."
    )


def _answer(response: httpcore.Response) -> Answer:
    size = sum(len(name) + len(value) + 4 for name, value in response.headers)
    if size > MAX_HEAD_BYTES:
        raise DeskwireError("unavailable", TRY_AGAIN)
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for raw_name, raw_value in response.headers:
        name = raw_name.decode("latin-1").lower()
        value = _text(raw_value)
        if name == "set-cookie":
            cookies.append(value)
        elif name == "content-encoding" and name in headers:
            headers[name] += f", {value}"
        else:
            headers[name] = value
    return Answer(response.status, headers, tuple(cookies), response.aiter_stream())


def _text(value: bytes) -> str:
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()


class _told_as_errors:  # noqa: N801 (used as a statement)
    """Turns what httpcore raises into errors that can be told."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, httpcore.TimeoutException):
            raise Transient(timed_out()) from None
        if isinstance(error, httpcore.ProxyError):
            raise DeskwireError(
                "unavailable", "The proxy refuses to open that page; ask the admin of your network."
            ) from None
        # A TLS record that does not decrypt comes out as a plain OSError.
        if isinstance(error, (httpcore.NetworkError, httpcore.ProtocolError, OSError)):
            if _is_untrusted(error):
                raise DeskwireError(
                    "unavailable",
                    "The site's certificate cannot be verified, so the page was not read; "
                    "check the link, or ask an admin to set tls.ca_file.",
                ) from None
            raise Transient(DeskwireError("unavailable", TRY_AGAIN)) from error


def timed_out() -> DeskwireError:
    """A site that did not answer in time."""
    return DeskwireError("timeout", "The site took too long to answer; try again in a few minutes.")


def _is_untrusted(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _proxy(url: str, context: ssl.SSLContext) -> tuple[httpcore.Proxy | None, tuple[str, int] | None]:
    if not url:
        return None, None
    wrong = DeskwireError(
        "bad_input", "fetch.proxy: write it as http://host:port or http://user:password@host:port."
    )
    rest, at, host = url.partition("://")[2].rpartition("@")
    scheme = url.partition("://")[0].lower()
    try:
        parsed = parse_url(f"{scheme}://{host}")
    except DeskwireError:
        raise wrong from None
    if parsed.scheme not in DEFAULT_PORTS or parsed.target not in ("", "/"):
        raise wrong
    user, _, password = rest.partition(":")
    proxy = httpcore.Proxy(
        httpcore.URL(scheme=parsed.scheme.encode(), host=parsed.host.encode(), port=parsed.port, target=b"/"),
        auth=(user, password) if at else None,
        ssl_context=context if parsed.scheme == "https" else None,
    )
    return proxy, (parsed.host, parsed.port)
