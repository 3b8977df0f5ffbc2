"""Asking the sources what is new: claimed by one process at a time, politely, and without losing an item.

What a poll found and the jobs that read it are written in one transaction, so that a process killed at any
point has either both or neither; the next poll finds what is missing, and knows what is not.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

import structlog

from bot.desk import tasks
from bot.errors import DeskwireError
from bot.model import PUBLIC, Team
from bot.reading.fetch import Fetcher, Page
from bot.settings import SourceSettings
from bot.sources import polling_plan
from bot.sources.catalogue import sources_of
from bot.sources.edgar import PAGE_SIZE, Filing, filing_to_json, filings_of, items_of_filings, next_page
from bot.sources.failures import of_feed
from bot.sources.items import Item, items_of, newest_first
from bot.sources.polling_plan import SourceKind
from bot.store.feed_items import FoundItem
from bot.store.feeds import Feed
from bot.store.store import Store
from bot.store.types import Json
from bot.work.pool import WorkerPool

if TYPE_CHECKING:
    from bot.sources.feeds import ParsedFeed

AT_ONCE = 6
LEASE_S = 90.0
# So far back the pages of latest filings are followed to what is known; a thousand filings are a day's worth.
MAX_PAGES = 10
# After so many failures in a row what came is taken although pages are missing: some news beats none.
PATIENT_POLLS = 3
# A site that is away for half an hour costs no filing: the waits between tries grow to some minutes.
ITEM_ATTEMPTS = 20
# An error page in the place of a page of filings seldom comes three times in a row.
PAGE_TRIES = 3
BROKE_OFF = "The list of filings broke off in the middle; it is asked for again."
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """What one poll brought, before it is compared with what is known."""

    page: Page
    items: tuple[Item, ...] = ()
    filings: tuple[Filing, ...] = ()
    ttl_s: int | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Polled:
    """One finished poll, for metrics: `outcome` is `ok`, `not_modified` or an error code."""

    feed: str
    outcome: str
    new: int = 0


class Polling:
    """Polls what is due. `owner` names this process; `fetcher` is the one for sources, with its own breaker."""

    def __init__(
        self,
        *,
        store: Store,
        fetcher: Fetcher,
        pool: WorkerPool,
        settings: SourceSettings,
        owner: str,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        timeout_s: float,
        observe: Callable[[Polled], None] | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._pool = pool
        self._settings = settings
        self._owner = owner
        self._now = now
        self._wake = wake
        self._timeout_s = timeout_s
        self._observe = observe
        self._rng = rng or random.Random()
        self._polls: set[asyncio.Task[bool]] = set()

    async def prepare(self) -> None:
        """Bring the sources that everybody has in line with the settings; one that they no longer name
        is asked no more.
        """
        now = self._now()
        named = sources_of(self._settings) if self._settings.enabled else []
        for source in named:
            await self._store.feeds.put(
                Feed(
                    PUBLIC, source.name, source.url, source.kind, source.every_s, not source.off, "", now, now
                )
            )
        names = {source.name for source in named}
        for feed in await self._store.feeds.list(PUBLIC):
            if feed.name not in names:
                # Asked no more, and not forgotten: if it is named again, what it showed before is known.
                await self._store.feeds.put(replace(feed, enabled=False))

    async def poll_due(self, now: datetime | None = None) -> int:
        """Poll every source that is due and that nobody polls now; returns how many were polled.

        Raises nothing for a source that fails: that is written down with the source.
        """
        due = await self._claim(now)
        await asyncio.gather(*(self._poll(feed, now) for feed in due))
        return len(due)

    async def tick(self) -> None:
        """Begin to poll what is due and return: a slow source must not hold up the ticks to come."""
        for feed in await self._claim(None):
            task = asyncio.create_task(self._poll(feed, None), name=f"poll-{feed.name}")
            self._polls.add(task)
            task.add_done_callback(self._polls.discard)

    async def stop(self) -> None:
        """Break off what runs; its leases run out, and nothing of it is lost."""
        for task in self._polls:
            task.cancel()
        await asyncio.gather(*self._polls, return_exceptions=True)

    async def look(self, url: str) -> ParsedFeed:
        """Fetch and read a feed once, remembering nothing. Raises `DeskwireError` with what is wrong."""
        return await self._parse(await self._fetch(url))

    async def _fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Page:
        try:
            return await self._fetcher.fetch(
                url, etag=etag, last_modified=last_modified, accept="feed", automatic=True
            )
        except DeskwireError as error:
            raise of_feed(error) from error

    async def _claim(self, now: datetime | None) -> Sequence[Feed]:
        free = AT_ONCE - len(self._polls)
        if not self._settings.enabled or free < 1:
            return ()
        return await self._store.feeds.claim_due(self._owner, LEASE_S, free, now or self._now())

    async def _poll(self, feed: Feed, given: datetime | None) -> bool:
        """One poll; whether it went well."""
        try:
            found = await self._found(feed, given)
            now = given or self._now()
            if found.page.not_modified:
                await self._done(feed, found, now, new=0, lag_s=None)
                self._observed(feed, "not_modified")
                return True
            new, lag_s = await self._record(feed, found, now)
            await self._done(feed, found, now, new=new, lag_s=lag_s)
            self._observed(feed, "ok", new)
            if new:
                self._wake()
            return not found.missing
        except DeskwireError as error:
            await self._failed(feed, error, given or self._now())
        except Exception as defect:  # noqa: BLE001 - one source must never stop the others
            _log.error("poll_raised", feed=feed.name, exc_info=defect)
            own = DeskwireError("internal", "Reading this source failed on our side; the log says why.")
            await self._failed(feed, own, given or self._now())
        return False

    async def _found(self, feed: Feed, given: datetime | None) -> Found:
        page = await self._fetch(feed.url, feed.etag, feed.last_modified)
        if page.not_modified:
            return Found(page)
        parsed = await self._parse(page)
        now = given or self._now()
        if feed.kind != "edgar":
            items = items_of(parsed.entries, now)
            return Found(page, tuple(items), ttl_s=parsed.ttl_s)
        if parsed.broken and feed.failures < PATIENT_POLLS:
            # What is cut off here would stand on no other page.
            raise DeskwireError("unavailable", BROKE_OFF)
        filings, missing = await self._filings(feed, parsed, now)
        return Found(page, tuple(items_of_filings(filings, now)), tuple(filings), missing=missing)

    async def _filings(self, feed: Feed, first: ParsedFeed, now: datetime) -> tuple[list[Filing], str]:
        """The filings of the first page and of those behind it, back to what is known.

        Filings that come in meanwhile push others onto the next page: pages overlap, and none is missed. Pages
        that bring nothing of their own (a server that answers every page alike) end the way, too.
        """
        shown = list(first.entries)
        if feed.succeeded_at is None:
            return filings_of(shown), ""
        url, entries = feed.url, first.entries
        for _ in range(MAX_PAGES - 1):
            if len(entries) < PAGE_SIZE or await self._is_known(feed, filings_of(entries)[-1:], now):
                break
            url = next_page(url)
            try:
                await self._store.feeds.renew(feed, LEASE_S, self._now())
                entries = (await self._page_of_filings(url)).entries
            except DeskwireError as error:
                if feed.failures < PATIENT_POLLS:
                    raise
                _log.warning("filings_may_be_missing", feed=feed.name, reason=error.message)
                return filings_of(shown), error.message
            known = {filing.accession for filing in filings_of(shown)}
            # Together, for a filing's companies may stand on two pages.
            shown += entries
            if known.issuperset(filing.accession for filing in filings_of(entries)):
                break
        return filings_of(shown), ""

    async def _page_of_filings(self, url: str) -> ParsedFeed:
        """A page, asked for again where an error page or half a page came in its place."""
        for left in reversed(range(PAGE_TRIES)):
            try:
                parsed = await self.look(url)
            except DeskwireError as error:
                if error.code != "unsupported_type" or not left:
                    raise
            else:
                if not parsed.broken:
                    return parsed
        raise DeskwireError("unavailable", BROKE_OFF)

    async def _is_known(self, feed: Feed, filings: Sequence[Filing], now: datetime) -> bool:
        keys = {item.key for item in items_of_filings(filings, now)}
        return not keys or bool(await self._store.feed_items.known(feed.team, feed.name, keys))

    async def _parse(self, page: Page) -> ParsedFeed:
        parsed: ParsedFeed = await self._pool.run(
            tasks.parse_feed, page.body, page.url, page.charset, timeout_s=self._timeout_s
        )
        return parsed

    async def _record(self, feed: Feed, found: Found, now: datetime) -> tuple[int, float | None]:
        """Remember what is new and queue its reading; how many, and how late the newest of them came."""
        first = feed.succeeded_at is None
        filings = {filing.accession: filing for filing in found.filings}
        ordered = newest_first(found.items) if first else list(found.items)
        rows: list[FoundItem] = []
        for place, item in enumerate(ordered):
            reason = self._why_not(item, place, now, first=first)
            payload: dict[str, Json] = {"summary": item.summary}
            filing = filings.get(item.guid)
            if filing is not None:
                payload = {"filing": filing_to_json(filing)}
            state: Literal["new", "old"] = "old" if reason else "new"
            rows.append(FoundItem(item.keys, item.url, item.title, item.published_at, state, reason, payload))
        known = await self._store.feed_items.known(
            feed.team, feed.name, {key for row in rows for key in row.keys}
        )
        fresh = [row for row in rows if row.state == "new" and known.isdisjoint(row.keys)]
        new = await self._store.feed_items.record(feed.team, feed.name, rows, now=now, attempts=ITEM_ATTEMPTS)
        dates = [row.published_at for row in fresh if row.published_at is not None]
        lag_s = max(0.0, (now - max(dates)).total_seconds()) if dates and not first else None
        return new, lag_s

    def _why_not(self, item: Item, place: int, now: datetime, *, first: bool) -> str:
        """Why an item is noted and not read; empty when it is read."""
        oldest = timedelta(hours=self._settings.oldest_hours)
        if item.published_at is not None and now - item.published_at > oldest:
            return f"older than {self._settings.oldest_hours:g} hours when it was first seen"
        if first and place >= self._settings.first_items:
            return "was there before this source was added"
        return ""

    async def _done(self, feed: Feed, found: Found, now: datetime, *, new: int, lag_s: float | None) -> None:
        page, kind = found.page, cast(SourceKind, feed.kind)
        wait = polling_plan.after_success(kind, feed.every_s, found.ttl_s, page.max_age_s, self._rng)
        kept = page.not_modified
        await self._store.feeds.succeeded(
            feed,
            now,
            next_poll_at=now + timedelta(seconds=wait),
            etag=page.etag or (feed.etag if kept else None),
            last_modified=page.last_modified or (feed.last_modified if kept else None),
            lag_s=lag_s,
            found=new,
        )

    async def _failed(self, feed: Feed, error: DeskwireError, now: datetime) -> None:
        kind = cast(SourceKind, feed.kind)
        wait = polling_plan.after_failure(kind, feed.every_s, feed.failures + 1, error.retry_after, self._rng)
        _log.info(
            "poll_failed", feed=feed.name, code=error.code, failures=feed.failures + 1, wait_s=round(wait)
        )
        await self._store.feeds.failed(feed, error.message, next_poll_at=now + timedelta(seconds=wait))
        self._observed(feed, error.code)

    def _observed(self, feed: Feed, outcome: str, new: int = 0) -> None:
        if self._observe is not None:
            self._observe(Polled(name_for_metrics(feed.team, feed.name), outcome, new))


def name_for_metrics(team: Team, name: str) -> str:
    """A source by the name that everybody knows it by; those of one workspace share a name, for they are its own."""
    return name if team == PUBLIC else "workspace"
