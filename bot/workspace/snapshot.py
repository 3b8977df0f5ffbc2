"""What one person sees, as JSON for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.workspace.errors import Json
from bot.workspace.things import BOT_USER, SLACKBOT, Channel, Message, Person, View

if TYPE_CHECKING:
    from bot.workspace.workspace import Workspace


def snapshot(workspace: Workspace, person: Person) -> Json:
    """Everything the page shows to `person`."""
    state = workspace.state
    stack = state.modals.get(person.id, [])
    home = state.homes.get(person.id)
    channels = [channel for channel in state.channels.values() if person.id in channel.members]
    return {
        "version": workspace.hub.version,
        "team": state.team_name,
        "app": {
            "name": state.app_name,
            "user": BOT_USER,
            "connected": any(transport.ready for transport in workspace.dispatcher.transports),
            "uninstalled": workspace.uninstalled,
        },
        "you": person.id,
        "people": {one.id: _person(one) for one in state.people.values()},
        "channels": [_channel(workspace, channel, person) for channel in channels],
        "commands": [
            {"name": command.name, "description": command.description, "hint": command.usage_hint}
            for command in workspace.app.commands or ()
        ],
        "shortcuts": [
            {"name": shortcut.name, "callback_id": shortcut.callback_id, "on_message": shortcut.on_message}
            for shortcut in workspace.app.shortcuts
        ],
        "modal": {**_view(stack[-1]), "depth": len(stack)} if stack else None,
        "home": _view(home) if home else None,
        "samples": workspace.articles.links(),
    }


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "admin": person.is_admin,
        "guest": person.is_guest,
        "bot": person.is_bot,
        "selectable": not person.is_bot,
        "system": person.id == SLACKBOT,
        "tz": person.tz,
    }


def _channel(workspace: Workspace, channel: Channel, person: Person) -> Json:
    state = workspace.state
    messages = state.in_channel(channel.id) + [
        message
        for message in state.ephemerals()
        if message.channel == channel.id and message.only_for == person.id
    ]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic,
        "archived": channel.archived,
        "shared": channel.ext_shared,
        "members": len(channel.members),
        "has_app": BOT_USER in channel.members,
        "messages": [_message(workspace, message) for message in sorted(messages, key=lambda m: m.ts)],
    }


def _message(workspace: Workspace, message: Message) -> Json:
    return {
        **workspace.state.wire(message),
        "ephemeral": message.only_for is not None,
        "reply": message.is_reply,
        "broadcast": message.broadcast,
        "mrkdwn": message.mrkdwn,
        "permalink": workspace.permalink(message),
    }


def _view(view: View) -> Json:
    return {**view.wire(), "errors": view.errors}
