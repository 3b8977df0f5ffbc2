"""Article to brief for one team: its own names, its archive, its corrections, then a worker process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.desk import tasks
from bot.desk.briefs.corrections import Correction
from bot.desk.briefs.reader import Reading
from bot.model import PUBLIC, Article, Brief, Context, Team
from bot.store.store import Store
from bot.work.pool import WorkerPool
from bot.writing.writer import Writer

ARCHIVE_WINDOW = timedelta(days=3)
ARCHIVE_ARTICLES = 50
PUBLIC_ARTICLES = 400
PUBLIC_RELATED = 12


class Analysing:
    """Builds the context that analysis may know, and runs it."""

    def __init__(
        self,
        pool: WorkerPool,
        store: Store,
        *,
        timeout_s: float,
        now: Callable[[], datetime],
        writer: Writer | None = None,
    ) -> None:
        self._pool = pool
        self._writer = writer
        self._store = store
        self._timeout_s = timeout_s
        self._now = now

    async def brief(self, team: Team, reading: Reading, corrections: Sequence[Correction] = ()) -> Brief:
        """The brief of an article as this team should see it."""
        context = await self._context(team, reading, corrections)
        brief = await self._pool.run(
            tasks.analyze_article, reading.article, context, timeout_s=self._timeout_s
        )
        if self._writer is None:
            return brief
        return await self._writer.write(team, reading.article, context, brief)

    async def names_of(self, team: Team, article: Article, ticker: str) -> list[str]:
        """The words by which an article names a security, so that a correction can be about them."""
        context = await self._context(team, None, ())
        return await self._pool.run(tasks.names_of, article, context, ticker, timeout_s=self._timeout_s)

    async def _context(
        self, team: Team, reading: Reading | None, corrections: Sequence[Correction]
    ) -> Context:
        known, denied = await self._store.aliases.all(team)
        aliases, not_aliases = dict(known), set(denied)
        for correction in corrections:
            for name in correction.names:
                if correction.wrong:
                    not_aliases.add((name, correction.wrong))
                if correction.right:
                    aliases[name] = correction.right
        novelty = await self._novelty(team, reading) if reading is not None else 1.0
        return Context(now=self._now(), novelty=novelty, aliases=aliases, not_aliases=frozenset(not_aliases))

    async def _novelty(self, team: Team, reading: Reading) -> float:
        since = self._now() - ARCHIVE_WINDOW
        recent = await self._store.articles.recent(team, since, ARCHIVE_ARTICLES)
        earlier = {kept.id: kept.article for kept in recent}
        earlier |= await self._public(reading, since)
        earlier.pop(reading.article_id, None)
        if not earlier:
            return 1.0
        return await self._pool.run(
            tasks.novelty_of, reading.article, list(earlier.values()), timeout_s=self._timeout_s
        )

    async def _public(self, reading: Reading, since: datetime) -> dict[str, Article]:
        """What public sources said that is most like an article: a busy day's last fifty would be of the last hour."""
        known = await self._store.news.features(PUBLIC, since, PUBLIC_ARTICLES)
        if not known:
            return {}
        ids = await self._pool.run(
            tasks.related_to, reading.article, known, PUBLIC_RELATED, timeout_s=self._timeout_s
        )
        found = {each: await self._store.articles.get(PUBLIC, each) for each in ids}
        return {each: article for each, article in found.items() if article is not None}
