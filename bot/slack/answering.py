"""Answers that only one person sees: sent at most once, because nobody can look whether they arrived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.model import Team
from bot.slack.errors import Delayed, DeliveryError, refused
from bot.slack.ledger import entry
from bot.slack.messages import Message
from bot.slack.ports import Outgoing, Posted
from bot.slack.posting import ATTEMPTS, BACK_OFF_S, UNCONFIRMED, Post, claim
from bot.slack.transport import InDoubt, NotSent, Throttled, call, retry_after_of

_log = structlog.get_logger()

Send = Callable[[Message], Awaitable[Any]]
CLOSED = frozenset({"expired_url", "used_url", "invalid_token"})
"""What Slack answers when a `response_url` takes no more answers."""
FOLLOWING = 4
"""A `response_url` takes five answers."""


async def answer_once(post: Post, team: Team, outgoing: Outgoing, parts: list[Message], send: Send) -> Posted:
    """Send an answer and its continuations; a key that was sent, or may have been, is not sent again."""
    deliveries = post.store.deliveries
    claimed = await claim(post, team, outgoing)
    if isinstance(claimed, Posted):
        return claimed
    try:
        if claimed.ambiguous:
            raise InDoubt("an earlier attempt ended without word")
        await _send(post, team, outgoing, parts[0], send)
    except InDoubt as error:
        _log.warning("answer_unconfirmed", key=outgoing.key, error=str(error))
        audit = entry(UNCONFIRMED, outgoing, parts[0])
        await deliveries.failed(team, outgoing.key, UNCONFIRMED, audit)
        return Posted("unconfirmed", outgoing.channel, reason=str(error))
    except DeliveryError as error:
        audit = entry("fail", outgoing, slack_error=error.slack_error)
        await deliveries.failed(team, outgoing.key, error.slack_error, audit)
        if error.slack_error in CLOSED:
            return Posted("failed", outgoing.channel, reason=error.slack_error)
        raise
    await deliveries.posted(team, outgoing.key, "", entry("answer", outgoing, parts[0]))
    for part in parts[1 : FOLLOWING + 1]:
        try:
            await _send(post, team, outgoing, part, send)
        except (InDoubt, DeliveryError, Delayed) as error:
            _log.warning("answer_cut_short", key=outgoing.key, error=str(error))
            break
    return Posted("posted", outgoing.channel, "")


async def _send(post: Post, team: Team, outgoing: Outgoing, part: Message, send: Send) -> None:
    """One answer; repeated only where Slack surely did not take it."""
    for attempt in range(ATTEMPTS):
        try:
            await call(lambda: send(part), post.patience.timeout_s)
        except Throttled as error:
            if error.seconds > post.patience.wait_s:
                await post.store.deliveries.release(team, outgoing.key)
                raise Delayed(error.seconds) from None
            await post.clock.sleep(error.seconds)
        except NotSent:
            await post.clock.sleep(BACK_OFF_S * 2**attempt)
        else:
            return
    await post.store.deliveries.release(team, outgoing.key)
    raise Delayed(5.0, "Slack cannot be reached; the answer will follow.")


def by_url(client: AsyncWebClient, response_url: str, *, in_channel: bool) -> Send:
    """Answers through the `response_url` of a command or an interaction."""
    webhook = AsyncWebhookClient(
        response_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        session=client.session,
        trust_env_in_session=client.trust_env_in_session,
        logger=client.logger,
        retry_handlers=[],
    )

    async def send(part: Message) -> None:
        answer = await webhook.send_dict(
            {
                "text": part["text"],
                "blocks": part["blocks"],
                "response_type": "in_channel" if in_channel else "ephemeral",
                "replace_original": False,
                "unfurl_links": False,
                "unfurl_media": False,
            }
        )
        if answer.status_code == 429:
            raise Throttled(retry_after_of(answer.headers or {}))
        if answer.status_code >= 500:
            raise InDoubt(f"{answer.status_code}")
        if answer.status_code >= 400:
            raise refused(
                "expired_url" if answer.status_code in {404, 410} else str(answer.body).strip()[:80]
            )

    return send


def by_ephemeral(client: AsyncWebClient, outgoing: Outgoing, user: str) -> Send:
    """Messages in a channel that only `user` sees."""

    async def send(part: Message) -> Any:
        return await client.chat_postEphemeral(
            channel=outgoing.channel,
            user=user,
            thread_ts=outgoing.thread_ts,
            text=part["text"],
            blocks=part["blocks"],
            link_names=False,
            parse="none",
        )

    return send
