"""The lines below known headings as holdings: what they hold, how much of it, and what part of the whole. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.desk.portfolios.figures import UnsureWeightsError, figures, held_short, is_figure, weights
from bot.desk.portfolios.headings import FIGURES, Headings
from bot.desk.portfolios.instruments import PLURALS, Other, is_footer, is_fund, is_total, other_than_share
from bot.desk.sheets import Cells, cell_of, company_of, ticker_of
from bot.slack.say import listed, numbers

NAMED = 8
_SHORT = {"short", "s", "sell", "sold"}
_NOTHING = frozenset({"-", "--", "—", "–", "n/a", "#n/a", "na", "n.a.", "nan", "null", "none"})
_COUNTED = re.compile(r"\s*(?<![a-z])(?:shares?|shs?|stk|st|stück|stücke|pcs|units?)\.?$", re.IGNORECASE)
_UNIT = re.compile(r"^-?\(?([A-Z]{3}|[$€£¥])|([A-Z]{3}|[$€£¥])\)?$")


@dataclass(frozen=True, slots=True)
class Line:
    """One holding of a statement: the ways in which it names its company, the surest first, and its figures.

    `doubt` says which figure could not be read for sure; it is None then. `fund`: the statement calls it one.
    """

    line: int
    tries: tuple[str, ...]
    portfolio: str = ""
    quantity: Decimal | None = None
    weight: float | None = None
    doubt: str = ""
    fund: bool = False


def of_columns(
    table: Sequence[Cells],
    headings: Headings,
    notes: list[str],
    *,
    together: bool = False,
    whole: bool = True,
) -> list[Line]:
    """The holdings of a table; what of it is none is told in `notes`.

    `together`: its accounts become one portfolio. `whole`: there is no other table, so that its values come to all
    that is held.
    """
    columns = headings.columns
    rows = [
        (number, cells)
        for number, cells in _summed_up(table, columns)
        if (company_of(cells, columns) or any(_figure_cell(cells, columns, each) for each in FIGURES))
        and not is_total(cells, _words(cells, columns))
        and not is_footer(cells)
    ]
    others = [_other(cells, columns) for _, cells in rows]
    said = {each: [_figure_cell(cells, columns, each) for _, cells in rows] for each in FIGURES}
    around = [cell for _, cells in rows for cell in cells]
    quantities = figures(said["quantity"], around)
    names = _portfolios(rows, columns)
    accounts = [
        (name, cell_of(cells, columns, "account")) for name, (_, cells) in zip(names, rows, strict=True)
    ]
    mixed = len(set(accounts)) > 1 if together else len(set(accounts)) > len(set(names))
    wholes = ["" for _ in names] if together else names
    parts, weighed = _parts(said["weight"], around, wholes, headings, notes, mixed=mixed)
    lines = []
    for place, (number, cells) in enumerate(rows):
        short = cell_of(cells, columns, "side").lower() in _SHORT
        quantity = quantities[place]
        if quantity is not None and short:
            quantity = -abs(quantity)
        weight = held_short(parts[place], quantity, short=short)
        doubts = [
            doubt_of(each, said[each][place])
            for each, figure in (("quantity", quantity), ("weight", weight if weighed else 0))
            if said[each][place] and figure is None
        ]
        fund = is_fund(cell_of(cells, columns, "name"), cell_of(cells, columns, "kind"))
        ways = company_of(cells, columns)
        lines.append(Line(number, ways, names[place], quantity, weight, " ".join(doubts), fund))
    if not weighed and "value" in columns and not whole:
        notes.append("What is held stands in several tables, so I could not work out the weights.")
    elif not weighed and "value" in columns:
        lines = _weighed(lines, rows, headings, wholes, others, notes)
    tell_others(lines, others, notes)
    _tell_unread(rows, headings, notes)
    held = [line for line, other in zip(lines, others, strict=True) if other is None]
    sold = [line for line in held if line.quantity is not None and not line.quantity]
    if sold:
        named = listed([f"“{each.tries[0][:30]}”" for each in sold if each.tries][:NAMED])
        notes.append(f"Not held, for the quantity is 0: {named} ({numbers([each.line for each in sold])}).")
    return [line for line in held if line not in sold]


def _parts(
    cells: Sequence[str],
    around: Sequence[str],
    wholes: Sequence[str],
    headings: Headings,
    notes: list[str],
    *,
    mixed: bool,
) -> tuple[list[float | None], bool]:
    """The column of weights, and whether it can be taken; a note says why where it cannot."""
    none: list[float | None] = [None for _ in cells]
    if not any(cells):
        return none, False
    if mixed:
        notes.append("The weights are those within several accounts, so I did not take them.")
        return none, False
    try:
        found = weights(cells, around, wholes=wholes, percent=headings.percent)
    except UnsureWeightsError as error:
        notes.append(
            f"The weights come to {error} in all and may be parts or per cent, so I did not take them;"
            " with a % sign behind each they are sure."
        )
        return none, False
    if "weight" in headings.vague:
        totals: dict[str, float] = defaultdict(float)
        for whole, part in zip(wholes, found, strict=True):
            totals[whole] += part or 0.0
        if not all(0.8 <= total <= 1.2 for total in totals.values()):
            notes.append("The column of per cents does not come to a whole, so I took it for no weight.")
            return none, False
    return found, True


def _weighed(
    lines: Sequence[Line],
    rows: Sequence[Cells],
    headings: Headings,
    wholes: Sequence[str],
    others: Sequence[Other | None],
    notes: list[str],
) -> list[Line]:
    """The lines with their part of the value of their portfolio; as they are where a value is missing."""
    columns = headings.columns
    cells = [_figure_cell(each, columns, "value") for _, each in rows]
    values = figures(cells, [cell for _, each in rows for cell in each])
    units = {match[1] or match[2] for cell in cells if (match := _UNIT.search(cell)) is not None}
    if not headings.currency:
        units |= {cell_of(each, columns, "currency") for _, each in rows} if "currency" in columns else set()
        units = {"$" if each == "USD" else each for each in units}
    if len(units) > 1:
        said = listed(sorted(each or "no currency" for each in units))
        notes.append(f"The values are in {said}, so I could not work out the weights.")
        return list(lines)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    missing: dict[str, int] = {}
    for line, whole, value, other in zip(lines, wholes, values, others, strict=True):
        if value is None:
            missing.setdefault(whole, line.line)
        elif other != "cash" or value > 0:
            totals[whole] += abs(value)  # borrowed money is no holding
    if missing:
        notes.append(
            f"A value is missing in line {min(missing.values())}, so I could not work out the weights there."
        )
    return [
        replace(line, weight=held_short(round(float(value / totals[whole]), 6), line.quantity))
        if value is not None and totals[whole] and whole not in missing
        else line
        for line, whole, value in zip(lines, wholes, values, strict=True)
    ]


def _summed_up(table: Sequence[Cells], columns: Mapping[str, int]) -> list[Cells]:
    """The lines without the single lots of which others are the sum."""
    levels = [cell_of(cells, columns, "level").lower() for _, cells in table]
    if "summary" not in levels:
        return list(table)
    return [each for each, level in zip(table, levels, strict=True) if level != "lot"]


def _portfolios(rows: Sequence[Cells], columns: Mapping[str, int]) -> list[str]:
    """The portfolio of each line: its account, or the account's number where there are several of them."""
    if "portfolio" in columns:
        return [cell_of(cells, columns, "portfolio") for _, cells in rows]
    found = [cell_of(cells, columns, "account") for _, cells in rows]
    return found if len(set(found)) > 1 else ["" for _ in found]


