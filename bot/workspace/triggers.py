"""Trigger ids: three seconds and one use each, as at Slack."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable

from bot.workspace.errors import SlackError

TRIGGER_S = 3.0
_FORMAT = re.compile(r"\d+\.\d+\.[0-9a-f]+")


class Triggers:
    """Issues trigger ids to interactions and takes them back. `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._issued: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def issue(self, user: str) -> str:
        """A trigger id for what `user` just did."""
        trigger = f"{time.time_ns()}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._issued[trigger] = (user, self._clock() + TRIGGER_S)
        return trigger

    def exchange(self, trigger: str) -> str:
        """The user behind a trigger. Raises `invalid_trigger_id`, `expired_...` or `exchanged_trigger_id`."""
        if not _FORMAT.fullmatch(trigger) or trigger not in self._issued:
            raise SlackError("invalid_trigger_id")
        if trigger in self._used:
            raise SlackError("exchanged_trigger_id")
        user, until = self._issued[trigger]
        if self._clock() > until:
            raise SlackError("expired_trigger_id")
        self._used.add(trigger)
        return user
