"""What an endpoint's answer holds: the text a model wrote, and the tokens it cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

MAX_TOKENS = 10_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's text (empty where it refused), and the tokens used, None where the endpoint does not say."""

    text: str
    tokens: int | None


def reply_of(body: bytes) -> Reply | None:
    """Read the JSON of `/chat/completions`; None where it is something else."""
    try:
        data = json.loads(body)
        message = data["choices"][0]["message"]
        content = message.get("content")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return None
    if isinstance(content, list):
        # The content may come in parts.
        content = "".join(
            str(part.get("text") or "") for part in content if isinstance(part, dict) and "text" in part
        )
    if content is not None and not isinstance(content, str):
        return None
    return Reply(content or "", _tokens(data.get("usage")))


def _tokens(usage: Any) -> int | None:
    if not isinstance(usage, dict):
        return None
    total = usage.get("total_tokens")
    if total is None:
        parts = usage.get("prompt_tokens"), usage.get("completion_tokens")
        total = sum(parts) if all(type(part) is int for part in parts) else None  # type: ignore[arg-type]
    return total if type(total) is int and 0 < total <= MAX_TOKENS else None
