"""The sample articles as a small news site, with the pages that a reader must refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.workspace.articles import html
from bot.workspace.articles.library import Sample, load
from bot.workspace.articles.pdf import write_pdf

_PDF = "asml-order"
_ROBOTS = "User-agent: *\nAllow: /articles\nDisallow: /\n"


class Articles:
    """The pages. `now` gives seconds since 1970: the dates of the articles are relative to it."""

    def __init__(self, now: float) -> None:
        self.now = datetime.fromtimestamp(now, UTC)
        self.address = ""
        self.samples: list[Sample] = load()

    def links(self) -> list[dict[str, str]]:
        """What to try: a few words and the address."""
        found = [{"title": sample.label, "url": self._url(sample.slug)} for sample in self.samples]
        extra = {
            "paywalled": "Paywall",
            "consent-wall": "Consent wall",
            "": "Headlines only",
            "nothing-here": "Missing page",
            f"{_PDF}.pdf": "PDF",
        }
        return found + [{"title": title, "url": self._url(slug)} for slug, title in extra.items()]

    def pdf(self) -> bytes:
        """The PDF as a person could drop it into a channel."""
        sample = next(sample for sample in self.samples if sample.slug == _PDF)
        created = self.now - timedelta(hours=sample.hours)
        return write_pdf(sample.title, [f"By {sample.author}", *sample.paragraphs], created)

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the addresses."""
        router.add_get("/articles", self._listing)
        router.add_get("/articles/{slug}", self._page)
        router.add_get("/robots.txt", self._robots)

    def _url(self, slug: str) -> str:
        return f"{self.address}/articles/{slug}".rstrip("/")

    async def _listing(self, request: web.Request) -> web.Response:
        return _html(html.listing(self.samples, self.now))

    async def _robots(self, request: web.Request) -> web.Response:
        return web.Response(text=_ROBOTS)

    async def _page(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"]
        if slug == "consent-wall":
            return _html(html.consent())
        if slug == "paywalled":
            return _html(html.paywalled(self.samples[0], self.now, self.address))
        if slug == f"{_PDF}.pdf":
            return web.Response(body=self.pdf(), content_type="application/pdf")
        for sample in self.samples:
            if sample.slug == slug:
                related = [other for other in self.samples if other is not sample][:4]
                return _html(html.article(sample, self.now, self.address, related))
        return _html(html.not_found(), status=404)


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
