"""Bytes of a feed to entries: RSS, RDF and Atom, whole or broken. Pure and CPU-bound: for a worker process."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

import fastfeedparser
import feedparser

from bot.errors import DeskwireError
from bot.sources.feed_dates import odd_moment
from bot.sources.items import Entry
from bot.sources.repair import mended

MAX_ENTRIES = 1_000
MAX_TITLE = 500
MAX_SUMMARY = 4_000
MAX_GUID = 1_000
MAX_LINK = 2_048
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<\?[^>]*\?>|<!--.*?-->|\s+)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!doctype\s+(\w+)[^>\[]*(?:\[[^\]]*\])?[^>]*>", re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z][\w.:-]*)")
_CLOSED = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_FEED_ROOTS = frozenset({"rss", "feed", "rdf"})
_TTL = re.compile(rb"<ttl>\s*(?:<!\[CDATA\[)?\s*(\d{1,6})", re.IGNORECASE)
_PERIOD = re.compile(rb"<[\w-]{1,20}:updatePeriod>\s*(\w+)", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<[\w-]{1,20}:updateFrequency>\s*(\d{1,4})", re.IGNORECASE)
# What the fast parser does not read: a base for addresses, and a headline with markup of its own.
_SUBTLE = re.compile(
    rb"\sxml:base\s*=|<(?:[\w-]{1,20}:)?title\s[^<>]{0,200}\btype\s*=\s*[\"']xhtml", re.IGNORECASE
)
_ENTRY = re.compile(rb"<(?:[\w-]{1,20}:)?(?:item|entry)(?=[\s>])")
_DATED = re.compile(
    rb"<(?:[\w-]{1,20}:)?(?:pubDate|date|published|updated|issued|modified|created)[\s>]", re.IGNORECASE
)
_LINKED = re.compile(rb"<(?:[\w-]{1,20}:)?link[\s>]", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_SPACE = re.compile(r"\s+")
_PERIODS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's name, its entries in order, and how many seconds it asks to be left alone (None: it does not say).

    `broken` says that the document ended early; its last entry, which may be cut, is then not among the entries.
    """

    title: str
    entries: tuple[Entry, ...]
    ttl_s: int | None = None
    broken: bool = False


def parse_feed(body: bytes, url: str = "", charset: str | None = None) -> ParsedFeed:
    """Read a feed. `charset` is the one of the HTTP header.

    The fast parser first; where it fails, finds nothing or is known to misread, the patient one. A document without
    entries is a feed if it says so. Of a feed with more than `MAX_ENTRIES` the newest are taken, in their order.
    Raises `unsupported_type` for anything that is no feed: an error page, a sitemap, a JSON Feed.
    """
    body = mended(body, charset)
    root = _root_of(body)
    if root not in _FEED_ROOTS:
        raise DeskwireError("unsupported_type", _not_a_feed(root, body))
    parsers: tuple[Callable[[bytes], tuple[str, list[Mapping[str, Any]]]], ...] = (_fast, _patient)
    title, raw = "", list[Mapping[str, Any]]()
    for parser in parsers:
        try:
            name, found = parser(body)
        except Exception:  # noqa: BLE001, S112 - whatever a parser makes of bytes from anywhere, the other one tries
            continue
        if len(found) >= len(raw):
            title, raw = name, found
        if raw and not _misread(body, raw):
            break
    broken = not _CLOSED.search(body[-4_096:])
    if broken:
        raw = raw[:-1]
    told = _ENTRY.split(body)[1:]
    sources = told[: len(raw)] if len(told) in (len(raw), len(raw) + broken) else [b""] * len(raw)
    entries = [
        entry
        for each, source in zip(raw, sources, strict=True)
        if (entry := _entry(each, url, body, source)) is not None
    ]
    return ParsedFeed(_plain(title, MAX_TITLE), tuple(_newest(entries)), _ttl(body), broken)


def _misread(body: bytes, raw: list[Mapping[str, Any]]) -> bool:
    """Whether the fast parser may have made something up: a date out of an entry's number ("23" is no day), no link
    where there is one, an address or a headline that it took for another.
    """
    if _SUBTLE.search(body):
        return True
    told = _ENTRY.split(body)[1:]
    if len(told) != len(raw):
        return True
    return any(
        (each.get("published") and not _DATED.search(source))
        or (not each.get("link") and _LINKED.search(source))
        for each, source in zip(raw, told, strict=True)
    )


