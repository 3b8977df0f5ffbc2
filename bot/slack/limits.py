"""Slack's limits, each in one place. Where sources disagree the lower number stands."""

from __future__ import annotations

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 9_000
"""Text of all blocks of one message: `msg_blocks_too_long` is undocumented, so this keeps a distance."""
FALLBACK_TEXT = 300
"""Slack cuts `text` at 40,000; a notification shows one line."""

SECTION_TEXT = 3_000
SECTION_FIELDS = 10
FIELD_TEXT = 2_000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 2_000
ACTIONS_ELEMENTS = 25
RICH_TEXT = 3_000
"""Slack documents none for `rich_text`; kept like a section."""
BUTTON_TEXT = 75
OPTION_TEXT = 75
OPTIONS = 100
OVERFLOW_OPTIONS = 5
VALUE = 2_000
OPTION_VALUE = 150
URL = 3_000
ACTION_ID = 255
ALT_TEXT = 2_000
INPUT_LABEL = 2_000
PLACEHOLDER = 150
MODAL_TITLE = 24
PRIVATE_METADATA = 3_000
