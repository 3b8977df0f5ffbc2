"""Which companies a typed line means, with the real master of securities."""

from __future__ import annotations

import pytest

from bot.desk import tasks
from bot.desk.companies import read_row, unclear
from bot.market.symbols import bare, symbol_of


def symbols(line: str, prefer: str = "US") -> list[str]:
    return [each.symbol or f"? {each.text}" for each in tasks.companies(line, prefer)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("NVDA AAPL MSFT", ["NVDA", "AAPL", "MSFT"]),
        ("nvda aapl", ["NVDA", "AAPL"]),
        ("NVDA, Apple; Berkshire Hathaway\nF", ["NVDA", "AAPL", "BRK.B", "F"]),
        ("Rolls-Royce Holdings", ["LSE:RR"]),
        ("LSE:RR RR", ["LSE:RR", "RR"]),
        ("$F BRK.B VOD LN", ["F", "BRK.B", "VOD"]),
        ("Meta Platforms NVDA", ["META", "NVDA"]),
        ("FB", ["META"]),
        ('"General Motors" GE', ["GM", "GE"]),
        ("AMC Networks", ["? AMC Networks"]),
        ("NVDA Nosuch Company AMD", ["? NVDA Nosuch Company AMD"]),
        ("NVDA ZZZZQ AMD", ["NVDA", "? ZZZZQ", "AMD"]),
        ("Bank of Nowhere on it", ["? Bank of Nowhere on it"]),
        ("SpaceX", ["? SpaceX"]),
    ],
)
def test_lines(line: str, found: list[str]) -> None:
    assert symbols(line) == found


def test_a_misspelt_name_is_never_taken_for_sure() -> None:
    (meaning,) = tasks.companies("Microsft", "US")
    assert meaning.security is None and meaning.misspelt
    assert meaning.candidates[0].ticker == "MSFT"
    assert "Did you mean Microsoft" in unclear(meaning)


def test_what_several_bear_is_not_guessed() -> None:
    (meaning,) = tasks.companies("ON", "US")
    assert meaning.symbol == "" and {"ON", "ONON"} <= {each.ticker for each in meaning.candidates}
    assert "can mean several companies" in unclear(meaning)


@pytest.mark.parametrize(
    ("tries", "symbol"),
    [
        (("US67066G1040", "NVDA", "Nvidia"), "NVDA"),
        (("RR", "Rolls-Royce"), "LSE:RR"),
        (("RR", "Richtech Robotics"), "RR"),
        (("RR",), "RR"),
        (("NVDA", "some words of a broker"), "NVDA"),
        (("NVDA", "Ford Motor Company"), ""),
        (("ON", "Onsemi"), "ON"),
        (("ON", "On Holding AG"), "ONON"),
        (("zzzzz",), ""),
    ],
)
def test_the_ways_in_which_a_row_names_its_company_must_agree(tries: tuple[str, ...], symbol: str) -> None:
    assert read_row(tries, lambda text: tasks.meaning(text, "US")).symbol == symbol


def test_symbols_abroad_carry_their_exchange() -> None:
    assert symbol_of("RR", "LSE") == "LSE:RR" and symbol_of("RR", "Nasdaq") == "RR"
    assert symbol_of("", "") == ""
    assert bare("LSE:rr") == "RR" and bare("NVDA") == "NVDA"
