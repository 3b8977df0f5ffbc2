"""What a page declares about itself: JSON-LD, meta elements, microdata, and the places that readers look at."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.reading.dom import Element, tag_of, text_of, words_of
from bot.reading.textnorm import tidy

ARTICLE_TYPES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle "
    "reviewnewsarticle askpublicnewsarticle advertisercontentarticle satiricalarticle blogposting "
    "liveblogposting report techarticle scholarlyarticle socialmediaposting discussionforumposting pressrelease".split()
)
LISTING_TYPES = frozenset("collectionpage searchresultspage itemlist itempage profilepage contactpage aboutpage".split())
_MAX_NODES = 2_000
_MAX_JSON = 2_000_000
_TAG = re.compile(r"<[^>]{1,300}>")
_PARAGRAPH_TAG = re.compile(r"</?(?:p|div|br|h[1-6]|li|blockquote)\b[^>]{0,300}>", re.IGNORECASE)
# A control character inside a JSON string, and a comma before a bracket: what hand-made JSON-LD gets wrong.
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_COMMENT_MARKS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$")


@dataclass(slots=True)
class Facts:
    """What was declared. `authors` are the names that each place gives; `free` is None where the page does not say whether it can be read without paying."""

    headlines: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    authors: list[list[str]] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    og_type: str = ""
    articles: int = 0
    word_count: int = 0
    free: bool | None = None
    canonical: str = ""
    og_url: str = ""


def facts_of(tree: Element) -> Facts:
    """Read everything that a page declares, most trusted first in every list."""
    facts = Facts()
    for node in _nodes(tree):
        _read_node(node, facts)
    _read_meta(tree, facts)
    _read_marks(tree, facts)
    return facts


def _nodes(tree: Element) -> Iterator[dict[str, Any]]:
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
                    value for key in ("mainEntity", "@graph") if isinstance(value := item.get(key), list | dict)
                )


def _load(source: str) -> Any:
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None


_FIELD = re.compile(
    r'"(headline|datePublished|isAccessibleForFree|@type)"\s*:\s*("(?:[^"\\]|\\.){0,2000}"|true|false)', re.IGNORECASE
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


def _read_node(node: dict[str, Any], facts: Facts) -> None:
    types = types_of(node)
    facts.types |= types
    if types & {"website"} and (name := _plain(node.get("name"))):
        facts.sites.append(name)
    is_article = bool(types & ARTICLE_TYPES)
    if not is_article:
        if types & {"webpage", "itempage"} and (written := _plain(node.get("datePublished"))):
            facts.dates.append(written)
        if types & {"webpage", "creativework"} and facts.free is None:
            facts.free = _free(node)
        return
    facts.articles += 1
    if (count := str(node.get("wordCount") or "")).isdigit() and len(count) < 7:
        facts.word_count = max(facts.word_count, int(count))
    if headline := _plain(node.get("headline")) or _plain(node.get("name")):
        facts.headlines.append(headline)
    if body := node.get("articleBody"):
        facts.bodies.extend(_body(each) for each in (body if isinstance(body, list) else [body]) if isinstance(each, str))
    # An article's own date comes before that of the page around it.
    written = [_plain(node.get(key)) for key in ("datePublished", "dateCreated")]
    facts.dates[:0] = [each for each in written if each]
    facts.authors.append(_people(node.get("author")) or _people(node.get("creator")))
    facts.sites[:0] = _people(node.get("publisher"))[:1]
    if language := _plain(node.get("inLanguage")):
        facts.languages.append(language)
    if (free := _free(node)) is not None:
        facts.free = free


def _free(node: dict[str, Any]) -> bool | None:
    """`isAccessibleForFree` as a boolean, whether written as one or as a word; of the article or of a part."""
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


def _plain(value: object) -> str:
    """A string of JSON-LD as text; the entities that pages escape twice are undone."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    return tidy(_TAG.sub("", entities.unescape(value[:100_000]))) if isinstance(value, str) else ""


def _body(value: str) -> str:
    return entities.unescape(_TAG.sub("", _PARAGRAPH_TAG.sub("\n", entities.unescape(value))))


def _people(value: object) -> list[str]:
    people = value if isinstance(value, list) else [value]
    return [name for person in people[:12] if (name := _plain(person)) and not name.startswith("http")]


# fmt: off
_META_DATES = (
    "article:published_time", "og:article:published_time", "article:published", "article.published", "article_date_original",
    "datepublished", "date.available", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued",
    "dc.date", "dcterms.date", "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "published", "publication_date",
    "originalpublicationdate", "cxenseparse:recs:publishtime", "article.created", "date.created", "analyticsattributes.articledate",
    "og:pubdate", "created", "datecreated", "rnews:datepublished", "bt:pubdate", "displaydate", "pdate", "ptime", "date",
)
_META_AUTHORS = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author_name", "authors")
_META_LANGUAGES = ("language", "content-language", "dc.language", "og:locale")
# fmt: on


