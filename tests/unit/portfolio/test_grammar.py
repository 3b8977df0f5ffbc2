"""What people type after /portfolio."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.portfolios.grammar import PortfolioAsked, parse
from bot.errors import DeskwireError


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", PortfolioAsked("show")),
        ("show growth", PortfolioAsked("show", "growth")),
        ("show portfolio:“Big Tech” for:team", PortfolioAsked("show", "big tech", "team")),
        ("list for the channel", PortfolioAsked("show", "", "channel")),
        ("brief", PortfolioAsked("brief")),
        ("brief growth 8h", PortfolioAsked("brief", "growth", span=timedelta(hours=8))),
        ("import portfolio:growth for:team NVDA 5", PortfolioAsked("import", "growth", "team", "NVDA 5")),
        ("import\nticker,fund\nNVDA,for:me", PortfolioAsked("import", text="ticker,fund\nNVDA,for:me")),
        ("set NVDA 1200", PortfolioAsked("set", text="NVDA", quantity=Decimal(1200))),
        (
            "set Arm Holdings -50 2.5% portfolio:growth",
            PortfolioAsked("set", "growth", "", "Arm Holdings", Decimal(-50), -0.025),
        ),
        ("set id:123 5%", PortfolioAsked("set", text="id:123", weight=0.05)),
        ("buy 700 100", PortfolioAsked("set", text="700", quantity=Decimal(100))),
        ("remove NVDA, AMD for:me", PortfolioAsked("remove", "", "me", "NVDA, AMD")),
        ("clear default", PortfolioAsked("clear")),
        ("export growth", PortfolioAsked("export", "growth")),
        ("help", PortfolioAsked("help")),
    ],
)
def test_lines(line: str, meant: PortfolioAsked) -> None:
    assert parse(line) == meant


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("frob", "type /portfolio import, show, brief"),
        ("set", "set NVDA 1200"),
        ("set NVDA 5 6", "set NVDA 1200"),
        ("set NVDA 5% 6%", "set NVDA 1200"),
        ("set NVDA 1.000", "set NVDA 1200"),
        ("remove", "remove NVDA"),
        ("brief growth 90d", "between 15 minutes and 14 days"),
        ("show for:nobody", "Say whose portfolio"),
        ("show a;b", "Name a portfolio"),
    ],
)
def test_what_to_type_instead(line: str, says: str) -> None:
    with pytest.raises(DeskwireError, match=says):
        parse(line)


@given(st.text(max_size=80))
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        parse(line)
    except DeskwireError as error:
        assert error.code == "bad_input"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", PortfolioAsked("import")),
        ("import portfolio:growth for:team", PortfolioAsked("import", "growth", "team")),
        ("import growth", PortfolioAsked("import", "growth")),
        ("growth for the channel", PortfolioAsked("import", "growth", "channel")),
        ("show growth", PortfolioAsked("import", "growth")),
        ("here is what we hold now", PortfolioAsked("import")),
        ("import NVDA 5", PortfolioAsked("import", text="NVDA 5")),
    ],
)
def test_a_line_with_a_file_imports_it(line: str, meant: PortfolioAsked) -> None:
    assert parse(line, files=True) == meant
