"""Numbers by value, names by sequence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.grounding import numbers, ungrounded
from bot.model import Article
from tests.unit.summary.build import companies

TEXT = (
    "Lumen plans to pay $200 million to Nimbus Inc. Profit rose 4.3 percent to $1,000.50 in the second "
    "quarter. It forecast 11 to 12 percent. U.S. regulators fined Alder Motors. Chief Executive Tomas Reyes, "
    "54, owns twenty-five of the X5 cars and two-thirds of the company. The plant costs 36bn yen."
)
ARTICLE = Article("", "", "Orbion Devices settles", TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "Lumen pays $200m.",
        "Lumen pays $200,000,000.",
        "Profit rose 4.3% to $1000.50.",
        "Profit rose 4.3 per cent.",
        "It forecast 11 percent.",
        "Reyes owns 25 of the X5 cars.",
        "The plant costs 36 billion yen.",
        "Two-thirds of the company.",
        "US regulators fined Alder Motors’s plant.",
        "Orbion Devices settles.",
        "Alder Motors (ALDR) is fined.",
        "Tomas Reyes owns the company.",
        "Lumen plans to pay Nimbus Inc. Profit rose.",
    ],
)
def test_what_the_article_says_is_grounded(text: str) -> None:
    assert ungrounded(text, ARTICLE, companies(TEXT, {"Alder Motors": ["ALDR"]})) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Lumen pays $201 million.", ["$201 million"]),
        ("Lumen pays $200 billion.", ["$200 billion"]),
        ("Lumen pays €200 million.", ["€200 million"]),
        ("Profit rose 4.4 percent.", ["4.4 percent"]),
        ("Reyes owns half of the company.", ["half"]),
        ("Reyes owns seven of the cars.", ["seven"]),
        ("Tomas Smith owns the company.", ["Tomas Smith"]),
        ("The company is Veltrix.", ["Veltrix"]),
        ("Reyes owns the X6 cars.", ["X6"]),
        ("Alder Motors (WRONG) is fined.", ["WRONG"]),
    ],
)
def test_what_it_does_not_say_is_named(text: str, missing: list[str]) -> None:
    assert ungrounded(text, ARTICLE, companies(TEXT, {"Alder Motors": ["ALDR"]})) == missing


def test_initials_agree_with_and_without_their_last_dot() -> None:
    article = Article(
        "", "", "", "Lumen bought O.N.E, a drinks maker, at 9:24 p.m. because the U.S. market grew."
    )
    for text in ("Lumen bought O.N.E.", "The U.S. market grew.", "A maker, at 9:24 p.m. Because it grew."):
        assert {"O.N.E", "ONE", "US", "Because"}.isdisjoint(ungrounded(text, article, []))


def test_a_ticker_is_exempt_only_in_brackets_and_only_of_a_company_of_the_article() -> None:
    known = companies(TEXT, {"Alder Motors": ["ALDR", "ALDRB"]})
    assert ungrounded("Alder Motors (ALDR, ALDRB) was fined.", ARTICLE, known) == []
    assert ungrounded("Alder Motors was fined, said ALDR.", ARTICLE, known) == ["ALDR"]


@given(st.integers(1, 10**12))
def test_separators_do_not_change_a_number(value: int) -> None:
    (with_commas,), (plain,) = numbers(f"about {value:,} units"), numbers(f"about {value} units")
    assert with_commas.value == plain.value == value


@given(
    st.integers(1, 9999).map(lambda tenths: tenths / 10),
    st.sampled_from([("million", 1e6), ("bn", 1e9), ("trillion", 1e12)]),
)
def test_magnitudes_multiply(value: float, magnitude: tuple[str, float]) -> None:
    (number,) = numbers(f"${value} {magnitude[0]} in cash")
    assert number.value == pytest.approx(value * magnitude[1])
    assert number.unit == "$"


@given(st.text(max_size=200))
def test_an_article_grounds_itself(text: str) -> None:
    assert ungrounded(text, Article("", "", "", text), []) == []
