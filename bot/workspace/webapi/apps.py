"""`api.test`, `auth.test`, `apps.connections.open`, `oauth.v2.access`, `blocks.validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.workspace import blockkit
from bot.workspace.errors import Json, SlackError
from bot.workspace.things import APP_ID, BOT_ID, BOT_USER, TEAM_ID
from bot.workspace.webapi.args import Args, invalid_arguments
from bot.workspace.webapi.registry import Registry

if TYPE_CHECKING:
    from bot.workspace.core import Core

method = Registry()


@method("api.test", tier=4, token="none")  # noqa: S106
async def api_test(core: Core, args: Args) -> Json:
    """Echo the arguments."""
    if "error" in args:
        raise SlackError(args.text("error"), args=args.values)
    return {"args": args.values}


@method("auth.test", tier=0)
async def auth_test(core: Core, args: Args) -> Json:
    """Who the token belongs to."""
    return {
        "url": f"{core.address}/",
        "team": core.state.team_name,
        "user": core.state.people[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", tier=0, token="app")  # noqa: S106
async def connections_open(core: Core, args: Args) -> Json:
    """An address for one Socket Mode connection."""
    return {"url": f"{core.address.replace('http', 'ws', 1)}/socket/{core.socket.ticket()}"}


@method("oauth.v2.access", tier=4, token="none")  # noqa: S106
async def oauth_access(core: Core, args: Args) -> Json:
    """Exchange the code of an installation for the bot token."""
    if args.text("client_id") != core.client_id:
        raise SlackError("invalid_client_id")
    if args.text("client_secret") != core.client_secret:
        raise SlackError("bad_client_secret")
    if not core.take_code(args.text("code")):
        raise SlackError("invalid_code")
    return {
        "access_token": core.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(core.scopes)),
        "bot_user_id": BOT_USER,
        "app_id": APP_ID,
        "team": {"id": TEAM_ID, "name": core.state.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": core.state.person("ada").id},
    }


@method("blocks.validate", tier=0)
async def blocks_validate(core: Core, args: Args) -> Json:
    """Check blocks, a message or a view; the errors come with JSON pointers."""
    given = [name for name in ("blocks", "message", "view") if name in args]
    if len(given) != 1:
        raise invalid_arguments("[ERROR] provide exactly one of blocks, message, view")
    name = given[0]
    value = args.structure(name, f"invalid_{name}")
    if name == "view":
        problems = blockkit.problems_of_view(value)
    elif name == "message":
        problems = blockkit.problems_of_message(value.get("blocks", []) if isinstance(value, dict) else None)
    else:
        problems = blockkit.problems_of_message(value, root="")
    if problems:
        errors = [
            {"pointer": problem.pointer, "code": problem.code, "message": problem.message}
            for problem in problems
        ]
        raise SlackError(f"invalid_{name}", errors=errors)
    return {}
