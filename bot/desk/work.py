"""Which use case does which job, and who is told when one fails for good."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.desk.alerts.firing import POST, SUM_UP
from bot.desk.desk import Desk
from bot.desk.digests.digests import NOW
from bot.desk.failures import explain
from bot.desk.requests import (
    KINDS,
    BriefRequest,
    CorrectionAsked,
    ImportAsked,
    Invited,
    Mentioned,
    MessageSeen,
    ReactionSeen,
    UndoAsked,
    from_job,
)
from bot.desk.schedules.pausing import TELL
from bot.desk.schedules.scheduling import SLOT
from bot.slack import notices
from bot.slack.delivery import Deliverer
from bot.slack.ports import Outgoing
from bot.store.installations import INSTALLED
from bot.store.jobs import Job

JobHandler = Callable[[Job], Awaitable[None]]


def job_handlers(desk: Desk) -> Mapping[str, JobHandler]:
    """A handler for every kind of job: those that `Intake` writes, and the items that polls find."""

    async def handle(job: Job) -> None:
        match from_job(job.kind, job.payload):
            case BriefRequest() as request:
                await desk.briefing.brief(request)
            case MessageSeen() as seen:
                await desk.messages.message(seen)
            case ReactionSeen() as seen:
                await desk.messages.reaction(seen)
            case Mentioned() as asked:
                await desk.asking.mentioned(asked)
            case Invited() as invited:
                await desk.installations.greet(invited)
            case CorrectionAsked() as asked:
                await desk.correcting.correct(asked)
            case UndoAsked() as asked:
                await desk.correcting.undo(asked)
            case ImportAsked() as asked:
                await desk.importing.take(asked)

    return {
        **dict.fromkeys(KINDS, handle),
        "item": desk.items.take,
        SLOT: desk.scheduling.run,
        "story": desk.stories.follow,
        TELL: desk.telling.tell,
        INSTALLED: desk.installations.installed,
        **desk.digests.jobs(),
        **desk.alerts.jobs(),
    }


def when_failed(desk: Desk, deliverer: Deliverer) -> Callable[[Job, BaseException], Awaitable[None]]:
    """Tells the person who asked, and releases the event's key so that the same event may come again."""

    async def failed(job: Job, error: BaseException) -> None:
        if job.kind == "brief":
            request = from_job(job.kind, job.payload)
            assert isinstance(request, BriefRequest)
            await desk.briefing.refuse(request, error)
            await desk.intake.forget(job.team, request.key.rpartition(":")[0])
            return
        if job.kind == "item":
            # Nobody asked for it, so nobody is told: the source's health shows it.
            await desk.items.give_up(job, error)
            return
        failure = explain(error, team=job.team.team_id, job=job.id, kind=job.kind)
        if job.kind == SLOT:
            await desk.scheduling.gave_up(job, failure.sentence)
        if job.kind in {POST, SUM_UP}:
            await desk.alerts.gave_up(job, failure.sentence)
        channel, user = str(job.payload.get("channel") or ""), str(job.payload.get("user") or "")
        if job.kind in {"correct", "undo", "watch_import", NOW} and channel and user:
            outgoing = Outgoing(
                key=f"failed:{job.id}",
                channel=channel,
                message=notices.notice(failure.sentence, failure.error_id),
                kind="notice",
                actor=user,
            )
            await deliverer.ephemeral(job.team, outgoing, user)
        await desk.intake.forget(job.team, str(job.payload.get("key") or ""))

    return failed
