"""Which security did you mean: an ambiguous ticker is shown to the person who typed it, never guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from bot.model import Security
from bot.slack import limits
from bot.slack.elements import Element, actions, button, context, section
from bot.slack.escape import clean, escape
from bot.slack.ids import ActionId
from bot.slack.messages import Block, Message
from bot.slack.modals import candidate_label
from bot.slack.text import cut

SHOWN = 10
_PLACED = re.compile(r"in:([CG][A-Z0-9]{1,20}) ")


def pick_value(security_id: str, resume: str = "") -> str:
    """The value of a picker's button: the security, and what was being asked for (`watch add`).

    Raises `ValueError` beyond the 2,000 characters that Slack gives a value.
    """
    value = json.dumps([security_id, resume], separators=(",", ":"))
    if len(value) > limits.VALUE:
        raise ValueError(f"a button's value of {len(value)} characters exceeds {limits.VALUE}")
    return value


def read_pick(value: str) -> tuple[str, str]:
    """The security id and what was asked for. Raises `ValueError` on anything `pick_value` does not make."""
    data = json.loads(value)
    if not (isinstance(data, list) and len(data) == 2 and all(isinstance(part, str) for part in data)):
        raise ValueError("not the value of a picker")
    return data[0], data[1]


def picker(text: str, candidates: Sequence[Security], resume: str = "", *, misspelt: bool = False) -> Message:
    """A message with a button for each candidate, company and exchange named; for an ephemeral answer."""
    asked = cut(clean(text), 100)
    shown = candidates[:SHOWN]
    rows: list[Element] = []
    for number, each in enumerate(shown):
        label = cut(candidate_label(each), limits.BUTTON_TEXT)
        rows.append(button(f"{ActionId.PICK_SECURITY}:{number}", label, pick_value(each.id, resume)))
    names = ", ".join(candidate_label(each) for each in shown)
    blocks: list[Block] = [section(question(asked, len(candidates), misspelt=misspelt))]
    if rows:
        blocks.append(actions(rows))
    more = len(candidates) - len(shown)
    tail = f"{more} more match. " if more > 0 else ""
    blocks.append(context(f"{tail}To skip this next time, type the exchange too, such as `LSE:VOD`."))
    return {
        "text": f"{question(asked, len(candidates), misspelt=misspelt)} {escape(names)}",
        "blocks": blocks,
    }


def from_channel(message: Message, channel: str) -> Message:
    """A message that is sent elsewhere than where it was asked for: what its buttons type is typed in that channel."""

    def typed(block: Block) -> Block:
        if block["type"] != "actions":
            return block
        rows = [
            each | {"value": f"in:{channel} {each['value']}"} if "value" in each else each
            for each in block["elements"]
        ]
        return block | {"elements": rows}

    return {"text": message["text"], "blocks": [typed(block) for block in message["blocks"]]}


def typed_in(value: str, channel: str) -> tuple[str, str]:
    """What a button types, and where: where it says itself, else in the `channel` in which it was pressed."""
    found = _PLACED.match(value)
    return (value[found.end() :], found[1]) if found else (value, channel)


def question(asked: str, candidates: int, *, misspelt: bool = False) -> str:
    """What a picker asks: which of several, or whether a company of a similar name was meant."""
    if misspelt or candidates == 1:
        these = "this one" if candidates == 1 else "one of these"
        return f"I know no company “{escape(asked)}”. Did you mean {these}?"
    return f"“{escape(asked)}” can mean several companies. Which one?"
