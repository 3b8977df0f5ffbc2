"""Sources: when each is polled next, by whom, and how it fares. What they showed stands in `FeedItems`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, tuple_, update

from bot.model import Team
from bot.store.family import Family, RowLike
from bot.store.news_tables import feed_items, feeds
from bot.store.tables import of_team, team_values

MAX_ERROR = 500


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

    async def abandon(self) -> int:
        """End every lease at once: for the start of a process that is the only one at its database."""
        async with self._db.write() as connection:
            query = update(feeds).where(feeds.c.lease_until.is_not(None)).values(**_FREE)
            return (await connection.execute(query)).rowcount


_FREE: dict[str, object] = {"owner": "", "lease_until": None}


def _held(feed: Feed) -> ColumnElement[bool]:
    return and_(of_team(feeds, feed.team), feeds.c.name == feed.name, feeds.c.owner == feed.owner)


def _feed(row: RowLike) -> Feed:
    values = {name: getattr(row, name) for name in _FEED_COLUMNS}
    return Feed(team=Team(row.team_id, row.enterprise_id), **values)


_FEED_COLUMNS = tuple(c.name for c in feeds.columns if c.name not in ("enterprise_id", "team_id"))
