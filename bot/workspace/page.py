"""The page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.workspace.workspace import Workspace


class Page:
    """The page in the browser."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the addresses."""
