"""Pages of our own writing, in the shapes in which the web serves business news."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

P1 = (
    "Harbourline Freight raised its forecast for the full year on Tuesday after container volumes at its northern "
    "terminals grew faster than its managers had planned for in the spring."
)
P2 = (
    "The company now expects revenue of $4.2 billion, up from the $3.9 billion it named in May, and said that it would "
    "add two berths before the end of next year to keep pace with demand."
)
P3 = (
    '"We are turning ships away, and that is not a position any port wants to be in," chief executive Marta Oyelaran '
    "told analysts on a call, adding that rates had held up better than in earlier cycles."
)
P4 = (
    "Shares rose 6% in early trading in London. Analysts at two brokers lifted their price targets, while a third "
    "warned that the new berths would weigh on free cash flow until the second half of the decade."
)
P5 = (
    "Rival Castellan Ports, which reports next week, has lost market share for three quarters in a row, and its bonds "
    "slipped after the announcement as investors weighed what the extra capacity would mean for prices."
)
PROSE = (P1, P2, P3, P4, P5)
TITLE = "Harbourline lifts forecast as containers pile up"
URL = "https://www.example-news.com/business/harbourline-lifts-forecast-as-containers-pile-up"


def paragraphs(texts: Sequence[str] = PROSE) -> str:
    """The texts as `<p>` elements."""
    return "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in texts)


def json_ld(**fields: object) -> str:
    """A NewsArticle in JSON-LD with these fields."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def page(body: str, *, head: str = "", title: str = TITLE, lang: str = "en", h1: bool = True) -> str:
    """A whole page around `body`."""
    heading = f"<h1>{html.escape(title)}</h1>" if h1 else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>{head}'
        f"</head><body>{heading}{body}</body></html>"
    )


def article(before: str = "", after: str = "", *, head: str = "", texts: Sequence[str] = PROSE) -> str:
    """A page with an `<article>` of `texts`, with something before and after them inside it."""
    return page(f"<article>{before}{paragraphs(texts)}{after}</article>", head=head)


def teasers(count: int = 14) -> str:
    """A row of teasers, each a linked headline and a line of text, as front pages and "more stories" have them."""
    names = ("Copper", "Wheat", "Cement", "Retail", "Airline", "Steel", "Bank", "Chip", "Solar", "Coffee")
    return "".join(
        f'<div class="story-card"><h3><a href="/{index}">{names[index % 10]} makers brace for a slower quarter '
        f"in region {index}</a></h3><p>Executives say that orders have thinned since March.</p></div>"
        for index in range(count)
    )
