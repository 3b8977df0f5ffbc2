"""JSON-LD: the objects of a page, and the plain values in them."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from typing import Any

from bot.reading.dom import Element
from bot.reading.textnorm import tidy, word_set

ARTICLE_TYPES = word_set(
    """
    article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle
    backgroundnewsarticle reviewnewsarticle askpublicnewsarticle advertisercontentarticle
    satiricalarticle blogposting liveblogposting report techarticle scholarlyarticle
    socialmediaposting discussionforumposting pressrelease
    """
)
LISTING_TYPES = frozenset(
    ["collectionpage", "searchresultspage", "itemlist", "itempage", "profilepage", "contactpage", "aboutpage"]
)
_MAX_NODES = 2_000
_MAX_JSON = 2_000_000
_TAG = re.compile(r"<[^>]{1,300}>")
_PARAGRAPH_TAG = re.compile(r"</?(?:p|div|br|h[1-6]|li|blockquote)\b[^>]{0,300}>", re.IGNORECASE)
# A control character inside a JSON string, and a comma before a bracket: what hand-made JSON-LD gets wrong.
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_COMMENT_MARKS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)


def nodes_of(tree: Element) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD; broken JSON is mended where that is safe and left out where not."""
    for script in tree.xpath("//script[contains(@type,'ld+json')]"):
        source = script.text or ""
        if len(source) > _MAX_JSON:
            continue
        source = _COMMENT_MARKS.sub("", source)
        loaded = _load(source)
        if loaded is None:
            loaded = _load(_TRAILING_COMMA.sub(r"\1", source)) or _salvage(source)
        count = 0
        stack = [loaded]
        while stack and count < _MAX_NODES:
            item = stack.pop()
            count += 1
            if isinstance(item, list):
                stack.extend(reversed(item))
            elif isinstance(item, dict):
                yield item
                stack.extend(
                    value
                    for key in ("mainEntity", "@graph")
                    if isinstance(value := item.get(key), list | dict)
                )


def _load(source: str) -> Any:
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None


_FIELD = re.compile(
    r'"(headline|datePublished|isAccessibleForFree|@type)"\s*:\s*("(?:[^"\\]|\\.){0,2000}"|true|false)',
    re.IGNORECASE,
)


def _salvage(source: str) -> dict[str, Any]:
    """The plain fields of an article's JSON-LD that is no valid JSON: the first of each name."""
    found: dict[str, Any] = {}
    for name, value in _FIELD.findall(source):
        loaded = _load(value)
        if name == "@type" and str(loaded).lower() not in ARTICLE_TYPES:
            continue
        found.setdefault(name, loaded)
    return found if "@type" in found else {}


def types_of(node: dict[str, Any]) -> set[str]:
    """The schema.org types of a JSON-LD object, in lower case without their prefix."""
    declared = node.get("@type")
    names = declared if isinstance(declared, list) else [declared]
    return {name.rpartition("/")[2].lower() for name in names if isinstance(name, str)}


def is_free(node: dict[str, Any]) -> bool | None:
    """`isAccessibleForFree`, whether written as a boolean or as a word; of the article or of a part."""
    own = _truth(node.get("isAccessibleForFree"))
    if own is not None:
        return own
    parts = node.get("hasPart")
    for part in parts if isinstance(parts, list) else [parts]:
        if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False:
            return False
    return None


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.rpartition("/")[2].strip().lower() if isinstance(value, str) else ""
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)


def plain(value: object) -> str:
    """A string of JSON-LD as text; the entities that pages escape twice are undone."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    return tidy(_TAG.sub("", entities.unescape(value[:100_000]))) if isinstance(value, str) else ""


def body_text(value: str) -> str:
    """An `articleBody` as lines of plain text; its markup may be escaped."""
    return entities.unescape(_TAG.sub("", _PARAGRAPH_TAG.sub("\n", entities.unescape(value))))


def people(value: object) -> list[str]:
    """The names of persons or organisations, whether one or several, objects or strings."""
    several = value if isinstance(value, list) else [value]
    return [name for person in several[:12] if (name := plain(person)) and not name.startswith("http")]
