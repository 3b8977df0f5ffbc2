"""A page as its blocks of text: what is drawn as one paragraph, heading or list item, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from bot.reading.dom import BLOCK_TAGS, HEADING_TAGS, Element, is_hidden, tag_of, words_of
from bot.reading.textnorm import tidy

Kind = Literal["paragraph", "heading", "item", "quote", "cell"]

# Elements that never hold the text of an article.
_DROPPED = frozenset(
    "script style noscript template svg math iframe object embed applet canvas audio video map area button "
    "select option optgroup datalist textarea input label nav footer aside figure figcaption picture head menu dialog "
    "progress meter amp-img amp-ad amp-analytics".split()
)
_LINE_BREAK = "\n"
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s+")

# Names that page makers give to what stands beside the text, by their meaning.
# fmt: off
_BESIDE = frozenset({
    "share", "shares", "sharing", "sharebar", "sharetools", "social", "socials", "socialtools", "follow",
    "addthis", "sharethis", "shareaholic", "sumome", "jp-relatedposts", "related", "relateds",
    "relatedlinks", "relatedcontent", "readmore", "read-more", "more-from", "more-on", "more-stories",
    "also-read", "also-like", "see-also", "read-also", "read-next", "up-next", "next-up", "most-read",
    "most-popular", "most-viewed", "mostpopular", "popular", "trending", "recommended", "recommendations",
    "recommendation", "recommends", "recirc", "recirculation", "newsletter", "newsletters", "signup",
    "sign-up", "subscribe", "subscription", "optin", "promo", "promos", "promotion", "promoted", "sponsor",
    "sponsored", "sponsors", "advert", "adverts", "advertisement", "advertising", "ads", "ad", "adslot",
    "adunit", "adbox", "dfp", "outbrain", "taboola", "zergnet", "sidebar", "rail", "breadcrumb",
    "breadcrumbs", "cookie", "cookies", "gdpr", "cmp", "byline", "bylines", "caption", "captions",
    "credit", "credits", "photo-credit", "tags", "taglist", "tag-list", "post-tags", "topics", "bio",
    "author-bio", "author-info", "about-author", "author-box", "authorbox", "authors", "author",
    "contributor", "contributors", "copyright", "masthead", "pagination", "pager", "player", "gallery",
    "slideshow", "slideshows", "carousel", "slider", "teaser", "teasers", "popup", "modal", "overlay",
    "tooltip", "poll", "quiz", "pullquote", "pull-quote", "pulled-quote", "print", "email", "toolbar",
    "tools", "toolbox", "article-tools", "nav", "navigation", "menu", "navbar", "footer", "disclaimer",
    "dateline-time", "timestamp", "pubdate", "publish-date", "post-date", "article-date", "entry-meta",
    "post-meta", "article-meta", "metadata", "article-info", "post-info", "feedback", "rating", "ratings",
    "login", "register", "registration", "screen-reader", "visually-hidden", "visuallyhidden", "sr-only",
    "offscreen", "skip-link", "donate", "donation", "app-download", "download-app", "ticker-tape",
    "stock-ticker", "quote-board", "series-nav", "kicker", "eyebrow", "video", "videos", "embed-video",
    "corrections-policy", "reprints", "reprint", "syndication", "whats-next", "story-links", "inline-links",
})
# Readers' own words, which are prose too and can be longer than the article.
_COMMENTS = frozenset({
    "comments", "comment", "commentlist", "comment-list", "comments-area", "disqus", "livefyre", "fyre",
    "respond", "fb-comments", "viafoura", "coral", "spot-im", "openweb", "usercomments", "discussion",
})
# fmt: on
# Names that stand beside an article however much they hold, as long as something is left without them.
_NEVER_BODY = frozenset(
    "gallery slideshow slideshows carousel slider related relateds relatedlinks relatedcontent recirc recirculation "
    "newsletter newsletters sidebar rail recommended recommendations trending popular mostpopular most-popular "
    "most-read outbrain taboola teaser teasers more-stories more-from read-next up-next".split()
)
_BESIDE_ROLES = frozenset(
    "navigation complementary contentinfo banner search dialog alertdialog menu menubar toolbar tablist".split()
)
# An element that holds this share of the page's prose is the article, whatever its names are.
_TOO_MUCH = 0.3
_PROSE_LENGTH = 80


@dataclass(slots=True)
class Block:
    """One block: `link` counts the characters of `text` inside links, `owner` is its innermost block element."""

    text: str
    kind: Kind
    link: int
    owner: Element
    bold: bool = False
    italic: bool = False

    @property
    def link_share(self) -> float:
        """The share of the text that is linked, 0 to 1."""
        return min(1.0, self.link / max(1, len(self.text)))


@dataclass(slots=True)
class _Open:
    parts: list[str] = field(default_factory=list)
    link: int = 0
    bold: int = 0
    italic: int = 0


def prose_by_element(elements: Iterable[Element]) -> dict[Element, int]:
    """For every element the characters of prose below it: the text of long paragraphs, links left out."""
    ordered = list(elements)
    prose = dict.fromkeys(ordered, 0)
    for element in reversed(ordered):
        tag = tag_of(element)
        if tag in _DROPPED and tag not in {"aside", "footer", "figure", "noscript", "nav", "label", "dialog"}:
            prose[element] = 0
        else:
            own = len((element.text or "").strip())
            if tag in {"a", "button"}:
                own = 0
            for child in element:
                own += len((child.tail or "").strip())
            if own >= (_PROSE_LENGTH if tag in {"div", "td", "section", "article"} else 40):
                prose[element] += own
        parent = element.getparent()
        if parent is not None and parent in prose:
            prose[parent] += prose[element]
    return prose


def is_beside(element: Element, prose: dict[Element, int], total: int) -> bool:
    """Whether an element is made to stand beside an article's text, judged by tag, names and role."""
    tag = tag_of(element)
    if not tag or tag in {"html", "body", "main"}:
        return not tag
    much = prose.get(element, 0) > _TOO_MUCH * total and prose.get(element, 0) > 300
    if tag in _DROPPED:
        return not (much and tag in {"aside", "label", "dialog"})
    names = words_of(element)
    if names & _COMMENTS and tag not in {"article", "a", "span"} and not _holds_body(element):
        return True
    if much:
        rest = total - prose.get(element, 0)
        return bool(names & _NEVER_BODY) and rest > max(1_000, 0.12 * total) and not _holds_body(element)
    if is_hidden(element) or element.get("aria-hidden") == "true":
        return True
    if (element.get("role") or "").lower() in _BESIDE_ROLES:
        return True
    if tag in HEADING_TAGS or tag in {"a", "span", "b", "strong", "em", "i", "font"}:
        # Inline names speak of looks ("credit" is a real exception: it is text of a picture).
        return bool(names & {"caption", "credit", "sr-only", "visually-hidden", "screen-reader", "timestamp"})
    if tag == "header" and prose.get(element, 0) < 0.1 * total:
        return True
    if element.get("itemprop") in {"author", "datePublished", "dateModified", "image", "publisher"}:
        return True
    return bool(names & _BESIDE)


