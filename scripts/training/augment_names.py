"""Names for invented news: coined companies, real ones as plain names, and what else a market is made of."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from augment_regions import Region

HERE = Path(__file__).resolve().parent
SECURITIES = HERE.parent.parent / "bot" / "market" / "data" / "securities.jsonl.gz"
MOST_KNOWN = 3500


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a sentence can be about; `plural` where its verb is ("Asian shares slip")."""

    kind: str
    full: str
    short: str
    ticker: str = ""
    ric: str = ""
    exchange: str = ""
    plural: bool = False


@cache
def names(kind: str) -> tuple[str, ...]:
    """The lines of grammar/names.txt under a heading."""
    out: dict[str, list[str]] = {}
    heading = ""
    for line in (HERE / "grammar" / "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            heading = line.strip("= ")
        elif line.strip() and not line.startswith("#"):
            out.setdefault(heading, []).extend(part.strip() for part in line.split("|") if part.strip())
    return tuple(out[kind])


@cache
def known() -> tuple[tuple[str, str, str], ...]:
    """Real companies as (name, short name, symbol), from the securities master, the best known."""
    out = []
    with gzip.open(SECURITIES, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row[8] != "c" or row[9] > MOST_KNOWN:
                continue
            aliases = [alias[0] for alias in row[11] if alias[1] in "smw" and len(alias[0]) > 2]
            short = aliases[0] if aliases else row[3]
            if len(short) <= 28 and short[0].isupper() and "(" not in short + row[3]:
                out.append((row[3] if len(row[3]) <= 34 else short, short, row[1]))
    return tuple(out)


class Namer:
    """Draws entities of a kind; no two of one text share a name."""

    def __init__(self, rng: random.Random, region: Region) -> None:
        self.rng = rng
        self.region = region
        self.taken: set[str] = set()

    def draw(self, kind: str) -> Entity:
        """A new entity: `company`, `broker`, or a heading of names.txt."""
        for _ in range(40):
            entity = self._company() if kind == "company" else self._listed(kind)
            word = entity.short.removeprefix("the ").split()[0].lower()
            if word not in self.taken:
                break
        self.taken.add(word)
        return entity

    def person(self) -> str:
        """A first name and a surname."""
        return f"{self.rng.choice(names('first'))} {self.rng.choice(names('surname'))}"

    def _listed(self, kind: str) -> Entity:
        text = self.rng.choice(names(kind))
        name, _, ric = text.partition(" @")
        plural = name.endswith("*")
        name = name.rstrip("*")
        return Entity(kind, name, name, ric=ric, plural=plural)

    def _company(self) -> Entity:
        if self.rng.random() < 0.4:
            full, short, symbol = self.rng.choice(known())
        else:
            short = self._coined()
            full = short
            if self.rng.random() < 0.6:
                full = f"{short} {self.rng.choice(self.region.legal)}"
            symbol = _symbol(short, self.rng)
        ric = f"{symbol}.{self.rng.choice(self.region.rics)}"
        if self.region.name == "asia" and self.rng.random() < 0.6:
            ric = f"{self.rng.randint(1, 9999):04d}.{self.rng.choice(('T', 'HK', 'SZ', 'KS', 'TW'))}"
        return Entity("company", full, short, symbol, ric, self.rng.choice(self.region.exchanges))

    def _coined(self) -> str:
        rng = self.rng
        shape = rng.random()
        if shape < 0.25:
            return self._stem()
        if shape < 0.45:
            return f"{self._stem()} {rng.choice(names('trade'))}"
        if shape < 0.6:
            return f"{rng.choice(names('surname'))} {rng.choice(names('trade'))}"
        if shape < 0.67:
            joint = rng.choice((" & ", " and ", "-"))
            return joint.join(rng.sample(names("surname"), 2))
        if shape < 0.8:
            return f"{rng.choice(names('word'))} {rng.choice(names('trade'))}"
        if shape < 0.87:
            place = rng.choice(self.region.cities)
            return f"{place} {rng.choice(names('trade'))}"
        if shape < 0.94:
            letters = "".join(rng.choice("ABCDEFGHIKLMNPRSTVXZ") for _ in range(rng.choice((2, 3, 3))))
            return rng.choice((letters, f"{letters} {rng.choice(names('trade'))}"))
        return rng.choice(names("word")) + rng.choice(("", rng.choice(names("word")).lower()))

    def _stem(self) -> str:
        rng = self.rng
        stem = ""
        for _ in range(rng.choice((1, 1, 2))):
            coda = rng.choice(names("coda")) if rng.random() < 0.8 else ""
            stem += rng.choice(names("onset")) + rng.choice(names("vowel")) + coda
        stem += rng.choice(names("ending"))
        return stem[0].upper() + stem[1:]


def _symbol(name: str, rng: random.Random) -> str:
    letters = [c for c in name.upper() if "A" <= c <= "Z"]
    size = min(len(letters), rng.choice((2, 3, 3, 4, 4)))
    return (
        letters[0] + "".join(sorted(rng.sample(letters[1:], size - 1), key=letters.index))
        if size > 1
        else "XA"
    )


def pick(rng: random.Random, regions: Sequence[Region]) -> Region:
    """A region by its weight."""
    return rng.choices(regions, [r.weight for r in regions])[0]
