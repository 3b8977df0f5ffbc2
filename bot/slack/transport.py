"""One request to Slack, and what its outcome means: done, refused, to be repeated, or in doubt."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import UNCERTAIN, Delayed, refused

DEFAULT_RETRY_AFTER_S = 1.0
LONGEST_RETRY_AFTER_S = 3_600.0


class Throttled(Exception):
    """429: nothing was done; wait `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class NotSent(Exception):
    """The request never reached Slack; it may be repeated."""


class InDoubt(Exception):
    """Slack may have done it: a time-out, a dropped connection, a 5xx."""


def for_posting(client: AsyncWebClient) -> AsyncWebClient:
    """The same client without retry handlers: the SDK's default resends after a dropped connection."""
    quiet = AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        session=client.session,
        trust_env_in_session=client.trust_env_in_session,
        logger=client.logger,
        retry_handlers=[],
    )
    quiet.headers = client.headers
    quiet.default_params = client.default_params
    return quiet


async def call(request: Callable[[], Awaitable[Any]], timeout_s: float) -> dict[str, Any]:
    """Run one Web API request within `timeout_s` seconds and return its answer.

    Raises `DeliveryError` where Slack refuses for good, `Throttled`, `NotSent`, or `InDoubt`.
    """
    try:
        async with asyncio.timeout(timeout_s):
            answer = await request()
    except SlackApiError as error:
        raise _meaning(error) from None
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise NotSent(str(error)) from error
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        # The last two: a proxy's page instead of an answer makes the SDK stumble, after it had sent.
        raise InDoubt(repr(error)) from error
    data = getattr(answer, "data", answer)
    return dict(data) if isinstance(data, dict) else {}


async def look(request: Callable[[], Awaitable[Any]], timeout_s: float) -> dict[str, Any]:
    """Run a request that only reads. Raises `DeliveryError`, or `Delayed` where a later try may succeed."""
    try:
        return await call(request, timeout_s)
    except Throttled as error:
        raise Delayed(error.seconds) from None
    except (NotSent, InDoubt):
        raise Delayed(5.0, "Slack cannot be reached; the message will follow.") from None


def retry_after_of(headers: Any) -> float:
    """The `Retry-After` of a 429 in seconds, within reason."""
    value = next((headers[name] for name in headers if str(name).lower() == "retry-after"), None)
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return DEFAULT_RETRY_AFTER_S
    return min(max(seconds, 0.1), LONGEST_RETRY_AFTER_S) if math.isfinite(seconds) else DEFAULT_RETRY_AFTER_S


def _meaning(error: SlackApiError) -> Exception:
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", None)
    name = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or name in {"ratelimited", "rate_limited", "message_limit_exceeded"}:
        return Throttled(retry_after_of(getattr(response, "headers", None) or {}))
    if status >= 500 or name in UNCERTAIN or not name:
        return InDoubt(f"{status} {name}")
    return refused(name)
