"""When a schedule is due: days, and a local time or the opening or close of an exchange. Pure.

What a change of the clocks means: a local time that a day does not have is moved on by as much as the clocks are
(02:30 becomes 03:30); of a local time that a day has twice the first is taken. Every local day therefore has exactly
one moment, and moments follow each other strictly; a date that a zone left out altogether (Samoa, 30 December 2011)
has none. The opening and the close of an exchange are moments and know no such thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.market.calendars import Calendar, Session

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS = (0, 1, 2, 3, 4)
LONGEST_SEARCH = timedelta(days=400)
MOST_OFFSET_MIN = 12 * 60
_DAY = timedelta(days=1)

Anchor = Literal["", "open", "close"]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule.

    `anchor` "": at local time `at` in the IANA zone `zone`, on `days` (0 is Monday), or on the trading days of
    `exchange` where one is named. `anchor` open or close: `offset_min` minutes after (negative: before) that moment
    of each session of `exchange`; `days`, `at` and `zone` say nothing then.
    """

    days: tuple[int, ...] = WEEKDAYS
    at: time = time(8, 30)
    zone: str = "UTC"
    exchange: str = ""
    anchor: Anchor = ""
    offset_min: int = 0

    def as_json(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "days": list(self.days),
            "at": self.at.strftime("%H:%M"),
            "zone": self.zone,
            "exchange": self.exchange,
            "anchor": self.anchor,
            "offset_min": self.offset_min,
        }

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Recurrence:
        """What was stored."""
        return Recurrence(
            days=tuple(stored["days"]),
            at=time.fromisoformat(stored["at"]),
            zone=stored["zone"],
            exchange=stored["exchange"],
            anchor=stored["anchor"],
            offset_min=stored["offset_min"],
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is due, in UTC, for which local day.

    `early`: the exchange closes early on that day. `assumed`: no calendar reaches so far, a weekday is taken for a
    trading day. `moved`: the local time does not exist on that day and was moved on.
    """

    at: datetime
    day: date
    early: bool = False
    assumed: bool = False
    moved: bool = False


def moments(
    rule: Recurrence, calendar: Calendar | None, after: datetime, until: datetime
) -> Iterator[Moment]:
    """Every moment with `after` < moment <= `until`, in order. `calendar` is the rule's exchange's, if it has one.

    Nothing past `LONGEST_SEARCH` after `after` is looked at.
    """
    until = min(until, after + LONGEST_SEARCH)
    # Offsets of half a day and zones up to 14 hours from UTC: two days on each side see everything.
    day = (after - 2 * _DAY).date()
    last = (until + 2 * _DAY).date()
    latest = after
    while day <= last:
        moment = _of_day(rule, calendar, day)
        if moment is not None and latest < moment.at <= until:
            yield moment
            latest = moment.at
        day += _DAY


def next_moment(rule: Recurrence, calendar: Calendar | None, after: datetime) -> Moment | None:
    """The first moment after `after`; None if there is none within `LONGEST_SEARCH`."""
    return next(moments(rule, calendar, after, after + LONGEST_SEARCH), None)


def previous_moment(rule: Recurrence, calendar: Calendar | None, before: datetime) -> Moment | None:
    """The last moment before `before` within five weeks."""
    last = None
    for moment in moments(rule, calendar, before - timedelta(days=35), before):
        if moment.at < before:
            last = moment
    return last


def _of_day(rule: Recurrence, calendar: Calendar | None, day: date) -> Moment | None:
    session: Session | None = None
    if rule.exchange:
        if calendar is None or calendar.exchange.code != rule.exchange:
            raise ValueError(f"the rule needs the calendar of {rule.exchange}")
        session = calendar.session(day)
        if session is None:
            return None
    elif day.weekday() not in rule.days:
        return None
    early, assumed = (session.early, session.assumed) if session else (False, False)
    if rule.anchor and session is not None:
        anchor = session.open_at if rule.anchor == "open" else session.close_at
        return Moment(anchor + timedelta(minutes=rule.offset_min), day, early, assumed)
    zone = ZoneInfo(rule.zone)
    # fold=0: of a repeated hour the first; of a missing one the offset from before the change, which moves it on.
    wanted = datetime.combine(day, rule.at, zone)
    at = wanted.astimezone(UTC)
    moved = at.astimezone(zone).replace(tzinfo=None) != wanted.replace(tzinfo=None)
    return Moment(at, day, early, assumed, moved)
