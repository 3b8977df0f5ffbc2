"""Finds the list that a person means, and who may change it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.rights import Rights
from bot.desk.watchlists.grammar import Whose, list_name
from bot.errors import DeskwireError
from bot.model import Team
from bot.store.store import Store
from bot.store.watches import Members

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
        return await self._store.watches.members(team, owner, list_name)

    async def named(self, team: Team, user: str, channel: str, name: str) -> Named:
        """The list of that name (without one the default list): the person's own, the channel's, or the team's.

        Raises `DeskwireError("not_found")`.
        """
        found = await self.known(team, user, channel, list_name(name))
        if found is not None:
            return found
        if name.strip():
            raise DeskwireError(
                "not_found", f"There is no watchlist “{name[:60]}” of yours, of this channel or of the team."
            )
        raise DeskwireError("not_found", "You watch nothing yet; add a ticker to your watchlist first.")

    async def known(self, team: Team, user: str, channel: str, name: str) -> Named | None:
        """The same, None where there is no such list."""
        owners = [owner for owner in (user, channel, TEAM) if owner]
        found = await self._store.watches.lists(team, owners, name)
        return Named(found[0].owner, name) if found else None

    async def meant(self, team: Team, user: str, channel: str, name: str, whose: Whose) -> Named:
        """The list that is to be changed: the one that is there, else one that will be the person's own.

        Raises `DeskwireError("bad_input")` where a channel's list is meant outside a channel.
        """
        if whose == "":
            known = await self.known(team, user, channel, name) if name else None
            return known or Named(user, name)
        if whose == "channel" and channel[:1] not in ("C", "G"):
            raise DeskwireError("bad_input", "Type that in the channel whose list you mean.")
        return Named({"me": user, "channel": channel, "team": TEAM}[whose], name)


async def require_editor(rights: Rights, team: Team, user: str, owner: str) -> None:
    """A person's list is theirs, a channel's belongs to the members, the team's to those who decide for everybody.

    Raises `DeskwireError("denied")`.
    """
    if owner == TEAM:
        await rights.require_confirmer(team, user)
    elif owner != user:
        await rights.require_member(team, user)
