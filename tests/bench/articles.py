"""The articles made to measure, served over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from aiohttp import web

from bot.evaluation import made


def page(number: int) -> str:
    """The article as a web page."""
    body = "".join(f"<p>{escape(text)}</p>" for text in made.paragraphs(number))
    title = escape(made.title(number))
    when = datetime.now(UTC).isoformat()
    return (
        f'<!doctype html><html lang="en"><head><title>{title} ({number})</title>'
        f'<meta property="article:published_time" content="{when}"></head>'
        f"<body><article><h1>{title} ({number})</h1>{body}</article></body></html>"
    )


async def serve() -> tuple[web.AppRunner, str]:
    """A server for `/articles/N`, and its address."""

    async def article(request: web.Request) -> web.Response:
        return web.Response(text=page(int(request.match_info["number"])), content_type="text/html")

    app = web.Application()
    app.router.add_get("/articles/{number}", article)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"
