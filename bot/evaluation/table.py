"""Every part of the analysis and where it is measured; the figures of all of them, one after the other."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import DeskwireError
from bot.evaluation.figures import Figure

if TYPE_CHECKING:
    from bot.analysis.analyzer import Analyzer

PARTS = ("sentiment", "tickers", "impact", "summaries", "writing", "stories", "reading", "speed")
WITHOUT_DATA = frozenset({"speed"})
Measure = Callable[[Path, "Analyzer"], Iterable[Figure]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part that was not measured, or not to its end, and why."""

    part: str
    why: str

    def __str__(self) -> str:
        return f"{self.part}: {self.why}; skipped"


def chosen(only: str | None) -> tuple[str, ...]:
    """The parts that a comma-separated list names, in the order of `PARTS`; all of them for None.

    Raises `DeskwireError("bad_input")` for a part that does not exist.
    """
    if only is None:
        return PARTS
    named = {name.strip() for name in only.split(",") if name.strip()}
    unknown = sorted(named.difference(PARTS))
    if unknown or not named:
        wrong = f"{unknown[0]} is no part" if unknown else "No part is named"
        raise DeskwireError("bad_input", f"{wrong}; choose from {', '.join(PARTS)}.")
    return tuple(part for part in PARTS if part in named)


def figures(
    parts: Sequence[str], data: Path, analyzer: Analyzer, *, quick: bool = False
) -> Iterator[Figure | Skipped]:
    """The figures of some parts, as they are measured; a part that cannot be measured is skipped with its reason.

    `data` is the folder of the public data sets. With `quick` a part that has a function `quick` is measured
    by that one.
    """
    for part in parts:
        try:
            yield from measure_of(part, quick=quick)(data, analyzer)
        except FileNotFoundError as error:
            yield Skipped(part, f"{error.filename or error} is missing")
        except OSError as error:
            yield Skipped(part, f"{error.filename or 'a file'} cannot be read ({error.strerror})")
        except DeskwireError as error:
            yield Skipped(part, error.message.rstrip("."))
        except ModuleNotFoundError as error:
            yield Skipped(part, f"the module {error.name} is not installed")
        except (ValueError, KeyError) as error:
            yield Skipped(part, f"the data has another shape than expected ({type(error).__name__}: {error})")


def measure_of(part: str, *, quick: bool = False) -> Measure:
    """The function that measures a part. Raises `ModuleNotFoundError` where there is none."""
    module = importlib.import_module(f"bot.evaluation.{part}")
    measure: Measure = getattr(module, "quick", module.measure) if quick else module.measure
    return measure
