"""A local site that serves feeds, filings and articles, and can be told to fail."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape

from aiohttp import web

ERROR_PAGE = (
    "<!DOCTYPE html><html><head><title>Site error</title></head><body><h1>Try later</h1></body></html>"
)
SEE_RELEASE = "Item 2.02 Results of Operations and Financial Condition. See the press release."
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")


@dataclass(frozen=True)
class Made:
    """A filing of our own making; `filer` and `cik` are those of a company that does not exist unless given.

    `release` are the paragraphs of its press release.
    """

    number: int
    form: str = "8-K"
    items: tuple[str, ...] = ("2.02", "9.01")
    roles: tuple[str, ...] = ("Filer",)
    at: datetime = datetime(2026, 3, 2)
    filer: str = ""
    cik: int = 0
    release: tuple[str, ...] = ()

    @property
    def accession(self) -> str:
        return f"{1_000_000 + self.number % 7:010d}-26-{self.number:06d}"

    @property
    def company(self) -> str:
        return self.filer or f"NORTHWIND {self.number} CORP"

    def entries(self, site: str) -> list[str]:
        return [self._entry(site, role, n) for n, role in enumerate(self.roles)]

    def _entry(self, site: str, role: str, n: int) -> str:
        cik = (self.cik or 5_000_000 + 10 * self.number) + n
        index = (
            f"{site}/Archives/edgar/data/{cik}/{self.accession.replace('-', '')}/{self.accession}-index.htm"
        )
        name = self.company if n == 0 else f"Holder {n} of {self.number}"
        items = "".join(f"\n&lt;br&gt;Item {code}: Something legal" for code in self.items)
        filed = f"&lt;b&gt;Filed:&lt;/b&gt; {self.at:%Y-%m-%d} &lt;b&gt;AccNo:&lt;/b&gt; {self.accession}"
        return f"""<entry>
<title>{self.form} - {name} ({cik:010d}) ({role})</title>
<link rel="alternate" type="text/html" href="{index}"/>
<summary type="html">
 {filed} &lt;b&gt;Size:&lt;/b&gt; 9 KB{items}
