"""What a watchlist holds, and whose lists bear a name: all that a digest needs to know of lists."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, union

from bot.model import Team
from bot.store.family import Family
from bot.store.news_tables import watch_terms
from bot.store.tables import of_team, watches


@dataclass(frozen=True, slots=True)
class Members:
    """What a list holds, each in order of name."""

    tickers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tickers or self.themes or self.keywords)


class Listed(Family):
    """Lists by their members; `Watches` changes them."""

    async def members(self, team: Team, owner: str, list_name: str) -> Members:
        """What a list holds now; nothing where there is no such list."""
        tickers = (
            select(watches.c.ticker)
            .where(of_team(watches, team), watches.c.owner == owner, watches.c.list_name == list_name)
            .order_by(watches.c.ticker)
        )
        terms = (
            select(watch_terms.c.kind, watch_terms.c.term)
            .where(
                of_team(watch_terms, team), watch_terms.c.owner == owner, watch_terms.c.list_name == list_name
            )
            .order_by(watch_terms.c.term)
        )
        async with self._db.read() as connection:
            found = tuple((await connection.scalars(tickers)).all())
            rows = (await connection.execute(terms)).all()
        return Members(
            found,
            tuple(row.term for row in rows if row.kind == "theme"),
            tuple(row.term for row in rows if row.kind == "keyword"),
        )

    async def named(self, list_name: str) -> tuple[tuple[Team, str], ...]:
        """Every list of that name in the whole installation, as its team and owner, in order."""
        both = union(
            *(
                select(table.c.enterprise_id, table.c.team_id, table.c.owner)
                .where(table.c.list_name == list_name)
                .distinct()
                for table in (watches, watch_terms)
            )
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(both)).all()
        found = sorted((row.enterprise_id, row.team_id, row.owner) for row in rows)
        return tuple((Team(team, firm), owner) for firm, team, owner in found)
