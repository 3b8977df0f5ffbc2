"""Where an analysed article becomes news: it is recorded, put to its story, and told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.desk import tasks
from bot.desk.briefs.reader import Reading
from bot.market.symbols import symbol_of
from bot.model import PUBLIC, Brief, Team
from bot.sources.notices import notice_of
from bot.store.news import Mark
from bot.store.news_item import NewsItem, NewsTicker
from bot.store.store import Store
from bot.store.types import Json
from bot.work.pool import WorkerPool

# How far back a story can be continued, and by how many articles it is known: the newest, and the newest that share
# a ticker with the article. They are compared anew each time, which takes a worker process some tenths of a second
# at most: no state has to be kept, shared by processes or built again after a restart.
STORY_WINDOW = timedelta(days=3)
STORY_ARTICLES = 400
STORY_RELATED = 200
TRIES = 5
# Under what name the archive keeps the brief that became news; a card keeps what it shows under its own.
BRIEF_OF_NEWS = "news"

OnNews = Callable[[NewsItem], Awaitable[object]]


class Newsroom:
    """Takes every analysed article once. `on_news` are told of each, again after a crash: they know what they did."""

    def __init__(
        self,
        store: Store,
        pool: WorkerPool,
        *,
        timeout_s: float,
        now: Callable[[], datetime],
        on_news: Sequence[OnNews] = (),
    ) -> None:
        self._store = store
        self._pool = pool
        self._timeout_s = timeout_s
        self._now = now
        self._on_news = tuple(on_news)

    async def take(
        self, team: Team, reading: Reading, brief: Brief, *, feed: str = "", kind: str = "article"
    ) -> NewsItem:
        """Record an article under its story and tell of it. An article that is known keeps its story."""
        item = await self._store.news.get(team, reading.article_id)
        if item is None:
            await self._store.briefs.put(team, reading.article_id, BRIEF_OF_NEWS, brief)
            item = await self._record(_item(team, reading, brief, feed, kind, self._now()), reading)
        await self._settle(item, reading)
        for tell in self._on_news:
            await tell(item)
        return item

    async def _record(self, item: NewsItem, reading: Reading) -> NewsItem:
        given = await self._features(reading)
        for tries in range(TRIES):
            story, mark = await self._story(item, given)
            # After so many tries news comes faster than it can be placed: a split story is better than none.
            expecting = mark if tries < TRIES - 1 else None
            # The moment at which others can see it: a digest's window must not close over one that is still on its way.
            placed = replace(item.in_story(story), read_at=self._now())
            if await self._store.news.put(placed, given, expecting=expecting):
                return placed
            kept = await self._store.news.get(item.team, item.article_id)
            if kept is not None:
                return kept
        raise AssertionError("the last try expects nothing and finds the article or writes it")

    async def _features(self, reading: Reading) -> Json:
        return await self._pool.run(tasks.features_of, reading.article, timeout_s=self._timeout_s)

    async def _story(self, item: NewsItem, given: Json, *, own: Team | None = None) -> tuple[str, Mark]:
        """The story that an article continues, its own id where it opens one; `own` looks at one team's news alone."""
        since = self._now() - STORY_WINDOW
        asked = item if own is None else replace(item, team=own)
        known = await self._store.stories.known(
            asked, since, recent=STORY_ARTICLES, related=STORY_RELATED, public=own is None
        )
        if known.same_address is not None:
            return known.same_address, known.mark
        story = await self._pool.run(
            tasks.story_of,
            given,
            known.articles,
            item.article_id,
            [row.ticker for row in item.tickers if row.role == "primary"],
            item.title if item.kind == "filing" else "",
            timeout_s=self._timeout_s,
        )
        return story, known.mark

    async def _settle(self, item: NewsItem, reading: Reading) -> None:
        """What else a new article changes: those that it takes back, and the stories that teams had before.

        Done again it changes nothing: a process may have died in between.
        """
        if item.retracted:
            told = await self._store.news.of_story(item.team, item.story_id)
            await self._store.stories.retract(item.team, item.story_id, withdrawn(item, told))
        if item.team == PUBLIC and item.story_id == item.article_id and item.tickers:
            # Somebody may have pasted it before its source showed it: that story goes on as this one.
            teams = await self._store.stories.openers(item, self._now() - STORY_WINDOW)
            given = await self._features(reading) if teams else None
            for team in teams:
                story, _ = await self._story(item, given, own=team)
                if story != item.article_id:
                    await self._store.stories.adopt(team, story, item.story_id)


def withdrawn(item: NewsItem, told: Sequence[NewsItem]) -> list[str]:
    """Which articles of a story a retraction takes back: its publisher's own.

    Those at its address or of its headline if there are any, for a publisher may have written several.
    """
    theirs = [other for other in told if same_source(other, item)]
    meant = [
        other
        for other in theirs
        if other.article_id != item.article_id
        and (other.canonical_url == item.canonical_url or _words(other.title) in _words(item.title))
    ]
    return [item.article_id, *(other.article_id for other in meant or theirs)]


def same_source(one: NewsItem, other: NewsItem) -> bool:
    """Whether two articles stand at the same publisher."""
    return one.source.casefold() == other.source.casefold() or _host(one) == _host(other)


def _words(title: str) -> str:
    return " ".join(title.casefold().split())


def _host(item: NewsItem) -> str:
    return (urlsplit(item.canonical_url).hostname or item.source).removeprefix("www.")


def _item(team: Team, reading: Reading, brief: Brief, feed: str, kind: str, now: datetime) -> NewsItem:
    article = reading.article
    return NewsItem(
        team=team,
        article_id=reading.article_id,
        story_id=reading.article_id,
        canonical_url=article.canonical_url,
        title=article.title or brief.tldr,
        source=article.site or urlsplit(article.canonical_url).hostname or "",
        feed=feed,
        kind=kind,
        published_at=article.published_at,
        read_at=now,
        tldr=brief.tldr,
        impact=brief.impact.score,
        score=brief.overall.score,
        novelty=brief.novelty,
        mixed=brief.overall.mixed,
        retracted=notice_of(article.title, article.text) == "retracted",
        age=brief.age,
        tickers=tuple(
            NewsTicker(symbol_of(row.ticker, row.exchange), row.role, row.relevance, row.score)
            for row in brief.tickers
        ),
        also=tuple(symbol_of(each, row.exchange) for row in brief.tickers for each in row.also),
        themes=brief.themes,
        events=tuple(dict.fromkeys(event.type for event in brief.events)),
    )
