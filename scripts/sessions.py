"""Write the trading days that ship with Deskwire: `python -m scripts.sessions`. Run it before a release."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.market.calendars import computed, pack

BACK = timedelta(days=60)
AHEAD = timedelta(days=800)
FILE = Path(__file__).parents[1] / "bot" / "market" / "data" / "sessions.json"


def main() -> None:
    """Compute the days around today and write them."""
    today = datetime.now(UTC).date()
    sessions = computed(today - BACK, today + AHEAD)
    entries = [
        f"{json.dumps(code)}: {json.dumps(entry, separators=(',', ':'))}"
        for code, entry in pack(sessions).items()
    ]
    FILE.write_text("{\n" + ",\n".join(entries) + "\n}\n", "utf-8")
    print(f"{len(sessions)} sessions, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
