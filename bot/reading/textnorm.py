"""Unicode and white space made sensible: what a page means, without what it only needs for layout."""

from __future__ import annotations

import re

# Zero-width characters, soft hyphens, direction marks and byte order marks carry no text in English.
_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFFF9, 0xFFFC),
        *range(0xE000, 0xF900),
    ]
)
# Control characters and lone surrogates are no text; those that separate lines become white space.
_CONTROL = dict.fromkeys([*range(0x00, 0x09), 0x0E, 0x0F, *range(0x10, 0x20), *range(0x7F, 0xA0)])
_SURROGATES = re.compile("[\ud800-\udfff]")
_TABLE: dict[int, int | None] = {**_INVISIBLE, **_CONTROL, 0x85: 0x20, 0x2028: 0x20, 0x2029: 0x20}
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+(?:['’.,&-]\w+)*")


def word_set(text: str) -> frozenset[str]:
    """A set of words from a text that lists them, for tables that people read and edit."""
    return frozenset(text.split())


def tidy(text: str) -> str:
    """One line of text: no control or zero-width characters, every run of white space a single space."""
    return _SPACES.sub(" ", _SURROGATES.sub("\ufffd", text).translate(_TABLE)).strip()


def words_in(text: str) -> int:
    """How many words a reader would count in `text`."""
    return sum(1 for _ in _WORD.finditer(text))


def key_of(text: str) -> str:
    """Letters and digits alone, in lower case: equal for two texts that differ in punctuation only."""
    return "".join(char for char in text.lower() if char.isalnum())


def cut(text: str, limit: int) -> str:
    """`text` shortened to at most `limit` characters on a word, with an ellipsis where something went."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ", limit // 2)
    return (head[:space] if space > 0 else head).rstrip(" ,;:-–—") + "…"
