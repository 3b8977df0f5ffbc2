"""Arguments of a Web API call, however they came: query, form or JSON."""

from __future__ import annotations

import base64
import json
from typing import Any

from aiohttp import web

from bot.workspace.errors import Json, SlackError

_FALSE = {"", "0", "false", "False", "no", None}


class Args:
    """The arguments of one call, with Slack's errors for those that are missing or wrong."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as their digits."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise invalid_arguments(f"[ERROR] must be a string [json-pointer:/{name}]")
        return str(value)

    def required(self, name: str) -> str:
        """A string that must be there."""
        if name not in self:
            raise invalid_arguments(f"[ERROR] missing required field: {name}")
        return self.text(name)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, as JSON or in one of the spellings of a form."""
        value = self.values.get(name)
        if value is None:
            return default
        return value not in _FALSE if isinstance(value, str) else bool(value)

    def optional_flag(self, name: str) -> bool | None:
        """A boolean, or `None` when it was not given."""
        return self.flag(name) if self.values.get(name) is not None else None

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number within bounds; `invalid_limit` outside of them."""
        try:
            value = int(self.values.get(name, default))
        except (TypeError, ValueError):
            raise invalid_arguments(f"[ERROR] must be an integer [json-pointer:/{name}]") from None
        if not low <= value <= high:
            raise SlackError("invalid_limit")
        return value

    def structure(self, name: str, error: str) -> Any:
        """A JSON value given as such or as a string; `error` when the string is no JSON."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError(error, messages=[f"[ERROR] invalid JSON [json-pointer:/{name}]"]) from None
        return value


def invalid_arguments(*messages: str) -> SlackError:
    """The error of a call whose arguments are wrong."""
    return SlackError("invalid_arguments", messages=list(messages))


def _client_credentials(request: web.Request) -> Json:
    """Client id and secret from a Basic `Authorization` header, as the OAuth methods take them."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        raise SlackError("invalid_auth") from None
    return {"client_id": client_id, "client_secret": secret}


async def read_args(request: web.Request) -> Args:
    """The arguments of a request. Raises `invalid_json`, `json_not_object` or `invalid_post_type`."""
    values: Json = {**_client_credentials(request), **request.query}
    if request.method == "GET" or not request.can_read_body:
        return Args(values)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text())
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        values.update(body)
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.post()
        values.update({key: value for key, value in form.items() if isinstance(value, str)})
    else:
        raise SlackError("invalid_post_type")
    return Args(values)
