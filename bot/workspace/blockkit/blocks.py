"""Blocks, and lists of blocks on a surface: message, modal or home tab."""

from __future__ import annotations

from typing import Any

from bot.workspace.blockkit.elements import (
    ACCESSORIES,
    ACTION_ELEMENTS,
    BLOCK_ID,
    CONTEXT_ACTION_ELEMENTS,
    IMAGE,
    INPUT_ELEMENTS,
    KIND,
    plain,
    text,
)
from bot.workspace.blockkit.richtext import RICH_TEXT, TABLE
from bot.workspace.blockkit.rules import (
    Problem,
    Problems,
    Rule,
    at_most_one,
    boolean,
    items,
    list_of,
    needs_one,
    record,
    string,
    typed,
    url,
)

_ID: dict[str, Rule] = {"block_id": BLOCK_ID}
_TEXT_3000 = text(3000)
_CONTEXT = typed(
    {
        "image": IMAGE,
        "plain_text": _TEXT_3000,
        "mrkdwn": _TEXT_3000,
    }
)


def _unique_action_ids(value: Any, pointer: str, problems: Problems) -> None:
    """No two elements of one block share an `action_id`."""
    seen: set[str] = set()
    for index, element in enumerate(items(value, "elements")):
        key = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(key, str) and key in seen:
            problems.append(
                Problem(f"{pointer}/elements/{index}/action_id", f'"{key}" already exists as an action_id')
            )
        elif isinstance(key, str):
            seen.add(key)


EVERYWHERE: dict[str, Rule] = {
    "section": record(
        {"type": KIND},
        {
            **_ID,
            "text": _TEXT_3000,
            "fields": list_of(text(2000), 10),
            "accessory": typed(ACCESSORIES),
            "expand": boolean,
        },
        needs_one("text", "fields"),
    ),
    "header": record({"type": KIND, "text": plain(150)}, _ID),
    "divider": record({"type": KIND}, _ID),
    "context": record({"type": KIND, "elements": list_of(_CONTEXT, 10)}, _ID),
    "actions": record(
        {"type": KIND, "elements": list_of(typed(ACTION_ELEMENTS), 25)}, _ID, _unique_action_ids
    ),
    "image": record(
        {"type": KIND, "alt_text": string(2000, low=1)},
        {
            **_ID,
            "image_url": url(),
            "slack_file": record({}, {"id": string(64), "url": url()}, needs_one("id", "url")),
            "title": plain(2000),
        },
        needs_one("image_url", "slack_file"),
        at_most_one("image_url", "slack_file"),
    ),
    "input": record(
        {"type": KIND, "label": plain(2000), "element": typed(INPUT_ELEMENTS)},
        {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
}
"""Blocks for every surface."""

MESSAGE_ONLY: dict[str, Rule] = {
    "table": TABLE,
    "markdown": record({"type": KIND, "text": string(12_000, low=1)}, _ID),
    "context_actions": record(
        {"type": KIND, "elements": list_of(typed(CONTEXT_ACTION_ELEMENTS), 5)}, _ID, _unique_action_ids
    ),
}
"""Blocks for messages alone."""

_MESSAGE_BLOCK = typed({**EVERYWHERE, **MESSAGE_ONLY})
_VIEW_BLOCK = typed(EVERYWHERE)


def problems_of_blocks(blocks: Any, pointer: str, *, message: bool) -> Problems:
    """What is wrong with the blocks of a message (at most 50) or of a view (at most 100)."""
    problems: Problems = []
    rule = list_of(_MESSAGE_BLOCK if message else _VIEW_BLOCK, 50 if message else 100, low=0)
    rule(blocks, pointer, problems)
    if not isinstance(blocks, list):
        return problems
    seen: set[str] = set()
    tables = 0
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        key = block.get("block_id")
        if isinstance(key, str) and key in seen:
            problems.append(Problem(f"{pointer}/{index}/block_id", f'"{key}" already exists as a block_id'))
        elif isinstance(key, str) and key:
            seen.add(key)
        tables += block.get("type") == "table"
        if tables > 1 and block.get("type") == "table":
            problems.append(Problem(f"{pointer}/{index}", "only one table allowed"))
    _one_focus(blocks, pointer, problems)
    return problems


def _one_focus(blocks: list[Any], pointer: str, problems: Problems) -> None:
    focused = [
        index
        for index, block in enumerate(blocks)
        if isinstance(block, dict)
        for element in elements_of(block)
        if element.get("focus_on_load") is True
    ]
    if len(focused) > 1:
        problems.append(Problem(f"{pointer}/{focused[1]}", "only one element may have focus_on_load"))


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of a block that a person can act on."""
    candidates = [block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "context_actions"):
        candidates += items(block, "elements")
    return [item for item in candidates if isinstance(item, dict) and item.get("type") != "image"]
