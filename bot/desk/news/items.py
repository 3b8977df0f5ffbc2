"""The way of an item: what a source showed is read and analysed like a pasted link, and becomes news.

A filing is read itself (index page, press release, form); a link that leads through an aggregator, or to a page
that programs may not read, is taken by its headline, as the source published it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.desk import tasks
from bot.desk.briefs.analysing import Analysing
from bot.desk.briefs.reader import Reader, Reading
from bot.desk.news.newsroom import Newsroom
from bot.errors import DeskwireError
from bot.model import Article
from bot.reading.fetch import Fetcher
from bot.sources.edgar import Filing, filing_from_json
from bot.sources.items import earliest
from bot.sources.notices import notice_of
from bot.store.feed_items import StoredItem
from bot.store.feeds import Feed
from bot.store.jobs import Job
from bot.store.store import Store
from bot.work.jobs import RetryLater
from bot.work.pool import WorkerPool

if TYPE_CHECKING:
    from bot.sources.filings import Document

# So many items at once wait for a worker process: a link that somebody pasted comes soon after.
AT_ONCE = 2
AGAIN_S = 30.0
MAX_SUMMARY_WORDS = 200
# What a reader of the site would not see either: the headline is all that is published.
_CLOSED_CODES = frozenset({"denied", "robots"})
_CLOSED_REASONS = frozenset({"paywall", "login", "consent", "captcha"})
_PASSING = frozenset({"unavailable", "timeout", "rate_limited"})
_log = structlog.get_logger()


class Items:
    """Handles the jobs that polls leave behind."""

    def __init__(
        self,
        *,
        store: Store,
        reader: Reader,
        fetcher: Fetcher,
        pool: WorkerPool,
        analysing: Analysing,
        newsroom: Newsroom,
        timeout_s: float,
    ) -> None:
        self._store = store
        self._reader = reader
        self._fetcher = fetcher
        self._pool = pool
        self._analysing = analysing
        self._newsroom = newsroom
        self._timeout_s = timeout_s
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def take(self, job: Job) -> None:
        """Read, analyse and hand on one item. Raises `RetryLater` where a site fails for the moment."""
        team, name, key = job.team, str(job.payload["feed"]), str(job.payload["key"])
        feed = await self._store.feeds.get(team, name)
        item = await self._store.feed_items.item(team, name, key)
        if feed is None or item is None or item.state != "new":
            # The source was removed meanwhile, or a process died between the end of the work and that of the job.
            return
        try:
            async with self._turns:
                reading = await self._read(feed, item, job.payload)
                brief = await self._analysing.brief(team, reading)
                kind = "filing" if feed.kind == "edgar" else "article"
                await self._newsroom.take(team, reading, brief, feed=name, kind=kind)
        except DeskwireError as error:
            if error.code in _PASSING or error.retry_after is not None:
                raise RetryLater(error.retry_after or AGAIN_S, f"{error.code}: {error.message}") from error
            if error.code == "internal":
                raise
            await self._store.feed_items.settle(team, name, key, "dropped", reason=_why(error))
            return
        await self._store.feed_items.settle(team, name, key, "done", article_id=reading.article_id)

    async def give_up(self, job: Job, error: BaseException) -> None:
        """An item could not be read after every try: that is written down with it."""
        reason = _why(error) if isinstance(error, DeskwireError) else type(error).__name__
        _log.warning("item_given_up", feed=job.payload.get("feed"), reason=reason)
        feed, key = str(job.payload.get("feed") or ""), str(job.payload.get("key") or "")
        await self._store.feed_items.settle(job.team, feed, key, "failed", reason=reason)

    async def _read(self, feed: Feed, item: StoredItem, payload: Mapping[str, Any]) -> Reading:
        if feed.kind == "edgar" and isinstance(payload.get("filing"), Mapping):
            return await self._filing(item, filing_from_json(dict(payload["filing"])))
        summary = str(payload.get("summary") or "")
        if feed.kind == "headlines" or not item.url:
            return await self._headline(item, summary)
        try:
            # What its source calls corrected or withdrawn is not what was read a few minutes ago.
            changed = bool(notice_of(item.title, ""))
            reading = await self._reader.url(item.team, item.url, automatic=True, changed=changed)
        except DeskwireError as error:
            if error.code in _CLOSED_CODES or error.reason in _CLOSED_REASONS:
                return await self._headline(item, summary)
            raise
        # The source's own date counts where the page gives none, or a younger one.
        when = earliest(reading.article.published_at, item.published_at)
        return await self._reader.dated(item.team, reading, when)

    async def _headline(self, item: StoredItem, summary: str) -> Reading:
        """What the source itself published of the item: its title and, where it has one, its summary."""
        words = summary.split()
        more = " ".join(words[:MAX_SUMMARY_WORDS])
        text = item.title if not more or more == item.title else f"{item.title}\n{more}"
        article = await self._pool.run(
            tasks.extract_given_text, text, item.title, item.url, item.published_at, timeout_s=self._timeout_s
        )
        return await self._reader.keep(item.team, as_headline(article))

    async def _filing(self, item: StoredItem, filing: Filing) -> Reading:
        """A filing: its index page says which documents to read."""
        index = await self._fetcher.fetch(filing.index_url, automatic=True)
        documents: list[Document] = await self._pool.run(
            tasks.filing_documents, index.body, index.url, filing.form, timeout_s=self._timeout_s
        )
        pages: list[tuple[str, bytes, str | None]] = []
        for document in documents:
            try:
                page = await self._fetcher.fetch(document.url, automatic=True)
            except DeskwireError as error:
                if error.code in _PASSING:
                    raise
                _log.info("document_not_read", accession=filing.accession, code=error.code)
                continue
            pages.append((document.kind, page.body, page.charset))
        article = await self._pool.run(
            tasks.filing_article, pages, filing, item.published_at, timeout_s=self._timeout_s
        )
        return await self._reader.keep(item.team, article)


def as_headline(article: Article) -> Article:
    """The same article, marked as no more than its headline."""
    return replace(article, coverage="headline")


def _why(error: DeskwireError) -> str:
    return f"{error.reason or error.code}: {error.message}"
