"""The one family of errors that a person may see.

Every failure that can be told to a user ends as a `DeskwireError`: a stable `code` for machines and one
sentence for people that says what to do. Anything else is a defect and is reported as `internal` with an id.
"""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal[
    "bad_url",
    "forbidden_address",
    "robots",
    "not_found",
    "denied",
    "rate_limited",
    "unavailable",
    "timeout",
    "too_large",
    "unsupported_type",
    "not_an_article",
    "bad_input",
    "internal",
]

NotAnArticle = Literal["consent", "paywall", "login", "captcha", "listing", "empty", "language", "error_page"]


class DeskwireError(Exception):
    """A failure with a stable code and one plain sentence that says what to do.

    `reason` is set when `code` is `not_an_article`. `retry_after` (seconds) is set when waiting can help.
    The instance pickles, because extraction and analysis raise it in another process.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        reason: NotAnArticle | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.message = message
        self.reason: NotAnArticle | None = reason
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.code, self.message, self.reason, self.retry_after))

    def as_json(self) -> dict[str, object]:
        """The error object of the command line's JSON output."""
        out: dict[str, object] = {"code": self.code, "message": self.message}
        if self.reason is not None:
            out["reason"] = self.reason
        return out


def _rebuild(
    code: ErrorCode, message: str, reason: NotAnArticle | None, retry_after: float | None
) -> DeskwireError:
    return DeskwireError(code, message, reason=reason, retry_after=retry_after)
