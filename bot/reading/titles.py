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
_BRAND = re.compile(r"(?:(?:of|the|and|&|for|on|in) |(?:[^\Wa-z]|i(?=[A-Z]))[\w.'’&-]*(?: |$))+")
_BY = re.compile(
    r"^(?:(?:written |posted |reported |published |text |story |words |analysis )?by\b|author:?|from\b|—|"
    r"–|-)\s*:?\s*",
    re.I,
)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|\||\band\b|&|\bwith\b)\s*")
_NAME = re.compile(r"(?=.{3,60}$)[^\W\d_][^\d@<>{}]*(?: [^\s\d@<>{}]+){0,5}")
_NO_NAME = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|columnists?|contributors?|facebook|twitter|"
    r"min read|newsroom|admin)\b",
    re.I,
)
_AFTER_NAMES = re.compile(
    r"\s*(?:\||•|·|\bpublished\b|\bupdated\b|\bposted\b|\bview (?:profile|bio)|\bfollow\b|@\w|\b(?:mon|"
    r"tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b \d|"
    r"\d{1,2}[:/]\d|\b\d+ (?:min|hour|day)s?\b).*$",
    re.I | re.S,
)


def title_of(tree: Element, facts: Facts, host: str) -> str:
    """The headline: of JSON-LD, Open Graph, `<h1>` and `<title>` the first that is one.

    Where JSON-LD and Open Graph differ, the one that the page shows as `<h1>` or `<title>` is taken. A
    headline that a limit cut short is replaced by the whole one where the page has it.
    """
    names = [*facts.sites, host.removeprefix("www.")]
    brands = {key_of(name) for name in names}
    # On a page with many articles JSON-LD has the headlines of others first.
    declared = facts.headlines if facts.articles <= _MANY_ARTICLES else facts.headlines[facts.articles :]
    shown = [tidy(text_of(each)[:2_000]) for each in tree.xpath("//h1")[:6]]
    document = [tidy(text_of(each)[:2_000]) for each in tree.xpath("//title[not(ancestor::svg)]")[:1]]

    def usable(titles: Sequence[str], *, document: bool = False) -> list[str]:
        cleaned = (without_site(each, names, document=document) for each in titles)
        return [each for each in cleaned if key_of(each) and key_of(each) not in brands]

    first, second, third = usable(declared[:4]), usable(shown), usable(document, document=True)
    visible = {key_of(each) for each in [*second, *third]}
    ordered = [
        *[each for each in first if key_of(each) in visible][:1],
        *first,
        *_likely(second, third),
        *second,
        *third,
    ]
    if not ordered:
        return cut(next(iter([*declared, *shown, *document]), ""), MAX_TITLE)
    title = ordered[0]
    head = title.rstrip(".… ")
    if title.endswith(("...", "…")):
        title = next(
            (each for each in ordered if each.startswith(head) and not each.endswith(("...", "…"))), title
        )
    return cut(title, MAX_TITLE)


def _likely(shown: Sequence[str], document: Sequence[str]) -> list[str]:
    """Of several `<h1>` the one that `<title>` repeats, else the longest: logos and sections are short."""
    keys = [key_of(each) for each in document]
    return [each for each in shown if key_of(each) in keys] or sorted(shown, key=len, reverse=True)[:1]


def without_site(title: str, names: Sequence[str], *, document: bool = False) -> str:
    """A title without the name of its site before or after it; in `<title>` any short last part is one."""
    known = {key_of(name) for name in names if name} | {
        key_of(name.rpartition(".")[0] or name) for name in names if "." in name
    }
    parts = list(_SEPARATOR.finditer(title))
    if parts:
        tail, head = title[parts[-1].end() :], title[: parts[0].start()]
        rest = title[: parts[-1].start()]
        if _is_site(tail, known) or (
            document and len(tail.split()) <= 3 < len(rest.split()) and _BRAND.fullmatch(tail)
        ):
            return without_site(rest.strip(), names, document=document)
        if _is_site(head, known):
            return title[parts[0].end() :].strip()
    return title.strip()


def _is_site(text: str, known: set[str]) -> bool:
    key = key_of(text)
    if not key:
        return True
    return any(
        key == name
        or (len(name) > 3 and len(key) > 3 and (key in name or (name in key and len(key) < len(name) + 12)))
        for name in known
    )


def byline_of(facts: Facts) -> str | None:
    """The writers, as names separated by commas, from the most trusted place that names any; else None."""
    brands = {key_of(name) for name in facts.sites}
    for place in facts.authors:
        names: dict[str, str] = {}
        for raw in place:
            plain = _AFTER_NAMES.sub("", _BY.sub("", tidy(raw)))
            for part in _BETWEEN_NAMES.split(plain):
                name = _BY.sub("", part).strip(" .,-–—|/")
                key = key_of(name)
                if (
                    _NAME.fullmatch(name)
                    and not _NO_NAME.search(name)
                    and not any(key in brand for brand in brands)
                ):
                    names.setdefault(key, name.title() if name.isupper() else name)
        if names:
            return cut(", ".join(list(names.values())[:8]), MAX_BYLINE)
    return None


def site_of(tree: Element, facts: Facts, host: str) -> str | None:
    """The name of the site; of several, one that its address confirms."""
    bare = host.removeprefix("www.")
    address, first = key_of(bare), key_of(bare.split(".")[0])
    ending = [_SEPARATOR.split(tidy(text_of(each)[:2_000]))[-1] for each in tree.xpath("//title")[:1]]
    names = [name for name in facts.sites if 1 < len(name) <= 80]
    for name in [*names, *ending]:
        key = key_of(name)
        if len(key) > 2 and len(name) <= 80 and (key in address or (len(first) > 2 and first in key)):
            return name
    return names[0] if names else (bare or None)
