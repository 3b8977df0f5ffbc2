"""The one place where a failure becomes a sentence for the person who asked, with an id for the log."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import structlog

from bot.errors import DeskwireError

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Failure:
    """What is said (`sentence`), and the id under which the log tells more."""

    sentence: str
    error_id: str
    code: str
    reason: str | None = None


def explain(error: BaseException, **where: object) -> Failure:
    """Log a failure and word it. Typed errors speak for themselves; anything else is a defect of ours."""
    error_id = secrets.token_hex(4)
    if isinstance(error, DeskwireError) and error.code != "internal":
        _log.info("refused", error_id=error_id, code=error.code, reason=error.reason, **where)
        return Failure(error.message, error_id, error.code, error.reason)
    _log.error("failed", error_id=error_id, exc_info=error, **where)
    sentence = f"Something went wrong on my side; try again, and if it stays, tell whoever runs me the id {error_id}."
    return Failure(sentence, error_id, "internal")
