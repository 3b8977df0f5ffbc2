"""`digest preview`: what would be posted about a watchlist or portfolio now, from the store alone."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta

import typer

from bot.app import url_of
from bot.configuration import Environment, load_settings
from bot.desk import subjects
from bot.desk.digests.building import DigestBuilding
from bot.desk.digests.digesting import Window
from bot.desk.lists import Lists
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import digest as views
from bot.slack.astext import lines_of
from bot.slack.digest_parts import Digest
from bot.store.database import Database
from bot.store.store import Store

DEFAULT = "default"
"""How the unnamed list of a person or channel is called here."""


def preview(watchlist: str, team: str, owner: str, hours: float) -> None:
    """Print the digest. Raises `DeskwireError` where no list, or more than one, is meant."""
    if not 0 < hours <= 14 * 24:
        raise DeskwireError("bad_input", "Give --hours between 0 and 336.")
    digest = asyncio.run(_digest(watchlist.strip(), team, owner, timedelta(hours=hours)))
    for message in (views.parent(digest), views.details(digest) if digest.material else None):
        if message is not None:
            typer.echo("\n".join(lines_of(message)))
            typer.echo()


async def _digest(watchlist: str, team: str, owner: str, span: timedelta) -> Digest:
    settings, environment = load_settings(os.environ), Environment.read(os.environ)
    database = Database(url_of(settings, environment))
    try:
        store = Store(database)
        name, found = await _named(store, watchlist)
        whose, who = _one(watchlist, found, team, owner)
        building = DigestBuilding(store, Lists(store), settings.policy.restricted)
        now = datetime.now(UTC)
        return await building.of_list(whose, "", who, name, Window(now - span, now), now=now)
    finally:
        await database.close()


async def _named(store: Store, watchlist: str) -> tuple[str, tuple[tuple[Team, str], ...]]:
    """The subject that is meant, and whose lists or portfolios bear that name."""
    name = "" if watchlist == DEFAULT else watchlist
    portfolio = subjects.portfolio_name(name)
    if portfolio is None:
        return name, await store.watches.named(name)
    portfolio = subjects.portfolio_named(portfolio)
    return subjects.portfolio(portfolio), await store.holdings.named(portfolio)


def _one(watchlist: str, found: tuple[tuple[Team, str], ...], team: str, owner: str) -> tuple[Team, str]:
    meant = [
        each for each in found if (not team or each[0].team_id == team) and (not owner or each[1] == owner)
    ]
    if not meant:
        raise DeskwireError("not_found", f"There is no {_what(watchlist)}; default means the unnamed one.")
    if len(meant) > 1:
        named = "; ".join(f"--team {whose.team_id} --owner {who}" for whose, who in meant[:5])
        raise DeskwireError(
            "bad_input", f"There are {len(meant)} of {_what(watchlist)}. Add one of: {named}."
        )
    return meant[0]


def _what(watchlist: str) -> str:
    return watchlist if subjects.portfolio_name(watchlist) is not None else f"watchlist {watchlist}"
