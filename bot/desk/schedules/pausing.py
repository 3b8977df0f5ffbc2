"""When Slack refuses in a way that only a person can mend: what depends on it pauses, and its maker is told.

Schedules and alerts use the same: `why_paused` says whether an error is of that kind, `tell_job` is stored in the
transaction that pauses, and `Telling` sends the direct message, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from bot.model import Team
from bot.slack import notices
from bot.slack.delivery import Deliverer
from bot.slack.directory import Directory
from bot.slack.errors import DeliveryError, InstallationGone, MessageGone, NotInChannel
from bot.slack.ports import Outgoing
from bot.store.jobs import Job, NewJob

TELL = "tell"
_UNTIL_MENDED = frozenset(
    {
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "missing_scope",
        "ekm_access_denied",
    }
)
GONE = "Slack no longer accepts my token for this workspace."
NOT_MEMBER = "I am not in that channel any more, or it is gone; invite me with /invite."

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Paused:
    """What was paused when a workspace's token ended: whose it is, in words how to start it again, and since when."""

    user: str
    what: str
    since: datetime


class Pausable(Protocol):
    """What a workspace has that stops when the bot is removed from it."""

    async def pause_team(self, team: Team) -> int:
        """Pause everything of a workspace; returns how much."""
        ...

    async def left_paused(self, team: Team) -> Sequence[Paused]:
        """What still rests since the workspace's token ended."""
        ...


def why_paused(error: BaseException) -> str | None:
    """A sentence that says what has to be mended; None where waiting or trying again may help, or nothing does."""
    if isinstance(error, InstallationGone):
        return GONE
    if isinstance(error, NotInChannel):
        return NOT_MEMBER
    if isinstance(error, MessageGone) or not isinstance(error, DeliveryError):
        return None
    return error.message if error.slack_error in _UNTIL_MENDED else None


def tell_job(user: str, sentence: str, key: str, attempts: int = 500) -> NewJob:
    """The job that tells a person something by direct message. `key` is unique to what is told.

    The tries last longer than Slack is ever away: what is told here is often that something could not be posted.
    """
    return NewJob(TELL, {"user": user, "sentence": sentence, "key": key}, max_attempts=attempts)


class Telling:
    """Sends what `tell_job` promised."""

    def __init__(self, deliverer: Deliverer, directory: Directory) -> None:
        self._deliverer = deliverer
        self._directory = directory

    async def tell(self, job: Job) -> None:
        """Tell a person by direct message, exactly once. Where Slack refuses that too it is logged, no more."""
        await self.say(
            job.team, str(job.payload["user"]), str(job.payload["sentence"]), str(job.payload["key"])
        )

    async def say(self, team: Team, user: str, sentence: str, key: str) -> None:
        """The same for a caller that is a job itself. Raises `Delayed` where it should be called again."""
        try:
            channel = await self._directory.direct_channel(team, user)
            outgoing = Outgoing(
                key=f"tell:{key}",
                channel=channel,
                message=notices.notice(sentence),
                kind="notice",
                actor=user,
            )
            await self._deliverer.post(team, outgoing)
        except DeliveryError as error:
            _log.warning("not_told", team=team.team_id, user=user, slack_error=error.slack_error)
