"""What a source shows, and how an item is known again when the source changes its ids, dates or addresses.

No single mark of an item can be trusted: sites renew their GUIDs, add session parameters to links, correct
headlines, or give every item the same link. So an item is known again when *two* of its marks (id, link,
headline) agree with an item that was seen before, and by one alone only where it has no other. Dates are
never a mark: a feed that re-dates its old items shows nothing new. Only a headline that says so itself ("CORRECTED:",
"RETRACTED:") makes an item new although its id and link are known: what it takes back may have been told.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import DeskwireError
from bot.reading.urls import canonical_url
from bot.sources.notices import notice_of

# Zones are confused by hours, never by more than a day: further in the future a date is simply wrong.
ZONE_SLIP = timedelta(hours=14)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a feed shows it. Every field but the title may be empty; `published_at` is aware."""

    guid: str
    link: str
    title: str
    summary: str = ""
    published_at: datetime | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry with the keys by which it is known again, the first one being its name in the store."""

    keys: tuple[str, ...]
    url: str
    title: str
    summary: str = ""
    published_at: datetime | None = None
    guid: str = ""

    @property
    def key(self) -> str:
        """The item's name in the store."""
        return self.keys[0]


def items_of(entries: Sequence[Entry], now: datetime) -> list[Item]:
    """The items of one page, each once, in the order of the page.

    A mark that entries of one page with different headlines share (a constant GUID, a link to the front
    page) is no mark and is left out. An entry without any mark is dropped: there is nothing to read.
    """
    guids = _shared((entry.guid, _said(entry.title)) for entry in entries)
    links = _shared((address(entry.link), _said(entry.title)) for entry in entries)
    found: list[Item] = []
    seen: set[str] = set()
    for entry in entries:
        guid = "" if entry.guid in guids else entry.guid
        link = "" if address(entry.link) in links else address(entry.link)
        keys = _keys(guid, link, entry)
        if not keys or seen.intersection(keys):
            seen.update(keys)
            continue
        seen.update(keys)
        found.append(
            Item(keys, entry.link, entry.title, entry.summary, plausible(entry.published_at, now), entry.guid)
        )
    return found


def item_of_key(identity: str, entry: Entry, now: datetime) -> Item:
    """An item that its source names reliably, as EDGAR does by the accession number."""
    published_at = plausible(entry.published_at, now)
    keys = (_digest("id", identity),)
    return Item(keys, entry.link, entry.title, entry.summary, published_at, entry.guid)


def plausible(published_at: datetime | None, now: datetime) -> datetime | None:
    """A date as it can be true: a little ahead of the clock means now, far ahead means that none is known."""
    if published_at is None or published_at <= now:
        return published_at
    return now if published_at - now <= ZONE_SLIP else None


def earliest(first: datetime | None, second: datetime | None) -> datetime | None:
    """The older of two dates of the same article: whoever re-dates makes things younger, never older."""
    if first is None or second is None:
        return first or second
    return min(first, second)


def address(link: str) -> str:
    """A link as a mark: its canonical form, empty where it names no page of its own."""
    if not link:
        return ""
    try:
        canonical = canonical_url(link)
    except DeskwireError:
        return ""
    path = canonical.partition("://")[2].partition("/")[2]
    return canonical if path.strip("/") else ""


def newest_first(items: Iterable[Item]) -> list[Item]:
    """Items by date, the newest first, undated ones last."""
    dated = list(items)
    dated.sort(key=lambda item: item.published_at.timestamp() if item.published_at else 0.0, reverse=True)
    return dated


def _keys(guid: str, link: str, entry: Entry) -> tuple[str, ...]:
    title, summary = _said(entry.title), _said(entry.summary)
    notice = notice_of(entry.title, "")
    # Without a notice the marks are as they always were: what is known stays known.
    told = (notice,) if notice else ()
    pairs: list[tuple[str, ...]] = []
    if link and title:
        pairs.append(("link+title", link, title))
    if guid and link:
        pairs.append(("guid+link", guid, link, *told))
    if guid and title:
        pairs.append(("guid+title", guid, title))
    if link and not guid:
        pairs.append(("link", link, *told))
    if guid and not link:
        pairs.append(("guid", guid, *told))
    if not link and (title or summary):
        pairs.append(("text", title, summary))
    return tuple(_digest(*pair) for pair in pairs)


def _shared(marks: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The marks that stand at entries with different headlines."""
    counts = Counter(mark for mark, _ in set(marks) if mark)
    return frozenset(mark for mark, count in counts.items() if count > 1)


def _said(text: str) -> str:
    """Words alone, in one case: typography and punctuation change without anything having happened."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
