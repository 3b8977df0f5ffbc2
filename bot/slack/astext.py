"""A message as plain lines, for a terminal. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.slack.escape import unescape
from bot.slack.messages import Block, Message

_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_LINK = re.compile(r"<([^|>!@#][^|>]*)\|([^>]*)>")
_STAR = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")


def lines_of(message: Message) -> Iterator[str]:
    """The lines that a reader sees, top to bottom; links as their label with the address behind."""
    for block in message["blocks"]:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield from (str(block["text"]["text"]), "")
        case "section":
            yield from ("", *_mrkdwn(block["text"]["text"]).split("\n"))
        case "context":
            for element in block["elements"]:
                yield _mrkdwn(element["text"])
        case "rich_text":
            for part in block["elements"]:
                yield from _rich(part)


def _rich(part: Mapping[str, Any]) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        for item in part["elements"]:
            yield f"- {_runs(item['elements'])}"
    else:
        yield _runs(part["elements"])


def _runs(elements: Sequence[Mapping[str, Any]]) -> str:
    return unescape(
        "".join(
            f"{each.get('text') or each['url']} <{each['url']}>"
            if each["type"] == "link"
            else str(each["text"])
            for each in elements
        )
    )


def _mrkdwn(text: str) -> str:
    text = _LINK.sub(r"\2 (\1)", _DATE.sub(r"\1", text))
    return unescape(_STAR.sub(r"\1", text))
