"""Read the public lists: the SEC's registrants, the members of the world's indices."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.market.names import LEGAL, SOFT, core, short, without_state, word_set
from bot.market.symbols import EXCHANGES, valid_isin
from scripts.securities.rows import MAJOR, Row, table
from scripts.securities.trades import seat_of, trade_of
from scripts.securities.words import SMALL, Vocabulary, explicit

CLASSES = {
    "GOOGL": ["GOOG"], "BRK.B": ["BRK.A"], "FOXA": ["FOX"], "NWSA": ["NWS"], "UAA": ["UA"], "Z": ["ZG"],
    "LBRDK": ["LBRDA"], "LLYVK": ["LLYVA"], "FWONK": ["FWONA"], "LBTYA": ["LBTYK", "LBTYB"],
    "LILAK": ["LILA"], "CENT": ["CENTA"], "RUSHA": ["RUSHB"], "BATRK": ["BATRA"], "SENEA": ["SENEB"],
    "HEI": ["HEI.A"], "LEN": ["LEN.B"], "BF.B": ["BF.A"], "MOG.A": ["MOG.B"], "PBR": ["PBR.A"],
    "GEF": ["GEF.B"], "AKO.B": ["AKO.A"], "UHAL": ["UHAL.B"], "HVT": ["HVT.A"], "BIO": ["BIO.B"],
    "CWEN": ["CWEN.A"], "TAP": ["TAP.A"], "MKC": ["MKC.V"], "BH": ["BH.A"], "STZ": ["STZ.B"],
    "GTN": ["GTN.A"], "EBR": ["EBR.B"], "QRTEA": ["QRTEB"], "CRD.A": ["CRD.B"], "WSO": ["WSO.B"],
    "JW.A": ["JW.B"], "LGF.A": ["LGF.B"], "PARAA": ["PARA"], "GLIBA": ["GLIBK"], "KELYA": ["KELYB"],
}  # fmt: skip
FUND = re.compile(
    r"\b(ETF|ETN|FUND|FUNDS|SPDR|ISHARES|PROSHARES|GRAYSCALE|MUNICIPAL|MUNI|INVESCO (QQQ|CURRENCY|DB)|"
    r"(INCOME|TERM|GOLD|SILVER|BITCOIN|ETHER(EUM)?|PLATINUM|OPPORTUNIT(Y|IES)) TRUST|SHARES TRUST|"
    r"COMMODITY|UNIT SERIES)\b",
    re.I,
)
UNITS = re.compile(r"-(P[A-Z]?|WT[A-Z]?|UN|RI|W|U|R|CL)$")
KEEP = word_set(
    "AB ADR AES AG BP CSX HP IBM II III IV KLA LLC LP NRG NV NVR PLC PVH REIT RTX SA SE TJX UK US USA VI VII"
)
HOME = {
    ".AS": "AMS", ".BR": "EBR", ".PA": "EPA", ".DE": "XETRA", ".L": "LSE", ".MC": "BME", ".T": "TYO",
    ".HE": "HEL", ".ST": "STO", ".SW": "SWX",
}  # fmt: skip
NAMESAKES = {"XETRA:MRK", "STO:EQT", "LSE:CPG", "HEL:ORNBV", "AMS:NN", "LSE:SMIN", "LSE:PSH"}
"""Home listings whose company shares its name with another one that is listed in the United States."""


def shouted(name: str) -> bool:
    """Whether a register wrote a name in capitals."""
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) / len(letters) >= 0.8


def pretty(name: str, ticker: str) -> str:
    """A registered name in everyday case: `PEPSICO INC` gives `Pepsico Inc`."""
    name = without_state(name)
    if not shouted(name):
        return name
    out = []
    for i, word in enumerate(name.split()):
        bare = word.strip(".,")
        if (
            bare in KEEP
            or bare == ticker
            or (len(bare) <= 3 and not re.search("[AEIOUY]", bare) and bare not in ("LTD",))
            or "&" in bare
        ):
            out.append(word)
        elif i and word.lower() in SMALL:
            out.append(word.lower())
        else:
            out.append("-".join(w[:1] + w[1:].lower() for w in word.split("-")))
    return " ".join(out)


def sec_rows(packages: Path) -> list[Row]:
    """One row for each registrant: its first listing, its other classes, and what is folded away."""
    from pyarrow import parquet

    path = packages / "edgar" / "reference" / "data" / "company_tickers.parquet"
    groups: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for rank, row in enumerate(parquet.read_table(path).to_pylist()):
        row["rank"] = rank
        groups[int(row["cik"])].append(row)
    out = []
    for cik, group in groups.items():
        best = next((r for r in group if _written(r["ticker"]) in CLASSES), min(group, key=_preference))
        if UNITS.search(best["ticker"]):
            continue  # only preferred shares or warrants are left of it
        by_ticker = {_written(r["ticker"]): r for r in group}
        ticker = _written(best["ticker"])
        exchange = best["exchange"] or "OTC"
        also = [t for t in CLASSES.get(ticker, []) if t in by_ticker]
        if exchange in MAJOR and not also:
            also = sorted(
                t
                for t in by_ticker
                if re.fullmatch(re.escape(ticker.split(".")[0]) + r"\.[ABC]", t) and t != ticker
            )
        rest = [t for t in by_ticker if t != ticker and t not in also]
        folded = [
            t for t in rest
            if UNITS.search(by_ticker[t]["ticker"]) or (len(t) == 5 and t[-1] in "FYWUR") or t == "BK"
        ]  # fmt: skip
        name = pretty(best["name"], ticker)
        kind = "f" if FUND.search(name) else "c"
        row = Row(
            f"cik-{cik}", ticker, exchange, name, "", also, cik, None, kind, best["rank"], folded=folded
        )
        row.shouted = shouted(best["name"])
        out.append(row)
    return out


def _written(ticker: str) -> str:
    """As the exchange writes it: the SEC's `BRK-B` is `BRK.B`."""
    return re.sub(r"-([A-Z])$", r".\1", ticker)


