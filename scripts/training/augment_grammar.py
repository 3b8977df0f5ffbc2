"""Sentence frames and how one is filled.

A frame is a line `LABELS :: TEXT`. LABELS says what an annotator would say of each thing the text names:
`A+ B:index- C:broker0` (a kind where it is no company, then `+`, `0` or `-`; without a sign it is never a
target). In TEXT

    (x|y|)        is one of the alternatives,
    {slot}        a line of grammar/words.txt, a figure (augment_numbers.py) or a place, person or date,
    {verb.ed}     a form of a verb of words.txt: base, s, ed, en, ing, or v: the present that agrees,
    [A] [A's]     a name, marked where it is the target; `[A:the company]` the same thing by other words,
    [A$]          its cashtag,
    {was} {is} {has} {its}   agree with what was named last,
    a~            is "a" or "an".
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from augment_names import Entity, Namer, names, pick
from augment_numbers import Numbers
from augment_regions import REGIONS, Region

FOLDER = Path(__file__).resolve().parent / "grammar"
LABELS = {"+": "positive", "0": "neutral", "-": "negative"}
OPEN, CLOSE = "\ue000", "\ue001"
FIRST = 0xE100  # private characters that name the marked thing: OPEN, letter, words, CLOSE
FORMS = ("base", "s", "ed", "en", "ing")
AGREE = {"was": ("was", "were"), "is": ("is", "are"), "has": ("has", "have"), "its": ("its", "their")}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: where it stands, the kind and label of each letter, and its text."""

    style: str
    kinds: dict[str, str]
    labels: dict[str, str]
    text: str


@dataclass(slots=True)
class Scene:
    """What the sentences of one text share: place, figures, names."""

    rng: random.Random
    style: str
    region: Region
    numbers: Numbers
    namer: Namer
    entities: dict[str, Entity] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    plural: bool = False

    def entity(self, letter: str, kind: str) -> Entity:
        """The thing behind a letter, drawn at its first use."""
        if letter not in self.entities:
            self.entities[letter] = self.namer.draw(kind)
        return self.entities[letter]

    def fresh(self, choices: Sequence[str]) -> str:
        """One of the choices that this text has not had yet, where there is one."""
        choice = self.rng.choice([c for c in choices if c not in self.said] or choices)
        self.said.add(choice)
        return choice


def scene(rng: random.Random, style: str, region: Region | None = None) -> Scene:
    """A fresh scene in a region, by default a random one."""
    weights = {"release": 0.55, "wire": 0.1}
    if region is None:
        nordic = rng.random() < weights.get(style, 0.0)
        region = REGIONS[0] if nordic else pick(rng, REGIONS)
    return Scene(rng, style, region, Numbers(rng, region), Namer(rng, region))


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The slots of words.txt; the forms of a verb stand as `base s ed en ing` under a name with an @."""
    out: dict[str, str] = {}
    name = ""
    for line in (FOLDER / "words.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        text = line
        if not line[0].isspace():
            name, _, text = line.partition("=")
            name = name.strip()
        out[name] = out.get(name, "") + " " + text.strip()
    return {key: tuple(part.strip() for part in split(text)) for key, text in out.items()}


@cache
def frames() -> tuple[Frame, ...]:
    """Every frame of the grammar folder; a file's `== name` headings say the style."""
    out = []
    for path in sorted(FOLDER.glob("frames_*.txt")):
        style = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("=="):
                style = line.strip("= ")
            elif line.strip() and not line.startswith("#"):
                out.append(parse(style, line))
    return tuple(out)


def parse(style: str, line: str) -> Frame:
    """A frame from its line. Raises ValueError where the line is none."""
    head, found, text = line.partition("::")
    if not found:
        raise ValueError(f"no frame: {line}")
    kinds, labels = {}, {}
    for item in head.split():
        match = re.fullmatch(r"([A-Z])(?::(\w+?))?([-+0])?", item)
        if match is None:
            raise ValueError(f"not a label: {item} in {line}")
        kinds[match[1]] = match[2] or "company"
        if match[3]:
            labels[match[1]] = LABELS[match[3]]
    return Frame(style, kinds, labels, text.strip())


