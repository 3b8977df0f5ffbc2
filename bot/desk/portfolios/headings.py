"""What the columns of a statement are called, in the languages of those who write statements. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.desk.portfolios.figures import is_figure
from bot.desk.sheets import COMPANY_COLUMNS, Cells, cell_of

PLAIN, ADDED, VAGUE = range(3)
"""How plainly a heading names its column: Market Value, Market Value (USD), Value. The plainest counts."""
NAMING = frozenset({"ticker", "isin", "name"})
FIGURES = ("quantity", "weight", "value")


def _named(column: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, column)


_COLUMNS: Mapping[str, str] = {
    **COMPANY_COLUMNS,
    **_named("ticker", "ticker symbol", "stock symbol", "bbg ticker", "symbole", "symbool", "kürzel", "symbol/cusip"),
    **_named("isin", "isin code", "isin-code", "isin-nr.", "symbool/isin", "symbol/isin"),
    **_named(
        "name", "holding name", "holdings", "stock name", "security description", "instrument", "instrument name",
        "investment", "investment name", "asset", "asset name", "issuer name", "product", "produkt", "wertpapier",
        "wertpapiername", "wertpapierbezeichnung", "bezeichnung", "titel", "libellé", "libelle", "désignation", "nom",
        "naam", "titolo", "descrizione"),
    **_named(
        "quantity", "quantity", "qty", "shares", "share", "units", "position", "positions", "holding",
        "number of shares", "no. of shares", "no of shares", "# shares", "# of shares", "total shares", "shares held",
        "quantity held", "current quantity", "open quantity", "net quantity", "position size", "pos", "anzahl",
        "stück", "stücke", "stk", "stk.", "stück/nominale", "stück/nominal", "stück / nominale", "nominale", "bestand",
        "menge", "quantité", "quantite", "nombre", "nombre de titres", "nb titres", "aantal", "cantidad",
        "títulos", "quantità", "quantita"),
    **_named(
        "weight", "weight", "weights", "weighting", "wgt", "port wgt", "portfolio weight", "current weight",
        "% of portfolio", "% of total", "% of account", "% of acct", "percent of account", "percent of nav",
        "percent of portfolio", "% of nav", "% of net assets", "% of assets", "% of market value", "% net assets",
        "% nav", "% portfolio", "portfolio %", "allocation", "percent", "pct", "%", "gewicht", "gewichtung", "anteil",
        "depotanteil", "anteil am depot", "poids", "peso", "peso %", "weging"),
    **_named(
        "value", "value", "market value", "mkt value", "mkt val", "market val", "current value", "position value",
        "total value", "equity value", "total current value", "equity", "mv", "exposure", "marktwert", "kurswert",
        "depotwert", "gesamtwert", "aktueller wert", "wert", "valorisation", "valeur de marché", "waarde",
        "valor de mercado", "controvalore"),
    **_named(
        "currency", "currency", "ccy", "crncy", "curr", "currency code", "currency primary", "währung", "waehrung",
        "devise", "valuta", "divisa", "moneda"),
    **_named("side", "side", "long/short", "l/s", "direction", "long or short"),
    **_named(
        "kind", "kind", "type", "asset category", "asset class", "asset type", "security type", "sec type",
        "instrument type", "product type", "category", "gattung", "wertpapierart", "produktart"),
    **_named("portfolio", "portfolio", "fund", "account", "account name", "book", "strategy", "depot", "konto"),
    **_named("account", "account number", "account no", "account no.", "account id", "client account id",
             "depotnummer", "kontonummer"),
    **_named("level", "data discriminator", "level of detail"),
}  # fmt: skip
_VAGUE = frozenset(
    ("position", "positions", "pos", "holding", "exposure", "%", "percent", "pct", "equity", "value", "wert", "code",
     "stock", "nombre", "type", "product", "investment", "asset", "nominale")
)  # fmt: skip
"""Names that give way to a plainer one: Position may number the lines, and % be the change of a price."""
_CURRENCIES = frozenset(
    ("usd", "eur", "gbp", "chf", "jpy", "cad", "aud", "sek", "nok", "dkk", "hkd", "sgd", "cny", "inr", "brl", "zar",
     "pln", "mxn", "krw", "nzd")
)  # fmt: skip
_CURRENCY = re.compile(rf"(?:\s+(?:in|en|i))?\s+({'|'.join(_CURRENCIES)})$|\s*([$€£])$")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_PER_CENT = re.compile(r"^%\s*|\s*(?:in |en )?%$|\s+(?:in )?(?:percent|pct|prozent)$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TRADED = frozenset(
    ("transaction type", "transaction description", "transaction", "action", "buy/sell", "settlement date", "run date",
     "proceeds", "net amount", "activity type", "trade date", "buchungstag", "valutadatum")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headings:
    """The place of each column by what it holds.

    `percent`: the heading of the weights says per cent. `currency`: what the heading of the values says that they are
    in, such as `eur` or `$`; empty where it does not. `vague` are the columns whose names may mean something else.
    `unread` are the headings that mean nothing here, by their places. `trades`: the table is one of trades, not of what
    is held.
    """

    columns: Mapping[str, int]
    percent: bool = False
    currency: str = ""
    vague: frozenset[str] = frozenset()
    unread: Mapping[int, str] = field(default_factory=dict)
    trades: bool = False


def headings_of(cells: Sequence[str], *, first: bool = False) -> Headings | None:
    """The headings that a line of a sheet holds; None where it is no line of headings.

    One known heading is enough in the `first` line; further down there must be a second.
    """
    if any(is_figure(cell) for cell in cells):
        return None
    found: dict[str, tuple[int, int, str, bool]] = {}
    for place, cell in enumerate(cells):
        read = _read(cell)
        if read is not None:
            column, rank, unit, in_percent = read
            if column not in found or rank < found[column][1]:
                found[column] = (place, rank, unit, in_percent)
    if not NAMING & found.keys() and found.get("quantity", (0, PLAIN))[1] == VAGUE:
        found["name"] = found.pop("quantity")  # Holding, Weight
    columns = {column: each[0] for column, each in found.items()}
    if not NAMING & columns.keys() or (len(columns) < 2 and not first):
        return None
    known = set(columns.values())
    said = {_plain(cell) for cell in cells}
    dated = any("date" in each or "datum" in each for each in said)
    return Headings(
        columns,
        percent="weight" in found and found["weight"][3],
        currency=found["value"][2] if "value" in found else "",
        vague=frozenset(column for column, (_, rank, _, _) in found.items() if rank == VAGUE),
        unread={place: cell for place, cell in enumerate(cells) if cell and place not in known},
        trades=dated and bool(_TRADED & said),
    )


def settled(headings: Headings, table: Sequence[Cells]) -> Headings:
    """The headings with regard to what stands below: a column Position may hold names, or number the lines."""
    columns = dict(headings.columns)
    for column in ("quantity", "value"):
        filled = [cell for _, cells in table if (cell := cell_of(cells, columns, column))]
        if column not in headings.vague:
            continue
        if filled and not any(is_figure(cell) for cell in filled):
            place = columns.pop(column)
            if column == "quantity":
                columns.setdefault("name", place)
        elif len(filled) > 1 and _numbers(filled):
            del columns[column]
    return replace(headings, columns=columns)


def parts_of(table: Sequence[Cells], preamble: int) -> Iterator[tuple[Headings, Sequence[Cells]]]:
    """The tables of a sheet, each with its headings; they begin within the first `preamble` lines or not at all."""
    found = [
        (place, headings)
        for place, (_, cells) in enumerate(table)
        if (headings := headings_of(cells, first=place == 0)) is not None
    ]
    if not found or found[0][0] >= preamble:
        return
    # A statement that repeats its headings, page by page or currency by currency, is one table.
    tables: list[tuple[Headings, list[Cells]]] = []
    for (place, headings), (end, _) in pairwise([*found, (len(table), found[0][1])]):
        rows = next((rows for known, rows in tables if known == headings), None)
        if rows is None:
            tables.append((headings, rows := []))
        rows += table[place + 1 : end]
    yield from ((headings, rows) for headings, rows in tables if rows or len(tables) == 1)


def _plain(cell: str) -> str:
    spaced = cell if " " in cell else _CAMEL.sub(" ", cell)
    return " ".join(spaced.lower().replace("_", " ").split()).strip(" :*")


def _numbers(cells: Sequence[str]) -> bool:
    """Whether cells only count the lines: 1, 2, 3."""
    return list(cells) == [str(number) for number in range(1, len(cells) + 1)]


def _says_percent(plain: str) -> bool:
    return "%" in plain or "percent" in plain or "pct" in plain


def _read(cell: str) -> tuple[str, int, str, bool] | None:
    """The column that a heading names, how plainly, the currency that it names, and whether it says per cent."""
    said = _plain(cell)
    if (column := _COLUMNS.get(said)) is not None:
        rank = VAGUE if said in _VAGUE else PLAIN
        return column, rank, "", column == "weight" and _says_percent(said)
    inside = [each.strip() for each in _BRACKETS.findall(said)]
    said = _BRACKETS.sub(" ", said).strip()
    percent = any("%" in each for each in inside)
    if any("%" in each and each not in ("%", "in %") and not each.startswith("% of") for each in inside):
        return None  # Value (% change)
    unit = next((each for each in inside if each in _CURRENCIES or each in "$€£"), "")
    if (currency := _CURRENCY.search(said)) is not None:
        unit = currency[1] or currency[2]
        said = said[: currency.start()].strip()
    if said not in _COLUMNS and _PER_CENT.search(said):
        percent = True
        said = _PER_CENT.sub("", said).strip()
    said = " ".join(said.split())
    column = _COLUMNS.get(said)
    if column is None:
        return None
    if percent and column in FIGURES:
        column = "weight"  # Market Value % is a part of it
    rank = VAGUE if said in _VAGUE and not percent else ADDED
    return column, rank, unit, percent or (column == "weight" and _says_percent(said))