</summary>
<updated>{self.at:%Y-%m-%dT%H:%M:%S}-05:00</updated>
<category scheme="{site}/" label="form type" term="{self.form}"/>
<id>urn:tag:sec.gov,2008:accession-number={self.accession}</id>
</entry>"""


def made_filings(count: int, start: datetime, every_s: float = 20.0) -> list[Made]:
    """So many filings, oldest first, some with several companies in them."""
    roles = (("Filer",), ("Filer",), ("Subject", "Filed by"), ("Issuer", "Reporting", "Reporting"))
    items = (("2.02", "9.01"), ("5.02",), ("1.01", "8.01", "9.01"), ("8.01",))
    return [
        Made(n, "8-K", items[n % 4], roles[n % 4], start + timedelta(seconds=n * every_s))
        for n in range(count)
    ]


@dataclass
class Story:
    """An article of a feed of our own making."""

    slug: str
    title: str
    at: datetime | None
    guid: str = ""
    summary: str = ""


@dataclass
class Site:
    """What is served now, and how badly. Change the fields between polls."""

    filings: list[Made] = field(default_factory=list)
    raw_page: bytes | None = None
    feeds: dict[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    fail_every: int = 0
    stall_every: int = 0
    stall_s: float = 5.0
    html_every: int = 0
    cut_every: int = 0
    same_page: bool = False
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    first_asked: dict[str, float] = field(default_factory=dict)
    address: str = ""
    _count: int = 0
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Site:
        app = web.Application(middlewares=[self._trouble])
        app.router.add_get("/cgi-bin/browse-edgar", self._latest)
        app.router.add_get("/feeds/{name}", self._feed)
        app.router.add_get("/Archives/{rest:.*}", self._filing)
        app.router.add_get("/news/{slug}", self._article)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    @web.middleware
    async def _trouble(self, request: web.Request, handler: Callable) -> web.StreamResponse:  # type: ignore[type-arg]
        self.requests.append((request.path_qs, dict(request.headers)))
        self.first_asked.setdefault(request.path.rpartition("/")[2], time.monotonic())
        self._count += 1
        if self.stall_every and self._count % self.stall_every == 0:
            self.faults["stalled"] += 1
            await asyncio.sleep(self.stall_s)
        if self.fail_every and self._count % self.fail_every == 0:
            if self._count % (2 * self.fail_every) == 0 and request.transport is not None:
                self.faults["cut off"] += 1
                request.transport.abort()
            else:
                self.faults["answered 503"] += 1
            return web.Response(status=503, text="busy")
        return await handler(request)

    async def _latest(self, request: web.Request) -> web.Response:
        start = 0 if self.same_page else int(request.query.get("start", 0))
        count = int(request.query.get("count", 100))
        if self.raw_page is not None:
            body = self.raw_page.replace(b"https://www.sec.gov", self.address.encode())
            empty = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>'
            return self._xml(body if start == 0 else empty)
        newest_first = sorted(self.filings, key=lambda filing: filing.at, reverse=True)
        entries = [entry for filing in newest_first for entry in filing.entries(self.address)]
        return self._xml(atom(entries[start : start + count]))

    async def _feed(self, request: web.Request) -> web.Response:
        body = self.feeds[request.match_info["name"]]
        return self._xml(body() if callable(body) else body, request)

    def _xml(self, body: bytes, request: web.Request | None = None) -> web.Response:
        if self.html_every and self._count % self.html_every == 0:
            return web.Response(text=ERROR_PAGE, content_type="application/atom+xml")
        if self.cut_every and self._count % self.cut_every == 0:
            body = body[: int(len(body) * 0.6)]
        etag = f'"{hash(body)}"'
        if request is not None and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            body=body, headers={"Content-Type": "application/xml", "ETag": etag, **self.headers}
        )

    async def _filing(self, request: web.Request) -> web.Response:
        path = request.path
        found = _ACCESSION.search(path)
        folder = path.rpartition("/")[0]
        if path.endswith("-index.htm"):
            return web.Response(text=index_page(folder, "8-K"), content_type="text/html")
        name = folder.rpartition("/")[2] if found is None else found[0]
        made = next((filing for filing in self.filings if filing.accession.replace("-", "") == name), None)
        if made is not None and made.release:
            text = in_html(made.release if "ex99" in path else [SEE_RELEASE])
        else:
            text = release(name) if "ex99" in path else report(name)
        return web.Response(text=text, content_type="text/html")

    async def _article(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"]
        return web.Response(text=article_page(slug), content_type="text/html")


def atom(entries: Sequence[str]) -> bytes:
    head = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
    return "\n".join([head, "<title>Latest Filings</title>", *entries, "</feed>"]).encode("latin-1")


def rss(site: str, stories: Sequence[Story], *, ttl: int | None = None, link: str | None = None) -> bytes:
    """A feed of our own making; `link` gives every item the same one."""
    items = "".join(
        "<item>"
        f"<title>{escape(story.title)}</title>"
        f"<link>{escape(link or f'{site}/news/{story.slug}')}</link>"
        + (f'<guid isPermaLink="false">{escape(story.guid)}</guid>' if story.guid else "")
        + (f"<description>{escape(story.summary)}</description>" if story.summary else "")
        + (f"<pubDate>{story.at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if story.at else "")
        + "</item>"
        for story in stories
    )
    asks = f"<ttl>{ttl}</ttl>" if ttl else ""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{asks}{items}</channel></rss>'.encode()


def index_page(folder: str, form: str) -> str:
    rows = [
        ("1", "CURRENT REPORT", f'<a href="/ix?doc={folder}/form8k.htm">form8k.htm</a>', form, "30 KB"),
        ("2", "PRESS RELEASE", f'<a href="{folder}/ex99-1.htm">ex99-1.htm</a>', "EX-99.1", "20 KB"),
        ("3", "LOGO", f'<a href="{folder}/logo.jpg">logo.jpg</a>', "GRAPHIC", "4 KB"),
        ("&nbsp;", "Complete submission text file", f'<a href="{folder}.txt">all.txt</a>', "&nbsp;", "90 KB"),
    ]
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    head = "<tr><th>Seq</th><th>Description</th><th>Document</th><th>Type</th><th>Size</th></tr>"
    return f'<html><body><table class="tableFile" summary="Document Format Files">{head}{body}</table></body></html>'


def in_html(paragraphs: Sequence[str]) -> str:
    """A document of these paragraphs and nothing else."""
    return f"<html><body>{''.join(f'<p>{escape(each)}</p>' for each in paragraphs)}</body></html>"


def report(name: str) -> str:
    return f"""<html><head><title>8-K</title></head><body>
<div>UNITED STATES SECURITIES AND EXCHANGE COMMISSION</div><div>Check the appropriate box below.</div>
<p><b>Item 2.02&nbsp;&nbsp;Results of Operations and Financial Condition.</b></p>
<p>On Monday Northwind reported revenue of $412 million for the quarter of filing {name}, up from $377 million.</p>
<p><b>Item 9.01 Financial Statements and Exhibits.</b></p><p>Exhibit 99.1 Press release dated today and furnished.</p>
<p>SIGNATURES</p><p>Pursuant to the requirements of the Act the registrant has signed.</p></body></html>"""


def release(name: str) -> str:
    return f"""<html><body><div style="display:none">hidden text that nobody sees at all.</div>
<p>Northwind reports record quarter</p>
<p>Northwind said on Monday that its profit rose to $55 million in the quarter of {name}, well above forecasts.</p>
<table><tr><td>Revenue</td><td>412</td></tr></table></body></html>"""


def article_page(slug: str) -> str:
    words = slug.replace("-", " ")
    body = "".join(
        f"<p>Northwind said in its statement number {n} about {words} that orders rose in the quarter, and that it"
        f" expects demand for its valves to hold up through the year in most of its markets.</p>"
        for n in range(8)
    )
    dated = (
        "<meta property='article:published_time' content='2026-02-28T09:00:00Z'>"
        if slug.startswith("dated")
        else ""
    )
    return (
        f"<html lang='en'><head><title>{words}</title>{dated}</head><body><article><h1>Northwind {words}</h1>"
        f"{body}</article></body></html>"
    )
