"""How exchanges, Bloomberg and Reuters write symbols, and what an ISIN is."""

from __future__ import annotations

import re
from dataclasses import dataclass

EXCHANGES: dict[str, str] = {
    "NYSE": "US", "Nasdaq": "US", "CBOE": "US", "OTC": "US", "LSE": "GB", "XETRA": "DE", "EPA": "FR",
    "AMS": "NL", "EBR": "BE", "BME": "ES", "MIL": "IT", "SWX": "CH", "TYO": "JP", "HEL": "FI",
    "STO": "SE", "CPH": "DK", "OSL": "NO", "KRX": "KR", "TPE": "TW", "HKG": "HK", "SHA": "CN",
    "SHE": "CN", "NSE": "IN", "TADAWUL": "SA", "ASX": "AU", "SGX": "SG", "TSX": "CA", "BVMF": "BR",
    "IST": "TR", "JSE": "ZA", "BMV": "MX",
}  # fmt: skip
"""Our code of each exchange, and its country (ISO 3166)."""


def symbol_of(ticker: str, exchange: str) -> str:
    """A listing as lists and news name it: the ticker alone in the United States, else `LSE:RR`.

    Tickers repeat between countries (RR is Rolls-Royce in London and another company in New York), so abroad the
    exchange belongs to the name. Empty for a company without a listing.
    """
    return ticker if not ticker or EXCHANGES.get(exchange, "US") == "US" else f"{exchange}:{ticker}"


def bare(symbol: str) -> str:
    """The ticker of a symbol without its exchange, in capitals."""
    return symbol.rpartition(":")[2].upper()


_PREFIXES = {
    "NYSE": "US", "NASDAQ": "US", "NASDAQGS": "US", "NASDAQGM": "US", "NASDAQCM": "US", "NASD": "US",
    "AMEX": "US", "NYSEAMERICAN": "US", "NYSEARCA": "US", "ARCA": "US", "CBOE": "US", "BATS": "US",
    "OTC": "US", "OTCMKTS": "US", "OTCQX": "US", "OTCQB": "US", "OTCBB": "US", "PINK": "US", "US": "US",
    "NYS": "US", "NYSEMKT": "US", "LSE": "LSE", "LON": "LSE", "AIM": "LSE", "XLON": "LSE",
    "XETRA": "XETRA", "ETR": "XETRA", "FRA": "XETRA", "FWB": "XETRA", "XETR": "XETRA", "EPA": "EPA",
    "PAR": "EPA", "EURONEXTPARIS": "EPA", "AMS": "AMS", "EBR": "EBR", "BRU": "EBR", "BME": "BME",
    "MCE": "BME", "MIL": "MIL", "BIT": "MIL", "SWX": "SWX", "SIX": "SWX", "VTX": "SWX", "TYO": "TYO",
    "TSE": "TYO", "JPX": "TYO", "HEL": "HEL", "STO": "STO", "CPH": "CPH", "OSL": "OSL", "KRX": "KRX",
    "TPE": "TPE", "TWSE": "TPE", "HKG": "HKG", "HKEX": "HKG", "SEHK": "HKG", "SHA": "SHA", "SSE": "SHA",
    "SHE": "SHE", "SZSE": "SHE", "NSE": "NSE", "BSE": "NSE", "TADAWUL": "TADAWUL", "ASX": "ASX",
    "SGX": "SGX", "TSX": "TSX", "TSXV": "TSX", "BVMF": "BVMF", "B3": "BVMF", "IST": "IST",
    "BIST": "IST", "JSE": "JSE", "BMV": "BMV",
}  # fmt: skip

_BLOOMBERG = {
    "US": "US", "UN": "US", "UW": "US", "UQ": "US", "UR": "US", "UA": "US", "LN": "LSE", "GY": "XETRA",
    "GR": "XETRA", "FP": "EPA", "NA": "AMS", "BB": "EBR", "SM": "BME", "IM": "MIL", "SW": "SWX",
    "VX": "SWX", "SE": "SWX", "JP": "TYO", "JT": "TYO", "FH": "HEL", "SS": "STO", "DC": "CPH",
    "NO": "OSL", "KS": "KRX", "TT": "TPE", "HK": "HKG", "CH": "SHA", "CG": "SHA", "CS": "SHE",
    "IN": "NSE", "IS": "NSE", "AB": "TADAWUL", "AU": "ASX", "AT": "ASX", "SP": "SGX", "CN": "TSX",
    "CT": "TSX", "BZ": "BVMF", "TI": "IST", "SJ": "JSE", "MM": "BMV",
}  # fmt: skip

