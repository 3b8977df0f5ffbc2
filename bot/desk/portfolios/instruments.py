"""What stands in a statement and is no share: options, bonds, cash, totals. Pure.

An option on Apple is no holding of Apple: a hundred times as much is at stake, or the contrary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Other = Literal["option", "future", "bond", "cash", "index", "currency", "crypto"]

_FUND = re.compile(r"\b(?:etfs?|etps?|funds?|fonds)\b", re.IGNORECASE)
_KINDS: Sequence[tuple[Other, re.Pattern[str]]] = (
    ("option", re.compile(r"\b(?:opts?|options?|warrants?|war|fop|calls?|puts?|optionsscheine?)\b", re.IGNORECASE)),
    ("future", re.compile(r"\b(?:futs?|futures?)\b", re.IGNORECASE)),
    ("bond", re.compile(
        r"\b(?:bonds?|fixed[ -]income|bills?|treasur\w+|govt|municipals?|anleihen?|rentenpapiere?|obligations?|cds?)\b",
        re.IGNORECASE)),
    ("crypto", re.compile(r"\bcrypto", re.IGNORECASE)),
    ("currency", re.compile(r"\b(?:forex|fx|currency|currencies)\b", re.IGNORECASE)),
    ("cash", re.compile(r"\bcash and|\bcash &|money market", re.IGNORECASE)),
)  # fmt: skip
_OPTION = re.compile(
    r"-?[A-Z.]{1,6}\d?\s*\d{6}[CP]\d{1,8}(?:\.\d+)?"  # AAPL260619C200, and the 21 characters of the OCC
    r"|.*\d{1,2}/\d{1,2}/\d{2,4}\s+(?:[\d.,]+\s+[CP]|[CP]\s?[\d.,]+)(?:\s+(?:Equity|Index))?"
    r"|.*\b\d{1,2}[A-Z]{3}'?\d{2}\s+[\d.,]+\s+[CP]",
    re.IGNORECASE,
)
_OPTION_WORDS = re.compile(r"(?=.*\d).*\b(?:call|put)s?\b", re.IGNORECASE)
_BOND = re.compile(
    r".*\b\d+(?:[.,]\d+)?\s*%?\s+\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"  # a coupon and a maturity: AAPL 4.65 02/23/46
    r"|.*\btreas(?:ury|uries)?\b.*\b(?:bds?|bonds?|nts?|notes?|bills?)\b|.*\bbundes(?:rep|anl|obl)",
    re.IGNORECASE,
)
_BLOOMBERG: Sequence[tuple[Other, re.Pattern[str]]] = (
    ("bond", re.compile(r"[A-Z0-9/.% -]+ (?:Govt|Mtge|Muni|M-Mkt)|.*\s\d+(?:\.\d+)?\s.* Corp", re.IGNORECASE)),
    ("index", re.compile(r"[A-Z0-9]{1,8} Index", re.IGNORECASE)),
    ("future", re.compile(r"[A-Z0-9 ]{1,8} Comdty", re.IGNORECASE)),
    ("currency", re.compile(r"[A-Z]{3,6} Curncy", re.IGNORECASE)),
)  # fmt: skip
_CRYPTO = frozenset(
    ("bitcoin", "bitcoin cash", "ethereum", "ether", "solana", "dogecoin", "litecoin", "cardano", "ripple", "xrp",
     "polkadot", "avalanche")
)  # fmt: skip
_CASH = re.compile(
    r"(?:[A-Z]{3} )?cash(?: (?:and|&) .*| balance| position)?(?: \(?[A-Z]{3}\)?)?|pending activity|.*\bmoney market\b.*"
    r"|spaxx\**|fdrxx\**|core\**|[a-z]{3} currency|kontokorrent|verrechnungskonto|liquidit[äé]t?s?|liquidités"
    r"|cur:[A-Z]{3}",
    re.IGNORECASE,
)
_CASHY = re.compile(r"\bcash\b|money|sweep|currency|dollar|deposit|\bfcash\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:(?:grand|sub|account|portfolio|net|overall)[ -]?)?totals?"
    r"(?:[ :]+(?:account|portfolio|market|net|current|value|assets|holdings|positions|equity|cash|in|of|[A-Z]{3}"
    r"|\([A-Z]{3}\)))*:?"
    r"|(?:zwischen|gesamt)?summe|gesamt|insgesamt|totaal|totale|somme",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:generated (?:at|on|by)|date downloaded|downloaded|as of|disclaimer|the data and|brokerage services|exported)\b"
    r"|(?:source|notes?):|[©*†]",
    re.IGNORECASE,
)
PLURALS: dict[Other, str] = {
    "option": "options", "future": "futures", "bond": "bonds", "cash": "cash", "index": "indices",
    "currency": "currencies", "crypto": "crypto",
}  # fmt: skip


def other_than_share(ticker: str, name: str, isin: str, kind: str) -> Other | None:
    """What a line of a statement holds that is no share; None for a share, a fund, and what nobody says.

    `kind` is what the statement calls it, in its column Asset class or Type.
    """
    if _is_cash(ticker, name, isin):
        return "cash"
    ways = [each for each in (ticker, name) if each]
    if any(_OPTION.fullmatch(each) or _OPTION_WORDS.match(each) for each in ways):
        return "option"
    for found, pattern in _BLOOMBERG:
        if any(pattern.fullmatch(each) for each in ways):
            return found
    if not _FUND.search(kind):
        for found, pattern in _KINDS:
            if pattern.search(kind):
                return found
    if any(_BOND.match(each) and not _FUND.search(each) for each in ways):
        return "bond"
    # A coin without its symbol may be a company: Ripple is one.
    return "crypto" if ticker and name.lower() in _CRYPTO else None


def is_fund(name: str, kind: str) -> bool:
    """Whether a line says that it is a fund: of many of them there is no news to be had."""
    return _FUND.search(f"{kind} {name}") is not None


def is_total(cells: Sequence[str], ways: Sequence[str]) -> bool:
    """Whether a line sums up others: its company says so, or any cell where it names none."""
    return any(_TOTAL.fullmatch(each) for each in ways or cells)


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a line below the holdings is small print: one cell of it, in the words of small print."""
    filled = [each for each in cells if each]
    return len(filled) == 1 and _FOOTER.match(filled[0]) is not None


def _is_cash(ticker: str, name: str, isin: str) -> bool:
    """CASH is also the ticker of Pathward Financial."""
    if isin:
        return False
    said = [each for each in (ticker, name) if each]
    if ticker and name and _CASH.fullmatch(ticker) and not _CASH.fullmatch(name):
        return _CASHY.search(name) is not None
    return any(_CASH.fullmatch(each) for each in said)
