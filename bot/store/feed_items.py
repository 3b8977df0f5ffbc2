"""What sources showed: every item once, by whatever marks it is known again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from bot.model import Team
from bot.store.family import Family, RowLike
from bot.store.news_tables import feed_items
from bot.store.tables import jobs, of_team, team_values
from bot.store.types import Json

ItemState = Literal["new", "done", "dropped", "old", "failed", "alias"]
# An item is forgotten when its source has not shown it for this long.
KEEP_ITEMS = timedelta(days=60)
REMEMBER_AGAIN = timedelta(days=7)
MAX_REASON = 500
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item as a poll found it; `keys` are all its names, the first one its own.

    `state` is `new` when it is to be read, `old` when it is only remembered (with the `reason`). `payload` goes
    into its job.
    """

    keys: tuple[str, ...]
    url: str
    title: str
    published_at: datetime | None
    state: Literal["new", "old"] = "new"
    reason: str = ""
    payload: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item that a source showed, and what became of it."""

    team: Team
    feed: str
    key: str
    url: str
    title: str
    published_at: datetime | None
    seen_at: datetime
    state: ItemState
    reason: str = ""
    article_id: str | None = None


class FeedItems(Family):
    """Items of a source, which its team or `PUBLIC` owns."""

    async def known(self, team: Team, feed: str, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys that this source showed before."""
        async with self._db.read() as connection:
            found: set[str] = set()
            for chunk in _chunks(list(keys)):
                rows = await connection.scalars(select(feed_items.c.key).where(_among(team, feed, chunk)))
                found.update(rows)
        return frozenset(found)

    async def record(
        self, team: Team, feed: str, found: Sequence[FoundItem], *, now: datetime, attempts: int
    ) -> int:
        """Remember items, and queue a job of kind `item` for each new one, in one transaction.

        An item is new when none of its keys is known. Returns how many were new and are to be read. Items that
        are shown still are remembered longer.
        """
        if not found:
            return 0
        every = list(dict.fromkeys(key for item in found for key in item.keys))
        async with self._db.write() as connection:
            known: set[str] = set()
            for chunk in _chunks(every):
                among = _among(team, feed, chunk)
                known.update(await connection.scalars(select(feed_items.c.key).where(among)))
                stale = and_(among, feed_items.c.seen_at < now - REMEMBER_AGAIN)
                await connection.execute(update(feed_items).where(stale).values(seen_at=now))
            rows: list[dict[str, object]] = []
            to_read: list[FoundItem] = []
            for item in found:
                fresh = known.isdisjoint(item.keys)
                # An item that was known by one mark and now bears another is known by both from here on.
                unnamed = [key for key in dict.fromkeys(item.keys) if key not in known]
                known.update(unnamed)
                for key in unnamed:
                    own = fresh and key == item.keys[0]
                    rows.append(_row(team, feed, item, key, now, own=own))
                if fresh and item.state == "new":
                    to_read.append(item)
            # Another process may record the same now: whoever writes an item's own row queues its job. Always in
            # one order, so that the two never wait for each other.
            rows.sort(key=lambda row: str(row["key"]))
            written: set[str] = set()
            for start in range(0, len(rows), _CHUNK):
                insert = (
                    self._insert(feed_items).values(rows[start : start + _CHUNK]).on_conflict_do_nothing()
                )
                written.update(await connection.scalars(insert.returning(feed_items.c.key)))
            work = [_job(team, feed, item, now, attempts) for item in to_read if item.keys[0] in written]
            if work:
                await connection.execute(jobs.insert(), work)
        return len(work)

    async def item(self, team: Team, feed: str, key: str) -> StoredItem | None:
        """One item."""
        query = select(feed_items).where(_among(team, feed, [key]))
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _item(row)

    async def settle(
        self,
        team: Team,
        feed: str,
        key: str,
        state: ItemState,
        *,
        reason: str = "",
        article_id: str | None = None,
    ) -> bool:
        """Say what became of an item; False if the source showed none by that key."""
        values = {"state": state, "reason": reason[:MAX_REASON], "article_id": article_id}
        async with self._db.write() as connection:
            query = update(feed_items).where(_among(team, feed, [key])).values(**values)
            return (await connection.execute(query)).rowcount == 1

    async def counts(self, team: Team, feed: str) -> dict[str, int]:
        """How many items of a source are in each state; other names of the same item are not counted."""
        query = (
            select(feed_items.c.state, func.count().label("n"))
            .where(of_team(feed_items, team), feed_items.c.feed == feed, feed_items.c.state != "alias")
            .group_by(feed_items.c.state)
        )
        async with self._db.read() as connection:
            return {row.state: row.n for row in await connection.execute(query)}

    async def prune(self, now: datetime) -> int:
        """Forget items that no source has shown for `KEEP_ITEMS`; returns how many."""
        async with self._db.write() as connection:
            query = delete(feed_items).where(feed_items.c.seen_at < now - KEEP_ITEMS)
            return (await connection.execute(query)).rowcount


def _among(team: Team, feed: str, keys: Sequence[str]) -> ColumnElement[bool]:
    return and_(of_team(feed_items, team), feed_items.c.feed == feed, feed_items.c.key.in_(keys))


def _row(team: Team, feed: str, item: FoundItem, key: str, now: datetime, *, own: bool) -> dict[str, object]:
    return {
        **team_values(team),
        "feed": feed,
        "key": key,
        "url": item.url if own else "",
        "title": item.title if own else "",
        "published_at": item.published_at,
        "seen_at": now,
        "state": item.state if own else "alias",
        "reason": item.reason if own else item.keys[0],
    }


def _job(team: Team, feed: str, item: FoundItem, now: datetime, attempts: int) -> dict[str, object]:
    return {
        **team_values(team),
        "kind": "item",
        "payload": {**item.payload, "feed": feed, "key": item.keys[0]},
        "state": "ready",
        "run_at": now,
        "max_attempts": attempts,
        "created_at": now,
    }


def _chunks(values: Sequence[str]) -> list[Sequence[str]]:
    """SQLite takes a limited number of values at once."""
    return [values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK)]


def _item(row: RowLike) -> StoredItem:
    return StoredItem(
        team=Team(row.team_id, row.enterprise_id),
        feed=row.feed,
        key=row.key,
        url=row.url,
        title=row.title,
        published_at=row.published_at,
        seen_at=row.seen_at,
        state=row.state,
        reason=row.reason,
        article_id=row.article_id,
    )
