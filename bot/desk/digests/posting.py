"""A digest on its way: the message, its details and its chart in the thread, each posted once however often tried."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import structlog

from bot.desk import tasks
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import charts, say
from bot.slack import digest as views
from bot.slack.digest_parts import Digest
from bot.slack.errors import DeliveryError
from bot.slack.messages import Message
from bot.slack.ports import Outgoing, Posted
from bot.store.deliveries import FINAL
from bot.store.store import Store

KIND = "digest"
TIMEOUT_S = 60.0

_log = structlog.get_logger()


class Posts(Protocol):
    """The deliverer."""

    async def post(self, team: Team, outgoing: Outgoing) -> Posted:
        """Post a message exactly once."""
        ...


class Runs(Protocol):
    """The pool of worker processes."""

    async def run(self, task: Callable[..., Any], *args: Any, timeout_s: float) -> Any:
        """Run a task in a worker process."""
        ...


class Uploads(Protocol):
    """Takes pictures to Slack."""

    def picture(self, team: Team, name: str, title: str, alt: str, data: bytes) -> Awaitable[str]:
        """The id of the uploaded file."""
        ...


class DigestPosting:
    """Posts digests. Calling again with the same key completes what an earlier call had begun."""

    def __init__(self, store: Store, deliverer: Posts, pool: Runs, uploads: Uploads) -> None:
        self._store = store
        self._deliverer = deliverer
        self._pool = pool
        self._uploads = uploads

    async def post(self, team: Team, channel: str, key: str, digest: Digest, actor: str = "") -> Posted:
        """Post a digest with its thread. Raises as `Deliverer.post` does; a chart that fails is left out."""

        def outgoing(part: str, message: Message, thread_ts: str | None) -> Outgoing:
            return Outgoing(
                key=f"{key}{part}",
                channel=channel,
                message=message,
                thread_ts=thread_ts,
                kind=KIND,
                tickers=digest.tickers,
                actor=actor,
                detail={"since": digest.since.isoformat(), "until": digest.until.isoformat()},
            )

        posted = await self._deliverer.post(team, outgoing("", views.parent(digest), None))
        if posted.state != "posted" or not posted.ts or not digest.material:
            return posted
        details = views.details(digest)
        if details is not None:
            await self._deliverer.post(team, outgoing(":details", details, posted.ts))
        message = await self._chart(team, f"{key}:chart", digest)
        if message is not None:
            try:
                await self._deliverer.post(team, outgoing(":chart", message, posted.ts))
            except DeliveryError as error:
                # The words have said it all; a digest does not fail for its picture.
                _log.warning("chart_left_out", team=team.team_id, key=key, slack_error=error.slack_error)
        return posted

    async def _chart(self, team: Team, key: str, digest: Digest) -> Message | None:
        rows = charts.rows_of(digest.nets)
        if not rows:
            return None
        earlier = await self._store.deliveries.get(team, key)
        if earlier is not None and earlier.state in FINAL:
            return None
        title = f"Net sentiment: {digest.title}"
        span = f"{say.moment(digest.since, digest.tz)} to {say.moment(digest.until, digest.tz)}"
        alt = views.chart_alt(digest, rows)
        try:
            png = await self._pool.run(
                tasks.draw_sentiment,
                rows,
                title,
                f"{span}. Hollow circle: the window before.",
                timeout_s=TIMEOUT_S,
            )
            name = f"sentiment-{hashlib.sha256(key.encode()).hexdigest()[:12]}.png"
            file_id = await self._uploads.picture(team, name, title, alt, png)
        except DeskwireError as error:
            _log.warning("chart_left_out", team=team.team_id, key=key, error=str(error))
            return None
        return views.chart(file_id, alt)
