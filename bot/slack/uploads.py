"""Pictures for messages: uploaded to Slack, shown to nobody until a message names them; and files for one person.

An upload that is shared by itself would be a second way to post, which Slack cannot be asked to take once only. A
picture is therefore uploaded unshared, and the message that shows it goes the way of every message. Uploading twice
leaves a file that nobody sees.

Only a file that a person asked for, in their own direct messages, is shared as it is uploaded: twice there is no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeskwireError
from bot.model import Team
from bot.slack.directory import is_slack
from bot.slack.errors import Delayed
from bot.slack.pacing import Clock
from bot.slack.ports import ClientFor
from bot.slack.transport import for_posting, look

MAX_BYTES = 5_000_000
TRIES = 2
LONGEST_WAIT_S = 10.0
LOOKS = 6
FIRST_WAIT_S = 0.5
"""Slack works on an upload for about a second before a message may show it."""


class Uploader:
    """Uploads with the token of the team that asks. Every step has a time-out."""

    def __init__(self, client_for: ClientFor, *, timeout_s: float, clock: Clock | None = None) -> None:
        self._client_for = client_for
        self._timeout_s = timeout_s
        self._clock = clock or Clock()

    async def picture(self, team: Team, name: str, title: str, alt: str, data: bytes) -> str:
        """Upload a picture and wait until it can be shown; its file id.

        Raises `Delayed` where Slack cannot be reached or asks to wait, `DeliveryError` where it refuses, and
        another `DeskwireError` where the bytes do not get through. All of it may be repeated.
        """
        if len(data) > MAX_BYTES:
            raise DeskwireError("too_large", "The picture is too large to upload.")
        client = for_posting(await self._client_for(team))
        return await self._again(lambda: self._once(client, name, title, alt, data))

    async def share(self, team: Team, channel: str, name: str, data: bytes) -> None:
        """Upload a file and share it in a person's direct messages. Raises as `picture` does."""
        if len(data) > MAX_BYTES:
            raise DeskwireError("too_large", "The file is too large to upload.")
        client = for_posting(await self._client_for(team))
        await self._again(lambda: self._sent(client, name, data, title=name, channel_id=channel))

    async def _again(self, upload: Callable[[], Awaitable[str]]) -> str:
        for _ in range(TRIES - 1):
            try:
                return await upload()
            except Delayed as error:
                if error.retry_after > LONGEST_WAIT_S:
                    raise
                await self._clock.sleep(error.retry_after)
        return await upload()

    async def _once(self, client: AsyncWebClient, name: str, title: str, alt: str, data: bytes) -> str:
        file_id = await self._sent(client, name, data, title=title, alt_txt=alt)
        await self._until_shown(client, file_id)
        return file_id

    async def _sent(
        self,
        client: AsyncWebClient,
        name: str,
        data: bytes,
        *,
        title: str,
        alt_txt: str | None = None,
        channel_id: str | None = None,
    ) -> str:
        """From the beginning: the end of an upload is taken once, and a lost answer cannot be asked for again."""
        given = await self._ask(
            lambda: client.files_getUploadURLExternal(filename=name, length=len(data), alt_txt=alt_txt)
        )
        file_id = str(given.get("file_id") or "")
        await self._send(client, str(given.get("upload_url") or ""), data)
        await self._ask(
            lambda: client.files_completeUploadExternal(
                files=[{"id": file_id, "title": title}], channel_id=channel_id
            )
        )
        return file_id

    async def _ask(self, request: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
        return await look(request, self._timeout_s)

    async def _send(self, client: AsyncWebClient, url: str, data: bytes) -> None:
        """The bytes go to Slack's own hosts only, and follow no redirect; the address itself is the permission."""
        if not is_slack(url, client.base_url):
            raise DeskwireError("forbidden_address", "Slack named an upload address that is not its own.")
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                httpx.AsyncClient(trust_env=False, proxy=client.proxy, timeout=self._timeout_s) as http,
                http.stream(
                    "POST", url, content=data, headers={"Content-Type": "application/octet-stream"}
                ) as answer,
            ):
                # What it says is of no interest, and is not read.
                if answer.status_code != httpx.codes.OK:
                    raise DeskwireError("unavailable", "Slack did not take the upload; try again.")
        except (TimeoutError, httpx.TimeoutException):
            raise DeskwireError("timeout", "Slack took too long to take the upload; try again.") from None
        except httpx.HTTPError:
            raise DeskwireError("unavailable", "Slack did not take the upload; try again.") from None

    async def _until_shown(self, client: AsyncWebClient, file_id: str) -> None:
        for number in range(LOOKS):
            answer = await self._ask(lambda: client.files_info(file=file_id))
            if (answer.get("file") or {}).get("mimetype"):
                return
            await self._clock.sleep(FIRST_WAIT_S * 2 ** min(number, 3))
        raise DeskwireError("unavailable", "Slack is still working on the picture.")
