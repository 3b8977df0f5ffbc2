"""What raises an alert and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.alerts.deciding import Fire, Fired, Held, History, decide, matches
from bot.desk.alerts.ports import Members
from bot.desk.alerts.rules import Quiet, Rule, Scope, Session
from tests.unit.alerts.world import NOW, Item, Row, item, rule


def fires(rule: Rule, item: Item, now: datetime = NOW, **history: object) -> Fire:
    verdict = decide(rule, item, History(**history), now)  # type: ignore[arg-type]
    assert isinstance(verdict, Fire), verdict
    return verdict


def held(rule: Rule, item: Item, now: datetime = NOW, **history: object) -> str:
    verdict = decide(rule, item, History(**history), now)  # type: ignore[arg-type]
    assert isinstance(verdict, Held), verdict
    return verdict.reason


def told(
    number: int = 1,
    value: float = 0.7,
    ago: timedelta = timedelta(hours=1),
    state: str = "posted",
    key: str = "",
) -> Fired:
    return Fired(key or f"s:s{number}", NOW - ago, value, state, f"s{number}", ("NVDA",))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"published_at": None, "age": "undated"}, "undated"),
        ({"published_at": None}, "undated"),
        ({"age": "undated"}, "undated"),
        ({"published_at": NOW + timedelta(days=2)}, "undated"),
        ({"age": "stale"}, "stale"),
        ({"published_at": NOW - timedelta(hours=49)}, "stale"),
        ({"tickers": (Row("AMD"),)}, "other"),
        ({"tickers": (Row("NVDA", relevance=0.2),)}, "relevance"),
        ({"impact": 0.6}, "threshold"),
        ({"retracted": True}, "retracted"),
    ],
)
def test_what_never_alerts(changes: dict[str, object], reason: str) -> None:
    assert held(rule(), item(1, **changes)) == reason


def test_primary_only() -> None:
    passing = item(1, tickers=(Row("NVDA", role="secondary"),))
    assert fires(rule(), passing).value == 0.7
    assert held(rule(primary=True), passing) == "secondary"


@pytest.mark.parametrize(
    ("operator", "threshold", "score", "crossed"),
    [
        ("below", -0.4, -0.5, True),
        ("below", -0.4, -0.4, False),
        ("above", 0.4, 0.5, True),
        ("above", 0.4, -0.9, False),
        ("beyond", 0.4, -0.5, True),
        ("beyond", 0.4, 0.5, True),
        ("beyond", 0.4, 0.3, False),
    ],
)
def test_operators(operator: str, threshold: float, score: float, crossed: bool) -> None:
    wanted = rule(metric="sentiment", operator=operator, threshold=threshold)
    verdict = decide(wanted, item(1, tickers=(Row("NVDA", score),)), History(), NOW)
    assert isinstance(verdict, Fire) is crossed


def test_a_list_names_every_ticker_beyond_the_threshold_the_worst_first() -> None:
    wanted = rule(scope=Scope("list", "core", "team"), metric="sentiment", operator="below", threshold=-0.3)
    news = item(1, tickers=(Row("AMD", -0.4), Row("NVDA", -0.8), Row("TSM", 0.1), Row("F", -0.9)))
    fire = fires(wanted, news, members=Members(("NVDA", "AMD", "TSM")))
    assert [hit.subject for hit in fire.hits] == ["NVDA", "AMD"]
    assert (fire.value, fire.key) == (-0.8, "s:s1")


def test_themes_and_keywords_go_by_the_article() -> None:
    assert fires(rule(scope=Scope("theme", "semiconductors")), item()).hits[0].score == -0.4
    assert fires(rule(scope=Scope("keyword", "LARGE order")), item()).value == 0.7
    assert held(rule(scope=Scope("keyword", "large ord")), item()) == "other"
    assert held(rule(scope=Scope("theme", "rates")), item()) == "other"
    both = rule(scope=Scope("list", "x"), metric="sentiment", operator="below", threshold=-0.1)
    members = Members(("NVDA",), ("semiconductors",), ("order",))
    assert [m.subject for m in matches(both, item(), members)] == ["NVDA", "semiconductors", "order"]


def test_one_alert_a_story_unless_it_moved_materially() -> None:
    again = item(2, story_id="s1", impact=0.8)
    assert held(rule(), again, fired=(told(value=0.7),)) == "told"
    moved = fires(rule(), item(2, story_id="s1", impact=0.85), fired=(told(value=0.7),))
    assert (moved.kind, moved.was, moved.key) == ("update", 0.7, "s:s1:a2")
    later = (told(value=0.7), told(value=0.85, key="s:s1:a2"))
    assert held(rule(), item(3, story_id="s1", impact=0.95), fired=later) == "told"


def test_a_story_that_calms_down_is_not_told_again_but_one_that_turns_is() -> None:
    below = rule(metric="sentiment", operator="below", threshold=-0.3)
    calmer = item(2, story_id="s1", tickers=(Row("NVDA", -0.4),))
    assert held(below, calmer, fired=(told(value=-0.9),)) == "told"
    either = rule(metric="sentiment", operator="beyond", threshold=0.3)
    turned = item(2, story_id="s1", tickers=(Row("NVDA", 0.4),))
    assert fires(either, turned, fired=(told(value=-0.5),)).kind == "update"


def test_a_withdrawn_story_is_told_once_to_those_who_were_alerted() -> None:
    withdrawn = item(2, story_id="s1", retracted=True, impact=0.0)
    fire = fires(rule(), withdrawn, fired=(told(),))
    assert fire.kind == "retracted"
    assert held(rule(), withdrawn, fired=(told(), told(key=fire.key))) == "retracted"
    assert held(rule(), withdrawn, fired=(told(state="failed"),)) == "retracted"


def test_the_change_is_against_the_stories_of_the_week() -> None:
    wanted = rule(metric="change", operator="below", threshold=-0.5)
    week = tuple(
        item(n, story_id=story, tickers=(Row("NVDA", score),), read_at=NOW - timedelta(days=days))
        for n, story, score, days in [
            (10, "x", 0.2, 1), (11, "x", 0.4, 1), (12, "y", 0.3, 3), (13, "z", 0.0, 6), (14, "old", -1.0, 8),
        ]
    )  # fmt: skip
    assert fires(wanted, item(), around=week).value == -0.7
    assert held(wanted, item(), around=week[:3]) == "no_baseline"
    assert held(wanted, item(1, tickers=(Row("NVDA", -0.2),)), around=week) == "threshold"
    assert held(wanted, item(1, story_id="z"), around=week) == "no_baseline"


def test_the_volume_counts_stories_and_is_told_again_when_it_grew_by_half() -> None:
    wanted = rule(metric="volume", operator="above", threshold=3.0)
    day = tuple(item(10 + n, read_at=NOW - timedelta(hours=n)) for n in range(1, 4))
    fire = fires(wanted, item(), around=day)
    assert (fire.value, fire.key) == (4.0, "v:NVDA:a1")
    same_story = tuple(item(20 + n, story_id="s1", read_at=NOW) for n in range(9))
    assert held(wanted, item(), around=same_story) == "threshold"
    before = Fired("v:NVDA:a9", NOW - timedelta(hours=2), 3.0, "posted", "s9", ("NVDA",))
    assert held(wanted, item(), around=day, fired=(before,)) == "told"
    two_more = (*day, item(30, read_at=NOW))
    assert fires(wanted, item(), around=two_more, fired=(before,)).value == 5.0
    long_ago = Fired("v:NVDA:a9", NOW - timedelta(hours=25), 3.0, "posted", "s9", ("NVDA",))
    assert fires(wanted, item(), around=day, fired=(long_ago,)).value == 4.0


def test_trading_hours() -> None:
    regular, outside = (rule(session=Session(hours, "XNYS")) for hours in ("regular", "outside"))
    assert fires(regular, item(), trading=True)
    assert held(regular, item(), trading=False) == "session"
    assert held(outside, item(), trading=True) == "session"
    assert fires(outside, item(), trading=False)


def test_the_rest_after_an_alert_is_that_of_the_subject() -> None:
    wanted = rule(scope=Scope("list", "core", "team"), cooldown=timedelta(hours=2))
    members = Members(("NVDA", "AMD"))
    assert held(wanted, item(2), members=members, fired=(told(),)) == "cooldown"
    both = item(2, tickers=(Row("NVDA"), Row("AMD")))
    assert [hit.subject for hit in fires(wanted, both, members=members, fired=(told(),)).hits] == ["AMD"]
    assert fires(wanted, item(2), members=members, fired=(told(ago=timedelta(hours=2)),))
    assert fires(wanted, item(2), members=members, fired=(told(state="summed"),))


def test_the_cap_counts_the_days_of_the_zone() -> None:
    now = datetime(2026, 3, 4, 5, 30, tzinfo=UTC)  # half past midnight in New York
    wanted = rule(daily_cap=2, zone="America/New_York")
    news = item(9, published_at=now)
    yesterday = (told(1), told(2))
    yesterday = tuple(
        Fired(f.key, now - timedelta(hours=1), 0.7, "posted", f.story_id, ("NVDA",)) for f in yesterday
    )
    assert not fires(wanted, news, now, fired=yesterday).last_today
    today = Fired("s:s3", now - timedelta(minutes=10), 0.7, "posted", "s3", ("NVDA",))
    assert fires(wanted, news, now, fired=(*yesterday, today)).last_today
    again = Fired("s:s4", now - timedelta(minutes=5), 0.7, "owed", "s4", ("NVDA",))
    assert held(wanted, news, now, fired=(today, again)) == "cap"


NIGHT = Quiet(time(22), time(7), "Europe/London", 0.8)


def test_quiet_hours_hold_back_what_is_not_urgent() -> None:
    now = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
    wanted = rule(quiet=NIGHT)
    verdict = decide(wanted, item(1, published_at=now), History(), now)
    assert isinstance(verdict, Held) and verdict.reason == "quiet" and verdict.waits is not None
    assert verdict.until == datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
    assert verdict.waits.key == "s:s1"
    assert fires(wanted, item(1, published_at=now, impact=0.8), now)
    waiting = told(state="quiet", key="q:s:s1")
    assert (
        fires(wanted, item(2, story_id="s1", impact=0.9, published_at=now), now, fired=(waiting,)).kind
        == "new"
    )


@pytest.mark.parametrize(
    ("at", "end"),
    [
        # The night in which London's clocks go forward is an hour shorter, in October an hour longer.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 4, 3, 0, tzinfo=UTC), datetime(2026, 3, 4, 7, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_wall_clock(at: datetime, end: datetime) -> None:
    assert NIGHT.holds(at) and NIGHT.ends(at) == end
    assert not NIGHT.holds(end)


@settings(max_examples=200, deadline=None)
@given(
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
)
def test_quiet_hours_always_end(start: time, end: time, zone: str, naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    if start == end:
        return
    quiet = Quiet(start, end, zone)
    over = quiet.ends(at)
    assert at < over <= at + timedelta(hours=26)
    if quiet.holds(at):
        assert not quiet.holds(over)


def test_a_story_whose_alert_could_not_be_posted_is_raised_by_its_next_article() -> None:
    fire = fires(rule(), item(2, story_id="s1"), fired=(told(state="failed"),))
    assert (fire.kind, fire.key) == ("new", "s:s1:a2")


@pytest.mark.parametrize(
    ("end", "zone", "at", "over"),
    [
        # The clocks are put on over the end of the quiet hours.
        (time(2, 15), "Europe/Berlin", datetime(2026, 3, 28, 23, 29, tzinfo=UTC), datetime(2026, 3, 29, 1)),
        (
            time(2),
            "Australia/Lord_Howe",
            datetime(2026, 10, 3, 4, 38, tzinfo=UTC),
            datetime(2026, 10, 3, 15, 30),
        ),
        # They are put back before it: half past one comes twice, and before the second it is quiet again.
        (time(1, 30), "America/New_York", datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 1, 5, 30)),
        (time(1, 30), "America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 11, 1, 6, 30)),
    ],
)
def test_quiet_hours_end_when_the_clocks_change(end: time, zone: str, at: datetime, over: datetime) -> None:
    quiet = Quiet(time(12, 45), end, zone)
    assert quiet.holds(at)
    assert quiet.ends(at) == over.replace(tzinfo=UTC)
    assert not quiet.holds(quiet.ends(at))