def _holds_body(element: Element) -> bool:
    return bool(element.xpath(".//*[@itemprop='articleBody'] | .//h1 | self::*[@itemprop='articleBody']"))


def blocks_of(
    root: Element, prose: dict[Element, int] | None = None, total: int = 0, *, keep: bool = False
) -> list[Block]:
    """The blocks below `root`, without what stands beside an article (with it, when `keep` is set)."""
    if prose is None:
        prose = prose_by_element(root.iter())
        total = prose.get(root, 0)
    out: list[Block] = []
    current = _Open()
    owners: list[Element] = [root]
    links = bolds = italics = 0

    def flush() -> None:
        nonlocal current
        raw = "".join(current.parts)
        if raw.strip():
            for line in _PARAGRAPH_BREAK.split(raw):
                text = tidy(line)
                if text:
                    share = len(line) / len(raw)
                    out.append(
                        Block(
                            text,
                            _kind(owners[-1]),
                            round(current.link * share),
                            owners[-1],
                            bold=current.bold > 0.9 * len(raw.strip()),
                            italic=current.italic > 0.9 * len(raw.strip()),
                        )
                    )
        current = _Open()

    def add(text: str | None) -> None:
        if not text:
            return
        # White space of the source is no line break; only <br> is.
        flat = _SPACE.sub(" ", text)
        current.parts.append(flat)
        size = len(flat.strip())
        if links:
            current.link += size
        if bolds:
            current.bold += len(flat)
        if italics:
            current.italic += len(flat)

    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        tag = tag_of(element)
        if leaving:
            if tag in BLOCK_TAGS:
                flush()
                owners.pop()
            links -= tag == "a"
            bolds -= tag in {"b", "strong"}
            italics -= tag in {"i", "em"}
            if element is not root:
                add(element.tail)
            continue
        if element is not root and (
            tag in _ALWAYS if keep else is_beside(element, prose, total)
        ):
            if tag in BLOCK_TAGS:
                flush()
            add(element.tail)
            continue
        if tag == "br":
            current.parts.append(_LINE_BREAK)
            add(element.tail)
            continue
        if tag in BLOCK_TAGS:
            flush()
            owners.append(element)
        links += tag == "a"
        bolds += tag in {"b", "strong"}
        italics += tag in {"i", "em"}
        add(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    flush()
    return _with_initials(out)


def _with_initials(blocks: list[Block]) -> list[Block]:
    """A large first letter that stands in a box of its own goes back to its word ("T", "urkey")."""
    out: list[Block] = []
    for block in blocks:
        if out and len(out[-1].text) == 1 and out[-1].text.isupper() and block.text[:1].islower():
            # "A" and "I" are words, too.
            space = " " if out[-1].text in "AI" and len(block.text.split(" ", 1)[0]) > 2 else ""
            block.text = out.pop().text + space + block.text
        out.append(block)
    return out


_ALWAYS = frozenset({"script", "style", "template", "svg", "head", "iframe", "object", "noscript", "select"})


def _kind(owner: Element) -> Kind:
    tag = tag_of(owner)
    if tag in HEADING_TAGS:
        return "heading"
    if tag in {"li", "dd", "dt"}:
        return "item"
    if tag == "blockquote":
        return "quote"
    return "cell" if tag in {"td", "th"} else "paragraph"
