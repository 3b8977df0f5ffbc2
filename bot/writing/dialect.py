"""How much of the protocol an endpoint speaks. Endpoints differ, and say so with a 400 about a parameter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.writing.draft import schema

SEED = 7
_ABOUT_FORMAT = ("response_format", "json_schema", "json_object", "schema", "structured", "grammar", "format")
_ABOUT_LENGTH = ("context length", "context window", "context_length", "too long", "too many tokens")

Format = Literal["schema", "object", "plain"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The parameters that a request carries."""

    form: Format = "schema"
    temperature: bool = True
    seed: bool = True
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"

    def body(self, model: str, messages: list[dict[str, str]], max_tokens: int) -> dict[str, Any]:
        """The body of a request."""
        body: dict[str, Any] = {"model": model, "messages": messages, "stream": False, self.limit: max_tokens}
        if self.temperature:
            body["temperature"] = 0
        if self.seed:
            body["seed"] = SEED
        if self.form == "schema":
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "summary", "strict": True, "schema": schema()},
            }
        elif self.form == "object":
            body["response_format"] = {"type": "json_object"}
        return body

    def simpler(self, complaint: str) -> Dialect | None:
        """What to try after a 400 or 422 with this text; None where it is about something else."""
        said = complaint.lower()
        if self.limit == "max_tokens" and "max_completion_tokens" in said:
            return replace(self, limit="max_completion_tokens")
        if any(words in said for words in _ABOUT_LENGTH):
            return None
        if self.temperature and "temperature" in said:
            return replace(self, temperature=False)
        if self.seed and "seed" in said:
            return replace(self, seed=False)
        if self.form != "plain" and any(word in said for word in _ABOUT_FORMAT):
            return replace(self, form="object" if self.form == "schema" else "plain")
        return None
