"""How long a look back people type: `8h`, `3d`, `30 min`. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.errors import DeskwireError

DAY = timedelta(days=1)
LONGEST = timedelta(days=14)
SHORTEST = timedelta(minutes=15)

_SPAN = re.compile(r"(?:^|\s)(\d{1,3})\s*(m|min|h|hours?|d|days?)$", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def read(line: str) -> tuple[str, timedelta]:
    """A line without the span at its end, and the span; a day where it names none.

    Raises `DeskwireError("bad_input")` for one that no digest covers.
    """
    found = _SPAN.search(line)
    if found is None:
        return line, DAY
    span = timedelta(**{_UNITS[found[2].lower()[0]]: int(found[1])})
    if not SHORTEST <= span <= LONGEST:
        raise DeskwireError("bad_input", "A digest covers between 15 minutes and 14 days, such as 8h or 3d.")
    return line[: found.start()].strip(), span
