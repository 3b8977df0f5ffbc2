"""Everything that leaves for Slack passes here: policy, limits, pace, audit.

Slack offers no idempotency key. A delivery is claimed in the store, posted with its key in the message's
metadata, and its `ts` stored. Where the outcome is in doubt (a time-out, a dropped connection, a 5xx, a claim
whose holder was killed) the key is looked for in the thread or the channel before anything is posted again.
Where the bot may not read there, the message is not sent again and the delivery ends as `unconfirmed`: a card
that is missing can be asked for once more, while a second one cannot be taken back. Edits and deletions may
be repeated. Answers (`respond`, `ephemeral`) are sent at most once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from bot.model import Team
from bot.slack.answering import answer_once, by_ephemeral, by_url
from bot.slack.errors import Delayed, DeliveryError, InstallationGone, MessageGone, NotInChannel
from bot.slack.ledger import entry
from bot.slack.messages import Message, fit
from bot.slack.pacing import Clock, Pacer
from bot.slack.ports import ClientFor, Memory, Outgoing, PolicyHook, Posted
from bot.slack.posting import ATTEMPTS, BACK_OFF_S, Patience, Post, content, post_once
from bot.slack.transport import InDoubt, NotSent, Throttled, call

__all__ = [
    "Delayed",
    "Deliverer",
    "DeliveryError",
    "InstallationGone",
    "MessageGone",
    "NotInChannel",
    "Patience",
]

NO_LONGER = "This part no longer applies; the card above was changed."


class Deliverer:
    """Posts, edits, deletes and answers. Errors are `DeliveryError` (for good) and `Delayed` (call again)."""

    def __init__(
        self,
        client_for: ClientFor,
        store: Memory,
        policy: PolicyHook,
        *,
        clock: Clock | None = None,
        pacer: Pacer | None = None,
        patience: Patience | None = None,
    ) -> None:
        clock = clock or Clock()
        self._post = Post(client_for, store, policy, clock, pacer or Pacer(clock), patience or Patience())

    async def post(self, team: Team, outgoing: Outgoing) -> Posted:
        """Post a message exactly once; what exceeds Slack's limits follows in its thread.

        Calling again with the same key posts nothing more and completes what an earlier call had begun.
        """
        message = fit(outgoing.message)
        posted = await post_once(self._post, team, replace(outgoing, message=message))
        if posted.state == "posted" and posted.ts:
            await self._continue(team, outgoing, message, posted.ts, edited=False)
        return posted

    async def update(self, team: Team, outgoing: Outgoing, channel: str, ts: str) -> Posted:
        """Replace a posted message. May be repeated. A suppressed one leaves what stands there untouched."""
        message = fit(outgoing.message)
        outgoing = replace(outgoing, message=message, channel=channel)
        decision = await self._post.policy(team, outgoing)
        if not decision.allowed:
            await self._audit(team, "suppress", outgoing, message, ts=ts, reason=decision.reason)
            return Posted("suppressed", channel, ts, decision.reason)
        await self._edit(team, outgoing, ts)
        await self._continue(team, outgoing, message, ts, edited=True)
        return Posted("posted", channel, ts)

    async def delete(self, team: Team, outgoing: Outgoing, channel: str, ts: str) -> None:
        """Delete a posted message with its continuations. One that is gone already is no error."""
        client = await self._post.client(team)
        for each in [ts, *[part async for part in self._parts(team, outgoing.key)]]:
            try:
                await self._repeat(team, channel, partial(client.chat_delete, channel=channel, ts=each))
            except MessageGone:
                continue
        await self._audit(team, "delete", replace(outgoing, channel=channel), None, ts=ts)

    async def respond(
        self, team: Team, outgoing: Outgoing, response_url: str, *, in_channel: bool = False
    ) -> Posted:
        """Answer a command or an interaction through its `response_url`, at most once."""
        client = await self._post.client(team)
        return await self._answer(team, outgoing, by_url(client, response_url, in_channel=in_channel))

    async def ephemeral(self, team: Team, outgoing: Outgoing, user: str) -> Posted:
        """Show a message to one member of a channel, at most once."""
        client = await self._post.client(team)
        return await self._answer(team, outgoing, by_ephemeral(client, outgoing, user))

    async def _answer(
        self, team: Team, outgoing: Outgoing, send: Callable[[Message], Awaitable[Any]]
    ) -> Posted:
        parts = list(_parts_of(fit(outgoing.message)))
        return await answer_once(self._post, team, replace(outgoing, message=parts[0]), parts, send)

    async def _edit(self, team: Team, outgoing: Outgoing, ts: str) -> None:
        client = await self._post.client(team)
        await self._repeat(team, outgoing.channel, lambda: client.chat_update(ts=ts, **content(outgoing)))
        await self._audit(team, "edit", outgoing, outgoing.message, ts=ts)

    async def _continue(
        self, team: Team, outgoing: Outgoing, message: Message, ts: str, *, edited: bool
    ) -> None:
        """Post what did not fit into the thread; after an edit, bring earlier continuations up to date."""
        parts = list(_parts_of(message))[1:]
        earlier = [each async for each in self._parts(team, outgoing.key)] if edited else []
        for number in range(max(len(parts), len(earlier))):
            part = parts[number] if number < len(parts) else _no_longer()
            following = replace(
                outgoing,
                key=_part_key(outgoing.key, number),
                thread_ts=outgoing.thread_ts or ts,
                message=part,
            )
            if number < len(earlier):
                await self._edit(team, following, earlier[number])
            else:
                await post_once(self._post, team, following)

    async def _parts(self, team: Team, key: str) -> AsyncIterator[str]:
        """The `ts` of every continuation that was posted for a key."""
        number = 0
        while True:
            delivery = await self._post.store.deliveries.get(team, _part_key(key, number))
            if delivery is None or not delivery.ts:
                return
            yield delivery.ts
            number += 1

    async def _repeat(self, team: Team, channel: str, request: Callable[[], Awaitable[Any]]) -> None:
        """A request that does no harm twice."""
        wait_s = self._post.patience.wait_s
        for attempt in range(ATTEMPTS):
            try:
                await call(request, self._post.patience.timeout_s)
            except Throttled as error:
                self._post.pacer.hold(team, channel, error.seconds)
                if error.seconds > wait_s or attempt == ATTEMPTS - 1:
                    raise Delayed(error.seconds) from None
                await self._post.clock.sleep(error.seconds)
            except (NotSent, InDoubt):
                await self._post.clock.sleep(BACK_OFF_S * 2**attempt)
            else:
                return
        raise Delayed(5.0, "Slack cannot be reached; the change will follow.")

    async def _audit(
        self, team: Team, kind: str, outgoing: Outgoing, message: Message | None, **more: Any
    ) -> None:
        written = entry(kind, outgoing, message, **more)
        await self._post.store.audit.add(team, written.kind, written.actor, written.subject, written.detail)


def _parts_of(message: Message) -> Iterator[Message]:
    """The message, and everything that continues it."""
    part: Message | None = message
    while part is not None:
        yield {"text": part["text"], "blocks": part["blocks"]}
        part = part.get("overflow")


def _part_key(key: str, number: int) -> str:
    return f"{key}:more:{number + 1}"


def _no_longer() -> Message:
    return {
        "text": NO_LONGER,
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": NO_LONGER}}],
    }
