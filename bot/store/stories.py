"""Stories: what an article may continue, which card tells a story in a channel, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import Text, and_, case, delete, exists, func, literal, select, text, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import PUBLIC, Team
from bot.store.alerts import move_firings
from bot.store.cards import LIVE
from bot.store.family import Family, RowLike, url_key
from bot.store.news import Mark, read_since, seen_by
from bot.store.news_item import NewsItem
from bot.store.news_tables import news, news_tickers, stories, story_cards
from bot.store.tables import cards, mutes, of_team, team_values

RIVALS = timedelta(hours=1)
"""An article taken at the same time as another was read within so long of it, whatever the clocks say."""

StoryBadge = Literal["", "UPDATE", "RETRACTED"]
"""What happened to a story since its card was posted."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an article is compared with: story, features (as JSON text), primary tickers, oldest first.

    The fourth of each is the headline of a filing, which names its form; empty for other articles.

    `same_address` is the story of what was read at the article's own address before, if anything was.
    """

    articles: tuple[tuple[str, str, tuple[str, ...], str], ...]
    mark: Mark
    same_address: str | None = None


@dataclass(frozen=True, slots=True)
class StoryCard:
    """The card that tells a story in a channel. `replies` are the updates told in its thread."""

    team: Team
    story_id: str
    channel: str
    card_id: str
    badge: StoryBadge = ""
    replies: int = 0


class Stories(Family):
    """Which articles tell the same, and where that is shown."""

    async def known(
        self, item: NewsItem, since: datetime, *, recent: int, related: int, public: bool = True
    ) -> Known:
        """What an article may continue: what its team or (if `public`) a public source read since then.

        These are the newest `recent` articles, and the newest `related` of those that share a ticker with it,
        however many others came between.
        """
        mark_at = item.read_at - RIVALS
        theirs = seen_by if public else of_team
        wanted = select(
            news.c.story_id,
            type_coerce(news.c.features, Text).label("given"),
            news.c.read_at,
            news.c.article_id,
            case((news.c.kind == "filing", news.c.title), else_="").label("filing"),
        ).where(theirs(news, item.team), news.c.read_at >= since, news.c.features.is_not(None))
        newest = wanted.order_by(news.c.read_at.desc(), news.c.article_id)
        sharing = (
            select(news_tickers.c.article_id)
            .where(
                theirs(news_tickers, item.team),
                news_tickers.c.ticker.in_([each.ticker for each in item.tickers]),
                news_tickers.c.read_at >= since,
            )
            .group_by(news_tickers.c.article_id)
            .order_by(func.max(news_tickers.c.read_at).desc(), news_tickers.c.article_id)
            .limit(related)
        )
        same = (
            select(news.c.story_id)
            .where(theirs(news, item.team), news.c.url_key == url_key(item.canonical_url))
            .where(news.c.read_at >= since)
            .order_by(news.c.read_at.desc())
            .limit(1)
        )
        async with self._db.read() as connection:
            count = await connection.scalar(read_since(item.team, mark_at))
            rows = list((await connection.execute(newest.limit(recent))).all())
            if item.tickers and len(rows) == recent:
                # Asked for apart: within the other query PostgreSQL may look for them once an article.
                ids = list(await connection.scalars(sharing))
                rows += await connection.execute(newest.where(news.c.article_id.in_(ids)).limit(related))
            same_address = await connection.scalar(same) if _is_page(item.canonical_url) else None
            primary = select(news_tickers.c.article_id, news_tickers.c.ticker).where(
                theirs(news_tickers, item.team),
                news_tickers.c.article_id.in_({row.article_id for row in rows}),
                news_tickers.c.role == "primary",
            )
            about: defaultdict[str, list[str]] = defaultdict(list)
            for row in await connection.execute(primary):
                about[row.article_id].append(row.ticker)
        once = {row.article_id: row for row in rows}.values()
        in_time = sorted(once, key=lambda row: (row.read_at, row.article_id))
        given = tuple(
            (row.story_id, row.given, tuple(sorted(about[row.article_id])), row.filing) for row in in_time
        )
        return Known(given, Mark(mark_at, count or 0), same_address)

    async def claim(self, team: Team, story_id: str, channel: str, card_id: str, since: datetime) -> str:
        """Let a card tell a story in its channel, unless another live card since then does: the card that holds.

        Two jobs that bring the same story at once get the same answer.
        """
        mine = and_(of_team(story_cards, team), story_cards.c.story_id == story_id)
        mine = and_(mine, story_cards.c.channel == channel)
        live = select(cards.c.id).where(
            of_team(cards, team),
            cards.c.id == story_cards.c.card_id,
            cards.c.state.in_(LIVE),
            func.coalesce(cards.c.posted_at, cards.c.created_at) >= since,
        )
        async with self._db.write() as connection:
            await self._lock(connection, f"{team.enterprise_id}\n{team.team_id}\n{channel}\n{story_id}")
            held = (await connection.execute(select(story_cards.c.card_id).where(mine, exists(live)))).first()
            if held is not None:
                return str(held.card_id)
            latest = {"card_id": card_id, "posted_at": self._clock(), "badge": "", "replies": 0}
            key = team_values(team) | {"story_id": story_id, "channel": channel}
            await connection.execute(
                self._insert(story_cards)
                .values(**key, **latest)
                .on_conflict_do_update(index_elements=list(key), set_=latest)
            )
            return card_id

    async def cards(self, team: Team, story_id: str) -> list[StoryCard]:
        """The live cards of a story: the team's own; of a story of public sources, every team's."""
        whose = literal(True) if team == PUBLIC else of_team(story_cards, team)
        live = and_(
            cards.c.enterprise_id == story_cards.c.enterprise_id,
            cards.c.team_id == story_cards.c.team_id,
            cards.c.id == story_cards.c.card_id,
            cards.c.state.in_(LIVE),
        )
        query = (
            select(story_cards)
            .join(cards, live)
            .where(whose, story_cards.c.story_id == story_id)
            .order_by(story_cards.c.posted_at, story_cards.c.card_id)
        )
        async with self._db.read() as connection:
            return [_story_card(row) for row in await connection.execute(query)]

    async def of_card(self, team: Team, card_id: str) -> StoryCard | None:
        """The story that a card tells; None where another card of its channel does, or none."""
        query = select(story_cards).where(of_team(story_cards, team), story_cards.c.card_id == card_id)
        async with self._db.read() as connection:
            row = (await connection.execute(query.order_by(story_cards.c.posted_at))).first()
        return None if row is None else _story_card(row)

    async def latest(self, team: Team, channel: str) -> StoryCard | None:
        """The story whose card came last in a channel."""
        query = select(story_cards).where(of_team(story_cards, team), story_cards.c.channel == channel)
        async with self._db.read() as connection:
            row = (await connection.execute(query.order_by(story_cards.c.posted_at.desc()).limit(1))).first()
        return None if row is None else _story_card(row)

    async def headline(self, team: Team, story_id: str) -> str:
        """What the article that opened a story is called; empty for a story that is not known."""
        own = of_team(stories, team)
        query = (
            select(stories.c.headline)
            .where(seen_by(stories, team), stories.c.id == story_id)
            .order_by(case((own, 0), else_=1))
            .limit(1)
        )
        async with self._db.read() as connection:
            return str(await connection.scalar(query) or "")

    async def tell(self, team: Team, card_id: str, badge: StoryBadge, *, reply: bool) -> None:
        """Mark a card's story: what happened, and whether that was told in its thread. RETRACTED stays."""
        kept = case((story_cards.c.badge == "RETRACTED", "RETRACTED"), else_=badge or story_cards.c.badge)
        query = (
            update(story_cards)
            .where(of_team(story_cards, team), story_cards.c.card_id == card_id)
            .values(badge=kept, replies=story_cards.c.replies + int(reply))
        )
        async with self._db.write() as connection:
            await connection.execute(query)

    async def retract(self, team: Team, story_id: str, article_ids: Collection[str]) -> None:
        """Mark articles of a story as taken back; those of public sources for everybody who read them.

        A story all of whose articles are taken back is taken back itself.
        """
        whose = literal(True) if team == PUBLIC else of_team(news, team)
        left = exists().where(
            news.c.enterprise_id == stories.c.enterprise_id,
            news.c.team_id == stories.c.team_id,
            news.c.story_id == stories.c.id,
            ~news.c.retracted,
        )
        async with self._db.write() as connection:
            await connection.execute(
                update(news)
                .where(whose, news.c.story_id == story_id, news.c.article_id.in_(article_ids))
                .values(retracted=True)
            )
            theirs = literal(True) if team == PUBLIC else of_team(stories, team)
            await connection.execute(
                update(stories).where(theirs, stories.c.id == story_id).values(retracted=~left)
            )

    async def openers(self, public: NewsItem, since: datetime) -> list[Team]:
        """The teams that have opened a story of their own since then which names a ticker of a public article."""
        own = and_(
            news.c.enterprise_id == news_tickers.c.enterprise_id,
            news.c.team_id == news_tickers.c.team_id,
            news.c.article_id == news_tickers.c.article_id,
        )
        query = (
            select(news.c.enterprise_id, news.c.team_id)
            .join(news_tickers, own)
            .where(
                news_tickers.c.ticker.in_([each.ticker for each in public.tickers]),
                news_tickers.c.read_at >= since,
                ~of_team(news, PUBLIC),
                news.c.story_id == news.c.article_id,
            )
            .distinct()
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return sorted((Team(row.team_id, row.enterprise_id) for row in rows), key=str)

    async def adopt(self, team: Team, story_id: str, public_id: str) -> None:
        """A team's own story turned out to be one of the public sources: it goes on under that one's id.

        Its articles, its cards, its mutes and what alerts told of it go with it.
        """
        async with self._db.write() as connection:
            of_news = of_team(news, team)
            await connection.execute(
                update(news).where(of_news, news.c.story_id == story_id).values(story_id=public_id)
            )
            kept = exists().where(of_team(stories, team), stories.c.id == public_id)
            own = and_(of_team(stories, team), stories.c.id == story_id)
            await connection.execute(update(stories).where(own, ~kept).values(id=public_id))
            await connection.execute(delete(stories).where(own))
            other = story_cards.alias()
            taken = exists().where(
                of_team(story_cards, team),
                other.c.enterprise_id == team.enterprise_id,
                other.c.team_id == team.team_id,
                other.c.story_id == public_id,
                other.c.channel == story_cards.c.channel,
            )
            shown = and_(of_team(story_cards, team), story_cards.c.story_id == story_id)
            await connection.execute(update(story_cards).where(shown, ~taken).values(story_id=public_id))
            await connection.execute(delete(story_cards).where(shown))
            await self._move_mutes(connection, team, story_id, public_id)
            await move_firings(connection, team, story_id, public_id)

    async def _move_mutes(
        self, connection: AsyncConnection, team: Team, story_id: str, public_id: str
    ) -> None:
        silent = and_(of_team(mutes, team), mutes.c.kind == "story")
        there = (
            await connection.scalars(select(mutes.c.channel).where(silent, mutes.c.subject == public_id))
        ).all()
        mine = and_(silent, mutes.c.subject == story_id)
        moved = update(mutes).where(mine, mutes.c.channel.not_in(there)).values(subject=public_id)
        await connection.execute(moved)
        await connection.execute(delete(mutes).where(mine))

    async def prune(self, before: datetime) -> int:
        """Forget where stories stood that were posted before that moment; returns how many."""
        query = delete(story_cards).where(story_cards.c.posted_at < before)
        async with self._db.write() as connection:
            return (await connection.execute(query)).rowcount

    async def _lock(self, connection: AsyncConnection, name: str) -> None:
        """SQLite has one writer anyway; PostgreSQL waits here for whoever claims the same."""
        if self._db.dialect == "postgresql":
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": url_key(name)}
            )


def _is_page(canonical_url: str) -> bool:
    """Whether an address is that of one article: some sites give all of theirs the address of the front page."""
    return urlsplit(canonical_url).path.strip("/") != ""


def _story_card(row: RowLike) -> StoryCard:
    return StoryCard(
        Team(row.team_id, row.enterprise_id), row.story_id, row.channel, row.card_id, row.badge, row.replies
    )
