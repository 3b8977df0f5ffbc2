"""Workspaces that installed the bot, and those that left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.desk.requests import Invited
from bot.desk.schedules.pausing import Pausable, Paused, tell_job
from bot.model import Team
from bot.settings import SlackSettings
from bot.slack import notices
from bot.slack.delivery import Deliverer
from bot.slack.ports import Outgoing
from bot.store.jobs import Job
from bot.store.store import Store

NAMED = 20
"""So many of the things that rest are named to their maker; the lists show all."""


class Installations:
    """Greets channels; forgets the tokens of a workspace that removed the bot, and says what rests when it is back."""

    def __init__(
        self,
        store: Store,
        deliverer: Deliverer,
        settings: SlackSettings,
        pausables: Sequence[Pausable] = (),
    ) -> None:
        self._store = store
        self._deliverer = deliverer
        self._settings = settings
        self._pausables = tuple(pausables)

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
        await self._store.feeds.enable(team, on=False)
        for each in self._pausables:
            await each.pause_team(team)
        await self._store.audit.add(team, "uninstalled", "", team.team_id, {"reason": reason})

    async def installed(self, job: Job) -> None:
        """A workspace installed the bot (again): the handler of jobs of kind `INSTALLED`."""
        await self.back(job.team)

    async def back(self, team: Team) -> int:
        """The bot has a token for a workspace that it lost before: say what rests since to whoever made it.

        Its own sources are polled again. Nothing else starts by itself, for the bot may have to be invited again
        first. Each person is told once, however often this is called; returns how many.
        """
        await self._store.feeds.enable(team, on=True)
        theirs: dict[str, list[Paused]] = defaultdict(list)
        for each in self._pausables:
            for paused in await each.left_paused(team):
                theirs[paused.user].append(paused)
        told = [
            tell_job(user, _said(resting), f"back:{user}:{max(each.since for each in resting).isoformat()}")
            for user, resting in theirs.items()
        ]
        if told:
            await self._store.jobs.add(team, told)
        return len(told)


def _said(resting: Sequence[Paused]) -> str:
    named = "; ".join(each.what for each in resting[:NAMED])
    more = f"; and {len(resting) - NAMED} more, which the lists show" if len(resting) > NAMED else ""
    return (
        f"I am back in this workspace. What I had to pause while my token was not accepted: {named}{more}."
        " Invite me to the channel again first, if Slack took me out of it."
    )