def split(text: str) -> list[str]:
    """Cut at the bars that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == "|" and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


class Filler:
    """Fills frames within one scene."""

    def __init__(self, at: Scene, kinds: dict[str, str]) -> None:
        self.at = at
        self.kinds = kinds

    def fill(self, text: str) -> str:
        """The text with every choice taken; names are still in their private marks."""
        out, at = [], 0
        while at < len(text):
            char = text[at]
            if char in "({[":
                end = _closing(text, at)
                plural = self.at.plural
                out.append(self._part(char, text[at + 1 : end]))
                if char == "[" and text[:at].endswith((" of ", " at ")):
                    self.at.plural = plural  # in "sales of Acme were" the verb is that of the sales
                at = end + 1
            else:
                out.append(char)
                at += 1
        return "".join(out)

    def _part(self, bracket: str, inner: str) -> str:
        if bracket == "(":
            return self.fill(self.at.rng.choice(split(inner)))
        return self._slot(inner) if bracket == "{" else self._name(inner)

    def _slot(self, slot: str) -> str:
        rng = self.at.rng
        if slot in AGREE:
            return AGREE[slot][self.at.plural]
        name, _, form = slot.partition(".")
        if form:
            verb = rng.choice(words()[f"@{name}"]).split()
            place = FORMS.index("base" if self.at.plural else "s") if form == "v" else FORMS.index(form)
            return self.fill(verb[place].replace("_", " "))
        if slot in words():
            text = self.at.fresh(words()[slot])
            plural = text.endswith("*")
            text = self.fill(text.rstrip("*"))
            if slot in {"good", "bad", "volume", "goods"}:
                self.at.plural = plural
            return text
        figure = self.at.numbers.write(slot)
        if figure is not None:
            return figure
        if slot in PLACES:
            return PLACES[slot](self.at)
        return self.at.fresh(names(slot)).partition(" @")[0].rstrip("*")

    def _name(self, inner: str) -> str:
        letter, other = inner[0], inner[1:]
        entity = self.at.entity(letter, self.kinds.get(letter, "company"))
        self.at.plural = entity.plural
        first = letter not in self.at.told
        self.at.told.add(letter)
        if other.startswith(":"):
            return _marked(letter, self.fill(other[1:]))
        ending = "" if not other else ("'" if entity.short.endswith("s") and entity.plural else "'s")
        text = self._surface(entity, first)
        if other == "$":
            return _marked(letter, f"${entity.ticker or entity.short.upper()}")
        article, text = ("the ", text[4:]) if text.startswith("the ") else ("", text)
        if self.at.style == "headline":
            article = ""
        return article + _marked(letter, text) + ending + self._tag(entity, first)

    def _surface(self, entity: Entity, first: bool) -> str:
        long = {"release": 0.8, "wire": 0.4, "context": 0.4}.get(self.at.style, 0.05)
        return entity.full if first and self.at.rng.random() < long else entity.short

    def _tag(self, entity: Entity, first: bool) -> str:
        """What terminals and releases put behind a first mention: RIC, cashtag, exchange and symbol."""
        rng, style = self.at.rng, self.at.style
        if not first or not (entity.ticker or entity.ric):
            return ""
        if style in {"wire", "market"} and rng.random() < (0.3 if entity.ticker else 0.2):
            return rng.choice((f" <{entity.ric}>", f" <{entity.ric}>", f" ({entity.ric})", f" {entity.ric}"))
        if style in {"wire", "release", "context"} and entity.ticker and rng.random() < 0.08:
            mark = f"{entity.exchange}: {entity.ticker}"
            return rng.choice((f" ({mark})", f" ({mark.replace(': ', ':')})", f" ({entity.ticker})"))
        if style == "headline" and entity.ticker and rng.random() < 0.04:
            return rng.choice((f" (${entity.ticker})", f" ({entity.ticker})", f" ${entity.ticker}"))
        return ""


PLACES: dict[str, Callable[[Scene], str]] = {
    "city": lambda s: s.fresh(s.region.cities),
    "country": lambda s: s.fresh(s.region.countries),
    "nation": lambda s: s.fresh(s.region.nations),
    "far": lambda s: s.fresh(pick(s.rng, REGIONS).countries),
    "exchange": lambda s: f"the {s.fresh(s.region.cities)} stock exchange",
    "person": lambda s: s.namer.person(),
    "lastname": lambda s: s.rng.choice(names("surname")),
}


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            return at
    raise ValueError(f"a bracket stays open: {text}")


def _marked(letter: str, text: str) -> str:
    return f"{OPEN}{chr(FIRST + ord(letter))}{text}{CLOSE}"
