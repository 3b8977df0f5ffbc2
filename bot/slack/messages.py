"""What is sent to Slack, and `fit`, which makes any message keep Slack's limits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from bot.slack import limits
from bot.slack.blockfit import fit_block, fit_text, sendable, size_of
from bot.slack.text import cut

Block = dict[str, Any]
View = dict[str, Any]

TAIL_BLOCKS = 6
TAIL_TEXT = 2_000
VIEW_BYTES = 240_000
"""Slack takes 250 kB for a view; this keeps a distance."""
REST_IN_THREAD = "The rest is in the thread."
REST_BELOW = "The rest follows below."
_TAIL = frozenset({"context", "actions", "divider"})


class Message(TypedDict):
    """A message: `text` is its one-line form for notifications and screen readers.

    `overflow` is what did not fit; it belongs into the thread below this message.
    """

    text: str
    blocks: list[Block]
    overflow: NotRequired[Message]


def fit(message: Message, rest_is: str = REST_IN_THREAD) -> Message:
    """The same message within Slack's limits, what does not fit in `overflow` (which fits, too).

    `rest_is` says where the reader finds that.

    Text is split before it is cut, and cut only where Slack gives no room to split (titles, buttons). The
    small print and the buttons at the end stay with the message. Fitting twice changes nothing more.
    """
    text = cut(" ".join(sendable(message["text"]).split()), limits.FALLBACK_TEXT) or "Deskwire"
    blocks = _distinct([piece for block in message["blocks"] for piece in fit_block(block)])
    kept, rest = _pack(blocks, rest_is)
    after = message.get("overflow")
    if after is not None:
        rest = [*rest, *after["blocks"]]
    fitted: Message = {"text": text, "blocks": kept}
    if rest:
        title = after["text"] if after is not None else f"Continued: {text}"
        following: Message = {"text": title, "blocks": rest}
        if after is not None and "overflow" in after:
            following["overflow"] = after["overflow"]
        fitted["overflow"] = fit(following, rest_is)
    return fitted


def fit_view(view: View) -> View:
    """The same form within Slack's limits; what does not fit is counted in a last line."""
    fitted = dict(view)
    for part in ("title", "submit", "close"):
        if part in fitted:
            fitted[part] = fit_text(fitted[part], limits.MODAL_TITLE)
    blocks = _distinct([piece for block in view.get("blocks", []) for piece in fit_block(block)])
    kept = blocks[: limits.VIEW_BLOCKS]
    while kept and _bytes(kept) > VIEW_BYTES:
        kept = kept[:-1]
    if len(kept) == limits.VIEW_BLOCKS < len(blocks):
        kept = kept[:-1]  # its place is taken by the line that counts the others
    left = len(blocks) - len(kept)
    if left:
        kept = [*kept, _small_print(f"{left} more {'part' if left == 1 else 'parts'} not shown.")]
    return {**fitted, "blocks": kept}


def _bytes(blocks: Sequence[Block]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False).encode())


def _small_print(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _distinct(blocks: list[Block]) -> list[Block]:
    """Slack refuses a message in which two blocks share a `block_id`: the first keeps it."""
    seen: set[str] = set()
    distinct = []
    for block in blocks:
        name = block.get("block_id")
        if name is not None and (name in seen or len(name) > limits.ACTION_ID):
            distinct.append({key: value for key, value in block.items() if key != "block_id"})
            continue
        if name is not None:
            seen.add(name)
        distinct.append(block)
    return distinct


def _pack(blocks: list[Block], rest_is: str) -> tuple[list[Block], list[Block]]:
    """What stays in the message, and what goes into the thread."""
    if len(blocks) <= limits.MESSAGE_BLOCKS and size_of(blocks) <= limits.MESSAGE_CHARACTERS:
        return blocks, []
    tail: list[Block] = []
    for block in reversed(blocks):
        if block.get("type") not in _TAIL or len(tail) == TAIL_BLOCKS:
            break
        if size_of([block, *tail]) > TAIL_TEXT:
            break
        tail.insert(0, block)
    if len(tail) == len(blocks):
        tail = []
    body = blocks[: len(blocks) - len(tail)]
    room = limits.MESSAGE_CHARACTERS - size_of(tail) - len(rest_is)
    count = 1
    used = size_of(body[0])
    while count < len(body) and count + len(tail) + 1 < limits.MESSAGE_BLOCKS:
        used += size_of(body[count])
        if used > room:
            break
        count += 1
    return [*body[:count], _small_print(rest_is), *tail], body[count:]
