"""Tickers in prose: `Google (GOOGL, GOOG)` after the first mention of a company, once, as offsets say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.analysis.document import Company
from bot.analysis.prose import Range, without
from bot.analysis.vocabulary import OFFICES
from bot.model import Mention, Security

_POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s)")
_SUFFIX = re.compile(
    r"(?:,?\s(?:Incorporated|Inc|Corporation|Corp|Company|Cos?|Limited|Ltd|LLC|LP|PLC|[Pp]lc|S\.?A|AG|"
    r"N\.?V|SE|AB|ASA|"
    r"SpA|KGaA|Group|Holdings?|(?:&|and) Co)\b\.?)+"
)
_GOES_ON = re.compile(r"[,;'’]|\s?[a-z(&]")
MORE_WORDS = 4
_FOLLOWING = re.compile(r"\s([A-Z][\w&-]*)")
_EXCHANGES = (
    r"NYSE(?:\s?(?:Arca|American|MKT))?|NASDAQ(?:\s?(?:GS|GM|CM))?|Nasdaq|AMEX|OTC(?:MKTS|QX|QB|"
    r"BB)?(?:\s?Markets)?|"
    r"LSE|LON|TSXV?|TSE|ASX|HKEX|HKG|FRA|ETR|XETRA|EPA|AMS|BIT|BME|SIX|SWX|STO|KRX|BSE|NSE|Euronext|ticker|"
    r"(?:stock )?symbol"
)


@dataclass(frozen=True, slots=True)
class Inlined:
    """Kept ranges of a line without the tickers that its source had, and what to insert at which offset."""

    ranges: tuple[Range, ...]
    inserts: dict[int, str]


def tickers_of(security: Security) -> str:
    """All of a company's tickers as an aside: `(GOOGL, GOOG)`."""
    return f"({', '.join((security.ticker, *security.also))})"


def inline(
    source: str, lines: Sequence[Sequence[Range]], companies: Sequence[Company], *, title: bool = False
) -> list[Inlined]:
    """Put each listed company's tickers after its first mention in `lines`, in order, and nowhere else.

    Offsets of mentions are those of the article text, or of the title when `title` is set.
    """
    wanted: dict[int, list[tuple[int, str]]] = {}
    holes: dict[int, list[Range]] = {}
    taken: set[tuple[int, int]] = set()
    said: set[tuple[str, str]] = set()
    for company in companies:
        listing = (company.security.ticker, company.security.exchange)
        if not company.security.listed or not company.security.ticker or listing in said:
            continue
        places = list(_places(source, lines, company, title))
        written = list(_written(source, lines, company)) if places else []
        chosen = _choose(source, lines, places, written, taken)
        if chosen is None or _says_itself(source, company, chosen[1]):
            continue
        for line, hole in written:
            holes.setdefault(line, []).append(hole)
        taken.add(chosen)
        said.add(listing)
        wanted.setdefault(chosen[0], []).append((chosen[1], f" {tickers_of(company.security)}"))
    return [
        Inlined(tuple(without(ranges, holes.get(at, []))), dict(sorted(wanted.get(at, []))))
        for at, ranges in enumerate(lines)
    ]


def _choose(
    source: str,
    lines: Sequence[Sequence[Range]],
    places: Sequence[tuple[int, Mention, bool]],
    written: Sequence[tuple[int, Range]],
    taken: set[tuple[int, int]],
) -> tuple[int, int] | None:
    """Line and offset for the tickers: the first mention, inside a longer name only if there is no other."""
    for weak in (False, True):
        for line, mention, product in places:
            if product and not weak:
                continue
            at = _after(source, mention, product)
            # A company known by its bracketed ticker alone: ours goes where that bracket stood.
            at = next((hole[0] for where, hole in written if where == line and hole[0] < at <= hole[1]), at)
            if (line, at) not in taken and _within(lines[line], at):
                return line, at
    return None


