"""An OpenAI-compatible endpoint, asked over HTTP.

The address is the operator's, so it may be on a private network. Nothing else is taken on trust: no redirect is
followed, no variable of the environment has a say, an answer has a size limit and is read as it is sent, and
the whole request, new tries included, ends after `summary.timeout_s`.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import httpx
import structlog

from bot import __version__
from bot.errors import DeskwireError
from bot.reading.answers import retry_after
from bot.reading.fetch import Breaker
from bot.reading.wire import tls_context
from bot.settings import SummarySettings, TlsSettings, is_loopback
from bot.writing.dialect import Dialect
from bot.writing.reply import Reply, reply_of

Why = Literal[
    "unreachable", "timeout", "rate_limited", "denied", "missing", "moved", "refused", "unusable", "resting"
]

MAX_BYTES = 1_000_000
MAX_COMPLAINT = 4_096
CONCURRENT = 4
TRIES = 3
# Steps down to the simplest dialect: two of the format, temperature, seed, the name of the limit.
STEPS = 6
FIRST_WAIT_S = 0.5
# However long an endpoint wants to be left alone, it is asked again after this.
MAX_REST_S = 300.0
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_KEY = re.compile(r"[!-~]{0,4096}")
_log = structlog.get_logger()


class NoAnswer(Exception):
    """No answer that could be used. `paid`: the endpoint may have counted tokens all the same."""

    def __init__(self, why: Why, *, paid: bool = False) -> None:
        super().__init__(why)
        self.why: Why = why
        self.paid = paid


class _Transient(Exception):
    """A failure that another try may cure; `wait` is what the endpoint asked for, in seconds."""

    def __init__(self, why: Why, *, wait: float | None = None, failed: bool = True) -> None:
        super().__init__(why)
        self.why: Why = why
        self.wait = wait
        self.failed = failed


@dataclass(slots=True)
class _Ask:
    """One question under way. `sent`: a request is out there whose end is not known."""

    messages: list[dict[str, str]]
    max_tokens: int
    deadline: float
    sent: bool = False


class Endpoint:
    """Asks a model. Belongs to one event loop; remembers which dialect the endpoint took.

    `clock` (monotonic seconds), `now` (seconds since 1970) and `sleep` are given in tests. Raises
    `bad_input` when the key, the proxy or the certificates cannot be used.
    """

    def __init__(
        self,
        settings: SummarySettings,
        tls: TlsSettings | None = None,
        *,
        key: str = "",
        proxy: str = "",
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if not _KEY.fullmatch(key):
            raise DeskwireError("bad_input", "DESKWIRE_LLM_KEY holds characters no key has; copy it again.")
        self.model = settings.model
        self.base = settings.endpoint
        self._timeout_s = settings.timeout_s
        self._url = httpx.URL(f"{settings.endpoint}/chat/completions")
        port = self._url.port or (443 if self._url.scheme == "https" else 80)
        self.host = f"{self._url.host}:{port}"
        self._client = _client(tls or TlsSettings(), key, "" if is_loopback(self._url.host) else proxy)
        self._breaker = breaker
        self._turns = asyncio.Semaphore(CONCURRENT)
        self._dialect = Dialect()
        self._not_before = 0.0
        self._clock = clock
        self._now = now
        self._sleep = sleep

    @property
    def dialect(self) -> Dialect:
        """What the endpoint understood last; the richest until it was asked."""
        return self._dialect

    async def ask(self, messages: list[dict[str, str]], max_tokens: int) -> Reply:
        """The model's reply. Raises `NoAnswer`, and whatever the breaker's memory raises."""
        ask = _Ask(messages, max_tokens, self._clock() + self._timeout_s)
        try:
            async with asyncio.timeout(self._timeout_s), self._turns:
                return await self._persist(ask)
        except TimeoutError:
            await self._record(ok=False)
            raise NoAnswer("timeout", paid=ask.sent) from None

    async def aclose(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def _persist(self, ask: _Ask) -> Reply:
        resting = await self._breaker.wait(self.host) if self._breaker is not None else None
        if resting is not None:
            raise NoAnswer("resting")
        for attempt in range(TRIES):
            pause = self._not_before - self._clock()
            if pause > 0:
                await self._pause(pause, ask, "rate_limited")
            try:
                reply = await self._negotiate(ask)
            except _Transient as failure:
                if failure.failed:
                    await self._record(ok=False)
                if failure.wait is not None:
                    # The endpoint's wish holds for everybody who asks it.
                    self._not_before = max(self._not_before, self._clock() + min(failure.wait, MAX_REST_S))
                if attempt + 1 == TRIES:
                    raise NoAnswer(failure.why, paid=ask.sent) from failure
                if failure.wait is None:
                    wait = FIRST_WAIT_S * 2**attempt * random.uniform(0.5, 1.5)
                    await self._pause(wait, ask, failure.why)
            else:
                await self._record(ok=True)
                return reply
        raise NoAnswer("unreachable", paid=ask.sent)

    async def _pause(self, seconds: float, ask: _Ask, why: Why) -> None:
        """Wait where there is time left for another try, else give up at once."""
        if self._clock() + seconds + FIRST_WAIT_S > ask.deadline:
            raise NoAnswer(why, paid=ask.sent)
        await self._sleep(seconds)

    async def _negotiate(self, ask: _Ask) -> Reply:
        """Ask in the richest dialect the endpoint takes, and remember it once it answered."""
        dialect = self._dialect
        for _ in range(STEPS):
            status, body = await self._exchange(ask, dialect)
            if status == 200:
                ask.sent = True
                self._dialect = dialect
                reply = reply_of(body)
                if reply is None:
                    raise NoAnswer("unusable", paid=True)
                return reply
            complaint = body.decode("utf-8", "replace")
            simpler = dialect.simpler(complaint) if status in (400, 415, 422) else None
            if simpler is None:
                raise _refusal(status)
            _log.info("llm_dialect", host=self.host, form=simpler.form, seed=simpler.seed)
            dialect = simpler
        raise NoAnswer("refused")

    async def _exchange(self, ask: _Ask, dialect: Dialect) -> tuple[int, bytes]:
        """Send one request; the status and as much of the body as is read."""
        body = json.dumps(dialect.body(self.model, ask.messages, ask.max_tokens)).encode()
        before, ask.sent = ask.sent, True
        try:
            async with self._client.stream("POST", self._url, content=body) as response:
                if response.status_code in _TRANSIENT:
                    ask.sent = before
                    raise self._transient(response)
                limit = MAX_BYTES if response.status_code == 200 else MAX_COMPLAINT
                read = await _read(response, limit)
                if response.status_code == 200 and read is None:
                    raise NoAnswer("unusable", paid=True)
                if response.status_code != 200:
                    ask.sent = before
                return response.status_code, read or b""
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.ProxyError,
            httpx.UnsupportedProtocol,
        ) as error:
            ask.sent = before
            if _untrusted(error):
                raise NoAnswer("refused") from error
            raise _Transient("unreachable") from error
        except (httpx.TransportError, OSError) as error:
            raise _Transient("unreachable") from error

    def _transient(self, response: httpx.Response) -> _Transient:
        headers = {name.lower(): value for name, value in response.headers.items()}
        wait = retry_after(headers, self._now())
        if response.status_code == 429:
            return _Transient("rate_limited", wait=wait, failed=False)
        return _Transient("unreachable", wait=wait)

    async def _record(self, *, ok: bool) -> None:
        if self._breaker is not None:
            await self._breaker.record(self.host, ok)


def _client(tls: TlsSettings, key: str, proxy: str) -> httpx.AsyncClient:
    context: ssl.SSLContext = tls_context(tls)
    headers = {
        "User-Agent": f"Deskwire/{__version__}",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        return httpx.AsyncClient(
            headers=headers,
            verify=context,
            proxy=proxy or None,
            trust_env=False,
            follow_redirects=False,
            # Time is measured over the whole question, in `Endpoint.ask`.
            timeout=None,  # noqa: S113
            limits=httpx.Limits(max_connections=CONCURRENT, max_keepalive_connections=CONCURRENT),
        )
    except (ValueError, httpx.InvalidURL):
        raise DeskwireError("bad_input", "fetch.proxy: write it as http://host:port.") from None


async def _read(response: httpx.Response, limit: int) -> bytes | None:
    """The body as it was sent; None where it is packed or longer than `limit`, cut where it is a complaint."""
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        return None
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit:
            return None if response.status_code == 200 else bytes(body[:limit])
    return bytes(body)


def _refusal(status: int) -> NoAnswer:
    if status in (401, 402, 403):
        return NoAnswer("denied")
    if 300 <= status < 400:
        return NoAnswer("moved")
    return NoAnswer("missing" if status == 404 else "refused")


def _untrusted(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