def _preference(row: dict[str, Any]) -> tuple[int, int, int]:
    ticker, exchange = row["ticker"], row["exchange"]
    market = 0 if exchange in MAJOR else 2
    if market == 2 and len(ticker) == 5 and ticker.endswith("Y"):
        market = 1
    derived = UNITS.search(ticker) is not None or (
        len(ticker) == 5 and ticker[-1] in "WUR" and exchange in MAJOR
    )
    return (int(derived), market, row["rank"])


def add_indices(rows: list[Row]) -> None:
    """Join the members of the world's indices: by US ticker, then by name, else a row of their own."""
    from pytickersymbols.indices_data import INDICES

    by_ticker = {t: r for r in rows for t in [r.ticker, *r.also, *r.folded]}
    by_name = names_of(rows)
    homes: dict[str, Row] = {}
    receipts: dict[str, Row] = {}  # depositary receipts of companies without another American listing
    for index, content in INDICES.items():
        american = index in ("S&P 500", "S&P 100", "S&P 600", "DOW JONES", "NASDAQ 100")
        for company in content["companies"]:
            symbol = company.get("symbol") or ""
            quotes = [s["yahoo"] for s in company.get("symbols", [])]
            home = _home(symbol, index, quotes)
            found = [homes[home]] if home in homes else []
            if american:
                found += [by_ticker[t] for t in [symbol.replace("-", ".")] if t in by_ticker]
            found += sorted(
                (by_ticker[q] for q in quotes if "." not in q and q in by_ticker),
                key=lambda r: (r.exchange not in MAJOR, r.rank),
            )
            found = [r for r in found if _akin(company["name"], r) and home not in NAMESAKES]
            found = found or [homes[h] for h in [home] if h in homes]
            if home not in NAMESAKES:
                found += by_name.get(core(company["name"]), []) or by_name.get(short(company["name"]), [])
            receipt = next((q for q in quotes if len(q) == 5 and q.isalpha() and q.endswith("Y")), "")
            row = found[0] if found else receipts.get(receipt)
            if row is None:
                if not home or american:
                    continue
                name = _clean(company["name"])
                exchange, _, ticker = home.partition(":")
                row = Row(home.lower().replace(":", "-"), ticker, exchange, name)
                row.rank = 3000
                rows.append(row)
            if home and not american:
                homes[home] = row
                if home not in row.listings:
                    row.listings.append(home)
            foreign = row.exchange == "OTC" and row.ticker.endswith("F")
            if receipt and (foreign or EXCHANGES.get(row.exchange) != "US"):
                row.folded += [row.ticker] if foreign else []
                row.ticker, row.exchange = receipt, "OTC"
                receipts[receipt] = row
            _enrich(row, company, american)


