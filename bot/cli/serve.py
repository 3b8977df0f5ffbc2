"""`run`, `web`, `worker`, `socket` and `migrate`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typer

from bot.cli import logs
from bot.configuration import Environment, load_settings
from bot.errors import DeskwireError
from bot.settings import Settings

Mode = Literal["socket", "http"]


def run() -> None:
    """Everything in one process; against the local workspace where nothing says that Slack is meant."""
    settings, environment = _read()
    if environment.is_bare:
        _refuse_strays(os.environ)
        asyncio.run(_in_workspace(settings))
        return
    mode = mode_of(environment)
    port = _port(settings, environment, needed=mode == "http")
    asyncio.run(_live(settings, environment, mode, work=True, port=port))


def process(kind: Literal["web", "worker", "socket"]) -> None:
    """One of the processes of an installation on several machines."""
    settings, environment = _read()
    if not environment.database_url:
        raise DeskwireError(
            "bad_input", f"deskwire {kind} needs DATABASE_URL; one process on SQLite is deskwire run."
        )
    mode = mode_of(environment)
    if kind == "worker":
        port = _port(settings, environment, needed=False)
        asyncio.run(_live(settings, environment, None, work=True, port=port))
        return
    wanted: Mode = "http" if kind == "web" else "socket"
    if wanted == "socket" and mode != "socket":
        raise DeskwireError("bad_input", "deskwire socket needs SLACK_APP_TOKEN.")
    if wanted == "http" and not environment.slack_signing_secret:
        raise DeskwireError("bad_input", "deskwire web needs SLACK_SIGNING_SECRET.")
    port = _port(settings, environment, needed=wanted == "http")
    asyncio.run(_live(settings, environment, wanted, work=False, port=port))


def migrate() -> None:
    """Bring the database to this version's schema."""
    from bot.app import url_of
    from bot.store.migrate import upgrade

    settings, environment = _read()
    url = url_of(settings, environment)
    _make_folder(settings, environment)
    upgrade(url)
    typer.echo("The database is up to date.")


def mode_of(environment: Environment) -> Mode:
    """How Slack reaches us. Raises `DeskwireError` that names what is missing or wrong in a set of tokens."""
    bot, app = environment.slack_bot_token, environment.slack_app_token
    client = environment.slack_client_id or environment.slack_client_secret
    if client and not (environment.slack_client_id and environment.slack_client_secret):
        raise DeskwireError("bad_input", "Set both SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, or neither.")
    if client and not environment.slack_signing_secret:
        raise DeskwireError("bad_input", "SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET as well.")
    if not client and not bot:
        raise DeskwireError("bad_input", "Set SLACK_BOT_TOKEN (it starts with xoxb-).")
    if client and app:
        raise DeskwireError(
            "bad_input",
            "SLACK_CLIENT_ID installs the app over HTTP; remove SLACK_APP_TOKEN, or the client id.",
        )
    if client and bot:
        raise DeskwireError("bad_input", "Set SLACK_BOT_TOKEN or SLACK_CLIENT_ID, not both.")
    if bot and not bot.startswith("xoxb-"):
        raise DeskwireError("bad_input", "SLACK_BOT_TOKEN must be a bot token, which starts with xoxb-.")
    if app and not app.startswith("xapp-"):
        raise DeskwireError(
            "bad_input", "SLACK_APP_TOKEN must be an app-level token, which starts with xapp-."
        )
    if app:
        return "socket"
    if not environment.slack_signing_secret:
        raise DeskwireError(
            "bad_input", "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
        )
    return "http"


def _refuse_strays(environ: Mapping[str, str]) -> None:
    """A misspelt token means Slack, not the local workspace."""
    strays = sorted(name for name, value in environ.items() if name.startswith("SLACK_") and value.strip())
    if strays:
        raise DeskwireError(
            "bad_input",
            f"{strays[0]} is set, and Deskwire knows no such variable; set SLACK_BOT_TOKEN for Slack, or unset"
            " it for the local workspace.",
        )


def _read() -> tuple[Settings, Environment]:
    settings = load_settings(os.environ)
    logs.configure(settings.log)
    return settings, Environment.read(os.environ)


def _port(settings: Settings, environment: Environment, *, needed: bool) -> int | None:
    """`PORT` wins; without it only HTTP mode opens a port."""
    if environment.port:
        if not environment.port.isdecimal() or int(environment.port) > 65535:
            raise DeskwireError("bad_input", "PORT must be a number up to 65535.")
        return int(environment.port)
    return settings.http.port if needed else None


def _make_folder(settings: Settings, environment: Environment) -> None:
    """The folder of the SQLite file, made for the person who runs us."""
    if environment.database_url:
        return
    folder = Path(settings.store.path).expanduser().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DeskwireError(
            "unavailable", f"The folder {folder} cannot be made ({error.strerror})."
        ) from None


async def _live(
    settings: Settings, environment: Environment, mode: Mode | None, *, work: bool, port: int | None
) -> None:
    from bot.app import build, url_of
    from bot.cli.process import Roles, live, stop_on_signals
    from bot.store.migrate import is_current, upgrade

    stop = stop_on_signals()
    _make_folder(settings, environment)
    url = url_of(settings, environment)
    if environment.database_url and not (work and mode):
        if not await asyncio.to_thread(is_current, url):
            raise DeskwireError("unavailable", "The database has another schema; run deskwire migrate first.")
    else:
        await asyncio.to_thread(upgrade, url)
    roles = Roles(http=mode == "http", socket=mode == "socket", work=work, port=port)
    await live(build(settings, environment), roles, stop=stop)


async def _in_workspace(settings: Settings) -> None:
    """The bot against the stand-in, over Socket Mode, with the same code as in production."""
    from bot.app import build, url_of
    from bot.cli.process import Roles, live, stop_on_signals
    from bot.slack.manifest import manifest
    from bot.store.migrate import upgrade
    from bot.workspace.workspace import Workspace

    stop = stop_on_signals()
    app_manifest = manifest(settings.slack.commands, mode="socket")
    workspace = Workspace(port=settings.workspace.port, manifest=app_manifest)
    try:
        await workspace.start()
    except OSError as error:
        raise DeskwireError(
            "unavailable",
            f"Port {settings.workspace.port} cannot be opened ({error.strerror});"
            " set DESKWIRE_WORKSPACE__PORT to another one.",
        ) from None
    try:
        here = workspace.address.removeprefix("http://")
        fetch = settings.fetch.model_copy(update={"allow": (*settings.fetch.allow, here)})
        environment = Environment(
            slack_bot_token=workspace.bot_token,
            slack_app_token=workspace.app_token,
            slack_signing_secret=workspace.signing_secret,
            slack_api_url=workspace.api_url,
        )
        settings = settings.model_copy(update={"fetch": fetch})
        _make_folder(settings, environment)
        await asyncio.to_thread(upgrade, url_of(settings, environment))

        async def ready() -> None:
            sys.stdout.write(f"The local workspace is at {workspace.address} (Ctrl+C stops it).\n")
            sys.stdout.flush()

        app = build(settings, environment)
        await live(app, Roles(socket=True, work=True), stop=stop, ready=ready)
    finally:
        await workspace.stop()
