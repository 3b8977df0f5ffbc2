"""The headline, the writers and the site of a page, among all that is declared and shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading.dom import Element, text_of
from bot.reading.facts import Facts
from bot.reading.textnorm import cut, key_of, tidy

MAX_TITLE = 300
MAX_BYLINE = 200
_MANY_ARTICLES = 3
_SEPARATOR = re.compile(r"\s+(?:[|•·»«–—-]|::?)\s+|\s*[|»]\s*")
_BY = re.compile(r"^(?:(?:written |posted |reported |published |text |story |words |analysis )?by\b|author:?|from\b|—|–|-)\s*:?\s*", re.I)
_AFTER_NAMES = re.compile(
    r"\s*(?:\||•|·|\bpublished\b|\bupdated\b|\bposted\b|\bview (?:profile|bio)|\bfollow\b|@\w|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b \d|\d{1,2}[:/]\d|\b\d+ (?:min|hour|day)s?\b).*$",
    re.I | re.S,
)


def title_of(tree: Element, facts: Facts, host: str) -> str:
    """The headline: what most of JSON-LD, Open Graph, `<h1>` and `<title>` agree on, in that order on a tie."""
    names = [*facts.sites, host.removeprefix("www.")]
    declared = facts.headlines if facts.articles <= _MANY_ARTICLES else facts.headlines[facts.articles :]
    shown = [tidy(text_of(each)[:2_000]) for each in tree.xpath("//h1")[:6]]
    document = [tidy(text_of(each)[:2_000]) for each in tree.xpath("/html/head/title | //title[not(ancestor::svg)]")[:1]]
    candidates = [
        cleaned
        for raw, is_document in [
            *((each, False) for each in declared[:4]),
            *((each, False) for each in shown),
            *((each, True) for each in document),
        ]
        if (cleaned := without_site(raw, names, document=is_document))
    ]
    usable = [each for each in candidates if key_of(each) not in {key_of(name) for name in names}]
    if not usable:
        return cut(candidates[0], MAX_TITLE) if candidates else ""
    keys = [key_of(each) for each in usable]
    best = max(range(len(usable)), key=lambda index: (_votes(keys, index), -index))
    # A headline that a search engine's limit cut short is shown in full elsewhere.
    head = usable[best].rstrip(".… ")
    for each in [*shown, *usable]:
        if len(each) > len(head) and each.startswith(head) and usable[best].endswith(("...", "…")):
            return cut(each, MAX_TITLE)
    return cut(usable[best], MAX_TITLE)


def _votes(keys: Sequence[str], index: int) -> int:
    own = keys[index]
    return sum(1 for each in keys if own and each == own)


def without_site(title: str, names: Sequence[str], *, document: bool = False) -> str:
    """A title without the name of its site before or after it; in `<title>` any short last part is one."""
    known = {key_of(name) for name in names if name} | {
        key_of(name.rpartition(".")[0] or name) for name in names if "." in name
    }
    parts = list(_SEPARATOR.finditer(title))
    if parts:
        tail, head = title[parts[-1].end() :], title[: parts[0].start()]
        rest = title[: parts[-1].start()]
        if _is_site(tail, known) or (document and len(tail.split()) <= 3 < len(rest.split())):
            return without_site(rest.strip(), names, document=document)
        if _is_site(head, known):
            return title[parts[0].end() :].strip()
    return title.strip()


def _is_site(text: str, known: set[str]) -> bool:
    key = key_of(text)
    if not key:
        return True
    return any(key == name or (len(name) > 3 and len(key) > 3 and (key in name or (name in key and len(key) < len(name) + 12))) for name in known)


def byline_of(facts: Facts) -> str | None:
    """The writers, as names separated by commas; None where nobody is named."""
    names: list[str] = []
    seen: set[str] = set()
    for raw in facts.authors:
        for part in re.split(r"\s*(?:,|;|\band\b|&|\bwith\b)\s*", _AFTER_NAMES.sub("", _BY.sub("", tidy(raw)))):
            name = _BY.sub("", part).strip(" .,-–—|/")
            key = key_of(name)
            if not (2 < len(name) <= 60) or len(name.split()) > 6 or not key or key.isdigit() or "@" in name:
                continue
            if any(key in each or each in key for each in seen):
                continue
            seen.add(key)
            names.append(name)
        if names and len(names) >= 6:
            break
    return cut(", ".join(names), MAX_BYLINE) if names else None


def site_of(facts: Facts, host: str) -> str | None:
    """The name of the site; of several, one that its address confirms."""
    address = key_of(host.removeprefix("www."))
    names = [name for name in facts.sites if 1 < len(name) <= 80]
    for name in names:
        key = key_of(name)
        if len(key) > 2 and (key in address or key_of(host.removeprefix("www.").split(".")[0]) in key):
            return name
    return names[0] if names else (host.removeprefix("www.") or None)
