"""`users.*`, `team.*` and `bots.*`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.workspace.errors import Json, SlackError
from bot.workspace.things import APP_ID, BOT_ID, BOT_USER, TEAM_ID
from bot.workspace.webapi.args import Args
from bot.workspace.webapi.conversations import page_of
from bot.workspace.webapi.registry import Registry

if TYPE_CHECKING:
    from bot.workspace.core import Core

method = Registry()


@method("users.info", tier=4, scopes=("users:read",))
async def users_info(core: Core, args: Args) -> Json:
    """One person."""
    person = core.state.people.get(args.required("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": person.wire()}


@method("users.list", tier=2, scopes=("users:read",))
async def users_list(core: Core, args: Args) -> Json:
    """Everybody."""
    people = [person.wire() for person in core.state.people.values()]
    page, cursor = page_of(people, args, default=200, high=1000)
    return {
        "members": page,
        "cache_ts": int(core.state.clock()),
        "response_metadata": {"next_cursor": cursor},
    }


@method("team.info", tier=3, scopes=("team:read",))
async def team_info(core: Core, args: Args) -> Json:
    """The workspace."""
    return {"team": {"id": TEAM_ID, "name": core.state.team_name, "domain": "local", "email_domain": ""}}


@method("bots.info", tier=3, scopes=("users:read",))
async def bots_info(core: Core, args: Args) -> Json:
    """The bot."""
    if args.text("bot", BOT_ID) != BOT_ID:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": BOT_ID,
            "deleted": False,
            "name": core.state.app_name,
            "updated": 0,
            "app_id": APP_ID,
            "user_id": BOT_USER,
            "icons": {},
        }
    }
