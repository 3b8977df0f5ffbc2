"""Find the companies an article names: symbols written out, names, everyday and former names, brands.

Two passes over title and body: the first finds what is beyond doubt, the second reads the weaker names (words
that are names too, short forms) in the light of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.analysis.clues import cited_for_data
from bot.analysis.context_words import ANALYST_WORDS, BROKERS
from bot.analysis.document import Document
from bot.analysis.era import formal, stands_for, year_of
from bot.analysis.judge import ACCEPT, Judge, Memory, best
from bot.analysis.marks import Mark, find_marks
from bot.analysis.names import Candidate, candidates
from bot.analysis.outlets import only_cited
from bot.analysis.people import surnames
from bot.analysis.textview import TextView, Unit, views
from bot.market.names import key
from bot.market.securities import Name, Securities
from bot.market.symbols import written
from bot.model import Context, Mention

_HOW = {
    "s": "name", "c": "name", "w": "name", "l": "name", "f": "former", "F": "former", "b": "brand",
    "B": "brand", "u": "name", "U": "name", "r": "name", "m": "name", "h": "short", "H": "short",
    "t": "team",
}  # fmt: skip
_GOES_ON = re.compile(r"\.(?:,| [a-z(])")
_SURE = frozenset("scftlru")


def find_mentions(document: Document, securities: Securities, context: Context) -> list[Mention]:
    """Every span that names a security, in order, the title's (`sentence` -1, offsets into the title) first.

    `how` says what it was: `symbol`, `name`, `short`, `former`, `brand`, `team` (a workspace's own name) or
    `source` (a bank or broker as somebody's employer or as a rater). Companies without a listing are found
    too.
    """
    texts = views(document)
    own = _team_names(context, securities)
    banned = {(key(n), t) for n, t in context.not_aliases}
    dated = document.article.published_at is not None
    year = year_of(document, context)
    memory = Memory(surnames(document), flat=" ".join(u.flat for v in texts for u in v.units))
    found: dict[tuple[int, int, int], Mention] = {}
    marked = [(view, *_marked(view, securities, own)) for view in texts]
    for _, marks, _ in marked:
        memory.sure.update(m.security_id for m in marks if m.security_id)
    for last in (False, False, True):
        found.clear()
        for view, marks, names in marked:
            _read(view, marks, names, securities, memory, banned, found, (year, dated), last=last)
    return sorted(found.values(), key=lambda m: (m.sentence >= 0, m.start, m.end))


def _team_names(context: Context, securities: Securities) -> dict[str, tuple[Name, ...]]:
    out: dict[str, tuple[Name, ...]] = {}
    for text, ticker in context.aliases.items():
        securities_found = securities.by_ticker(written(ticker))
        if key(text) and securities_found:
            out[key(text)] = (Name(text, "t", securities_found[0].id),)
    return out


def _marked(
    view: TextView, securities: Securities, own: dict[str, tuple[Name, ...]]
) -> tuple[list[Mark], list[Candidate]]:
    """The symbols written out in a text, and the words elsewhere in it that can be names."""
    marks = list(find_marks(view.text, securities))
    names = candidates(view, securities, own)
    return marks, [c for c in names if not any(m.start < c.end and c.start < m.end for m in marks)]


def _read(
    view: TextView,
    marks: Iterable[Mark],
    names: Iterable[Candidate],
    securities: Securities,
    memory: Memory,
    banned: set[tuple[str, str]],
    found: dict[tuple[int, int, int], Mention],
    time: tuple[int | None, bool],
    *,
    last: bool,
) -> None:
    memory.accepted = set()
    for mark in marks:
        unit = view.unit_at(mark.start)
        bearer = _bearer(mark, memory)
        if unit is not None and bearer is not None:
            _note(found, view, unit, mark.start, mark.end, bearer, "symbol")
    judge = Judge(view, securities, memory)
    for again in (False, True):
        for candidate in names:
            unit = view.unit_at(candidate.start)
            if unit is None or unit.furniture:
                continue
            name = _decide(candidate, unit, judge, securities, banned)
            if name is None or cited_for_data(candidate, unit, view) or only_cited(candidate, unit, view):
                continue
            memory.accepted.update(range(candidate.first, candidate.last + 1))
            if name.flag in _SURE or candidate.legal:
                memory.sure.add(name.security_id)
            if formal(name, candidate):
                memory.formal.add(name.security_id)
            if again and last:
                how = _how(name, candidate, unit, view, securities)
                year, dated = time
                as_it_was = not dated and name.security_id in memory.formal
                sid, brand = stands_for(name, securities, year, as_it_was=as_it_was)
                how = "brand" if brand and how == "name" else how
                _note(found, view, unit, candidate.start, _end(candidate, view), sid, how)


def _bearer(mark: Mark, memory: Memory) -> str | None:
    """Who bears a written symbol: a company of another time if the article names it, else today's."""
    named = [sid for sid in mark.once if sid in memory.sure]
    if named:
        return named[0]
    return mark.security_id or (mark.once[0] if mark.once else None)


def _decide(
    candidate: Candidate, unit: Unit, judge: Judge, securities: Securities, banned: set[tuple[str, str]]
) -> Name | None:
    scores: dict[Name, float] = {}
    for name in candidate.names:
        security = securities.get(name.security_id)
        if security is not None and any(
            (key(name.text), t) in banned for t in (security.ticker, *security.also)
        ):
            continue
        scores[name] = judge.score(candidate, name, unit)
    if any(n.flag in {"h", "H"} for n in scores):
        if any(judge.is_thing(n) for n in scores):
            return None
        heads = {n: s for n, s in scores.items() if n.flag in "hH" and s >= ACCEPT}
        others = {n: s for n, s in scores.items() if n.flag not in "hHl" and s >= ACCEPT}
        if heads and not others:
            return best(heads)
        if others:
            return best(others)
    return best(scores)


def _how(name: Name, candidate: Candidate, unit: Unit, view: TextView, securities: Securities) -> str:
    security = securities.get(name.security_id)
    if security is not None and (security.ticker in BROKERS or not security.listed):
        near = view.pieces[max(0, candidate.first - 4) : candidate.last + 5]
        inside = [p for p in near if unit.start <= p.start < unit.end]
        words = {p.forms[-1] for p in inside}
        text = view.text[max(unit.start, candidate.start - 14) : candidate.start].lower()
        if words & ANALYST_WORDS or text.endswith(("according to ", "analysts at ")):
            return "source"
    return _HOW[name.flag]


def _end(candidate: Candidate, view: TextView) -> int:
    """Where a mention ends: behind the legal suffix, and behind its full stop where the sentence goes on."""
    if not candidate.legal:
        return candidate.end
    end = view.pieces[candidate.last + 1].end
    goes_on = _GOES_ON.match(view.text, end)
    return end + 1 if goes_on else end


def _note(
    found: dict[tuple[int, int, int], Mention],
    view: TextView,
    unit: Unit,
    start: int,
    end: int,
    sid: str,
    how: str,
) -> None:
    found[unit.index >= 0, start, end] = Mention(start, end, view.text[start:end], unit.index, sid, how)
