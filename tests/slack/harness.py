"""The real bot against the local workspace: Socket Mode over a real WebSocket, a real database, real workers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Deskwire, build, url_of
from bot.cli.process import Roles, live
from bot.configuration import Environment
from bot.settings import Settings
from bot.store.migrate import upgrade
from bot.work.pool import WorkerPool
from bot.workspace import Workspace
from bot.workspace.state import Message

CARD_S = 40.0


class SharedPool(WorkerPool):
    """Workers take seconds to warm: all tests of a session use the same ones, and the session stops them."""

    async def stop(self) -> None:
        """The bot of one test ends; the workers stay."""

    async def really_stop(self) -> None:
        """At the end of the session."""
        await super().stop()


@dataclass
class Running:
    """A bot at work, and the workspace it works in."""

    workspace: Workspace
    app: Deskwire

    def article(self, slug: str) -> str:
        """The address of a sample article."""
        return f"{self.workspace.address}/articles/{slug}".rstrip("/")

    async def until(self, predicate: Any, timeout_s: float = CARD_S) -> Any:
        """The first truthy value of `predicate`."""
        return await self.workspace.wait_for(predicate, timeout_s)

    async def answer(self, channel: str, thread_ts: str | None = None, *, says: str = "") -> Message:
        """The first finished message of the bot in a channel or thread: no placeholder, and with these words."""

        def found() -> Message | None:
            for message in self.workspace.messages(channel, thread_ts):
                if message.bot_id and not is_placeholder(message) and says in text_of(message):
                    return message
            return None

        message: Message = await self.until(found)
        return message


def text_of(message: Message | Mapping[str, Any]) -> str:
    """Everything a reader sees of a message, blocks included."""
    blocks = message.blocks if isinstance(message, Message) else message.get("blocks") or []
    text = message.text if isinstance(message, Message) else str(message.get("text") or "")
    return "\n".join([text, *_texts(blocks)])


def _texts(node: Any) -> list[str]:
    if isinstance(node, Mapping):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [
            text for key, value in node.items() if key != "text" or own == [] for text in _texts(value)
        ]
    if isinstance(node, list):
        return [text for each in node for text in _texts(each)]
    return []


def is_placeholder(message: Message) -> bool:
    """The message that becomes the card."""
    return message.text.startswith("Reading ")


def bot_settings(folder: Path, workspace: Workspace, **sections: Mapping[str, Any]) -> Settings:
    """Settings for a test: the workspace's own address may be fetched, and nothing is slowed down."""
    host = workspace.address.removeprefix("http://")
    given: dict[str, dict[str, Any]] = {
        "fetch": {"allow": (host,), "requests_per_minute_per_host": 6000, "retries": 0},
        "store": {"path": str(folder / "deskwire.db")},
        "work": {"lease_s": 15.0},
        # Tests that want sources name local ones; nothing asks the world for news.
        "sources": {"edgar": False, "feeds": {}},
    }
    for name, values in sections.items():
        given.setdefault(name, {}).update(values)
    return Settings.model_validate(given)


def bot_environment(workspace: Workspace, **more: str) -> Environment:
    """What the environment would say in a Socket Mode installation."""
    return Environment(
        slack_bot_token=workspace.bot_token,
        slack_app_token=workspace.app_token,
        slack_signing_secret=workspace.signing_secret,
        slack_api_url=workspace.api_url,
        **more,
    )


@asynccontextmanager
async def running(
    workspace: Workspace,
    settings: Settings,
    environment: Environment,
    pool: WorkerPool,
    roles: Roles | None = None,
) -> AsyncIterator[Running]:
    """The bot from start to stop, as `deskwire run` lives it."""
    await asyncio.to_thread(upgrade, url_of(settings, environment))
    app = build(settings, environment, pool=pool)
    stop, started = asyncio.Event(), asyncio.Event()

    async def ready() -> None:
        started.set()

    life = asyncio.create_task(
        live(app, roles or Roles(socket=True, work=True), stop=stop, ready=ready), name="bot"
    )
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait({life, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if life.done():
        waiting.cancel()
        life.result()
    if roles is None:
        await workspace.wait_for(lambda: workspace.socket.ready)
    try:
        yield Running(workspace, app)
    finally:
        stop.set()
        await life
