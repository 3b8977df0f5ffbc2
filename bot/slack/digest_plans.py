"""Schedules of digests as people see them: the list, the answer to a new one, and the form. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.slack import inputs, modals, say
from bot.slack.elements import Element, actions, button, context, option, overflow, plain, section
from bot.slack.escape import clean, escape
from bot.slack.ids import ActionId, CallbackId
from bot.slack.messages import Block, Message, View

LISTED = 20
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Kept:
    """A schedule as the list shows it. `reason` says why it is paused, if not by a person."""

    id: str
    list_name: str
    when: str
    channel: str
    next_at: datetime | None = None
    paused: bool = False
    reason: str = ""
    note: str = ""
    quiet: bool = False


def created(kept: Kept, command: str) -> Message:
    """Says the new schedule back: what, when, where, and how to silence it."""
    following = f" The first one comes {_next(kept.next_at)}." if kept.next_at else ""
    blocks: list[Block] = [
        section(f"*{escape(kept.list_name)}* {escape(kept.when)}, {_where(kept.channel)}.{following}")
    ]
    if kept.quiet:
        blocks.append(context("Nothing is posted when there is nothing material."))
    if kept.note:
        blocks.append(context(f"*Note:* {escape(kept.note)}"))
    shown = escape(command)
    blocks.append(
        context(f"`{shown} pause {escape(kept.id)}` silences it  ·  `{shown} preview` shows one now")
    )
    return {"text": escape(f"Digest {kept.id} is scheduled: {kept.when}"), "blocks": blocks}


def schedule_list(schedules: Sequence[Kept], command: str) -> Message:
    """The schedules, each with its menu."""
    if not schedules:
        text = f"No digest is scheduled here. Type {command} schedule weekdays 08:30, or press the button."
        return {
            "text": escape(text),
            "blocks": [section(escape(text)), actions([button(ActionId.DIGEST_NEW, "Schedule a digest")])],
        }
    blocks: list[Block] = [section(f"*{say.plural(len(schedules), 'scheduled digest')}*")]
    for number, each in enumerate(schedules[:LISTED]):
        block = section(_row(each))
        verb = "resume" if each.paused else "pause"
        menu = [option(verb.capitalize(), f"{verb}:{each.id}"), option("Delete", f"delete:{each.id}")]
        block["accessory"] = overflow(f"{ActionId.DIGEST_MENU}:{number}", menu)
        blocks.append(block)
    if len(schedules) > LISTED:
        blocks.append(context(f"and {len(schedules) - LISTED} more; delete what nobody reads"))
    blocks.append(actions([button(ActionId.DIGEST_NEW, "Schedule a digest")]))
    return {"text": f"{say.plural(len(schedules), 'scheduled digest')} here.", "blocks": blocks}


def read_menu(value: str) -> tuple[str, str]:
    """The verb and the schedule's id of a choice in the list."""
    verb, _, schedule_id = value.partition(":")
    return verb, schedule_id


def _row(kept: Kept) -> str:
    if kept.paused:
        state = f"paused{f': {kept.reason}' if kept.reason else ''}"
    else:
        state = f"next {_next(kept.next_at)}" if kept.next_at else "never due"
    quiet = ", quiet when nothing is material" if kept.quiet else ""
    where = _where(kept.channel)
    return f"`{escape(kept.id)}`  *{escape(kept.list_name)}* {escape(kept.when)}, {where}{quiet}\n{escape(state)}"


def _next(at: datetime | None) -> str:
    """In the zone of the rule, which the moment carries."""
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M %Z}" if at else ""


def _where(channel: str) -> str:
    return f"in <#{channel}>" if _CHANNEL.fullmatch(channel) else "by direct message"


class Field(StrEnum):
    """The inputs of the form, each in a block of the same name."""

    TO = "digest_to"
    LIST = "digest_list"
    WHEN = "digest_when"
    TIME = "digest_time"
    ZONE = "digest_zone"
    QUIET = "digest_quiet"


_AT_TIME = {"weekdays": "weekdays", "daily": "every day"}
_WHEN = (
    ("weekdays", "On weekdays, at the time below"),
    ("daily", "Every day, at the time below"),
    ("30 min before NYSE opens", "Before the open: 30 minutes before New York"),
    ("15 min after NYSE closes", "After the close: 15 minutes after New York"),
    ("30 min before LSE opens", "Before the open: 30 minutes before London"),
    ("15 min after LSE closes", "After the close: 15 minutes after London"),
)
WHEN_FIELDS = (Field.WHEN, Field.TIME, Field.ZONE)


def form(channel: str, zone: str) -> View:
    """The form; `channel` is where it was asked for, `zone` that of the person."""
    conversation: Element = {
        "type": "conversations_select",
        "placeholder": plain("Where it is posted"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel[:1] in ("C", "G"):
        conversation["initial_conversation"] = channel
    options = [option(label, value) for value, label in _WHEN]
    blocks = [
        inputs.field(Field.TO, "Channel", conversation),
        inputs.field(
            Field.LIST,
            "Watchlist",
            inputs.text("Empty for the default one", limit=64),
            hint="For a portfolio, portfolio:NAME, or portfolio alone.",
            optional=True,
        ),
        inputs.field(
            Field.WHEN,
            "When",
            inputs.menu(options),
            hint="Openings and closes follow the exchange: its holidays and short days too.",
        ),
        inputs.field(Field.TIME, "Time", {"type": "timepicker", "initial_time": "08:30"}, optional=True),
        inputs.field(
            Field.ZONE,
            "Time zone",
            inputs.text("Europe/London", limit=64, value=clean(zone) or "UTC"),
            optional=True,
        ),
        inputs.field(
            Field.QUIET,
            "When there is nothing material",
            inputs.checkbox("Post nothing instead of one line", "quiet"),
            optional=True,
        ),
    ]
    return modals.form(
        CallbackId.DIGEST_SCHEDULE, "Schedule a digest", "Schedule", blocks, {"channel": channel}
    )


def read_form(view: Mapping[str, Any]) -> str:
    """A submitted form as what could be typed after `/digest schedule`."""
    when = inputs.value(view, Field.WHEN)
    if when in _AT_TIME:
        found = _TIME.fullmatch(inputs.value(view, Field.TIME))
        at = found[0] if found else "08:30"
        when = f"{_AT_TIME[when]} {at} {inputs.value(view, Field.ZONE)}"
    name = clean(inputs.value(view, Field.LIST)).replace('"', "")
    parts = [_subject(name), when, inputs.value(view, Field.QUIET)]
    to = inputs.value(view, Field.TO)
    return " ".join(part.strip() for part in (*parts, f"to {to}" if to else "") if part.strip())


def _subject(name: str) -> str:
    kind, colon, rest = name.partition(":")
    if kind.strip().lower() == "portfolio":
        return f'portfolio:"{rest.strip()}"' if colon else "portfolio"
    return f'list:"{name}"' if name else ""
