"""The trading days of exchanges: what a calendar says, and where its days come from.

At run time only the stored days and the time zones of the system are used. `computed` asks the package
`exchange_calendars`, whose import takes half a second and a lot of memory: only a worker process calls it, once a
day. `shipped` reads the days that come with the installation, so that a fresh one has them at once.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from bot.market.exchanges import EXCHANGES, Exchange

_SHIPPED = "sessions.json"
_SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    """One trading day. `early`: it closes before the regular hour. `assumed`: no calendar reaches so far,
    and a weekday with the regular hours is taken for a trading day.
    """

    exchange: str
    day: date
    open_at: datetime
    close_at: datetime
    early: bool = False
    assumed: bool = False


@dataclass(frozen=True)
class Calendar:
    """The trading days of one exchange. Days past the known ones, or before them, are weekdays.

    `sessions` are in order of their days, one a day.
    """

    exchange: Exchange
    sessions: tuple[Session, ...] = ()
    _days: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_days", tuple(each.day for each in self.sessions))

    @property
    def known_until(self) -> date | None:
        """The last day the calendar is sure of; None when nothing is known."""
        return self._days[-1] if self._days else None

    def session(self, day: date) -> Session | None:
        """The session of a day; None on a holiday or a weekend."""
        at = bisect_left(self._days, day)
        if at < len(self._days) and self._days[at] == day:
            return self.sessions[at]
        if self._days and self._days[0] <= day <= self._days[-1]:
            return None
        return regular(self.exchange, day) if day.weekday() < _SATURDAY else None

    def closed(self, since: date, until: date) -> Iterator[date]:
        """The holidays, weekends left out, from `since` to before `until`."""
        day = since
        while day < until:
            if day.weekday() < _SATURDAY and self.session(day) is None:
                yield day
            day += DAY


def regular(exchange: Exchange, day: date) -> Session:
    """A day with the regular hours, which nobody has confirmed."""
    return Session(
        exchange.code,
        day,
        _moment(exchange, day, exchange.opens),
        _moment(exchange, day, exchange.closes),
        assumed=True,
    )


def computed(since: date, until: date) -> list[Session]:
    """Every known session from `since` to `until`, by `exchange_calendars`. Slow: for a worker process.

    A calendar that ends sooner gives its days up to its end.
    """
    import exchange_calendars

    found: list[Session] = []
    for exchange in EXCHANGES.values():
        last = _bound(exchange_calendars, exchange.code)
        end = until if last is None else min(until, last)
        if end < since:
            continue
        # One day at least must be a session, and a calendar starts and ends on any day.
        calendar = exchange_calendars.get_calendar(
            exchange.code, start=since.isoformat(), end=end.isoformat()
        )
        early = {stamp.date() for stamp in calendar.early_closes}
        for stamp, opens, closes in zip(calendar.sessions, calendar.opens, calendar.closes, strict=True):
            found.append(
                Session(
                    exchange.code,
                    stamp.date(),
                    opens.to_pydatetime().astimezone(UTC),
                    closes.to_pydatetime().astimezone(UTC),
                    stamp.date() in early,
                )
            )
    return found


def shipped() -> list[Session]:
    """The sessions that come with the installation."""
    text = (resources.files("bot.market") / "data" / _SHIPPED).read_text("utf-8")
    return [session for code, entry in json.loads(text).items() for session in _unpack(code, entry)]


def pack(sessions: Iterable[Session]) -> dict[str, dict[str, Any]]:
    """Sessions as the file that ships holds them: for each exchange its range, its closed weekdays, and the days
    that differ from the regular hours.
    """
    packed: dict[str, dict[str, Any]] = {}
    for session in sessions:
        exchange = EXCHANGES[session.exchange]
        entry = packed.setdefault(
            session.exchange, {"from": session.day.isoformat(), "closed": [], "hours": {}}
        )
        following = date.fromisoformat(entry.get("until", entry["from"])) + DAY
        while following < session.day:
            if following.weekday() < _SATURDAY:
                entry["closed"].append(following.isoformat())
            following += DAY
        entry["until"] = session.day.isoformat()
        usual = regular(exchange, session.day)
        same = (usual.open_at, usual.close_at) == (session.open_at, session.close_at)
        if not same or session.day.weekday() >= _SATURDAY:
            zone = ZoneInfo(exchange.zone)
            opens, closes = (
                moment.astimezone(zone).strftime("%H:%M") for moment in (session.open_at, session.close_at)
            )
            entry["hours"][session.day.isoformat()] = [opens, closes, session.early]
    return packed


def _unpack(code: str, entry: dict[str, Any]) -> Iterator[Session]:
    exchange = EXCHANGES[code]
    closed = set(entry["closed"])
    day, until = date.fromisoformat(entry["from"]), date.fromisoformat(entry["until"])
    while day <= until:
        name = day.isoformat()
        if name in entry["hours"]:
            opens, closes, early = entry["hours"][name]
            yield Session(
                code,
                day,
                _moment(exchange, day, time.fromisoformat(opens)),
                _moment(exchange, day, time.fromisoformat(closes)),
                early,
            )
        elif day.weekday() < _SATURDAY and name not in closed:
            usual = regular(exchange, day)
            yield Session(code, day, usual.open_at, usual.close_at)
        day += DAY


def _moment(exchange: Exchange, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(exchange.zone)).astimezone(UTC)


def _bound(package: Any, code: str) -> date | None:
    """The last day for which a calendar's holidays are recorded; None where they follow rules."""
    factories = package.calendar_utils.global_calendar_dispatcher._calendar_factories
    bound = factories[code].bound_max()
    return None if bound is None else bound.date()
