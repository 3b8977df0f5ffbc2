"""A second opinion on Slack's limits, written apart from the code it judges."""

from __future__ import annotations

import json
import re
from typing import Any

ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
BROADCAST = re.compile(r"<!(?!date\^)")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def problems(message: dict[str, Any]) -> list[str]:
    """What Slack would refuse in a message, and in every message that continues it."""
    found = _blocks(message["blocks"], 50)
    text = message["text"]
    if not text or "\n" in text or utf16(text) > 300:
        found.append(f"fallback text {utf16(text)}")
    found += _markup(text)
    total = _shown(message["blocks"])
    if total > 9000:
        found.append(f"{total} characters in blocks")
    json.dumps(message).encode()
    json.dumps(message, ensure_ascii=False).encode()
    if "overflow" in message:
        found += problems(message["overflow"])
    return found


def view_problems(view: dict[str, Any]) -> list[str]:
    found = _blocks(view["blocks"], 100)
    for part in ("title", "submit", "close"):
        if part in view and not 0 < utf16(view[part]["text"]) <= 24:
            found.append(part)
    if len(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata")
    if view["type"] != "modal" or "title" not in view:
        found.append("not a modal")
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        found.append("input without submit")
    return found


def _shown(value: Any, key: str = "") -> int:
    if isinstance(value, str):
        return utf16(value) if key in {"text", "alt_text", "fallback"} else 0
    if isinstance(value, dict):
        return sum(_shown(each, name) for name, each in value.items())
    if isinstance(value, list):
        return sum(_shown(each, key) for each in value)
    return 0


def _blocks(blocks: list[dict[str, Any]], most: int) -> list[str]:
    found = [] if 0 < len(blocks) <= most else [f"{len(blocks)} blocks"]
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) != len(names) or any(len(name) > 255 for name in names):
        found.append("block_id")
    for block in blocks:
        found += [f"{block['type']}: {each}" for each in CHECKS[block["type"]](block)]
    return found


def _text(text: dict[str, Any], limit: int, *, only_plain: bool = False) -> list[str]:
    shown = text["text"]
    found = [] if 0 < utf16(shown) <= limit and shown.strip() else [f"text of {utf16(shown)}"]
    if text["type"] == "mrkdwn":
        found += _markup(shown)
        if only_plain:
            found.append("mrkdwn where plain_text is due")
        if not text.get("verbatim"):
            found.append("not verbatim")
    return found


def _markup(text: str) -> list[str]:
    found = []
    if ENTITY.search(text):
        found.append(f"a broken entity: {text!r}")
    if BROADCAST.search(text):
        found.append("a broadcast")
    bare = re.sub(r"<[^<>]*>", "", text)
    if "<" in bare or ">" in bare:
        found.append(f"a broken link: {text!r}")
    return found


def _section(block: dict[str, Any]) -> list[str]:
    found = _text(block["text"], 3000) if "text" in block else []
    if "text" not in block and not block.get("fields"):
        found.append("neither text nor fields")
    fields = block.get("fields", [{"type": "plain_text", "text": "x"}])
    if not 0 < len(fields) <= 10:
        found.append("fields")
    for field in fields:
        found += _text(field, 2000)
    if "accessory" in block:
        found += _element(block["accessory"])
    return found


def _context(block: dict[str, Any]) -> list[str]:
    found = [] if 0 < len(block["elements"]) <= 10 else ["elements"]
    for each in block["elements"]:
        found += _element(each) if each["type"] == "image" else _text(each, 3000)
    return found


def _actions(block: dict[str, Any]) -> list[str]:
    found = [] if 0 < len(block["elements"]) <= 25 else ["elements"]
    for each in block["elements"]:
        found += _element(each)
    return found


def _element(element: dict[str, Any]) -> list[str]:
    kind = element["type"]
    found = []
    if len(element.get("action_id", "")) > 255:
        found.append("action_id")
    if kind == "image" and "slack_file" in element:
        named = re.fullmatch("F[A-Z0-9]{8,}", element["slack_file"].get("id", ""))
        return found if named and "image_url" not in element else [*found, "slack_file"]
    if kind == "image":
        return found if element["image_url"] and len(element["image_url"]) <= 3000 else [*found, "image_url"]
    if kind == "button":
        found += _text(element["text"], 75, only_plain=True)
        if len(element.get("value", "")) > 2000 or len(element.get("url", "")) > 3000:
            found.append("button")
    if "options" in element:
        most = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}.get(kind, 100)
        if not 0 < len(element["options"]) <= most:
            found.append("options")
        for option in element["options"]:
            found += _text(option["text"], 75)
            found += _text(option["description"], 75) if "description" in option else []
            if not 0 < len(option["value"]) <= 150:
                found.append("option value")
    if "placeholder" in element:
        found += _text(element["placeholder"], 150, only_plain=True)
    if kind == "plain_text_input" and element.get("max_length", 3000) > 3000:
        found.append("max_length")
    return found


def _rich(block: dict[str, Any]) -> list[str]:
    found = [] if block["elements"] else ["no elements"]
    for part in block["elements"]:
        sections = part["elements"] if part["type"] == "rich_text_list" else [part]
        if not sections:
            found.append("an empty list")
        for section in sections:
            if not section["elements"]:
                found.append("an empty paragraph")
            for each in section["elements"]:
                if each["type"] == "broadcast":
                    found.append("a broadcast")
                if each["type"] in {"text", "link"} and not each["text"]:
                    found.append("an empty run")
                if each["type"] == "link" and not 0 < len(each["url"]) <= 3000:
                    found.append("url")
    if _shown(block) > 3000:
        found.append("too long")
    return found


def _input(block: dict[str, Any]) -> list[str]:
    found = _text(block["label"], 2000, only_plain=True) + _element(block["element"])
    return found + (_text(block["hint"], 2000, only_plain=True) if "hint" in block else [])


CHECKS = {
    "section": _section,
    "header": lambda block: _text(block["text"], 150, only_plain=True),
    "context": _context,
    "actions": _actions,
    "divider": lambda block: [],
    "image": lambda block: _element(block) + ([] if block["alt_text"] else ["alt_text"]),
    "rich_text": _rich,
    "input": _input,
}
