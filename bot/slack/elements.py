"""The small parts that cards and forms are made of: pure functions that return dicts.

Text of articles and people goes through `plain`, `run` and `anchor`, which parse nothing. `mrkdwn` is for
sentences of our own; what they quote must have passed `escape`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from bot.slack.escape import escape, literal, safe_url
from bot.slack.messages import Block

Style = Literal["bold", "italic", "code"]
Element = dict[str, Any]

# What Slack might turn into a link by itself: an address, an e-mail address, a bare domain.
_LINKISH = re.compile(r"://|@|\w\.[a-z]{2}", re.IGNORECASE)


def plain(text: str) -> Element:
    """A `plain_text` object: nothing in it is parsed."""
    return {"type": "plain_text", "text": literal(text), "emoji": False}


def mrkdwn(text: str) -> Element:
    """A `mrkdwn` object of our own wording; bare addresses and names in it stay text."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def run(text: str, *styles: Style, one_line: bool = True, edges: bool = False) -> Element:
    """A run of text in a `rich_text` block. With `edges`, blanks and breaks at its ends are kept as given."""
    shown = text if edges else literal(text, one_line=one_line)
    element: Element = {"type": "text", "text": shown}
    style: dict[str, bool] = dict.fromkeys(styles, True)
    if _LINKISH.search(shown):
        style["unlink"] = True
    if style:
        element["style"] = style
    return element


def anchor(url: str, label: str, *styles: Style) -> Element:
    """A link in a `rich_text` block; only its label where the address cannot be linked."""
    target = safe_url(url)
    if target is None:
        return run(label, *styles)
    element: Element = {"type": "link", "url": target, "text": literal(label) or target}
    if styles:
        element["style"] = dict.fromkeys(styles, True)
    return element


def line(*elements: Element) -> Element:
    """One paragraph of a `rich_text` block."""
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(items: Iterable[Element]) -> Element:
    """A list in a `rich_text` block."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def rich(*parts: Element) -> Block:
    """A `rich_text` block."""
    return {"type": "rich_text", "elements": list(parts)}


def section(text: str) -> Block:
    """A section of our own wording."""
    return {"type": "section", "text": mrkdwn(text)}


def context(*texts: str) -> Block:
    """Small print of our own wording."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def button(
    action: str,
    label: str,
    value: str = "",
    *,
    style: Literal["primary", "danger"] | None = None,
    url: str = "",
) -> Element:
    """A button. A `style` only repeats what its label says."""
    element: Element = {"type": "button", "action_id": action, "text": plain(label)}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    target = safe_url(url) if url else None
    if target:
        element["url"] = target
    return element


def option(label: str, value: str, description: str = "") -> Element:
    """A choice in a menu or a group of radio buttons."""
    element: Element = {"text": plain(label), "value": value}
    if description:
        element["description"] = plain(description)
    return element


def overflow(action: str, options: Sequence[Element]) -> Element:
    """The `…` menu."""
    return {"type": "overflow", "action_id": action, "options": list(options)}


def actions(elements: Sequence[Element]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def quoted(text: str) -> str:
    """A sentence of an article inside a line of our own wording."""
    return f"“{escape(text)}”"
