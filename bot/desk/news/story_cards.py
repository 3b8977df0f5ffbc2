"""One card a story and channel: who holds it, and what follows in its thread as the story goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from bot.desk import tasks
from bot.desk.briefs.showing import Showing
from bot.desk.news.muting import Muting
from bot.desk.news.newsroom import BRIEF_OF_NEWS, same_source
from bot.desk.news.story_view import also_from
from bot.model import PUBLIC, REPOST_AFTER, Article, Brief, Team
from bot.slack import stories
from bot.slack.delivery import Deliverer
from bot.slack.directory import Directory
from bot.slack.messages import Message
from bot.slack.ports import Outgoing
from bot.slack.stories import Development, Follower
from bot.sources.notices import notice_of
from bot.store.cards import Card
from bot.store.jobs import Job, NewJob
from bot.store.news_item import NewsItem
from bot.store.store import Store
from bot.store.stories import StoryBadge
from bot.work.jobs import RetryLater
from bot.work.pool import WorkerPool

KIND = "story"
"""The kind of job that tells a card of an article of its story."""
UPDATE_NOVELTY = 0.25
"""An article that says so much new is told in the thread (below it, novelty speaks of a repetition); one that says
less only adds its source to the card."""
EARLIER_ARTICLES = 12
MOST_UPDATES = 10
STILL_READING_S = 3.0


class StoryCards:
    """Keeps the cards of stories. `wake` tells the dispatcher of this process that there are jobs."""

    def __init__(
        self,
        *,
        store: Store,
        pool: WorkerPool,
        showing: Showing,
        deliverer: Deliverer,
        directory: Directory,
        muting: Muting,
        attempts: int,
        timeout_s: float,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._pool = pool
        self._timeout_s = timeout_s
        self._showing = showing
        self._deliverer = deliverer
        self._directory = directory
        self._muting = muting
        self._attempts = attempts
        self._now = now
        self._wake = wake

    async def on_news(self, item: NewsItem) -> None:
        """An article came from a source: whoever has its story on a card will hear of it.

        A link that somebody pasted is told of only where it was pasted: its channel may be private.
        """
        if not item.feed:
            return
        jobs: dict[Team, list[NewJob]] = defaultdict(list)
        for card in await self._store.stories.cards(item.team, item.story_id):
            payload = {"card": card.card_id, "article": item.article_id, "public": item.team == PUBLIC}
            jobs[card.team].append(NewJob(KIND, payload, max_attempts=self._attempts))
        for team, new in jobs.items():
            await self._store.jobs.add(team, new)
        if jobs:
            self._wake()

    async def follow(self, job: Job) -> None:
        """Bring a card up to date with an article of its story, and tell what is new in its thread."""
        team, owner = job.team, PUBLIC if job.payload["public"] else job.team
        card = await self._store.cards.get(team, str(job.payload["card"]))
        item = await self._store.news.get(owner, str(job.payload["article"]))
        if card is None or item is None or card.state not in ("reading", "posted"):
            return
        if card.state == "reading" or card.ts is None:
            raise RetryLater(STILL_READING_S, "the card is still being posted")
        if item.article_id == card.article_id:
            return
        article = await self._store.articles.get(owner, item.article_id)
        brief = await self._store.briefs.get(owner, item.article_id, BRIEF_OF_NEWS)
        held = await self._store.stories.of_card(team, card.id)
        if article is None or brief is None or held is None:
            return
        what = await self._development(card.team, item, article)
        if what == "same" and not await self._is_another_source(card, item):
            return
        silent = await self._muting.muted(team, card.channel, item, self._now())
        tells = what != "same" and not silent and (what != "update" or held.replies < MOST_UPDATES)
        await self._tell(card, item, Follower(article, brief, what), reply=tells)

    async def claim(self, card: Card, item: NewsItem) -> Card | None:
        """The card that tells this story in the channel already; None where it is this card from now on."""
        since = self._now() - REPOST_AFTER
        while True:
            held = await self._store.stories.claim(card.team, item.story_id, card.channel, card.id, since)
            if held == card.id:
                return None
            first = await self._store.cards.get(card.team, held)
            if first is None or first.article_id == item.article_id:
                return None  # the same words at another address: the one-card rule has let this card through
            if first.ts is None or first.state == "reading":
                raise RetryLater(STILL_READING_S, "the first card is still being posted")
            if not await self._directory.is_gone(first.team, first.channel, first.ts):
                return first
            await self._store.cards.update(first.team, first.id, state="deleted")

    async def join(
        self, first: Card, item: NewsItem, article: Article, brief: Brief, by: str, *, reply: bool
    ) -> Development:
        """Somebody pasted another article of a card's story: the card names it, and its thread says so.

        Returns what the article is to the story.
        """
        follower = Follower(article, brief, await self._development(first.team, item, article), by)
        await self._tell(first, item, follower, reply=reply)
        return follower.development

    async def renew(self, card: Card, item: NewsItem, article: Article, brief: Brief, by: str) -> None:
        """A card's own article changed: its thread says what it says now. The card is shown by the caller."""
        what = await self._development(card.team, item, article)
        follower = Follower(article, brief, "update" if what == "same" else what, by)
        await self._store.stories.tell(card.team, card.id, _badge(follower.development), reply=True)
        await self._reply(card, item, follower)

    async def pointer(
        self, first: Card, article: Article, brief: Brief, what: Development, url: str
    ) -> Message:
        """What stands in the place of a second card."""
        permalink = await self._directory.permalink(first.team, first.channel, first.ts or "")
        kept = await self._store.articles.get(first.team, first.article_id or "")
        return stories.same_story(
            Follower(article, brief, what), permalink or "", kept.title if kept else "", url
        )

    async def _development(self, team: Team, item: NewsItem, article: Article) -> Development:
        """What an article is to the story that it continues, as this team has read it so far."""
        notice = notice_of(article.title, article.text)
        if item.retracted or notice == "retracted":
            return "retracted"
        if notice == "corrected":
            return "corrected"
        if item.age != "fresh":
            return "same"
        told = await self._store.news.of_story(team, item.story_id, also=PUBLIC)
        before = [
            each for each in told if each.article_id != item.article_id and each.read_at <= item.read_at
        ]
        texts = [
            await self._store.articles.get(each.team, each.article_id) for each in before[-EARLIER_ARTICLES:]
        ]
        known = [text for text in texts if text is not None]
        novelty: float = await self._pool.run(tasks.novelty_of, article, known, timeout_s=self._timeout_s)
        return "update" if novelty >= UPDATE_NOVELTY else "same"

    async def _is_another_source(self, card: Card, item: NewsItem) -> bool:
        shown = await self._store.news.get(card.team, card.article_id or "")
        if shown is None:
            return False
        told = await self._store.news.of_story(card.team, shown.story_id, also=PUBLIC)
        before = [each for each in told if each.article_id != item.article_id]
        return also_from(shown, before) != also_from(shown, told)

    async def _tell(self, card: Card, item: NewsItem, follower: Follower, *, reply: bool) -> None:
        badge = _badge(follower.development)
        if badge == "RETRACTED":
            shown = await self._store.news.get(card.team, card.article_id or "")
            # What another publisher withdraws is told below; the card's own article still stands.
            badge = "RETRACTED" if shown is not None and same_source(shown, item) else "UPDATE"
        await self._store.stories.tell(card.team, card.id, badge, reply=reply)
        await self._showing.refresh(card.team, card.id)
        if reply:
            await self._reply(card, item, follower)

    async def _reply(self, card: Card, item: NewsItem, follower: Follower) -> None:
        brief = follower.brief
        outgoing = Outgoing(
            key=f"story:{card.id}:{item.article_id}",
            channel=card.channel,
            thread_ts=card.thread_ts or card.ts,
            message=stories.reply(follower),
            kind="story",
            tickers=tuple(symbol for row in brief.tickers for symbol in (row.ticker, *row.also)),
            canonical_url=item.canonical_url,
            actor=follower.by,
            detail={"article": item.article_id, "story": item.story_id},
        )
        await self._deliverer.post(card.team, outgoing)


def _badge(what: Development) -> StoryBadge:
    match what:
        case "retracted":
            return "RETRACTED"
        case "corrected" | "update":
            return "UPDATE"
        case "same":
            return ""
