"""Headlines in Title Case read as a sentence: capitals there say nothing, and mislead the parser."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"[^\W\d_][\w'’-]*")
SHARE_OF_CAPITALS = 0.7
MIN_WORDS = 4


def calmed(title: str, keep: Sequence[tuple[int, int]]) -> str:
    """The title with ordinary words in lower case when nearly all begin with a capital.

    The spans in `keep` (names), acronyms and the first word stay as they are; so does every offset.
    """
    words = [word for word in WORD.finditer(title) if len(word.group()) > 3]
    if len(words) < MIN_WORDS:
        return title
    capitals = sum(word.group()[0].isupper() for word in words)
    if capitals < SHARE_OF_CAPITALS * len(words):
        return title
    shouting = title.isupper()
    out = list(title)
    for word in WORD.finditer(title):
        named = any(word.start() < last and first < word.end() for first, last in keep)
        acronym = word.group().isupper() and not shouting
        if named or acronym or word.start() == 0:
            continue
        lower = word.group().lower()
        if len(lower) == len(word.group()):
            out[word.start() : word.end()] = lower
    return "".join(out)
