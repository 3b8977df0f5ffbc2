"""Where a text may name a company: the longest known names, before anything is decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.analysis.textview import TextView
from bot.market.names import STRONG_LEGAL, Piece, pieces
from bot.market.securities import Name, Securities

_CODE = re.compile(r"\.[A-Z]{1,2}\b(?!\.)")
"""What follows the base of a Reuters code (`CBS.UL`)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that equals known names. `first` and `last` are the indices of its pieces, both included.

    `legal` says that a legal suffix follows (`Gap Inc`); `possessive` that the text adds a possessive.
    """

    start: int
    end: int
    first: int
    last: int
    names: tuple[Name, ...]
    legal: bool
    possessive: bool


@cache
def _lengths(securities: Securities) -> dict[str, int]:
    """For each first piece of a name the number of pieces of the longest name that begins with it."""
    out: dict[str, int] = {}
    for name in securities.names:
        head, _, rest = name.partition(" ")
        size = 1 + (rest.count(" ") + 1 if rest else 0)
        if size > out.get(head, 0):
            out[head] = size
    return out


def candidates(
    view: TextView, securities: Securities, extra: dict[str, tuple[Name, ...]]
) -> Iterator[Candidate]:
    """The longest names at each place, from left to right, without overlaps.

    `extra` holds a workspace's own names by key; they win over ours.
    """
    lengths = _lengths(securities)
    reach = {k.split()[0]: 0 for k in extra}
    for k in extra:
        reach[k.split()[0]] = max(reach[k.split()[0]], len(k.split()))
    parts, text = view.pieces, view.text
    i = 0
    while i < len(parts):
        longest = max([lengths.get(f, 0) for f in parts[i].forms])
        if reach:
            longest = max(longest, *(reach.get(f, 0) for f in parts[i].forms))
        found = _at(i, longest, parts, text, securities, extra) if longest else None
        if found is None:
            i += 1
            continue
        yield found
        i = found.last + 1


def _at(
    i: int,
    longest: int,
    parts: list[Piece],
    text: str,
    securities: Securities,
    extra: dict[str, tuple[Name, ...]],
) -> Candidate | None:
    words = [_plain(parts[i].forms[0])]
    last = i
    while last + 1 < len(parts) and last - i + 1 < longest and joins(text, parts[last], parts[last + 1]):
        last += 1
        words.append(_plain(parts[last].forms[0]))
    for end in range(last, i - 1, -1):
        for n, form in enumerate(parts[end].forms):
            k = " ".join([*words[: end - i], _plain(form)])
            names = extra.get(k) or tuple(securities.names.get(k, ()))
            marked = n == 0 and len(parts[end].forms) > 1
            fitting = tuple(
                x
                for x in names
                if x.flag == "t"
                or (cased(text, parts[i : end + 1], x.text) and not (marked and not _marked(x.text)))
            )
            if fitting:
                piece = parts[end]
                stop = piece.end
                if _CODE.match(text, stop):
                    return None
                possessive = n > 0
                if possessive:
                    stop = piece.start + len(piece.raw) - 2
                elif text[stop : stop + 1] in ("'", "’") and not text[stop + 1 : stop + 2].isalnum():
                    possessive = True
                legal = (
                    not possessive
                    and end + 1 < len(parts)
                    and parts[end + 1].forms[0] in STRONG_LEGAL
                    and parts[end + 1].raw[:1].isupper()
                    and text[piece.end : parts[end + 1].start] in (" ", ", ", "\xa0")
                )
                return Candidate(parts[i].start, stop, i, end, fitting, legal, possessive)
    return None


def _marked(name: str) -> bool:
    """Whether a name ends in an apostrophe of its own (`Macy's`), so that a possessive does not make one."""
    return name[-2:] in ("'s", "’s")


def _plain(form: str) -> str:
    return "&" if form == "and" else form


def joins(text: str, left: Piece, right: Piece) -> bool:
    """Whether two neighbouring pieces can belong to one name, with no sentence or list break between."""
    gap = text[left.end : right.start]
    if gap in (" ", "-", "", "\xa0", "‑", "–", "! ", "*", "/", " & ", "’", "'", ".", "+ "):
        return True
    return gap == ". " and len(left.raw) <= 3 and left.raw not in ("Inc", "Co", "Ltd")


def cased(text: str, found: list[Piece], known: str) -> bool:
    """Whether a span is written as a name: like the known form, or with capitals where that has letters."""
    parts = pieces(known)
    raws = [_bare(p.raw) for p in found]
    single = len(parts) == 1
    for n, raw in enumerate(raws):
        form = _bare(parts[n].raw) if n < len(parts) else raw
        if raw == form or not raw[0].isalpha():
            continue
        if form.isupper() and len(form.replace(".", "").replace("'", "")) > 1 and not raw.isupper():
            if raw.upper() == raw or not (len(form) > 4 and raw[0].isupper()) or single:
                return False
            continue
        if not raw[0].isupper() and raw.lower() not in ("of", "and", "the", "for", "de", "s"):
            return False
    return True


def _bare(raw: str) -> str:
    return raw[:-2] if raw[-2:] in ("'s", "’s", "´s", "`s") else raw
