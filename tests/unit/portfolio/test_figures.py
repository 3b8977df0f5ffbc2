"""Figures as banks and people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.portfolios.figures import figures, is_figure, weights


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["1,000", "2,500.5", "(300)"], ["1000", "2500.5", "-300"]),
        (["1.000,50", "2.000"], ["1000.50", "2000"]),
        (["1,5", "2"], ["1.5", "2"]),
        (["100", "200-", "\u22125"], ["100", "-200", "-5"]),
        (["1'000", "12\u00a0500"], ["1000", "12500"]),
        (["$1,200.00", "USD 5", "5 EUR", "$(5,000.00)"], ["1200.00", "5", "5", "-5000.00"]),
        (["1.000.000", "3"], ["1000000", "3"]),
        (["1.000", "0.532"], ["1.000", "0.532"]),
        (["12,345", "7"], ["12345", "7"]),
        (["12,345", "1,2"], ["12.345", "1.2"]),
    ],
)
def test_a_column_is_read_as_it_is_written(cells: list[str], meant: list[str]) -> None:
    assert figures(cells) == [Decimal(each) for each in meant]


def test_what_may_be_wrong_by_a_factor_of_a_thousand_is_no_figure() -> None:
    assert figures(["1.000", "2.500"]) == [None, None]


@pytest.mark.parametrize(
    "cell", ["", "NVDA", "1e5", "1,2,3", "--5", "12:30", "1.2.3", "9" * 19, "n/a", "%", "-"]
)
def test_what_is_none_is_none(cell: str) -> None:
    assert figures([cell]) == [None]
    assert not is_figure(cell)


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["5%", "10 %"], [0.05, 0.1]),
        (["0.6", "0.4"], [0.6, 0.4]),
        (["60", "40"], [0.6, 0.4]),
        (["50,0%", "-3,5%"], [0.5, -0.035]),
        (["0.5%", "0.25%"], [0.005, 0.0025]),
    ],
)
def test_weights_are_parts_of_the_whole(cells: list[str], meant: list[float]) -> None:
    assert weights(cells) == pytest.approx(meant)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20))
def test_whole_numbers_come_back_however_they_are_grouped(numbers: list[int]) -> None:
    assert figures([f"{each:,}" for each in numbers]) == numbers
    assert figures([f"{each:,}".replace(",", "'") for each in numbers]) == numbers
    swapped = [f"{each:,}".replace(",", ".") + ",00" for each in numbers]
    assert figures(swapped) == numbers


@given(st.lists(st.text(max_size=20), max_size=8))
def test_no_text_is_too_strange(cells: list[str]) -> None:
    assert len(figures(cells)) == len(weights(cells)) == len(cells)
