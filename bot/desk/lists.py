"""Finds the list or portfolio that a person means."""

from __future__ import annotations

from bot.desk import subjects
from bot.desk.alerts.rules import Scope, from_json
from bot.desk.owners import TEAM, Named, Whose, owner_of, reach
from bot.desk.rights import Rights
from bot.desk.watchlists.grammar import list_name
from bot.errors import DeskwireError
from bot.model import Team
from bot.store.store import Store
from bot.store.watches import Members


class Lists:
    """Lists and portfolios as they stand in the store: what digests and alerts follow."""

    def __init__(self, store: Store, rights: Rights | None = None) -> None:
        """`rights` tells who is a guest; without it everybody sees what the team holds, as on the command line."""
        self._store = store
        self._rights = rights

    async def members(self, team: Team, owner: str, subject: str) -> Members:
        """What a list or portfolio holds now; nothing where there is none such."""
        name = subjects.portfolio_name(subject)
        if name is None:
            return await self._store.watches.members(team, owner, subject)
        held = await self._store.holdings.of(team, owner, name)
        return Members(tuple(each.ticker for each in held))

    async def weights(self, team: Team, owner: str, subject: str) -> dict[str, float]:
        """The weight of each holding of a portfolio, as far as they are known; of a list nothing."""
        name = subjects.portfolio_name(subject)
        if name is None:
            return {}
        held = await self._store.holdings.of(team, owner, name)
        return {each.ticker: each.weight for each in held if each.weight is not None}

    async def followers(self, team: Team, owner: str, subject: str) -> tuple[int, int]:
        """How many digests are scheduled about a list or portfolio, and how many alerts look at it."""
        digests = [
            each
            for each in await self._store.schedules.list(team)
            if (each.subject.get("owner"), each.subject.get("list")) == (owner, subject)
        ]
        alerts = [
            each
            for each in await self._store.alerts.list(team)
            if from_json(each.rule).scope == Scope("list", subject, owner)
        ]
        return len(digests), len(alerts)

    async def named(self, team: Team, user: str, channel: str, subject: str) -> Named:
        """What bears that name (without one the default list): the person's own, the channel's, or the team's.

        Raises `DeskwireError("not_found")`.
        """
        portfolio = subjects.portfolio_name(subject)
        if portfolio is not None:
            return await self._portfolio(team, user, channel, subjects.portfolio_named(portfolio))
        found = await self.known(team, user, channel, list_name(subject))
        if found is not None:
            return found
        if subject.strip():
            raise DeskwireError(
                "not_found",
                f"There is no watchlist “{subject[:60]}” of yours, of this channel or of the team.",
            )
        raise DeskwireError("not_found", "You watch nothing yet; add a ticker to your watchlist first.")

    async def known(self, team: Team, user: str, channel: str, name: str) -> Named | None:
        """The list of that name, None where there is no such list."""
        found = await self._store.watches.lists(team, reach(user, channel), name)
        return Named(found[0].owner, name) if found else None

    async def meant(self, team: Team, user: str, channel: str, name: str, whose: Whose) -> Named:
        """The list that is to be changed: the one that is there, else one that will be the person's own.

        Raises `DeskwireError("bad_input")` where a channel's list is meant outside a channel.
        """
        known = await self.known(team, user, channel, name) if name and not whose else None
        return known or Named(owner_of(whose, user, channel), name)

    async def _portfolio(self, team: Team, user: str, channel: str, name: str) -> Named:
        """The portfolio of that name; without a name also the only one there is. Guests do not see the team's."""
        found = await self._store.holdings.portfolios(team, reach(user, channel))
        shared = any(each.owner == TEAM for each in found)
        if shared and self._rights is not None and not await self._rights.is_member(team, user):
            found = tuple(each for each in found if each.owner != TEAM)
        meant = [each for each in found if each.name == name] or (
            list(found) if not name and len(found) == 1 else []
        )
        if meant:
            return Named(meant[0].owner, subjects.portfolio(meant[0].name))
        if not found:
            raise DeskwireError("not_found", "There is no portfolio here yet; import one first.")
        names = ", ".join(dict.fromkeys(f"portfolio:{each.name or 'default'}" for each in found))
        raise DeskwireError("not_found", f"Which portfolio? There are: {names}.")
