"""Fetching a page: the one way by which anything from the web reaches Deskwire.

Everything runs on the event loop and nothing in it blocks: names are resolved in threads, bodies are inflated
in small pieces, and the whole fetch, redirects and body included, ends after `fetch.timeout_s`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import httpcore

from bot.errors import DeskwireError
from bot.reading.answers import Cookies, error_for, max_age, redirected, validator, validators
from bot.reading.body import (
    HEAD_BYTES,
    PDF,
    Accept,
    may_be_read,
    parse_content_type,
    real_type,
    unsupported,
)
from bot.reading.guard import AddressGuard, Resolver
from bot.reading.politeness import Politeness
from bot.reading.robots import MAX_ROBOTS_BYTES, Robots
from bot.reading.urls import Url, parse_url
from bot.reading.wire import TRY_AGAIN, Answer, Transient, Wire, timed_out
from bot.settings import FetchSettings, TlsSettings

_ACCEPT: dict[Accept, str] = {
    "page": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    "feed": "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
    "robots": "text/plain,*/*;q=0.1",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# RFC 9309, 2.3.1.2: at least five redirects of robots.txt are followed.
_ROBOTS_REDIRECTS = 5
_ROBOTS_PATIENCE_S = 5.0
_FIRST_WAIT_S = 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """What a URL gave. `url` is where the redirects ended; `content_type` is what the body really is.

    `charset` is the one of the header, None where it gives none. `max_age_s` is how long the server says that it
    stays valid, None where it does not say. With `not_modified` the body is empty: what
    the caller has is still valid.
    """

    url: str
    body: bytes
    content_type: str
    charset: str | None
    status: int
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    max_age_s: float | None = None


class Breaker(Protocol):
    """A circuit breaker, whose memory is the caller's. It counts hosts, not pages."""

    async def wait(self, host: str) -> float | None:
        """Seconds until the host may be asked again; None when it may be asked now."""

    async def record(self, host: str, ok: bool) -> None:
        """The host answered properly, or failed."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One finished fetch, for metrics: `outcome` is `ok`, `not_modified` or an error code."""

    host: str
    outcome: str
    seconds: float
    size: int


@dataclass(slots=True)
class _Ask:
    """One fetch under way. `url` moves along the redirects."""

    url: Url
    accept: Accept
    deadline: float
    tries: int
    redirects: int
    automatic: bool = False
    conditions: dict[str, str] = field(default_factory=dict)
    cookies: Cookies = field(default_factory=Cookies)


