"""Rules of time in words: `parse` reads what a person types, `say` writes what `parse` reads back the same."""

from __future__ import annotations

import re
from datetime import time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.desk.schedules.recurrence import EVERY_DAY, MOST_OFFSET_MIN, WEEKDAYS, Anchor, Recurrence
from bot.errors import DeskwireError
from bot.market.exchanges import EXCHANGES, Exchange, find_exchange

DAY_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
BEFORE_OPEN_MIN = -30
AFTER_CLOSE_MIN = 15
EXAMPLES = '"weekdays 08:30 Europe/London", "30 min before NYSE opens" or "15 min after the close"'

# What people write for a zone and mean by its clocks, summer time included.
_SHORT_ZONES = {
    "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York",
    "pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "utc": "UTC", "gmt": "UTC", "z": "UTC", "cet": "Europe/Paris", "cest": "Europe/Paris",
    "bst": "Europe/London", "jst": "Asia/Tokyo", "hkt": "Asia/Hong_Kong", "frankfurt": "Europe/Berlin",
    "eastern": "America/New_York", "pacific": "America/Los_Angeles", "nyc": "America/New_York",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "sgt": "Asia/Singapore",
    "mumbai": "Asia/Kolkata", "san francisco": "America/Los_Angeles", "boston": "America/New_York",
}  # fmt: skip
_NOT_PLACES = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Brazil/", "Canada/", "Mexico/", "Chile/")
_ANCHORED = re.compile(
    r"(?:(?P<amount>half an|an|a|\d+(?:\.5)?)\s*(?P<unit>minutes?|mins?|m|hours?|hrs?|h)\s+)?"
    r"(?P<way>before|after|at|when)\s+"
    r"(?:(?:the\s+)?(?P<exchange>.*?)\s*)"
    r"\b(?P<anchor>open|opens|opening|close|closes|closing)"
    r"(?:\s+(?:of|in|on|at)\s+(?:the\s+)?(?P<of>.+))?"
)
_BY_EXCHANGE = re.compile(r"\b(?:before|after|at)\b.*\b(?:open(?:s|ing)?|clos(?:e|es|ing)|bell)\b")
_TIME = re.compile(
    r"(?:\bat\s+)?(?<![\w:])(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?|(?P<word>noon|midnight))(?![\w:])"
)
_DAYS = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s?days?|nesdays?|rsdays?|urdays?|s|rs|r)?\b")


def parse(text: str, zone: str = "UTC", exchange: str = "XNYS") -> Recurrence:
    """Read a rule. `zone` and `exchange` (its code) are meant where the text names none.

    Raises `DeskwireError("bad_input")` with what to type instead.
    """
    plain = re.sub(r"\s+", " ", text.strip().lower()).rstrip(".")
    if len(plain) > 200:
        raise _not_understood()
    anchored = _ANCHORED.fullmatch(_without_days(plain))
    if anchored is not None:
        return _anchored(anchored, exchange)
    if re.search(r"\b(?:every|each)\s+(?:\w+\s+)?(?:hours?|minutes?|mins?)\b|\bhourly\b", plain):
        raise DeskwireError(
            "bad_input",
            f"A digest comes once a day at most; for several make one for each time, such as {EXAMPLES}.",
        )
    if _BY_EXCHANGE.search(plain):
        raise DeskwireError(
            "bad_input",
            "The opening and the close are of every trading day; leave other days out, and name the minutes as in"
            ' "30 min before NYSE opens" or "15 min after the close".',
        )
    clock = _TIME.search(plain)
    if clock is None:
        raise DeskwireError("bad_input", f"Say at what time, such as {EXAMPLES}.")
    days, after = plain[: clock.start()].strip(" ,"), plain[clock.end() :].strip(" ,")
    at = _time(clock)
    rule_days, traded, rest = _days(days, exchange)
    if not days and after:
        # "08:30 weekdays", "08:30 London on trading days"
        rule_days, traded, after = _trailing_days(after, exchange)
    elif rest:
        raise _not_understood()
    where = re.sub(r"^(?:in |local )|(?: time| local time)$", "", after).strip(" ,()")
    if traded and where and not zone_named(where) and (meant := find_exchange(where)) is not None:
        # "trading days 08:30 LSE": its days, and its clock.
        return Recurrence(rule_days, at, meant.zone, meant.code)
    home = EXCHANGES[traded].zone if traded else zone
    return Recurrence(rule_days, at, _zone(where) if where else home, traded)


def say(rule: Recurrence) -> str:
    """The rule in words that `parse` reads back."""
    if rule.anchor:
        verb = "opens" if rule.anchor == "open" else "closes"
        name = EXCHANGES[rule.exchange].name
        if rule.offset_min == 0:
            return f"when {name} {verb}"
        way = "before" if rule.offset_min < 0 else "after"
        return f"{abs(rule.offset_min)} min {way} {name} {verb}"
    if rule.exchange:
        days = f"{EXCHANGES[rule.exchange].name} trading days"
    elif rule.days == EVERY_DAY:
        days = "every day"
    elif rule.days == WEEKDAYS:
        days = "weekdays"
    else:
        names = [DAY_NAMES[day] for day in rule.days]
        days = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{days} at {rule.at:%H:%M} {rule.zone}"


