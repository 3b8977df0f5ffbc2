"""Watchlists as CSV, in and out. Pure; nothing in a file is ever interpreted, neither here nor by a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.errors import DeskwireError

Kind = Literal["ticker", "theme", "keyword"]
MOST_ROWS = 2_000
MOST_BYTES = 500_000
HEADER = ("list", "kind", "ticker", "name")

_MARKED = re.compile(r"[=+\-@\t\r|%']")
"""What makes a spreadsheet take a cell for a formula when it stands first, and the mark that says it is none."""
_EXCEL_TEXT = re.compile(r'="(.*)"')
_COLUMNS: Mapping[str, str] = {
    "ticker": "ticker", "symbol": "ticker", "tickers": "ticker", "symbols": "ticker", "code": "ticker",
    "bloomberg": "ticker", "bloomberg ticker": "ticker", "ric": "ticker", "stock": "ticker",
    "isin": "isin", "name": "name", "company": "name", "company name": "name", "security": "name",
    "security name": "name", "description": "name", "issuer": "name", "exchange": "exchange", "market": "exchange",
    "mic": "exchange", "list": "list", "watchlist": "list", "group": "list", "kind": "kind", "type": "kind",
    "theme": "theme", "keyword": "keyword",
}  # fmt: skip
_BLOOMBERG_TAIL = re.compile(r"\s+(equity|corp|index|curncy)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file. `tries` are the ways in which it names its company, the surest first."""

    line: int
    kind: Kind
    tries: tuple[str, ...]
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One entry of a list, to be written."""

    list_name: str
    kind: Kind
    entry: str
    name: str = ""


def decode(body: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with a mark, UTF-8 without, else the one of Windows.

    Raises `DeskwireError("too_large")` or `DeskwireError("unsupported_type")`.
    """
    if len(body) > MOST_BYTES:
        raise DeskwireError("too_large", "The file is larger than 500 kB; import it in parts.")
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.startswith(("PK\x03\x04", "%PDF")):
            return text
    raise DeskwireError("unsupported_type", "That is no CSV file; save the sheet as CSV and import it again.")


def read(text: str) -> list[Row]:
    """The entries of a CSV text, or of a plain list with one or several companies a line.

    A header is understood in any order (ticker or symbol, ISIN, name, exchange, list, theme, keyword). Without one
    the first cell of a row counts, or every cell where all rows are single words. Raises
    `DeskwireError("bad_input")` where there is nothing to read or too much.
    """
    table = [(number, cells) for number, cells in _table(text) if any(cells)]
    if not table:
        raise DeskwireError(
            "bad_input", "There is nothing in it; the first column should hold tickers or names."
        )
    if len(table) > MOST_ROWS:
        raise DeskwireError("bad_input", f"It has more than {MOST_ROWS:,} lines; import it in parts.")
    columns = _header(table[0][1])
    if columns:
        rows = [row for number, cells in table[1:] for row in _of_columns(number, cells, columns)]
    else:
        rows = [Row(number, "ticker", (cell,)) for number, cells in table for cell in cells if cell]
        if len(table) > 1 and not _is_plain(table):
            rows = [
                Row(number, "ticker", tuple(dict.fromkeys(c for c in cells[:2] if c)))
                for number, cells in table
            ]
            rows = [row for row in rows if row.tries]
    if not rows:
        raise DeskwireError(
            "bad_input", "There is nothing below the header; one company a line is what I read."
        )
    return rows


def write(entries: Iterable[Held]) -> str:
    """A CSV text that `read` takes and that a spreadsheet shows without computing anything."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for each in entries:
        writer.writerow(
            [_inert(cell) for cell in (each.list_name or "default", each.kind, each.entry, each.name)]
        )
    return out.getvalue()


def file_name(list_name: str, at: datetime) -> str:
    """The name of an exported file; nothing of a list's name but letters and digits gets into it."""
    plain = re.sub(r"[^a-z0-9]+", "-", list_name.lower()).strip("-") or "watchlist"
    return f"{plain}-{at:%Y-%m-%d}.csv"


def _inert(cell: str) -> str:
    return f"'{cell}" if _MARKED.match(cell) else cell


def _table(text: str) -> list[tuple[int, list[str]]]:
    text = text.replace("\x00", "").lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=first.count) if any(each in first for each in ",;\t|") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, [_plain(cell) for cell in cells]))
            if len(rows) > 2 * MOST_ROWS:
                break
    except csv.Error as error:
        raise DeskwireError("bad_input", f"Line {reader.line_num} is broken: {error}.") from None
    return rows


def _plain(cell: str) -> str:
    said = " ".join(cell.split())
    if (text := _EXCEL_TEXT.fullmatch(said)) is not None:
        said = text[1]
    if said.startswith("'") and _MARKED.match(said[1:2]):
        said = said[1:]
    return said[:200]


def _header(cells: list[str]) -> dict[str, int]:
    """The columns by what they hold; empty where the first row is no header."""
    found: dict[str, int] = {}
    for number, cell in enumerate(cells):
        column = _COLUMNS.get(cell.lower().strip(" :*").replace("_", " "))
        if column is not None:
            found.setdefault(column, number)
    return found if {"ticker", "isin", "name", "theme", "keyword"} & found.keys() else {}


def _of_columns(number: int, cells: list[str], columns: Mapping[str, int]) -> list[Row]:
    def cell(column: str) -> str:
        place = columns.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    named = cell("list")
    kind = cell("kind").lower()
    ticker = _BLOOMBERG_TAIL.sub("", cell("ticker"))
    if kind in ("theme", "keyword"):
        return [Row(number, kind, (ticker,), named)] if ticker else []  # type: ignore[arg-type]
    exchange = cell("exchange")
    full = f"{exchange}:{ticker}" if exchange and ticker and ":" not in ticker else ""
    tries = tuple(dict.fromkeys(filter(None, (cell("isin"), full, ticker, cell("name")))))
    rows = [Row(number, "ticker", tries, named)] if tries else []
    if cell("theme"):
        rows.append(Row(number, "theme", (cell("theme"),), named))
    if cell("keyword"):
        rows.append(Row(number, "keyword", (cell("keyword"),), named))
    return rows


def _is_plain(table: list[tuple[int, list[str]]]) -> bool:
    """Whether every cell can be an entry of its own: no column of names, prices or sectors beside the tickers."""
    return all(len(cells) == 1 or all(_WORD.fullmatch(cell) for cell in cells if cell) for _, cells in table)


_WORD = re.compile(r"\$?[A-Za-z]{1,5}(?:[.:/-][A-Za-z0-9]{1,6})?")