class Fetcher:
    """Fetches pages from the public web, politely and within limits. Belongs to one event loop.

    `resolver`, `network`, `clock` (monotonic seconds), `now` (seconds since 1970) and `sleep` are given in
    tests. Raises `bad_input` when `fetch.allow`, `fetch.proxy`, `fetch.user_agent` or `tls.ca_file` cannot
    be used.
    """

    def __init__(
        self,
        settings: FetchSettings,
        tls: TlsSettings | None = None,
        *,
        resolver: Resolver | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        breaker: Breaker | None = None,
        observe: Callable[[Fetched], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._guard = AddressGuard(settings.allow, resolver, timeout_s=settings.connect_timeout_s)
        self._wire = Wire(settings, tls or TlsSettings(), self._guard, network)
        self._politeness = Politeness(settings.requests_per_minute_per_host)
        self._robots = (
            Robots(settings.user_agent, self._read_robots, clock) if settings.robots == "respect" else None
        )
        self._breaker = breaker
        self._observe = observe
        self._clock = clock
        self._now = now
        self._sleep = sleep

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: Accept = "page",
        automatic: bool = False,
    ) -> Page:
        """Fetch a URL: a page, a text or a PDF; with `accept="feed"` XML too.

        `etag` and `last_modified` make the request conditional. `automatic` says that no person asked for
        this very page (see `bot.reading.robots`). Raises DeskwireError: `bad_url`, `forbidden_address`,
        `robots`, `not_found`, `denied`, `rate_limited`, `unavailable`, `timeout`, `too_large`,
        `unsupported_type`.
        """
        began = self._clock()
        ask = _Ask(
            parse_url(url),
            accept,
            deadline=began + self._settings.timeout_s,
            tries=self._settings.retries + 1,
            redirects=self._settings.max_redirects,
            automatic=automatic,
            conditions=validators(etag, last_modified),
        )
        host, outcome, size = ask.url.host, "internal", 0
        try:
            page = await self._in_time(ask, self._settings.timeout_s)
            outcome, size = "not_modified" if page.not_modified else "ok", len(page.body)
            return page
        except DeskwireError as error:
            outcome = error.code
            raise
        finally:
            if self._observe is not None:
                self._observe(Fetched(host, outcome, self._clock() - began, size))

    async def aclose(self) -> None:
        """Close what is open. A fetch under way fails."""
        await self._wire.aclose()
        self._guard.close()

    async def _in_time(self, ask: _Ask, seconds: float) -> Page:
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(ask)
        except TimeoutError:
            await self._record(ask.url.host, ok=False)
            raise timed_out() from None

    async def _follow(self, ask: _Ask) -> Page:
        seen: set[str] = set()
        for _ in range(ask.redirects + 1):
            self._guard.vet(ask.url)
            if self._settings.proxy:
                await self._guard.check_name(ask.url.host, ask.url.port)
            if self._robots is not None and ask.accept != "robots":
                await self._robots.check(ask.url, automatic=ask.automatic)
            outcome = await self._persist(ask)
            if isinstance(outcome, Page):
                return outcome
            # A site may set a cookie and send the reader to the same address once more.
            if ask.cookies.keep(ask.url, outcome.cookies):
                seen.clear()
            else:
                seen.add(ask.url.href)
            ask.url = redirected(ask.url, outcome)
            if ask.url.href in seen:
                raise DeskwireError(
                    "unavailable",
                    "The site sends the reader round in a circle; paste another link to the article.",
                )
        raise DeskwireError(
            "unavailable",
            "That link leads through too many others; open it and paste the link where it ends.",
        )

    async def _persist(self, ask: _Ask) -> Page | Answer:
        for attempt in range(ask.tries):
            try:
                return await self._once(ask)
            except Transient as failure:
                wait = failure.wait
                if wait is None:
                    wait = _FIRST_WAIT_S * 2**attempt * random.uniform(0.5, 1.5)
                # Waiting is of use only when there is time left for another try.
                if attempt + 1 == ask.tries or self._clock() + wait + _FIRST_WAIT_S > ask.deadline:
                    raise failure.error from failure
            await self._sleep(wait)
        raise DeskwireError("unavailable", TRY_AGAIN)

    async def _once(self, ask: _Ask) -> Page | Answer:
        host = ask.url.host
        pause = await self._breaker.wait(host) if self._breaker is not None else None
        if pause is not None:
            raise DeskwireError(
                "unavailable",
                "That site has failed several times in a row; try again in some minutes.",
                retry_after=pause,
            )
        # A little earlier than the fetch itself, so that the reason is told and not just "too slow".
        async with self._politeness.turn(ask.url.netloc, 0.9 * (ask.deadline - self._clock())):
            try:
                outcome = await self._exchange(ask)
            except Transient as failure:
                if failure.error.code != "rate_limited":
                    await self._record(host, ok=False)
                raise
        await self._record(host, ok=True)
        return outcome

    async def _exchange(self, ask: _Ask) -> Page | Answer:
        url = ask.url
        headers = {
            "User-Agent": self._settings.user_agent,
            "Accept": _ACCEPT[ask.accept],
            "Accept-Language": "en-US,en;q=0.9,*;q=0.5",
            "Accept-Encoding": "gzip",
            **ask.cookies.header(url),
            **ask.conditions,
        }
        async with self._wire.get(url, headers) as answer:
            if answer.status in _REDIRECTS:
                return answer
            if answer.status == 304 and ask.conditions:
                return self._page(url, answer, b"", "", None, not_modified=True)
            if not 200 <= answer.status < 300:
                raise error_for(answer.status, answer.headers, self._now())
            declared, charset = parse_content_type(answer.headers.get("content-type", ""))
            if not may_be_read(declared, ask.accept):
                raise unsupported()

            def limit_of(head: bytes) -> int:
                kind = real_type(declared, head, ask.accept)
                return self._settings.max_pdf_bytes if kind == PDF else self._settings.max_bytes

            if ask.accept == "robots":
                body = await answer.read(lambda _: MAX_ROBOTS_BYTES, cut=True)
            else:
                body = await answer.read(limit_of)
            return self._page(url, answer, body, real_type(declared, body[:HEAD_BYTES], ask.accept), charset)

    def _page(
        self,
        url: Url,
        answer: Answer,
        body: bytes,
        kind: str,
        charset: str | None,
        not_modified: bool = False,
    ) -> Page:
        return Page(
            url.href,
            body,
            kind,
            charset,
            answer.status,
            validator(answer.headers, "etag"),
            validator(answer.headers, "last-modified"),
            not_modified,
            max_age(answer.headers),
        )

    async def _read_robots(self, url: Url) -> str | None:
        patience = min(_ROBOTS_PATIENCE_S, self._settings.timeout_s / 2)
        ask = _Ask(
            parse_url("/robots.txt", url.href),
            "robots",
            deadline=self._clock() + patience,
            tries=1,
            redirects=_ROBOTS_REDIRECTS,
        )
        try:
            page = await self._in_time(ask, patience)
        except DeskwireError as error:
            if error.code in ("not_found", "denied"):
                return None
            raise
        return page.body.decode("utf-8", "replace")

    async def _record(self, host: str, *, ok: bool) -> None:
        if self._breaker is not None:
            await self._breaker.record(host, ok)
