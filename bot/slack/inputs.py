"""The inputs of forms. Each stands in a block of its own name, which is its action's name too: one name an input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.elements import Element, option, plain
from bot.slack.limits import PLACEHOLDER
from bot.slack.messages import Block
from bot.slack.text import cut

LONGEST = 3_000
"""What a text input of Slack takes."""


def field(name: str, label: str, element: Element, *, optional: bool = False, hint: str = "") -> Block:
    """An input with its label."""
    block: Block = {
        "type": "input",
        "block_id": str(name),
        "label": plain(label),
        "element": {**element, "action_id": str(name)},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    return block


def text(placeholder: str = "", *, limit: int = LONGEST, value: str = "", multiline: bool = False) -> Element:
    """A text input, filled with `value`."""
    element: Element = {"type": "plain_text_input", "max_length": limit, "multiline": multiline}
    if placeholder:
        element["placeholder"] = plain(cut(placeholder, PLACEHOLDER))
    if value:
        element["initial_value"] = value
    return element


def menu(choices: Sequence[Element], initial: str | None = None) -> Element:
    """A menu of options of which one is chosen: the one of the value `initial`, else the first."""
    chosen = next((each for each in choices if each["value"] == initial), choices[0])
    return {"type": "static_select", "options": list(choices), "initial_option": chosen}


def checkbox(label: str, value: str) -> Element:
    """A single box to tick."""
    return {"type": "checkboxes", "options": [option(label, value)]}


def state(view: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What Slack says of an input of a submitted form; nothing where it was left alone."""
    found = view.get("state", {}).get("values", {}).get(str(name), {}).get(str(name), {})
    return found if isinstance(found, Mapping) else {}


def chosen(view: Mapping[str, Any], name: str) -> list[str]:
    """The values of the options that were chosen: none, one or several."""
    found = state(view, name)
    one, several = found.get("selected_option"), found.get("selected_options") or []
    picked = [one] if isinstance(one, Mapping) else several
    return [str(each.get("value", "")) for each in picked if isinstance(each, Mapping)]


def value(view: Mapping[str, Any], name: str) -> str:
    """What an input holds, as text on one line: the first choice, the conversation, the time, or what was typed."""
    options = chosen(view, name)
    if options:
        return options[0]
    found = state(view, name)
    said = found.get("selected_conversation") or found.get("selected_time") or found.get("value") or ""
    return " ".join(str(said).split())
