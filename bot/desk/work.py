"""Which use case does which job, and who is told when one fails for good."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.desk import requests
from bot.desk.desk import Desk
from bot.desk.failures import explain
from bot.slack import notices
from bot.slack.delivery import Deliverer
from bot.slack.ports import Outgoing
from bot.store.jobs import Job

JobHandler = Callable[[Job], Awaitable[None]]


def job_handlers(desk: Desk) -> Mapping[str, JobHandler]:
    """A handler for every kind of job that `Intake` writes."""

    async def message(job: Job) -> None:
        await desk.messages.message(requests.message_seen(job.payload))

    async def reaction(job: Job) -> None:
        await desk.messages.reaction(requests.reaction_seen(job.payload))

    async def mention(job: Job) -> None:
        await desk.asking.mentioned(requests.mentioned(job.payload))

    async def invited(job: Job) -> None:
        await desk.installations.greet(requests.invited(job.payload))

    async def brief(job: Job) -> None:
        await desk.briefing.brief(requests.brief_request(job.payload))

    async def correct(job: Job) -> None:
        await desk.correcting.correct(requests.correction_asked(job.payload))

    async def undo(job: Job) -> None:
        await desk.correcting.undo(requests.undo_asked(job.payload))

    return {
        "message": message,
        "reaction": reaction,
        "mention": mention,
        "invited": invited,
        "brief": brief,
        "correct": correct,
        "undo": undo,
    }


def when_failed(desk: Desk, deliverer: Deliverer) -> Callable[[Job, BaseException], Awaitable[None]]:
    """Tells the person who asked, and releases the event's key so that the same event may come again."""

    async def failed(job: Job, error: BaseException) -> None:
        if job.kind == "brief":
            request = requests.brief_request(job.payload)
            await desk.briefing.refuse(request, error)
            await desk.intake.forget(job.team, request.key.rpartition(":")[0])
            return
        failure = explain(error, team=job.team.team_id, job=job.id, kind=job.kind)
        channel, user = str(job.payload.get("channel") or ""), str(job.payload.get("user") or "")
        if job.kind in {"correct", "undo"} and channel and user:
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
