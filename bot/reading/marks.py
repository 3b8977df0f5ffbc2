"""Dates and writers where readers see them, near the headline."""

from __future__ import annotations

import re

from bot.reading.dom import Element, tag_of, text_of, words_of
from bot.reading.textnorm import tidy, word_set

_NOT_PUBLISHED = re.compile(
    r"updat|modif|edit|expire|event|comment|reply|related|teaser|card|footer|copyright", re.I
)
_DATE_NAMES = word_set(
    """
    date dateline timestamp pubdate published publish pub-date publish-date post-date article-date
    publication-date time storytimestamp datestamp datetime date-published entry-date posted
    posted-on posttime byline-date
    """
)


def visible_dates(tree: Element) -> list[str]:
    """Dates that a reader sees: `<time>`, then elements whose names say that they hold a date."""
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


def visible_authors(tree: Element) -> list[str]:
    """By-lines as they are shown: one from microdata, one from a class, one from a link to its writer."""
    found = []
    for path in ("//*[@itemprop='author']", "//*[contains(@class,'yline')]", "//*[@rel='author']"):
        for element in tree.xpath(path)[:20]:
            text = tidy(text_of(element)[:300])
            if 2 < len(text) <= 120 and not _is_beside(element, lists=False):
                found.append(text)
                break
    return found


def _is_beside(element: Element, *, lists: bool = True) -> bool:
    """Whether an element sits in a sidebar (or a list), where dates and names belong to other articles."""
    for _ in range(8):
        element = element.getparent()
        if element is None:
            return False
        if tag_of(element) in ({"aside", "nav", "footer", "li"} if lists else {"nav"}) or words_of(
            element
        ) & {"related", "sidebar", "comments", "comment", "recommended", "teaser", "recirculator"}:
            return True
    return False
