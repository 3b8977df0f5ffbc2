"""A filing itself: its index page to the documents that tell the news, and those to text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from bot.model import Article, Security
from bot.reading.charset import decode
from bot.reading.plaintext import article_from_text
from bot.sources.edgar import Filing, readable

MAX_ROWS = 200
# What says nothing new: the cover page before the first item, and everything from the signatures on.
_FIRST_ITEM = re.compile(r"^\s*item\s+\d{1,2}\.\d{2}\b", re.IGNORECASE)
_EXHIBITS = re.compile(r"^\s*item\s+9\.01\b", re.IGNORECASE)
_ANY_ITEM = re.compile(r"^\s*item\s+(\d{1,2}\.\d{2})", re.IGNORECASE)
_SIGNATURES = re.compile(
    r"^\s*signatures?\s*$|^\s*pursuant to the requirements of the securities exchange act", re.I
)
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u200b]+")
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "tr",
        "li",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "hr",
        "title",
        "center",
    }
)
_SKIPPED = frozenset({"script", "style", "head", "noscript", "header"})
_SENTENCE = re.compile(r"[a-z].{20,}[.!?:;”\"]\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A row of a filing's index page."""

    url: str
    kind: str
    description: str


def documents_of(body: bytes, url: str) -> list[Document]:
    """The documents that a filing's index page lists, in its order; empty for any other page."""
    tree = _tree(body)
    if tree is None:
        return []
    found: list[Document] = []
    for row in tree.iter("tr"):
        cells = [cell for cell in row if isinstance(cell.tag, str) and cell.tag == "td"]
        if len(cells) < 4 or len(found) >= MAX_ROWS:
            continue
        anchor = next((a for cell in cells for a in cell.iter("a") if a.get("href")), None)
        if anchor is None:
            continue
        where = _plain_address(urljoin(url, anchor.get("href") or ""))
        # Sequence, description, document, type, size: the columns of every index page since 2001.
        found.append(Document(where, _said(cells[3]).upper(), _said(cells[1])))
    return found


def chosen(documents: Sequence[Document], form: str) -> list[Document]:
    """What to read, best first: the press release (exhibit 99.1) where there is one, and the main document."""
    readable = [each for each in documents if _is_text(each.url)]
    releases = [each for each in readable if re.fullmatch(r"EX-99(\.0?1)?", each.kind)]
    others = [each for each in readable if each.kind.startswith("EX-99") and each not in releases]
    main = [each for each in readable if each.kind == form.upper()] or [
        each for each in readable if not each.kind.startswith(("EX-", "GRAPHIC", "XML", "ZIP"))
    ]
    return [*(releases or others)[:1], *main[:1]]


def text_of(body: bytes, charset: str | None = None) -> str:
    """The text of a filing's document, a paragraph a line."""
    text = decode(body, charset)
    if "<" not in text[:5_000]:
        return "\n".join(line for each in text.splitlines() if (line := _SPACE.sub(" ", each).strip()))
    tree = _tree(text.encode("utf-8", "replace"))
    return "" if tree is None else "\n".join(_paragraphs(tree))


def report_of(text: str) -> str:
    """What an 8-K's main document reports: its items without the cover page, the exhibits and the signatures."""
    lines = text.splitlines()
    first = next((n for n, line in enumerate(lines) if _FIRST_ITEM.match(line)), None)
    if first is None:
        return text
    kept: list[str] = []
    inside = True
    for line in lines[first:]:
        if _SIGNATURES.match(line):
            break
        if _ANY_ITEM.match(line):
            inside = not _EXHIBITS.match(line)
        if inside:
            kept.append(line)
    return "\n".join(kept) or text


def article_of(
    pages: Sequence[tuple[str, bytes, str | None]],
    filing: Filing,
    published_at: datetime | None,
    securities: Iterable[Security],
) -> Article:
    """The article of a filing: its headline in plain words, the press release, and what the form itself reports.

    `pages` are documents as `(kind, body, charset)`. A document without a sentence of prose (a table of
    numbers, a signature page) is left out; with none left the article is its headline. The company is named
    with its ticker where it is listed: EDGAR's own names are often abbreviated.
    """
    company = filing.company
    listed = next((each for each in securities if company and each.cik == company.cik and each.ticker), None)
    headline = filing.headline
    if company is not None and listed is not None and listed.exchange:
        name = readable(company.name)
        headline = f"{name} ({listed.exchange}: {listed.ticker}){headline.removeprefix(name)}"
    parts: list[str] = []
    for kind, body, charset in pages:
        text = text_of(body, charset)
        text = text if kind.startswith("EX-") else report_of(text)
        if any(_SENTENCE.search(line) for line in text.splitlines()):
            parts.append(text)
    return replace(
        article_from_text(
            "\n".join([f"{headline}.", *parts]),
            title=headline,
            url=filing.index_url,
            published_at=published_at,
        ),
        site="SEC EDGAR",
    )


def _paragraphs(tree: lxml_html.HtmlElement) -> Iterator[str]:
    pieces: list[str] = []

    def flush() -> Iterator[str]:
        line = _SPACE.sub(" ", "".join(pieces).replace("\n", " ")).strip()
        pieces.clear()
        if any(char.isalnum() for char in line):
            yield line

    hidden = 0
    for action, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if not isinstance(node.tag, str):
            if action in ("comment", "pi") and not hidden and node.tail:
                pieces.append(node.tail)
            continue
        name = node.tag.rpartition(":")[2].lower()
        unseen = name in _SKIPPED or "display:none" in (node.get("style") or "").replace(" ", "").lower()
        if action == "start":
            if name in _BLOCKS:
                yield from flush()
            hidden += unseen
            if not hidden and node.text:
                pieces.append(node.text)
            continue
        hidden -= unseen
        if name in _BLOCKS:
            yield from flush()
        elif name in ("td", "th"):
            pieces.append(" ")
        if not hidden and node.tail:
            pieces.append(node.tail)
    yield from flush()


def _tree(body: bytes) -> lxml_html.HtmlElement | None:
    # Filings declare all kinds of charsets; by now the bytes are UTF-8, or nearly so.
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_blank_text=False)
    try:
        return lxml_html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _plain_address(url: str) -> str:
    """The document itself, where the index links to the viewer for inline XBRL."""
    parts = urlsplit(url)
    if parts.path.rstrip("/") not in ("/ix", "/ixviewer/ix.html"):
        return url
    inner = parse_qs(parts.query).get("doc", [""])[0]
    return urljoin(url, inner) if inner.startswith("/") and not inner.startswith("//") else url


def _is_text(url: str) -> bool:
    return urlsplit(url).path.lower().endswith((".htm", ".html", ".txt"))


def _said(cell: lxml_html.HtmlElement) -> str:
    return _SPACE.sub(" ", cell.text_content()).strip()
