"""The exchanges whose trading days Deskwire knows: their names, time zones and regular hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Exchange:
    """`code` is the market identifier code; `opens` and `closes` are the regular hours in local time."""

    code: str
    name: str
    zone: str
    opens: time
    closes: time
    also: tuple[str, ...] = ()


def _exchange(code: str, name: str, zone: str, hours: str, *also: str) -> Exchange:
    opens, closes = (time.fromisoformat(part) for part in hours.split("-"))
    return Exchange(code, name, zone, opens, closes, also)


EXCHANGES: dict[str, Exchange] = {
    each.code: each
    for each in (
        _exchange(
            "XNYS", "NYSE", "America/New_York", "09:30-16:00",
            "nasdaq", "xnas", "wall street", "us", "us market", "new york stock exchange", "amex",
        ),
        _exchange("XTSE", "TSX", "America/Toronto", "09:30-16:00", "toronto", "canada"),
        _exchange("BVMF", "B3", "America/Sao_Paulo", "10:00-18:00", "bovespa", "sao paulo", "brazil"),
        _exchange("XLON", "LSE", "Europe/London", "08:00-16:30", "london", "london stock exchange", "uk"),
        _exchange("XDUB", "Euronext Dublin", "Europe/Dublin", "08:00-16:28", "dublin"),
        _exchange("XETR", "Xetra", "Europe/Berlin", "09:00-17:30", "frankfurt", "germany", "xfra"),
        _exchange("XPAR", "Euronext Paris", "Europe/Paris", "09:00-17:30", "paris", "euronext"),
        _exchange("XAMS", "Euronext Amsterdam", "Europe/Amsterdam", "09:00-17:30", "amsterdam"),
        _exchange("XBRU", "Euronext Brussels", "Europe/Brussels", "09:00-17:30", "brussels"),
        _exchange("XLIS", "Euronext Lisbon", "Europe/Lisbon", "08:00-16:30", "lisbon"),
        _exchange("XMIL", "Borsa Italiana", "Europe/Rome", "09:00-17:30", "milan"),
        _exchange("XMAD", "BME", "Europe/Madrid", "09:00-17:30", "madrid"),
        _exchange("XSWX", "SIX", "Europe/Zurich", "09:00-17:30", "zurich", "swiss exchange"),
        _exchange("XSTO", "Nasdaq Stockholm", "Europe/Stockholm", "09:00-17:30", "stockholm"),
        _exchange("XCSE", "Nasdaq Copenhagen", "Europe/Copenhagen", "09:00-17:00", "copenhagen"),
        _exchange("XHEL", "Nasdaq Helsinki", "Europe/Helsinki", "10:00-18:30", "helsinki"),
        _exchange("XOSL", "Oslo Børs", "Europe/Oslo", "09:00-16:20", "oslo", "oslo bors"),
        _exchange("XJSE", "JSE", "Africa/Johannesburg", "09:00-17:00", "johannesburg"),
        _exchange("XTKS", "TSE", "Asia/Tokyo", "09:00-15:30", "tokyo", "japan", "jpx"),
        _exchange("XHKG", "HKEX", "Asia/Hong_Kong", "09:30-16:00", "hong kong", "hkse"),
        _exchange("XSHG", "SSE", "Asia/Shanghai", "09:30-15:00", "shanghai", "shenzhen", "szse"),
        _exchange("XKRX", "KRX", "Asia/Seoul", "09:00-15:30", "seoul", "korea"),
        _exchange("XTAI", "TWSE", "Asia/Taipei", "09:00-13:30", "taipei", "taiwan"),
        _exchange("XSES", "SGX", "Asia/Singapore", "09:00-17:00", "singapore"),
        _exchange("XBOM", "BSE", "Asia/Kolkata", "09:15-15:30", "mumbai", "bombay", "nse india", "india"),
        _exchange("XASX", "ASX", "Australia/Sydney", "10:00-16:00", "sydney", "australia"),
        _exchange("XNZE", "NZX", "Pacific/Auckland", "10:00-16:45", "auckland", "new zealand"),
    )
}  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().lower())


_NAMES = {
    _plain(name): each.code for each in EXCHANGES.values() for name in (each.code, each.name, *each.also)
}


def find_exchange(text: str) -> Exchange | None:
    """The exchange that a name, city or code means ("NYSE", "london", "XETR"); None if none is known."""
    code = _NAMES.get(_plain(text).removeprefix("the "))
    return EXCHANGES[code] if code else None
