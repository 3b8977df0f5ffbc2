"""HTML parsed once, and what can be said of an element by its names."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

from lxml import etree
from lxml import html as lxml_html

from bot.reading.textnorm import word_set

# lxml ships no types; the alias says what is meant.
Element: TypeAlias = Any

BLOCK_TAGS = word_set(
    """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main nav ol p pre section summary
    table tbody td tfoot th thead tr ul
    """
)
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NUL = re.compile("[\x00\ud800-\udfff]")
_ATTRIBUTE_LIMIT = 400
# libxml2 compares every attribute of an element with all before it: thousands of them are an attack.
_HUGE_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,30})[\s/][^<>]{20000,}>")
_MAX_ATTRIBUTES = 500


def _without_attributes(found: re.Match[str]) -> str:
    return f"<{found[1]}>" if len(_ASSIGNED.findall(found[0])) > _MAX_ATTRIBUTES else found[0]


_ASSIGNED = re.compile(r"""[\s"'][^\s"'=]+\s*=""")


def parse(html: str) -> Element | None:
    """The tree of a page, without comments and processing instructions; None when there is no markup.

    libxml2 stops at a depth of its own, so a nesting bomb costs no more than its bytes.
    """
    source = _DECLARATION.sub("", _NUL.sub("\ufffd", html), count=1)
    if not source.strip():
        return None
    source = _HUGE_TAG.sub(_without_attributes, source)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(source.encode("utf-8"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def tag_of(element: Element) -> str:
    """The tag in lower case without a namespace prefix; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def words_of(element: Element) -> frozenset[str]:
    """The words of which class and id are made: `article-body__shareTools` is article, body, share, tools."""
    return _words(
        (element.get("class") or "")[:_ATTRIBUTE_LIMIT], (element.get("id") or "")[:_ATTRIBUTE_LIMIT]
    )


@lru_cache(maxsize=4_096)
def _words(classes: str, identity: str) -> frozenset[str]:
    found: set[str] = set()
    for name in [*classes.split(), identity]:
        parts = _SPLIT.split(_CAMEL.sub("-", name).lower())
        # "has-sidebar" and "no-ads" speak of the page, not of this element.
        if parts and parts[0] in {"has", "with", "no", "is", "not", "show", "hide", "enable", "js"}:
            continue
        found.update(part for part in parts if part)
        if len(parts) > 1:
            found.add("-".join(parts))
            found.update(f"{left}-{right}" for left, right in pairwise(parts))
    return frozenset(found)


def is_hidden(element: Element) -> bool:
    """Whether a browser would not show this element, as far as its own attributes say."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN.search(style[:_ATTRIBUTE_LIMIT]))


def text_of(element: Element) -> str:
    """All text below an element, scripts and styles left out."""
    return "".join(str(part) for part in element.xpath(".//text()[not(parent::script or parent::style)]"))