def _read_meta(tree: Element, facts: Facts) -> None:
    meta: dict[str, list[str]] = {}
    for element in tree.xpath("//meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        # Some archives keep the content under "value".
        content = element.get("content") or element.get("value")
        if name and content and len(meta) < 500:
            meta.setdefault(name.strip().lower(), []).append(content)

    def all_of(names: tuple[str, ...]) -> list[str]:
        return [text for name in names for each in meta.get(name, ()) if (text := _plain(each))]

    facts.headlines.extend(all_of(("og:title", "hdl", "twitter:title", "parsely-title", "sailthru.title", "dc.title"))[:1])
    facts.dates.extend(all_of(_META_DATES))
    facts.authors.append([text for text in all_of(_META_AUTHORS) if not text.startswith(("http", "www.", "@"))])
    facts.sites[:0] = all_of(("og:site_name",))
    facts.sites.extend(all_of(("application-name", "publisher", "dc.publisher")))
    facts.languages.extend(all_of(_META_LANGUAGES))
    facts.og_type = next(iter(all_of(("og:type",))), "").lower()
    facts.og_url = next(iter(all_of(("og:url",))), "")
    if facts.free is None:
        # Open Graph's and Parse.ly's ways of saying that a text is for subscribers.
        tiers = all_of(("article:content_tier", "content_tier", "og:article:content_tier", "article:opinion_tier"))
        if tiers:
            facts.free = tiers[0].lower() == "free"


def _read_marks(tree: Element, facts: Facts) -> None:
    for link in tree.xpath("//link[@href]"):
        if "canonical" in (link.get("rel") or "").lower().split() and not facts.canonical:
            facts.canonical = link.get("href").strip()
    root = tree.xpath("/html")
    if root and (language := root[0].get("lang") or root[0].get("{http://www.w3.org/XML/1998/namespace}lang")):
        facts.languages.insert(0, tidy(language))
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        facts.dates.append(tidy(element.get("datetime") or element.get("content") or text_of(element)[:200]))
    if kinds := tree.xpath("//*[@itemtype]/@itemtype"):
        facts.types |= {str(kind).strip().rstrip("/").rpartition("/")[2].lower() for kind in kinds[:50]} & ARTICLE_TYPES
    facts.dates.extend(_visible_dates(tree))
    for path in ("//*[@itemprop='author']", "//*[contains(@class,'yline')]", "//*[@rel='author']"):
        for element in tree.xpath(path)[:20]:
            text = tidy(text_of(element)[:300])
            if 2 < len(text) <= 120 and not _is_beside(element, lists=False):
                facts.authors.append([text])
                break


_NOT_PUBLISHED = re.compile(r"updat|modif|edit|expire|event|comment|reply|related|teaser|card|footer|copyright", re.I)
_DATE_NAMES = frozenset(
    "date dateline timestamp pubdate published publish pub-date publish-date post-date article-date publication-date time "
    "storytimestamp datestamp datetime date-published entry-date posted posted-on posttime byline-date".split()
)


def _visible_dates(tree: Element) -> list[str]:
    """Dates that a reader sees near the headline: `<time>`, then elements whose names say that they hold a date."""
    found: list[str] = []
    for element in tree.xpath("//time")[:40]:
        parent = element.getparent()
        around = " ".join(
            (each.get("class") or "") + " " + (each.get("itemprop") or "") + " " + (each.text or "")[:40]
            for each in (element, parent)
            if each is not None
        )
        if _NOT_PUBLISHED.search(around) or _is_beside(element):
            continue
        written = element.get("datetime") or element.get("content") or ""
        found.append(written if re.search(r"\d{4}", written) else tidy(text_of(element)[:200]))
    for element in tree.xpath("//*[@class or @id]")[:6_000]:
        if tag_of(element) in {"time", "script", "style", "html", "body", "meta"}:
            continue
        names = words_of(element)
        if names & _DATE_NAMES and not _NOT_PUBLISHED.search(element.get("class") or ""):
            text = tidy(text_of(element)[:400])
            if 6 <= len(text) <= 120 and not _is_beside(element):
                found.append(text)
    return [text for text in found if not re.match(r"\s*(?:last )?(?:updat|modif)", text, re.I)]


def _is_beside(element: Element, *, lists: bool = True) -> bool:
    """Whether an element sits in a sidebar (or in a list), where dates and names are those of other articles."""
    for _ in range(8):
        element = element.getparent()
        if element is None:
            return False
        if tag_of(element) in ({"aside", "nav", "footer", "li"} if lists else {"nav", "footer"}) or words_of(element) & {"related", "sidebar", "comments", "comment", "recommended", "teaser", "recirculator"}:
            return True
    return False
