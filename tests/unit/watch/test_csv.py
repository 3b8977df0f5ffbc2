"""Watchlists as CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.sheets import MOST_BYTES, MOST_ROWS, decode, file_name
from bot.desk.watchlists.table import HEADER, Held, Row, read, write
from bot.errors import DeskwireError


def tickers(text: str) -> list[tuple[str, ...]]:
    return [row.tries for row in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NVDA\nAMD\n", [("NVDA",), ("AMD",)]),
        ("NVDA,AMD,BRK.B", [("NVDA",), ("AMD",), ("BRK.B",)]),
        ("Ticker,Name\nNVDA,Nvidia\n", [("NVDA", "Nvidia")]),
        ("Company Name;Symbol;Exchange\nVodafone;VOD;LSE\n", [("LSE:VOD", "VOD", "Vodafone")]),
        ("ISIN\tName\nUS67066G1040\tNvidia", [("US67066G1040", "Nvidia")]),
        ("Bloomberg Ticker,Weight\nVOD LN Equity,3.2%\n", [("VOD LN",)]),
        ("NVDA,Nvidia Corp,4.1\nAMD,Advanced Micro,2.0", [("NVDA", "Nvidia Corp"), ("AMD", "Advanced Micro")]),
        ('"=""NVDA"""\n', [("NVDA",)]),
        ("\ufeffsymbol\r\nNVDA\r\n\r\n", [("NVDA",)]),
        ('name\n"Berkshire Hathaway, Inc."\n', [("Berkshire Hathaway, Inc.",)]),
    ],
)  # fmt: skip
def test_what_people_have(text: str, expected: list[tuple[str, ...]]) -> None:
    assert tickers(text) == expected


def test_lists_themes_and_keywords_by_column() -> None:
    text = "list,kind,ticker,name\nsemis,ticker,NVDA,Nvidia\nrates,theme,interest rates,\nrates,keyword,'=strike,\n"
    assert read(text) == [
        Row(2, "ticker", ("NVDA", "Nvidia"), "semis"),
        Row(3, "theme", ("interest rates",), "rates"),
        Row(4, "keyword", ("=strike",), "rates"),
    ]
    assert read("theme,keyword\nbanking,strike") == [
        Row(2, "theme", ("banking",)),
        Row(2, "keyword", ("strike",)),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", " , ,\n", "ticker,name\n"])
def test_nothing_says_so(text: str) -> None:
    with pytest.raises(DeskwireError) as raised:
        read(text)
    assert raised.value.code == "bad_input"


def test_too_much_is_refused() -> None:
    with pytest.raises(DeskwireError, match="2,000 lines"):
        read("NVDA\n" * (MOST_ROWS + 1))
    with pytest.raises(DeskwireError, match="2 MB"):
        decode(b"x" * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    "body", ["Nestlé\n".encode("utf-8-sig"), "Nestlé\n".encode("cp1252"), "Nestlé\n".encode("utf-16")]
)
def test_the_encodings_of_spreadsheets(body: bytes) -> None:
    assert tickers(decode(body)) == [("Nestlé",)]


@pytest.mark.parametrize("body", [b"PK\x03\x04rest", b"%PDF-1.7", b"a\x00b\x00"])
def test_a_file_that_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(DeskwireError) as raised:
        decode(body)
    assert raised.value.code == "unsupported_type"


CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=20))
def test_no_cell_can_become_a_formula(entries: list[tuple[str, str]]) -> None:
    text = write(Held("l", "keyword", entry, name) for entry, name in entries)
    for row in csv.reader(io.StringIO(text, newline="")):
        assert len(row) == len(HEADER)
        assert not any(cell[:1] in tuple("=+-@\t\r|%") and cell for cell in row)


TERMS = st.from_regex(r"[=+@'a-z-][a-z0-9 .&,;\"'-]{0,20}[a-z]", fullmatch=True)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["semis", "big tech"]), st.sampled_from(["ticker", "theme", "keyword"]), TERMS
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_written_is_read_again(entries: list[tuple[str, str, str]]) -> None:
    held = [Held(name, kind, " ".join(entry.split())) for name, kind, entry in entries]  # type: ignore[arg-type]
    assert [(row.list_name, row.kind, row.tries[0]) for row in read(write(held))] == [
        (each.list_name, each.kind, each.entry) for each in held
    ]


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rows = read(text)
    except DeskwireError as error:
        assert error.code == "bad_input"
    else:
        assert rows and all(row.tries and all(row.tries) for row in rows)


def test_the_name_of_a_file_holds_nothing_of_a_list_but_letters() -> None:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    assert file_name("", at, unnamed="watchlist") == "watchlist-2026-03-04.csv"
    assert file_name("../big tech & co", at, unnamed="watchlist") == "big-tech-co-2026-03-04.csv"
