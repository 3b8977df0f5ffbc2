"""The archive: what was read, and what analysis made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from bot.codec import article_from_json, article_to_json, brief_from_json, brief_to_json
from bot.model import Article, Brief, Team
from bot.store.family import Family, RowLike, url_key
from bot.store.tables import articles, briefs, of_team, readings, team_values


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with what its next conditional request needs. `id` is the article's content hash."""

    id: str
    article: Article
    fetched_at: datetime
    etag: str | None
    last_modified: str | None


class Articles(Family):
    """Articles by what they say, readings by where they were found."""

    async def put(
        self,
        team: Team,
        article: Article,
        *,
        also_at: Sequence[str] = (),
        etag: str | None = None,
        last_modified: str | None = None,
        fetched_at: datetime | None = None,
    ) -> str:
        """Store an article under its canonical URL and those in `also_at`; returns its id.

        Storing it again renews `fetched_at` and the validators, and takes over what the page now says
        about itself (byline, time, coverage).
        """
        now = fetched_at or self._clock()
        facts = article_to_json(article)
        content = {name: facts.pop(name) for name in ("title", "text")}
        owner, article_id = team_values(team), article.content_hash
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(articles)
                .values(**owner, id=article_id, content=content, created_at=now)
                .on_conflict_do_nothing()
            )
            for address in dict.fromkeys((article.canonical_url, *also_at)):
                latest = {
                    "facts": facts,
                    "etag": etag,
                    "last_modified": last_modified,
                    "fetched_at": now,
                }
                key = {"url_key": url_key(address), "article_id": article_id}
                await connection.execute(
                    self._insert(readings)
                    .values(**owner, **key, canonical_url=address, first_read_at=now, **latest)
                    .on_conflict_do_update(index_elements=[*owner, *key], set_=latest)
                )
        return article_id

    async def get(self, team: Team, article_id: str) -> Article | None:
        """The article with this id, as it was first read."""
        query = (
            _READ.where(of_team(articles, team), articles.c.id == article_id)
            .order_by(readings.c.first_read_at, readings.c.url_key)
            .limit(1)
        )
        found = await self._one(query)
        return None if found is None else found.article

    async def latest(self, team: Team, canonical_url: str) -> StoredArticle | None:
        """What was read at this address last."""
        query = (
            _READ.where(of_team(readings, team), readings.c.url_key == url_key(canonical_url))
            .order_by(readings.c.fetched_at.desc(), readings.c.first_read_at.desc())
            .limit(1)
        )
        return await self._one(query)

    async def recent(self, team: Team, since: datetime, limit: int) -> list[StoredArticle]:
        """What was first read since then, newest first, each text once."""
        query = (
            _READ.where(of_team(readings, team), readings.c.first_read_at >= since)
            .order_by(readings.c.first_read_at.desc(), readings.c.url_key)
            .limit(2 * limit)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        once = {found.id: found for found in map(_stored, reversed(rows))}
        return list(reversed(once.values()))[:limit]

    async def _one(self, query: Select[Any]) -> StoredArticle | None:
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _stored(row)


class Briefs(Family):
    """Briefs by article and engine, so that another engine never answers for this one."""

    async def put(self, team: Team, article_id: str, engine: str, brief: Brief) -> None:
        """Store a brief of a stored article, in the place of an earlier one by the same engine."""
        latest = {"brief": brief_to_json(brief), "created_at": self._clock()}
        key = team_values(team) | {"article_id": article_id, "engine": engine}
        async with self._db.write() as connection:
            await connection.execute(
                self._insert(briefs)
                .values(**key, **latest)
                .on_conflict_do_update(index_elements=list(key), set_=latest)
            )

    async def get(self, team: Team, article_id: str, engine: str) -> Brief | None:
        """The brief that this engine made of the article."""
        query = select(briefs.c.brief).where(
            of_team(briefs, team), briefs.c.article_id == article_id, briefs.c.engine == engine
        )
        async with self._db.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else brief_from_json(row.brief)


_READ = select(articles.c.id, articles.c.content, readings).join_from(articles, readings)


def _stored(row: RowLike) -> StoredArticle:
    return StoredArticle(
        id=row.article_id,
        article=article_from_json({**row.facts, **row.content}),
        fetched_at=row.fetched_at,
        etag=row.etag,
        last_modified=row.last_modified,
    )
