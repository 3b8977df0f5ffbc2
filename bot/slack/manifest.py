"""The app manifest: what Slack has to know about Deskwire before it can be installed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.errors import DeskwireError
from bot.slack.ids import CallbackId

Mode = Literal["socket", "http"]
Scopes = Literal["full", "minimal"]

MAX_COMMANDS = 50
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")

FULL_SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:history",
    "reactions:read",
    "users:read",
)
# Reads no message that does not name the bot: commands, mentions and shortcuts only.
MINIMAL_SCOPES = ("app_mentions:read", "chat:write", "commands", "im:write", "users:read")

FULL_EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "tokens_revoked",
)
MINIMAL_EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "tokens_revoked")

DESCRIPTIONS: Mapping[str, tuple[str, str]] = {
    "news": ("Brief an article, or run any part of Deskwire", "<link> [private] | alert … | feeds … | help"),
    "watch": ("Your watchlists", "add|remove|list TICKER…"),
    "digest": ("Scheduled digests", "now|preview|schedule|pause|resume|list"),
    "alert": ("Alerts on news as it comes", "add|list|test|pause|resume|delete"),
    "portfolio": ("Your holdings", "import|show|brief"),
}
"""What each command of the settings says about itself: description and usage hint."""


def manifest(
    commands: Mapping[str, str],
    *,
    mode: Mode,
    scopes: Scopes = "full",
    base_url: str | None = None,
    name: str = "Deskwire",
) -> dict[str, Any]:
    """The manifest for the configured command names (`{"news": "/news"}`), ready for JSON or YAML.

    HTTP mode needs `base_url`, the https address at which Slack reaches the bot. Minimal scopes leave out
    every history scope: links in messages, direct messages and reactions are then not seen. Raises
    `DeskwireError("bad_input")` for what Slack would refuse.
    """
    urls = _urls(mode, base_url)
    full = scopes == "full"
    events: dict[str, Any] = {"bot_events": list(FULL_EVENTS if full else MINIMAL_EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    oauth: dict[str, Any] = {"scopes": {"bot": list(FULL_SCOPES if full else MINIMAL_SCOPES)}}
    if urls:
        events["request_url"] = interactivity["request_url"] = urls["events"]
        oauth["redirect_urls"] = [urls["redirect"]]
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": _limited("the app's name", name, 35),
            "description": "Turns a link into an investor's brief: tickers, sentiment, impact, evidence.",
            "background_color": "#14304f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": not full,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                _shortcut("Brief this link", CallbackId.SHORTCUT_BRIEF_LINK, "Brief the links in a message"),
                _shortcut(
                    "Brief this text",
                    CallbackId.SHORTCUT_BRIEF_TEXT,
                    "Brief the text of a message as an article",
                ),
            ],
            "slash_commands": _commands(commands, urls.get("events")),
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": True,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def _urls(mode: Mode, base_url: str | None) -> dict[str, str]:
    if mode == "socket":
        return {}
    base = (base_url or "").rstrip("/")
    parts = urlsplit(base)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise DeskwireError(
            "bad_input", "HTTP mode needs the https address of the bot, such as https://deskwire.example.com."
        )
    return {"events": f"{base}/slack/events", "redirect": f"{base}/slack/oauth_redirect"}


def _commands(commands: Mapping[str, str], url: str | None) -> list[dict[str, Any]]:
    if not 0 < len(commands) <= MAX_COMMANDS:
        raise DeskwireError(
            "bad_input", f"Configure between 1 and {MAX_COMMANDS} commands in slack.commands."
        )
    if len(set(commands.values())) != len(commands):
        raise DeskwireError(
            "bad_input", "Two commands in slack.commands have the same name; give each its own."
        )
    built = []
    for key, command in commands.items():
        if not _COMMAND.fullmatch(command):
            raise DeskwireError(
                "bad_input",
                f"slack.commands.{key} must be a slash and up to 31 of a-z, 0-9, - and _: {command!r}.",
            )
        description, hint = DESCRIPTIONS.get(key, (f"Short form of /news {key}", ""))
        one: dict[str, Any] = {"command": command, "description": description, "should_escape": False}
        if hint:
            one["usage_hint"] = hint
        if url:
            one["url"] = url
        built.append(one)
    return built


def _shortcut(label: str, callback: CallbackId, description: str) -> dict[str, Any]:
    return {"name": label, "type": "message", "callback_id": str(callback), "description": description}


def _limited(what: str, text: str, limit: int) -> str:
    if not 0 < len(text) <= limit:
        raise DeskwireError("bad_input", f"Give {what} between 1 and {limit} characters.")
    return text
