"""What a company does and where its seat is, in the words of news, from what the index lists say."""

from __future__ import annotations

import re
from collections.abc import Iterable

TRADES = (
    (r"semiconductor", "chipmaker"),
    (r"\bbank|diversified financ", "bank lender"),
    (r"automobile manufact|auto & truck manufact|^automotive", "carmaker automaker"),
    (r"(?<!& )auto parts|motorcycle parts|automobile components", "supplier"),
    (r"airline", "airline carrier"),
    (r"pharma|drug manufact", "drugmaker"),
    (r"biotech", "biotech drugmaker"),
    (r"insurance|reinsurance", "insurer"),
    (r"retail|stores|supermarket|merchandise|apparel retail", "retailer chain"),
    (r"supermarket|grocery|food retail|food distribution", "grocer supermarket"),
    (r"\boil\b|petrol|natural gas|oil & gas", "producer driller"),
    (r"software", "developer"),
    (r"aerospace|aircraft", "planemaker contractor"),
    (r"defen[cs]e", "contractor"),
    (r"\bmining\b|metals|gold$|copper$|precious", "miner"),
    (r"brew", "brewer"),
    (r"steel", "steelmaker"),
    (r"telecom|wireless", "carrier operator"),
    (r"restaurant", "chain"),
    (r"hotel|lodging|resort", "operator"),
    (r"casino|gambling|gaming", "operator"),
    (r"utilit|electric(?:ity)?$", "utility"),
    (r"homebuild|home construction|home building", "homebuilder builder"),
    (r"chemical", "maker"),
    (r"railroad|rail transp|\brail", "railroad railway"),
    (r"footwear|apparel|clothing|luxury", "maker brand"),
    (r"tobacco", "maker"),
    (r"media|broadcasting|entertainment", "broadcaster"),
    (r"streaming", "streamer"),
    (r"conglomerate", "conglomerate"),
    (r"computer hardware|consumer electronics|technology hardware|medical device|machinery", "maker"),
    (r"shipping|logistics|freight", "shipper"),
    (r"asset manag|capital markets|investment manag", "manager"),
    (r"private equity", "firm"),
    (r"toy|leisure products", "toymaker"),
    (r"video game", "developer"),
)
"""What an industry is called, and the nouns that stand for one of its companies."""


def trade_of(industries: Iterable[str]) -> list[str]:
    """The nouns that can stand for a company of some industries, in a fixed order."""
    found: list[str] = []
    for pattern, nouns in TRADES:
        if any(re.search(pattern, industry, re.I) for industry in industries):
            found += [noun for noun in nouns.split() if noun not in found]
    if "carmaker" in found:  # the lists mix up what General Motors and its like do
        return ["carmaker", "automaker"]
    return found


def seat_of(headquarters: str) -> str:
    """The city of a company's seat in lower case, as in `the Cupertino-based company`; empty if unknown."""
    parts = [p.strip().lower() for p in re.split(r"[,;(\[]", headquarters) if p.strip()]
    while len(parts) > 1 and parts[-1] in ("u.s.", "us", "united states", "usa"):
        parts.pop()
    city = (parts[-2] if len(parts) > 2 else parts[0]) if parts else ""
    return city if re.fullmatch(r"[^\W\d_]+(?:[ .'-]+[^\W\d_]+){0,3}\.?", city) else ""