def _other(cells: Sequence[str], columns: Mapping[str, int]) -> Other | None:
    ticker, name, isin, kind = (cell_of(cells, columns, each) for each in ("ticker", "name", "isin", "kind"))
    return other_than_share(ticker, "" if name.lower() in _NOTHING else name, isin, kind)


def _words(cells: Sequence[str], columns: Mapping[str, int]) -> list[str]:
    """What names the company of a line as a person would read it."""
    ways = [ticker_of(cells, columns), *(cell_of(cells, columns, each) for each in ("isin", "name"))]
    return [each for each in ways if each and each.lower() not in _NOTHING]


def _figure_cell(cells: Sequence[str], columns: Mapping[str, int], column: str) -> str:
    said = cell_of(cells, columns, column)
    if column == "quantity":
        said = _COUNTED.sub("", said)
    return "" if said.lower() in _NOTHING else said


def tell_others(lines: Sequence[Line], others: Sequence[Other | None], notes: list[str]) -> None:
    """Say what is no share; nothing of a statement is left out in silence."""
    for kind in dict.fromkeys(each for each in others if each is not None):
        left = [line for line, other in zip(lines, others, strict=True) if other == kind]
        names = list(dict.fromkeys(f"“{(each.tries or ('?',))[0][:30]}”" for each in left))
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        notes.append(
            f"Left out as {PLURALS[kind]}, for only shares and funds are held here:"
            f" {listed([*names[:NAMED], *more])} ({numbers([each.line for each in left])})."
        )


def _tell_unread(rows: Sequence[Cells], headings: Headings, notes: list[str]) -> None:
    if set(FIGURES) & headings.columns.keys():
        return
    unread = [
        heading[:30]
        for place, heading in headings.unread.items()
        if any(place < len(cells) and is_figure(cells[place]) for _, cells in rows)
    ]
    if unread:
        notes.append(
            f"I took no figures: of the columns {listed([f'“{each}”' for each in unread[:NAMED]])} none is called"
            " Quantity, Weight or Market Value."
        )


def doubt_of(column: str, cell: str) -> str:
    """Says which figure could not be read."""
    return f"The {column} “{cell[:30]}” is no figure that I can read for sure."
