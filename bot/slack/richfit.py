"""A `rich_text` block within limits: split between paragraphs and list items, then between words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.slack import limits
from bot.slack.text import split, units

Dict = dict[str, Any]
Clean = Callable[[str], str]

_WITHOUT_TEXT = frozenset({"user", "usergroup", "channel", "team", "emoji", "date", "color"})


def fit_rich_text(block: Dict, clean: Clean) -> list[Dict]:
    """The same text in one or more `rich_text` blocks; none if it says nothing."""
    blocks: list[Dict] = []
    group: list[Dict] = []
    total = 0
    for part in _parts(block.get("elements") or [], clean):
        weight = _part_size(part)
        if group and total + weight > limits.RICH_TEXT:
            blocks.append({**block, "elements": group})
            group, total = [], 0
        group.append(part)
        total += weight
    if group:
        blocks.append({**block, "elements": group})
    return blocks


def _parts(parts: list[Dict], clean: Clean) -> Iterator[Dict]:
    """Paragraphs and lists, each of at most `RICH_TEXT` units."""
    for part in parts:
        if part.get("type") != "rich_text_list":
            yield from _paragraphs(part, clean)
            continue
        group: list[Dict] = []
        total = 0
        offset = int(part.get("offset", 0))
        numbered = part.get("style") == "ordered"
        shown = 0
        for item in [piece for each in part.get("elements") or [] for piece in _paragraphs(each, clean)]:
            weight = _part_size(item)
            if group and total + weight > limits.RICH_TEXT:
                yield _list(part, group, offset + shown if numbered else 0)
                shown += len(group)
                group, total = [], 0
            group.append(item)
            total += weight
        if group:
            yield _list(part, group, offset + shown if numbered else 0)


def _list(part: Dict, items: list[Dict], offset: int) -> Dict:
    fitted = {**part, "elements": items}
    return {**fitted, "offset": offset} if offset else fitted


def _paragraphs(part: Dict, clean: Clean) -> Iterator[Dict]:
    """One paragraph as several where it is too long."""
    group: list[Dict] = []
    total = 0
    for element in _runs(part.get("elements") or [], clean):
        weight = _run_size(element)
        if group and total + weight > limits.RICH_TEXT:
            yield {**part, "elements": group}
            group, total = [], 0
        group.append(element)
        total += weight
    if group:
        yield {**part, "elements": group}


def _runs(elements: list[Dict], clean: Clean) -> Iterator[Dict]:
    for element in elements:
        kind = element.get("type")
        if kind == "link":
            yield from _link(element, clean)
        elif kind == "text":
            text = clean(str(element.get("text", "")))
            pieces = [text] if units(text) <= limits.RICH_TEXT else split(text, limits.RICH_TEXT)
            yield from ({**element, "text": piece} for piece in pieces if piece)
        elif kind == "broadcast":
            yield {"type": "text", "text": f"@{clean(str(element.get('range', '')))}"}
        elif kind in _WITHOUT_TEXT:
            yield element


def _link(element: Dict, clean: Clean) -> Iterator[Dict]:
    url = str(element.get("url", ""))
    text = clean(str(element.get("text") or url))
    if not text:
        return
    if url and units(url) + units(text) <= limits.RICH_TEXT:
        yield {**element, "text": text}
        return
    # An address this long cannot be linked; its words are still worth showing.
    style = {"style": element["style"]} if "style" in element else {}
    yield from ({"type": "text", "text": piece, **style} for piece in split(text, limits.RICH_TEXT))


def _run_size(element: Dict) -> int:
    return sum(units(str(element.get(key, ""))) for key in ("text", "url", "fallback"))


def _part_size(part: Dict) -> int:
    if part.get("type") == "rich_text_list":
        return sum(_part_size(item) for item in part["elements"])
    return sum(_run_size(element) for element in part["elements"])
