"""Which companies a typed text means: `NVDA, Arm Holdings LSE:VOD`. Pure; what is unclear is never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.market.symbols import bare, symbol_of
from bot.model import Security

LONGEST_NAME = 7
"""How many words of a line are tried as one name."""
_SEPARATOR = re.compile(r"[,;\n\t]+")
_QUOTED = re.compile(r'"([^"]*)"')
_SYMBOL = re.compile(r"\$?[A-Z0-9][A-Z0-9.:/-]{0,14}|\$[A-Za-z][A-Za-z.]{0,5}")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text means: one security where that is clear, else those it can mean, the likeliest first."""

    text: str
    security: Security | None = None
    candidates: tuple[Security, ...] = ()
    misspelt: bool = False

    @property
    def symbol(self) -> str:
        """The symbol under which lists and news know the security; empty where none is meant for sure."""
        return symbol_of(self.security.ticker, self.security.exchange) if self.security else ""


Resolve = Callable[[str], Meaning]


def read_companies(text: str, resolve: Resolve) -> list[Meaning]:
    """The companies of a line, in order: parted by commas, semicolons, lines, or by blanks alone.

    Between commas the longest runs of words that name a company are found first. Where some of the words mean
    nothing, the rest counts only if all of them are written like symbols: `AMC Networks` is not AMC.
    """
    found: list[Meaning] = []
    for piece, quoted in _pieces(text):
        whole = resolve(piece)
        if (
            quoted
            or whole.security is not None
            or " " not in piece
            or (whole.candidates and not whole.misspelt)
        ):
            found.append(whole)
            continue
        found += _parted(piece, whole, resolve)
    return found


def read_row(tries: Sequence[str], resolve: Resolve) -> Meaning:
    """The company that a row of a file names in several ways: ISIN, symbol, name.

    The ways must agree. A symbol that several companies bear is decided by the name beside it; where both are clear
    and mean different companies (RR, Rolls-Royce), the one counts that bears the symbol and the name.
    """
    meanings = [resolve(text) for text in tries]
    sure = {each.security.id: each.security for each in meanings if each.security is not None}
    if not sure:
        shared = [each.candidates for each in meanings if each.candidates and not each.misspelt]
        both = (
            [one for one in shared[0] if all(one in other for other in shared[1:])] if len(shared) > 1 else []
        )
        if len(both) == 1:
            return Meaning(tries[0], both[0], tuple(both))
        return next((each for each in meanings if each.candidates), meanings[0])
    if len(sure) == 1:
        return next(each for each in meanings if each.security is not None)
    symbols = {bare(text) for text in tries}
    bearing = [each for each in sure.values() if each.ticker in symbols and each.id in _named(meanings[-1])]
    if len(bearing) == 1:
        return Meaning(tries[0], bearing[0])
    return Meaning(" / ".join(tries), None, tuple(sure.values()))


def _named(meaning: Meaning) -> set[str]:
    return {meaning.security.id} if meaning.security else {each.id for each in meaning.candidates}


def unclear(meaning: Meaning) -> str:
    """One sentence on a text that means no company for sure, with what to type instead."""
    shown = meaning.text[:60]
    if not meaning.candidates:
        return f"I know no company “{shown}”; type its ticker, its ISIN or its full name."
    named = ", ".join(f"{each.name} ({_listing(each)})" for each in meaning.candidates[:5])
    if meaning.misspelt:
        return f"I know no company “{shown}”. Did you mean {named}? Type one of the symbols."
    return f"“{shown}” can mean several companies: {named}. Type one of the symbols."


def _listing(security: Security) -> str:
    return f"{security.exchange}:{security.ticker}" if security.listed else "not listed"


def _pieces(text: str) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    start = 0
    for quoted in _QUOTED.finditer(text):
        pieces += [(each, False) for each in _SEPARATOR.split(text[start : quoted.start()])]
        pieces.append((quoted[1], True))
        start = quoted.end()
    pieces += [(each, False) for each in _SEPARATOR.split(text[start:])]
    tidy = [(" ".join(piece.split()), quoted) for piece, quoted in pieces]
    return [(piece, quoted) for piece, quoted in tidy if piece]


def _parted(piece: str, whole: Meaning, resolve: Resolve) -> list[Meaning]:
    words = piece.split(" ")
    parts = _runs(words, resolve)
    if all(part.security is not None or (part.candidates and not part.misspelt) for part in parts):
        return parts
    return parts if all(_SYMBOL.fullmatch(word) for word in words) else [whole]


def _runs(words: Sequence[str], resolve: Resolve) -> list[Meaning]:
    parts: list[Meaning] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + LONGEST_NAME), at, -1):
            meaning = resolve(" ".join(words[at:end]))
            if end == at + 1 or (meaning.security is not None and not meaning.misspelt):
                parts.append(meaning)
                at = end
                break
    return parts
