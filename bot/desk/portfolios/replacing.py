"""A statement becomes what is held: the next one replaces the last."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.desk.areas import Asked
from bot.desk.portfolios import statement
from bot.desk.portfolios.taking import Problem, Taking
from bot.errors import DeskwireError
from bot.store.holdings import Holding
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a statement did to one portfolio: how many holdings are new, what is gone, what was kept in doubt.

    `before` is what was held.
    """

    name: str
    new: int
    gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    before: tuple[Holding, ...] = ()


@dataclass(slots=True)
class Brought:
    """What a statement brought; `notes` are sentences on what was left out or put together on purpose."""

    done: list[Replaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Replacing:
    """Reads statements and holds what they say from then on. Every change is audited."""

    def __init__(self, store: Store, taking: Taking) -> None:
        self._store = store
        self._taking = taking

    async def take(self, asked: Asked, owner: str, texts: Sequence[str], name: str) -> Brought:
        """Take statements into an owner's portfolios; a `name` that is given holds for all of them.

        Raises `DeskwireError("bad_input")` where nothing could be read, or nothing taken for one reason.
        """
        read = [await asyncio.to_thread(statement.read, text, together=bool(name)) for text in texts]
        lines = [line for each in read for line in each.lines]
        notes = [note for each in read for note in each.notes]
        if len(read) > 1 and any(line.weight is not None for line in lines):
            # Each file's weights are parts of what stands in that file.
            lines = [replace(line, weight=None) for line in lines]
            notes.append("These were several statements, so I took their quantities and not their weights.")
        taken = await self._taking.statement(lines, name)
        brought = Brought(problems=taken.problems, notes=notes)
        brought.notes += taken.notes
        # A line that nobody understood may be one of those that the statement seems to lack.
        whole = not taken.left
        refused: DeskwireError | None = None
        for portfolio in taken.portfolios:
            try:
                brought.done.append(
                    await self._put(asked, owner, portfolio, taken.held(portfolio), whole=whole)
                )
            except DeskwireError as error:
                if error.code != "bad_input":
                    raise
                refused = error
                brought.notes.append(
                    f"Nothing was put into portfolio:{portfolio or 'default'}. {error.message}"
                )
        if refused is not None and not brought.done:
            raise refused
        return brought

    async def _put(
        self, asked: Asked, owner: str, name: str, held: Sequence[Holding], *, whole: bool
    ) -> Replaced:
        there = await self._store.holdings.of(asked.team, owner, name)
        before = {each.ticker for each in there}
        gone = await self._store.holdings.put(asked.team, owner, name, held, replace=whole)
        tickers = [each.ticker for each in held]
        kept = () if whole else tuple(sorted(before - set(tickers)))
        await audit(self._store, asked, owner, "import", name, tickers, gone)
        return Replaced(name, len(set(tickers) - before), gone, kept, there)


async def audit(
    store: Store, asked: Asked, owner: str, action: str, name: str, held: Sequence[str], gone: Sequence[str]
) -> None:
    """Write down what somebody did to a portfolio."""
    detail = {"action": action, "portfolio": name, "held": list(held), "removed": list(gone)}
    await store.audit.add(asked.team, "portfolio", asked.user, owner, detail)
