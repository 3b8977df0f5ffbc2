"""`deskwire evaluate`: how good the analysis is, on public data, one line a figure."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import rich
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.analysis.analyzer import Analyzer
from bot.configuration import load_settings
from bot.errors import DeskwireError
from bot.evaluation import table
from bot.evaluation.figures import Figure
from bot.evaluation.sample import sample
from bot.evaluation.table import Skipped

Form = Literal["table", "json", "markdown"]
HEAD = ("part", "data", "what", "value", "goal", "met", "beside")
NUMBERS = ("value", "goal")
GIVE_WAY = (6, 1, 2)  # the columns that are cut short first where a terminal is narrow
SHORTEST = 12


def run(data: Path | None, *, only: str | None, form: Form, quick: bool, strict: bool) -> int:
    """Measure and print; the exit status: 1 where `strict` and a goal is missed or could not be measured.

    Raises `DeskwireError("bad_input")` for a folder or a part that does not exist.
    """
    parts = table.chosen(only)
    if data is None and not table.WITHOUT_DATA.issuperset(parts):
        raise DeskwireError("bad_input", "Give the folder of the data sets with --data PATH.")
    if data is not None and not data.is_dir():
        raise DeskwireError("bad_input", f"{data} is no folder.")
    found: list[Figure] = []
    skipped: list[Skipped] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) if data is None or quick else data
        if data is not None and quick:
            sample(data, folder)
        try:
            _measure(parts, folder, quick, found, skipped)
        finally:
            _print(found, skipped, form)
    return int(strict and (bool(skipped) or any(figure.met is False for figure in found)))


def _measure(
    parts: Sequence[str], data: Path, quick: bool, found: list[Figure], skipped: list[Skipped]
) -> None:
    rich.reconfigure(stderr=True)  # the progress bars of the parts; standard output holds figures alone
    analyzer = Analyzer.load(load_settings(os.environ).sentiment.engine)
    for number, part in enumerate(parts, 1):
        if sys.stderr.isatty():
            typer.echo(f"{part} ({number} of {len(parts)})", err=True)
        for result in table.figures([part], data, analyzer, quick=quick):
            if isinstance(result, Skipped):
                skipped.append(result)
                typer.echo(str(result), err=True)
            else:
                found.append(result)


def _print(found: Sequence[Figure], skipped: Sequence[Skipped], form: Form) -> None:
    if form == "json":
        told = {
            "figures": [_as_json(figure) for figure in found],
            "skipped": [{"part": each.part, "why": each.why} for each in skipped],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif form == "markdown":
        typer.echo(as_markdown(found))
    elif found:
        _print_table(found)


def _as_json(figure: Figure) -> dict[str, object]:
    return {
        "part": figure.part,
        "data": figure.data,
        "what": figure.what,
        "value": round(figure.value, 4),
        "unit": figure.unit,
        "goal": figure.goal,
        "at_most": figure.at_most,
        "met": figure.met,
        "beside": figure.beside,
    }


def as_markdown(found: Sequence[Figure]) -> str:
    """The table as it stands in the documentation."""
    rows = [HEAD, ["---"] * len(HEAD), *map(cells, found)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def cells(figure: Figure) -> list[str]:
    """A figure as the texts of its columns."""
    goal = ""
    if figure.goal is not None:
        goal = f"{'≤' if figure.at_most else '≥'} {figure.goal:,g}{_unit(figure.unit)}"
    met = {True: "yes", False: "NO", None: ""}[figure.met]
    return [figure.part, figure.data, figure.what, shown(figure.value, figure.unit), goal, met, figure.beside]


def shown(value: float, unit: str) -> str:
    """A value with as many digits as mean something."""
    if unit == "%":
        digits = 1
    elif unit:
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    else:
        digits = 3 if (abs(value) < 10 and value != round(value, 0)) or value == 1 else 0
    return f"{value:,.{digits}f}{_unit(unit)}"


def _unit(unit: str) -> str:
    return unit if unit == "" or unit.startswith("/") else f" {unit}"


def _print_table(found: Sequence[Figure]) -> None:
    terminal = Console()
    rows = [cells(figure) for figure in found]
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    gaps = 3 * len(widths)
    for column in GIVE_WAY if terminal.is_terminal else ():
        over = sum(widths) + gaps - terminal.width
        if over > 0:
            widths[column] = max(min(SHORTEST, widths[column]), widths[column] - over)
    out = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name, width in zip(HEAD, widths, strict=True):
        justify: Literal["left", "right"] = "right" if name in NUMBERS else "left"
        out.add_column(
            name, justify=justify, no_wrap=True, overflow="ellipsis", min_width=width, max_width=width
        )
    for row, figure in zip(rows, found, strict=True):
        style = "bold" if figure.met is False else ""
        out.add_row(*(Text(cell) for cell in row), style=style)
    # Wider than a narrow terminal rather than without a column: a line may run on, a figure may not be missing.
    Console(width=max(terminal.width, sum(widths) + gaps)).print(out, soft_wrap=True)
