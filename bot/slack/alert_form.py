"""The form that makes an alert. What it takes is put into the words of `/alert add`: one grammar reads both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from bot.slack.elements import Element, option, plain
from bot.slack.escape import clean
from bot.slack.ids import CallbackId
from bot.slack.messages import Block, View
from bot.slack.modals import pack
from bot.slack.text import cut

SUBJECT_LENGTH = 100


class Field(StrEnum):
    """The inputs, each in a block of the same name; the order is that of the words they become."""

    KIND = "alert_kind"
    SUBJECT = "alert_subject"
    METRIC = "alert_metric"
    OPERATOR = "alert_operator"
    THRESHOLD = "alert_threshold"
    RELEVANCE = "alert_relevance"
    PRIMARY = "alert_primary"
    HOURS = "alert_hours"
    COOLDOWN = "alert_cooldown"
    CAP = "alert_cap"
    QUIET = "alert_quiet"
    EXCEPT = "alert_except"
    TO = "alert_to"


_KINDS = (("ticker", "A company"), ("list", "A watchlist"), ("theme", "A theme"), ("keyword", "A keyword"))
_METRICS = (
    ("impact", "Impact"),
    ("sentiment", "Sentiment"),
    ("change", "Change of sentiment against the seven days before"),
    ("volume", "Number of stories in 24 hours"),
)
_OPERATORS = (("above", "is above"), ("below", "is below"), ("beyond", "is beyond, either way"))
_HOURS = (
    ("", "At any time"),
    ("hours NYSE", "While New York trades"),
    ("outside NYSE", "While New York does not trade"),
    ("hours LSE", "While London trades"),
    ("outside LSE", "While London does not trade"),
)
_COOLDOWNS = (
    ("", "No rest"),
    ("30m", "30 minutes"),
    ("2h", "2 hours"),
    ("6h", "6 hours"),
    ("1d", "A day"),
)


def add_form(channel: str) -> View:
    """The form; `channel` is where it was asked for, or empty in the home tab."""
    conversation: Element = {
        "type": "conversations_select",
        "action_id": Field.TO,
        "placeholder": plain("You, by direct message"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel[:1] in ("C", "G"):
        conversation["initial_conversation"] = channel
    blocks: list[Block] = [
        _input(Field.KIND, "Watch", _select(Field.KIND, _KINDS)),
        _input(
            Field.SUBJECT,
            "Which one?",
            _text(Field.SUBJECT, "NVDA, LSE:VOD, a company, a list, a theme, words", SUBJECT_LENGTH),
            hint="For a list, leave it empty for the default one.",
            optional=True,
        ),
        _input(Field.METRIC, "Raise an alert when its", _select(Field.METRIC, _METRICS)),
        _input(Field.OPERATOR, "does what?", _select(Field.OPERATOR, _OPERATORS)),
        _input(
            Field.THRESHOLD,
            "Threshold",
            _text(Field.THRESHOLD, "0.6", 10),
            hint="Impact runs from 0 to 1, sentiment from -1 to 1; a number of stories is whole.",
        ),
        _input(
            Field.RELEVANCE,
            "Least relevance",
            _text(Field.RELEVANCE, "0.3", 10),
            optional=True,
        ),
        _input(
            Field.PRIMARY,
            "Main subjects",
            {
                "type": "checkboxes",
                "action_id": Field.PRIMARY,
                "options": [option("Only where the company is a main subject", "primary")],
            },
            optional=True,
        ),
        _input(Field.HOURS, "When", _select(Field.HOURS, _HOURS)),
        _input(
            Field.COOLDOWN, "Rest after an alert about the same subject", _select(Field.COOLDOWN, _COOLDOWNS)
        ),
        _input(Field.CAP, "At most so many a day", _text(Field.CAP, "20", 4), optional=True),
        _input(
            Field.QUIET,
            "Quiet hours",
            _text(Field.QUIET, "22:00-07:00 Europe/London", 60),
            hint="What they hold back is summed up when they end. Without a zone they are those of your profile.",
            optional=True,
        ),
        _input(
            Field.EXCEPT,
            "In quiet hours, let an impact through from",
            _text(Field.EXCEPT, "0.8", 10),
            optional=True,
        ),
        _input(Field.TO, "Where to", conversation, optional=True),
    ]
    return {
        "type": "modal",
        "callback_id": CallbackId.ALERT_ADD,
        "title": plain("Add an alert"),
        "submit": plain("Add"),
        "close": plain("Cancel"),
        "private_metadata": pack({"channel": channel}),
        "blocks": blocks,
    }


def read_form(view: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The words of a submitted form, each part with the block that an error in it belongs to.

    Joined by blanks they are what could be typed after `/alert add`.
    """
    values = {field: _value(view, field) for field in Field}
    subject = clean(values[Field.SUBJECT]).replace('"', "")
    kind = values[Field.KIND]
    quoted = f'"{subject}"' if subject else ""
    if kind == "list":
        scope = f"list:{quoted}" if quoted else "list"
    else:
        scope = quoted or '""' if kind == "ticker" else f"{kind}:{quoted or chr(34) * 2}"
    parts = [
        (Field.SUBJECT, scope),
        (Field.METRIC, values[Field.METRIC]),
        (Field.OPERATOR, values[Field.OPERATOR]),
        (Field.THRESHOLD, values[Field.THRESHOLD]),
        (Field.RELEVANCE, _after("relevance", values[Field.RELEVANCE])),
        (Field.PRIMARY, values[Field.PRIMARY]),
        (Field.HOURS, values[Field.HOURS]),
        (Field.COOLDOWN, _after("cooldown", values[Field.COOLDOWN])),
        (Field.CAP, _after("cap", values[Field.CAP])),
        (Field.QUIET, _after("quiet", values[Field.QUIET])),
        (Field.EXCEPT, _after("except impact", values[Field.EXCEPT]) if values[Field.QUIET] else ""),
        (Field.TO, f"to {values[Field.TO] or 'me'}"),
    ]
    return [(str(field), words) for field, words in parts if words]


def _after(word: str, value: str) -> str:
    return f"{word} {value}" if value else ""


def _value(view: Mapping[str, Any], field: Field) -> str:
    state = view.get("state", {}).get("values", {}).get(str(field), {}).get(str(field), {})
    chosen = state.get("selected_option")
    if isinstance(chosen, Mapping):
        return str(chosen.get("value", "")).removeprefix(_ANY)
    several = state.get("selected_options")
    if isinstance(several, Sequence) and several:
        return str(several[0].get("value", ""))
    value = state.get("selected_conversation") or state.get("value") or ""
    return " ".join(str(value).split())


_ANY = "any"


def _select(field: Field, choices: Sequence[tuple[str, str]]) -> Element:
    # Slack wants a value for every choice, also for the one that says nothing.
    options = [option(label, value or _ANY) for value, label in choices]
    return {
        "type": "static_select",
        "action_id": str(field),
        "options": options,
        "initial_option": options[0],
    }


def _text(field: Field, placeholder: str, limit: int) -> Element:
    return {
        "type": "plain_text_input",
        "action_id": str(field),
        "placeholder": plain(cut(placeholder, 150)),
        "max_length": limit,
    }


def _input(field: Field, label: str, element: Element, *, optional: bool = False, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": str(field),
        "label": plain(label),
        "element": {**element, "action_id": str(field)},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    return block
