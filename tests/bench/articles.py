"""Articles made to measure: about 600 words, eight companies, no two alike, served over HTTP."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from html import escape

from aiohttp import web

COMPANIES = (
    "Microsoft", "Walmart", "Boeing", "Pfizer", "Citigroup", "Exxon Mobil", "Intel", "Starbucks",
    "Nvidia", "Caterpillar", "Goldman Sachs", "Netflix", "Chevron", "Merck", "Qualcomm", "FedEx",
)  # fmt: skip
SENTENCES = (
    "{a} raised its forecast for the year by {n}% on {day}, after orders from {b} came in faster than expected.",
    "Shares of {a} fell {n}.2% in New York, while those of {b} were little changed in heavy trading.",
    "{a} said it would buy back stock worth ${n} billion and cut {n}00 jobs in its oldest plants by {day}.",
    "Analysts had expected {a} to earn {n} cents a share less, and several lifted their targets afterwards.",
    "The contract with {b}, worth ${n} billion over five years, was lost after a dispute about deliveries, {a} said.",
    "A regulator opened an investigation into how {a} recorded sales to {b} in the quarter that ended on {day}.",
    "“Demand held up better than we feared,” said the finance chief of {a}, who took office {n} months ago.",
    "{a} and {b} agreed to build a factory together, which will need {n}00 workers and open in two years.",
    "Costs rose by {n}% at {a} because of freight and wages, but the company kept its prices where they were.",
    "Competitors such as {b} have been slower to respond, and people familiar with their plans expect more delays.",
)


def paragraphs(number: int, words: int = 600) -> list[str]:
    """The paragraphs of the `number`-th article; the same number gives the same article."""
    rng = random.Random(number)
    named = rng.sample(COMPANIES, 8)
    out: list[str] = []
    total = 0
    while total < words:
        said = []
        for pattern in rng.sample(SENTENCES, 3):
            a, b = rng.sample(named, 2)
            day = rng.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
            said.append(pattern.format(a=a, b=b, n=rng.randint(2, 49), day=day))
        out.append(" ".join(said))
        total += len(out[-1].split())
    return out


def page(number: int) -> str:
    """The article as a web page."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs(number))
    title = escape(paragraphs(number)[0].partition(",")[0].partition(" after ")[0])
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
