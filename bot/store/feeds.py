"""Sources and what they showed: when each is polled next, by whom, how it fares, and every item once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_, update

from bot.model import Team
from bot.store.family import Family, RowLike
from bot.store.news_tables import feed_items, feeds
from bot.store.tables import jobs, of_team, team_values
from bot.store.types import Json

ItemState = Literal["new", "done", "dropped", "old", "failed", "alias"]
# An item is forgotten when its source has not shown it for this long.
KEEP_ITEMS = timedelta(days=60)
REMEMBER_AGAIN = timedelta(days=7)
MAX_ERROR = 500
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Feed:
    """A source. `every_s` is the shortest interval between polls; `error` is why the last poll failed, else ""."""

    team: Team
    name: str
    url: str
    kind: str
    every_s: int
    enabled: bool
    added_by: str
    added_at: datetime
    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str = ""
    lag_s: float | None = None
    items: int = 0
    owner: str = ""
    lease_until: datetime | None = None


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


class Feeds(Family):
    """Sources of one team, and those of `PUBLIC`, which everybody has."""

    async def put(self, feed: Feed) -> Feed:
        """Add a source, or change address, kind, interval and whether it is polled; what it was stays otherwise.

        A new address begins without validators and without failures. Returns the source as it now stands.
        """
        team, now = feed.team, self._clock()
        changed = {"url": feed.url, "kind": feed.kind, "every_s": feed.every_s, "enabled": feed.enabled}
        row = {**team_values(team), "name": feed.name, **changed}
        fresh = {
            "etag": None,
            "last_modified": None,
            "succeeded_at": None,
            "failures": 0,
            "error": "",
            "next_poll_at": now,
        }
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(feeds)
                .values(
                    **row, **fresh, added_by=feed.added_by, added_at=now, items=0, owner="", lease_until=None
                )
                .on_conflict_do_nothing()
            )
            mine = and_(of_team(feeds, team), feeds.c.name == feed.name)
            await connection.execute(update(feeds).where(mine, feeds.c.url != feed.url).values(**fresh))
            await connection.execute(update(feeds).where(mine).values(**changed))
            found = (await connection.execute(select(feeds).where(mine))).one()
        return _feed(found)

    async def remove(self, team: Team, name: str) -> bool:
        """Forget a source and what it showed; False if there was none."""
        async with self._db.write() as connection:
            await connection.execute(
                delete(feed_items).where(of_team(feed_items, team), feed_items.c.feed == name)
            )
            gone = await connection.execute(delete(feeds).where(of_team(feeds, team), feeds.c.name == name))
            return gone.rowcount > 0

    async def enable(self, team: Team, *, on: bool) -> int:
        """Poll the team's own sources, or (False) leave them alone; returns how many that changed."""
        query = update(feeds).where(of_team(feeds, team), feeds.c.enabled != on).values(enabled=on)
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount

    async def get(self, team: Team, name: str) -> Feed | None:
        """One source of this team."""
        async with self._db.read() as connection:
            query = select(feeds).where(of_team(feeds, team), feeds.c.name == name)
            row = (await connection.execute(query)).first()
        return None if row is None else _feed(row)

    async def list(self, team: Team) -> tuple[Feed, ...]:
        """The team's own sources, by name."""
        query = select(feeds).where(of_team(feeds, team)).order_by(feeds.c.name)
        async with self._db.read() as connection:
            return tuple(_feed(row) for row in await connection.execute(query))

    async def all(self) -> tuple[Feed, ...]:
        """Every source of everybody, for the metrics."""
        query = select(feeds).order_by(feeds.c.enterprise_id, feeds.c.team_id, feeds.c.name)
        async with self._db.read() as connection:
            return tuple(_feed(row) for row in await connection.execute(query))

    async def claim_due(self, owner: str, lease_s: float, limit: int, now: datetime) -> tuple[Feed, ...]:
        """Take up to `limit` enabled sources that are due and that nobody polls now, for `lease_s` seconds."""
        free = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)
        due = and_(feeds.c.enabled, feeds.c.next_poll_at <= now, free)
        async with self._db.read() as connection:
            if (await connection.execute(select(feeds.c.name).where(due).limit(1))).first() is None:
                return ()
        key = (feeds.c.enterprise_id, feeds.c.team_id, feeds.c.name)
        async with self._db.write() as connection:
            picked = (
                select(*key)
                .where(due)
                .order_by(feeds.c.next_poll_at, *key)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
            taken = [tuple(row) for row in await connection.execute(picked)]
            if not taken:
                return ()
            rows = await connection.execute(
                update(feeds)
                .where(tuple_(*key).in_(taken))
                .values(owner=owner, lease_until=now + timedelta(seconds=lease_s), polled_at=now)
                .returning(feeds)
            )
            return tuple(sorted((_feed(row) for row in rows), key=lambda feed: feed.next_poll_at))

    async def renew(self, feed: Feed, lease_s: float, now: datetime) -> bool:
        """Keep a claimed source longer; False when somebody else has it now."""
        until = now + timedelta(seconds=lease_s)
        async with self._db.write() as connection:
            done = await connection.execute(update(feeds).where(_held(feed)).values(lease_until=until))
            return done.rowcount == 1

    async def succeeded(
        self,
        feed: Feed,
        now: datetime,
        *,
        next_poll_at: datetime,
        etag: str | None = None,
        last_modified: str | None = None,
        lag_s: float | None = None,
        found: int = 0,
    ) -> bool:
        """A poll went well. `lag_s` is how late its newest item came, None where nothing new did.

        False, and nothing written, when the lease went to somebody else meanwhile.
        """
        values: dict[str, object] = {
            "succeeded_at": now,
            "next_poll_at": next_poll_at,
            "etag": etag,
            "last_modified": last_modified,
            "failures": 0,
            "error": "",
            "items": feeds.c["items"] + found,
            **_FREE,
        }
        if lag_s is not None:
            values["lag_s"] = lag_s
        async with self._db.write() as connection:
            return (await connection.execute(update(feeds).where(_held(feed)).values(**values))).rowcount == 1

    async def failed(self, feed: Feed, error: str, *, next_poll_at: datetime) -> bool:
        """A poll failed; False, and nothing written, when the lease went to somebody else meanwhile."""
        values = {
            "failures": feeds.c.failures + 1,
            "error": error[:MAX_ERROR],
            "next_poll_at": next_poll_at,
            **_FREE,
        }
        async with self._db.write() as connection:
            return (await connection.execute(update(feeds).where(_held(feed)).values(**values))).rowcount == 1

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
        values = {"state": state, "reason": reason[:MAX_ERROR], "article_id": article_id}
        async with self._db.write() as connection:
            query = update(feed_items).where(_among(team, feed, [key])).values(**values)
            return (await connection.execute(query)).rowcount == 1

    async def item_counts(self, team: Team, feed: str) -> dict[str, int]:
        """How many items of a source are in each state; other names of the same item are not counted."""
        query = (
            select(feed_items.c.state, func.count().label("n"))
            .where(of_team(feed_items, team), feed_items.c.feed == feed, feed_items.c.state != "alias")
            .group_by(feed_items.c.state)
        )
        async with self._db.read() as connection:
            return {row.state: row.n for row in await connection.execute(query)}

    async def abandon(self) -> int:
        """End every lease at once: for the start of a process that is the only one at its database."""
        async with self._db.write() as connection:
            query = update(feeds).where(feeds.c.lease_until.is_not(None)).values(**_FREE)
            return (await connection.execute(query)).rowcount

    async def prune(self, now: datetime) -> int:
        """Forget items that no source has shown for `KEEP_ITEMS`; returns how many."""
        async with self._db.write() as connection:
            query = delete(feed_items).where(feed_items.c.seen_at < now - KEEP_ITEMS)
            return (await connection.execute(query)).rowcount


_FREE: dict[str, object] = {"owner": "", "lease_until": None}


def _held(feed: Feed) -> ColumnElement[bool]:
    return and_(of_team(feeds, feed.team), feeds.c.name == feed.name, feeds.c.owner == feed.owner)


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


def _feed(row: RowLike) -> Feed:
    values = {name: getattr(row, name) for name in _FEED_COLUMNS}
    return Feed(team=Team(row.team_id, row.enterprise_id), **values)


_FEED_COLUMNS = tuple(c.name for c in feeds.columns if c.name not in ("enterprise_id", "team_id"))


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
