"""What delivery writes down (audit entries), and the search for a message that may be posted already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import refused
from bot.slack.escape import unescape
from bot.slack.messages import Message
from bot.slack.ports import Outgoing
from bot.slack.transport import look
from bot.store.audit import NewEntry

EVENT_TYPE = "deskwire_delivery"
CLOCKS_DIFFER = timedelta(hours=1)
"""How wrong our clock may be against Slack's before a posted message is overlooked."""
PAGE = 100
PAGES = 20


def metadata(key: str) -> dict[str, Any]:
    """The mark by which a posted message is found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def entry(kind: str, outgoing: Outgoing, message: Message | None = None, **more: Any) -> NewEntry:
    """The audit entry: who asked, where, what a reader saw, and its digest."""
    detail: dict[str, Any] = {
        **outgoing.detail,
        "kind": outgoing.kind,
        "channel": outgoing.channel,
        "thread_ts": outgoing.thread_ts,
        "tickers": list(outgoing.tickers),
        "canonical_url": outgoing.canonical_url,
        **more,
    }
    if message is not None:
        detail["text"] = message["text"]
        detail["shown"] = "\n".join(shown(message["blocks"]))
        detail["sha256"] = hashlib.sha256(json.dumps(message["blocks"], sort_keys=True).encode()).hexdigest()
    return NewEntry(kind, outgoing.actor, outgoing.key, detail)


def shown(value: object) -> Iterator[str]:
    """Every text that blocks show, in order."""
    if isinstance(value, Mapping):
        text = value.get("text")
        if isinstance(text, str):
            yield unescape(text)
        for key, each in value.items():
            if key != "text" or not isinstance(each, str):
                yield from shown(each)
    elif isinstance(value, list):
        for each in value:
            yield from shown(each)


async def find_posted(
    client: AsyncWebClient, outgoing: Outgoing, since: datetime, timeout_s: float
) -> str | None:
    """The `ts` of the message that carries this delivery's key, None if the channel has none.

    Reads the thread or the channel since shortly before `since`, newest pages as far back as needed.
    Raises `DeliveryError` where the bot may not read there or too much was said, `Delayed` where it should try later.
    """
    window: dict[str, Any] = {
        "oldest": f"{(since - CLOCKS_DIFFER).timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
    }
    for _ in range(PAGES):
        answer = await look(partial(_read, client, outgoing, dict(window)), timeout_s)
        for message in answer.get("messages") or []:
            if _carries(message, outgoing.key):
                return str(message["ts"])
        window["cursor"] = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not window["cursor"]:
            return None
    raise refused("too_much_to_search")


def _carries(message: Mapping[str, Any], key: str) -> bool:
    mark = message.get("metadata") or {}
    return mark.get("event_type") == EVENT_TYPE and (mark.get("event_payload") or {}).get("key") == key


async def _read(client: AsyncWebClient, outgoing: Outgoing, window: Mapping[str, Any]) -> Any:
    if outgoing.thread_ts:
        return await client.conversations_replies(channel=outgoing.channel, ts=outgoing.thread_ts, **window)
    return await client.conversations_history(channel=outgoing.channel, **window)
