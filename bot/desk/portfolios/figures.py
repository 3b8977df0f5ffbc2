"""The figures of a statement of holdings: quantities, values and weights as people and banks write them. Pure.

Nothing is guessed that could be wrong by a factor of a thousand: how a column writes its decimals is taken from the
whole column, and a cell that does not fit is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

MOST_DIGITS = 18
"""No quantity has more."""

MOST_PARTS = Decimal("1.5")
"""Weights that come to no more are parts of the whole."""
LEAST_PERCENT = Decimal(20)
"""Small weights that come to so much are per cent: nobody borrows nineteen times what they have."""
MOST_PARTS_IN_PERCENT = Decimal("1.1")
"""Below a heading that says per cent, weights that come to no more than this may still be parts."""

_BLANKS = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'’_"), None)
_SIGNS = str.maketrans({"−": "-", "–": "-"})
_UNIT = re.compile(r"^(?:[A-Z]{3}|[$€£¥])|(?:[A-Z]{3}|[$€£¥])$")
_GROUPED = {
    ",": re.compile(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"),
    ".": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?"),
}
_EITHER = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_BARE = {".": re.compile(r"\d+(?:\.\d*)?|\.\d+"), ",": re.compile(r"\d+(?:,\d*)?|,\d+")}


def figures(cells: Sequence[str], around: Sequence[str] = ()) -> list[Decimal | None]:
    """The figure of each cell of one column, None where a cell holds none that is certain.

    `(500)` and `500-` are negative; a currency, blanks and a per cent sign around the digits do not count. A column
    is written with decimal points unless a cell shows that it is written with decimal commas. Where none of its cells
    shows it, those `around` it do, if they agree: the other columns of the sheet. `1,000` alone is a thousand;
    `1.000` is one or a thousand, and counts only where another cell shows which.
    """
    points, commas = _shown(cells)
    if points and commas:
        # Written in both ways: what each cell says for sure, and no more.
        return [_sure(cell) for cell in cells]
    if not points and not commas:
        points, commas = _shown(around)
        if points and commas:
            points = commas = 0
    decimal = "," if commas > points else "."
    unsure = not points and not commas
    return [
        None if unsure and _EITHER.fullmatch(_digits(cell)[0]) else _figure(cell, decimal) for cell in cells
    ]


class UnsureWeightsError(ValueError):
    """A column of weights that can be read as parts of the whole and as per cent; says what its figures come to."""


def weights(
    cells: Sequence[str],
    around: Sequence[str] = (),
    *,
    wholes: Sequence[str] = (),
    percent: bool = False,
) -> list[float | None]:
    """The figure of each cell of a column of weights as a part of the whole: 0.05 for `5%` and for `5`.

    A column without a per cent sign whose figures come to about one holds parts already. `wholes` says which whole
    each cell is a part of, where there are several portfolios; `percent`, that the heading says per cent. A cell
    without the sign, where others have it, is no figure. Raises `UnsureWeightsError` where figures without a sign
    may be either.
    """
    found = figures(cells, around)
    if any("%" in cell for cell in cells):
        return [
            None if each is None or (each and "%" not in cell) else float(each / 100)
            for each, cell in zip(found, cells, strict=True)
        ]
    totals: dict[str, Decimal] = {}
    for number, each in enumerate(found):
        whole = wholes[number] if wholes else ""
        totals[whole] = totals.get(whole, Decimal(0)) + abs(each or Decimal(0))
    total = max(totals.values(), default=Decimal(0))
    highest = max((abs(each) for each in found if each is not None), default=Decimal(0))
    parts = not percent and total <= MOST_PARTS
    # Seven holdings of 0.3 are a fund with borrowed money, or the tail of a large one; only its owner knows.
    if (percent and Decimal(0) < total <= MOST_PARTS_IN_PERCENT) or (
        not percent and not parts and highest <= 1 and total < LEAST_PERCENT
    ):
        raise UnsureWeightsError(f"{total.normalize():f}")
    return [None if each is None else float(each if parts else each / 100) for each in found]


def held_short(weight: float | None, quantity: Decimal | None, *, short: bool = False) -> float | None:
    """A weight with its sign: that of a position which is short, by its quantity or because it says so, is negative."""
    negative = short or (quantity is not None and quantity < 0)
    return -abs(weight) if weight is not None and negative else weight


def is_figure(text: str) -> bool:
    """Whether a word is a figure, in either way of writing."""
    return _figure(text, ".") is not None or _figure(text, ",") is not None


def _figure(cell: str, decimal: str) -> Decimal | None:
    digits, negative = _digits(cell)
    thousands = "," if decimal == "." else "."
    if not _BARE[decimal].fullmatch(digits):
        if not _GROUPED[thousands].fullmatch(digits):
            return None
        digits = digits.replace(thousands, "")
    plain = digits.replace(",", ".")
    if sum(each.isdigit() for each in plain) > MOST_DIGITS:
        return None
    value = Decimal(plain)
    return -value if negative else value


def _sure(cell: str) -> Decimal | None:
    point, comma = _figure(cell, "."), _figure(cell, ",")
    if point is None or comma is None:
        return comma if point is None else point
    return point if point == comma else None


def _digits(cell: str) -> tuple[str, bool]:
    """What stands between signs, brackets, currencies and the per cent sign; and whether it is negative."""
    text = cell.translate(_SIGNS).translate(_BLANKS).removesuffix("%")
    signs, before = "", ""
    while text != before:
        before = text
        text = _UNIT.sub("", text)
        if text.startswith("(") and text.endswith(")"):
            text, signs = text[1:-1], f"{signs}-"
        elif text[:1] in ("+", "-"):
            text, signs = text[1:], f"{signs}{text[0]}"
        elif text[-1:] in ("+", "-"):
            text, signs = text[:-1], f"{signs}{text[-1]}"
    return (text, signs == "-") if len(signs) <= 1 else ("", False)


def _shown(cells: Sequence[str]) -> tuple[int, int]:
    """How many cells can only be read with decimal points, and how many only with decimal commas."""
    readings = [(_figure(cell, "."), _figure(cell, ",")) for cell in cells]
    points = sum(1 for point, comma in readings if point is not None and comma is None)
    commas = sum(1 for point, comma in readings if comma is not None and point is None)
    return points, commas
