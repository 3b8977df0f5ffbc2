"""What a workspace decided for itself: names, channels, restricted tickers, mutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, or_, select

from bot.model import Team
from bot.store.family import Family
from bot.store.tables import aliases, channels, mutes, of_team, restricted, team_values
from bot.store.types import Json

LinksMode = Literal["off", "reaction", "auto"]
MuteKind = Literal["ticker", "source", "story"]


class Aliases(Family):
    """A workspace's own names for tickers, and the names it said do not mean one.

    Names are kept as they were given and compared in lower case by whoever applies them.
    """

    async def add(self, team: Team, name: str, ticker: str, by: str, *, means: bool = True) -> None:
        """`name` means `ticker` (and no other), or with `means=False` it does not mean it."""
        key = team_values(team) | {"name": name, "ticker": ticker}
        latest = {"means": means, "added_by": by, "added_at": self._clock()}
        async with self._db.write() as connection:
            if means:
                await connection.execute(
                    delete(aliases).where(of_team(aliases, team), aliases.c.name == name, aliases.c.means)
                )
            await connection.execute(
                self._insert(aliases)
                .values(**key, **latest)
                .on_conflict_do_update(index_elements=list(key), set_=latest)
            )

    async def remove(self, team: Team, name: str, ticker: str) -> bool:
        """Undo `add`, either kind; False if there was nothing to undo."""
        query = delete(aliases).where(
            of_team(aliases, team), aliases.c.name == name, aliases.c.ticker == ticker
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount > 0

    async def all(self, team: Team) -> tuple[Mapping[str, str], frozenset[tuple[str, str]]]:
        """`(aliases, not_aliases)` as `Context` takes them."""
        query = select(aliases).where(of_team(aliases, team)).order_by(aliases.c.name, aliases.c.ticker)
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return (
            {row.name: row.ticker for row in rows if row.means},
            frozenset((row.name, row.ticker) for row in rows if not row.means),
        )


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """How the bot behaves in a channel. `links` None: as the configuration says."""

    links: LinksMode | None = None
    allowed_bots: tuple[str, ...] = ()
    shared_allowed: bool = False


class Channels(Family):
    """Settings a channel."""

    async def get(self, team: Team, channel: str) -> ChannelSettings:
        """The settings of a channel; the defaults if it never changed any."""
        query = select(channels).where(of_team(channels, team), channels.c.channel == channel)
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return ChannelSettings()
        return ChannelSettings(row.links, tuple(row.allowed_bots), row.shared_allowed)

    async def set(
        self,
        team: Team,
        channel: str,
        *,
        links: LinksMode | None = None,
        allowed_bots: Sequence[str] | None = None,
        shared_allowed: bool | None = None,
    ) -> None:
        """Change what is given and leave the rest."""
        given: dict[str, Json] = {
            "links": links,
            "allowed_bots": None if allowed_bots is None else list(allowed_bots),
            "shared_allowed": shared_allowed,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        changes["updated_at"] = self._clock()
        key = team_values(team) | {"channel": channel}
        defaults: dict[str, Json] = {"links": None, "allowed_bots": [], "shared_allowed": False}
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(channels)
                .values(**(key | defaults | changes))
                .on_conflict_do_update(index_elements=list(key), set_=changes)
            )


class Restricted(Family):
    """The workspace's restricted list, by ticker."""

    async def list(self, team: Team) -> tuple[str, ...]:
        """The restricted tickers, sorted."""
        query = select(restricted.c.ticker).where(of_team(restricted, team)).order_by(restricted.c.ticker)
        async with self._db.read() as connection:
            return tuple((await connection.scalars(query)).all())

    async def add(self, team: Team, ticker: str, by: str) -> bool:
        """Restrict a ticker; False if it was already."""
        query = (
            self._insert(restricted)
            .values(**team_values(team), ticker=ticker, added_by=by, added_at=self._clock())
            .on_conflict_do_nothing()
            .returning(restricted.c.ticker)
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def remove(self, team: Team, ticker: str) -> bool:
        """Lift a restriction; False if there was none."""
        query = delete(restricted).where(of_team(restricted, team), restricted.c.ticker == ticker)
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount > 0


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence about a ticker, a source or a story, in one channel or (empty) everywhere, until a moment."""

    kind: MuteKind
    subject: str
    until: datetime
    by: str
    channel: str = ""


class Mutes(Family):
    """What nobody wants to hear for a while."""

    async def add(self, team: Team, mute: Mute) -> None:
        """Mute, or change until when."""
        key = team_values(team) | {"kind": mute.kind, "subject": mute.subject, "channel": mute.channel}
        latest = {"until": mute.until, "added_by": mute.by, "added_at": self._clock()}
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(mutes)
                .values(**key, **latest)
                .on_conflict_do_update(index_elements=list(key), set_=latest)
            )

    async def remove(self, team: Team, kind: MuteKind, subject: str, channel: str = "") -> bool:
        """Speak again; False if nothing was muted."""
        query = delete(mutes).where(
            of_team(mutes, team),
            mutes.c.kind == kind,
            mutes.c.subject == subject,
            mutes.c.channel == channel,
        )
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount > 0

    async def active(
        self, team: Team, now: datetime | None = None, channel: str | None = None
    ) -> tuple[Mute, ...]:
        """The mutes that hold now: all, or those that concern one channel."""
        query = select(mutes).where(of_team(mutes, team), mutes.c.until > (now or self._clock()))
        if channel is not None:
            query = query.where(or_(mutes.c.channel == "", mutes.c.channel == channel))
        query = query.order_by(mutes.c.until, mutes.c.kind, mutes.c.subject, mutes.c.channel)
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(Mute(row.kind, row.subject, row.until, row.added_by, row.channel) for row in rows)

    async def prune(self, now: datetime) -> int:
        """Delete what is over; returns how many."""
        async with self._db.write() as connection:
            return (await connection.execute(delete(mutes).where(mutes.c.until <= now))).rowcount
