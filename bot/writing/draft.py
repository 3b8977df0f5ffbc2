"""What a language model is asked to give: a draft of claims, each with the sentences it stands on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

# No draft that can be used is longer, whatever an endpoint sends.
MAX_CHARS = 65_536
MAX_BRACES = 64
MAX_CLAIMS = 24
MAX_SOURCES = 8
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)


class Claim(BaseModel):
    """One sentence and the numbers of the article's sentences that it rests on."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, Field(min_length=1, max_length=800)]
    sources: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1, max_length=MAX_SOURCES)]


class Draft(BaseModel):
    """The one-line summary and the sentences of the paragraph, as a language model wrote them."""

    model_config = ConfigDict(frozen=True)

    tldr: Claim
    claims: Annotated[tuple[Claim, ...], Field(min_length=1, max_length=MAX_CLAIMS)]


def schema() -> dict[str, Any]:
    """The JSON schema of a draft in the subset that strict endpoints take: no lengths, nothing optional."""
    claim = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "sources": {"type": "array", "items": {"type": "integer"}},
        },
        "required": ["text", "sources"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"tldr": claim, "claims": {"type": "array", "items": claim}},
        "required": ["tldr", "claims"],
        "additionalProperties": False,
    }


def parse_draft(answer: str) -> Draft | None:
    """The first draft in an answer, fenced, surrounded by talk or bare; None where there is none."""
    text = _THOUGHTS.sub("", answer[:MAX_CHARS])
    for candidate in _objects(text):
        try:
            return Draft.model_validate(candidate)
        except ValidationError:
            continue
    return None


def _objects(text: str) -> Iterator[Any]:
    """The JSON objects of a text, outermost first; a broken one is passed over."""
    decoder = json.JSONDecoder()
    at = 0
    for _ in range(MAX_BRACES):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        yield found
