"""Changes to a labelled example that leave its label as it is."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from augment_grammar import Filler, Frame, frames, scene
from augment_names import Namer, names, pick
from augment_numbers import MONTHS
from augment_regions import REGIONS
from augment_text import Example, finish, title_case, word_set

GENERAL = word_set("the it its he she his her him they them their this that who which i you we us")
PERSONAL = re.compile(r"\b(?:he|she|his|her|him|himself|herself|Mr|Mrs|Ms|Dr|President|Senator|Minister)\b")
AMOUNT = re.compile(
    r"(?<![\w.,-])(?P<unit>(?:Rs\.?|EUR|USD|SEK|GBP|[$€£₹]) ?)?(?P<figure>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"(?P<after> ?(?:%|per ?cent|pct|million|billion|mn|bn|crore|mln|euros|pence)(?!\w))?(?![\w-]|[.,]\d)"
)
SPACED = re.compile(r"'s\b|[()\"%;:](?!\w)|[(\"](?=\w)|,(?=\s)|\.$")
Change = Callable[[Example, random.Random], Example | None]


def noise(example: Example, rng: random.Random, most: int = 2) -> Example:
    """One to `most` changes, taken at random from those that fit the example; itself where none does."""
    changes = list(CHANGES)
    rng.shuffle(changes)
    left = rng.randint(1, most)
    for change in changes:
        changed = change(example, rng)
        if changed is not None:
            # a change moves what follows it: the places of the other names are known no more
            example, left = replace(changed, others=()), left - 1
            if left == 0:
                break
    return example


def swap(example: Example, rng: random.Random) -> Example | None:
    """Another name for the target, wherever it is named. People and what has no name stay as they are."""
    text, old = example.text, example.text[example.start : example.end]
    if not old[0].isupper() or old.lower().split()[0] in GENERAL or PERSONAL.search(text):
        return None
    if re.search(r"\b[A-Z][\w.]* $", text[: example.start]) and not text[: example.start].endswith("The "):
        return None  # a first name, or a part of a longer name
    kind = _kinds().get(old.lower(), "company")
    entity = Namer(rng, pick(rng, REGIONS)).draw(kind)
    new = entity.short.removeprefix("the ")
    if kind != "company":
        new = new[0].upper() + new[1:]
        article = text[: example.start].lower().endswith("the ")
        if entity.plural != old.lower().endswith("s") or (article and not entity.short.startswith("the ")):
            return None
    parts, start, last = [], example.start, 0
    for match in _named(text, old, example.start):
        parts += [text[last : match[0]], new]
        if match[1] <= example.start:
            start += len(new) - len(old)
        last = match[1]
    changed = "".join([*parts, text[last:]])
    return replace(example, text=changed, start=start, end=start + len(new))


def tag(example: Example, rng: random.Random) -> Example | None:
    """A terminal's code, a cashtag or a stock exchange's mark behind the target."""
    text, old = example.text, example.text[example.start : example.end]
    after = text[example.end : example.end + 2]
    if (
        not old[0].isupper()
        or old.lower().split()[0] in GENERAL
        or old.lower() in _kinds()
        or PERSONAL.search(text)
        or after[:1] not in {" ", ",", ".", "'", ""}
        or after[1:] in {"(", "<", "$"}
    ):
        return None
    entity = Namer(rng, pick(rng, REGIONS)).draw("company")
    at = example.end + (2 if after == "'s" else 0)
    marks = (
        f" <{entity.ric}>",
        f" ({entity.ric})",
        f" ({entity.exchange}: {entity.ticker})",
        f" (${entity.ticker})",
    )
    return replace(example, text=text[:at] + rng.choice(marks) + text[at:])


def case(example: Example, rng: random.Random) -> Example | None:
    """Title case, or the last stop dropped."""
    text = example.text
    if rng.random() < 0.5 and text.endswith(".") and example.end < len(text):
        return replace(example, text=text[:-1])
    if len(text.split()) > 25:
        return None
    cased = title_case(text)
    return replace(example, text=cased) if len(cased) == len(text) and cased != text else None


def dateline(example: Example, rng: random.Random) -> Example | None:
    """The place, the day and the agency in front."""
    month = rng.choice(MONTHS)
    city = rng.choice(pick(rng, REGIONS).cities)
    day = rng.randint(1, 28)
    front = rng.choice(
        (
            f"{city.upper()}, {month[:3]} {day} (Reuters) - ",
            f"{city.upper()} (Reuters) - ",
            f"{city}, {month} {day} - ",
        )
    )
    if not example.text.endswith((".", '"')) or " - " in example.text[:45]:
        return None
    return _shifted(example, front)


def beside(example: Example, rng: random.Random) -> Example | None:
    """A neutral sentence about another company before or after."""
    text = example.text
    if not text.endswith((".", "?", "!", '"')):
        return None
    frame = rng.choice(_strangers())
    filled = Filler(scene(rng, frame.style), frame.kinds).fill(frame.text)
    other = finish(filled, next(iter(frame.labels)), "neutral", rng, frame.style).text
    first = text[example.start : example.end].split()[0]
    if first in other:
        return None
    return replace(example, text=f"{text} {other}") if rng.random() < 0.5 else _shifted(example, f"{other} ")


def figures(example: Example, rng: random.Random) -> Example | None:
    """Other amounts: all of one unit grow or shrink alike, so that what was more stays more."""
    factors: dict[str, float] = {}
    old = example.text
    out, last, moved = [], 0, 0
    for match in AMOUNT.finditer(old):
        unit = _unit(match)
        if not unit or (match.start() < example.end and match.end() > example.start):
            continue
        shrinks = unit.endswith(("%", "cent", "pct"))
        factor = factors.setdefault(unit, rng.uniform(0.4, 0.95) if shrinks else rng.uniform(0.5, 2.5))
        plain = match["figure"].replace(",", "")
        digits = len(plain.partition(".")[2])
        comma = "," if float(plain) * factor >= 10_000 or "," in match["figure"] else ""
        fresh = f"{max(float(plain) * factor, 10**-digits):{comma}.{digits}f}"
        out += [old[last : match.start("figure")], fresh]
        last = match.end("figure")
        if last <= example.start:
            moved += len(fresh) - len(match["figure"])
    text = "".join([*out, old[last:]])
    if not out or _order(old) != _order(text):
        return None
    return replace(example, text=text, start=example.start + moved, end=example.end + moved)


def spaced(example: Example, rng: random.Random) -> Example | None:
    """Spaces around the punctuation, as in collections of tokenised text."""
    text = example.text
    head, name, tail = text[: example.start], text[example.start : example.end], text[example.end :]
    head, tail = (re.sub(" {2,}", " ", SPACED.sub(r" \g<0> ", part)) for part in (head, tail))
    head = re.sub(r"^ ", "", head)
    changed = head + name + tail.rstrip()
    return (
        replace(example, text=changed, start=len(head), end=len(head) + len(name))
        if changed != text
        else None
    )


CHANGES: tuple[Change, ...] = (swap, swap, tag, case, dateline, beside, figures, spaced)


def _shifted(example: Example, front: str) -> Example:
    size = len(front)
    return replace(example, text=front + example.text, start=example.start + size, end=example.end + size)


def _unit(match: re.Match[str]) -> str:
    return ((match["unit"] or "") + (match["after"] or "")).strip()


def _order(text: str) -> list[tuple[str, int]]:
    """The ranks of a text's amounts in their unit; a change that makes two of them equal shows, too."""
    found = [(_unit(m), float(m["figure"].replace(",", ""))) for m in AMOUNT.finditer(text) if _unit(m)]
    return [(unit, sorted({v for u, v in found if u == unit}).index(value)) for unit, value in found]


def _named(text: str, name: str, start: int) -> Iterator[tuple[int, int]]:
    """Where a name stands as whole words, and the target itself however it stands."""
    spans = {m.span() for m in re.finditer(rf"(?<![\w&-]){re.escape(name)}(?![\w&-])", text)}
    spans.add((start, start + len(name)))
    last = 0
    for span in sorted(spans):
        if span[0] >= last:
            yield span
            last = span[1]


@cache
def _kinds() -> dict[str, str]:
    listed = ("index", "currency", "commodity", "crypto", "market", "sector", "bond", "economy")
    return {
        name.partition(" @")[0].rstrip("*").removeprefix("the ").lower(): kind
        for kind in listed
        for name in names(kind)
    }


@cache
def _strangers() -> tuple[Frame, ...]:
    styles = {"release", "wire", "background"}
    return tuple(f for f in frames() if f.style in styles and set(f.labels.values()) == {"neutral"})
