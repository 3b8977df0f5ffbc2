"""One company as the data file of the securities master holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.model import Security


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a company. `flag` says how far it can be trusted in running text:

    `s` always, `r` as registered, `m` unless the text speaks against it, `c` as a whole and capitalised, `w`
    with context, `f`/`F` former and `b`/`B` brand (the capital one with context), `u`/`U` unlisted, `l` in
    look-ups only, `h`/`H` (with context) once the article has named the company in full, `t` is a team's own.
    """

    text: str
    flag: str
    security_id: str


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a company that is no longer listed.

    `symbol` is what it was listed as in the United States, `year` its last one as a company of its own (0:
    unknown), `owner` the id of its successor, `lives` says that its name went on as a brand of the owner's.
    """

    symbol: str
    year: int
    how: str
    owner: str | None
    lives: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What the linker knows of a company besides its listing.

    `kind` is `c` company, `f` fund, `u` unlisted company, `x` something that only looks like a company.
    `rank` orders companies by size, the largest first. `hints` are words that speak for it in a text,
    `against` words that speak for another meaning of its name. `past` is set for one that was listed once,
    `symbols` are those it bore under former names.
    """

    kind: str
    rank: int
    hints: tuple[str, ...]
    against: tuple[str, ...]
    names: tuple[Name, ...]
    listings: tuple[str, ...]
    past: Past | None = None
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file. `folded` are symbols of its preferred shares and the like, `isins` further ISINs."""

    security: Security
    profile: Profile
    folded: tuple[str, ...]
    isins: tuple[str, ...]


def entry_of(line: str) -> Entry:
    """Read one line of the file; a line of another shape raises `ValueError`, `KeyError` or `TypeError`."""
    row = json.loads(line)
    sid: str = row[0]
    ticker, exchange, name, country, also, cik, isin, kind, rank = row[1:10]
    listings, folded, names, hints, against, successor, isins, gone, was, trade = row[10:]
    known = tuple(Name(text, flag, sid) for text, flag in names)
    past = None
    if gone is not None:
        symbol, year, how, lives, owner = gone
        past = Past(symbol, int(year or 0), how, owner, bool(lives))
    security = Security(
        id=sid,
        ticker=ticker,
        name=name,
        exchange=exchange,
        country=country,
        also=tuple(also),
        cik=cik,
        isin=isin,
        aliases=tuple(n.text for n in known if n.flag not in "bBhH"),
        listed=bool(ticker),
        successor=successor,
        past=_in_words(past, successor, was),
        trade=tuple(trade[:-1]),
        seat=trade[-1] if trade else "",
    )
    symbols = tuple(symbol for _, symbol, _ in was if symbol and symbol != ticker)
    profile = Profile(kind, rank, tuple(hints), tuple(against), known, tuple(listings), past, symbols)
    return Entry(security, profile, tuple(folded), tuple(isins))


def _in_words(past: Past | None, successor: str | None, was: list[list[str]]) -> str:
    """What became of a company, or what it was called: one phrase, empty where nothing is known."""
    if past is None:
        return "formerly " + ", ".join(name for name, _, _ in was) if was else ""
    taken = past.how if past.how != "private" else "taken private"
    when = f" {past.year}" if past.year else ""
    owner = f", now part of {successor}" if successor else ""
    return f"{taken}{when}{owner}"
