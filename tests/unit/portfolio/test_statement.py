"""Statements of holdings: CSV of banks and brokers, and a few typed lines."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.portfolios.statement import Line, read, write
from bot.errors import DeskwireError
from bot.store.holdings import Holding, Portfolio

BROKER = """Account summary,,,,
As of 2026-03-02,,,,
Symbol,Description,Quantity,Market Value (USD),Market Value,Account
NVDA,NVIDIA Corp,"1,200",x,"$200,000.00",Growth
F,Ford Motor,-500,x,"$(5,000.00)",Growth
,Cash,,x,"$45,000.00",Growth
Total,,,,"$250,000.00",
"""


def test_a_brokers_statement_with_a_preamble_cash_and_a_total() -> None:
    nvidia, ford = read(BROKER).lines
    assert nvidia == Line(4, ("NVDA", "NVIDIA Corp"), "Growth", Decimal(1200), 0.8)
    assert ford == Line(5, ("F", "Ford Motor"), "Growth", Decimal(-500), -0.02)


def test_values_in_several_currencies_give_no_weights() -> None:
    lines = read("ticker,market value,currency\nNVDA,100,USD\nLSE:RR,100,GBP\n").lines
    assert [each.weight for each in lines] == [None, None]


def test_a_missing_value_gives_no_weights_in_its_portfolio_alone() -> None:
    lines = read("fund,ticker,value\nA,NVDA,100\nA,AMD,\nB,F,30\nB,GM,10\n").lines
    assert [each.weight for each in lines] == [None, None, 0.75, 0.25]


def test_weights_of_their_own_column_come_first_and_the_side_gives_the_sign() -> None:
    lines = read("ISIN;Weight %;L/S;Value\nUS67066G1040;60;long;1\nUS3453708600;40;short;1\n").lines
    assert [(each.tries, each.weight) for each in lines] == [
        (("US67066G1040",), 0.6),
        (("US3453708600",), -0.4),
    ]


def test_lines_without_headings() -> None:
    assert read("NVDA 1200 4.5%\nArm Holdings -50 2%\nF").lines == [
        Line(1, ("NVDA",), "", Decimal(1200), 0.045),
        Line(2, ("Arm Holdings",), "", Decimal(-50), -0.02),
        Line(3, ("F",)),
    ]
    assert read("NVDA;1.000,5\nAMD;2.000").lines == [
        Line(1, ("NVDA",), "", Decimal("1000.5")),
        Line(2, ("AMD",), "", Decimal(2000)),
    ]


def test_which_of_two_figures_is_the_quantity_is_not_guessed() -> None:
    (line,) = read("NVDA,100,170.5").lines
    assert line.quantity is None and "Which of its figures" in line.doubt


def test_a_figure_that_cannot_be_read_is_named_and_the_holding_kept() -> None:
    first, second = read("ticker,shares,weight\nNVDA,1.000,5%\nAMD,many,5%\n").lines
    assert first.quantity is None and "“1.000”" in first.doubt and first.weight == 0.05
    assert second.quantity is None and "“many”" in second.doubt


def test_figures_without_a_company_are_not_lost() -> None:
    _, second = read("ticker,shares\nNVDA,5\n,7\n").lines
    assert second == Line(3, (), "", Decimal(7))


@pytest.mark.parametrize("text", ["", "\n\n", "ticker,shares\n", "Cash 500", "ticker,value\nCash,5\nTotal,5"])
def test_nothing_to_hold_says_so(text: str) -> None:
    with pytest.raises(DeskwireError, match="nothing"):
        read(text)


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z]{2,5}", fullmatch=True).filter(lambda each: each not in ("CASH", "TOTAL")),
        st.tuples(
            st.none() | st.decimals(-(10**9), 10**9, allow_nan=False, places=4).filter(bool),
            st.none() | st.integers(-10000, 10000).map(lambda n: n / 10000),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_written_is_read_again(held: dict[str, tuple[Decimal | None, float | None]]) -> None:
    # Whatever the sign of a weight, a negative quantity is a short position.
    signed = {
        ticker: (quantity, weight if weight is None or (quantity or 0) >= 0 else -abs(weight))
        for ticker, (quantity, weight) in held.items()
    }
    holdings = tuple(Holding(ticker, *figures) for ticker, figures in signed.items())
    text = write([(Portfolio("U1", "growth", holdings, datetime(2026, 3, 2, tzinfo=UTC)), {})])
    lines = read(text).lines
    assert [(each.portfolio, each.tries[0]) for each in lines] == [("growth", ticker) for ticker in held]
    for line, holding in zip(lines, holdings, strict=True):
        assert line.quantity == holding.quantity
        assert line.weight == (None if holding.weight is None else pytest.approx(holding.weight))


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        lines = read(text).lines
    except DeskwireError as error:
        assert error.code == "bad_input"
    else:
        assert lines


def test_nothing_is_computed_by_a_spreadsheet() -> None:
    held = (Holding("=cmd", Decimal(-5), None),)
    text = write([(Portfolio("U1", "", held, datetime(2026, 3, 2, tzinfo=UTC)), {"=cmd": "+1"})])
    assert "default,'=cmd,'+1,-5," in text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NVDA 1,200 4.5%", [("NVDA", 1200)]),
        ("NVDA 1,200\nF -2,500", [("NVDA", 1200), ("F", -2500)]),
        ("NVDA 1,5\nF 2", [("NVDA", 1.5), ("F", 2)]),
        ("NVDA 1200 shares", [("NVDA", 1200)]),
        ("700 HK 1,000", [("700 HK", 1000)]),
        ("ticker,shares\n700,1000", [("700", 1000)]),
        # 1 is a company in Hong Kong, and 200 another.
        ("1,200 NVDA", [("1,200 NVDA", None)]),
        ("1,NVDA,100", [("NVDA", None)]),
    ],
)
def test_a_comma_between_digits_parts_no_cells_of_a_typed_line(
    text: str, meant: list[tuple[str, float | None]]
) -> None:
    lines = read(text).lines
    assert [(each.tries[0], each.quantity) for each in lines] == meant
