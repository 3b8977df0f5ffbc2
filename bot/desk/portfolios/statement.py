"""A statement of holdings, as a bank, a broker or a person writes it: CSV or a few lines. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.desk.portfolios.figures import figures, held_short, is_figure, weights
from bot.desk.sheets import COMPANY_COLUMNS, Cells, cell_of, cells_of, columns_of, company_of, written
from bot.errors import DeskwireError
from bot.store.holdings import Portfolio

HEADER = ("portfolio", "ticker", "name", "quantity", "weight")
PREAMBLE = 20
"""So many lines may stand above the headings: an account, a date, an address."""

_COLUMNS: Mapping[str, str] = {
    **COMPANY_COLUMNS,
    **dict.fromkeys(
        ("quantity", "qty", "shares", "units", "position", "holding", "number of shares", "no. of shares",
         "no of shares", "shares held", "quantity held"), "quantity"),
    **dict.fromkeys(
        ("weight", "weighting", "weight %", "weight (%)", "% weight", "% of portfolio", "% of total", "portfolio %",
         "% of account", "% of nav", "% of net assets", "% nav", "allocation", "allocation %", "percent", "pct", "%"),
        "weight"),
    **dict.fromkeys(
        ("value", "market value", "mkt value", "current value", "position value", "total value", "mv", "exposure"),
        "value"),
    "currency": "currency", "ccy": "currency", "side": "side", "long/short": "side", "l/s": "side",
    "direction": "side", "portfolio": "portfolio", "fund": "portfolio", "account": "portfolio",
    "account name": "portfolio", "book": "portfolio", "strategy": "portfolio",
}  # fmt: skip
_NAMING = {"ticker", "isin", "name"}
_FIGURES = ("quantity", "weight", "value")
_TOTAL = re.compile(r"(?:grand |sub-?|account )?totals?\b", re.IGNORECASE)
_CASH = re.compile(r"(?:[A-Z]{3} )?cash(?: (?:and|&) .*)?(?: \(?[A-Z]{3}\)?)?", re.IGNORECASE)
_SHORT = {"short", "s", "sell", "sold"}


@dataclass(frozen=True, slots=True)
class Line:
    """One holding of a statement: the ways in which it names its company, the surest first, and its figures.

    `doubt` says which figure could not be read for sure; it is None then.
    """

    line: int
    tries: tuple[str, ...]
    portfolio: str = ""
    quantity: Decimal | None = None
    weight: float | None = None
    doubt: str = ""


def read(text: str) -> list[Line]:
    """The holdings of a text, in order; lines without a company and without a figure are none.

    Headings are understood in any order. Weights are taken from their column, or worked out from the market values
    where all are in one currency. Without headings a line is a company and its quantity, its weight (with a per cent
    sign) or both. Raises `DeskwireError("bad_input")` where there is nothing to read or too much.
    """
    table = cells_of(text)
    for number, (_, cells) in enumerate(table[:PREAMBLE]):
        columns = columns_of(cells, _COLUMNS)
        if _NAMING & columns.keys() and (number == 0 or len(columns) > 1):
            return _tidy(_of_columns(table[number + 1 :], columns))
    return _tidy(_of_lines(table))


def write(portfolios: Iterable[tuple[Portfolio, Mapping[str, str]]]) -> str:
    """A CSV text of portfolios, each with the names of its companies, that `read` takes."""
    rows = []
    for portfolio, names in portfolios:
        for each in portfolio.holdings:
            quantity = "" if each.quantity is None else f"{each.quantity:f}"
            weight = "" if each.weight is None else f"{each.weight * 100:.4f}%"
            name = names.get(each.ticker, "")
            rows.append((portfolio.name or "default", each.ticker, name, quantity, weight))
    return written(HEADER, rows)


def _tidy(lines: list[Line]) -> list[Line]:
    # Cash counts for the weights of the others, but there is no news about it.
    lines = [each for each in lines if not any(_CASH.fullmatch(one) for one in each.tries)]
    if not lines:
        raise DeskwireError(
            "bad_input", "There is nothing below the header; one holding a line is what I read."
        )
    return lines


def _of_columns(table: Sequence[Cells], columns: Mapping[str, int]) -> list[Line]:
    rows = [
        (number, cells)
        for number, cells in table
        if (company_of(cells, columns) or any(cell_of(cells, columns, each) for each in _FIGURES))
        and not _TOTAL.match(" ".join(company_of(cells, columns)))
    ]
    said = {each: [cell_of(cells, columns, each) for _, cells in rows] for each in _FIGURES}
    quantities, values = figures(said["quantity"]), figures(said["value"])
    parts = weights(said["weight"])
    lines = []
    for place, (number, cells) in enumerate(rows):
        short = cell_of(cells, columns, "side").lower() in _SHORT
        quantity = quantities[place]
        if quantity is not None and short:
            quantity = -abs(quantity)
        weight = held_short(parts[place], quantity, short=short)
        doubts = [
            _doubt(each, said[each][place])
            for each, figure in (("quantity", quantity), ("weight", weight))
            if said[each][place] and figure is None
        ]
        name = cell_of(cells, columns, "portfolio")
        lines.append(Line(number, company_of(cells, columns), name, quantity, weight, " ".join(doubts)))
    if "weight" in columns or len({cell_of(cells, columns, "currency") for _, cells in rows}) > 1:
        return lines
    return _weighed(lines, values)


def _weighed(lines: Sequence[Line], values: Sequence[Decimal | None]) -> list[Line]:
    """The lines with their part of the value of their portfolio; as they are where a value is missing."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    missing = {line.portfolio for line, value in zip(lines, values, strict=True) if value is None}
    for line, value in zip(lines, values, strict=True):
        totals[line.portfolio] += abs(value) if value is not None else Decimal(0)
    return [
        replace(line, weight=held_short(round(float(value / totals[line.portfolio]), 6), line.quantity))
        if value is not None and totals[line.portfolio] and line.portfolio not in missing
        else line
        for line, value in zip(lines, values, strict=True)
    ]


def _of_lines(table: Sequence[Cells]) -> list[Line]:
    split = [(number, *_split(cells)) for number, cells in table]
    single = [plain[0] if len(plain) == 1 else "" for _, _, plain, _ in split]
    quantities = figures(single)
    parts = weights([f"{percent[0]}" if len(percent) == 1 else "" for _, _, _, percent in split])
    lines = []
    for place, (number, tries, plain, _) in enumerate(split):
        doubt = _doubt("quantity", single[place]) if single[place] and quantities[place] is None else ""
        if len(plain) > 1:
            doubt = "Which of its figures is the quantity? A line of headings above would tell."
        weight = held_short(parts[place], quantities[place])
        lines.append(Line(number, tries, "", quantities[place], weight, doubt))
    return lines


def _split(cells: Sequence[str]) -> tuple[tuple[str, ...], list[str], list[str]]:
    """The company of a line without headings, its plain figures, and those with a per cent sign."""
    filled = [each for each in cells if each]
    if len(filled) == 1:
        words = filled[0].split()
        cut = len(words)
        while cut > 1 and is_figure(words[cut - 1]):
            cut -= 1
        filled = [" ".join(words[:cut]), *words[cut:]]
    said = [each for each in filled[1:] if is_figure(each)]
    tries = [filled[0], *(each for each in filled[1:] if each not in said)][:2]
    return (
        tuple(dict.fromkeys(tries)),
        [each for each in said if "%" not in each],
        [each for each in said if "%" in each],
    )


def _doubt(column: str, cell: str) -> str:
    return f"The {column} “{cell[:30]}” is no figure that I can read for sure."
