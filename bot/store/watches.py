"""Watchlists: the tickers, themes and keywords that a person, a channel or the team follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Table, and_, delete, func, literal, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import DeskwireError
from bot.model import Team
from bot.store.family import Family
from bot.store.news_tables import watch_terms
from bot.store.tables import of_team, team_values, watches

MOST_MEMBERS = 1_000
"""How much a list may hold; a file with more is a mistake, or belongs into several lists."""
MOST_LISTS = 100
AT_ONCE = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Members:
    """What a list holds, each in order of name."""

    tickers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tickers or self.themes or self.keywords)

    def __len__(self) -> int:
        return len(self.tickers) + len(self.themes) + len(self.keywords)

    def without(self, other: Members) -> Members:
        """What of these is not among the others."""
        return Members(
            _left(self.tickers, other.tickers),
            _left(self.themes, other.themes),
            _left(self.keywords, other.keywords),
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A list by its owner (a user, a channel or "team") and name; the default list of an owner has none."""

    owner: str
    list_name: str
    members: Members


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did: only what was not there before was added, and only what was there removed."""

    added: Members
    removed: Members
    size: int


class Watches(Family):
    """Lists and what they hold. A list is there as long as it holds something."""

    async def members(self, team: Team, owner: str, list_name: str) -> Members:
        """What a list holds now; nothing where there is no such list."""
        found = await self.lists(team, [owner], list_name)
        return found[0].members if found else Members()

    async def lists(
        self, team: Team, owners: Sequence[str], list_name: str | None = None
    ) -> tuple[Listed, ...]:
        """The lists of these owners, all or those of one name, by owner (in the order given) and name."""
        query = union(*(_rows(table, kind, team, owners, list_name) for table, kind in _KINDS))
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        held: dict[tuple[str, str], dict[str, list[str]]] = {}
        for row in rows:
            held.setdefault((row.owner, row.list_name), {}).setdefault(row.kind, []).append(row.member)
        places = {owner: number for number, owner in enumerate(owners)}
        return tuple(
            Listed(owner, name, _members(held[owner, name]))
            for owner, name in sorted(held, key=lambda each: (places[each[0]], each[1]))
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

    async def change(
        self,
        team: Team,
        owner: str,
        list_name: str,
        *,
        add: Members = Members(),
        remove: Members = Members(),
    ) -> Changed:
        """Take `remove` off a list and put `add` on it, all or nothing.

        Raises `DeskwireError("bad_input")` where the list, or the number of lists, would grow too long.
        """
        async with self._db.write() as connection:
            removed = await self._remove(connection, team, owner, list_name, remove)
            added = await self._add(connection, team, owner, list_name, add)
            size = await self._size(connection, team, owner, list_name)
            if added and size > MOST_MEMBERS:
                raise DeskwireError(
                    "bad_input",
                    f"A watchlist holds at most {MOST_MEMBERS:,} entries; split it into several with list:NAME.",
                )
            if added and await self._lists_of(connection, team, owner) > MOST_LISTS:
                raise DeskwireError(
                    "bad_input", f"There are {MOST_LISTS} watchlists already; clear one first."
                )
        return Changed(added, removed, size)

    async def clear(self, team: Team, owner: str, list_name: str) -> Members:
        """Take everything off a list; returns what stood there."""
        held: defaultdict[str, list[str]] = defaultdict(list)
        async with self._db.write() as connection:
            for table, column, kind in ((watches, "ticker", None), (watch_terms, "term", "kind")):
                query = delete(table).where(_of_list(table, team, owner, list_name)).returning(table)
                for row in (await connection.execute(query)).all():
                    held[getattr(row, kind) if kind else "ticker"].append(getattr(row, column))
        return _members(held)

    async def _add(
        self, connection: AsyncConnection, team: Team, owner: str, list_name: str, wanted: Members
    ) -> Members:
        key = team_values(team) | {"owner": owner, "list_name": list_name, "added_at": self._clock()}
        tickers = await self._insert_new(
            connection, watches, "ticker", [key | {"ticker": each} for each in wanted.tickers]
        )
        terms = {}
        for kind, said in (("theme", wanted.themes), ("keyword", wanted.keywords)):
            rows = [key | {"kind": kind, "term": each} for each in said]
            terms[kind] = await self._insert_new(connection, watch_terms, "term", rows)
        return Members(tickers, terms["theme"], terms["keyword"])

    async def _insert_new(
        self, connection: AsyncConnection, table: Table, column: str, rows: Sequence[Mapping[str, Any]]
    ) -> tuple[str, ...]:
        new: list[str] = []
        for some in _portions(rows):
            query = self._insert(table).values(some).on_conflict_do_nothing().returning(table.c[column])
            new += (await connection.scalars(query)).all()
        return tuple(sorted(new))

    async def _remove(
        self, connection: AsyncConnection, team: Team, owner: str, list_name: str, unwanted: Members
    ) -> Members:
        async def off(table: Table, column: str, said: Sequence[str], *conditions: Any) -> tuple[str, ...]:
            gone: list[str] = []
            for some in _portions(said):
                query = (
                    delete(table)
                    .where(_of_list(table, team, owner, list_name), table.c[column].in_(some), *conditions)
                    .returning(table.c[column])
                )
                gone += (await connection.scalars(query)).all()
            return tuple(sorted(gone))

        return Members(
            await off(watches, "ticker", unwanted.tickers),
            await off(watch_terms, "term", unwanted.themes, watch_terms.c.kind == "theme"),
            await off(watch_terms, "term", unwanted.keywords, watch_terms.c.kind == "keyword"),
        )

    async def _size(self, connection: AsyncConnection, team: Team, owner: str, list_name: str) -> int:
        counts = [
            await connection.scalar(
                select(func.count()).select_from(table).where(_of_list(table, team, owner, list_name))
            )
            for table in (watches, watch_terms)
        ]
        return sum(count or 0 for count in counts)

    async def _lists_of(self, connection: AsyncConnection, team: Team, owner: str) -> int:
        names = union(
            *(
                select(table.c.list_name).where(of_team(table, team), table.c.owner == owner)
                for table in (watches, watch_terms)
            )
        ).subquery()
        return await connection.scalar(select(func.count()).select_from(names)) or 0


_KINDS = ((watches, "ticker"), (watch_terms, ""))


def _rows(table: Table, kind: str, team: Team, owners: Sequence[str], list_name: str | None) -> Any:
    member = table.c.ticker if kind else table.c.term
    query = select(
        table.c.owner,
        table.c.list_name,
        (literal(kind) if kind else table.c.kind).label("kind"),
        member.label("member"),
    ).where(of_team(table, team), table.c.owner.in_(owners))
    return query if list_name is None else query.where(table.c.list_name == list_name)


def _of_list(table: Table, team: Team, owner: str, list_name: str) -> Any:
    return and_(of_team(table, team), table.c.owner == owner, table.c.list_name == list_name)


def _members(held: Mapping[str, Sequence[str]]) -> Members:
    return Members(*(tuple(sorted(held.get(kind, ()))) for kind in ("ticker", "theme", "keyword")))


def _portions(rows: Sequence[T]) -> list[Sequence[T]]:
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


def _left(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    taken = set(theirs)
    return tuple(each for each in ours if each not in taken)
