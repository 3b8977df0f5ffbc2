"""What is muted, as people see it. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.slack import say
from bot.slack.elements import actions, button, context, section
from bot.slack.escape import clean, escape, user_mention
from bot.slack.ids import ActionId
from bot.slack.limits import VALUE
from bot.slack.messages import Block, Message
from bot.slack.text import cut

SHOWN = 20
BUTTONS = 5
NAME = 120


@dataclass(frozen=True, slots=True)
class MuteView:
    """A mute: `name` is the ticker, the source or the story's headline. `channel` is empty for everywhere."""

    kind: str
    subject: str
    name: str
    until: datetime
    by: str = ""
    channel: str = ""


def muted(mutes: Sequence[MuteView], tz: str) -> Message:
    """Says what is silent from now on, with a button to take it back."""
    first = mutes[0]
    names = say.listed([_named(each) for each in mutes])
    where = "" if first.channel else " in every channel"
    until = say.slack_date(first.until, tz)
    said = f"Muted{where}: {names} until {until}. What you ask for yourself is answered all the same."
    blocks: list[Block] = [section(said), *_buttons(mutes)]
    plain = ", ".join(clean(each.name) for each in mutes)
    return {"text": escape(f"Muted{where}: {plain}"), "blocks": blocks}


def listing(mutes: Sequence[MuteView], tz: str, command: str) -> Message:
    """Everything that is muted in a channel, soonest to end first."""
    how = context(
        f"`{escape(command)} mute TICKER|source|story 4h` mutes, `{escape(command)} unmute …` ends it."
    )
    if not mutes:
        return {"text": "Nothing is muted here.", "blocks": [section("Nothing is muted here."), how]}
    lines = []
    for each in mutes[:SHOWN]:
        where = "" if each.channel else ", in every channel"
        who = f", by {user_mention(each.by)}" if user_mention(each.by) else ""
        lines.append(f"•  {_named(each)} until {say.slack_date(each.until, tz)}{where}{who}")
    if len(mutes) > SHOWN:
        lines.append(f"and {len(mutes) - SHOWN} more")
    return {
        "text": f"Muted here: {len(mutes)}",
        "blocks": [section("*Muted here*"), section("\n".join(lines)), *_buttons(mutes), how],
    }


def read_unmute(value: str) -> tuple[str, str, str]:
    """Kind, subject and channel of an Unmute button. Raises `ValueError` on anything else."""
    data = json.loads(value)
    if not (isinstance(data, list) and len(data) == 3 and all(isinstance(part, str) for part in data)):
        raise ValueError("not the value of an Unmute button")
    return data[0], data[1], data[2]


def _named(mute: MuteView) -> str:
    name = escape(cut(clean(mute.name), NAME)) or "a story"
    return f"the story “{name}”" if mute.kind == "story" else f"*{name}*"


def _buttons(mutes: Sequence[MuteView]) -> list[Block]:
    row = []
    for number, each in enumerate(mutes[:BUTTONS]):
        value = json.dumps([each.kind, each.subject, each.channel])
        if len(value) <= VALUE:
            label = cut(f"Unmute {'story' if each.kind == 'story' else clean(each.name)}", 40)
            row.append(button(f"{ActionId.UNMUTE}:{number}", label, value))
    return [actions(row)] if row else []
