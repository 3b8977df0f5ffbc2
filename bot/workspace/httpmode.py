"""HTTP mode: signed requests to the app's request URL."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from bot.workspace.dispatch import Ack, Kind
from bot.workspace.errors import DispatchError, Json

_MAX_ANSWER = 1_000_000


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's `v0` request signature."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpMode:
    """Requests to one URL of the app for events, commands and interactions."""

    def __init__(self, signing_secret: str, clock: Callable[[], float]) -> None:
        self.url: str | None = None
        self._secret = signing_secret
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    @property
    def ready(self) -> bool:
        """Whether a request URL is set."""
        return self.url is not None

    async def verify(self) -> bool:
        """Slack's handshake when a request URL is configured: whether the app echoes the challenge."""
        challenge = "local-challenge"
        body = json.dumps({"token": "t", "challenge": challenge, "type": "url_verification"})
        try:
            ack = await self._post(body, "application/json", 3.0, {})
        except DispatchError:
            return False
        got = ack.payload.get("challenge") if isinstance(ack.payload, dict) else ack.payload
        return bool(got == challenge)

    async def send(self, kind: Kind, payload: Json, limit_s: float, attempt: int, reason: str) -> Ack:
        """Deliver once."""
        headers: dict[str, str] = {}
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
            if attempt:
                names = {"timeout": "http_timeout", "": "http_timeout"}
                headers = {
                    "X-Slack-Retry-Num": str(attempt),
                    "X-Slack-Retry-Reason": names.get(reason, reason),
                }
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form), "application/x-www-form-urlencoded"
        return await self._post(body, content_type, limit_s, headers)

    async def stop(self) -> None:
        """Close the client."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(self, body: str, content_type: str, limit_s: float, headers: dict[str, str]) -> Ack:
        if self.url is None:
            raise DispatchError("connection_failed", "no request URL is set")
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        timestamp = str(int(self._clock()))
        signed = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (local stand-in)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
            **headers,
        }
        start = time.monotonic()
        try:
            async with asyncio.timeout(limit_s):
                async with self._session.post(
                    self.url, data=body.encode(), headers=signed, allow_redirects=False
                ) as response:
                    answer = (await response.content.read(_MAX_ANSWER)).decode("utf-8", "replace")
                    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
                    is_json = response.content_type == "application/json"
                    status = response.status
        except TimeoutError:
            raise DispatchError("http_timeout", "no answer in time") from None
        except aiohttp.ClientError as error:
            raise DispatchError("connection_failed", str(error)) from error
        if status != 200:
            raise DispatchError("no_retry" if no_retry else "http_error", f"HTTP {status}")
        seconds = time.monotonic() - start
        if is_json and answer:
            try:
                return Ack(seconds, json.loads(answer))
            except ValueError as error:
                raise DispatchError("http_error", "the answer is not JSON") from error
        return Ack(seconds, {"text": answer} if answer.strip() else None)
