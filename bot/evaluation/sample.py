"""A small copy of a folder of data sets: for a first look, not for figures to be quoted."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

MOST_ROWS = 1000
T = TypeVar("T")


def sample(data: Path, into: Path, most: int = MOST_ROWS) -> None:
    """Write `data` to the folder `into`: of every table evenly spaced rows, `most` or a few more; the rest as it is."""
    for path in sorted(data.rglob("*")):
        to = into / path.relative_to(data)
        if path.is_dir():
            continue
        to.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".jsonl":
            rows = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
            to.write_text("".join(f"{row}\n" for row in _spaced(rows, most)), encoding="utf-8")
        elif path.suffix == ".csv":
            _sample_csv(path, to, most)
        else:
            shutil.copyfile(path, to)


def _sample_csv(path: Path, to: Path, most: int) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file)) or [[]]
    with to.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *_spaced(rows, most)])


def _spaced(rows: Sequence[T], most: int) -> Sequence[T]:
    return rows[:: max(1, len(rows) // most)]
