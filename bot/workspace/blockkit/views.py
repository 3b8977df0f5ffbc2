"""Modals and home tabs."""

from __future__ import annotations

from typing import Any

from bot.workspace.blockkit.blocks import elements_of, problems_of_blocks
from bot.workspace.blockkit.elements import KIND, plain
from bot.workspace.blockkit.rules import Problem, Problems, Rule, boolean, record, string

MAX_TITLE = 24


def _anything(value: Any, pointer: str, problems: Problems) -> None:
    """Checked elsewhere."""


_COMMON: dict[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_FORMS = {
    "modal": record(
        {"type": KIND, "title": plain(MAX_TITLE), "blocks": _anything},
        {
            **_COMMON,
            "submit": plain(MAX_TITLE),
            "close": plain(MAX_TITLE),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": record({"type": KIND, "blocks": _anything}, _COMMON),
}


def problems_of_view(view: Any) -> Problems:
    """What is wrong with a view object."""
    form = next(
        (rule for kind, rule in _FORMS.items() if isinstance(view, dict) and view.get("type") == kind), None
    )
    if form is None:
        return [Problem("/view/type", "must be modal or home", "invalid_type")]
    problems: Problems = []
    form(view, "/view", problems)
    blocks = view.get("blocks")
    problems += problems_of_blocks(blocks, "/view/blocks", message=False)
    has_input = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if view["type"] == "modal" and has_input and not view.get("submit"):
        problems.append(Problem("/view/submit", "missing required field: submit", "missing_field"))
    return problems


_INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
}
_EMPTY: dict[str, Any] = {
    "static_select": ("selected_option", None),
    "external_select": ("selected_option", None),
    "radio_buttons": ("selected_option", None),
    "checkboxes": ("selected_options", []),
    "multi_static_select": ("selected_options", []),
    "multi_external_select": ("selected_options", []),
    "users_select": ("selected_user", None),
    "multi_users_select": ("selected_users", []),
    "conversations_select": ("selected_conversation", None),
    "multi_conversations_select": ("selected_conversations", []),
    "channels_select": ("selected_channel", None),
    "multi_channels_select": ("selected_channels", []),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "file_input": ("files", []),
}


def value_key(kind: str) -> str:
    """The field of a view's state in which an element of this type keeps its value."""
    return str(_EMPTY.get(kind, ("value", None))[0])


def fill_initial_values(blocks: list[dict[str, Any]], values: dict[str, dict[str, Any]]) -> None:
    """Enter into `values` what the elements of `blocks` show before anybody touched them."""
    for block in blocks:
        for element in elements_of(block):
            kind, action = element["type"], element.get("action_id", "")
            if kind in ("button", "overflow", "feedback_buttons", "icon_button"):
                continue
            state = values.setdefault(block["block_id"], {})
            if action in state:
                continue
            key, empty = _EMPTY.get(kind, ("value", None))
            state[action] = {"type": kind, key: empty}
            for initial, name in _INITIAL.items():
                if initial in element:
                    state[action][name] = element[initial]
