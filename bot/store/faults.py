"""Database failures as errors a person can act on."""

from __future__ import annotations

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import DeskwireError, ErrorCode

RETRY_AFTER_S = 5.0

# What the drivers say, in lower case, the more special first.
_SQLITE: tuple[tuple[str, str], ...] = (
    ("database or disk is full", "The disk that holds the database is full; free some space and try again."),
    ("disk i/o error", "The database file cannot be read or written; check the disk, then try again."),
    ("readonly", "The database file is read-only; give Deskwire the right to write it and its folder."),
    (
        "unable to open",
        "The database file cannot be opened; check that its folder exists and may be written.",
    ),
    ("is locked", "Another process holds the database; stop it, or try again in a moment."),
)
_POSTGRES: tuple[tuple[str, str], ...] = (
    ("no space left", "The disk of the database server is full; free some space and try again."),
    ("could not extend file", "The disk of the database server is full; free some space and try again."),
    (
        "read-only transaction",
        "The database is read-only; point DATABASE_URL at a server that may be written.",
    ),
    ("password authentication failed", "The database refused the password; correct DATABASE_URL."),
    ("does not exist", "The database is not set up; correct DATABASE_URL or run `deskwire migrate`."),
)
_DAMAGED: tuple[tuple[str, str], ...] = (
    ("no such table", "The database is not set up; run `deskwire migrate`."),
    ("malformed", "The database file is damaged; restore it from a backup."),
    (
        "not a database",
        "The database file is something else; correct store.path or restore it from a backup.",
    ),
)


class StoreError(DeskwireError):
    """The database failed. What was being done is not wrong in itself and may be done again."""


def fault(error: SQLAlchemyError) -> StoreError:
    """The typed error for a failure of the database.

    `unavailable` with `retry_after` where waiting or making room can help, `internal` where only a person
    or a correction of ours does.
    """
    said = str(error.orig if isinstance(error, DBAPIError) and error.orig is not None else error).lower()
    if isinstance(error, PoolTimeout):
        return _unavailable("The database is busy; try again in a moment.")
    if isinstance(error, IntegrityError | DataError):
        return _typed("internal", "The database refused this entry; report it with the id in the log.")
    for marker, sentence in _DAMAGED:
        if marker in said:
            return _typed("internal", sentence)
    for marker, sentence in _SQLITE + _POSTGRES:
        if marker in said:
            return _unavailable(sentence)
    if isinstance(error, DBAPIError):
        return _unavailable("The database does not answer; check that it is running, then try again.")
    return _typed("internal", "The database query failed; report it with the id in the log.")


def too_slow() -> StoreError:
    """The typed error for a transaction that took longer than any may."""
    return _unavailable(
        "The database takes too long to answer; see whether it is overloaded, then try again."
    )


def _unavailable(sentence: str) -> StoreError:
    return StoreError("unavailable", sentence, retry_after=RETRY_AFTER_S)


def _typed(code: ErrorCode, sentence: str) -> StoreError:
    return StoreError(code, sentence)
