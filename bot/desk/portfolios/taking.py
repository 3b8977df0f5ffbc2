"""Statements and typed holdings, with the company that each line means found. What is unclear is never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.desk.companies import Meaning, unclear
from bot.desk.lookup import Lookup
from bot.desk.owners import NAME_LENGTH
from bot.desk.portfolios.statement import Line
from bot.desk.subjects import portfolio_named
from bot.errors import DeskwireError
from bot.slack import say
from bot.store.holdings import Holding

NAMED = 8
_NO_NAME = re.compile(r"[^\w&+.' -]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be taken, or not wholly, in one sentence; `tail` are the figures that belong to it, as typed.

    `portfolio` is the name of the one in which it would stand.
    """

    sentence: str
    line: int = 0
    meaning: Meaning | None = None
    tail: str = ""
    portfolio: str = ""


@dataclass(slots=True)
class Taken:
    """Holdings by the name of their portfolio, with the names of the companies; and what is not clear."""

    portfolios: dict[str, dict[str, Holding]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was left out or put together on purpose, each in a sentence."""
    left: int = 0
    """How many lines are in no portfolio, because nobody knows what they mean."""

    def held(self, name: str) -> tuple[Holding, ...]:
        """What was taken for one portfolio."""
        return tuple(self.portfolios.get(name, {}).values())


class Taking:
    """Finds out what is meant."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def statement(self, lines: Sequence[Line], name: str = "") -> Taken:
        """Take a statement. A portfolio's `name`, where it is given, holds for all of its lines.

        The same company twice, as in two accounts or two lots, is one holding.
        """
        taken = Taken()
        meanings = iter(await self._lookup.rows([each.tries for each in lines if each.tries]))
        funds: list[Line] = []
        unnamed: dict[str, list[Line]] = {}
        places: dict[tuple[str, str], list[int]] = {}
        for each in lines:
            meaning = next(meanings) if each.tries else None
            try:
                portfolio = name or named_by(each.portfolio)
            except DeskwireError:
                unnamed.setdefault(each.portfolio, []).append(each)
                continue
            if meaning is None:
                _leave(taken, Problem("There are figures, but no company.", each.line))
                continue
            if each.fund and meaning.security is None and not meaning.candidates:
                funds.append(each)
                continue
            _take(taken, portfolio, meaning, each)
            if meaning.symbol:
                places.setdefault((portfolio, meaning.symbol), []).append(each.line)
        for account, left in unnamed.items():
            _leave(taken, Problem(_nameless(account, left), left[0].line))
        _tell(taken, funds, places)
        return taken

    async def typed(self, text: str, quantity: Decimal | None, weight: float | None, name: str) -> Taken:
        """Take one holding."""
        taken = Taken()
        _take(taken, name, await self._lookup.meaning(text), Line(0, (text,), name, quantity, weight))
        return taken

    async def is_name(self, text: str) -> bool:
        """Whether what stands behind `import` is no company but the name of a portfolio: one word, as in growth."""
        if len(text.split()) != 1 or _NO_NAME.search(text) or len(text) > NAME_LENGTH:
            return False
        return all(each.security is None and not each.candidates for each in await self.companies(text))

    async def companies(self, text: str) -> Sequence[Meaning]:
        """The companies of a line."""
        return await self._lookup.companies(text)


def _take(taken: Taken, portfolio: str, meaning: Meaning, line: Line) -> None:
    if meaning.security is None:
        tail = tail_of(line.quantity, line.weight)
        _leave(taken, Problem(unclear(meaning), line.line, meaning, tail, portfolio))
        return
    if not meaning.symbol:
        known = meaning.security
        past = f", {known.past}" if known.past else ""
        _leave(taken, Problem(f"{known.name} has no listing{past}.", line.line))
        return
    if line.doubt:
        taken.problems.append(Problem(f"{meaning.symbol} is taken without it: {line.doubt}", line.line))
    held = taken.portfolios.setdefault(portfolio, {})
    before = held.get(meaning.symbol)
    held[meaning.symbol] = _together(before, Holding(meaning.symbol, line.quantity, line.weight))
    taken.names[meaning.symbol] = meaning.security.name


def _leave(taken: Taken, problem: Problem) -> None:
    taken.problems.append(problem)
    taken.left += 1


def _together(one: Holding | None, other: Holding) -> Holding:
    """Two lines as one holding; a figure that one of them lacks is known of neither."""
    if one is None:
        return other
    quantity = None if one.quantity is None or other.quantity is None else one.quantity + other.quantity
    weight = None if one.weight is None or other.weight is None else one.weight + other.weight
    return Holding(one.ticker, quantity, weight)


def named_by(account: str) -> str:
    """The name of the portfolio that holds an account: without the brackets and slashes that no name may have.

    Raises `DeskwireError("bad_input")` where that leaves too long a name.
    """
    return portfolio_named(_NO_NAME.sub(" ", account))


def _nameless(account: str, left: Sequence[Line]) -> str:
    count = say.numbers([each.line for each in left])
    return f"“{account[:60]}” is too long a name ({count}); import it with portfolio:growth, or another name."


def _tell(taken: Taken, funds: Sequence[Line], places: Mapping[tuple[str, str], Sequence[int]]) -> None:
    if funds:
        named = dict.fromkeys(f"“{each.tries[0][:30]}”" for each in funds)
        taken.notes.append(
            f"Left out as funds of which I know nothing: {some(list(named))}"
            f" ({say.numbers([each.line for each in funds])})."
        )
    again = [f"{symbol} ({say.numbers(lines)})" for (_, symbol), lines in places.items() if len(lines) > 1]
    if again:
        taken.notes.append(f"Added up, because several lines are of the same company: {some(again)}.")


def some(names: Sequence[str]) -> str:
    """Names in a row; beyond a handful the others are counted."""
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return say.listed([*names[:NAMED], *more])


def tail_of(quantity: Decimal | None, weight: float | None) -> str:
    """Figures as they can be typed behind a company."""
    parts = ["" if quantity is None else f"{quantity:f}", "" if weight is None else f"{weight * 100:.4f}%"]
    return " ".join(filter(None, parts))
