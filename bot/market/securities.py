"""The securities master: every company Deskwire knows, found by symbol, ISIN or name.

The data file is built by `scripts/build_securities.py`. One row is one company: its preferred listing, its
other share classes in that market, its other listings, and the names people use for it.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from types import MappingProxyType

from bot.market.entries import Entry, Name, Past, Profile, entry_of
from bot.market.names import LEGAL, core, fold, key, short
from bot.market.symbols import EXCHANGES, is_isin, symbols, valid_isin
from bot.model import Security

__all__ = ["Match", "Name", "Past", "Profile", "Resolved", "Securities"]

_TYPO = 0.82
_ONCE = 0.75  # score of a symbol that the company bears no longer
_MAX_QUERY = 200
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»‹›`') | dict.fromkeys("‘’‚", "'"))


@dataclass(frozen=True, slots=True)
class Match:
    """A security that a text can mean.

    `score` is 0 to 1, `how` is symbol, isin, name, former, brand or typo.
    """

    security: Security
    score: float
    how: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a command's argument means: one security, or the candidates to choose from (maybe none)."""

    security: Security | None
    candidates: tuple[Match, ...]

    @property
    def ambiguous(self) -> bool:
        """Whether somebody has to choose."""
        return self.security is None and bool(self.candidates)


class Securities:
    """An immutable index of all securities. Build it with `load`."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._by_id: dict[str, Security] = {}
        self._profiles: dict[str, Profile] = {}
        self._by_symbol: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._once: dict[str, list[str]] = defaultdict(list)
        self._by_isin: dict[str, str] = {}
        self._by_name: dict[str, list[Name]] = defaultdict(list)
        self._by_short: dict[str, list[Name]] = defaultdict(list)
        for line in lines:
            self._add(entry_of(line))

    @classmethod
    def load(cls) -> Securities:
        """The securities that ship with the installation; read once a process."""
        return _shipped()

    def _add(self, entry: Entry) -> None:
        security, profile = entry.security, entry.profile
        sid = security.id
        if profile.kind != "x":
            self._by_id[sid] = security
        self._profiles[sid] = profile
        market = EXCHANGES[security.exchange] if security.exchange else ""
        for symbol in (security.ticker, *security.also):
            if symbol:
                self._by_symbol[symbol].append(("US" if market == "US" else security.exchange, sid))
        for symbol in entry.folded:
            self._by_symbol[symbol].append(("US", sid))
        for listing in profile.listings:
            where, _, symbol = listing.partition(":")
            self._by_symbol[symbol].append((where, sid))
        for symbol in (*profile.symbols, *([profile.past.symbol] if profile.past else [])):
            self._once[symbol].append(sid)
        for code in (security.isin, *entry.isins):
            if code is not None:
                self._by_isin.setdefault(code, sid)
        for known_name in profile.names:
            self._by_name[key(known_name.text)].append(known_name)
        full = key(security.name)
        if profile.kind != "x" and all(n.security_id != sid for n in self._by_name.get(full, ())):
            registered = full.rpartition(" ")[2] in LEGAL
            flag = "r" if registered and security.ticker else "l"
            self._by_name[full].append(Name(security.name, flag, sid))

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Security]:
        return iter(self._by_id.values())

    def get(self, security_id: str) -> Security | None:
        """The security with an id of ours; None for an id that is not (or no longer) known."""
        return self._by_id.get(security_id)

    def profile(self, security_id: str) -> Profile:
        """What the linker knows of a company."""
        return self._profiles[security_id]

    @property
    def names(self) -> Mapping[str, list[Name]]:
        """Every name by its key: the dictionary of the linker. Not to be changed."""
        return MappingProxyType(self._by_name)

    def by_ticker(self, ticker: str, exchange: str | None = None) -> list[Security]:
        """Securities that bear a ticker, the largest company first.

        `exchange` is an exchange of ours (`NYSE`, `LSE`) or `US`; American exchanges are not told apart.
        """
        market = (
            None if exchange is None else ("US" if EXCHANGES.get(exchange, exchange) == "US" else exchange)
        )
        found: list[str] = []
        for where, sid in self._by_symbol.get(ticker, ()):
            if sid not in found and (market is None or where == market):
                found.append(sid)
        found.sort(key=lambda sid: (ticker not in self._own(sid), self._profiles[sid].rank))
        return [self._by_id[sid] for sid in found]

    def once(self, symbol: str) -> list[str]:
        """The ids of companies that bore an American symbol once, under a former name or before they ended."""
        return list(self._once.get(symbol, ()))

    def _own(self, sid: str) -> tuple[str, ...]:
        security = self._by_id[sid]
        return (security.ticker, *security.also)

    def lookup(self, text: str, *, prefer: str = "US", limit: int = 10) -> list[Match]:
        """What a symbol, ISIN or name can mean, best first; empty when it means nothing known.

        Accepts `$F`, `BRK.B`, `brk b`, `LSE:VOD`, `VOD LN`, `VOD.L`, an ISIN, and names with or without legal
        suffix; a misspelt name is found when nothing else is. `prefer` is the country whose listing is shown.
        """
        text = text.translate(_QUOTES).strip()[:_MAX_QUERY].strip("'").strip()
        if not text:
            return []
        found: dict[str, Match] = {}
        if is_isin(text):
            sid = self._by_isin.get(text.upper())
            if sid is not None and valid_isin(text):
                found[sid] = Match(self._by_id[sid], 1.0, "isin")
        self._find_symbols(text, prefer, found)
        if not text.startswith("$"):
            self._find_names(text, found)
        if not found and not text.startswith("$"):
            self._find_typos(text, found)
        ranked = sorted(
            found.values(),
            key=lambda m: (
                -m.score,
                not m.security.listed,
                self._profiles[m.security.id].rank,
                m.security.id,
            ),
        )
        return [replace(m, security=self.preferred(m.security, prefer)) for m in ranked[: max(0, limit)]]

    def _find_symbols(self, text: str, prefer: str, found: dict[str, Match]) -> None:
        for symbol in symbols(text):
            for where, sid in self._by_symbol.get(symbol.ticker, ()):
                if symbol.market and where != symbol.market:
                    continue
                own = symbol.ticker in self._own(sid)
                home = EXCHANGES.get(where, where)
                score = 1.0 if symbol.market else 0.98 if home == prefer else 0.9
                if not own and not symbol.market and where == "US":
                    score = 0.75
                if text != text.upper() and not symbol.market and not text.startswith("$"):
                    score -= 0.12  # `gap` or `match` may be meant as a word
                _keep(found, Match(self._by_id[sid], round(score, 2), "symbol"))
            for sid in self._once.get(symbol.ticker, ()) if symbol.market in ("", "US") else ():
                _keep(found, Match(self._by_id[sid], _ONCE, "former"))

    def _find_names(self, text: str, found: dict[str, Match]) -> None:
        for wanted, score in ((key(text), 0.97), (core(text), 0.93), (short(text), 0.85)):
            for name in self._by_name.get(wanted, ()):
                security = self._by_id.get(name.security_id)
                if security is None or name.flag in "hH":
                    continue
                value = score - (0.02 if name.flag in "fF" else 0.05 if name.flag in "bBl" else 0.0)
                how = "brand" if name.flag in "bB" else "former" if name.flag in "fF" else "name"
                _keep(found, Match(security, round(value, 2), how))

    def _find_typos(self, text: str, found: dict[str, Match]) -> None:
        wanted = core(text)
        if len(wanted) < 4:
            return
        for name in self._starting(wanted):
            security = self._by_id.get(name.security_id)
            known = fold(name.text)
            if (
                security is None
                or name.flag in "hH"
                or abs(len(known) - len(wanted)) > max(2, len(wanted) // 3)
            ):
                continue
            matcher = SequenceMatcher(None, wanted, known, autojunk=False)
            if matcher.real_quick_ratio() < _TYPO or matcher.quick_ratio() < _TYPO:
                continue
            ratio = matcher.ratio()
            if ratio >= _TYPO:
                _keep(found, Match(security, round(0.8 * ratio, 2), "typo"))

    def _starting(self, wanted: str) -> list[Name]:
        if not self._by_short:
            for k, names in self._by_name.items():
                self._by_short[k[:1]].extend(names)
        return self._by_short.get(wanted[:1], [])

    def preferred(self, security: Security, prefer: str) -> Security:
        """The security as listed in the preferred country, if it is listed there; the id stays the same."""
        if prefer in ("", "US") or EXCHANGES.get(security.exchange) == prefer:
            return security
        for listing in self._profiles[security.id].listings:
            market, _, ticker = listing.partition(":")
            if EXCHANGES.get(market) == prefer:
                return replace(security, ticker=ticker, exchange=market, also=())
        return security

    def resolve(self, text: str, *, prefer: str = "US") -> Resolved:
        """What a command's argument means. Never guesses: an unclear text gives its candidates."""
        matches = self.lookup(text, prefer=prefer)
        if not matches:
            return Resolved(None, ())
        first = matches[0]
        rivals = [m for m in matches[1:] if m.score > first.score - 0.06 and m.security.listed]
        if first.how == "typo" or (rivals and first.score < 1.0):
            return Resolved(None, tuple(matches))
        return Resolved(first.security, tuple(matches))


def _keep(found: dict[str, Match], match: Match) -> None:
    known = found.get(match.security.id)
    if known is None or match.score > known.score:
        found[match.security.id] = match


@cache
def _shipped() -> Securities:
    path = resources.files("bot.market") / "data" / "securities.jsonl.gz"
    return Securities(gzip.decompress(path.read_bytes()).decode().splitlines())