_RIC = {
    "N": "US", "O": "US", "OQ": "US", "A": "US", "K": "US", "PK": "US", "P": "US", "Z": "US",
    "L": "LSE", "DE": "XETRA", "F": "XETRA", "PA": "EPA", "AS": "AMS", "BR": "EBR", "MC": "BME",
    "MI": "MIL", "S": "SWX", "VX": "SWX", "SW": "SWX", "T": "TYO", "HE": "HEL", "ST": "STO",
    "CO": "CPH", "OL": "OSL", "KS": "KRX", "TW": "TPE", "HK": "HKG", "SS": "SHA", "SZ": "SHE",
    "NS": "NSE", "BO": "NSE", "SE": "TADAWUL", "AX": "ASX", "SI": "SGX", "TO": "TSX", "SA": "BVMF",
    "IS": "IST", "J": "JSE", "MX": "BMV",
}  # fmt: skip

_CLASS = re.compile(r"([A-Z]{1,5})[.\- /]([A-Z])")
_SYMBOL = re.compile(r"[A-Z0-9&]{1,10}(?:[.\-][A-Z0-9]{1,3})?")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as somebody typed it: `market` is an exchange of ours, `US` for any American one, or empty."""

    ticker: str
    market: str


def market_of(prefix: str) -> str | None:
    """The market a prefix such as `NASDAQ`, `LON` or `Euronext Paris` means."""
    return _PREFIXES.get(re.sub(r"[^A-Z0-9]", "", prefix.upper()))


def written(ticker: str) -> str:
    """A ticker as its exchange writes it: `brk-b`, `BRK B` and `BRK/B` are `BRK.B`."""
    ticker = ticker.strip().upper()
    match = _CLASS.fullmatch(ticker)
    return f"{match[1]}.{match[2]}" if match else ticker


def ric(code: str) -> Symbol | None:
    """The symbol behind a Reuters code: `AAPL.O`, `BRKb.N`, `0700.HK`; None if the suffix means nothing."""
    base, dot, suffix = code.rpartition(".")
    market = _RIC.get(suffix)
    if not dot or market is None or not base:
        return None
    lower = re.fullmatch(r"([A-Z]+)([a-z])", base)
    ticker = f"{lower[1]}.{lower[2].upper()}" if lower else base.upper()
    return Symbol(ticker.lstrip("0") if market == "HKG" else ticker, market)


def symbols(text: str) -> list[Symbol]:
    """Every reading of a typed symbol, the most literal first; empty when it cannot be one."""
    text = text.strip()
    if not text or len(text) > 24:
        return []
    dollar = text.startswith("$")
    text = text.lstrip("$")
    if ":" in text:
        left, _, right = (part.strip() for part in text.partition(":"))
        market = market_of(left)
        if market is not None and right:
            return [Symbol(_home(right, market), market)]
        market = market_of(right)
        return [Symbol(_home(left, market), market)] if market is not None and left else []
    upper = text.upper()
    out: list[Symbol] = []
    parts = upper.split()
    if len(parts) == 3 and parts[2] == "EQUITY":
        parts = parts[:2]
    if len(parts) == 2 and parts[1] in _BLOOMBERG and _SYMBOL.fullmatch(parts[0].replace("/", ".")):
        market = _BLOOMBERG[parts[1]]
        out.append(Symbol(_home(parts[0].replace("/", "."), market), market))
    ticker = written(upper)
    if _SYMBOL.fullmatch(ticker):
        out.insert(0 if len(parts) == 1 else len(out), Symbol(ticker, "US" if dollar else ""))
    if not dollar and len(parts) == 1:
        code = ric(upper)
        if code is not None:
            out.append(code)
    return out


def _home(ticker: str, market: str) -> str:
    ticker = written(ticker)
    return ticker.lstrip("0") if market == "HKG" else ticker


def is_isin(text: str) -> bool:
    """Whether a text has the shape of an ISIN (ISO 6166), whatever its check digit."""
    return _ISIN.fullmatch(text.strip().upper()) is not None


def valid_isin(text: str) -> bool:
    """Whether a text is an ISIN: the shape and the check digit (Luhn over the letters as numbers)."""
    text = text.strip().upper()
    if not is_isin(text):
        return False
    digits = "".join(str(int(c, 36)) for c in text)
    total = 0
    for i, digit in enumerate(reversed(digits)):
        n = int(digit) * (2 if i % 2 else 1)
        total += n - 9 if n > 9 else n
    return total % 10 == 0
