"""Portfolios: what a person, a channel or the team holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import DeskwireError
from bot.model import Team
from bot.store.family import Family, RowLike
from bot.store.news_tables import holdings
from bot.store.tables import of_team, team_values

MOST_HOLDINGS = 2_000
"""How many companies a portfolio may hold; a file with more is a mistake, or belongs into several."""
MOST_PORTFOLIOS = 50
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Holding:
    """A company that is held: its symbol, how many shares, and the part of the portfolio that it makes up.

    A short position has a negative `quantity` and `weight`. Each is None where nobody said it; a `weight` of 0.05 is
    5 % of the portfolio.
    """

    ticker: str
    quantity: Decimal | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A portfolio by its owner (a user, a channel or "team") and name; the only one of an owner may have none."""

    owner: str
    name: str
    holdings: tuple[Holding, ...]
    changed_at: datetime

    @property
    def tickers(self) -> tuple[str, ...]:
        """What is held, in order of symbol."""
        return tuple(each.ticker for each in self.holdings)


class Holdings(Family):
    """Portfolios and what they hold. A portfolio is there as long as it holds something."""

    async def portfolios(
        self, team: Team, owners: Sequence[str], name: str | None = None
    ) -> tuple[Portfolio, ...]:
        """The portfolios of these owners, all or those of one name, by owner (in the order given) and name."""
        query = select(holdings).where(of_team(holdings, team), holdings.c.owner.in_(owners))
        if name is not None:
            query = query.where(holdings.c.portfolio == name)
        async with self._db.read() as connection:
            rows = (await connection.execute(query.order_by(holdings.c.ticker))).all()
        held: dict[tuple[str, str], list[RowLike]] = {}
        for row in rows:
            held.setdefault((row.owner, row.portfolio), []).append(row)
        places = {owner: number for number, owner in enumerate(owners)}
        return tuple(
            Portfolio(*key, tuple(map(_holding, held[key])), max(row.changed_at for row in held[key]))
            for key in sorted(held, key=lambda each: (places[each[0]], each[1]))
        )

    async def of(self, team: Team, owner: str, name: str) -> tuple[Holding, ...]:
        """What a portfolio holds now, in order of symbol; nothing where there is no such portfolio."""
        found = await self.portfolios(team, [owner], name)
        return found[0].holdings if found else ()

    async def named(self, name: str) -> tuple[tuple[Team, str], ...]:
        """Every portfolio of that name in the whole installation, as its team and owner, in order."""
        query = (
            select(holdings.c.enterprise_id, holdings.c.team_id, holdings.c.owner)
            .where(holdings.c.portfolio == name)
            .distinct()
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        found = sorted((row.enterprise_id, row.team_id, row.owner) for row in rows)
        return tuple((Team(team, firm), owner) for firm, team, owner in found)

    async def put(
        self, team: Team, owner: str, name: str, held: Iterable[Holding], *, replace: bool = False
    ) -> tuple[str, ...]:
        """Hold these, each with this quantity and weight from now on; returns what is no longer held.

        `replace` takes out whatever is not among them. All or nothing. Raises `DeskwireError("bad_input")` where the
        portfolio, or the number of portfolios, would grow too long.
        """
        wanted = {each.ticker: each for each in held}
        async with self._db.write() as connection:
            await self._alone(connection, team, owner)
            before = set(await self._tickers(connection, team, owner, name))
            gone = sorted(before - wanted.keys()) if replace else []
            await self._delete(connection, team, owner, name, gone)
            await self._upsert(connection, team, owner, name, list(wanted.values()))
            if len(before | wanted.keys()) - len(gone) > MOST_HOLDINGS:
                raise DeskwireError(
                    "bad_input",
                    f"A portfolio holds at most {MOST_HOLDINGS:,} companies; split it into several.",
                )
            if wanted and not before and await self._count(connection, team, owner) > MOST_PORTFOLIOS:
                raise DeskwireError(
                    "bad_input", f"There are {MOST_PORTFOLIOS} portfolios already; clear one first."
                )
        return tuple(gone)

    async def remove(self, team: Team, owner: str, name: str, tickers: Sequence[str]) -> tuple[str, ...]:
        """Hold these no longer; returns those that were held."""
        async with self._db.write() as connection:
            before = await self._tickers(connection, team, owner, name)
            gone = sorted(set(before) & set(tickers))
            await self._delete(connection, team, owner, name, gone)
        return tuple(gone)

    async def clear(self, team: Team, owner: str, name: str) -> tuple[Holding, ...]:
        """Hold nothing any more; returns what was held."""
        async with self._db.write() as connection:
            query = delete(holdings).where(_of_portfolio(team, owner, name)).returning(holdings)
            rows = (await connection.execute(query)).all()
        return tuple(sorted(map(_holding, rows), key=lambda each: each.ticker))

    async def _alone(self, connection: AsyncConnection, team: Team, owner: str) -> None:
        """Wait for whoever changes a portfolio of this owner now: two statements at once must not become one.

        On SQLite there is one writer at a time anyway.
        """
        if self._db.dialect == "postgresql":
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
                {"name": f"holdings:{team.enterprise_id}:{team.team_id}:{owner}"},
            )

    async def _upsert(
        self, connection: AsyncConnection, team: Team, owner: str, name: str, wanted: Sequence[Holding]
    ) -> None:
        key = team_values(team) | {"owner": owner, "portfolio": name, "changed_at": self._clock()}
        for start in range(0, len(wanted), AT_ONCE):
            rows = [
                {
                    **key,
                    "ticker": each.ticker,
                    "quantity": None if each.quantity is None else f"{each.quantity:f}",
                    "weight": each.weight,
                }
                for each in wanted[start : start + AT_ONCE]
            ]
            query = self._insert(holdings).values(rows)
            new = {column: query.excluded[column] for column in ("quantity", "weight", "changed_at")}
            await connection.execute(
                query.on_conflict_do_update(index_elements=list(holdings.primary_key), set_=new)
            )

    async def _delete(
        self, connection: AsyncConnection, team: Team, owner: str, name: str, gone: Sequence[str]
    ) -> None:
        for start in range(0, len(gone), AT_ONCE):
            some = gone[start : start + AT_ONCE]
            await connection.execute(
                delete(holdings).where(_of_portfolio(team, owner, name), holdings.c.ticker.in_(some))
            )

    async def _tickers(self, connection: AsyncConnection, team: Team, owner: str, name: str) -> Sequence[str]:
        query = select(holdings.c.ticker).where(_of_portfolio(team, owner, name))
        return (await connection.scalars(query)).all()

    async def _count(self, connection: AsyncConnection, team: Team, owner: str) -> int:
        names = select(holdings.c.portfolio).where(of_team(holdings, team), holdings.c.owner == owner)
        return await connection.scalar(select(func.count()).select_from(names.distinct().subquery())) or 0


def _of_portfolio(team: Team, owner: str, name: str) -> ColumnElement[bool]:
    return and_(of_team(holdings, team), holdings.c.owner == owner, holdings.c.portfolio == name)


def _holding(row: RowLike) -> Holding:
    return Holding(row.ticker, None if row.quantity is None else Decimal(row.quantity), row.weight)