def names_of(rows: list[Row]) -> dict[str, list[Row]]:
    """Companies of the main exchanges by every name they have so far."""
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.kind != "f":
            for name in {core(row.name), *(k for k, (_, f) in row.names.items() if f in "swfm")}:
                out[name].append(row)
    for found in out.values():
        found.sort(key=lambda r: (r.exchange not in MAJOR, r.rank))
    return out


def _enrich(row: Row, company: dict[str, Any], american: bool) -> None:
    country = (company.get("country") or "").replace("none", "")
    if not row.country and country and "," not in country:
        row.country = country
    elif american and not row.country:
        row.country = "United States"
    for isin in company.get("isins") or []:
        if valid_isin(isin) and isin not in row.isins:
            row.isins.append(isin)
    if row.isin is None and row.isins:
        prefix = (
            row.isins[0]
            if not american
            else next((i for i in row.isins if i[:2] in ("US", "IE", "GB", "NL", "CH")), row.isins[0])
        )
        row.isin = prefix
    name = _clean(company["name"])
    if row.shouted or (american and core(name) == core(row.name)):
        row.name, row.shouted = name, False
    row.names.setdefault(core(name), (stripped(name), "?"))
    seat = seat_of((company.get("metadata") or {}).get("headquarters") or "")
    nouns = trade_of(company.get("industries") or [])
    if not row.trade and (nouns or seat):
        row.trade = [*nouns, seat]


def _clean(name: str) -> str:
    return re.sub(r"\s*\((?:[Cc]lass|[Tt]he|company|Series).*?\)|\s+Class [A-C]$", "", name).strip()


def stripped(name: str) -> str:
    """A name without its legal suffixes, in its own case."""
    words = name.replace(",", " ").split()
    while len(words) > 1 and (core("x " + words[-1]) == "x" or words[-1] == "&"):
        words = words[:-1]
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
    return " ".join(words)


def _home(symbol: str, index: str, quotes: list[str]) -> str:
    for suffix, exchange in HOME.items():
        if symbol.endswith(suffix):
            return f"{exchange}:{symbol.removesuffix(suffix)}"
    if index in ("MDAX", "SDAX", "TecDAX", "DAX") and symbol and f"{symbol}.F" in quotes:
        return f"XETRA:{symbol}"
    return ""


def _akin(name: str, row: Row) -> bool:
    """Whether two names share a telling piece, so that a wrong symbol in a source joins nothing."""
    ours = {w for w in core(row.name).split() if w not in SOFT | LEGAL | SMALL}
    theirs = {w for w in core(name).split() if w not in SOFT | LEGAL | SMALL}
    initials = "".join(w[0] for w in core(row.name).split())
    return (
        bool(ours & theirs)
        or "".join(theirs) in ("".join(ours), initials)
        or any(a.startswith(b) or b.startswith(a) for a in ours for b in theirs if min(len(a), len(b)) > 3)
    )


def add_world(rows: list[Row], words: Vocabulary) -> None:
    """Listings that neither source has."""
    by_name = names_of(rows)
    homes = {h: r for r in rows for h in [f"{r.exchange}:{r.ticker}", *r.listings]}
    for entry in table("world.csv"):
        home = f"{entry['exchange']}:{entry['ticker']}"
        names = [entry["name"], *(n.rstrip("!~") for n in entry["names"].split(";") if n)]
        candidates = [r for n in names for r in by_name.get(core(n), [])]
        row = homes.get(home) or (candidates[0] if candidates else None)
        if row is None:
            row = Row(
                home.lower().replace(":", "-"),
                entry["ticker"],
                entry["exchange"],
                entry["name"],
                entry["country"],
            )
            row.rank = 2000
            rows.append(row)
        if home not in row.listings:
            row.listings.append(home)
        row.country = row.country or entry["country"]
        if entry["isin"]:
            if not valid_isin(entry["isin"]):
                print(f"world.csv: {entry['name']}: {entry['isin']} is no ISIN")
            elif row.isin is None:
                row.isin = entry["isin"]
                row.isins.append(entry["isin"])
        for name in filter(None, entry["names"].split(";")):
            row.add(name.rstrip("!~"), explicit(name, words, "s"))
