"""The news that digests are built from, out of the store.

One digest asks the database for what concerns its list. When many are due in the same minute, the public news of their
windows is read once instead, kept by ticker for a minute, and shared: lists have most of their news in common.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk.digests.digesting import Watched, Window
from bot.model import PUBLIC, Team
from bot.store.news_item import NewsItem
from bot.store.store import Store

KEPT_S = 60.0
BURST = 4
"""From so many digests within `KEPT_S` on the news is read once for all."""
MOST_KEPT = 80_000
"""Articles, of about a kilobyte each; where windows hold more, every digest asks the database by itself."""
SLICE = timedelta(minutes=20)
"""Read at once: a longer one would hold up whoever else waits for the event loop."""


class DigestNews:
    """News for digests. What it keeps it drops after a minute, used or not."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: deque[float] = deque(maxlen=BURST)
        self._shelf = _Shelf()
        self._reading = asyncio.Lock()
        self._too_much = False

    async def about(
        self, team: Team, window: Window, watched: Watched, *, settled: bool = False
    ) -> Sequence[NewsItem]:
        """What can concern a list in a window and in the one before.

        `settled`: the window ended so long ago that nothing is on its way into it any more; only then may the news
        be shared.
        """
        terms = (*watched.themes, *watched.keywords)
        if not settled or terms or not self._busy():
            return await self._ask((PUBLIC, team), window, watched.tickers, terms)
        async with self._reading:
            shelf = await self._cover(window)
        if shelf is None:
            return await self._ask((PUBLIC, team), window, watched.tickers)
        own = await self._ask((team,), window, watched.tickers)
        return [*shelf.take(watched.tickers, window.before, window.until), *own]

    async def _ask(
        self, teams: Sequence[Team], window: Window, tickers: Sequence[str], terms: Sequence[str] = ()
    ) -> Sequence[NewsItem]:
        return await self._store.news.about(teams, window.before, window.until, tickers, terms)

    def _busy(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._asked.append(now)
        return len(self._asked) == BURST and now - self._asked[0] < KEPT_S

    async def _cover(self, window: Window) -> _Shelf | None:
        """The shelf, with what was missing of a window; None where that would be too much to keep."""
        if self._too_much:
            return None
        shelf = self._shelf
        if shelf.since is None or shelf.until is None:
            asyncio.get_running_loop().call_later(KEPT_S, self._forget)
            shelf.since = shelf.until = window.before
        while shelf.until < window.until:
            end = min(shelf.until + SLICE, window.until)
            shelf.add_later(await self._public(shelf.until, end), end)
            if shelf.size > MOST_KEPT:
                self._give_up()
                return None
        while shelf.since > window.before:
            begin = max(shelf.since - SLICE, window.before)
            shelf.add_earlier(await self._public(begin, shelf.since), begin)
            if shelf.size > MOST_KEPT:
                self._give_up()
                return None
        return shelf

    async def _public(self, since: datetime, until: datetime) -> Sequence[NewsItem]:
        # What is there already stays: to look through it for garbage again and again, as every slice and every digest
        # sets off, would hold up the event loop, and cost as much as all the digests do.
        gc.freeze()
        return await self._store.news.window((PUBLIC,), since, until)

    def _give_up(self) -> None:
        self._shelf, self._too_much = _Shelf(), True

    def _forget(self) -> None:
        gc.unfreeze()
        self._shelf = _Shelf()
        self._too_much = False


class _Shelf:
    """News by ticker, in the order in which it was read, from `since` to before `until`."""

    def __init__(self) -> None:
        self.since: datetime | None = None
        self.until: datetime | None = None
        self.size = 0
        self._by_ticker: dict[str, list[NewsItem]] = defaultdict(list)

    def add_later(self, news: Sequence[NewsItem], until: datetime) -> None:
        """Add the news from the end of what is there to a later moment."""
        for ticker, found in self._by(news).items():
            self._by_ticker[ticker].extend(found)
        self.until = until

    def add_earlier(self, news: Sequence[NewsItem], since: datetime) -> None:
        """Add the news from an earlier moment to the beginning of what is there."""
        for ticker, found in self._by(news).items():
            self._by_ticker[ticker][:0] = found
        self.since = since

    def _by(self, news: Sequence[NewsItem]) -> dict[str, list[NewsItem]]:
        fresh: dict[str, list[NewsItem]] = defaultdict(list)
        for item in news:
            # What only words are looked for in is not kept, and names are kept once.
            light = replace(item, tldr="", source=sys.intern(item.source), events=(), themes=())
            for row in item.tickers:
                fresh[sys.intern(row.ticker)].append(light)
        self.size += len(news)
        return fresh

    def take(self, tickers: Sequence[str], since: datetime, until: datetime) -> list[NewsItem]:
        """What names one of these tickers, each article once."""
        taken: dict[str, NewsItem] = {}
        for ticker in tickers:
            found = self._by_ticker.get(ticker, [])
            first = bisect_left(found, since, key=_read_at)
            last = bisect_left(found, until, key=_read_at)
            taken.update((item.article_id, item) for item in found[first:last])
        return list(taken.values())


def _read_at(item: NewsItem) -> datetime:
    return item.read_at
