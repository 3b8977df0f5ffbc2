"""What a page declares about itself: JSON-LD, meta elements, microdata, and what readers see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.reading.dom import Element, text_of
from bot.reading.jsonld import ARTICLE_TYPES, body_text, is_free, nodes_of, people, plain, types_of
from bot.reading.marks import visible_authors, visible_dates
from bot.reading.textnorm import tidy


@dataclass(slots=True)
class Facts:
    """What was declared, most trusted first.

    `authors` are the names that each place gives, `articles` counts the articles in JSON-LD, `free` is None
    where the page does not say whether it can be read without paying.
    """

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
    for node in nodes_of(tree):
        _read_node(node, facts)
    _read_meta(tree, facts)
    _read_marks(tree, facts)
    return facts


def _read_node(node: dict[str, Any], facts: Facts) -> None:
    types = types_of(node)
    facts.types |= types
    if types & {"website"} and (name := plain(node.get("name"))):
        facts.sites.append(name)
    is_article = bool(types & ARTICLE_TYPES)
    if not is_article:
        if types & {"webpage", "itempage"} and (written := plain(node.get("datePublished"))):
            facts.dates.append(written)
        if types & {"webpage", "creativework"} and facts.free is None:
            facts.free = is_free(node)
        return
    facts.articles += 1
    if (count := str(node.get("wordCount") or "")).isdecimal() and len(count) < 7:
        facts.word_count = max(facts.word_count, int(count))
    if headline := plain(node.get("headline")) or plain(node.get("name")):
        facts.headlines.append(headline)
    if body := node.get("articleBody"):
        facts.bodies.extend(
            body_text(each) for each in (body if isinstance(body, list) else [body]) if isinstance(each, str)
        )
    # An article's own date comes before that of the page around it.
    own = [plain(node.get(key)) for key in ("datePublished", "dateCreated")]
    facts.dates[:0] = [each for each in own if each]
    facts.authors.append(people(node.get("author")) or people(node.get("creator")))
    facts.sites[:0] = people(node.get("publisher"))[:1]
    if language := plain(node.get("inLanguage")):
        facts.languages.append(language)
    if (free := is_free(node)) is not None:
        facts.free = free


_META_DATES = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "article.published",
    "article_date_original",
    "datepublished",
    "date.available",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "pub_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "publication_date",
    "originalpublicationdate",
    "cxenseparse:recs:publishtime",
    "article.created",
    "date.created",
    "analyticsattributes.articledate",
    "og:pubdate",
    "created",
    "datecreated",
    "rnews:datepublished",
    "bt:pubdate",
    "displaydate",
    "pdate",
    "ptime",
    "date",
)
_META_AUTHORS = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "article:author_name",
    "authors",
)
_META_LANGUAGES = ("language", "content-language", "dc.language", "og:locale")


def _read_meta(tree: Element, facts: Facts) -> None:
    meta: dict[str, list[str]] = {}
    for element in tree.xpath("//meta"):
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
        )
        # Some archives keep the content under "value".
        content = element.get("content") or element.get("value")
        if name and content and len(meta) < 500:
            meta.setdefault(name.strip().lower(), []).append(content)

    def all_of(names: tuple[str, ...]) -> list[str]:
        return [text for name in names for each in meta.get(name, ()) if (text := plain(each))]

    facts.headlines.extend(
        all_of(("og:title", "hdl", "twitter:title", "parsely-title", "sailthru.title", "dc.title"))[:1]
    )
    facts.dates.extend(all_of(_META_DATES))
    facts.authors.append(
        [text for text in all_of(_META_AUTHORS) if not text.startswith(("http", "www.", "@"))]
    )
    facts.sites[:0] = all_of(("og:site_name",))
    facts.sites.extend(all_of(("application-name", "publisher", "dc.publisher")))
    facts.languages.extend(all_of(_META_LANGUAGES))
    facts.og_type = next(iter(all_of(("og:type",))), "").lower()
    facts.og_url = next(iter(all_of(("og:url",))), "")
    if facts.free is None:
        # Open Graph's and Parse.ly's ways of saying that a text is for subscribers.
        tiers = all_of(
            ("article:content_tier", "content_tier", "og:article:content_tier", "article:opinion_tier")
        )
        if tiers:
            facts.free = tiers[0].lower() == "free"


def _read_marks(tree: Element, facts: Facts) -> None:
    for link in tree.xpath("//link[@href]"):
        if "canonical" in (link.get("rel") or "").lower().split() and not facts.canonical:
            facts.canonical = link.get("href").strip()
    root = tree.xpath("/html")
    if root and (
        language := root[0].get("lang") or root[0].get("{http://www.w3.org/XML/1998/namespace}lang")
    ):
        facts.languages.insert(0, tidy(language))
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        facts.dates.append(tidy(element.get("datetime") or element.get("content") or text_of(element)[:200]))
    if kinds := tree.xpath("//*[@itemtype]/@itemtype"):
        facts.types |= {
            str(kind).strip().rstrip("/").rpartition("/")[2].lower() for kind in kinds[:50]
        } & ARTICLE_TYPES
    facts.dates.extend(visible_dates(tree))
    facts.authors.extend([name] for name in visible_authors(tree))
