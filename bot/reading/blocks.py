"""A page as its blocks of text: what is drawn as one paragraph, heading or list item, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.reading.dom import BLOCK_TAGS, HEADING_TAGS, Element, is_hidden, tag_of, words_of
from bot.reading.textnorm import tidy, word_set

Kind = Literal["paragraph", "heading", "item", "quote", "cell"]

# Elements that never hold the text of an article.
_DROPPED = word_set(
    """
    script style noscript template svg math iframe object embed applet canvas audio video map area
    button select option optgroup datalist textarea input label nav footer aside figure figcaption
    picture head menu dialog progress meter amp-img amp-ad amp-analytics
    """
)
_LINE_BREAK = "\n"
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s+")

# Names that page makers give to what stands beside the text, by their meaning.
_BESIDE = word_set(
    """
    share shares sharing sharebar sharetools social socials socialtools follow addthis sharethis
    shareaholic sumome jp-relatedposts related relateds relatedlinks relatedcontent readmore
    read-more more-from more-on more-stories also-read also-like see-also read-also read-next
    up-next next-up most-read most-popular most-viewed mostpopular popular trending recommended
    recommendations recommendation recommends recirc recirculation newsletter newsletters signup
    sign-up subscribe subscription optin promo promos promotion promoted sponsor sponsored sponsors
    advert adverts advertisement advertising ads ad adslot adunit adbox dfp outbrain taboola zergnet
    sidebar rail breadcrumb breadcrumbs cookie cookies gdpr cmp byline bylines caption captions
    credit credits photo-credit tags taglist tag-list post-tags topics bio author-bio author-info
    about-author author-box authorbox authors author contributor contributors copyright masthead
    pagination pager player gallery slideshow slideshows carousel slider teaser teasers popup modal
    overlay tooltip poll quiz pullquote pull-quote pulled-quote print email toolbar tools toolbox
    article-tools nav navigation menu navbar footer disclaimer dateline-time timestamp pubdate
    publish-date post-date article-date entry-meta post-meta article-meta metadata article-info
    post-info feedback rating ratings login register registration screen-reader visually-hidden
    visuallyhidden sr-only offscreen skip-link donate donation app-download download-app ticker-tape
    stock-ticker quote-board series-nav kicker eyebrow video videos embed-video corrections-policy
    reprints reprint syndication whats-next story-links inline-links
    """
)
# Readers' own words, which are prose too and can be longer than the article.
_COMMENTS = word_set(
    """
    comments comment commentlist comment-list comments-area disqus livefyre fyre respond fb-comments
    viafoura coral spot-im openweb usercomments discussion
    """
)
# Names that stand beside an article however much they hold, as long as something is left without them.
_NEVER_BODY = word_set(
    """
    gallery slideshow slideshows carousel slider related relateds relatedlinks relatedcontent recirc
    recirculation newsletter newsletters sidebar rail recommended recommendations trending popular
    mostpopular most-popular most-read outbrain taboola teaser teasers more-stories more-from
    read-next up-next
    """
)
_BESIDE_ROLES = frozenset(
    [
        "navigation",
        "complementary",
        "contentinfo",
        "banner",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "tablist",
    ]
)
# An element that holds this share of the page's prose is the article, whatever its names are.
_TOO_MUCH = 0.3
_PROSE_LENGTH = 80


@dataclass(slots=True)
class Block:
    """One block: `link` counts the characters of `text` inside links.

    `owner` is its innermost block element, None for a text that no element of the page holds.
    """

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
    own = prose.get(element, 0)
    much = own > _TOO_MUCH * total and own > 300
    if tag in _DROPPED:
        return not (much and tag in {"aside", "label", "dialog"})
    names = words_of(element)
    if names & _COMMENTS and tag not in {"article", "a", "span"} and not _holds_body(element):
        return True
    if much:
        left = total - own > max(1_000, 0.12 * total)
        return left and bool(names & _NEVER_BODY) and not _holds_body(element)
    return _is_marked_beside(element, tag, names) or (tag == "header" and own < 0.1 * total)


def _is_marked_beside(element: Element, tag: str, names: frozenset[str]) -> bool:
    """Whether attributes say so: hidden, a role, microdata, class and id."""
    if is_hidden(element) or element.get("aria-hidden") == "true":
        return True
    if (element.get("role") or "").lower() in _BESIDE_ROLES:
        return True
    if tag in HEADING_TAGS or tag in _INLINE:
        # Inline names speak of looks; these few speak of what the text is.
        return bool(names & _BESIDE_INLINE)
    marked = element.get("itemprop") in {"author", "datePublished", "dateModified", "image", "publisher"}
    return marked or bool(names & _BESIDE)


_INLINE = frozenset({"a", "span", "b", "strong", "em", "i", "font"})
_BESIDE_INLINE = frozenset({"caption", "credit", "sr-only", "visually-hidden", "screen-reader", "timestamp"})


def _holds_body(element: Element) -> bool:
    return bool(element.xpath(".//*[@itemprop='articleBody'] | .//h1 | self::*[@itemprop='articleBody']"))


def blocks_of(
    root: Element, prose: dict[Element, int] | None = None, total: int = 0, *, keep: bool = False
) -> list[Block]:
    """The blocks below `root`, without what stands beside an article (with it, when `keep` is set).

    `prose` and `total` are what `prose_by_element` says of the whole page.
    """
    if prose is None:
        prose = prose_by_element(root.iter())
        total = prose.get(root, 0)
    walk = _Walk(root)
    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        tag = tag_of(element)
        if leaving:
            walk.leave(tag)
        elif element is not root and (tag in _ALWAYS if keep else is_beside(element, prose, total)):
            if tag in BLOCK_TAGS:
                walk.flush()
        elif tag == "br":
            walk.parts.append(_LINE_BREAK)
        else:
            walk.enter(element, tag)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        if element is not root:
            walk.add(element.tail)
    walk.flush()
    return _with_initials(walk.out)


class _Walk:
    """The text gathered since the last block ended, and the elements that are open around it."""

    def __init__(self, root: Element) -> None:
        self.out: list[Block] = []
        self.parts: list[str] = []
        self.owners: list[Element] = [root]
        self.open = dict.fromkeys(("a", "b", "strong", "i", "em"), 0)
        self.link = self.bold = self.italic = 0

    def enter(self, element: Element, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self.flush()
            self.owners.append(element)
        elif tag in self.open:
            self.open[tag] += 1
        self.add(element.text)

    def leave(self, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self.flush()
            self.owners.pop()
        elif tag in self.open:
            self.open[tag] -= 1

    def add(self, text: str | None) -> None:
        if not text:
            return
        # White space of the source is no line break; only <br> is.
        flat = _SPACE.sub(" ", text)
        self.parts.append(flat)
        opened = self.open
        if opened["a"]:
            self.link += len(flat.strip())
        if opened["b"] or opened["strong"]:
            self.bold += len(flat)
        if opened["i"] or opened["em"]:
            self.italic += len(flat)

    def flush(self) -> None:
        if not self.parts:
            return
        raw = "".join(self.parts)
        size = len(raw.strip())
        for line in _PARAGRAPH_BREAK.split(raw) if size else ():
            if text := tidy(line):
                link = round(self.link * len(line) / len(raw))
                bold, italic = self.bold > 0.9 * size, self.italic > 0.9 * size
                self.out.append(Block(text, _kind(self.owners[-1]), link, self.owners[-1], bold, italic))
        self.parts = []
        self.link = self.bold = self.italic = 0


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
