"""Finding elements in blocks, and the values that choosing and typing give them."""

from __future__ import annotations

from typing import Any

from bot.workspace.blockkit import elements_of, value_key
from bot.workspace.errors import Json

_MANY = ("checkboxes", "multi_static_select", "multi_external_select")
_ONE = ("overflow", "static_select", "external_select", "radio_buttons")
_COPIED = ("text", "value")


def find_element(blocks: list[Json], action_id: str, block_id: str | None, nth: int) -> tuple[Json, Json]:
    """A block and the element in it with this action id. `LookupError` when there is none."""
    found = [
        (block, element)
        for block in blocks
        for element in elements_of(block)
        if element.get("action_id") == action_id and block_id in (None, block.get("block_id"))
    ]
    if nth >= len(found):
        there = [str(e.get("action_id")) for block in blocks for e in elements_of(block)]
        raise LookupError(f"There is no element {action_id!r} here, only: {', '.join(there) or 'none'}.")
    return found[nth]


def entered(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """The element that `name` means: an action id, or the block id of an input."""
    for block in blocks:
        for element in elements_of(block):
            if name in (element.get("action_id"), block.get("block_id")):
                return block, element
    raise LookupError(f"There is no input {name!r} here.")


def interaction_value(element: Json, value: Any) -> Json:
    """The fields that an action carries when the element is pressed, or set to `value`."""
    kind = element["type"]
    if kind in ("button", "icon_button"):
        return {name: element[name] for name in _COPIED if name in element}
    if kind == "feedback_buttons":
        names = ("positive_button", "negative_button")
        side = next((element[name] for name in names if value in (name, element[name]["value"])), None)
        if side is None:
            raise LookupError(f"{value!r} is neither of the feedback buttons.")
        return {"value": side["value"], "text": side["text"]}
    key = value_key(kind)
    if kind in _MANY:
        return {key: [_option(element, one) for one in value or []]}
    if kind in _ONE:
        return {"selected_option": None if value is None else _option(element, value)}
    return {key: value}


def _option(element: Json, wanted: Any) -> Json:
    if isinstance(wanted, dict):
        return wanted
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    for option in options:
        if wanted in (option.get("value"), plain_text(option.get("text") or {})):
            return dict(option)
    raise LookupError(f"There is no option {wanted!r} in {element.get('action_id')!r}.")


def missing_inputs(blocks: list[Json], values: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What Slack itself complains about before it submits: block id to sentence."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = state.get(value_key(element["type"]))
        if not value:
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
        elif element["type"] == "plain_text_input":
            low, high = element.get("min_length", 0), element.get("max_length", 3000)
            if not low <= len(value) <= high:
                errors[block["block_id"]] = f"Please enter between {low} and {high} characters."
        elif element["type"] == "url_text_input" and not str(value).startswith(("http://", "https://")):
            errors[block["block_id"]] = "Please enter a valid URL, starting with http:// or https://."
        elif element["type"] == "email_text_input" and "@" not in str(value):
            errors[block["block_id"]] = "Please enter a valid email address."
    return errors


def plain_text(text: Json) -> str:
    """The characters of a text object."""
    return str(text.get("text", ""))
