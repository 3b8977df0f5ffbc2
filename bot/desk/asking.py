"""What a typed line asks for and what is answered at once: the same for `/news`, mentions and direct messages."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.desk import grammar
from bot.desk.areas import Area, Asked, Form
from bot.desk.channels import Channels
from bot.desk.failures import explain
from bot.desk.grammar import AllowBot, BriefLinks, Help, InArea, Intent, Misunderstood, Restrict, SetLinks
from bot.desk.intake import Intake
from bot.desk.requests import BriefRequest, Importable, Mentioned
from bot.errors import DeskwireError
from bot.model import Team
from bot.reading.urls import links_in
from bot.settings import SlackSettings
from bot.slack import notices
from bot.slack.delivery import Deliverer
from bot.slack.escape import unescape
from bot.slack.messages import Message
from bot.slack.ports import Outgoing

KindOf = Callable[[Team, Sequence[str]], Awaitable[Importable]]
"""What files hold that came without a word on it."""
_AREA_OF: Mapping[Importable, str] = {"watchlist": "watch", "portfolio": "portfolio"}
_IMPORT = re.compile(r"\s*import\b", re.IGNORECASE)
CLOSED = "People of another firm read this channel, so I say nothing here until an admin types {command} links auto."


class Asking:
    """Reads what people type and answers what needs no article."""

    def __init__(
        self,
        channels: Channels,
        intake: Intake,
        deliverer: Deliverer,
        settings: SlackSettings,
        areas: Mapping[str, Area],
        kind_of: KindOf,
    ) -> None:
        self._areas = areas
        self._kind_of = kind_of
        self._channels = channels
        self._intake = intake
        self._deliverer = deliverer
        self._settings = settings

    def parse(self, text: str) -> Intent:
        """The intent of a line."""
        return grammar.parse(
            text,
            limit=self._settings.links_per_message,
            command=self._settings.command,
            areas=self._areas.keys(),
        )

    def links(self, text: str) -> list[str]:
        """The links of a message, as many as one message may ask for."""
        return links_in(text, limit=self._settings.links_per_message)

    def help(self) -> Message:
        """Every command with what it does."""
        command = self._settings.command
        return notices.help_message(
            {
                f"{command} https://…": "Brief an article in this channel, details in its thread",
                f"{command} https://… private": "The same, for you alone, as a direct message",
                f"{command} links auto|reaction|off": "What happens to links that people post here",
                f"{command} links bot add|remove @name": "Read what a bot posts here, or stop reading it",
                f"{command} restrict add|remove|list TICKER": "Names about which nothing is ever posted",
                **self._area_help(),
                f"{command} help": "This list",
            }
        )

    def _area_help(self) -> dict[str, str]:
        lines: dict[str, str] = {}
        for name, area in self._areas.items():
            lines |= area.help(self._settings.commands.get(name, f"{self._settings.command} {name}"))
        return lines

    async def in_area(self, area: str, asked: Asked) -> Message | Form:
        """The answer of one part of the desk. Raises `DeskwireError` with what to type instead.

        The text is as Slack sent it: there `&`, `<` and `>` are escaped, as in AT&amp;T or impact &gt; 0.6.
        """
        return await self._areas[area].answer(replace(asked, text=unescape(asked.text)))

    async def chosen(self, area: str, asked: Asked) -> Message | Form:
        """The same for a button whose value is what could be typed: nothing in it is escaped."""
        return await self._areas[area].answer(asked)

    async def answer(self, team: Team, channel: str, user: str, intent: Intent) -> Message:
        """The answer to anything but a link. Raises `DeskwireError` when the person may not do that."""
        match intent:
            case Help():
                return self.help()
            case Misunderstood(sentence):
                return notices.notice(sentence)
            case SetLinks(None):
                mode = await self._channels.links(team, channel)
                return self._mode(mode)
            case SetLinks(mode):
                await self._channels.set_links(team, channel, user, mode)
                return self._mode(mode, user)
            case AllowBot(bot, allowed):
                await self._channels.allow_bot(team, channel, user, bot, allowed=allowed)
                says = "I read what it posts here" if allowed else "I no longer read what it posts here"
                return notices.notice(f"{says}: {bot}.")
            case Restrict(action, tickers):
                return await self._restrict(team, user, action, tickers)
            case BriefLinks() | InArea():
                raise ValueError("links are briefed and parts of the desk asked, not answered here")

    async def mentioned(self, asked: Mentioned) -> None:
        """A mention or a direct message: links become requests, anything else is answered in the thread."""
        intent = self.parse(asked.text)
        if asked.files and isinstance(intent, Help | Misunderstood) and self._brings(asked):
            intent = InArea("", asked.text)
        if isinstance(intent, BriefLinks | InArea | Restrict | AllowBot) and asked.shared:
            opened = await self._channels.is_open_to_others(asked.team, asked.channel)
            intent = intent if opened else Misunderstood(CLOSED.format(command=self._settings.command))
        if isinstance(intent, BriefLinks):
            found = self.links(asked.text) or list(intent.urls)
            await self._intake.accept(
                asked.team, f"{asked.key}/links", requests_of(asked, found, private=intent.private)
            )
            return
        try:
            message = await self._said(asked, intent)
        except DeskwireError as error:
            failure = explain(error, team=asked.team.team_id, mention=asked.key)
            message = notices.notice(failure.sentence, failure.error_id)
        outgoing = Outgoing(
            key=f"reply:{asked.key}",
            channel=asked.channel,
            thread_ts=asked.thread_ts,
            message=message,
            kind="reply",
            actor=asked.user,
        )
        await self._deliverer.post(asked.team, outgoing)

    def _brings(self, asked: Mentioned) -> bool:
        """Whether a message that names no command means its files to be imported.

        In a channel it has to say so, or nothing at all: people talk there.
        """
        return asked.channel.startswith("D") or not asked.text.strip() or bool(_IMPORT.match(asked.text))

    async def _said(self, asked: Mentioned, intent: Intent) -> Message:
        if not isinstance(intent, InArea):
            return await self.answer(asked.team, asked.channel, asked.user, intent)
        area, text = intent.area, intent.text
        if not area:
            area = _AREA_OF[await self._kind_of(asked.team, asked.files)]
            text = f"import {_IMPORT.sub('', text, count=1)}"
        request = Asked(asked.team, asked.channel, asked.user, text, asked.key, files=asked.files)
        answer = await self.in_area(area, request)
        if isinstance(answer, Form):
            raise DeskwireError("bad_input", f"Type {self._settings.command} {area} for the form.")
        return answer

    async def _restrict(self, team: Team, user: str, action: str, tickers: tuple[str, ...]) -> Message:
        if action != "list":
            await self._channels.restrict(team, user, tickers, add=action == "add")
        listed = await self._channels.restricted(team)
        return notices.notice(
            f"On the restricted list: {', '.join(listed)}." if listed else "The restricted list is empty."
        )

    def _mode(self, mode: grammar.LinksMode, user: str = "") -> Message:
        return notices.links_mode_changed(
            mode, user, command=self._settings.command, reaction=self._settings.reaction
        )


def requests_of(asked: Mentioned, urls: Sequence[str], *, private: bool) -> list[BriefRequest]:
    """A request for each link of a mention, answered in its thread."""
    return [
        BriefRequest(
            team=asked.team,
            key=f"{asked.key}:{index}",
            channel=asked.channel,
            user=asked.user,
            url=url,
            thread_ts=asked.thread_ts,
            private=private,
        )
        for index, url in enumerate(urls)
    ]
