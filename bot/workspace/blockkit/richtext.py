"""`rich_text` and `table` blocks."""

from __future__ import annotations

from typing import Any

from bot.workspace.blockkit.elements import BLOCK_ID, KIND
from bot.workspace.blockkit.rules import (
    Problem,
    Problems,
    Rule,
    boolean,
    integer,
    list_of,
    one_of,
    record,
    string,
    typed,
    url,
)

MAX_TABLE_TEXT = 10_000

_STYLE = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_ID = string(64, low=1)
_INLINE = typed(
    {
        "text": record({"type": KIND, "text": string(12_000, low=1)}, {"style": _STYLE}),
        "link": record(
            {"type": KIND, "url": url()}, {"text": string(3000), "unsafe": boolean, "style": _STYLE}
        ),
        "emoji": record(
            {"type": KIND, "name": string(100, low=1)},
            {"unicode": string(100), "style": _STYLE, "skin_tone": integer(2, 6)},
        ),
        "user": record({"type": KIND, "user_id": _ID}, {"style": _STYLE}),
        "usergroup": record({"type": KIND, "usergroup_id": _ID}, {"style": _STYLE}),
        "channel": record({"type": KIND, "channel_id": _ID}, {"style": _STYLE}),
        "broadcast": record(
            {"type": KIND, "range": one_of("here", "channel", "everyone")}, {"style": _STYLE}
        ),
        "color": record({"type": KIND, "value": string(7, low=4)}, {"style": _STYLE}),
        "date": record(
            {"type": KIND, "timestamp": integer(0, 99_999_999_999), "format": string(255, low=1)},
            {"url": url(), "fallback": string(255), "style": _STYLE},
        ),
    }
)
_SECTION = record({"type": KIND, "elements": list_of(_INLINE, 1000, low=0)})
_PRE = record(
    {"type": KIND, "elements": list_of(_INLINE, 1000, low=0)},
    {"border": integer(0, 1), "language": string(64)},
)
_QUOTE = record({"type": KIND, "elements": list_of(_INLINE, 1000, low=0)}, {"border": integer(0, 1)})
_LIST = record(
    {
        "type": KIND,
        "style": one_of("bullet", "ordered"),
        "elements": list_of(typed({"rich_text_section": _SECTION}), 1000, low=0),
    },
    {"indent": integer(0, 8), "offset": integer(0, 100_000), "border": integer(0, 1)},
)
RICH_TEXT: Rule = record(
    {
        "type": KIND,
        "elements": list_of(
            typed(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": _LIST,
                    "rich_text_preformatted": _PRE,
                    "rich_text_quote": _QUOTE,
                }
            ),
            1000,
            low=0,
        ),
    },
    {"block_id": BLOCK_ID},
)
_CELL = typed({"raw_text": record({"type": KIND, "text": string(3000, low=1)}), "rich_text": RICH_TEXT})


def _even_rows(value: Any, pointer: str, problems: Problems) -> None:
    """Every row has as many cells as the first, and the table is not too long in all."""
    rows = value.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            problems.append(
                Problem(f"{pointer}/rows/{index}", "must have the same number of cells as the first row")
            )
    if text_length(rows) > MAX_TABLE_TEXT:
        problems.append(
            Problem(f"{pointer}/rows", f"must be less than {MAX_TABLE_TEXT + 1} characters in all")
        )


TABLE: Rule = record(
    {"type": KIND, "rows": list_of(list_of(_CELL, 20), 100)},
    {
        "block_id": BLOCK_ID,
        "column_settings": list_of(
            record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}), 20, low=0
        ),
    },
    _even_rows,
)


def text_length(node: Any) -> int:
    """All characters of all texts in a structure."""
    if isinstance(node, list):
        return sum(text_length(item) for item in node)
    if isinstance(node, dict):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + sum(text_length(value) for value in node.values() if isinstance(value, (list, dict)))
    return 0
