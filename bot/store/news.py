"""News: analysed articles as digests, alerts and stories need them. The briefs themselves stand in `Briefs`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    type_coerce,
)

from bot.model import PUBLIC, Team
from bot.store.family import Family, url_key
from bot.store.news_item import NewsItem, NewsTicker, item_of, values_of
from bot.store.news_tables import news, news_tickers, stories
from bot.store.tables import of_team, team_values
from bot.store.types import Json

AT_ONCE = 500  # rows whose tickers are asked for in one query: SQLite takes a limited number of values


@dataclass(frozen=True, slots=True)
class Mark:
    """How many articles a team had read since a moment: with more of them a decision may be out of date."""

    since: datetime
    articles: int


class News(Family):
    """What was read and analysed, by team, time, ticker and story."""

    async def get(self, team: Team, article_id: str) -> NewsItem | None:
        """The news item of an article."""
        found = await self._read(and_(of_team(news, team), news.c.article_id == article_id))
        return found[0] if found else None

    async def window(self, teams: Sequence[Team], since: datetime, until: datetime) -> list[NewsItem]:
        """Everything that these teams own and was read from `since` to before `until`, oldest first."""
        owned = or_(*(of_team(news, team) for team in teams))
        return await self._read(and_(owned, news.c.read_at >= since, news.c.read_at < until))

    async def about(
        self,
        teams: Sequence[Team],
        since: datetime,
        until: datetime,
        tickers: Sequence[str],
        terms: Sequence[str] = (),
    ) -> list[NewsItem]:
        """What these teams own, was read from `since` to before `until`, and can concern a list.

        It names one of `tickers`, or one of `terms` (themes, keywords) occurs in its title, summary or themes in
        whatever case; the caller looks closer at the latter. The database does the looking, so that what a list
        does not concern is never loaded.
        """
        found: list[NewsItem] = []
        for team in dict.fromkeys(teams):
            named = select(news_tickers.c.article_id).where(
                of_team(news_tickers, team),
                news_tickers.c.ticker.in_(tickers),
                news_tickers.c.read_at >= since,
                news_tickers.c.read_at < until,
            )
            said = [
                func.lower(column).like(_pattern(term))
                for term in terms
                for column in (news.c.title, news.c.tldr, cast(news.c.detail, Text))
            ]
            within = and_(of_team(news, team), news.c.read_at >= since, news.c.read_at < until)
            # One query with all of this in it takes PostgreSQL minutes where it misjudges how much there is.
            async with self._db.read() as connection:
                ids = set(await connection.scalars(named)) if tickers else set()
                if said:
                    ids.update(await connection.scalars(select(news.c.article_id).where(within, or_(*said))))
            some = sorted(ids)
            for start in range(0, len(some), AT_ONCE):
                found += await self._read(and_(within, news.c.article_id.in_(some[start : start + AT_ONCE])))
        return sorted(found, key=lambda item: (item.read_at, item.article_id))

    async def of_story(self, team: Team, story_id: str, *, also: Team | None = None) -> list[NewsItem]:
        """Every article of a story that the team owns, or `also` does, oldest first; each text once."""
        owned = [of_team(news, owner) for owner in (team, also) if owner is not None]
        found = await self._read(and_(or_(*owned), news.c.story_id == story_id))
        return list({item.article_id: item for item in reversed(found)}.values())[::-1]

    async def at(self, team: Team, canonical_url: str) -> NewsItem | None:
        """What was read last at an address: by the team or, where it read nothing there, by a public source."""
        here = await self._read(and_(seen_by(news, team), news.c.url_key == url_key(canonical_url)))
        return max(here, key=lambda item: (item.team == team, item.read_at), default=None)

    async def features(self, team: Team, since: datetime, limit: int) -> list[tuple[str, str]]:
        """The newest articles that a team read since then: id and features as JSON text, newest first."""
        query = (
            select(news.c.article_id, type_coerce(news.c.features, Text).label("given"))
            .where(of_team(news, team), news.c.read_at >= since, news.c.features.is_not(None))
            .order_by(news.c.read_at.desc(), news.c.article_id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [(row.article_id, row.given) for row in await connection.execute(query)]

    async def sources(self, teams: Sequence[Team], since: datetime) -> list[str]:
        """Who published what these teams own and was read since then, by name."""
        theirs = or_(*(of_team(news, team) for team in teams))
        query = (
            select(news.c.source).where(theirs, news.c.read_at >= since).distinct().order_by(news.c.source)
        )
        async with self._db.read() as connection:
            return [str(source) for source in await connection.scalars(query)]

    async def put(self, item: NewsItem, features: Json = None, *, expecting: Mark | None = None) -> bool:
        """Record an article and its story, once. False where it is known, or where other news came meanwhile.

        `expecting` is the mark from when the story was decided: if the team read something since, the decision
        may be out of date, nothing is written, and the caller decides again.
        """
        owner = team_values(item.team)
        async with self._db.write() as connection:
            if self._db.dialect == "postgresql":
                # Two processes that decide a team's stories at once would split a story.
                key = f"news {item.team.enterprise_id} {item.team.team_id}"
                await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": key})
            if expecting is not None:
                found = await connection.scalar(read_since(item.team, expecting.since))
                if found != expecting.articles:
                    return False
            fresh = (
                await connection.execute(
                    self._insert(news)
                    .values(**owner, **values_of(item, features))
                    .on_conflict_do_nothing()
                    .returning(news.c.article_id)
                )
            ).first()
            if fresh is None:
                return False
            if item.tickers:
                await connection.execute(
                    self._insert(news_tickers),
                    [
                        owner
                        | {"article_id": item.article_id, "ticker": each.ticker, "role": each.role}
                        | {"relevance": each.relevance, "score": each.score, "read_at": item.read_at}
                        for each in item.tickers
                    ],
                )
            latest = {
                "last_at": item.read_at,
                "articles": stories.c.articles + 1,
                "retracted": stories.c.retracted | literal(item.retracted),
            }
            await connection.execute(
                self._insert(stories)
                .values(
                    **owner,
                    id=item.story_id,
                    headline=item.title,
                    state={},
                    first_at=item.read_at,
                    last_at=item.read_at,
                    articles=1,
                    retracted=item.retracted,
                )
                .on_conflict_do_update(index_elements=[*owner, "id"], set_=latest)
            )
            return True

    async def prune(self, before: datetime) -> int:
        """Forget news read before that moment; returns how many articles."""
        async with self._db.write() as connection:
            await connection.execute(delete(news_tickers).where(news_tickers.c.read_at < before))
            await connection.execute(delete(stories).where(stories.c.last_at < before))
            return (await connection.execute(delete(news).where(news.c.read_at < before))).rowcount

    async def _read(self, condition: ColumnElement[bool]) -> list[NewsItem]:
        query = select(*_READ).where(condition).order_by(news.c.read_at, news.c.article_id)
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
            named: dict[tuple[str, str, str], list[NewsTicker]] = defaultdict(list)
            owners = {(row.enterprise_id, row.team_id) for row in rows}
            ids = [row.article_id for row in rows]
            for start in range(0, len(ids), AT_ONCE):
                mine = news_tickers.c.article_id.in_(ids[start : start + AT_ONCE])
                theirs = or_(*(of_team(news_tickers, Team(team, firm)) for firm, team in owners))
                asked = select(news_tickers).where(theirs, mine).order_by(news_tickers.c.relevance.desc())
                for row in await connection.execute(asked.order_by(news_tickers.c.ticker)):
                    named[row.enterprise_id, row.team_id, row.article_id].append(
                        NewsTicker(row.ticker, row.role, row.relevance, row.score)
                    )
        return [item_of(row, named[row.enterprise_id, row.team_id, row.article_id]) for row in rows]


_READ = [column for column in news.c if column.name != "features"]


def _pattern(term: str) -> str:
    """Matches wherever a term could occur: SQLite lowers ASCII letters only, and JSON and case may write others
    differently, so that any run of anything else matches anything.
    """
    return "%" + re.sub(r"[^a-z0-9]+", "%", term.lower()) + "%"


def seen_by(table: Table, team: Team) -> ColumnElement[bool]:
    """The condition for what a team may read: its own rows, and those of public sources."""
    return or_(of_team(table, team), of_team(table, PUBLIC)) if team != PUBLIC else of_team(table, PUBLIC)


def read_since(team: Team, moment: datetime) -> Select[int]:
    """How many articles the team has read from a moment on."""
    return select(func.count()).select_from(news).where(of_team(news, team), news.c.read_at >= moment)
