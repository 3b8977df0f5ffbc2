"""Finds the list that a person means: their own, the channel's, or the team's, in this order."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import DeskwireError
from bot.model import Team
from bot.store.listed import Members
from bot.store.store import Store

TEAM = "team"
"""The owner of the lists that belong to everybody."""


@dataclass(frozen=True, slots=True)
class Named:
    """A list by its owner and name."""

    owner: str
    list_name: str


class Lists:
    """Lists as they stand in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def members(self, team: Team, owner: str, list_name: str) -> Members:
        """What a list holds now; nothing where there is no such list."""
        return await self._store.listed.members(team, owner, list_name)

    async def named(self, team: Team, user: str, channel: str, name: str) -> Named:
        """The list of that name, or (without a name) the default one. Raises `DeskwireError("not_found")`."""
        name = name.strip()
        for owner in (user, channel, TEAM):
            if owner and await self._store.listed.members(team, owner, name):
                return Named(owner, name)
        if name:
            raise DeskwireError(
                "not_found", f"There is no watchlist “{name[:60]}” of yours, of this channel or of the team."
            )
        raise DeskwireError("not_found", "You watch nothing yet; add a ticker to your watchlist first.")
