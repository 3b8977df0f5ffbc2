"""Statements that hold many tables, of which one says what is held. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.sheets import Cells
from bot.errors import DeskwireError

_POSITIONS = frozenset({"open positions", "long open positions", "short open positions", "positions"})
_LEAST_MARKED = 3


def positions(table: Sequence[Cells]) -> Sequence[Cells]:
    """What a sheet says is held; the sheet as it is, unless it is an activity statement of Interactive Brokers.

    There every line begins with the name of its table and with Header, Data, SubTotal or Total. Raises
    `DeskwireError("bad_input")` where such a statement has no table of what is held.
    """
    marked = [each for each in table if len(each[1]) > 2 and each[1][1] in ("Header", "Data")]
    if len(marked) < max(_LEAST_MARKED, len(table) // 2):
        return table
    held = [(number, cells[2:]) for number, cells in marked if cells[0].lower() in _POSITIONS]
    if not held:
        raise DeskwireError(
            "bad_input", "That activity statement has no section Open Positions; export it with that section."
        )
    return held
