"""Alerts that pause because Slack takes nothing from them any more, and whoever made them is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.alerts.rules import from_json
from bot.desk.alerts.saying import sentence
from bot.desk.schedules.pausing import GONE, Paused, tell_job
from bot.model import Team
from bot.store.alerts import Alert
from bot.store.store import Store


class AlertPausing:
    """`command` is how people resume an alert."""

    def __init__(self, store: Store, *, command: str) -> None:
        self._store = store
        self._command = command

    async def pause_for(self, alert: Alert, reason: str, key: str) -> bool:
        """Pause because Slack refuses, and owe its maker the news of it, in one transaction.

        False, and nobody is told again, where it does not run any more. `key` is unique to the refusal.
        """
        says = (
            f"I paused the alert {alert.id}, because I can no longer post it: {reason} "
            f"When that is mended, type {self._command} resume {alert.id}. "
            f"It was: {sentence(from_json(alert.rule))}"
        )
        told = tell_job(alert.created_by, says, f"alert:{key}")
        return await self._store.alerts.pause(alert.team, alert.id, reason, [told])

    async def tell_untold(self, alert: Alert, why: str, key: str) -> None:
        """Owe the maker the news that one alert could not be posted; `key` is that of the firing."""
        says = (
            f"The alert {alert.id} was raised, but I could not post it: {why}"
            f" {self._command} test {alert.id} shows what it was."
        )
        job = tell_job(alert.created_by, says, f"alert:{alert.id}:{key}:untold")
        await self._store.jobs.add(alert.team, [job])

    async def pause_team(self, team: Team) -> int:
        """Pause the alerts of a workspace that removed the bot; returns how many."""
        count = 0
        for alert in await self._store.alerts.list(team):
            if alert.state == "active":
                count += await self._store.alerts.pause(team, alert.id, GONE)
        return count

    async def left_paused(self, team: Team) -> Sequence[Paused]:
        """The alerts that still rest since the workspace's token ended."""
        return [
            Paused(
                alert.created_by,
                f"alert {alert.id}, {self._command} resume {alert.id} starts it",
                alert.updated_at or alert.created_at,
            )
            for alert in await self._store.alerts.list(team)
            if alert.state == "paused" and alert.reason == GONE
        ]
