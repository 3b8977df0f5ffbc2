"""The date of a feed's entry where parsers of feeds misread it: a time by the half of the day, a zone in words.

Parsers know the forms of the standards. "10:00 PM EDT", "GMT+0200" and "ET" they take for other times, hours off, and
what came a minute ago would be too old to be told. Pure.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

from bot.reading.dates import parse_moment

_ELEMENT = re.compile(
    rb"<(?:[\w-]{1,20}:)?(?P<kind>pubDate|date|published|issued|created|updated|modified)(?:\s[^<>]{0,200})?>"
    rb"\s{0,20}(?:<!\[CDATA\[)?(?P<text>[^<\]]{4,120})",
    re.IGNORECASE,
)
_LATER = frozenset({b"updated", b"modified"})
# What every parser reads rightly: a time of 24 hours with an offset, or in UTC; and a day alone.
_STANDARD = re.compile(
    r"(?:\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?\s{0,3}(?:Z|GMT|UTC|[+-]\d\d:?\d\d)|\d{4}-\d\d-\d\d)\s*",
    re.IGNORECASE,
)


def odd_moment(source: bytes) -> datetime | None:
    """When an entry was published by its source (the text of the entry), if that is written in a form of its own.

    None where it is written as the standards have it, or says no time that is known for sure.
    """
    found = [(each["kind"].lower(), each["text"]) for each in _ELEMENT.finditer(source)]
    for _, text in sorted(found, key=lambda each: each[0] in _LATER):
        said = unescape(text.decode("utf-8", "replace")).strip()
        standard = list(_STANDARD.finditer(said))
        if standard and standard[-1].end() == len(said):
            return None
        moment = parse_moment(said)
        if moment is not None and moment.has_time:
            return moment.when.astimezone(UTC)
    return None
