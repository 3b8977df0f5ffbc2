"""What a channel asked for: the links mode, the bots whose messages are read, and the restricted list."""

from __future__ import annotations

from typing import Literal

from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import Team
from bot.settings import SlackSettings
from bot.slack.directory import Directory
from bot.store.store import Store

LinksMode = Literal["off", "reaction", "auto"]


class Channels:
    """Settings of one channel, changed by its members and audited."""

    def __init__(self, store: Store, rights: Rights, directory: Directory, settings: SlackSettings) -> None:
        self._store = store
        self._directory = directory
        self._rights = rights
        self._settings = settings

    async def links(self, team: Team, channel: str) -> LinksMode:
        """The links mode in force."""
        found = await self._store.channels.get(team, channel)
        return found.links or self._settings.links

    async def is_open_to_others(self, team: Team, channel: str) -> bool:
        """Whether an admin has allowed briefs in this channel although it is shared with another firm."""
        return (await self._store.channels.get(team, channel)).shared_allowed

    async def require_open(self, team: Team, channel: str) -> None:
        """Raises `DeskwireError("denied")` where people of another firm would read what is posted there."""
        if await self.is_open_to_others(team, channel) or not await self._directory.is_shared(team, channel):
            return
        raise DeskwireError(
            "denied",
            "People of another firm read that channel, so nothing is posted there until an admin types"
            f" {self._settings.command} links auto in it.",
        )

    async def set_links(self, team: Team, channel: str, user: str, mode: LinksMode) -> None:
        """Change the links mode. An admin's word also opens an externally shared channel."""
        await self._rights.require_member(team, user)
        found = await self._store.channels.get(team, channel)
        allowed = found.shared_allowed
        if mode == "off":
            allowed = False
        elif not allowed:
            allowed = await self._rights.may_confirm(team, user)
        await self._store.channels.set(team, channel, links=mode, shared_allowed=allowed)
        await self._store.audit.add(team, "links_mode", user, channel, {"mode": mode, "shared": allowed})

    async def allow_bot(self, team: Team, channel: str, user: str, bot: str, *, allowed: bool) -> None:
        """Read what a bot posts in this channel, or stop reading it."""
        await self._rights.require_member(team, user)
        found = await self._store.channels.get(team, channel)
        bots = set(found.allowed_bots) | {bot} if allowed else set(found.allowed_bots) - {bot}
        await self._store.channels.set(team, channel, allowed_bots=sorted(bots))
        await self._store.audit.add(team, "allowed_bots", user, channel, {"bot": bot, "allowed": allowed})

    async def restrict(self, team: Team, user: str, tickers: tuple[str, ...], *, add: bool) -> None:
        """Put tickers on the restricted list, or take them off it."""
        await self._rights.require_confirmer(team, user)
        for ticker in tickers:
            if add:
                await self._store.restricted.add(team, ticker, user)
            else:
                await self._store.restricted.remove(team, ticker)
        detail = {"tickers": list(tickers), "action": "add" if add else "remove"}
        await self._store.audit.add(team, "restricted_list", user, "", detail)

    async def restricted(self, team: Team) -> list[str]:
        """The team's own restricted list, sorted."""
        return sorted(await self._store.restricted.list(team))
