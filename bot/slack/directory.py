"""What Slack knows about people, channels, messages and files: reads only, each with a time-out.

Where Slack cannot be reached or asks to wait, every one raises `Delayed`: not knowing is no answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeskwireError
from bot.model import Team
from bot.slack.errors import DeliveryError, MessageGone
from bot.slack.transport import InDoubt, NotSent, Throttled, call, look

ClientFor = Callable[[Team], Awaitable[AsyncWebClient]]
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a channel; guests configure nothing, admins decide for everybody.

    People of another firm, in a channel that is shared with it, count as guests whatever they are at home.
    """

    id: str
    is_admin: bool
    is_guest: bool
    tz: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it stands in a channel now."""

    text: str
    thread_ts: str | None
    file_ids: tuple[str, ...]
    user: str


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that was dropped into a channel."""

    name: str
    mimetype: str
    body: bytes
    permalink: str


class Directory:
    """Looks things up with the token of the team that asks."""

    def __init__(self, client_for: ClientFor, *, timeout_s: float, max_bytes: int) -> None:
        self._client_for = client_for
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes

    async def person(self, team: Team, user: str) -> Person:
        """Who `user` is; somebody who cannot be looked up has no rights."""
        client = await self._client_for(team)
        try:
            answer = await look(lambda: client.users_info(user=user), self._timeout_s)
        except DeliveryError:
            return Person(user, is_admin=False, is_guest=True, tz="UTC")
        found = answer.get("user") or {}
        outside = _is_outsider(found, team)
        return Person(
            id=user,
            is_admin=bool(found.get("is_admin") or found.get("is_owner")) and not outside,
            is_guest=outside or bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            tz=str(found.get("tz") or "UTC"),
            is_bot=bool(found.get("is_bot")),
        )

    async def is_shared(self, team: Team, channel: str) -> bool:
        """Whether people of another firm are in a channel; False where Slack does not let the bot look."""
        client = await self._client_for(team)
        try:
            answer = await look(lambda: client.conversations_info(channel=channel), self._timeout_s)
        except DeliveryError:
            return False
        return bool((answer.get("channel") or {}).get("is_ext_shared"))

    async def direct_channel(self, team: Team, user: str) -> str:
        """The channel of direct messages with a person."""
        client = await self._client_for(team)
        opened = await look(lambda: client.conversations_open(users=user), self._timeout_s)
        channel = opened.get("channel") or {}
        return str(channel.get("id", ""))

    async def message(self, team: Team, channel: str, ts: str) -> Seen | None:
        """One message, be it in the channel or in a thread; None when it is gone or may not be read."""
        client = await self._client_for(team)
        try:
            answer = await look(
                lambda: client.conversations_replies(channel=channel, ts=ts, limit=1, inclusive=True),
                self._timeout_s,
            )
        except DeliveryError:
            return None
        for found in answer.get("messages") or []:
            if found.get("ts") == ts:
                thread_ts = found.get("thread_ts")
                files = tuple(str(file["id"]) for file in found.get("files") or [] if file.get("id"))
                return Seen(str(found.get("text", "")), thread_ts, files, str(found.get("user", "")))
        return None

    async def permalink(self, team: Team, channel: str, ts: str) -> str | None:
        """The address of a message in Slack; None when it is gone."""
        client = await self._client_for(team)
        try:
            answer = await look(
                lambda: client.chat_getPermalink(channel=channel, message_ts=ts), self._timeout_s
            )
        except DeliveryError:
            return None
        return str(answer.get("permalink") or "") or None

    async def is_gone(self, team: Team, channel: str, ts: str) -> bool:
        """Whether Slack says that a message was deleted; False where it says anything else, or nothing."""
        client = await self._client_for(team)
        try:
            await call(lambda: client.chat_getPermalink(channel=channel, message_ts=ts), self._timeout_s)
        except MessageGone:
            return True
        except (DeliveryError, Throttled, NotSent, InDoubt):
            return False
        return False

    async def file(self, team: Team, file_id: str) -> SharedFile:
        """Download a file with the bot's token, which is sent to Slack's own hosts only."""
        client = await self._client_for(team)
        try:
            answer = await look(lambda: client.files_info(file=file_id), self._timeout_s)
        except DeliveryError:
            raise DeskwireError(
                "not_found", "The file is gone, or I may not read it; share it again."
            ) from None
        found = answer.get("file") or {}
        url = str(found.get("url_private_download") or found.get("url_private") or "")
        if not is_slack(url, client.base_url):
            raise DeskwireError(
                "forbidden_address", "The file does not lie at Slack; download and share it here."
            )
        body = await self._download(url, client.token or "", client.proxy)
        return SharedFile(
            name=str(found.get("name") or "file"),
            mimetype=str(found.get("mimetype") or ""),
            body=body,
            permalink=str(found.get("permalink") or ""),
        )

    async def _download(self, url: str, token: str, proxy: str | None) -> bytes:
        """The whole download has one time-out, and redirects are not followed: they could carry the token away."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        body = bytearray()
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                httpx.AsyncClient(trust_env=False, proxy=proxy, timeout=self._timeout_s) as client,
                client.stream("GET", url, headers=headers) as answer,
            ):
                if answer.status_code != httpx.codes.OK or "content-encoding" in answer.headers:
                    raise DeskwireError("unavailable", "Slack did not hand out the file; share it again.")
                async for chunk in answer.aiter_raw(_CHUNK):
                    body += chunk
                    if len(body) > self._max_bytes:
                        megabytes = self._max_bytes // 1_000_000
                        raise DeskwireError(
                            "too_large", f"The file is larger than {megabytes} MB; share a part of it."
                        )
        except (TimeoutError, httpx.TimeoutException):
            raise DeskwireError("timeout", "Slack took too long to hand out the file; try again.") from None
        except httpx.HTTPError:
            raise DeskwireError("unavailable", "Slack did not hand out the file; share it again.") from None
        return bytes(body)


def _is_outsider(user: Mapping[str, Any], team: Team) -> bool:
    """Whether a user belongs neither to the workspace nor to its organisation."""
    home = str(user.get("team_id") or "")
    if user.get("is_stranger"):
        return True
    if not home or home in (team.team_id, team.enterprise_id):
        return False
    grid = user.get("enterprise_user") or {}
    same_firm = bool(team.enterprise_id) and grid.get("enterprise_id") == team.enterprise_id
    return not (same_firm or team.team_id in (grid.get("teams") or ()))


def is_slack(url: str, base_url: str) -> bool:
    """True for Slack's own hosts and for the host of the Web API that is configured."""
    parts, base = urlsplit(url), urlsplit(base_url)
    if parts.netloc == base.netloc:
        return parts.scheme == base.scheme
    host = parts.hostname or ""
    return parts.scheme == "https" and (
        host == "slack.com" or host.endswith((".slack.com", ".slack-files.com"))
    )