def _newest(entries: list[Entry]) -> list[Entry]:
    """As many entries as are read of one feed: a long one may begin with its oldest."""
    if len(entries) <= MAX_ENTRIES:
        return entries
    dates = [entry.published_at.timestamp() if entry.published_at else 0.0 for entry in entries]
    places = sorted(range(len(entries)), key=lambda place: -dates[place])[:MAX_ENTRIES]
    return [entries[place] for place in sorted(places)]


def _root_of(body: bytes) -> str:
    """The name of the document's root, without its prefix, in lower case; empty when there is none."""
    head = body[:8_192]
    start = _HEAD.match(head)
    rest = head[start.end() if start else 0 :]
    doctype = _DOCTYPE.match(rest)
    if doctype:
        again = _HEAD.match(rest, doctype.end())
        rest = rest[again.end() if again else doctype.end() :]
    found = _ROOT.match(rest)
    return found.group(1).decode().rpartition(":")[2].lower() if found else ""


def _not_a_feed(root: str, body: bytes) -> str:
    if not root and body[:1_000].lstrip().startswith((b"{", b"[")):
        return "That is JSON, such as a JSON Feed; give the address of the site's RSS or Atom feed."
    if root in ("html", "head", "body", "div", "script"):
        return "A web page came instead of a feed; give the address of an RSS or Atom feed."
    return "That address does not lead to an RSS or Atom feed; look for the feed's own address on the site."


def _fast(body: bytes) -> tuple[str, list[Mapping[str, Any]]]:
    # Bytes, never text: text that begins like an address would be fetched.
    parsed = fastfeedparser.parse(body, include_media=False, include_enclosures=False)
    return str(parsed.feed.get("title") or ""), list(parsed.entries)


def _patient(body: bytes) -> tuple[str, list[Mapping[str, Any]]]:
    # A file object, never bytes: bytes that name a file would be opened.
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return str(parsed.feed.get("title") or ""), list(parsed.entries)


def _entry(raw: Mapping[str, Any], base: str, body: bytes, source: bytes) -> Entry | None:
    title = _plain(_text(raw.get("title")), MAX_TITLE)
    summary = _plain(_text(raw.get("description") or raw.get("summary")), MAX_SUMMARY)
    guid = _text(raw.get("id")).strip()[:MAX_GUID]
    link = _link(_text(raw.get("link")).strip(), guid, base)
    if not (title or summary or link):
        return None
    when = (
        odd_moment(source)
        or _moment(_text(raw.get("published")), body)
        or _moment(_text(raw.get("updated")), body)
    )
    entry = Entry(guid, link, title or _first_words(summary), summary, when)
    tags = raw.get("tags") or ()
    return replace(entry, form=_form(tags))


def _form(tags: Iterable[Any]) -> str:
    """The form of an EDGAR entry: its category has that label."""
    for tag in tags:
        if isinstance(tag, Mapping) and tag.get("label") == "form type":
            return str(tag.get("term") or "")[:20]
    return ""


def _link(link: str, guid: str, base: str) -> str:
    """Where an entry leads: its link, else its id where that is an address."""
    found = link or (guid if guid.lower().startswith(("http://", "https://")) else "")
    if not found or len(found) > MAX_LINK:
        return ""
    try:
        whole = urljoin(base, found)
    except ValueError:
        return ""
    return whole if whole.lower().startswith(("http://", "https://")) else ""


def _moment(text: str, body: bytes) -> datetime | None:
    """A parser's ISO date. What was read relative to this moment ("yesterday") is no date.

    Such a date has a fraction of a second that the feed itself never printed.
    """
    from bot.reading.dates import parse_moment

    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        moment = parse_moment(text)
        if moment is None:
            return None
        found = moment.when
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        aware = aware.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    fraction = f"{aware.microsecond:06d}".rstrip("0")
    relative = bool(fraction) and fraction.encode() not in body
    return None if relative or aware.year < 1990 else aware


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(text: str, limit: int) -> str:
    """Text without markup and entities, on one line."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", unescape(text[: 8 * limit])))).strip()[:limit]


def _first_words(summary: str) -> str:
    words = summary.split()
    return " ".join(words[:20]) + (" …" if len(words) > 20 else "")


def _ttl(body: bytes) -> int | None:
    """How long the feed asks to be left alone, in seconds."""
    head = body[:16_384]
    ttl = _TTL.search(head)
    if ttl:
        return int(ttl.group(1)) * 60
    period = _PERIOD.search(head)
    seconds = _PERIODS_S.get(period.group(1).decode().lower()) if period else None
    if seconds is None:
        return None
    frequency = _FREQUENCY.search(head)
    return seconds // max(1, int(frequency.group(1)) if frequency else 1)
