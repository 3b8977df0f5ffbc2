"""Symbols that an article writes out: `$AAPL`, `(NASDAQ: XYZ)`, `NYSE:BRK.B`, `<AAPL.O>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.market.securities import Securities
from bot.market.symbols import market_of, ric, written

_CASHTAG = re.compile(r"(?<![\w$])\$([A-Z]{1,5}(?:[.\-][A-Z]{1,2})?)(?![\w$]|\.\d)")
_MONEY = re.compile(r"\$(?:(?:A|C|S)(?=[ \xa0]?\d)|(?:M|B|K|MM|BN)$)")  # `$A 5 million`, a table `in $M`
_EXCHANGE = re.compile(
    r"\b((?i:NYSE(?:[ -](?:American|Arca|MKT))?|Nasdaq(?:[ -]?[GC][SM])?)|"
    r"AMEX|OTC(?:MKTS|QX|QB|BB)?|"
    r"CBOE|LSE|LON|AIM|ETR|XETRA|FRA|FWB|EPA|Euronext Paris|PAR|AMS|EBR|BME|MIL|BIT|SWX|SIX|TYO|TSE|JPX|HEL|"
    r"STO|CPH|OSL|KRX|TPE|TWSE|HKG|HKEX|SEHK|SHA|SSE|SHE|SZSE|NSE|BSE|ASX|SGX|TSXV?|TADAWUL)"
    r"(?:\s*:\s*|(?<=[(\[]NYSE)[ ]?[-/][ ]?|(?<=[(\[]NASDAQ)[ ]?[-/][ ]?|(?<=[(\[]Nasdaq)[ ]?[-/][ ]?)"
    r"([A-Z0-9]{1,10}(?:[.\-/ ][A-Z](?![A-Za-z0-9]))?)(?![A-Za-z0-9])"
)
_RIC = re.compile(r"[<(\[]([A-Z0-9]{1,8}[a-z]?\.[A-Z]{1,2})[>)\]]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A written symbol and the company that bears it; None where nobody does.

    `once` are companies that bore it in other years.
    """

    start: int
    end: int
    security_id: str | None
    once: tuple[str, ...] = ()


def find_marks(text: str, securities: Securities) -> Iterator[Mark]:
    """Symbols in a text, in no particular order. A mark of a market we do not know names nobody."""
    for match in _CASHTAG.finditer(text):
        if _MONEY.match(text[match.start() : match.end() + 2] if match[1] in "ACS" else match[0]):
            continue
        yield _mark(match, securities, written(match[1]), "US")
    for match in _EXCHANGE.finditer(text):
        market = market_of(match[1])
        ticker = written(match[2])
        yield _mark(match, securities, ticker.lstrip("0") if market == "HKG" else ticker, market)
    for match in _RIC.finditer(text):
        code = ric(match[1])
        if code is not None:
            yield _mark(match, securities, code.ticker, code.market)


def _mark(match: re.Match[str], securities: Securities, ticker: str, market: str | None) -> Mark:
    found = securities.by_ticker(ticker, market) if market else []
    once = tuple(securities.once(ticker)) if market == "US" else ()
    return Mark(match.start(), match.end(), found[0].id if found else None, once)
