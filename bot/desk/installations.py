"""Workspaces that installed the bot, and those that left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.desk.requests import Invited
from bot.model import Team
from bot.settings import SlackSettings
from bot.slack import notices
from bot.slack.delivery import Deliverer
from bot.slack.ports import Outgoing
from bot.store.store import Store


class Installations:
    """Greets channels; forgets the tokens of a workspace that removed the bot."""

    def __init__(
        self,
        store: Store,
        deliverer: Deliverer,
        settings: SlackSettings,
        when_gone: Sequence[Callable[[Team], Awaitable[object]]] = (),
    ) -> None:
        self._store = store
        self._deliverer = deliverer
        self._settings = settings
        self._when_gone = when_gone

    async def greet(self, invited: Invited) -> None:
        """Say in a channel what the bot does there, once an invitation."""
        message = notices.welcome(self._settings.command, self._settings.links, self._settings.reaction)
        outgoing = Outgoing(
            key=f"welcome:{invited.key}", channel=invited.channel, message=message, kind="notice"
        )
        await self._deliverer.post(invited.team, outgoing)

    async def gone(self, team: Team, reason: str) -> None:
        """Delete the tokens of a workspace; what it archived stays until it is purged by whoever runs the bot."""
        await self._store.installations.delete(team)
        for pause in self._when_gone:
            await pause(team)
        await self._store.audit.add(team, "uninstalled", "", team.team_id, {"reason": reason})
