"""A workspace, a Web API client of the real SDK, and a real Bolt app connected over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace


def client_of(workspace: Workspace, token: str | None = None) -> AsyncWebClient:
    """The SDK's client without its own retries."""
    return AsyncWebClient(
        token=token or workspace.bot_token, base_url=workspace.api_url, retry_handlers=[], timeout=10
    )


def bolt_app(workspace: Workspace) -> AsyncApp:
    return AsyncApp(client=client_of(workspace), signing_secret=workspace.signing_secret)


@asynccontextmanager
async def connected(workspace: Workspace, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app, connected over Socket Mode."""
    handler = AsyncSocketModeHandler(
        app, workspace.app_token, web_client=client_of(workspace), ping_interval=1
    )
    await handler.connect_async()
    await workspace.wait_for(lambda: workspace.socket.ready)
    try:
        yield handler
    finally:
        await handler.close_async()


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace(rate_limits=False, retry_delays=(0.0, 0.05, 0.1), ack_timeout=1.0) as running:
        yield running


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    return client_of(workspace)
