"""Which portfolio a line means, and whether the person who typed it may see or change it there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.areas import Asked
from bot.desk.owners import TEAM, owner_of, reach, require_editor
from bot.desk.portfolios.grammar import PortfolioAsked
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import Team
from bot.store.holdings import Portfolio
from bot.store.store import Store


class Reaching:
    """Finds portfolios for a person.

    How much a person holds is told to that person alone: where others read the answer, their own portfolios are out of
    reach. Guests, and people of other firms, do not see what the team holds.
    """

    def __init__(self, store: Store, rights: Rights, command: str) -> None:
        self._store = store
        self._rights = rights
        self._command = command

    async def found(self, asked: Asked, said: PortfolioAsked, *, told: bool = True) -> Sequence[Portfolio]:
        """The portfolios that a line means: of that name and owner, as far as it names them.

        `told`: the answer tells how much is held. Raises `DeskwireError`.
        """
        owners = reach(asked.user, asked.channel)
        if said.whose:
            owners = [owner_of(said.whose, asked.user, asked.channel, "portfolio")]
        hidden = told and not asked.private
        if hidden:
            if owners == [asked.user]:
                raise self._told_alone()
            owners = [each for each in owners if each != asked.user]
        there = await self._store.holdings.portfolios(asked.team, owners, said.name or None)
        found = await self.seen(asked.team, asked.user, there, named=said.whose == "team")
        if said.name and not found:
            raise DeskwireError(
                "not_found", f"There is no portfolio “{said.name}” here{self._but_yours(hidden)}."
            )
        if hidden and not found:
            raise self._told_alone()
        return found[:1] if said.name else found

    async def seen(
        self, team: Team, user: str, found: Sequence[Portfolio], *, named: bool = False
    ) -> Sequence[Portfolio]:
        """Those of some portfolios that a person may see.

        Raises `DeskwireError("denied")` where the team's were `named` and a guest asks.
        """
        if not any(each.owner == TEAM for each in found) or await self._rights.is_member(team, user):
            return found
        if named:
            raise DeskwireError("denied", "Guests do not see the team's portfolios; ask a member.")
        return [each for each in found if each.owner != TEAM]

    async def one(self, asked: Asked, said: PortfolioAsked) -> Portfolio:
        """The one portfolio that a line means; the unnamed one where it names none. Raises `DeskwireError`."""
        found = await self.found(asked, said, told=False)
        unnamed = [each for each in found if not each.name]
        if len(found) == 1 or unnamed:
            return (unnamed or found)[0]
        if not found:
            raise DeskwireError("not_found", f"There is no portfolio yet; {self._command} import makes one.")
        names = ", ".join(dict.fromkeys(each.name for each in found))
        raise DeskwireError("bad_input", f"Say which portfolio: {names}.")

    async def editable(self, asked: Asked, said: PortfolioAsked) -> str:
        """The owner of the portfolio that is to be changed: of the one that is there, else the person.

        Raises `DeskwireError("denied")` where that is not theirs to change, or where others would read what they hold.
        """
        owner = owner_of(said.whose, asked.user, asked.channel, "portfolio")
        if said.name and not said.whose:
            owners = [
                each for each in reach(asked.user, asked.channel) if asked.private or each != asked.user
            ]
            known = await self._store.holdings.portfolios(asked.team, owners, said.name)
            owner = known[0].owner if known else owner
        if owner == asked.user and not asked.private:
            raise self._told_alone()
        await require_editor(self._rights, asked.team, asked.user, owner)
        return owner

    def _told_alone(self) -> DeskwireError:
        return DeskwireError(
            "denied",
            f"What you hold is told to you alone: type {self._command}, or write to me directly."
            " With for:channel I take it for this channel's portfolio.",
        )

    def _but_yours(self, hidden: bool) -> str:
        return f"; yours are told to you alone, by {self._command}" if hidden else ""
