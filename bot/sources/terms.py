"""A text as terms: cheap enough to be made of every article that comes in.

A term is a lower-case word without its accents and its commonest endings, or a figure without its thousands
separators. Nothing here knows a language model: telling stories apart needs the rare words, and a parse finds
no more of them.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_][^\W\d_'’]+|\d[\d.,]*\d|\d")
_ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s")

# Words that carry grammar or the telling of news, not what happened. They are in every story.
_GRAMMAR = """a an the and or but if of in on at to for from by with as is are was were be been being it its this that
these those he she they we you his her their our your my him them us who which what when where how why not
no nor so than then there here have has had do does did will would can could may might shall should must
about after before over under into out up down off again more most other some such only own same very just
also said says say saying told new one two first last year years day days time people according"""
_EMPTY = frozenset(_GRAMMAR.split())


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    word = word.lower().replace("’", "'")
    if word[0].isdigit():
        return sys.intern(word.replace(",", "").rstrip("."))
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    word = word.removesuffix("'s").rstrip("'")
    if word in _EMPTY:
        return ""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return sys.intern(word)


def terms(text: str) -> list[str]:
    """The terms of a text in its order; words that every text has are left out."""
    return [stem for word in _WORD.findall(text) if (stem := _stem(word))]
