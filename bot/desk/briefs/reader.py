"""URL, file or text to a stored article: archive, guarded fetch, extraction in a worker process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk import tasks
from bot.errors import DeskwireError
from bot.model import Article, Team
from bot.reading.fetch import Fetcher
from bot.reading.urls import canonical_url
from bot.slack.directory import Directory
from bot.store.store import Store
from bot.work.pool import WorkerPool

FRESH_FOR = timedelta(minutes=5)
_PDF = ("application/pdf", "application/x-pdf")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article and the id under which the archive keeps it."""

    article: Article
    article_id: str


class Reader:
    """Reads what a team asks for and remembers it for that team alone."""

    def __init__(
        self,
        fetcher: Fetcher,
        pool: WorkerPool,
        store: Store,
        directory: Directory,
        *,
        timeout_s: float,
        now: Callable[[], datetime],
    ) -> None:
        self._fetcher = fetcher
        self._pool = pool
        self._store = store
        self._directory = directory
        self._timeout_s = timeout_s
        self._now = now

    async def url(self, team: Team, url: str, *, automatic: bool = False, changed: bool = False) -> Reading:
        """Read a link. A copy a few minutes old serves again; an older one is revalidated with its site.

        `automatic` says that no person asked for this very page, `changed` that the copy is known to be out of date.
        """
        key = canonical_url(url)
        kept = await self._store.articles.latest(team, key)
        if kept is not None and not changed and self._now() - kept.fetched_at < FRESH_FOR:
            return Reading(kept.article, kept.id)
        page = await self._fetcher.fetch(
            url,
            etag=kept.etag if kept else None,
            last_modified=kept.last_modified if kept else None,
            automatic=automatic,
        )
        if page.not_modified and kept is not None:
            return Reading(kept.article, kept.id)
        article = await self._pool.run(
            tasks.extract_body,
            page.body,
            page.url,
            page.content_type,
            page.charset,
            timeout_s=self._timeout_s,
        )
        article_id = await self._store.articles.put(
            team,
            article,
            also_at=(key,),
            fetched_at=self._now(),
            etag=page.etag,
            last_modified=page.last_modified,
        )
        return Reading(article, article_id)

    async def file(self, team: Team, file_id: str) -> Reading:
        """Read a PDF that was dropped into a channel."""
        shared = await self._directory.file(team, file_id)
        if shared.mimetype not in _PDF and not shared.body.startswith(b"%PDF-"):
            raise DeskwireError(
                "unsupported_type", "I read PDF files only; paste the text with “Brief this text”."
            )
        article = await self._pool.run(
            tasks.extract_body,
            shared.body,
            shared.permalink or f"file:{file_id}",
            "application/pdf",
            None,
            timeout_s=self._timeout_s,
        )
        return await self.keep(team, article)

    async def text(self, team: Team, text: str, title: str, url: str) -> Reading:
        """Take text that a person pasted, as it is."""
        article = await self._pool.run(
            tasks.extract_given_text, text, title, url, None, timeout_s=self._timeout_s
        )
        return await self.keep(team, article)

    async def dated(self, team: Team, reading: Reading, published_at: datetime | None) -> Reading:
        """The same reading with the date that is known from elsewhere, and kept with it."""
        if reading.article.published_at == published_at:
            return reading
        return await self.keep(team, replace(reading.article, published_at=published_at))

    async def keep(self, team: Team, article: Article) -> Reading:
        """Remember an article that was read elsewhere."""
        return Reading(article, await self._store.articles.put(team, article, fetched_at=self._now()))
