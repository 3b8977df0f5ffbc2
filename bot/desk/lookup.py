"""Companies and themes by what people type, looked up in a worker process: the master of securities is large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk import tasks
from bot.desk.companies import Meaning
from bot.work.pool import WorkerPool


class Lookup:
    """Asks a worker. `prefer` is the country whose listing is meant where a company has several."""

    def __init__(self, pool: WorkerPool, prefer: str, timeout_s: float) -> None:
        self._pool = pool
        self._prefer = prefer
        self._timeout_s = timeout_s

    async def meaning(self, text: str) -> Meaning:
        """What one name or symbol means."""
        return await self._pool.run(tasks.meaning, text, self._prefer, timeout_s=self._timeout_s)

    async def companies(self, line: str) -> Sequence[Meaning]:
        """The companies of a typed line, in order."""
        return await self._pool.run(tasks.companies, line, self._prefer, timeout_s=self._timeout_s)

    async def rows(self, rows: Sequence[Sequence[str]]) -> Sequence[Meaning]:
        """The company of each row of a file, named in one or several ways."""
        return await self._pool.run(tasks.company_rows, rows, self._prefer, timeout_s=self._timeout_s)

    async def names(self, symbols: Sequence[str]) -> Mapping[str, str]:
        """The names behind symbols; those that are not known are left out."""
        if not symbols:
            return {}
        return await self._pool.run(tasks.company_names, symbols, timeout_s=self._timeout_s)

    async def themes(self) -> Sequence[str]:
        """The themes that can be watched, by name."""
        return await self._pool.run(tasks.themes, timeout_s=self._timeout_s)
