"""What Slack can answer to a message, as errors that say what to do."""

from __future__ import annotations

from bot.errors import DeskwireError, ErrorCode


class DeliveryError(DeskwireError):
    """Slack refused a message for good. `slack_error` is its own name for the reason."""

    def __init__(self, code: ErrorCode, message: str, slack_error: str = "") -> None:
        super().__init__(code, message)
        self.slack_error = slack_error


class NotInChannel(DeliveryError):
    """The bot is no member of the channel, which looks the same as a channel it may not see."""

    def __init__(self, slack_error: str = "not_in_channel") -> None:
        super().__init__(
            "denied", "I am not in that channel; invite me with /invite, then try again.", slack_error
        )


class InstallationGone(DeliveryError):
    """The workspace's token is no longer good: the app was removed, or its token revoked."""

    def __init__(self, slack_error: str = "token_revoked") -> None:
        super().__init__(
            "denied",
            "Slack no longer accepts my token for this workspace; install Deskwire again.",
            slack_error,
        )


class MessageGone(DeliveryError):
    """The message that should change no longer exists."""

    def __init__(self, slack_error: str = "message_not_found") -> None:
        super().__init__(
            "not_found", "That message was deleted in Slack; ask again for a new one.", slack_error
        )


class Delayed(DeskwireError):
    """Nothing is lost, only late: call again after `retry_after` seconds. Nobody needs to be told."""

    retry_after: float

    def __init__(
        self, retry_after: float, why: str = "Slack asks me to wait; the message will follow."
    ) -> None:
        super().__init__("rate_limited", why, retry_after=retry_after)


_NO_CHANNEL = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel"})
_NO_TOKEN = frozenset(
    {
        "account_inactive",
        "app_missing_action_url",
        "invalid_auth",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
_NO_MESSAGE = frozenset(
    {"message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"}
)
_SENTENCES: dict[str, tuple[ErrorCode, str]] = {
    "is_archived": ("denied", "That channel is archived; unarchive it or ask in another one."),
    "restricted_action": ("denied", "Your workspace does not let me post in that channel; ask an admin."),
    "restricted_action_read_only_channel": (
        "denied",
        "That channel is read-only for me; ask an admin to let me post there.",
    ),
    "restricted_action_thread_only_channel": (
        "denied",
        "That channel takes replies in threads only; paste the link as a message there.",
    ),
    "missing_scope": ("denied", "I lack a permission in Slack; ask an admin to install Deskwire again."),
    "ekm_access_denied": ("denied", "Your firm has locked messages in Slack for now; ask an admin."),
    "cant_delete_message": ("denied", "Slack does not let me delete that message; delete it yourself."),
}

UNCERTAIN = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
"""Answers after which the message may stand in the channel although Slack says it failed."""

UNREADABLE = frozenset(
    {
        "access_denied",
        "channel_not_found",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_in_channel",
        "thread_not_found",
        "too_much_to_search",  # our own word for a channel in which more was said than can be paged through
    }
)
"""Answers that say a channel's messages cannot be searched."""


def refused(slack_error: str) -> DeliveryError:
    """The typed error for an answer of Slack that no retry can change."""
    if slack_error in _NO_CHANNEL:
        return NotInChannel(slack_error)
    if slack_error in _NO_TOKEN:
        return InstallationGone(slack_error)
    if slack_error in _NO_MESSAGE:
        return MessageGone(slack_error)
    code, sentence = _SENTENCES.get(
        slack_error,
        (
            "internal",
            f"Slack refused the message ({slack_error or 'no reason given'}); report it with the id.",
        ),
    )
    return DeliveryError(code, sentence, slack_error)
