"""Is everything in a summary in the article? Numbers by value and unit, names by their words in sequence.

Numbers are compared as values: `$200 million`, `200m` and `200,000,000` agree, `4.3 percent` and `4.3%` too,
`4.8` and `4.8 billion` do not. A unit on one side only is accepted, because articles share one unit between
two numbers ("11 to 12 percent"). A name is a run of capitalised words; the article must have the same run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.document import Company
from bot.analysis.vocabulary import words_of
from bot.model import Article

_MAGNITUDES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6, "mm": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "bln": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12,
}  # fmt: skip
_ONES = words_of(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
    """
)
_TENS = words_of("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = words_of("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_WORDS = (
    {word: float(value) for value, word in enumerate(_ONES)}
    | {word: 20.0 + 10 * at for at, word in enumerate(_TENS)}
    | {word: 1.0 + at for at, word in enumerate(_ORDINALS)}
    | {"dozen": 12.0}
)
_FRACTIONS = frozenset(
    words_of(
        """
        half halves thirds quarters fourths fifths tenths twice double doubled triple tripled dozens hundreds
        thousands millions billions trillions
        """
    )
)
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%",
    "percentage point": "pp", "percentage points": "pp",
    "pp": "pp", "basis point": "bp", "basis points": "bp", "bp": "bp", "bps": "bp", "cents": "c", "cent": "c",
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\w.])(?P<currency>(?:US|HK|NZ|[ACS])?\$|[€£¥₹])?\s?"
    r"(?P<digits>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:(?P<ordinal>st|nd|rd|th|s)(?!\w)"
    r"|(?:[\s-]?(?P<magnitude>hundred|thousand|million|billion|trillion|mln|bln|mn|bn|tn|trn|mm|k|m|b|"
    r"t)(?![\w]))?"
    r"(?:[\s-]?(?P<unit>percentage points?|basis points?|percent|per cent|pct|%|bps?|pp|cents?)(?![\w]))?)",
    re.IGNORECASE,
)
_INITIALS = f"[{''.join(sorted({word[0] for word in (*_TENS, *_ONES, *_ORDINALS, 'dozen')}))}]"  # a quick no
_WORD_NUMBER = re.compile(
    rf"\b(?={_INITIALS})(?P<tens>{'|'.join(_TENS)})?"
    rf"(?:(?<=y)-)?\b(?P<ones>{'|'.join([*_ONES, *_ORDINALS, 'dozen'])})?\b"
    r"(?:[\s-](?P<magnitude>hundred|thousand|million|billion|trillion)\b)?"
    r"(?:[\s-](?P<unit>percentage points?|basis points?|percent|per cent|pct|cents?)\b)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z](?![^\W_])\.?|[^\W_]+(?:[&'’./-][^\W_]+)*|[&+]|[^\s]")
_ABBREVIATIONS = frozenset(
    words_of(
        """
        inc corp co ltd llc plc mr mrs ms dr sen rep gov gen jr sr st no vs jan feb mar apr jun jul aug sep
        sept oct nov dec us uk eu
        """
    )
)
_BREAK = "|"


@dataclass(frozen=True, slots=True)
class Number:
    """A number by value and unit (`%`, `$`, ... or empty), and how the text writes it."""

    value: float
    unit: str
    text: str


def numbers(text: str) -> list[Number]:
    """Every number of a text, digits and words, with magnitude applied."""
    found = []
    for match in _NUMBER.finditer(text):
        start, end = match.start("digits"), match.end()
        glued = match.group("currency") is None and text[start - 1 : start].isalpha()
        if glued or text[end : end + 1].isalpha():
            continue  # part of a word such as X5: a name, not a quantity
        value = float(re.sub(r"[,\s]", "", match.group("digits")))
        value *= _MAGNITUDES[(match.group("magnitude") or "").lower()] if match.group("magnitude") else 1.0
        unit = _UNITS.get((match.group("unit") or "").lower(), "") or (match.group("currency") or "")[-1:]
        found.append(Number(value, unit, match.group().strip()))
    for match in _WORD_NUMBER.finditer(text):
        tens, ones = (match.group(name) for name in ("tens", "ones"))
        if not (tens or ones):
            continue
        value = _WORDS[tens.lower()] if tens else 0.0
        value += _WORDS[ones.lower()] if ones else 0.0
        if match.group("magnitude"):
            value *= _MAGNITUDES[match.group("magnitude").lower()]
        found.append(Number(value, _UNITS.get((match.group("unit") or "").lower(), ""), match.group()))
    return found


