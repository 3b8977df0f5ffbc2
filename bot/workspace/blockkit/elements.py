"""Text objects, options and the interactive elements of Block Kit."""

from __future__ import annotations

from typing import Any

from bot.workspace.blockkit.rules import (
    Problem,
    Problems,
    Rule,
    at_most_one,
    boolean,
    integer,
    items,
    list_of,
    needs_one,
    one_of,
    record,
    string,
    typed,
    url,
)

KIND = string(64, low=1)
ACTION_ID = string(255, low=1)
BLOCK_ID = string(255)


def plain(high: int) -> Rule:
    """A `plain_text` object."""
    return typed({"plain_text": record({"type": KIND, "text": string(high, low=1)}, {"emoji": boolean})})


def text(high: int) -> Rule:
    """A `plain_text` or `mrkdwn` object."""
    return typed(
        {
            "plain_text": record({"type": KIND, "text": string(high, low=1)}, {"emoji": boolean}),
            "mrkdwn": record({"type": KIND, "text": string(high, low=1)}, {"verbatim": boolean}),
        }
    )


CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(*, marked_up: bool = False, with_url: bool = False) -> Rule:
    """An option; `marked_up` where its text may be mrkdwn, `with_url` where it may be a link."""
    label = text(75) if marked_up else plain(75)
    optional: dict[str, Rule] = {"description": text(75) if marked_up else plain(75)}
    if with_url:
        optional["url"] = url()
    return record({"text": label, "value": string(150, low=1)}, optional)


OPTION = option()
GROUP = record({"label": plain(75), "options": list_of(OPTION, 100)})
FOCUS: dict[str, Rule] = {"focus_on_load": boolean}


def _unique_values(value: Any, pointer: str, problems: Problems) -> None:
    """No two options of one element have the same value."""
    seen: set[str] = set()
    for index, item in enumerate(items(value, "options")):
        key = item.get("value") if isinstance(item, dict) else None
        if isinstance(key, str) and key in seen:
            problems.append(Problem(f"{pointer}/options/{index}/value", f'"{key}" already exists as a value'))
        elif isinstance(key, str):
            seen.add(key)


def _initial_is_option(value: Any, pointer: str, problems: Problems) -> None:
    """What is chosen at first is one of the options, exactly."""
    options = list(items(value, "options"))
    for group in items(value, "option_groups"):
        options += items(group, "options") if isinstance(group, dict) else []
    first = value.get("initial_option")
    if first is not None and first not in options:
        problems.append(Problem(f"{pointer}/initial_option", "must match an option exactly"))
    for index, item in enumerate(items(value, "initial_options")):
        if item not in options:
            problems.append(Problem(f"{pointer}/initial_options/{index}", "must match an option exactly"))


def _select(required: dict[str, Rule], optional: dict[str, Rule], *extra: Rule, multi: bool = False) -> Rule:
    many: dict[str, Rule] = {"max_selected_items": integer(1, 100)} if multi else {}
    return record(
        {"type": KIND, **required},
        {"action_id": ACTION_ID, "placeholder": plain(150), "confirm": CONFIRM, **FOCUS, **many, **optional},
        *extra,
    )


