"""Watchlists as CSV, in and out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.desk.sheets import (
    COMPANY_COLUMNS,
    cell_of,
    cells_of,
    columns_of,
    company_of,
    is_plain,
    ticker_of,
    written,
)
from bot.errors import DeskwireError

Kind = Literal["ticker", "theme", "keyword"]
HEADER = ("list", "kind", "ticker", "name")

_COLUMNS: Mapping[str, str] = {
    **COMPANY_COLUMNS, "list": "list", "watchlist": "list", "group": "list", "kind": "kind", "type": "kind",
    "theme": "theme", "keyword": "keyword",
}  # fmt: skip
_NAMING = {"ticker", "isin", "name", "theme", "keyword"}


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


def read(text: str) -> list[Row]:
    """The entries of a CSV text, or of a plain list with one or several companies a line.

    A header is understood in any order (ticker or symbol, ISIN, name, exchange, list, theme, keyword). Without one
    the first cell of a row counts, or every cell where all rows are single words. Raises
    `DeskwireError("bad_input")` where there is nothing to read or too much.
    """
    table = cells_of(text)
    columns = columns_of(table[0][1], _COLUMNS)
    if _NAMING & columns.keys():
        rows = [row for number, cells in table[1:] for row in _of_columns(number, cells, columns)]
    else:
        rows = [Row(number, "ticker", (cell,)) for number, cells in table for cell in cells if cell]
        if len(table) > 1 and not is_plain(table):
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
    return written(
        HEADER, ((each.list_name or "default", each.kind, each.entry, each.name) for each in entries)
    )


def _of_columns(number: int, cells: list[str], columns: Mapping[str, int]) -> list[Row]:
    named = cell_of(cells, columns, "list")
    kind = cell_of(cells, columns, "kind").lower()
    if kind in ("theme", "keyword"):
        term = ticker_of(cells, columns)
        return [Row(number, kind, (term,), named)] if term else []  # type: ignore[arg-type]
    tries = company_of(cells, columns)
    rows = [Row(number, "ticker", tries, named)] if tries else []
    if theme := cell_of(cells, columns, "theme"):
        rows.append(Row(number, "theme", (theme,), named))
    if keyword := cell_of(cells, columns, "keyword"):
        rows.append(Row(number, "keyword", (keyword,), named))
    return rows
