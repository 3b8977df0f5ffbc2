"""Reads what Slack sends: whose it is, and the key by which a retry is known. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.model import Team

Body = Mapping[str, Any]
_TABLES = frozenset({"csv", "tsv", "xls", "xlsx", "numbers", "ods"})
_ENDINGS = tuple(f".{each}" for each in sorted(_TABLES))
"""Sheets that are no CSV are taken as well: their sender is told to save them as CSV."""
_IMPORTS = re.compile(r"\b(?:import|portfolio|watch)\b", re.IGNORECASE)


def team_of(context: AsyncBoltContext) -> Team:
    """The installation that a request belongs to. An org-wide install has no team of its own."""
    if context.is_enterprise_install:
        return Team("", context.enterprise_id or "")
    return Team(context.team_id or "", context.enterprise_id or "")


def key_of(body: Body) -> str:
    """Unique to the event or interaction, the same in every retry of it."""
    for name in ("event_id", "trigger_id"):
        if body.get(name):
            return str(body[name])
    view = body.get("view") or {}
    return f"view:{view.get('id', '')}:{view.get('hash', '')}"


def user_of(body: Body) -> str:
    """Who did it, in commands (`user_id`) and interactions (`user`)."""
    user = body.get("user")
    return str(user.get("id", "")) if isinstance(user, Mapping) else str(body.get("user_id") or user or "")


def channel_of(body: Body) -> str:
    """Where it was done; empty in views and in the home tab."""
    channel = body.get("channel")
    if isinstance(channel, Mapping):
        return str(channel.get("id", ""))
    container = body.get("container") or {}
    return str(body.get("channel_id") or container.get("channel_id") or "")


def table_ids(message: Body, text: str = "") -> tuple[str, ...]:
    """The files of a message that can hold a watchlist or a statement; plain text only where `text` says so."""
    files = message.get("files") or []
    plain = bool(_IMPORTS.search(text))
    return tuple(
        str(file["id"])
        for file in files
        if file.get("id")
        and (
            file.get("filetype") in _TABLES
            or str(file.get("name", "")).lower().endswith(_ENDINGS)
            or (
                plain
                and (file.get("filetype") == "text" or str(file.get("name", "")).lower().endswith(".txt"))
            )
        )
    )


def file_ids(message: Body) -> tuple[str, ...]:
    """The PDFs of a message; other files are none of our business."""
    files = message.get("files") or []
    return tuple(
        str(file["id"])
        for file in files
        if file.get("id")
        and (
            file.get("filetype") == "pdf"
            or file.get("mimetype") == "application/pdf"
            or "mimetype" not in file
        )
    )
