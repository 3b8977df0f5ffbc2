"""What people type after /digest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.digests.grammar import Change, Now, Plan, Show, parse
from bot.desk.schedules.recurrence_text import parse as read_rule
from bot.errors import DeskwireError
from bot.slack.digest_plans import Field, form, read_form
from tests.unit.slack.validator import view_problems


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", Show("list")),
        ("list", Show("list")),
        ("schedule", Show("form")),
        ("now", Now()),
        ("now metals", Now("metals")),
        ('now list:"my metals" 8h', Now("my metals", timedelta(hours=8))),
        ("preview metals 3d", Now("metals", timedelta(days=3), preview=True)),
        ("now 90 min", Now("", timedelta(minutes=90))),
        ("schedule weekdays 08:30 Europe/London", Plan("weekdays 08:30 Europe/London")),
        (
            "schedule list:metals 30 min before NYSE opens quiet to <#C0GENERAL01|general>",
            Plan("30 min before NYSE opens", "metals", True, "C0GENERAL01"),
        ),
        ("schedule list:metals weekdays 08:30 UTC to me", Plan("weekdays 08:30 UTC", "metals", to="me")),
        ("schedule weekdays 08:30 to here", Plan("weekdays 08:30")),
        ("schedule quiet list:quiet after the close", Plan("after the close", "quiet", True)),
        ("pause `ab12cd34`", Change("pause", "ab12cd34")),
        ("remove ab12cd34", Change("delete", "ab12cd34")),
    ],
)
def test_a_line_means(line: str, meant: object) -> None:
    assert parse(line) == meant


@pytest.mark.parametrize(
    "line", ["sometimes", "now 5m", "now 15d", "pause", "pause ???", "schedule list:a quiet"]
)
def test_what_is_not_understood_says_what_to_type(line: str) -> None:
    with pytest.raises(DeskwireError) as caught:
        parse(line)
    assert caught.value.code == "bad_input"


@given(st.text(max_size=200))
def test_any_line_is_an_intent_or_a_sentence(line: str) -> None:
    try:
        parse(line)
    except DeskwireError as error:
        assert error.message


def submitted(**values: dict[str, object]) -> dict[str, object]:
    return {"state": {"values": {field: {field: value} for field, value in values.items()}}}


def test_the_form_is_read_as_what_could_be_typed() -> None:
    view = form("C0GENERAL01", "Europe/London")
    assert view_problems(view) == []
    choices = next(block for block in view["blocks"] if block["block_id"] == Field.WHEN)["element"]["options"]
    for choice in choices:
        words = read_form(
            submitted(
                digest_to={"selected_conversation": "C0RESEARCH1"},
                digest_list={"value": "my metals"},
                digest_when={"selected_option": {"value": choice["value"]}},
                digest_time={"selected_time": "07:45"},
                digest_zone={"value": "Asia/Tokyo"},
                digest_quiet={"selected_options": [{"value": "quiet"}]},
            )
        )
        plan = parse(f"schedule {words}")
        assert isinstance(plan, Plan)
        assert (plan.list_name, plan.quiet, plan.to) == ("my metals", True, "C0RESEARCH1")
        rule = read_rule(plan.when, "UTC")
        if "time below" in choice["text"]["text"]:
            assert (rule.zone, f"{rule.at:%H:%M}") == ("Asia/Tokyo", "07:45")
        else:
            assert rule.exchange and rule.anchor


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("now portfolio", Now("portfolio:")),
        ("preview my portfolio 8h", Now("portfolio:", timedelta(hours=8), preview=True)),
        ('now portfolio:"Big Tech" 3d', Now("portfolio:Big Tech", timedelta(days=3))),
        ("schedule portfolio:core weekdays 08:30", Plan("weekdays 08:30", "portfolio:core")),
        ("schedule weekdays 08:30 portfolio quiet", Plan("weekdays 08:30", "portfolio:", quiet=True)),
    ],
)
def test_a_portfolio_is_followed_like_a_list(text: str, intent: object) -> None:
    assert parse(text) == intent


def test_a_list_may_have_that_name() -> None:
    assert parse("now list:portfolio") == Now("portfolio")
