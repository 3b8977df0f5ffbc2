"""The figures of a sentence: amounts of money, per cents and ranges, each tied to its word in the parse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Span, Token

from bot.analysis.tree import top_of

UNIT = r"(?:\s?(?:thousand|million|billion|trillion|crore|lakh|mln|bln|bn|tn|[mkb]\b))?"
NUMERAL = r"\d+(?:,\d+)*(?:\.\d+)?"
SHARE = r"(?:\s(?:a|per)\s(?:\w+\s)?share|\seach)?"
MONEY = (
    rf"(?:(?:(?:US|C|A|HK|NZ|S)?\$|€|£|¥|₹|Rs\.?\s?|USD\s?|EUR\s?|GBP\s?)\s?{NUMERAL}{UNIT}"
    rf"|\b{NUMERAL}{UNIT}\s(?:U\.S\. )?(?:dollars|euros?|pounds|yen|yuan|rupees|won|francs|cents|pence|eur|usd)\b)"
)
AMOUNT = re.compile(rf"(?:between\s{MONEY}\sand\s{MONEY}|{MONEY}(?:\s?-\s?{MONEY})?){SHARE}", re.IGNORECASE)
SHARE_OF = r"(?:%|percent\b|per cent\b|pct\b|percentage points?\b)"
PERCENT = re.compile(rf"\b{NUMERAL}\s?{SHARE_OF}(?:\s?(?:to|-)\s?{NUMERAL}\s?{SHARE_OF})?", re.IGNORECASE)
BARE = re.compile(NUMERAL)
SCALE = {
    **{"thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "mln": 1e6, "m": 1e6, "crore": 1e7},
    **{"billion": 1e9, "bln": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "cents": 0.01},
}
Kind = Literal["amount", "percent"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as it is worded. `head` is the word of the parse that stands for all of it."""

    kind: Kind
    text: str
    start: int
    end: int
    head: Token

    @property
    def per_share(self) -> bool:
        """Whether it is a price or a profit of one share."""
        return bool(re.search(r"\b(?:share|each|cents|pence)\b", self.text))


def quantities(span: Span) -> list[Quantity]:
    """The figures of a sentence in their order; offsets count from the start of its text."""
    text = span.text
    out = []
    for kind, pattern in (("amount", AMOUNT), ("percent", PERCENT)):
        for match in pattern.finditer(text):
            tokens = _covered(span, match.start(), match.end())
            if tokens:
                out.append(
                    Quantity(
                        "amount" if kind == "amount" else "percent",
                        match.group().strip(),
                        match.start(),
                        match.end(),
                        top_of(tokens),
                    )
                )
    return sorted(out, key=lambda quantity: quantity.start)


def magnitude(amount: str) -> float:
    """The number an amount stands for, in its own currency; 0 where none can be read."""
    number = BARE.search(amount)
    if number is None:
        return 0.0
    unit = amount[number.end() :].strip().lower().split(" ")[0]
    return float(number.group().replace(",", "")) * SCALE.get(unit, 1.0)


def percentage(percent: str) -> float:
    """The number of a percentage; 0 where none can be read."""
    number = BARE.search(percent)
    return 0.0 if number is None else float(number.group().replace(",", ""))


def _covered(span: Span, start: int, end: int) -> Sequence[Token]:
    base = span.start_char
    return [t for t in span if t.idx - base < end and t.idx - base + len(t) > start]
