"""HTML to article: declared facts, several readings of the body, the choice, the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from tld import get_fld

from bot.errors import DeskwireError
from bot.model import Article
from bot.reading.blocks import Block, blocks_of
from bot.reading.candidates import choose, read_all
from bot.reading.dates import best_moment, date_in_address
from bot.reading.dom import is_hidden, parse
from bot.reading.facts import Facts, facts_of
from bot.reading.language import is_english
from bot.reading.paywall import has_wall, reasons_for_partial, without_asking
from bot.reading.plaintext import LONG, cut_at, headline_or_full
from bot.reading.textnorm import words_in
from bot.reading.titles import byline_of, site_of, title_of
from bot.reading.urls import canonical_url
from bot.reading.verdict import Sight, refuse, verdict


def article_from_html(html: str, url: str, *, now: datetime | None = None) -> Article:
    """Read a page. Raises `not_an_article` with its reason for a page that holds none."""
    tree = parse(html)
    if tree is None:
        raise refuse("empty")
    facts = facts_of(tree)
    host = urlsplit(url).hostname or ""
    title = title_of(tree, facts, host)
    byline = byline_of(facts)
    everything = blocks_of(tree, {}, 0, keep=True)
    chosen = choose(read_all(tree, title, byline or "", facts.bodies, everything))
    paragraphs: Sequence[str] = chosen.paragraphs if chosen else ()
    visible = [block for block in everything if not _unseen(block)]
    paragraphs = without_asking(paragraphs)
    text = "\n\n".join(paragraphs)
    words = words_in(text)
    reasons = reasons_for_partial(facts, visible, paragraphs, words)
    sight = Sight(url, title, text, paragraphs, facts, visible, tree, html)
    reason = verdict(sight, walled=bool(reasons) or has_wall(tree))
    if reason is not None:
        raise refuse(reason)
    if not is_english(text):
        raise refuse("language")
    end = cut_at(text)
    if end is not None:
        text = text[:end]
        reasons.append(LONG)
    coverage = "partial" if reasons else "full" if len(paragraphs) > 1 else headline_or_full(text)
    return Article(
        url=url,
        canonical_url=_canonical(facts, url),
        title=title,
        text=text,
        byline=byline,
        published_at=best_moment([*facts.dates, date_in_address(url)], now or datetime.now(UTC)),
        site=site_of(tree, facts, host),
        coverage=coverage,
        warnings=tuple(reasons),
    )


def _unseen(block: Block) -> bool:
    element = block.owner
    for _ in range(6):
        if element is None:
            return False
        if is_hidden(element):
            return True
        element = element.getparent()
    return False


def _canonical(facts: Facts, url: str) -> str:
    """The declared canonical URL when it is an article's address on the same site, else the page's own."""
    own = _canonical_or_given(url)
    for declared in (facts.canonical, facts.og_url):
        if not declared:
            continue
        try:
            target = urljoin(url, declared)
        except ValueError:
            continue
        # A front page is nobody's canonical article, and another site's word is not taken.
        if not _same_site(target, url) or (
            not urlsplit(target).path.strip("/") and urlsplit(url).path.strip("/")
        ):
            continue
        try:
            return canonical_url(target)
        except DeskwireError:
            continue
    return own


def _canonical_or_given(url: str) -> str:
    try:
        return canonical_url(url)
    except DeskwireError:
        # A file has no address; what was given is all there is.
        return url


def _same_site(left: str, right: str) -> bool:
    try:
        hosts = [urlsplit(each).hostname or "" for each in (left, right)]
    except ValueError:
        return False
    if not all(hosts):
        return False
    sites = [get_fld(host, fix_protocol=True, fail_silently=True) or host for host in hosts]
    return sites[0] == sites[1]
