"""What the app's manifest grants: commands, shortcuts, events, scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ALL_SCOPES = frozenset(
    [
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "links:read",
        "links:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "users:read",
    ]
)
"""What the bot may do when no manifest says otherwise."""


@dataclass(frozen=True)
class Command:
    """A slash command of the app."""

    name: str
    description: str = ""
    usage_hint: str = ""
    escapes: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the app, on a message or global."""

    name: str
    callback_id: str
    on_message: bool


@dataclass(frozen=True)
class AppManifest:
    """The app as its manifest describes it. `None` and empty fields mean: anything goes."""

    commands: tuple[Command, ...] | None = None
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] | None = None
    scopes: frozenset[str] | None = None

    @classmethod
    def read(cls, manifest: Mapping[str, Any] | None) -> AppManifest:
        """Read a manifest as Slack takes it. Without one everything is delivered and allowed."""
        if manifest is None:
            return cls()
        features = manifest.get("features", {})
        events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
        return cls(
            commands=tuple(
                Command(
                    name=item["command"],
                    description=item.get("description", ""),
                    usage_hint=item.get("usage_hint", ""),
                    escapes=bool(item.get("should_escape", False)),
                )
                for item in features.get("slash_commands", [])
            ),
            shortcuts=tuple(
                Shortcut(item["name"], item["callback_id"], item["type"] == "message")
                for item in features.get("shortcuts", [])
            ),
            events=frozenset(events),
            scopes=frozenset(scopes),
        )

    def command(self, name: str) -> Command | None:
        """The command of that name. Without a manifest every name is one."""
        if self.commands is None:
            return Command(name)
        return next((command for command in self.commands if command.name == name), None)