def _anchored(found: re.Match[str], exchange: str) -> Recurrence:
    anchor: Anchor = "open" if found["anchor"].startswith("open") else "close"
    named = (found["of"] or found["exchange"] or "").strip()
    named = re.sub(r"^(?:market|markets|'s)$|\b(?:market|session)$|'s$", "", named).strip()
    known = find_exchange(named) if named else EXCHANGES[exchange]
    if known is None:
        raise DeskwireError(
            "bad_input", f'I know no exchange "{named[:40]}"; try NYSE, LSE, Xetra or TSE, or a local time.'
        )
    way = found["way"]
    if found["amount"]:
        number = {"half an": 0.5, "an": 1.0, "a": 1.0}.get(found["amount"]) or float(found["amount"])
        minutes = round(number * (60 if found["unit"].startswith("h") else 1))
        if way not in {"before", "after"}:
            raise _not_understood()
        offset = -minutes if way == "before" else minutes
    else:
        offset = {
            "before": BEFORE_OPEN_MIN if anchor == "open" else -AFTER_CLOSE_MIN,
            "after": AFTER_CLOSE_MIN,
        }.get(way, 0)
    if abs(offset) > MOST_OFFSET_MIN:
        raise DeskwireError("bad_input", "Stay within 12 hours of the opening or the close.")
    return Recurrence(exchange=known.code, zone=known.zone, anchor=anchor, offset_min=offset)


def _without_days(text: str) -> str:
    """ "trading days 30 min before NYSE opens" says the days twice."""
    return re.sub(r"^(?:on )?(?:every )?(?:trading days?|weekdays?|day|daily),? ", "", text)


def _time(found: re.Match[str]) -> time:
    if found["word"]:
        return time(12) if found["word"] == "noon" else time(0)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "")[:1]
    if half and not 1 <= hour <= 12:
        raise DeskwireError("bad_input", "Write the time as 08:30 or 8:30 am.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise DeskwireError("bad_input", "Write the time as 08:30 or 8:30 am.")
    return time(hour, minute)


def _days(text: str, exchange: str) -> tuple[tuple[int, ...], str, str]:
    """The days that a text names, the exchange whose trading days they are, and what is left of the text."""
    text = re.sub(r"^on ", "", text)
    traded = re.fullmatch(r"(?:every )?(?:(?P<one>.+?) )?trading days?(?: of (?:the )?(?P<two>.+))?", text)
    if traded is not None:
        name = traded["one"] or traded["two"]
        known: Exchange | None = find_exchange(name) if name else EXCHANGES[exchange]
        if known is None:
            raise DeskwireError(
                "bad_input", f'I know no exchange "{name[:40]}"; try NYSE, LSE, Xetra or TSE.'
            )
        return WEEKDAYS, known.code, ""
    if not text or text in {"every day", "daily", "each day"}:
        return EVERY_DAY, "", ""
    if re.fullmatch(r"(?:every )?(?:weekdays?|workdays?|working days?|business days?)", text):
        return WEEKDAYS, "", ""
    if re.fullmatch(r"(?:every )?weekends?", text):
        return (5, 6), "", ""
    span = re.fullmatch(r"(\w+) ?(?:-|–|to|through) ?(\w+)", text)
    if span and (first := _DAYS.fullmatch(span[1])) and (last := _DAYS.fullmatch(span[2])):
        start, end = _number(first[1]), _number(last[1])
        return tuple(sorted((start + step) % 7 for step in range((end - start) % 7 + 1))), "", ""
    found = tuple(sorted({_number(name) for name in _DAYS.findall(text)}))
    left = re.sub(r"\b(?:and|every|each|on)\b|[,/&+]", " ", _DAYS.sub("", text)).strip()
    return found, "", left if found else text


def _trailing_days(text: str, exchange: str) -> tuple[tuple[int, ...], str, str]:
    """Days and zone after the time, in either order: "weekdays London", "London weekdays"."""
    words = text.split(" ")
    for cut in range(len(words), 0, -1):
        for days, rest in (
            (words[:cut], words[cut:]),
            (words[-cut:], words[:-cut]),
        ):
            found, traded, left = _days(" ".join(days).strip(" ,"), exchange)
            if found and not left:
                return found, traded, " ".join(rest).strip(" ,")
    return EVERY_DAY, "", text


def _number(name: str) -> int:
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name)


def zone_named(text: str) -> str | None:
    """The IANA zone that a name, a city or an abbreviation means; None where it means none."""
    plain = text.strip().lower()
    return _SHORT_ZONES.get(plain) or _zones().get(plain.replace("_", " "))


def _zone(text: str) -> str:
    """The IANA zone that a name means."""
    name = zone_named(text)
    if name is None:
        known = find_exchange(text)
        name = known.zone if known is not None else None
    if name is None:
        raise DeskwireError(
            "bad_input",
            f'I know no time zone "{text[:40]}"; write one like Europe/London or America/New_York.',
        )
    ZoneInfo(name)
    return name


@cache
def _zones() -> dict[str, str]:
    """Zones by full name and by city, in lower case; where two have a city of that name, the full name decides."""
    names: dict[str, str] = {}
    cities: dict[str, str | None] = {}
    for name in sorted(available_timezones()):
        names[name.lower().replace("_", " ")] = name
        if "/" in name and not name.startswith(_NOT_PLACES):
            city = name.rpartition("/")[2].lower().replace("_", " ")
            cities[city] = name if city not in cities else _simpler(cities[city], name)
    return {city: name for city, name in cities.items() if name} | names


def _simpler(one: str | None, other: str) -> str | None:
    """America/Indianapolis beats America/Indiana/Indianapolis, which is the same place."""
    if one is None or one.count("/") == other.count("/"):
        return None
    return min(one, other, key=lambda name: name.count("/"))


def _not_understood() -> DeskwireError:
    return DeskwireError("bad_input", f"I did not understand when; write {EXAMPLES}.")
