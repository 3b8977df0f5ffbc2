"""`views.*`: modals and home tabs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.workspace import blockkit
from bot.workspace.errors import Json, SlackError
from bot.workspace.things import View, new_id
from bot.workspace.webapi.args import Args, invalid_arguments
from bot.workspace.webapi.registry import Registry

if TYPE_CHECKING:
    from bot.workspace.core import Core

method = Registry()

MAX_VIEW = 250_000
MAX_STACK = 3


def checked_view(value: Any, kind: str) -> Json:
    """The view object, if it is a valid `modal` or `home`. Raises `invalid_arguments` or `view_too_large`."""
    if not isinstance(value, dict):
        raise invalid_arguments("[ERROR] missing required field: view")
    if value.get("type") != kind:
        raise invalid_arguments(f"[ERROR] must be {kind} [json-pointer:/view/type]")
    problems = blockkit.problems_of_view(value)
    if problems:
        raise invalid_arguments(*(str(problem) for problem in problems))
    if len(json.dumps(value)) > MAX_VIEW:
        raise SlackError("view_too_large")
    return dict(value)


def _view_argument(args: Args, kind: str) -> Json:
    return checked_view(args.structure("view", "invalid_arguments"), kind)


def _unique(core: Core, body: Json, but: View | None = None) -> None:
    external = body.get("external_id")
    if external and any(
        view.body.get("external_id") == external and view is not but for view in core.state.views.values()
    ):
        raise SlackError("duplicate_external_id")


def new_view(core: Core, user: str, body: Json, below: View | None = None) -> View:
    """A view of a person, on top of `below`."""
    _unique(core, body)
    identity = new_id("V")
    view = View(
        id=identity,
        user=user,
        body={**body, "blocks": core.state.with_ids(body["blocks"])},
        hash=core.state.now_ts(),
        root=below.root if below else identity,
        previous=below.id if below else None,
    )
    blockkit.fill_initial_values(view.blocks, view.values)
    core.state.views[view.id] = view
    return view


def replace_body(core: Core, view: View, body: Json) -> None:
    """Show `body` in place of what the view showed; what was entered stays where the ids are the same."""
    _unique(core, body, view)
    view.body = {**body, "blocks": core.state.with_ids(body["blocks"])}
    view.hash = core.state.now_ts()
    view.errors = {}
    kept = {str(block["block_id"]) for block in view.blocks}
    view.values = {block: values for block, values in view.values.items() if block in kept}
    blockkit.fill_initial_values(view.blocks, view.values)


@method("views.open", tier=4)
async def open_(core: Core, args: Args) -> Json:
    """Open a modal for the person behind the trigger."""
    body = _view_argument(args, "modal")
    user = core.triggers.exchange(args.required("trigger_id"))
    view = new_view(core, user, body)
    core.close_modals(user)
    core.state.modals[user] = [view]
    return {"view": view.wire()}


@method("views.push", tier=4)
async def push(core: Core, args: Args) -> Json:
    """Put a modal on top of the one that is open."""
    body = _view_argument(args, "modal")
    user = core.triggers.exchange(args.required("trigger_id"))
    stack = core.state.modals.get(user, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    view = new_view(core, user, body, stack[-1])
    stack.append(view)
    return {"view": view.wire()}


@method("views.update", tier=4)
async def update(core: Core, args: Args) -> Json:
    """Change a modal that is open."""
    view = _find(core, args)
    body = _view_argument(args, "modal")
    if "hash" in args and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    replace_body(core, view, body)
    return {"view": view.wire()}


@method("views.publish", tier=4)
async def publish(core: Core, args: Args) -> Json:
    """Show a home tab to a person."""
    user = args.required("user_id")
    if user not in core.state.people:
        raise SlackError("user_not_found")
    body = _view_argument(args, "home")
    current = core.state.homes.get(user)
    if current is None:
        core.state.homes[user] = current = new_view(core, user, body)
    else:
        if "hash" in args and args.text("hash") != current.hash:
            raise SlackError("hash_conflict")
        replace_body(core, current, body)
    return {"view": current.wire()}


def _find(core: Core, args: Args) -> View:
    if "external_id" in args:
        wanted = args.text("external_id")
        found = [view for view in core.state.views.values() if view.body.get("external_id") == wanted]
    else:
        view_id = args.required("view_id")
        found = [core.state.views[view_id]] if view_id in core.state.views else []
    if not found:
        raise SlackError("not_found")
    return found[0]
