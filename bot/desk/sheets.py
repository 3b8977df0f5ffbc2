"""Sheets that people bring: CSV text as cells, and which columns name a company. Pure.

Nothing in a file is ever interpreted, neither here nor, on its way out, by a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.errors import DeskwireError

MOST_ROWS = 2_000
MOST_BYTES = 2_000_000
"""Enough for two thousand lines of a broker who writes sixty columns."""

COMPANY_COLUMNS: Mapping[str, str] = {
    "ticker": "ticker", "symbol": "ticker", "tickers": "ticker", "symbols": "ticker", "code": "ticker",
    "bloomberg": "ticker", "bloomberg ticker": "ticker", "ric": "ticker", "stock": "ticker",
    "isin": "isin", "name": "name", "company": "name", "company name": "name", "security": "name",
    "security name": "name", "description": "name", "issuer": "name", "exchange": "exchange", "market": "exchange",
    "mic": "exchange",
}  # fmt: skip
"""What the columns are called that name a company, in lower case, and which way of naming each is."""

_MARKED = re.compile(r"[=+\-@\t\r|%']")
"""What makes a spreadsheet take a cell for a formula when it stands first, and the mark that says it is none."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?")
_EXCEL_TEXT = re.compile(r'="(.*)"')
_BLOOMBERG_TAIL = re.compile(r"\s+equity$", re.IGNORECASE)
"""The other words there (Index, Corp, Curncy) say that it is no share: without it, SPX Index would be Spirax."""
_WORD = re.compile(r"\$?[A-Za-z]{1,5}(?:[.:/-][A-Za-z0-9]{1,6})?")

_DELIMITERS = ";\t|,"
"""The likeliest first where a text has as many of one as of another: `NVDA;1,5` parts at the semicolon."""
_TRIED_LINES = 60
_SAID_DELIMITER = re.compile(r"\ufeff?\s*\"?sep=([;,|\t])\"?[ ;,\t]*(\r?\n|$)", re.IGNORECASE)
"""A first line by which Excel is told what parts the cells."""

_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")
"""How Excel's files, new and old, and PDFs begin."""
_NO_CSV = "That is no CSV file; save the sheet as CSV and import it again."

Cells = tuple[int, list[str]]
"""The number of a line and its cells."""


def decode(body: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with a mark, UTF-8 without, else the one of Windows.

    Raises `DeskwireError("too_large")` or `DeskwireError("unsupported_type")`.
    """
    if body.startswith(_NO_TEXT):
        raise DeskwireError("unsupported_type", _NO_CSV)
    if len(body) > MOST_BYTES:
        raise DeskwireError(
            "too_large", "The file is larger than 2 MB; delete the columns that are not needed and try again."
        )
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DeskwireError("unsupported_type", _NO_CSV)


def cells_of(text: str, most: int = MOST_ROWS) -> list[Cells]:
    """The lines of a CSV text that hold anything, whatever parts their cells: commas, semicolons, tabs or bars.

    Raises `DeskwireError("bad_input")` where there is nothing to read, more than `most` lines, or a broken one.
    """
    text = text.replace("\x00", "").lstrip("\ufeff")
    if (said := _SAID_DELIMITER.match(text)) is not None:
        delimiter, text = said[1], f"\n{text[said.end() :]}"
    else:
        delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows: list[Cells] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, [_plain(cell) for cell in cells]))
            if len(rows) > 4 * most:
                break
    except csv.Error as error:
        raise DeskwireError("bad_input", f"Line {reader.line_num} is broken: {error}.") from None
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        raise DeskwireError(
            "bad_input", "There is nothing in it; the first column should hold tickers or names."
        )
    if len(filled) > most:
        raise DeskwireError("bad_input", f"It has more than {most:,} lines; import it in parts.")
    return filled


def columns_of(cells: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """The place of each column by what it holds, as far as the cells are headings of `known` columns."""
    found: dict[str, int] = {}
    for number, cell in enumerate(cells):
        column = known.get(" ".join(cell.lower().replace("_", " ").split()).strip(" :*"))
        if column is not None:
            found.setdefault(column, number)
    return found


def cell_of(cells: Sequence[str], columns: Mapping[str, int], column: str) -> str:
    """What stands in a column; nothing where the line is too short or there is no such column."""
    place = columns.get(column)
    return cells[place] if place is not None and place < len(cells) else ""


def ticker_of(cells: Sequence[str], columns: Mapping[str, int]) -> str:
    """The ticker without the word that Bloomberg puts behind it."""
    return _BLOOMBERG_TAIL.sub("", cell_of(cells, columns, "ticker"))


def company_of(cells: Sequence[str], columns: Mapping[str, int]) -> tuple[str, ...]:
    """The ways in which a line names its company, the surest first; none where it names none."""
    ticker, exchange = ticker_of(cells, columns), cell_of(cells, columns, "exchange")
    full = f"{exchange}:{ticker}" if exchange and ticker and ":" not in ticker else ""
    ways = (cell_of(cells, columns, "isin"), full, ticker, cell_of(cells, columns, "name"))
    return tuple(dict.fromkeys(filter(None, ways)))


def is_plain(table: Sequence[Cells]) -> bool:
    """Whether every cell can be an entry of its own: no column of names, prices or sectors beside the tickers."""
    return all(len(cells) == 1 or all(_WORD.fullmatch(cell) for cell in cells if cell) for _, cells in table)


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV text that a spreadsheet shows without computing anything."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for cells in rows:
        writer.writerow([_inert(cell) for cell in cells])
    return out.getvalue()


def file_name(name: str, at: datetime, *, unnamed: str) -> str:
    """The name of an exported file; nothing of a list's name but letters and digits gets into it."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or unnamed
    return f"{plain}-{at:%Y-%m-%d}.csv"


def _delimiter(text: str) -> str:
    """What parts the cells: that which parts most lines into the same number of them, and into most.

    A title or an address above the headings parts at nothing, and a comma in one must not decide for the file.
    """
    lines = [line for line in text.splitlines() if line.strip()][:_TRIED_LINES]

    def fit(delimiter: str) -> int:
        try:
            table = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
            counts = Counter(len(cells) for cells in table if len(cells) > 1)
        except csv.Error:
            return 0
        return max(((cells - 1) * lines for cells, lines in counts.items()), default=0)

    best = max(_DELIMITERS, key=fit)
    return best if fit(best) else ","


def _inert(cell: str) -> str:
    return f"'{cell}" if _MARKED.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _plain(cell: str) -> str:
    said = " ".join(cell.split())
    if (text := _EXCEL_TEXT.fullmatch(said)) is not None:
        said = text[1]
    if said.startswith("'") and _MARKED.match(said[1:2]):
        said = said[1:]
    return said[:200]
