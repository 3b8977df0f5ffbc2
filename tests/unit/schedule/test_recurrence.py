"""When things are due: found by walking through every minute of a month, and by property."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.schedules.recurrence import (
    EVERY_DAY,
    WEEKDAYS,
    Recurrence,
    moments,
    next_moment,
    previous_moment,
)
from bot.desk.schedules.recurrence_text import parse, say
from bot.errors import DeskwireError
from bot.market.calendars import Calendar, shipped
from bot.market.exchanges import EXCHANGES

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
START = datetime(2027, 1, 1, tzinfo=UTC)


@cache
def calendar(code: str) -> Calendar:
    return Calendar(EXCHANGES[code], tuple(each for each in shipped() if each.exchange == code))


def of(rule: Recurrence) -> Calendar | None:
    return calendar(rule.exchange) if rule.exchange else None


days = st.one_of(
    st.just(EVERY_DAY),
    st.just(WEEKDAYS),
    st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
codes = st.sampled_from(sorted(EXCHANGES))
local = st.builds(Recurrence, days=days, at=times, zone=st.sampled_from(ZONES))
traded = st.builds(
    lambda at, zone, code: Recurrence(at=at, zone=zone, exchange=code), times, st.sampled_from(ZONES), codes
)
anchored = st.builds(
    lambda code, anchor, offset: Recurrence(
        zone=EXCHANGES[code].zone, exchange=code, anchor=anchor, offset_min=offset
    ),
    codes,
    st.sampled_from(["open", "close"]),
    st.integers(-720, 720),
)
rules = st.one_of(local, traded, anchored)
instants = st.datetimes(datetime(2026, 10, 1), datetime(2028, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(rules)
def test_what_is_said_is_read_back_the_same(rule: Recurrence) -> None:
    assert parse(say(rule), "Asia/Kathmandu", "XTKS") == rule
    assert Recurrence.from_json(rule.as_json()) == rule


@given(rules, instants, st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_moments_follow_each_other_and_cutting_a_time_in_two_loses_none(
    rule: Recurrence, start: datetime, length: int
) -> None:
    end = start + timedelta(days=length)
    found = [each.at for each in moments(rule, of(rule), start, end)]
    assert all(one < other for one, other in pairwise(found))
    assert all(start < each <= end for each in found)
    middle = start + (end - start) / 3
    parts = [
        each.at
        for since, until in ((start, middle), (middle, end))
        for each in moments(rule, of(rule), since, until)
    ]
    assert parts == found
    # Stepping from one to the next sees the same.
    steps, at = [], start
    while (following := next_moment(rule, of(rule), at)) is not None and following.at <= end:
        steps.append(following.at)
        at = following.at
    assert steps == found
    if found:
        before = previous_moment(rule, of(rule), found[-1])
        assert before is None or before.at < found[-1]
        assert len(found) < 2 or (before is not None and before.at == found[-2])


@given(local, instants)
@settings(max_examples=200, deadline=None)
def test_every_local_day_has_one_moment_at_its_local_time(rule: Recurrence, start: datetime) -> None:
    zone = ZoneInfo(rule.zone)
    for moment in moments(rule, None, start, start + timedelta(days=20)):
        shown = moment.at.astimezone(zone)
        assert moment.day.weekday() in rule.days
        if not moment.moved:
            assert (shown.date(), shown.time()) == (moment.day, rule.at)
            # The first of two: an hour earlier it was not that time already.
            assert shown.fold == 0
        else:
            assert shown.replace(tzinfo=None) > datetime.combine(moment.day, rule.at)
    dates = [each.day for each in moments(rule, None, start, start + timedelta(days=20))]
    assert len(dates) == len(set(dates))


def brute(zone: str, since: datetime, until: datetime) -> dict[date, dict[time, datetime]]:
    """What the clocks on the wall show, minute by minute: the first moment of each time of each day."""
    wall: dict[date, dict[time, datetime]] = {}
    info, at = ZoneInfo(zone), since
    while at < until:
        shown = at.astimezone(info)
        wall.setdefault(shown.date(), {}).setdefault(shown.time(), at)
        at += timedelta(minutes=1)
    return wall


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("America/New_York", date(2027, 3, 14)),
        ("America/New_York", date(2027, 11, 7)),
        ("Europe/London", date(2027, 3, 28)),
        ("Europe/London", date(2027, 10, 31)),
        ("Australia/Sydney", date(2027, 4, 4)),
        ("Australia/Sydney", date(2027, 10, 3)),
        ("Australia/Lord_Howe", date(2027, 10, 3)),
    ],
)
def test_the_minutes_around_a_change_of_the_clocks(zone: str, change: date) -> None:
    noon = datetime.combine(change, time(12), UTC)
    since, until = noon - timedelta(days=2), noon + timedelta(days=2)
    wall = brute(zone, since, until)
    for minute in range(0, 24 * 60, 15):
        rule = Recurrence(EVERY_DAY, time(minute // 60, minute % 60), zone)
        found = {each.day: each for each in moments(rule, None, since, until)}
        moment = found[change]
        if rule.at in wall[change]:
            assert moment.at == wall[change][rule.at]
            assert not moment.moved
        else:
            # As long after the last minute before the gap as it should have been.
            last = max(at for at in wall[change] if at < rule.at)
            gap = (minute - (last.hour * 60 + last.minute)) * timedelta(minutes=1)
            assert moment.at == wall[change][last] + gap
            assert moment.moved


def test_a_date_that_a_zone_left_out_has_no_moment_of_its_own() -> None:
    rule = Recurrence(EVERY_DAY, time(8, 30), "Pacific/Apia")
    start = datetime(2011, 12, 28, tzinfo=UTC)
    found = [each.at for each in moments(rule, None, start, start + timedelta(days=5))]
    shown = [each.astimezone(ZoneInfo(rule.zone)).date().day for each in found]
    assert shown == [28, 29, 31, 1, 2][-len(shown) :]
    assert len(set(found)) == len(found)


def test_trading_days_know_holidays_and_early_closes() -> None:
    after_close = parse("15 min after the close")
    week = list(
        moments(
            after_close,
            of(after_close),
            datetime(2026, 11, 23, tzinfo=UTC),
            datetime(2026, 11, 28, tzinfo=UTC),
        )
    )
    # Thanksgiving has none; the day after it closes at 13:00 in New York.
    assert [f"{each.at:%a %H:%M}" for each in week] == ["Mon 21:15", "Tue 21:15", "Wed 21:15", "Fri 18:15"]
    assert [each.early for each in week] == [False, False, False, True]


def test_opening_hours_follow_the_exchanges_own_clock() -> None:
    rule = parse("30 min before NYSE opens", "Europe/London")
    march = list(
        moments(rule, of(rule), datetime(2027, 3, 12, tzinfo=UTC), datetime(2027, 3, 16, tzinfo=UTC))
    )
    assert [f"{each.at:%d %H:%M}" for each in march] == ["12 14:00", "15 13:00"]


def test_past_its_end_a_calendar_counts_weekdays_and_says_so() -> None:
    shanghai = calendar("XSHG")
    assert shanghai.known_until is not None
    rule = parse("when Shanghai opens")
    known = datetime.combine(shanghai.known_until, time(12), UTC)
    beyond = list(moments(rule, shanghai, known, known + timedelta(days=10)))
    assert all(each.assumed and each.day.weekday() < 5 for each in beyond)
    assert len(beyond) in {6, 7, 8}
    assert not any(
        each.assumed for each in moments(rule, shanghai, known - timedelta(days=9), known - timedelta(days=1))
    )


def test_holidays_are_named() -> None:
    closed = list(calendar("XNYS").closed(date(2026, 11, 20), date(2026, 12, 1)))
    assert closed == [date(2026, 11, 26)]


READ = {
    "weekdays 08:30 Europe/London": "weekdays at 08:30 Europe/London",
    "every day at 7am New York": "every day at 07:00 America/New_York",
    "mon,wed,fri 08:30": "Mondays, Wednesdays and Fridays at 08:30 Europe/Berlin",
    "Mondays at 9": "Mondays at 09:00 Europe/Berlin",
    "mon-fri 17.30 London": "weekdays at 17:30 Europe/London",
    "fri–sun 9": "Fridays, Saturdays and Sundays at 09:00 Europe/Berlin",
    "08:30": "every day at 08:30 Europe/Berlin",
    "08:30 Europe/London weekdays": "weekdays at 08:30 Europe/London",
    "7:15 am ET on weekdays": "weekdays at 07:15 America/New_York",
    "daily noon": "every day at 12:00 Europe/Berlin",
    "trading days 08:30": "NYSE trading days at 08:30 America/New_York",
    "LSE trading days at 07:00": "LSE trading days at 07:00 Europe/London",
    "trading days 07:00 LSE": "LSE trading days at 07:00 Europe/London",
    "trading days of Xetra at 8:00 London": "Xetra trading days at 08:00 Europe/London",
    "30 min before NYSE opens": "30 min before NYSE opens",
    "half an hour before the open": "30 min before NYSE opens",
    "1.5 hours after the tokyo close": "90 min after TSE closes",
    "30 minutes before the opening of Xetra": "30 min before Xetra opens",
    "before the open": "30 min before NYSE opens",
    "after the close": "15 min after NYSE closes",
    "at the market open": "when NYSE opens",
    "weekdays 8:30 Eastern": "weekdays at 08:30 America/New_York",
    "weekdays 8:30 AEST": "weekdays at 08:30 Australia/Sydney",
}


@pytest.mark.parametrize("text", READ)
def test_what_people_type(text: str) -> None:
    assert say(parse(text, "Europe/Berlin")) == READ[text]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("weekdays", "at what time"),
        ("foo 8:30", "did not understand"),
        ("8:30 Atlantis", "time zone"),
        ("90 min after Foo opens", "exchange"),
        ("weekdays at 25:00", "08:30"),
        ("13 pm", "08:30"),
        ("13 hours before the open", "12 hours"),
        ("Foo trading days at 9", "exchange"),
        ("every 2 hours", "once a day at most"),
        ("hourly", "once a day at most"),
        ("fridays after the close", "every trading day"),
        ("mondays 30 min before NYSE opens", "every trading day"),
        ("30 seconds after the close", "name the minutes"),
        ("before the bell", "name the minutes"),
        ("", "at what time"),
        ("x" * 300, "did not understand"),
    ],
)
def test_what_cannot_be_read_says_what_to_type(text: str, says: str) -> None:
    with pytest.raises(DeskwireError, match=says) as caught:
        parse(text)
    assert caught.value.code == "bad_input"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rule = parse(text)
    except DeskwireError:
        return
    assert parse(say(rule)) == rule


def words() -> Iterator[str]:
    yield from ("every", "day", "weekdays", "mon", "at", "8", "08:30", "am", "NYSE", "opens", "before", "the")
    yield from ("close", "after", "30", "min", "London", "trading", "days", "of", "and", "-", "half an")


@given(st.lists(st.sampled_from(sorted(words())), max_size=8).map(" ".join))
@settings(max_examples=300)
def test_words_in_any_order_are_read_or_refused(text: str) -> None:
    try:
        rule = parse(text)
    except DeskwireError:
        return
    assert parse(say(rule)) == rule
