"""From a filled frame to an example: small corrections of spelling, and the offsets of the target."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Literal, cast

from augment_grammar import CLOSE, FIRST, OPEN


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


Label = Literal["negative", "neutral", "positive"]
MARK = re.compile(f"{OPEN}(.)([^{CLOSE}]*){CLOSE}")
SMALL = word_set("a an the of in on at to by for from and or as with after over vs per but than")
# said with an "a" though they begin with a vowel, and the other way round
CONSONANT = re.compile(r"(?:one|uni[^nm]|us[aei]|eu|uk\b|u\.)", re.IGNORECASE)
SOUNDED = re.compile(r"(?:8|11\b|18\b|11,|18,|FT|SEC\b|MSCI|hour|honou?r|S&P|(?!EUR)[AEFHILMNORSX][A-Z]+\b)")


@dataclass(frozen=True, slots=True)
class Example:
    """One target of one text: `text[start:end]` names it, `label` is the sentiment towards it."""

    text: str
    start: int
    end: int
    label: Label
    others: tuple[tuple[int, int], ...] = ()  # where the text names somebody else


def finish(filled: str, letter: str, label: str, rng: random.Random, style: str) -> Example:
    """The example of a filled text with `letter` as target; mostly its first mention is the one marked."""
    text = tidy(filled)
    if style == "headline":
        text = _headline(text, rng)
    spans: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    out, last = "", 0
    for match in MARK.finditer(text):
        out += text[last : match.start()]
        own = match[1] == chr(FIRST + ord(letter))
        (spans if own else others).append((len(out), len(out) + len(match[2])))
        out += match[2]
        last = match.end()
    out += text[last:]
    start, end = spans[0] if rng.random() < 0.75 else rng.choice(spans)
    return Example(out, start, end, cast(Label, label), tuple(others))


def tidy(text: str) -> str:
    """Spaces, articles and capitals set right; marks stay."""
    text = re.sub(r"  +", " ", text).strip().replace("⟨", "(").replace("⟩", ")")
    text = re.sub(r" ([,.;:])(?= |$)", r"\1", text)
    text = re.sub(r"\b([Aa])~(\s+(?:[\ue000-\uf8ff]*))(\S+)", _article, text)
    text = re.sub(r"\.([\ue000-\uf8ff]*)\.(?!\.)", r".\1", text)
    text = re.sub(f"(\\b[Tt]he|\\bits) ({OPEN}.)the ", r"\1 \2", text)
    return re.sub(r"(^|[.?!]\"? )([\ue000-\uf8ff\"]*)([a-z])", _capital, text)


def _capital(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 4) : match.start() + 1]
    if match[1].strip() and re.search(
        r"(?:\b(?:U\.S|vs|Rs|Inc|Corp|St|Co|approx|S\.A|No|a\.m|p\.m|Mr|Ms|Dr))\.$", before
    ):
        return match[0]
    return match[1] + match[2] + match[3].upper()


def _article(match: re.Match[str]) -> str:
    word = match[3]
    bare = word.strip("\"'(")
    vowel = bare[:1].lower() in "aeiou" and not CONSONANT.match(bare)
    an = vowel or SOUNDED.match(bare) is not None
    return match[1] + ("n" if an else "") + match[2] + word


def _headline(text: str, rng: random.Random) -> str:
    """A headline: no full stop, sometimes with every word's first letter large."""
    text = text.removesuffix(".")
    return title_case(text) if rng.random() < 0.3 else text


def title_case(text: str) -> str:
    """Every word large but the small ones; marks stay, and so does what has capitals or figures."""

    def large(match: re.Match[str]) -> str:
        word = match[0]
        return word if word in SMALL else word[0].upper() + word[1:]

    return re.sub(r"(?<![\w'’&./-])[a-z][\w'’-]*", large, text)
