"""What the page can do on behalf of the person in front of it."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.workspace.conversing import Outcome, Upload
from bot.workspace.errors import Json
from bot.workspace.things import Message, View

if TYPE_CHECKING:
    from bot.workspace.workspace import Workspace

Action = Callable[["Workspace", Json], Awaitable[Json]]


async def _message(workspace: Workspace, body: Json) -> Json:
    """Send what was typed: a command if it begins with a slash, else a message."""
    text = str(body.get("text", ""))
    thread = body.get("thread_ts") or None
    uploads = _uploads(body.get("files") or [])
    if text.startswith("/") and not uploads and not text.startswith("//"):
        outcome = await workspace.command(body["you"], body["channel"], text, in_thread=thread is not None)
        return _outcome(outcome)
    if not text.strip() and not uploads:
        return {}
    sent = await workspace.send_message(
        body["you"], body["channel"], text, thread, uploads, broadcast=bool(body.get("broadcast"))
    )
    return {"ts": sent.ts}


async def _edit(workspace: Workspace, body: Json) -> Json:
    message = _own(workspace, body)
    await workspace.edit_message(message, str(body["text"]))
    return {}


async def _delete(workspace: Workspace, body: Json) -> Json:
    message = _find(workspace, body)
    if message.only_for is None:
        message = _own(workspace, body)
    workspace.deleted(message)
    return {}


async def _react(workspace: Workspace, body: Json) -> Json:
    message, name = _find(workspace, body), str(body["name"])
    if workspace.state.person(body["you"]).id in message.reactions.get(name, []):
        await workspace.remove_reaction(body["you"], message, name)
    else:
        await workspace.add_reaction(body["you"], message, name)
    return {}


async def _click(workspace: Workspace, body: Json) -> Json:
    outcome = await workspace.click(
        body["you"],
        _where(workspace, body),
        str(body["action_id"]),
        body.get("value"),
        block_id=body.get("block_id"),
    )
    return _outcome(outcome)


async def _suggest(workspace: Workspace, body: Json) -> Json:
    where = _where(workspace, body)
    options = await workspace.suggest(body["you"], where, str(body["action_id"]), str(body["query"]))
    return {"options": options}


async def _shortcut(workspace: Workspace, body: Json) -> Json:
    message = _find(workspace, body) if body.get("ts") else None
    return _outcome(await workspace.shortcut(body["you"], message, str(body["callback_id"])))


async def _submit(workspace: Workspace, body: Json) -> Json:
    view = _where(workspace, body)
    if not isinstance(view, View):
        raise LookupError("There is no such view.")
    for block_id, actions in dict(body.get("values") or {}).items():
        for action_id, value in actions.items():
            given = _uploads(value) if _is_files(value) else value
            await workspace.enter(body["you"], view, action_id, given, block_id=block_id)
    return _outcome(await workspace.submit_view(body["you"], view=view))


async def _close(workspace: Workspace, body: Json) -> Json:
    await workspace.close_view(body["you"], clear=bool(body.get("clear")))
    return {}


async def _home(workspace: Workspace, body: Json) -> Json:
    await workspace.open_home(body["you"], str(body.get("tab", "home")))
    return {}


async def _invite(workspace: Workspace, body: Json) -> Json:
    await workspace.invite(body["channel"], by=body["you"])
    return {}


ACTIONS: dict[str, Action] = {
    "message": _message,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "click": _click,
    "suggest": _suggest,
    "shortcut": _shortcut,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "invite": _invite,
}
"""Every action by its name in the address."""


def _uploads(items: list[Json]) -> list[Upload]:
    return [
        Upload(str(item["name"]), base64.b64decode(item["data"]), str(item.get("type", ""))) for item in items
    ]


def _is_files(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and "data" in item for item in value)
    )


def _outcome(outcome: Outcome) -> Json:
    return {"acknowledged": outcome.ok, "failure": outcome.error}


def _find(workspace: Workspace, body: Json) -> Message:
    state = workspace.state
    channel, ts = str(body["channel"]), str(body["ts"])
    found = state.find(channel, ts) or state.find_ephemeral(channel, ts)
    if found is None or found.only_for not in (None, state.person(body["you"]).id):
        raise LookupError("This message is no longer there.")
    return found


def _own(workspace: Workspace, body: Json) -> Message:
    message = _find(workspace, body)
    if message.user != workspace.state.person(body["you"]).id:
        raise LookupError("Only the person who wrote a message may change it.")
    return message


def _where(workspace: Workspace, body: Json) -> Any:
    if "view" not in body:
        return _find(workspace, body)
    view = workspace.state.views.get(str(body["view"]))
    if view is None or view.user != workspace.state.person(body["you"]).id:
        raise LookupError("This view is no longer open.")
    return view
