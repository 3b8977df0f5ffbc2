"""Sheets that are too long for an answer: given as a file, in the person's direct messages."""

from __future__ import annotations

from bot.desk.areas import Asked
from bot.slack import watchlists
from bot.slack.delivery import Deliverer, DeliveryError
from bot.slack.directory import Directory
from bot.slack.ports import Outgoing
from bot.slack.uploads import Uploader


class SheetFiles:
    """Hands a sheet over wholly or raises."""

    def __init__(self, uploader: Uploader, deliverer: Deliverer, directory: Directory) -> None:
        self._uploader = uploader
        self._deliverer = deliverer
        self._directory = directory

    async def send(self, asked: Asked, name: str, csv: str) -> None:
        """Give a CSV text as a file of that name to the person who asked, and to nobody else.

        Where the bot may not upload files (minimal scopes) it comes as a message, continued in its thread. Raises
        `DeskwireError` where neither went through; asking again may then bring it twice, never not at all.
        """
        channel = await self._directory.direct_channel(asked.team, asked.user)
        try:
            await self._uploader.share(asked.team, channel, name, csv.encode("utf-8-sig"))
        except DeliveryError as error:
            if error.slack_error != "missing_scope":
                raise
            message = watchlists.exported(csv, name)
            outgoing = Outgoing(f"sheet:{asked.key}", channel, message, kind="notice", actor=asked.user)
            await self._deliverer.post(asked.team, outgoing)
