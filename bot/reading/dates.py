"""When an article was published, from the ways in which pages write it.

Rules: a time without a zone is read as UTC, a date without a time as midnight UTC, both because pages do not
say more; a date of modification is never taken for one of publication; a date further than two days
ahead, or before 1990, is refused. A day and month that could be swapped (03/04/2020) are refused, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

MAX_AHEAD = timedelta(days=2)
EARLIEST = 1990
_LONGEST = 200

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:(?:[T\s,]|"
    r"\s*at\s)\s*(?P<time>\d{1,2}[:.]\d{2}.*))?",
    re.I | re.S,
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<h>\d\d)(?P<min>\d\d)(?:\d\d)?(?P<zone>Z)?)?"
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<mon>{_MONTH})\b\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I
)
_DAY_FIRST = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?(?P<mon>{_MONTH})\b\.?,?[\s./-]+(?P<y>\d{{4}})\b",
    re.I,
)
# Tue Nov 19 21:57:01 UTC 2019, as C's asctime and Java's Date print it.
_ASCTIME = re.compile(
    rf"\b(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}})\s+(?P<time>\d{{1,2}}:\d\d(?::\d\d)?\s+[A-Z]{{1,5}})\s+(?P<y>\d{{4}})\b",
    re.I,
)
_NUMERIC = re.compile(r"\b(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4})\b")
_TIME = re.compile(
    r"(?P<h>\d{1,2})(?:[:.](?P<min>\d{2}))(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<ap>[ap]\.?\s?m\b\.?)?"
    r"\s*\(?(?P<zone>Z\b|(?:(?:UTC|GMT)\s?)?[+−-]\d{1,2}:?\d{0,2}|[A-Z]{1,5}\b)?",
    re.I,
)
_HOUR = re.compile(r"\b(?P<h>\d{1,2})\s*(?P<ap>[ap]\.?m\b\.?)\s*\(?(?P<zone>[A-Z]{2,4}\b)?", re.I)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+−-])(\d{1,2}):?(\d{2})?", re.I)

_EASTERN, _CENTRAL = ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")
_MOUNTAIN, _PACIFIC = ZoneInfo("America/Denver"), ZoneInfo("America/Los_Angeles")
# Abbreviations that mean one zone in business news. IST and CST mean several: the likeliest is taken.
_ZONES: dict[str, tzinfo] = {
    "z": UTC,
    "utc": UTC,
    "gmt": UTC,
    "et": _EASTERN,
    "ct": _CENTRAL,
    "mt": _MOUNTAIN,
    "pt": _PACIFIC,
    **{
        name: timezone(timedelta(hours=hours))
        for name, hours in {
            "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "bst": 1,
            "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "gst": 4, "ist": 5.5,
            "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
        }.items()
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as written: `when` is aware; the flags say what had to be assumed."""

    when: datetime
    has_time: bool
    has_zone: bool


def parse_moment(text: str) -> Moment | None:
    """Read the first date of a short text; None where there is none, or where it could mean two days."""
    source = text.strip()[:_LONGEST]
    if found := _COMPACT.fullmatch(source):
        time = f"{found['h']}:{found['min']}{found['zone'] or ''}" if found["h"] else ""
        return _moment(int(found["y"]), int(found["m"]), int(found["d"]), time)
    if source.isdigit() and source.isascii() and len(source) in {10, 13}:
        return _from_epoch(int(source[:10]))
    if found := _ISO.search(source):
        return _moment(int(found["y"]), int(found["m"]), int(found["d"]), found["time"] or "")
    return _named(source) or _numeric(source)


def _named(source: str) -> Moment | None:
    """A date whose month has a name. The time may stand before it or after it."""
    if found := _ASCTIME.search(source):
        return _moment(int(found["y"]), _MONTHS[found["mon"].lower()], int(found["d"]), found["time"])
    found = _MONTH_FIRST.search(source) or _DAY_FIRST.search(source)
    if not found:
        return None
    after = source[found.end() :]
    time = after if _TIME.search(after) or _HOUR.search(after) else source[: found.start()]
    return _moment(int(found["y"]), _MONTHS[found["mon"].lower()], int(found["d"]), time)


def _numeric(source: str) -> Moment | None:
    """A date in figures, unless its day and month could be swapped."""
    found = _NUMERIC.search(source)
    if not found:
        return None
    first, second = int(found["a"]), int(found["b"])
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (second, first) if first <= 12 else (first, second)
    return _moment(int(found["y"]), month, day, source[found.end() :])


_ADDRESS = re.compile(rf"/(?P<y>20\d\d)[/-](?P<m>\d\d?|{_MONTH})[/-](?P<d>\d\d?)(?:/|-|$)", re.I)


def date_in_address(url: str) -> str:
    """The date that many sites put into the path of an article, as ISO 8601; empty where there is none."""
    found = _ADDRESS.search(url)
    if not found:
        return ""
    month = _MONTHS.get(found["m"].lower()) or int(found["m"])
    return f"{found['y']}-{month:02}-{int(found['d']):02}"


def _from_epoch(seconds: int) -> Moment | None:
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return Moment(when, has_time=True, has_zone=True) if when.year >= EARLIEST else None


def _moment(year: int, month: int, day: int, rest: str) -> Moment | None:
    try:
        plain = date(year, month, day)
    except ValueError:
        return None
    if plain.year < EARLIEST:
        return None
    found = _TIME.search(rest) or _HOUR.search(rest)
    midnight = datetime(plain.year, plain.month, plain.day, tzinfo=UTC)
    if not found:
        return Moment(midnight, has_time=False, has_zone=False)
    parts = found.groupdict()
    hour, minute, second = int(parts["h"]), int(parts.get("min") or 0), int(parts.get("s") or 0)
    half = (parts["ap"] or "")[:1].lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = (parts.get("f") or "").ljust(6, "0")[:6]
    zone = _zone(parts["zone"] or "")
    try:
        when = midnight.replace(
            hour=hour,
            minute=minute,
            second=min(second, 59),
            microsecond=int(fraction or 0),
            tzinfo=zone or UTC,
        )
        if zone not in (None, UTC):
            # ZoneInfo becomes the offset of that day, so that the moment pickles and compares plainly.
            when = when.replace(tzinfo=timezone(when.utcoffset() or timedelta()))
    except (ValueError, OverflowError):
        return Moment(midnight, has_time=False, has_zone=False)
    return Moment(when, has_time=True, has_zone=zone is not None)


def _zone(text: str) -> tzinfo | None:
    if found := _OFFSET.fullmatch(text.strip()):
        sign, hours, minutes = found.groups()
        if int(hours) > 14 or int(minutes or 0) > 59:
            return None
        ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-ahead if sign != "+" else ahead)
    return _ZONES.get(text.strip().lower())


def best_moment(written: Iterable[str], now: datetime) -> datetime | None:
    """The publication time among texts in order of trust.

    The first plausible one decides the day; a later one of the same day that knows the time, or the zone,
    makes it exact.
    """
    moments = [
        moment
        for text in written
        if (moment := parse_moment(text)) is not None and moment.when <= now + MAX_AHEAD
    ]
    if not moments:
        return None
    first = moments[0]
    if not first.has_time:
        same = [each for each in moments if each.has_time and each.when.date() == first.when.date()]
        first = next((each for each in same if each.has_zone), same[0] if same else first)
    if first.has_time and not first.has_zone:
        clock = first.when.replace(tzinfo=None, second=0, microsecond=0)
        for each in moments:
            if each.has_zone and each.when.replace(tzinfo=None, second=0, microsecond=0) == clock:
                return each.when
    return first.when
