"""Cutting text at word boundaries, without ever cutting an entity or a link in two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.slack.escape import JOINER

ELLIPSIS = "…"

# What must stay whole: `<…>` markup, an entity, a marker with its joiners. Then blanks, then the rest.
_ATOM = re.compile(rf"<[^<>]*>|&(?:amp|lt|gt);|{JOINER}?[*_~`@:]{JOINER}|\s+|[^\s<&]|.", re.DOTALL)


def units(text: str) -> int:
    """The length as Slack may count it: UTF-16 code units, so that an emoji is two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def cut(text: str, limit: int) -> str:
    """At most `limit` units of the text, ended by `…` at a word boundary where anything is left out."""
    if units(text) <= limit:
        return text
    head, _ = _split_at(text, limit - 1)
    return head.rstrip() + ELLIPSIS if limit > 0 else ""


def split(text: str, limit: int) -> list[str]:
    """The whole text in pieces of at most `limit` units, broken at paragraphs, lines or words."""
    pieces: list[str] = []
    while units(text) > limit:
        head, text = _split_at(text, limit)
        pieces.append(head.rstrip())
        text = text.lstrip()
    pieces.append(text)
    return [piece for piece in pieces if piece]


def _atoms(text: str) -> Iterator[str]:
    for match in _ATOM.finditer(text):
        yield match.group()


def _split_at(text: str, limit: int) -> tuple[str, str]:
    """The longest head within `limit`, ending before a paragraph, a line or a word if one is near the end."""
    if limit < 1:
        return "", text
    end, best = _fitting(text, limit)
    while end == 0 and text:  # one atom alone is longer than the limit: a link; say its label instead
        first = next(_atoms(text))
        label = first.strip("<>").partition("|")[2] if first.startswith("<") else ""
        text = label + text[len(first) :]
        end, best = _fitting(text, limit)
    if text[end : end + 1].isspace():
        best["word"] = end
    for kind, share in (("paragraph", 0.6), ("line", 0.6), ("word", 0.4)):
        at = best.get(kind, 0)
        if at > end * share:
            return text[:at], text[at:]
    return text[:end], text[end:]


def _fitting(text: str, limit: int) -> tuple[int, dict[str, int]]:
    """How many characters fit, and where the last paragraph, line and word among them end."""
    size = 0
    end = 0
    best: dict[str, int] = {}
    for atom in _atoms(text):
        if size + units(atom) > limit:
            break
        if atom.isspace():
            kind = "paragraph" if atom.count("\n") > 1 else "line" if "\n" in atom else "word"
            best[kind] = end
        size += units(atom)
        end += len(atom)
    return end, best