_STATIC: dict[str, Rule] = {"options": list_of(OPTION, 100), "option_groups": list_of(GROUP, 100)}
_STATIC_EXTRA = (
    needs_one("options", "option_groups"),
    at_most_one("options", "option_groups"),
    _unique_values,
    _initial_is_option,
)
_RESPONSE_URL: dict[str, Rule] = {"response_url_enabled": boolean}
_FILTER = record(
    {},
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    needs_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
_ID = string(64, low=1)

BUTTON = record(
    {"type": KIND, "text": plain(75)},
    {
        "action_id": ACTION_ID,
        "url": url(),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = record(
    {"type": KIND, "options": list_of(option(with_url=True), 5)},
    {"action_id": ACTION_ID, "confirm": CONFIRM},
    _unique_values,
)
IMAGE = record(
    {"type": KIND, "alt_text": string(2000)},
    {"image_url": url(), "slack_file": record({}, {"id": _ID, "url": url()}, needs_one("id", "url"))},
    needs_one("image_url", "slack_file"),
    at_most_one("image_url", "slack_file"),
)
_CHOICES = {
    "radio_buttons": record(
        {"type": KIND, "options": list_of(option(marked_up=True), 10)},
        {"action_id": ACTION_ID, "initial_option": option(marked_up=True), "confirm": CONFIRM, **FOCUS},
        _unique_values,
        _initial_is_option,
    ),
    "checkboxes": record(
        {"type": KIND, "options": list_of(option(marked_up=True), 10)},
        {
            "action_id": ACTION_ID,
            "initial_options": list_of(option(marked_up=True), 10),
            "confirm": CONFIRM,
            **FOCUS,
        },
        _unique_values,
        _initial_is_option,
    ),
}
_SELECTS = {
    "static_select": _select({}, {**_STATIC, "initial_option": OPTION}, *_STATIC_EXTRA),
    "multi_static_select": _select(
        {}, {**_STATIC, "initial_options": list_of(OPTION, 100)}, *_STATIC_EXTRA, multi=True
    ),
    "external_select": _select({}, {"initial_option": OPTION, "min_query_length": integer(0, 100)}),
    "multi_external_select": _select(
        {}, {"initial_options": list_of(OPTION, 100), "min_query_length": integer(0, 100)}, multi=True
    ),
    "users_select": _select({}, {"initial_user": _ID}),
    "multi_users_select": _select({}, {"initial_users": list_of(_ID, 100)}, multi=True),
    "conversations_select": _select(
        {},
        {
            "initial_conversation": _ID,
            "default_to_current_conversation": boolean,
            "filter": _FILTER,
            **_RESPONSE_URL,
        },
    ),
    "multi_conversations_select": _select(
        {},
        {
            "initial_conversations": list_of(_ID, 100),
            "default_to_current_conversation": boolean,
            "filter": _FILTER,
        },
        multi=True,
    ),
    "channels_select": _select({}, {"initial_channel": _ID, **_RESPONSE_URL}),
    "multi_channels_select": _select({}, {"initial_channels": list_of(_ID, 100)}, multi=True),
}
_PICKERS = {
    "datepicker": _select({}, {"initial_date": string(10, low=10)}),
    "timepicker": _select({}, {"initial_time": string(5, low=5), "timezone": string(64)}),
    "datetimepicker": record(
        {"type": KIND},
        {
            "action_id": ACTION_ID,
            "initial_date_time": integer(1_000_000_000, 9_999_999_999),
            "confirm": CONFIRM,
            **FOCUS,
        },
    ),
}
_DISPATCH = record({}, {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 2)})


def _text_input(**optional: Rule) -> Rule:
    return record(
        {"type": KIND},
        {
            "action_id": ACTION_ID,
            "placeholder": plain(150),
            "dispatch_action_config": _DISPATCH,
            **FOCUS,
            **optional,
        },
    )


def _lengths_in_order(value: Any, pointer: str, problems: Problems) -> None:
    low, high = value.get("min_length"), value.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        problems.append(Problem(f"{pointer}/min_length", "must not be greater than max_length"))


_plain_input = _text_input(
    initial_value=string(3000),
    multiline=boolean,
    min_length=integer(0, 3000),
    max_length=integer(1, 3000),
)


def _plain_text_input(value: Any, pointer: str, problems: Problems) -> None:
    _plain_input(value, pointer, problems)
    _lengths_in_order(value, pointer, problems)


def _number_input(value: Any, pointer: str, problems: Problems) -> None:
    _text_input(
        is_decimal_allowed=boolean,
        initial_value=string(64),
        min_value=string(64),
        max_value=string(64),
    )(value, pointer, problems)
    if isinstance(value.get("is_decimal_allowed"), bool):
        return
    problems.append(Problem(pointer, "missing required field: is_decimal_allowed", "missing_field"))


_FEEDBACK = record({"text": plain(75), "value": string(2000, low=1)}, {"accessibility_label": string(75)})

ACTION_ELEMENTS = {"button": BUTTON, "overflow": OVERFLOW, **_CHOICES, **_SELECTS, **_PICKERS}
"""What may stand in an `actions` block."""

ACCESSORIES = {**ACTION_ELEMENTS, "image": IMAGE}
"""What may stand beside the text of a section."""

INPUT_ELEMENTS = {
    **_CHOICES,
    **_SELECTS,
    **_PICKERS,
    "plain_text_input": _plain_text_input,
    "email_text_input": _text_input(initial_value=string(3000)),
    "url_text_input": _text_input(initial_value=string(3000)),
    "number_input": _number_input,
    "file_input": record(
        {"type": KIND},
        {
            "action_id": ACTION_ID,
            "filetypes": list_of(string(16, low=1), 50),
            "max_files": integer(1, 10),
        },
    ),
}
"""What may stand in an `input` block."""

CONTEXT_ACTION_ELEMENTS = {
    "feedback_buttons": record(
        {"type": KIND, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ACTION_ID}
    ),
    "icon_button": record(
        {"type": KIND, "icon": one_of("trash"), "text": plain(75)},
        {
            "action_id": ACTION_ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": list_of(_ID, 100),
        },
    ),
}
"""What may stand in a `context_actions` block."""
