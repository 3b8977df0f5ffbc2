"""One message, posted once: claim, send, and look before sending again."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Team
from bot.slack.errors import UNREADABLE, Delayed, DeliveryError, refused
from bot.slack.ledger import entry, find_posted, metadata
from bot.slack.pacing import Clock, Pacer
from bot.slack.ports import ClientFor, Memory, Outgoing, PolicyHook, Posted
from bot.slack.transport import InDoubt, NotSent, Throttled, call, for_posting
from bot.store.deliveries import Delivery

_log = structlog.get_logger()

ATTEMPTS = 3
BACK_OFF_S = 0.5
CLAIMED_ELSEWHERE_S = 5.0
UNCONFIRMED = "unconfirmed"
"""The code of a delivery that may or may not stand in a channel which cannot be read."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things may take, in seconds.

    `timeout_s`: one request. `lease_s`: a claim; longer than all attempts together. `wait_s`: the longest
    wait for a 429 in here. `settle_s`: how long Slack gets to show a message whose request was cut off.
    """

    timeout_s: float = 10.0
    lease_s: float = 60.0
    wait_s: float = 10.0
    settle_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Post:
    """What everything that sends needs."""

    client_for: ClientFor
    store: Memory
    policy: PolicyHook
    clock: Clock
    pacer: Pacer
    patience: Patience
    owner: str = field(default_factory=lambda: secrets.token_hex(8))

    async def client(self, team: Team) -> AsyncWebClient:
        """The team's client, which never resends by itself."""
        return for_posting(await self.client_for(team))


def content(outgoing: Outgoing) -> dict[str, Any]:
    """The arguments that every message has: nothing unfurls, no name becomes a link, the key goes along."""
    return {
        "channel": outgoing.channel,
        "text": outgoing.message["text"],
        "blocks": outgoing.message["blocks"],
        "metadata": metadata(outgoing.key),
        "link_names": False,
        "parse": "none",
    }


def ended(delivery: Delivery) -> Posted | None:
    """What became of a delivery that is over; None while it is owed or claimed.

    Raises the error with which a failed one had failed.
    """
    if delivery.state == "posted":
        return Posted("posted", delivery.channel, delivery.ts, again=True)
    if delivery.state == "suppressed":
        return Posted("suppressed", delivery.channel, reason=delivery.code, again=True)
    if delivery.state != "failed":
        return None
    if delivery.code == UNCONFIRMED:
        return Posted("unconfirmed", delivery.channel, reason=delivery.code, again=True)
    raise refused(delivery.code)


async def claim(post: Post, team: Team, outgoing: Outgoing) -> Delivery | Posted:
    """Owe the message, ask the policy, and take the right to send it; or what had become of it already.

    Raises `Delayed` while another process holds the claim.
    """
    deliveries = post.store.deliveries
    key = outgoing.key
    owed = await deliveries.owe(team, key, outgoing.channel, outgoing.thread_ts, outgoing.kind)
    over = ended(owed)
    if over is not None:
        return over
    decision = await post.policy(team, outgoing)
    if not decision.allowed:
        audit = entry("suppress", outgoing, outgoing.message, reason=decision.reason)
        await deliveries.suppressed(team, key, decision.reason, audit)
        return Posted("suppressed", outgoing.channel, reason=decision.reason)
    await post.pacer.wait(team, outgoing.channel)
    claimed = await deliveries.claim(team, key, post.owner, post.patience.lease_s)
    if claimed is not None:
        return claimed
    held = await deliveries.get(team, key)
    over = ended(held) if held is not None else None
    if over is not None:
        return over
    until = held.lease_until if held is not None else None
    left_s = (until - post.clock.now()).total_seconds() if until is not None else 0.0
    raise Delayed(max(CLAIMED_ELSEWHERE_S, left_s + 1.0), "Another process is sending this message.")


async def post_once(post: Post, team: Team, outgoing: Outgoing) -> Posted:
    """Post a message that keeps Slack's limits; a key that was posted before is not posted again.

    Raises `DeliveryError` where Slack refuses for good, and `Delayed` where the same call should be made
    later: then nothing is lost, and the claim is given back.
    """
    client = await post.client(team)
    claimed = await claim(post, team, outgoing)
    if isinstance(claimed, Posted):
        return claimed
    try:
        return await _Sending(post, team, outgoing, client, claimed).run()
    except asyncio.CancelledError:
        # The process stops: whoever starts next need not wait for the lease before looking in the channel.
        await asyncio.shield(post.store.deliveries.doubt(team, outgoing.key))
        raise


