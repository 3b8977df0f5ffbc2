"""`/news feeds`: which sources there are and how they fare, a workspace's own ones, and trying one out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.desk.areas import Asked, Form
from bot.desk.news.polling import Polling
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import PUBLIC, Team
from bot.reading.urls import links_in, parse_url
from bot.settings import SourceSettings
from bot.slack import feeds as view
from bot.slack import notices
from bot.slack.messages import Message
from bot.sources.catalogue import KNOWN, Source, kind_of, of_search, of_ticker, sources_of
from bot.sources.items import items_of, newest_first
from bot.store.feeds import Feed
from bot.store.store import Store

if TYPE_CHECKING:
    from bot.sources.feeds import ParsedFeed

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_UNNAMED = re.compile(r"[^a-z0-9.]+")
_BARE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/\S*)?", re.IGNORECASE)
_TICKER = re.compile(r"\$?([A-Z][A-Z0-9.-]{0,9})", re.IGNORECASE)
_HOW = "Type {command} add https://…, {command} remove NAME, {command} test https://…, or {command} list."


class Feeds:
    """The sources of a workspace, besides those that everybody has by `config.yaml`."""

    def __init__(
        self,
        *,
        store: Store,
        polling: Polling,
        rights: Rights,
        settings: SourceSettings,
        command: str,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._polling = polling
        self._rights = rights
        self._settings = settings
        self._command = f"{command} feeds"
        self._now = now

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed."""
        known = ", ".join(sorted(KNOWN))
        return {
            f"{command} list": "Where news comes from, and how each source fares",
            f"{command} add https://… [NAME]": "Watch an RSS or Atom feed",
            f"{command} add ticker NVDA": "Watch the news of one ticker; also search WORDS, " + known,
            f"{command} remove NAME": "Stop watching a feed that this workspace added",
            f"{command} test https://…": "What a feed shows now",
        }

    async def answer(self, asked: Asked) -> Message | Form:
        """Answer one line. Raises `DeskwireError` with what to type instead."""
        words = asked.text.split()
        action, rest = (words[0].lower() if words else "list"), words[1:]
        if action == "list" and not rest:
            return await self._list(asked.team)
        if action == "add" and rest:
            return await self._add(asked, rest)
        if action == "remove" and len(rest) == 1:
            return await self._remove(asked, rest[0].lower())
        if action == "test" and rest:
            return await self._test(asked.team, rest)
        raise DeskwireError("bad_input", _HOW.format(command=self._command))

    async def _list(self, team: Team) -> Message:
        named = {source.name: source for source in sources_of(self._settings)}
        shown: list[view.SourceView] = []
        stored = {feed.name: feed for feed in await self._store.feeds.list(PUBLIC)}
        for source in named.values():
            off = (
                source.off
                if self._settings.enabled
                else "Polling is off: set sources.enabled in config.yaml."
            )
            feed = stored.get(source.name)
            shown.append(_view(feed, off=off) if feed else _unpolled(source, off))
        if team != PUBLIC:
            off = "" if self._settings.enabled else "Polling is off: set sources.enabled in config.yaml."
            shown += [_view(feed, own=True, off=off) for feed in await self._store.feeds.list(team)]
        return view.listing(shown, self._now(), command=self._command)

    async def _add(self, asked: Asked, words: list[str]) -> Message:
        await self._rights.require_member(asked.team, asked.user)
        own = await self._store.feeds.list(asked.team)
        source = self._meant(words)
        if len(own) >= self._settings.feeds_per_team:
            raise DeskwireError(
                "bad_input",
                f"This workspace watches {len(own)} feeds, which is all it may; remove one first.",
            )
        public = [feed.url for feed in await self._store.feeds.list(PUBLIC) if feed.enabled]
        if source.url in (*public, *(feed.url for feed in own)):
            raise DeskwireError("bad_input", "That feed is watched already; see the list of feeds.")
        found = await self._polling.look(source.url)
        taken = {feed.name for feed in own} | {each.name for each in sources_of(self._settings)}
        name = _free(source.name, taken)
        now = self._now()
        feed = Feed(asked.team, name, source.url, source.kind, source.every_s, True, asked.user, now, now)
        await self._store.feeds.put(feed)
        await self._store.audit.add(asked.team, "feed_added", asked.user, name, {"url": source.url})
        note = f"Added as {name}. I look every {view.span(source.every_s)}; {self._command} remove {name} ends it."
        return self._tested(found, source.url, note)

    async def _remove(self, asked: Asked, name: str) -> Message:
        await self._rights.require_member(asked.team, asked.user)
        if await self._store.feeds.remove(asked.team, name):
            await self._store.audit.add(asked.team, "feed_removed", asked.user, name, {})
            return notices.notice(f"I no longer watch {name}. What it brought stays.")
        if name in {source.name for source in sources_of(self._settings)}:
            raise DeskwireError(
                "denied", f"{name} comes with config.yaml; whoever runs me can take it out of sources there."
            )
        raise DeskwireError("bad_input", f"There is no feed called {name}; type {self._command} list.")

    async def _test(self, team: Team, words: list[str]) -> Message:
        name = words[0].lower()
        feed = await self._store.feeds.get(team, name) or await self._store.feeds.get(PUBLIC, name)
        if feed is not None and not feed.enabled:
            off = next((each.off for each in sources_of(self._settings) if each.name == name), "")
            raise DeskwireError("bad_input", off or f"{name} is off.")
        url = feed.url if feed is not None else self._meant(words).url
        return self._tested(await self._polling.look(url), url)

    def _tested(self, found: ParsedFeed, url: str, note: str = "") -> Message:
        now = self._now()
        items = newest_first(items_of(found.entries, now))
        shown = [view.ItemView(item.title, item.url, item.published_at) for item in items]
        return view.trial(found.title, shown, len(items), url, now, note)

    def _meant(self, words: list[str]) -> Source:
        """What a person wants watched. Raises `bad_input` with what to type instead."""
        every_s = self._settings.feed_every_s
        first = words[0].lower()
        if first == "ticker" and len(words) == 2 and (ticker := _TICKER.fullmatch(words[1])):
            return of_ticker(ticker[1].upper(), every_s)
        if first == "search" and len(words) > 1:
            return of_search(" ".join(words[1:])[:100], every_s)
        if first in KNOWN and len(words) == 1:
            return Source(first, KNOWN[first], "feed", every_s)
        links = links_in(words[0], limit=1) or ([f"https://{words[0]}"] if _BARE.fullmatch(words[0]) else [])
        name = words[1].lower() if len(words) == 2 else ""
        if not links or len(words) > 2 or (name and not _NAME.fullmatch(name)):
            raise DeskwireError("bad_input", _HOW.format(command=self._command))
        url = parse_url(links[0])
        unnamed = _UNNAMED.sub("-", url.host.removeprefix("www."))[:40].strip("-.") or "feed"
        kind = kind_of(url.href, self._settings.headline_sites)
        return Source(name or unnamed, url.href, kind, every_s)


def _free(name: str, taken: set[str]) -> str:
    """A name that nobody has: the wanted one, or with a number."""
    if name not in taken:
        return name
    return next(each for number in range(2, 10_000) if (each := f"{name[:36]}-{number}") not in taken)


def _unpolled(source: Source, off: str) -> view.SourceView:
    return view.SourceView(source.name, source.url, off=off, headlines=source.kind == "headlines")


def _view(feed: Feed, *, own: bool = False, off: str = "") -> view.SourceView:
    return view.SourceView(
        name=feed.name,
        url=feed.url,
        own=own,
        off=off,
        succeeded_at=feed.succeeded_at,
        next_poll_at=feed.next_poll_at,
        failures=feed.failures,
        error=feed.error,
        lag_s=feed.lag_s,
        items=feed.items,
        headlines=feed.kind == "headlines",
    )
