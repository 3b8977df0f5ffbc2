"""Cards: which brief stands where in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Team
from bot.store.family import Family, RowLike, url_key
from bot.store.tables import cards, of_team, team_values
from bot.store.types import Json

CardState = Literal[
    "reading", "posted", "failed", "deleted", "suppressed", "answered", "pointer", "unconfirmed"
]
"""`answered`: shown to one person only. `pointer`: it points to another card. `unconfirmed`: nobody can say
whether its message was posted."""
LIVE: tuple[CardState, ...] = ("reading", "posted")


@dataclass(frozen=True, slots=True)
class Card:
    """A brief in a channel. `ts` is known once something was posted; `extra` is JSON for corrections."""

    id: str
    team: Team
    channel: str
    canonical_url: str
    asked_by: str
    delivery_key: str
    thread_ts: str | None = None
    ts: str | None = None
    article_id: str | None = None
    state: CardState = "reading"
    posted_at: datetime | None = None
    created_at: datetime | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)


class Cards(Family):
    """Cards by id, by message and by address."""

    async def put(self, card: Card) -> None:
        """Store a card, in the place of an earlier state of it."""
        async with self._db.write() as connection:
            await self._put(connection, card)

    async def reserve(self, card: Card, since: datetime) -> Card:
        """Store the card unless its channel has a live one for the address since then: the one that holds.

        Two jobs that meet the same link at once get the same answer.
        """
        async with self._db.write() as connection:
            if self._db.dialect == "postgresql":
                name = "\n".join(
                    (card.team.enterprise_id, card.team.team_id, card.channel, card.canonical_url)
                )
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": url_key(name)}
                )
            found = await self._find(connection, card.team, card.channel, card.canonical_url, since)
            if found is not None:
                return found
            return await self._put(connection, card)

    async def rename(self, team: Team, card_id: str, canonical_url: str, since: datetime) -> Card | None:
        """Give a card the address its article turned out to have, unless another live card of its channel
        has it: then that card is returned and nothing changes.
        """
        mine = and_(of_team(cards, team), cards.c.id == card_id)
        async with self._db.write() as connection:
            row = (await connection.execute(select(cards).where(mine))).first()
            if row is None or row.url_key == url_key(canonical_url):
                return None
            await self._lock(connection, team, row.channel, canonical_url)
            found = await self._find(connection, team, row.channel, canonical_url, since)
            if found is not None and found.id != card_id:
                return found
            changes = {"canonical_url": canonical_url, "url_key": url_key(canonical_url)}
            await connection.execute(update(cards).where(mine).values(**changes))
        return None

    async def get(self, team: Team, card_id: str) -> Card | None:
        """The card with this id."""
        query = select(cards).where(of_team(cards, team), cards.c.id == card_id)
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _card(row)

    async def at(self, team: Team, channel: str, ts: str) -> Card | None:
        """The card that this message shows."""
        query = select(cards).where(of_team(cards, team), cards.c.channel == channel, cards.c.ts == ts)
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _card(row)

    async def find(self, team: Team, channel: str, canonical_url: str, since: datetime) -> Card | None:
        """The newest live card (being read, or posted) for an address in a channel since then."""
        async with self._db.read() as connection:
            return await self._find(connection, team, channel, canonical_url, since)

    async def update(
        self,
        team: Team,
        card_id: str,
        *,
        ts: str | None = None,
        article_id: str | None = None,
        state: CardState | None = None,
        posted_at: datetime | None = None,
        extra: Mapping[str, Json] | None = None,
    ) -> Card | None:
        """Change what is given and leave the rest; returns the card as it is now."""
        given = {
            "ts": ts,
            "article_id": article_id,
            "state": state,
            "posted_at": posted_at,
            "extra": None if extra is None else dict(extra),
        }
        changes = {name: value for name, value in given.items() if value is not None}
        if not changes:
            return await self.get(team, card_id)
        query = (
            update(cards)
            .where(of_team(cards, team), cards.c.id == card_id)
            .values(**changes)
            .returning(cards)
        )
        async with self._db.write() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _card(row)

    async def _lock(self, connection: AsyncConnection, team: Team, channel: str, canonical_url: str) -> None:
        """SQLite has one writer anyway; PostgreSQL waits here for whoever reserves the same address."""
        if self._db.dialect == "postgresql":
            name = "\n".join((team.enterprise_id, team.team_id, channel, canonical_url))
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": url_key(name)}
            )

    async def _find(
        self, connection: AsyncConnection, team: Team, channel: str, canonical_url: str, since: datetime
    ) -> Card | None:
        query = (
            select(cards)
            .where(
                of_team(cards, team),
                and_(cards.c.channel == channel, cards.c.url_key == url_key(canonical_url)),
                cards.c.state.in_(LIVE),
                func.coalesce(cards.c.posted_at, cards.c.created_at) >= since,
            )
            .order_by(cards.c.created_at.desc())
            .limit(1)
        )
        row = (await connection.execute(query)).first()
        return None if row is None else _card(row)

    async def _put(self, connection: AsyncConnection, card: Card) -> Card:
        key = team_values(card.team) | {"id": card.id}
        values = {
            "channel": card.channel,
            "ts": card.ts,
            "thread_ts": card.thread_ts,
            "url_key": url_key(card.canonical_url),
            "canonical_url": card.canonical_url,
            "article_id": card.article_id,
            "asked_by": card.asked_by,
            "delivery_key": card.delivery_key,
            "state": card.state,
            "extra": dict(card.extra),
            "posted_at": card.posted_at,
        }
        query = (
            self._insert(cards)
            .values(**key, **values, created_at=card.created_at or self._clock())
            .on_conflict_do_update(index_elements=list(key), set_=values)
            .returning(cards)
        )
        return _card((await connection.execute(query)).one())


def _card(row: RowLike) -> Card:
    return Card(
        id=row.id,
        team=Team(row.team_id, row.enterprise_id),
        channel=row.channel,
        canonical_url=row.canonical_url,
        asked_by=row.asked_by,
        delivery_key=row.delivery_key,
        thread_ts=row.thread_ts,
        ts=row.ts,
        article_id=row.article_id,
        state=row.state,
        posted_at=row.posted_at,
        created_at=row.created_at,
        extra=row.extra,
    )
