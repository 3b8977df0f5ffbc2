"""How the stand-in refuses: Slack's own error names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """An `{"ok": false}` answer of the Web API.

    `name` is Slack's error name. `extra` holds further fields of the answer, for example
    `response_metadata`. `status` and `headers` are those of the HTTP response.
    """

    def __init__(
        self,
        name: str,
        *,
        messages: list[str] | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(name)
        self.name = name
        self.status = status
        self.headers = dict(headers or {})
        self.extra: Json = dict(extra)
        if messages is not None:
            self.extra["response_metadata"] = {"messages": messages}

    def body(self) -> Json:
        """The JSON answer."""
        return {"ok": False, "error": self.name, **self.extra}


class DispatchError(Exception):
    """The app did not take a command or an interaction: `dispatch_failed` or `operation_timeout`."""

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name
        self.detail = detail
