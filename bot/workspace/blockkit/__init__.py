"""Strict Block Kit: what Slack refuses is refused here, with the same error names and JSON pointers."""

from __future__ import annotations

from typing import Any

from bot.workspace.blockkit.blocks import elements_of, problems_of_blocks
from bot.workspace.blockkit.elements import OPTION
from bot.workspace.blockkit.richtext import text_length
from bot.workspace.blockkit.rules import Problem, Problems, list_of
from bot.workspace.blockkit.views import fill_initial_values, problems_of_view, value_key
from bot.workspace.errors import SlackError

__all__ = [
    "MAX_MESSAGE_TEXT",
    "Problem",
    "check_message",
    "elements_of",
    "fill_initial_values",
    "problems_of_message",
    "problems_of_options",
    "problems_of_view",
    "value_key",
]

MAX_MESSAGE_TEXT = 9_000
"""Characters of all block text of a message. Slack documents no number; it starts to refuse at about 13,000,
depending on the blocks, so that an app that stays below this one is safe."""


def problems_of_message(blocks: Any, root: str = "/blocks") -> Problems:
    """What is wrong with the blocks of a message."""
    return problems_of_blocks(blocks, root, message=True)


def problems_of_options(options: Any) -> Problems:
    """What is wrong with the options that an app offers for an external menu."""
    problems: Problems = []
    list_of(OPTION, 100, low=0)(options, "/options", problems)
    return problems


def check_message(blocks: Any) -> None:
    """Raise `invalid_blocks`, or `msg_blocks_too_long`, if the blocks cannot be posted."""
    problems = problems_of_message(blocks)
    if problems:
        raise SlackError(
            "invalid_blocks",
            messages=[str(problem) for problem in problems],
            errors=[f"{problem.message} [json-pointer:{problem.pointer}]" for problem in problems],
        )
    if text_length(blocks) > MAX_MESSAGE_TEXT:
        raise SlackError("msg_blocks_too_long")
