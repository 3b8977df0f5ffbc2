"""The form that makes an alert. What it takes is put into the words of `/alert add`: one grammar reads both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from bot.slack import inputs
from bot.slack.elements import Element, option, plain
from bot.slack.escape import clean
from bot.slack.ids import CallbackId
from bot.slack.messages import Block, View
from bot.slack.modals import form

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


_KINDS = (
    ("ticker", "A company"),
    ("list", "A watchlist"),
    ("portfolio", "A portfolio"),
    ("theme", "A theme"),
    ("keyword", "A keyword"),
)
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
        "placeholder": plain("You, by direct message"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel[:1] in ("C", "G"):
        conversation["initial_conversation"] = channel
    blocks: list[Block] = [
        inputs.field(Field.KIND, "Watch", _select(_KINDS)),
        inputs.field(
            Field.SUBJECT,
            "Which one?",
            inputs.text("NVDA, LSE:VOD, a company, the name of a list", limit=SUBJECT_LENGTH),
            hint="For a list or portfolio, leave it empty for the default one.",
            optional=True,
        ),
        inputs.field(Field.METRIC, "Raise an alert when its", _select(_METRICS)),
        inputs.field(Field.OPERATOR, "does what?", _select(_OPERATORS)),
        inputs.field(
            Field.THRESHOLD,
            "Threshold",
            inputs.text("0.6", limit=10),
            hint="Impact runs from 0 to 1, sentiment from -1 to 1; a number of stories is whole.",
        ),
        inputs.field(
            Field.RELEVANCE,
            "Least relevance",
            inputs.text("0.3", limit=10),
            optional=True,
        ),
        inputs.field(
            Field.PRIMARY,
            "Main subjects",
            inputs.checkbox("Only where the company is a main subject", "primary"),
            optional=True,
        ),
        inputs.field(Field.HOURS, "When", _select(_HOURS)),
        inputs.field(Field.COOLDOWN, "Rest after an alert about the same subject", _select(_COOLDOWNS)),
        inputs.field(Field.CAP, "At most so many a day", inputs.text("20", limit=4), optional=True),
        inputs.field(
            Field.QUIET,
            "Quiet hours",
            inputs.text("22:00-07:00 Europe/London", limit=60),
            hint="What they hold back is summed up when they end. Without a zone they are those of your profile.",
            optional=True,
        ),
        inputs.field(
            Field.EXCEPT,
            "In quiet hours, let an impact through from",
            inputs.text("0.8", limit=10),
            optional=True,
        ),
        inputs.field(Field.TO, "Where to", conversation, optional=True),
    ]
    return form(CallbackId.ALERT_ADD, "Add an alert", "Add", blocks, {"channel": channel})


def read_form(view: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The words of a submitted form, each part with the block that an error in it belongs to.

    Joined by blanks they are what could be typed after `/alert add`.
    """
    values = {field: _value(view, field) for field in Field}
    subject = clean(values[Field.SUBJECT]).replace('"', "")
    kind = values[Field.KIND]
    quoted = f'"{subject}"' if subject else ""
    if kind in ("list", "portfolio"):
        scope = f"{kind}:{quoted}" if quoted else kind
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
    return inputs.value(view, field).removeprefix(_ANY)


# Slack wants a value for every choice, also for the one that says nothing.
_ANY = "any"


def _select(choices: Sequence[tuple[str, str]]) -> Element:
    return inputs.menu([option(label, value or _ANY) for value, label in choices])
