"""What the benches of the analysis have in common: how much they measure, and how they print it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.analysis.analyzer import Analyzer
from bot.cli.evaluate import cells
from bot.configuration import load_settings
from bot.evaluation.figures import Figure
from bot.evaluation.speed import FULL, QUICK, Amount

Bench = Callable[[Path, Analyzer, Amount], Iterable[Figure]]


def run(about: str | None, bench: Bench) -> None:
    """The command line of one bench: `--data PATH` (SEntFiN's headlines, where they are used), `--quick`."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "no data")
    parser.add_argument("--quick", action="store_true", help="little input: a first look")
    options = parser.parse_args(sys.argv[1:])
    show(
        bench(
            options.data,
            Analyzer.load(load_settings(os.environ).sentiment.engine),
            QUICK if options.quick else FULL,
        )
    )


def show(figures: Iterable[Figure]) -> None:
    """A line a figure."""
    for figure in figures:
        _, data, what, value, goal, met, beside = cells(figure)
        print(f"{data}: {what}: {value} (goal {goal}: {met}) {beside}".rstrip(), flush=True)
