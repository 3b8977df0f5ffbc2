"""What the tests of the pool run in its processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from bot.errors import DeskwireError

_held: list[bytearray] = []
_state: dict[str, str] = {}


def initialise() -> None:
    _state["warm"] = "yes"


def cannot_start() -> None:
    raise OSError("no models")


def warm() -> str | None:
    return _state.get("warm")


def pid() -> int:
    return os.getpid()


def add(one: int, two: int) -> int:
    return one + two


def echo(body: bytes) -> bytes:
    return body


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def refuse() -> None:
    raise DeskwireError("not_an_article", "This page asks for a login.", reason="login", retry_after=3)


def fail() -> None:
    raise ZeroDivisionError("never shown")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(marker: str) -> str:
    path = Path(marker)
    if not path.exists():
        path.touch()
        die()
    return "survived"


def hold(megabytes: int) -> int:
    _held.append(bytearray(os.urandom(1 << 20) * megabytes))
    return os.getpid()


def unpicklable() -> object:
    return lambda: None


def names() -> list[str]:
    return sorted(name for name in os.environ if name.startswith(("SLACK", "DATABASE", "DESKWIRE")))


def modules() -> list[str]:
    return sorted(name for name in ("sqlalchemy", "spacy", "structlog") if name in sys.modules)


def signalled() -> str:
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.05)
    return "still here"
