"""What a server's answer means: its status as an error, how long to wait, the cookies of one fetch."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from bot.errors import DeskwireError
from bot.reading.urls import Url, parse_url
from bot.reading.wire import TRY_AGAIN, Answer, Transient

_COPY = 'copy its text and use the shortcut "Brief this text"'
_TRANSIENT = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 527, 529})
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,512}")
_COOKIE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}=[\x21-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,4096}")
_EXPIRED = re.compile(r";\s*max-age\s*=\s*(?:0+|-\d+)\s*(?:;|$)", re.IGNORECASE)
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_MAX_COOKIES = 50
_MAX_COOKIE_BYTES = 16_384


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that `Retry-After` asks for, as a number or a date; None where it says nothing useful."""
    value = headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    stamp = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    return max(0.0, math.ceil(stamp - now))


def error_for(status: int, headers: Mapping[str, str], now: float) -> DeskwireError | Transient:
    """What a status that brings no page means for a person; `Transient` where waiting may help."""
    wait = retry_after(headers, now)
    if status == 429:
        return Transient(
            DeskwireError(
                "rate_limited", f"The site asks for a pause; try again {_in_words(wait)}.", retry_after=wait
            ),
            wait,
        )
    if status in _TRANSIENT:
        return Transient(
            DeskwireError(
                "unavailable",
                f"The site has a problem of its own; try again {_in_words(wait)}.",
                retry_after=wait,
            ),
            wait,
        )
    if status in (404, 410):
        return DeskwireError(
            "not_found", "There is no page at that link any more; check that the link is whole."
        )
    if status == 451:
        return DeskwireError("denied", f"The site does not show that page here for legal reasons; {_COPY}.")
    if 400 <= status < 500:
        return DeskwireError("denied", f"The site does not let programs read that page; open it, {_COPY}.")
    return DeskwireError("unavailable", TRY_AGAIN)


def validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request; a value that no header may carry is left out."""
    headers: dict[str, str] = {}
    if etag and _VALIDATOR.fullmatch(etag):
        headers["If-None-Match"] = etag
    if last_modified and _VALIDATOR.fullmatch(last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """A validator as the server gave it, for the next conditional request; None where it is unusable."""
    value = headers.get(name, "")
    return value if _VALIDATOR.fullmatch(value) else None


def max_age(headers: Mapping[str, str]) -> float | None:
    """How many seconds an answer stays valid by its `Cache-Control`; None where it does not say."""
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return float(found.group(1)) if found else None


def redirected(url: Url, answer: Answer) -> Url:
    """Where an answer sends the reader. From https to http is allowed, as link shorteners do it; to any other
    scheme it is not. Raises `unavailable` and `forbidden_address`."""
    location = answer.headers.get("location", "")
    if not location:
        raise DeskwireError(
            "unavailable",
            "The site sends the reader on without saying where; paste another link to the article.",
        )
    try:
        return parse_url(location, url.href)
    except DeskwireError:
        raise DeskwireError(
            "forbidden_address",
            "That link leads on to an address that is no web page; paste the link of the article itself.",
        ) from None


class Cookies:
    """The cookies of one fetch, so that a site that sets one and sends the reader round is readable.

    Each origin gets back its own only; paths and domains are not looked at, and nothing outlives the fetch.
    """

    def __init__(self) -> None:
        self._jars: dict[str, dict[str, str]] = {}

    def keep(self, url: Url, set_cookie: Iterable[str]) -> bool:
        """Remember what an answer set; True when that changed anything."""
        jar = self._jars.setdefault(url.origin, {})
        before = dict(jar)
        for header in set_cookie:
            pair = header.partition(";")[0].strip()
            name, _, value = pair.partition("=")
            if not _COOKIE.fullmatch(pair):
                continue
            if _EXPIRED.search(header):
                jar.pop(name, None)
            elif name in jar or len(jar) < _MAX_COOKIES:
                jar[name] = value
        return jar != before

    def header(self, url: Url) -> dict[str, str]:
        """The `Cookie` header for a request, or nothing."""
        line = "; ".join(f"{name}={value}" for name, value in self._jars.get(url.origin, {}).items())
        return {"Cookie": line} if line and len(line) <= _MAX_COOKIE_BYTES else {}


def _in_words(wait: float | None) -> str:
    if wait is None or wait <= 60:
        return "in a minute"
    if wait < 5_400:
        return f"in {math.ceil(wait / 60)} minutes"
    return f"in {math.ceil(wait / 3_600)} hours"
