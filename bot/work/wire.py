"""How the pool and its children talk: length and pickle over a socket of their own.

Both ends run the same code as the same user, and nobody else can reach the socket: that is what makes pickle
acceptable here.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEADER = struct.Struct("!Q")

Task = Callable[..., Any] | str
"""A module-level function, or `module:name`, which spares the caller importing that module."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a child is asked to do."""

    task: Task
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: a value, an error a person may see, or the traceback of a defect.

    `memory_mb` is what the child holds afterwards; see `bot.work.child.memory_mb`.
    """

    value: Any = None
    error: Exception | None = None
    defect: str = ""
    memory_mb: float = 0.0


def pack(message: Call | Answer) -> bytes:
    """A message with its length in front. Raises what pickle raises for what cannot travel."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> Call | Answer:
    """A message without its length."""
    message: Call | Answer = pickle.loads(body)  # noqa: S301 - see the module
    return message
