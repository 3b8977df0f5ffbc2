"""Give every company its names, and every name one owner."""

from __future__ import annotations

from collections import Counter, defaultdict

from bot.market.names import core, key, short
from bot.market.symbols import EXCHANGES
from scripts.securities.rows import MAJOR, Row, table
from scripts.securities.sources import stripped
from scripts.securities.words import GENERIC, SMALL, Vocabulary, explicit

KNOWN = 400  # companies larger than this are named by one word without more ado


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
        row.authored = {key(name.rstrip("!~")) for name in entry["names"].split(";")}
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


def add_brands(rows: list[Row], words: Vocabulary) -> list[str]:
    """Brands and products with their owners; those whose owner has no row.

    A name that a company or something else bears already is left to that.
    """
    by_ticker = {f"{r.exchange}:{r.ticker}": r for r in rows} | {x: r for r in rows for x in r.listings}
    by_ticker |= {t: r for r in reversed(rows) for t in [r.ticker, *r.also] if t}
    taken = {k for r in rows for k in (*r.names, core(r.name), short(r.name))}
    unknown = []
    for entry in table("brands.csv"):
        row = by_ticker.get(entry["ticker"])
        if row is None:
            unknown.append(entry["ticker"])
            continue
        for name in entry["brands"].split(";"):
            if key(name.rstrip("!~")) not in taken:
                row.add(name.rstrip("!~"), explicit(name, words, "b"))
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


def add_former(rows: list[Row], words: Vocabulary) -> list[str]:
    """Companies that were renamed or are no longer listed; the successors that have no row.

    A renamed company is its successor, under a former name. One that was bought, merged or wound up is a
    company of its own without a listing, which knows who took it over.
    """
    by_ticker = {f"{r.exchange}:{r.ticker}": r for r in rows if r.ticker}
    by_ticker |= {t: r for r in reversed(rows) for t in [r.ticker, *r.also] if t}
    unknown = []
    former: dict[str, Row] = {}
    for entry in table("former.csv"):
        names = [entry["name"], *filter(None, entry["aliases"].split(";"))]
        row = by_ticker.get(entry["successor"])
        if entry["successor"] and row is None:
            unknown.append(entry["successor"])
        if entry["how"] == "renamed" and row is not None:
            row.was.append([entry["name"], entry["symbol"], entry["year"]])
            for name in names:
                row.names.setdefault(key(name.rstrip("!~")), (name.rstrip("!~"), explicit(name, words, "f")))
            continue
        slug = key(entry["name"]).replace(" ", "-").replace("&", "and")
        gone = Row(f"former-{slug}", "", "", entry["name"], kind="u")
        gone.successor = row.ticker if row is not None else None
        gone.gone = [entry["symbol"], entry["year"], entry["how"], entry["lives"], row.id if row else None]
        for name in names:
            gone.add(name.rstrip("!~"), explicit(name, words, "u"))
            former[key(name.rstrip("!~"))] = gone
        rows.append(gone)
    for row in list(rows):
        if row.kind == "u" and row.gone is None and key(row.name) in former:
            rows.remove(row)
        elif row.kind == "u" or row.gone is None:
            row.names = {
                k: v for k, v in row.names.items() if former.get(k, row) is row or k == core(row.name)
            }
    return unknown


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
        row.add(
            stripped(row.name) if core(stripped(row.name)) == full else full, implied(full, row, words, major)
        )
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
        if (n == 1 and (head[0] in GENERIC or len(head[0]) < 3)) or head[-1] in SMALL:
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
            for k in [
                k
                for k in row.names
                if any(r.kind == "c" and k in (core(r.name), short(r.name)) for r in owners[k])
            ]:
                del row.names[k]
    for row in rows:  # a beginning yields to a company that bears it as its name
        for k in [k for k, (_, flag) in row.names.items() if flag == "h" and k in owners]:
            row.names[k] = (row.names[k][0], "H")
    for k, everybody in owners.items():
        claimants = [r for r in everybody if k in r.names]
        if len(claimants) < 2:
            continue
        ours = [r for r in claimants if r.kind in "ux" or r.names[k][1] in "bBfFuU" or k in r.authored]
        pool = ours if len(ours) == 1 else claimants
        ranked = sorted(pool, key=lambda r: (r.kind == "f", r.exchange == "OTC", r.rank))
        first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        clear = (
            second is None
            or first.rank * 6 < second.rank
            or (first.exchange in MAJOR and second.exchange == "OTC")
        )
        for row in claimants:
            if row is not first or not clear:
                display, _ = row.names[k]
                row.names[k] = (display, "l")