def ungrounded(text: str, article: Article, companies: Sequence[Company]) -> list[str]:
    """What `text` says that the article does not: its unknown numbers and names, as `text` writes them.

    The words of the title count as the article's. Tickers of `companies` in brackets, as an inline
    ticker is written, are exempt. An empty list means grounded.
    """
    return Grounding(article, companies).missing(text)


class Grounding:
    """The numbers and words of one article, to check several texts against it."""

    def __init__(self, article: Article, companies: Sequence[Company]) -> None:
        source = f"{article.title}\n{article.text}"
        self._values: dict[float, set[str]] = {}
        for number in numbers(source):
            self._values.setdefault(_rounded(number.value), set()).add(number.unit)
        tokens = list(_tokens(source))
        self._words = set(tokens) | {token.upper() for token in tokens if token.isupper()}
        self._lower = {token.lower() for token in tokens}
        self._run = f" {' '.join(tokens)} "
        self._run_lower = self._run.lower()
        self._tickers = frozenset(
            ticker for c in companies if c.security.listed for ticker in (c.security.ticker, *c.security.also)
        )

    def missing(self, text: str) -> list[str]:
        """Numbers, then names, of `text` that the article lacks, without repeats."""
        text = self._without_tickers(text)
        absent = [number.text for number in numbers(text) if not self._has(number)]
        absent += [
            token
            for token in _tokens(text)
            if token.lower() in _FRACTIONS and token.lower() not in self._lower
        ]
        absent += [name for name, initial in names(text) if not self._names(name, initial)]
        return list(dict.fromkeys(absent))

    def _without_tickers(self, text: str) -> str:
        def drop(match: re.Match[str]) -> str:
            inside = {part.strip() for part in match.group(1).split(",")}
            return "" if inside <= self._tickers else match.group()

        return re.sub(r"\s?\(([^()]{1,60})\)", drop, text)

    def _has(self, number: Number) -> bool:
        units = self._values.get(_rounded(number.value))
        return units is not None and (not number.unit or number.unit in units or "" in units)

    def _names(self, name: str, initial: bool) -> bool:
        if f" {name} " in self._run:
            return True
        words = name.split(" ")
        for at in range(1, len(words)):
            # "... of Apple Inc. Shares fell": the dot of the abbreviation may have ended a sentence.
            if words[at - 1].lower() in _ABBREVIATIONS and self._names(" ".join(words[:at]), initial):
                return self._names(" ".join(words[at:]), True)
        if not initial:
            # A heading in capitals grounds a name written in mixed case.
            return f" {name.upper()} " in self._run
        first, _, rest = name.partition(" ")
        if f" {name[:1].lower()}{name[1:]} " in self._run or f" {name.upper()} " in self._run:
            return True
        return first.lower() in self._lower and (not rest or self._names(rest, False))


def names(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of capitalised words, each with whether it opens a sentence (where any word has a capital)."""
    run: list[str] = []
    opens = initial = True
    for token in [*_tokens(text), _BREAK]:
        if token != _BREAK and token[0].isalnum() and any(c.isupper() for c in token):
            if not run:
                initial = opens
            run.append(token)
        else:
            if run:
                yield " ".join(run), initial
            run = []
        opens = token == _BREAK or (opens and not token[0].isalnum())


def _tokens(text: str) -> Iterator[str]:
    """Words without possessives and dots, with a break where punctuation ends a name."""
    last = ""
    for match in _TOKEN.finditer(text):
        mark = match.group()
        if mark[0].isalnum():
            last = mark.removesuffix("'s").removesuffix("’s")
            if not mark[0].isdigit():
                last = last.replace(".", "")
            yield last.replace("’", "'")
            if mark.islower() and mark.endswith("."):
                yield _BREAK  # "9:24 p.m.": a name never goes on behind it
        elif mark in "&+":
            yield mark
        elif mark == ".":
            initial = len(last) == 1 or last.lower() in _ABBREVIATIONS
            if not initial or match.end() == len(text):
                yield _BREAK
        elif mark not in "'’$€£¥%":
            yield _BREAK


def _rounded(value: float) -> float:
    return float(f"{value:.10g}")
