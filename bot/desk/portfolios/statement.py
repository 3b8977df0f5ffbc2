"""A statement of holdings, as a bank, a broker or a person writes it: CSV or a few lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.desk.portfolios import brokers
from bot.desk.portfolios.columns import NAMED, Line, doubt_of, of_columns, tell_others
from bot.desk.portfolios.figures import figures, held_short, is_figure, weights
from bot.desk.portfolios.headings import FIGURES, parts_of, settled
from bot.desk.portfolios.instruments import is_total, other_than_share
from bot.desk.sheets import Cells, cells_of, written
from bot.errors import DeskwireError
from bot.slack.say import listed, numbers
from bot.store.holdings import Portfolio

__all__ = ["Line", "Statement", "is_statement", "read", "write"]

_LOOSE = re.compile(r"^(?!.*[\";|\t])(?!.*(?:,(?!\d)|(?<!\d),)).*\d,\d.*$", re.MULTILINE)
"""A line that holds commas between digits alone, as people type it: `NVDA 1,200 4.5%`."""
_SPACED = re.compile(r"\S\s+\S|^\d")
_COUNTED = frozenset({"shares", "share", "shs", "sh", "stk", "stück", "units"})

HEADER = ("portfolio", "ticker", "name", "quantity", "weight")
PREAMBLE = 40
"""So many lines may stand above the headings: an account, a date, an address."""
MOST_LINES = 5_000
"""More than a portfolio may hold: there are totals, lots and cash among the lines."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text says is held, and in `notes`, each a sentence, what of it was not taken for a holding."""

    lines: list[Line]
    notes: tuple[str, ...] = ()


def read(text: str, *, together: bool = False) -> Statement:
    """The holdings of a text, in order; lines without a company and without a figure are none.

    Headings are understood in any order. Weights are taken from their column, or worked out from the market values
    where all are in one currency. `together`: all accounts of the statement become one portfolio, of which the weights
    within each account say nothing. Without headings a line is a company and its quantity, its weight (with a per cent
    sign) or both. Raises `DeskwireError("bad_input")` where there is nothing to read, too much, or no heading that
    is known.
    """
    table = brokers.positions(cells_of(text, MOST_LINES))
    notes: list[str] = []
    lines: list[Line] = []
    parts = list(parts_of(table, PREAMBLE))
    whole = sum(not headings.trades for headings, _ in parts) == 1
    for headings, rows in parts:
        if headings.trades:
            if rows:
                notes.append(
                    f"Not read, because they tell of trades: {numbers([number for number, _ in rows])}."
                )
        else:
            lines += of_columns(rows, settled(headings, rows), notes, together=together, whole=whole)
    if not parts:
        _require_headings(table)
        lines = _of_lines(cells_of(_LOOSE.sub(_as_one_cell, text), MOST_LINES), notes)
    if not lines:
        if parts and all(headings.trades for headings, _ in parts):
            raise DeskwireError("bad_input", "That is a list of trades; export what is held, the positions.")
        raise DeskwireError(
            "bad_input",
            " ".join(["There is nothing below the header; one holding a line is what I read.", *notes]),
        )
    return Statement(lines, tuple(notes))


def is_statement(text: str) -> bool:
    """Whether a text has headings under which a statement says how much is held; then it is no watchlist."""
    try:
        parts = list(parts_of(brokers.positions(cells_of(text, MOST_LINES)), PREAMBLE))
    except DeskwireError:
        return False
    return any(set(FIGURES) & settled(headings, rows).columns.keys() for headings, rows in parts)


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


def _require_headings(table: Sequence[Cells]) -> None:
    """Raises `DeskwireError("bad_input")` for a sheet whose headings mean nothing here."""
    wide = [(number, cells) for number, cells in table if sum(map(bool, cells)) >= 3]
    if not wide or any(is_figure(cell) for cell in wide[0][1]):
        return
    if any(is_figure(cell) for _, cells in wide[1:] for cell in cells):
        number, cells = wide[0]
        named = listed([f"“{each[:30]}”" for each in cells if each][:NAMED])
        raise DeskwireError(
            "bad_input",
            f"I know none of the headings in line {number}: {named}. Call the columns Ticker or ISIN, and Quantity,"
            " Weight or Market Value.",
        )


def _of_lines(table: Sequence[Cells], notes: list[str]) -> list[Line]:
    split = [(number, *_split(cells)) for number, cells in table if not is_total(cells, cells[:1])]
    single = [plain[0] if len(plain) == 1 else "" for _, _, plain, _ in split]
    quantities = figures(single)
    parts = weights([f"{percent[0]}" if len(percent) == 1 else "" for _, _, _, percent in split])
    lines = []
    for place, (number, tries, plain, _) in enumerate(split):
        doubt = doubt_of("quantity", single[place]) if single[place] and quantities[place] is None else ""
        if len(plain) > 1:
            doubt = "Which of its figures is the quantity? A line of headings above would tell."
        weight = held_short(parts[place], quantities[place])
        lines.append(Line(number, tries, "", quantities[place], weight, doubt))
    others = [other_than_share(each.tries[0], " ".join(each.tries[1:]), "", "") for each in lines]
    tell_others(lines, others, notes)
    return [line for line, other in zip(lines, others, strict=True) if other is None]


def _as_one_cell(line: re.Match[str]) -> str:
    """A typed line as one cell: parted at its commas, 1,200 of Nvidia would be 200 of something else."""
    return f'"{line[0]}"' if _SPACED.search(line[0].partition(",")[0]) else line[0]


def _split(cells: Sequence[str]) -> tuple[tuple[str, ...], list[str], list[str]]:
    """The company of a line without headings, its plain figures, and those with a per cent sign."""
    filled = [each for each in cells if each]
    if len(filled) == 1:
        words = [each for each in filled[0].split() if each.lower() not in _COUNTED] or filled[0].split()
        cut = len(words)
        while cut > 1 and is_figure(words[cut - 1]):
            cut -= 1
        filled = [" ".join(words[:cut]), *words[cut:]]
    said = [each for each in filled[1:] if is_figure(each)]
    others = [each for each in filled[1:] if each not in said]
    if others and is_figure(filled[0]):
        # The number of a line, or a quantity that stands first: 1 would be a company in Hong Kong.
        said, tries = [filled[0], *said], others[:2]
    else:
        tries = [filled[0], *others][:2]
    return (
        tuple(dict.fromkeys(tries)),
        [each for each in said if "%" not in each],
        [each for each in said if "%" in each],
    )
