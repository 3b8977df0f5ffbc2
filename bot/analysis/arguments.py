"""The arguments of an event, each as the article words it: amount, per cent, counterparty, versus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span

UNIT = r"(?:\s?(?:thousand|million|billion|trillion|crore|lakh|mln|bln|bn|tn|[mkb]\b))?"
AMOUNT = re.compile(
    rf"(?:(?:US|C|A|HK|NZ|S)?\$|€|£|¥|₹|Rs\.?\s?|USD\s?|EUR\s?|GBP\s?)\s?\d+(?:,\d+)*(?:\.\d+)?{UNIT}"
    rf"|\b\d+(?:,\d+)*(?:\.\d+)?{UNIT}\s(?:U\.S\. )?(?:dollars|euros|pounds|yen|yuan|rupees|won|francs)\b",
    re.IGNORECASE,
)
PERCENT = re.compile(
    r"\b\d+(?:,\d+)*(?:\.\d+)?\s?(?:%|percent\b|per cent\b|pct\b|percentage points?\b)", re.IGNORECASE
)
VERSUS = re.compile(
    r"\b(?:versus|vs\.?|compared (?:with|to)|against|up from|down from|from)\s+"
    r"((?:an? |the )?(?:[A-Z]{0,3}[$€£¥₹]|Rs\.? ?)?\d[^,;()]{0,60}?)"
    r"(?=[,;()]|\.\s|\.$|$| and | while | but )",
)
SCALE = {
    **{"thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "mln": 1e6, "m": 1e6, "crore": 1e7},
    **{"billion": 1e9, "bln": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12},
}
NUMBER = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?")


def arguments_of(
    sentence: Span, anchor: int, within: tuple[int, int], taken: Sequence[tuple[int, int]]
) -> dict[str, str]:
    """The arguments in the part `within` of the sentence's text, those nearest to `anchor` first.

    `taken` are the spans, in the sentence, of the companies that the event concerns: the counterparty is the
    first other organisation. All offsets count from the start of the sentence's text.
    """
    low, high = within
    text = sentence.text[:high]
    found: dict[str, str] = {}
    for name, pattern in (("amount", AMOUNT), ("percent", PERCENT)):
        matches = list(pattern.finditer(text, low))
        if matches:
            found[name] = min(matches, key=lambda m: (abs(m.start() - anchor), m.start())).group().strip()
    versus = VERSUS.search(text, low)
    if versus:
        found["versus"] = versus[1].strip()
    for entity in sentence.ents:
        start, end = entity.start_char - sentence.start_char, entity.end_char - sentence.start_char
        if entity.label_ == "ORG" and low <= start < end <= high:
            if any(start < last and first < end for first, last in taken):
                continue
            found["counterparty"] = re.sub(r"(?:['’]s)$", "", text[start:end])
            break
    return found


def magnitude(amount: str) -> float:
    """The number an amount stands for, in its own currency; 0 where none can be read."""
    number = NUMBER.search(amount)
    if number is None:
        return 0.0
    unit = amount[number.end() :].strip().lower().split(" ")[0]
    return float(number.group().replace(",", "")) * SCALE.get(unit, 1.0)


def percentage(percent: str) -> float:
    """The number of a percentage; 0 where none can be read."""
    number = NUMBER.search(percent)
    return 0.0 if number is None else float(number.group().replace(",", ""))
