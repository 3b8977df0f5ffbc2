"""The sample articles as a small news site."""

from __future__ import annotations

from aiohttp import web


class Articles:
    """The pages. `now` gives seconds since 1970: the dates of the articles are relative to it."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.address = ""

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the addresses."""