class _Sending:
    """A claimed delivery on its way."""

    def __init__(
        self, post: Post, team: Team, outgoing: Outgoing, client: AsyncWebClient, claimed: Delivery
    ) -> None:
        self._post = post
        self._team = team
        self._outgoing = outgoing
        self._client = client
        self._claimed = claimed
        self._doubtful = claimed.ambiguous
        self._started = post.clock.monotonic()

    async def run(self) -> Posted:
        deliveries = self._post.store.deliveries
        if self._doubtful:
            await self._post.clock.sleep(self._post.patience.settle_s)
        for attempt in range(ATTEMPTS):
            if self._doubtful and (over := await self._look()) is not None:
                return over
            if not self._time_left():
                break
            over = await self._send(attempt)
            if over is not None:
                return over
        if self._doubtful and (over := await self._look()) is not None:
            return over
        await deliveries.release(self._team, self._outgoing.key)
        raise Delayed(CLAIMED_ELSEWHERE_S, "Slack cannot be reached; the message will follow.")

    def _time_left(self) -> bool:
        """Nothing is sent that could arrive after the claim has passed to somebody else."""
        patience = self._post.patience
        spent = self._post.clock.monotonic() - self._started
        return spent + patience.timeout_s < patience.lease_s

    async def _send(self, attempt: int) -> Posted | None:
        """One attempt; None where another may follow."""
        outgoing, post = self._outgoing, self._post
        try:
            answer = await call(
                lambda: self._client.chat_postMessage(
                    **content(outgoing),
                    thread_ts=outgoing.thread_ts,
                    unfurl_links=False,
                    unfurl_media=False,
                ),
                post.patience.timeout_s,
            )
        except Throttled as error:
            await self._throttled(error, attempt)
        except NotSent:
            await post.clock.sleep(BACK_OFF_S * 2**attempt)
        except InDoubt as error:
            _log.warning("post_in_doubt", key=outgoing.key, error=str(error))
            self._doubtful = True
            await post.clock.sleep(post.patience.settle_s)
        except DeliveryError as error:
            await self._failed(error)
            raise
        else:
            return await self._posted(str(answer["ts"]), str(answer.get("channel") or outgoing.channel))
        return None

    async def _throttled(self, error: Throttled, attempt: int) -> None:
        self._post.pacer.hold(self._team, self._outgoing.channel, error.seconds)
        if error.seconds > self._post.patience.wait_s or attempt == ATTEMPTS - 1:
            await self._post.store.deliveries.release(self._team, self._outgoing.key)
            raise Delayed(error.seconds)
        await self._post.clock.sleep(error.seconds)

    async def _look(self) -> Posted | None:
        """The end of a delivery in doubt; None if the channel can be read and does not show it."""
        deliveries, key = self._post.store.deliveries, self._outgoing.key
        try:
            ts = await find_posted(
                self._client, self._outgoing, self._claimed.created_at, self._post.patience.timeout_s
            )
        except Delayed:
            await deliveries.doubt(self._team, key)
            raise
        except DeliveryError as error:
            if error.slack_error not in UNREADABLE:
                await self._failed(error)
                raise
            _log.warning("delivery_unconfirmed", key=key, slack_error=error.slack_error)
            audit = entry(UNCONFIRMED, self._outgoing, self._outgoing.message, slack_error=error.slack_error)
            await deliveries.failed(self._team, key, UNCONFIRMED, audit)
            return Posted("unconfirmed", self._outgoing.channel, reason=error.slack_error)
        if ts is not None:
            return await self._posted(ts, self._outgoing.channel)
        self._doubtful = False
        return None

    async def _posted(self, ts: str, channel: str) -> Posted:
        audit = entry("post", self._outgoing, self._outgoing.message, ts=ts)
        await self._post.store.deliveries.posted(self._team, self._outgoing.key, ts, audit)
        return Posted("posted", channel, ts)

    async def _failed(self, error: DeliveryError) -> None:
        audit = entry("fail", self._outgoing, slack_error=error.slack_error)
        await self._post.store.deliveries.failed(self._team, self._outgoing.key, error.slack_error, audit)
