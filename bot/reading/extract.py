"""Bytes to article: the one way in for whatever a link, a file or a message holds.

Pure and CPU-bound: it runs in a worker process. Whatever the bytes are, the answer is an `Article` or a
`DeskwireError`.
"""

from __future__ import annotations

import re
from datetime import datetime

from bot.errors import DeskwireError
from bot.model import Article
from bot.reading.charset import decode
from bot.reading.page import article_from_html
from bot.reading.pdf import article_from_pdf
from bot.reading.plaintext import article_from_text
from bot.reading.verdict import refuse

# Far above any article; a page beyond it is data.
MAX_HTML = 12_000_000
MAX_PDF = 60_000_000

_HTML = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "application/xml",
        "text/xml",
        "application/rss+xml",
        "application/atom+xml",
    }
)
_PDF = frozenset({"application/pdf", "application/x-pdf"})
_TEXT = frozenset({"text/plain", "text/markdown", "text/x-markdown"})
_UNKNOWN = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/download", "unknown/unknown"}
)
# A feed lists articles, whatever type it is served as.
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.DOTALL
)
_TOO_LARGE = "That page is too large to be an article; paste the part that matters instead."
_UNSUPPORTED = "Deskwire reads web pages, PDFs and plain text; that link leads to something else."


def extract(
    body: bytes,
    *,
    url: str,
    content_type: str = "text/html",
    charset: str | None = None,
    now: datetime | None = None,
) -> Article:
    """Read a fetched body by what it is: HTML, PDF or plain text.

    `content_type` is the MIME type of the answer, `charset` the one its header declares. `now` decides which
    dates lie in the future; it is the clock's unless given. Raises `not_an_article` with a reason,
    `unsupported_type`, `too_large`.
    """
    mime = content_type.partition(";")[0].strip().lower()
    is_pdf = b"%PDF-" in body[:1_024]
    if mime in _PDF or (is_pdf and (mime in _UNKNOWN or body.startswith(b"%PDF-"))):
        return extract_pdf(body, url, now=now)
    if mime not in _HTML | _TEXT | _UNKNOWN:
        raise DeskwireError("unsupported_type", _UNSUPPORTED)
    if len(body) > MAX_HTML:
        raise DeskwireError("too_large", _TOO_LARGE)
    if mime in _UNKNOWN and b"\x00" in body[:1_024] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DeskwireError("unsupported_type", _UNSUPPORTED)
    text = decode(body, charset)
    if mime in _TEXT and not _looks_like_html(text):
        return extract_text(text, url=url)
    if mime in _UNKNOWN and not _looks_like_html(text):
        return extract_text(text, url=url)
    if _FEED.match(text[:2_000]):
        raise refuse("listing")
    return extract_html(text, url, now=now)


def extract_html(html: str, url: str = "", *, now: datetime | None = None) -> Article:
    """Read a page that is text already. Raises `not_an_article` with a reason, and `too_large`."""
    if len(html) > MAX_HTML:
        raise DeskwireError("too_large", _TOO_LARGE)
    return article_from_html(html, url, now=now)


def extract_pdf(data: bytes, url: str = "", *, now: datetime | None = None) -> Article:
    """Read a PDF. Raises `unsupported_type` where it cannot be opened, `not_an_article` without text."""
    if len(data) > MAX_PDF:
        raise DeskwireError("too_large", "That PDF is too large; paste the part that matters instead.")
    return article_from_pdf(data, url, now=now)


def extract_text(
    text: str, *, title: str = "", url: str = "", published_at: datetime | None = None
) -> Article:
    """Take a text as it is given: unchanged, so that offsets into it stay valid. Raises `not_an_article` only
    for an empty or a non-English one."""
    return article_from_text(text, title=title, url=url, published_at=published_at)


def _looks_like_html(text: str) -> bool:
    head = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype html", "<html", "<head", "<body", "<?xml", "<!--")) or "<body" in head
