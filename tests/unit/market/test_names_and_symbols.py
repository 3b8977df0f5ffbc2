import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.names import core, key, pieces, short, without_state
from bot.market.symbols import Symbol, is_isin, ric, symbols, valid_isin, written


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Coca-Cola Company", "coca cola"),
        ("J.P. Morgan Chase & Co.", "jp morgan chase"),
        ("AT&T INC.", "at & t"),
        ("McDonald’s Corp", "mcdonalds"),
        ("Nestlé SA", "nestle"),
        ("FORD MOTOR CO /DE/", "ford motor"),
        ("Procter and Gamble", "procter & gamble"),
        ("Company", "company"),
    ],
)
def test_cores(name: str, expected: str) -> None:
    assert core(name) == expected


def test_short_leaves_out_what_people_leave_out() -> None:
    assert short("Kraft Heinz Group Inc") == "kraft heinz"
    assert without_state("TOYOTA MOTOR CORP/ADR") == "TOYOTA MOTOR CORP"
    assert key("Yum! Brands") == "yum brands"


def test_possessives_can_be_read_both_ways() -> None:
    assert [p.forms for p in pieces("Macy's U.S. sales")] == [("macys", "macy"), ("us",), ("sales",)]


@given(st.text())
def test_pieces_stand_where_they_say(text: str) -> None:
    end = 0
    for piece in pieces(text):
        assert text[piece.start : piece.end] == piece.raw
        assert piece.start >= end
        end = piece.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$F", Symbol("F", "US")),
        ("brk b", Symbol("BRK.B", "")),
        ("LSE:VOD", Symbol("VOD", "LSE")),
        ("VOD LN", Symbol("VOD", "LSE")),
        ("HKG:0700", Symbol("700", "HKG")),
        ("Nasdaq: AAPL", Symbol("AAPL", "US")),
    ],
)
def test_readings_of_a_symbol(text: str, expected: Symbol) -> None:
    assert expected in symbols(text)


def test_reuters_codes() -> None:
    assert ric("AAPL.O") == Symbol("AAPL", "US")
    assert ric("BRKb.N") == Symbol("BRK.B", "US")
    assert ric("0700.HK") == Symbol("700", "HKG")
    assert ric("AAPL") is None
    assert ric("AAPL.QQ") is None
    assert written("brk-b") == "BRK.B"


@pytest.mark.parametrize("isin", ["US0378331005", "GB00BH4HKS39", "JP3633400001", "DE0007164600"])
def test_isin_check_digits(isin: str) -> None:
    assert valid_isin(isin)
    wrong = isin[:-1] + str((int(isin[-1]) + 1) % 10)
    assert is_isin(wrong)
    assert not valid_isin(wrong)


@given(st.text(max_size=30))
def test_symbol_parsers_never_raise(text: str) -> None:
    for symbol in symbols(text):
        assert symbol.ticker
    ric(text)
    valid_isin(text)
