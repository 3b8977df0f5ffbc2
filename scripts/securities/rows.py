"""What one company is on its way into the file, and the tables of our own."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

from bot.market.names import key

DATA = Path(__file__).resolve().parents[2] / "bot" / "market" / "data"
MAJOR = ("NYSE", "Nasdaq", "CBOE")


@dataclass
class Row:
    """One company on its way into the file."""

    id: str
    ticker: str
    exchange: str
    name: str
    country: str = ""
    also: list[str] = field(default_factory=list)
    cik: int | None = None
    isin: str | None = None
    kind: str = "c"
    rank: int = 99999
    listings: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    successor: str | None = None
    gone: list[str | None] | None = None  # symbol, year, how, "yes" if the name lives on, the owner's id
    was: list[list[str]] = field(default_factory=list)  # former names: name, symbol, last year
    isins: list[str] = field(default_factory=list)
    shouted: bool = False
    thing: bool = False
    trade: list[str] = field(default_factory=list)
    authored: set[str] = field(default_factory=set)

    def add(self, display: str, flag: str) -> None:
        """Keep a name under its key; what was said first stands."""
        k = key(display)
        if k and k not in self.names:
            self.names[k] = (display, flag)

    def line(self) -> str:
        """The row as it is written."""
        names = [[d, f] for d, f in self.names.values()]
        rest = [i for i in self.isins if i != self.isin]
        market = [self.ticker, self.exchange, self.name, self.country, self.also, self.cik, self.isin]
        shape = [self.kind, self.rank, self.listings, self.folded]
        values = [self.id, *market, *shape, names, self.hints, self.against, self.successor, rest]
        values += [self.gone, self.was, self.trade]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def table(name: str) -> list[dict[str, str]]:
    """A table of our own."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", restval="", quoting=csv.QUOTE_NONE))