def _places(
    source: str, lines: Sequence[Sequence[Range]], company: Company, title: bool
) -> Iterable[tuple[int, Mention, bool]]:
    """Mentions that are words of their own: line, mention, whether a longer name begins there."""
    mentions = sorted(
        (m for m in company.mentions if (m.sentence == -1) == title), key=lambda m: (m.start, m.end)
    )
    for line, ranges in enumerate(lines):
        for mention in mentions:
            if not any(start <= mention.start and mention.end <= end for start, end in ranges):
                continue
            before = source[mention.start - 1] if mention.start else " "
            after = source[mention.end] if mention.end < len(source) else " "
            if before.isalnum() or before == "-" or after.isalnum() or after in "-@" or not _named(mention):
                continue
            if before == "." and after.isalnum():
                continue
            yield line, mention, not mention.text.isupper() and _product_end(source, mention.end) is not None


def _named(mention: Mention) -> bool:
    """A mention by name: `it` or `the company` takes no ticker."""
    return any(char.isupper() or char.isdigit() for char in mention.text)


def _product_end(source: str, end: int) -> int | None:
    """Where a longer proper name ends that only begins with the company (`Google Cloud`), else None.

    A longer name with a legal form is the company's own (`Jakks Pacific Inc` behind "Jakks").
    """
    name_end, legal = _name_end(source, end)
    return None if legal or name_end == end else name_end


def _name_end(source: str, end: int) -> tuple[int, bool]:
    """Where the proper name ends that a mention up to `end` begins, and whether a legal form closes it."""
    at = end
    for _ in range(MORE_WORDS):
        suffix = _SUFFIX.match(source, at)
        if suffix is not None:
            return suffix.end(), True
        following = _FOLLOWING.match(source, at)
        if following is None:
            break
        if following.group(1).lower() in OFFICES:
            # "Larch Financial Corp" is a name, "Larch Financial Director Ann Poe" is not.
            suffix = _SUFFIX.match(source, following.end())
            return (suffix.end(), True) if suffix is not None else (at, False)
        at = following.end()
    return at, False


def _after(source: str, mention: Mention, product: bool) -> int:
    """The offset behind a mention, its legal form and its possessive."""
    at, legal = _name_end(source, mention.end)
    if not legal and not product:
        at = mention.end
    if source[at - 1] == ".":
        at -= 1
    # The dot of `Inc.` belongs to the name where the sentence goes on, else to the sentence.
    if source[at : at + 1] == "." and _GOES_ON.match(source, at + 1):
        at += 1
    possessive = _POSSESSIVE.match(source, at)
    return possessive.end() if possessive else at


def _within(ranges: Sequence[Range], at: int) -> bool:
    return any(start < at <= end for start, end in ranges)


def _written(source: str, lines: Sequence[Sequence[Range]], company: Company) -> Iterable[tuple[int, Range]]:
    """Bracketed tickers of `company` that the article itself wrote: all go, one comes back as ours."""
    tickers = "|".join(re.escape(t) for t in (company.security.ticker, *company.security.also))
    one = rf"(?:(?:{_EXCHANGES})\s?:?\s?)?\$?(?:{tickers})(?:\.[A-Z]{{1,2}})?"
    written = re.compile(
        rf"\s?(?:\(\s?{one}(?:\s?[,;/&]\s?(?:and\s)?{one})*\s?\)|<\s?{one}\s?>|\[\s?{one}\s?\])"
    )
    for line, ranges in enumerate(lines):
        for start, end in ranges:
            for match in written.finditer(source, start, end):
                yield line, match.span()


def _says_itself(source: str, company: Company, at: int) -> bool:
    """The article says the ticker here in words that stay (`$AAPL`, `NYSE: F`, `Apple (AAPL, +2%)`)."""
    tickers = "|".join(re.escape(t) for t in (company.security.ticker, *company.security.also))
    if re.match(
        rf"\s?\((?:(?:{_EXCHANGES})\s?:?\s?)?\$?(?:{tickers})\b(?=[^)]*[^)A-Z.,;/&\s:][^)]*\))",
        source[at : at + 80],
    ):
        return True
    bare = re.search(rf"(?<![\w.])({tickers})(?:['’]s)?$", source[max(0, at - 20) : at])
    forms = {company.security.name.split(" ")[0], *company.security.aliases}
    if bare is not None and bare.group(1) not in forms:
        return True
    return (
        re.search(rf"(?:\$|(?:{_EXCHANGES})\s?:\s?)(?:{tickers})(?:['’]s)?$", source[max(0, at - 40) : at])
        is not None
    )
