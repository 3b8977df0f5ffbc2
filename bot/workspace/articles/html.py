"""The sample articles as pages of a news site, with the furniture such pages have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from bot.workspace.articles.library import Sample

SITE = "The Sample Ledger"
_NOTE = "Sample article written for Deskwire. The companies are real, the events are invented."
_CSS = (
    "body{font:18px/1.6 Georgia,serif;margin:0;color:#1a1a1a}header,footer,main{max-width:44rem;"
    "margin:0 auto;padding:1rem}nav a{margin-right:1rem;font:14px sans-serif}h1{line-height:1.2}"
    ".note{font:13px sans-serif;background:#fff4ce;padding:.4rem 1rem;text-align:center}"
    ".byline,aside,footer{font:14px sans-serif;color:#555}"
)
SECTIONS = ("Technology", "Finance", "Industry", "Health", "Retail", "Cars", "Regulation")


def article(sample: Sample, now: datetime, address: str, related: Sequence[Sample]) -> str:
    """The page of an article."""
    published = (now - timedelta(hours=sample.hours)).replace(microsecond=0)
    url = f"{address}/articles/{sample.slug}"
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in sample.paragraphs)
    links = "".join(
        f'<li><a href="/articles/{other.slug}">{escape(other.title)}</a></li>' for other in related
    )
    main = f"""<article>
<p class="section"><a href="/articles">{escape(sample.section)}</a></p>
<h1>{escape(sample.title)}</h1>
<p class="deck">{escape(sample.deck)}</p>
<div class="byline">By <span class="author" rel="author">{escape(sample.author)}</span> ·
<time datetime="{published.isoformat()}">{published:%d %B %Y, %H:%M %Z}</time></div>
<ul class="share-tools"><li>Share</li><li>Print</li><li>Save</li></ul>
<div class="article-body">
{body}
</div>
</article>
<aside class="related"><h2>More from {SITE}</h2><ul>{links}</ul></aside>
<aside class="newsletter"><h2>Morning Ledger</h2><p>The day ahead in your inbox.</p>
<button type="button">Sign up</button></aside>"""
    data = linked_data(sample, published.isoformat(), url, free=True)
    return page(sample.title, main, head=data + meta(sample, published.isoformat(), url))


def paywalled(sample: Sample, now: datetime, address: str) -> str:
    """A page that shows little of an article and says so in its data."""
    published = (now - timedelta(hours=sample.hours)).replace(microsecond=0).isoformat()
    url = f"{address}/articles/paywalled"
    teaser = " ".join(sample.paragraphs[0].split()[:24])
    main = f"""<article><h1>{escape(sample.title)}</h1>
<div class="byline">By <span class="author">{escape(sample.author)}</span></div>
<p class="teaser">{escape(teaser)} …</p>
<section class="paywall"><h2>Subscribe to read on</h2>
<p>Already a subscriber? <a href="/signin">Sign in</a></p></section></article>"""
    data = linked_data(sample, published, url, free=False)
    return page(sample.title, main, head=data + meta(sample, published, url))


def consent() -> str:
    """A page that wants consent before anything else."""
    main = f"""<section class="consent" role="dialog" aria-label="Privacy">
<h1>Before you continue to {SITE}</h1>
<p>We and our 482 partners use cookies to deliver and measure our services and, if you agree, to
personalise content and advertising. You can change your choice at any time in the privacy settings.</p>
<button type="button">Accept all</button> <button type="button">Reject all</button>
<a href="/articles/consent-wall">More options</a></section>"""
    return page("Before you continue", main)


def listing(samples: Sequence[Sample], now: datetime) -> str:
    """The front page: headlines, no article."""
    items = "".join(
        f'<li><h2><a href="/articles/{sample.slug}">{escape(sample.title)}</a></h2>'
        f"<p>{escape(sample.deck)}</p><p class='byline'>{now - timedelta(hours=sample.hours):%d %B}</p></li>"
        for sample in samples
    )
    return page("Latest news", f"<h1>Latest news</h1><ul class='headlines'>{items}</ul>")


def not_found() -> str:
    """The error page."""
    return page("Page not found", "<h1>404</h1><p>This page does not exist or has moved.</p>")


def meta(sample: Sample, published: str, url: str) -> str:
    """The meta elements of an article."""
    return f"""<link rel="canonical" href="{escape(url)}">
<meta property="og:type" content="article"><meta property="og:site_name" content="{SITE}">
<meta property="og:title" content="{escape(sample.title)}">
<meta name="description" content="{escape(sample.deck)}">
<meta property="article:published_time" content="{published}">
<meta name="author" content="{escape(sample.author)}">"""


def linked_data(sample: Sample, published: str, url: str, *, free: bool) -> str:
    """The JSON-LD of an article."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sample.title,
        "description": sample.deck,
        "datePublished": published,
        "dateModified": published,
        "author": [{"@type": "Person", "name": sample.author}],
        "publisher": {"@type": "Organization", "name": SITE},
        "mainEntityOfPage": url,
        "articleSection": sample.section,
        "isAccessibleForFree": free,
        "inLanguage": "en",
    }
    return f'<script type="application/ld+json">{json.dumps(data).replace("<", chr(92) + "u003c")}</script>\n'


def page(title: str, main: str, head: str = "") -> str:
    """A page with masthead, navigation and footer."""
    links = " ".join(f'<a href="/articles">{section}</a>' for section in SECTIONS)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | {SITE}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}<style>{_CSS}</style></head>
<body><div class="note" role="note">{_NOTE}</div>
<header><a class="masthead" href="/articles"><strong>{SITE}</strong></a>
<nav aria-label="Sections">{links}</nav></header>
<main>{main}</main>
<footer><nav aria-label="About"><a href="/articles">About</a> <a href="/articles">Contact</a>
<a href="/articles">Privacy</a></nav><p>{SITE}</p></footer></body></html>"""
