"""Sentences with the events they report (`data/events_*.txt`), and how well what is found agrees with them.

python -m tests.unit.analysis.gold
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.analysis.events import find_events
from bot.model import Event
from tests.unit.analysis.build import read

NAMES = {"Acme": "ACM", "Bolt": "BLT", "Corvex": "CRX"}
DATA = Path(__file__).parent / "data"
FILE = DATA / "events_gold.txt"
HELD_OUT = DATA / "events_held_out.txt"


@dataclass(frozen=True)
class Gold:
    kind: str
    tickers: frozenset[str]
    arguments: dict[str, str]
    optional: bool


@dataclass
class Sample:
    text: str
    events: list[Gold] = field(default_factory=list)


@dataclass
class Agreement:
    """Counts: `found` of `gold` were right, `wrong` were none; the same of tickers and arguments."""

    gold: int = 0
    found: int = 0
    wrong: int = 0
    tickers: int = 0
    arguments: int = 0
    arguments_found: int = 0
    arguments_wrong: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.gold)

    @property
    def argument_recall(self) -> float:
        return self.arguments_found / max(1, self.arguments)

    @property
    def argument_precision(self) -> float:
        return self.arguments_found / max(1, self.arguments_found + self.arguments_wrong)


def samples(file: Path) -> list[Sample]:
    out: list[Sample] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith("  "):
            out.append(Sample(line))
            continue
        kind, tickers, *rest = line.split(None, 2)
        pairs = [part.split("=", 1) for part in rest[0].split("; ")] if rest else []
        out[-1].events.append(
            Gold(
                kind.lstrip("~"),
                frozenset() if tickers == "-" else frozenset(tickers.split(",")),
                {name.strip(): value.strip() for name, value in pairs},
                kind.startswith("~"),
            )
        )
    return out


def same(one: str, other: str) -> bool:
    """Whether two wordings of an argument agree: equal, or one within the other with the same figures."""
    a, b = (re.sub(r"^(?:the|a|an) ", "", value.lower()).strip(" .") for value in (one, other))
    if a == b:
        return True
    figures = [re.findall(r"\d+(?:[.,]\d+)*", value) for value in (a, b)]
    return bool(a) and bool(b) and (a in b or b in a) and figures[0] == figures[1]


def agree(sample: Sample, total: Agreement) -> None:
    """Add what the events found in a sentence say to `total`."""
    by_kind: dict[str, list[Event]] = {}
    for event in find_events(*read(sample.text, NAMES)):
        by_kind.setdefault(event.type, []).append(event)
    gold = {g.kind: g for g in sample.events}
    for kind in by_kind:
        if kind not in gold:
            total.wrong += 1
            total.faults.append(f"not there: {kind} in {sample.text!r}")
    for kind, wanted in gold.items():
        here = by_kind.get(kind, [])
        if wanted.optional:
            continue
        total.gold += 1
        total.arguments += len(wanted.arguments)
        if not here:
            total.faults.append(f"missed: {kind} in {sample.text!r}")
            continue
        total.found += 1
        tickers = {ticker for event in here for ticker in event.tickers}
        total.tickers += tickers == set(wanted.tickers)
        if tickers != wanted.tickers:
            total.faults.append(f"tickers {sorted(tickers)} of {kind} in {sample.text!r}")
        _arguments(sample, wanted, here, total)


def _arguments(sample: Sample, wanted: Gold, here: Sequence[Event], total: Agreement) -> None:
    found = {name: value for event in here for name, value in event.arguments.items()}
    for name, value in wanted.arguments.items():
        if name in found and same(found[name], value):
            total.arguments_found += 1
        else:
            total.faults.append(f"{name}={found.get(name)!r}, not {value!r}, in {sample.text!r}")
    for name, value in found.items():
        if name in ("amount", "percent", "status") and name not in wanted.arguments:
            total.arguments_wrong += 1
            total.faults.append(f"not there: {name}={value!r} in {sample.text!r}")
        elif name in wanted.arguments and not same(value, wanted.arguments[name]):
            total.arguments_wrong += 1


def measured(file: Path) -> Agreement:
    """The agreement on all sentences of a file."""
    total = Agreement()
    for sample in samples(file):
        agree(sample, total)
    return total


if __name__ == "__main__":
    for name in (FILE, HELD_OUT):
        result = measured(name)
        told = (
            f"{name.stem}: {len(samples(name))} sentences, {result.gold} events: "
            f"precision {result.precision:.3f}, recall {result.recall:.3f}, "
            f"tickers right {result.tickers}/{result.found}; {result.arguments} arguments: "
            f"precision {result.argument_precision:.3f}, recall {result.argument_recall:.3f}"
        )
        sys.stdout.write("\n".join([*result.faults, told, ""]))
