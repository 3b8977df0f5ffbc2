"""Submitted imports: done by a job, because reading names takes time, and told to the person who asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.desk import sheets, subjects
from bot.desk.areas import Asked
from bot.desk.portfolios import statement
from bot.desk.requests import Importable, ImportAsked
from bot.desk.watchlists.grammar import list_name
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import notices
from bot.slack.delivery import Deliverer
from bot.slack.directory import Directory
from bot.slack.messages import Message
from bot.slack.pickers import from_channel
from bot.slack.ports import Outgoing
from bot.slack.watch_form import Field, ToImport

PASSING = frozenset({"unavailable", "timeout", "rate_limited", "internal"})
"""Errors that another try may mend."""

Taker = Callable[[Asked, ImportAsked], Awaitable[Message]]
"""Imports, and says what it brought. Doing it twice changes nothing more."""


class Importing:
    """The handler of jobs that import; `takers` do it."""

    def __init__(
        self, directory: Directory, deliverer: Deliverer, takers: Mapping[Importable, Taker]
    ) -> None:
        self._directory = directory
        self._deliverer = deliverer
        self._takers = takers

    def check(self, given: ToImport, what: Importable) -> tuple[str, str] | None:
        """The field and the sentence of what is wrong with a submitted import, before it becomes a job."""
        try:
            (list_name if what == "watchlist" else subjects.portfolio_named)(given.name)
        except DeskwireError as error:
            return str(Field.NAME), error.message
        if not given.files and not given.text.strip():
            return str(Field.TEXT), "Choose a file above, or paste what is to be imported here."
        return None

    async def what(self, team: Team, files: Sequence[str]) -> Importable:
        """What files hold: a statement says how much is held, a watchlist only what is followed.

        Raises `DeskwireError` where a file cannot be read, or where they hold both.
        """
        kinds: set[Importable] = set()
        for file_id in files:
            text = sheets.decode((await self._directory.file(team, file_id)).body)
            kinds.add("portfolio" if await asyncio.to_thread(statement.is_statement, text) else "watchlist")
        if len(kinds) > 1:
            raise DeskwireError(
                "bad_input", "Some of these are statements and some are lists; send me one after the other."
            )
        return kinds.pop()

    async def take(self, asked: ImportAsked) -> None:
        """Do it and tell the person in a direct message."""
        line = Asked(asked.team, asked.channel, asked.user, "", asked.key, files=asked.files, told_alone=True)
        try:
            message = await self._takers[asked.what](line, asked)
        except DeskwireError as error:
            if error.code in PASSING:
                raise
            message = notices.notice(f"I could not import that. {error.message}")
        if asked.channel[:1] in ("C", "G"):
            message = from_channel(message, asked.channel)
        channel = await self._directory.direct_channel(asked.team, asked.user)
        outgoing = Outgoing(
            key=f"imported:{asked.key}", channel=channel, message=message, kind="notice", actor=asked.user
        )
        await self._deliverer.post(asked.team, outgoing)


async def texts_of(directory: Directory, asked: Asked, text: str) -> list[str]:
    """What was pasted and what stands in the files that came with it. Raises `DeskwireError` as reading does."""
    texts = [text] if text.strip() else []
    for file_id in asked.files:
        texts.append(sheets.decode((await directory.file(asked.team, file_id)).body))
    return texts
