"""Who may decide what: guests configure nothing; admins and named confirmers decide for everybody."""

from __future__ import annotations

from bot.errors import DeskwireError
from bot.model import Team
from bot.slack.directory import Directory


class Rights:
    """Asks Slack who somebody is, each time: rights change."""

    def __init__(self, directory: Directory, confirmers: tuple[str, ...]) -> None:
        self._directory = directory
        self._confirmers = frozenset(confirmers)

    async def may_confirm(self, team: Team, user: str) -> bool:
        """May this person decide for the whole workspace?"""
        if user in self._confirmers:
            return True
        return (await self._directory.person(team, user)).is_admin

    async def is_member(self, team: Team, user: str) -> bool:
        """Does this person belong to the workspace, and is no guest?"""
        return not (await self._directory.person(team, user)).is_guest

    async def require_member(self, team: Team, user: str) -> None:
        """Raises `DeskwireError("denied")` for guests."""
        person = await self._directory.person(team, user)
        if person.is_guest:
            raise DeskwireError("denied", "Guests cannot change settings; ask a member of this workspace.")

    async def require_confirmer(self, team: Team, user: str) -> None:
        """Raises `DeskwireError("denied")` for those who may not decide for everybody."""
        if not await self.may_confirm(team, user):
            raise DeskwireError(
                "denied",
                "Only workspace admins and confirmers can change this for everybody; ask one of them.",
            )
