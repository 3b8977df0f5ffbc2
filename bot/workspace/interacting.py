"""What people do with the app's surfaces: press, choose, submit, use shortcuts."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any

from bot.workspace import blockkit
from bot.workspace.conversing import Conversing, Outcome, Upload
from bot.workspace.elements import entered, find_element, interaction_value, missing_inputs
from bot.workspace.errors import DispatchError, Json, SlackError
from bot.workspace.things import APP_ID, TEAM_ID, File, Message, Person, View
from bot.workspace.webapi.views import MAX_STACK, checked_view, new_view, replace_body

Where = Message | View


class Interacting(Conversing):
    """The hands of the people on buttons, menus and modals."""

    async def click(
        self,
        user: str,
        where: Where,
        action_id: str,
        value: Any = None,
        *,
        block_id: str | None = None,
        nth: int = 0,
    ) -> Outcome:
        """Press a button, or set another element to `value`, and wait for the acknowledgement.

        For menus `value` is the value or the label of an option (a list of them for several), for pickers
        the picked thing, for text what is typed. `nth` picks among elements with the same action id.
        Raises `LookupError` when there is no such element or option.
        """
        person = self.state.person(user)
        block, element = find_element(where.blocks, action_id, block_id, nth)
        chosen = interaction_value(element, value)
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.state.now_ts(),
            **chosen,
        }
        values = self._values_of(where, person)
        if element["type"] not in ("button", "overflow", "feedback_buttons", "icon_button"):
            values.setdefault(block["block_id"], {})[action_id] = {"type": element["type"], **chosen}
        payload = {
            **self._interaction("block_actions", person),
            **self._surface(where, person),
            "actions": [action],
        }
        if isinstance(where, Message):
            payload["state"] = {"values": values}
        return await self._ask(payload)

    async def enter(
        self, user: str, view: View, action_id: str, value: Any, *, block_id: str | None = None
    ) -> None:
        """Fill in an element of a modal without sending anything yet (that is what `submit_view` does)."""
        block, element = find_element(view.blocks, action_id, block_id, 0)
        if element["type"] == "file_input":
            value = [self._form_file(self.state.person(user), item).wire() for item in value or []]
        view.values.setdefault(block["block_id"], {})[element["action_id"]] = {
            "type": element["type"],
            **interaction_value(element, value),
        }
        self.hub.changed()

    def _form_file(self, person: Person, item: Upload) -> File:
        """A file that was chosen in a form: the app may read it, nobody else sees it."""
        kind = item.mimetype or mimetypes.guess_type(item.name)[0] or "application/octet-stream"
        file = self.new_file(item.name, item.data, kind, person.id)
        file.shared_in.add(self.state.direct(person.id).id)
        return file

    async def suggest(self, user: str, where: Where, action_id: str, query: str) -> list[Json]:
        """What an external menu offers for what is typed into it."""
        person = self.state.person(user)
        block, element = find_element(where.blocks, action_id, None, 0)
        payload = {
            **self._interaction("block_suggestion", person),
            **self._surface(where, person),
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": query,
        }
        for name in ("trigger_id", "response_url"):
            payload.pop(name, None)
        outcome = await self._ask(payload)
        answer = outcome.payload if isinstance(outcome.payload, dict) else {}
        options = list(answer.get("options") or [])
        for group in answer.get("option_groups") or []:
            options += group.get("options") or []
        problems = blockkit.problems_of_options(options)
        if problems:
            self.problems.append(f"{action_id} was offered invalid options: {problems[0]}")
            return []
        return options

    async def shortcut(self, user: str, message: Message | None, callback_id: str) -> Outcome:
        """Use a message shortcut, or a global one when `message` is `None`."""
        person = self.state.person(user)
        payload = self._interaction("shortcut" if message is None else "message_action", person)
        payload.update(callback_id=callback_id, action_ts=self.state.now_ts())
        if message is not None:
            channel = self.state.channels[message.channel]
            payload.update(
                channel={"id": channel.id, "name": channel.name or "directmessage"},
                message_ts=message.ts,
                message=self.state.wire(message),
                response_url=self.responses.issue(channel.id, person.id, None),
            )
        return await self._ask(payload)

    def modal(self, user: str) -> View | None:
        """The modal on top of what a person has open."""
        stack = self.state.modals.get(self.state.person(user).id, [])
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """The home tab published for a person."""
        return self.state.homes.get(self.state.person(user).id)

    async def submit_view(
        self, user: str, values: Mapping[str, Any] | None = None, view: View | None = None
    ) -> Outcome:
        """Fill in and submit the modal on top. `values` maps action ids (or block ids) to what is entered.

        As in Slack, a required input left empty stops it before the app hears of it: the outcome's error is
        then `missing_input`, and `view.errors` says where.
        """
        person = self.state.person(user)
        view = view or self.modal(user)
        if view is None:
            raise LookupError(f"{person.name} has no modal open.")
        for name, value in (values or {}).items():
            block, element = entered(view.blocks, name)
            await self.enter(user, view, element["action_id"], value, block_id=block["block_id"])
        view.errors = missing_inputs(view.blocks, view.values)
        if view.errors:
            self.hub.changed()
            return Outcome(error="missing_input")
        payload = self._interaction("view_submission", person)
        payload.update(view=view.wire(), response_urls=[])
        outcome = await self._ask(payload)
        if outcome.ok:
            try:
                self._apply(person, view, outcome.payload or {})
            except SlackError as problem:
                self.problems.append(f"A submission was answered with something invalid: {problem.body()}")
                return Outcome(outcome.seconds, outcome.payload, "invalid_view_response")
        return outcome

    async def close_view(self, user: str, *, clear: bool = False) -> None:
        """Close the modal on top, or with `clear` all of them."""
        person = self.state.person(user)
        stack = self.state.modals.get(person.id, [])
        if not stack:
            return
        top = stack[-1]
        gone = list(stack) if clear or top.body.get("clear_on_close") else [top]
        for view in reversed(gone):
            self._drop(person, view)
            if view.body.get("notify_on_close"):
                payload = self._interaction("view_closed", person)
                payload.pop("trigger_id")
                payload.update(view=view.wire(), is_cleared=len(gone) > 1)
                await self._ask(payload)

    def _apply(self, person: Person, view: View, answer: Json) -> None:
        """Do what the answer to a submission says; without any the modal closes."""
        action = answer.get("response_action")
        if action is None:
            self._drop(person, view)
        elif action == "clear":
            self.close_modals(person.id)
        elif action == "errors":
            errors = answer.get("errors") or {}
            inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if not errors or not set(errors) <= inputs:
                raise SlackError("invalid_errors", errors=errors)
            view.errors = {key: str(value) for key, value in errors.items()}
        elif action == "update":
            replace_body(self, view, checked_view(answer.get("view"), "modal"))
        elif action == "push":
            stack = self.state.modals.setdefault(person.id, [])
            if len(stack) >= MAX_STACK:
                raise SlackError("push_limit_reached")
            stack.append(new_view(self, person.id, checked_view(answer.get("view"), "modal"), view))
        else:
            raise SlackError("invalid_response_action", action=action)
        self.hub.changed()

    def _drop(self, person: Person, view: View) -> None:
        stack = self.state.modals.get(person.id, [])
        if view in stack:
            stack.remove(view)
        if not stack:
            self.state.modals.pop(person.id, None)
        self.state.views.pop(view.id, None)
        self.hub.changed()

    async def _ask(self, payload: Json) -> Outcome:
        if self.uninstalled:
            return Outcome(error="dispatch_failed")
        try:
            ack = await self.dispatcher.ask("interactive", payload)
        except DispatchError as error:
            return Outcome(self.dispatcher.log[-1].seconds, error=error.name)
        return Outcome(ack.seconds, ack.payload)

    def _interaction(self, kind: str, person: Person) -> Json:
        return {
            "type": kind,
            "token": "local-verification-token",
            "api_app_id": APP_ID,
            "team": {"id": TEAM_ID, "domain": "local"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM_ID},
            "trigger_id": self.triggers.issue(person.id),
        }

    def _surface(self, where: Where, person: Person) -> Json:
        if isinstance(where, View):
            return {"container": {"type": "view", "view_id": where.id}, "view": where.wire()}
        channel = self.state.channels[where.channel]
        container: Json = {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": channel.id,
            "is_ephemeral": where.only_for is not None,
        }
        if where.thread_ts:
            container["thread_ts"] = where.thread_ts
        surface: Json = {
            "container": container,
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "response_url": self.responses.issue(channel.id, person.id, where),
        }
        # Slack sends no message along when it was an ephemeral one.
        if where.only_for is None:
            surface["message"] = self.state.wire(where, metadata=True)
        return surface

    def _values_of(self, where: Where, person: Person) -> dict[str, dict[str, Json]]:
        if isinstance(where, View):
            return where.values
        key = (where.channel, where.ts, person.id)
        if key not in self.entered_in_messages:
            self.entered_in_messages[key] = {}
            blockkit.fill_initial_values(where.blocks, self.entered_in_messages[key])
        return self.entered_in_messages[key]
