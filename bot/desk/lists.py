"""Which list a person means, and what it holds: their own, the channel's or the team's."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.alert_ports import Members
from bot.errors import DeskwireError
from bot.model import Team
from bot.store.store import Store

TEAM_OWNER = "team"


@dataclass(frozen=True, slots=True)
class ListRef:
    """A list as the store knows it: whose it is, and its name, empty for the unnamed one."""

    owner: str
    list_name: str


class Lists:
    """Reads watchlists."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def members(self, team: Team, owner: str, list_name: str) -> Members:
        """What a list holds now; nothing where there is no such list."""
        watched = await self._store.watches.list(team, owner, list_name)
        return Members(tickers=tuple(dict.fromkeys(watch.ticker for watch in watched)))

    async def named(self, team: Team, user: str, channel: str, name: str) -> ListRef:
        """The list of that name: the person's, else the channel's, else the team's.

        An empty name is the person's unnamed list. Raises `DeskwireError` where there is none.
        """
        wanted = name.strip().casefold()
        for owner in (user, channel, TEAM_OWNER):
            for watch in await self._store.watches.list(team, owner):
                if watch.list_name.casefold() == wanted:
                    return ListRef(owner, watch.list_name)
        if not wanted:
            return ListRef(user, "")
        raise DeskwireError(
            "bad_input", f"There is no watchlist named {name} here; press Watch on a card to begin one."
        )
