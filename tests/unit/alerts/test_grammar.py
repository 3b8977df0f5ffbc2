"""What is typed after /alert: read, refused with what to type instead, and said back."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.alerts.grammar import Add, Change, Show, Try, parse
from bot.desk.alerts.rules import Quiet, Rule, Scope, Session, from_json, to_json
from bot.desk.alerts.saying import because, sentence, words
from bot.errors import DeskwireError

CODES = {"nyse": "XNYS", "xnys": "XNYS", "lse": "XLON", "xlon": "XLON"}


def exchange(text: str) -> str | None:
    return CODES.get(text.lower())


def added(text: str, zone: str = "UTC") -> Add:
    intent = parse(text, exchange, zone=zone)
    assert isinstance(intent, Add)
    return intent


@pytest.mark.parametrize(
    ("said", "zone"),
    [("London", "Europe/London"), ("tokyo", "Asia/Tokyo"), ("ET", "America/New_York"), ("UTC", "UTC")],
)
def test_quiet_hours_take_a_city_as_digests_do(said: str, zone: str) -> None:
    rule = added(f"add NVDA impact above 0.6 quiet 22-7 {said} except impact 0.8").rule
    assert rule.quiet == Quiet(time(22), time(7), zone, 0.8)


def test_thresholds_at_the_end_that_can_be_crossed_are_taken() -> None:
    for typed in (
        "impact above 0",
        "impact below 1",
        "sentiment below 1",
        "sentiment above -1",
        "volume below 2",
    ):
        assert added(f"add NVDA {typed}").rule.threshold == float(typed.split()[-1])


def test_the_shortest_rule() -> None:
    assert added("add NVDA impact above 0.6") == Add(Rule(Scope("ticker", "NVDA"), "impact", "above", 0.6))


def test_every_option() -> None:
    typed = (
        "add list:core sentiment below −0.4 primary cooldown 2h hours NYSE relevance .5 cap 3 "
        "quiet 22:00–07:00 Europe/London except impact 0.8 to <#C0123ABC|desk>"
    )
    assert added(typed) == Add(
        Rule(
            Scope("list", "core"),
            "sentiment",
            "below",
            -0.4,
            relevance=0.5,
            primary=True,
            session=Session("regular", "XNYS"),
            cooldown=timedelta(hours=2),
            daily_cap=3,
            quiet=Quiet(time(22), time(7), "Europe/London", 0.8),
            zone="Europe/London",
        ),
        "C0123ABC",
    )


@pytest.mark.parametrize(
    ("typed", "scope", "metric"),
    [
        ("add “Berkshire Hathaway” sentiment change beyond 0.5", Scope("ticker", "Berkshire Hathaway"), "change"),
        ("add Berkshire Hathaway change of sentiment beyond 0.5", Scope("ticker", "Berkshire Hathaway"), "change"),
        ("add theme:“interest rates” stories over 10", Scope("theme", "interest rates"), "volume"),
        ('add keyword:"chapter 11" impact > .3', Scope("keyword", "chapter 11"), "impact"),
        ("add list sentiment under -.2", Scope("list", ""), "sentiment"),
        ("add LSE:VOD impact above 0.5", Scope("ticker", "LSE:VOD"), "impact"),
    ],
)  # fmt: skip
def test_ways_to_say_it(typed: str, scope: Scope, metric: str) -> None:
    rule = added(typed).rule
    assert (rule.scope, rule.metric) == (scope, metric)


def test_quiet_hours_are_those_of_the_person_unless_they_say() -> None:
    assert added("add F impact above 0.6 quiet 22-7", "Asia/Tokyo").rule.quiet == Quiet(
        time(22), time(7), "Asia/Tokyo"
    )


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("", Show("help")),
        ("list", Show("list")),
        ("add", Show("form")),
        ("pause abcdefg2", Change("pause", "abcdefg2")),
        ("remove abcdefg2", Change("delete", "abcdefg2")),
        ("test abcdefg2", Try("abcdefg2")),
        ("test F impact above 0.5", Try(rule=Rule(Scope("ticker", "F"), "impact", "above", 0.5))),
    ],
)
def test_the_other_words(typed: str, intent: object) -> None:
    assert parse(typed, exchange) == intent


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("add NVDA", "sentiment, change, impact or volume"),
        ("add NVDA impact 0.6", "above, below or beyond"),
        ("add NVDA impact above", "above, below or beyond"),
        ("add NVDA impact above high", "no number"),
        ("add NVDA impact above 6", "from 0 to 1"),
        ("add NVDA impact beyond 0.6", "sign"),
        ("add NVDA volume above 2.5", "whole number"),
        ("add NVDA impact above 1", "never above 1"),
        ("add NVDA impact below 0", "never below 0"),
        ("add NVDA sentiment above 1", "never above 1"),
        ("add NVDA sentiment below -1", "never below -1"),
        ("add NVDA sentiment beyond 1", "never beyond 1"),
        ("add NVDA change beyond 2", "never beyond 2"),
        ("add NVDA volume below 1", "never below 1"),
        ("add theme:rates sentiment below 0 primary", "leave them out"),
        ("add theme:rates change below 0", "companies alone"),
        ("add theme: impact above 0.5", "which theme"),
        ("add NVDA impact above 0.6 cooldown soon", "30m, 2h or 1d"),
        ("add NVDA impact above 0.6 cooldown 9d", "seven days"),
        ("add NVDA impact above 0.6 hours Narnia", "exchange"),
        ("add NVDA impact above 0.6 quiet 25:00-07:00", "22:00-07:00"),
        ("add NVDA impact above 0.6 quiet 22:00-07:00 Europe/Atlantis", "Europe/London"),
        ("add NVDA impact above 0.6 quiet 22:00-22:00", "pause"),
        ("add NVDA impact above 0.6 quiet 22:00-07:00 except on Fridays", "except impact 0.8"),
        ("add NVDA impact above 0.6 to #desk", "to me"),
        ("add NVDA impact above 0.6 loudly", "“loudly”"),
        ("add NVDA impact above 0.6 primary primary", "twice"),
        ("pause", "list shows it"),
        ("delete everything now", "list shows it"),
        ("sing", "add, list, test"),
    ],
)
def test_what_is_not_understood_says_what_to_type(typed: str, says: str) -> None:
    with pytest.raises(DeskwireError, match=says) as caught:
        parse(typed, exchange)
    assert caught.value.code == "bad_input"


NAMES = (
    st.text(st.sampled_from("abcXYZ0123456789 .&-é"), min_size=1, max_size=40)
    .map(lambda s: " ".join(s.split()))
    .filter(lambda s: s and s[0].isalnum() and s[-1].isalnum())
)
ZONES = st.sampled_from(["UTC", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata"])
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
SHARES = st.integers(0, 100).map(lambda n: n / 100)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    kind = draw(st.sampled_from(["ticker", "list", "theme", "keyword"]))
    company = kind in ("ticker", "list")
    metric = draw(st.sampled_from(["sentiment", "change", "impact", "volume"]))
    if metric == "change" and not company:
        metric = "sentiment"
    signed = metric in ("sentiment", "change")
    operator = draw(st.sampled_from(["above", "below", "beyond"] if signed else ["above", "below"]))
    low = (-100 if signed and operator != "beyond" else 0) + (operator == "below")
    share = st.integers(low, 100 if operator == "below" else 99).map(lambda n: n / 100)
    threshold = draw(st.integers(2, 50).map(float) if metric == "volume" else share)
    start, end = draw(TIMES), draw(TIMES)
    quiet = draw(st.none() | st.builds(Quiet, st.just(start), st.just(end), ZONES, st.none() | SHARES))
    if start == end:
        quiet = None
    name = draw(NAMES)
    if kind == "ticker" and name.lower().startswith(("list", "theme", "keyword")):
        name = "NVDA"
    return Rule(
        Scope(kind, name),
        metric,
        operator,
        threshold,
        relevance=draw(SHARES) if company else 0.3,
        primary=company and draw(st.booleans()),
        session=draw(
            st.none() | st.builds(Session, st.sampled_from(["regular", "outside"]), st.just("XNYS"))
        ),
        cooldown=timedelta(minutes=draw(st.integers(0, 7 * 24 * 60))),
        daily_cap=draw(st.integers(1, 100)),
        quiet=quiet,
        zone=quiet.zone if quiet else draw(ZONES),
    )


@settings(max_examples=150, deadline=None)
@given(rules())
def test_a_rule_said_in_words_is_read_as_the_same_rule(rule: Rule) -> None:
    assert added(f"add {words(rule)}", rule.zone).rule == rule
    assert from_json(to_json(rule)) == rule
    assert sentence(rule).endswith(".")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120) | st.lists(st.sampled_from(
    ["add", "NVDA", "impact", "above", "0.6", "quiet", "22-7", "except", "to", "me", '"', "list:", "-", "test"]
), max_size=12).map(" ".join))  # fmt: skip
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        parse(text, exchange)
    except DeskwireError as error:
        assert error.code == "bad_input" and error.message


def test_a_rule_is_said_back_to_a_person() -> None:
    rule = added(
        "add list:core sentiment below -0.4 primary cooldown 2h quiet 22:00-07:00 Europe/London except impact 0.8"
    ).rule
    assert sentence(rule) == (
        "When the sentiment of a name on the list core is below -0.40 and it is a main subject of the article"
        " and relevance is at least 0.3; then resting 2h for the same subject, at most 20 a day, held back"
        " from 22:00 to 07:00 Europe/London unless the impact is at least 0.8."
    )


def test_why_it_fired() -> None:
    assert because(added("add NVDA sentiment below -0.4").rule, -0.624) == "Sentiment -0.62 is below -0.40"
    assert because(added("add NVDA impact above 0.6").rule, 0.72) == "Impact 0.72 is above 0.6"
