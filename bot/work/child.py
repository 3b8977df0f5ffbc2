"""A worker process: `python -m bot.work.child FD MEMORY_MB` answers calls over socket FD until it closes."""

from __future__ import annotations

import importlib
import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from bot.errors import DeskwireError
from bot.work.wire import HEADER, Answer, Call, Task, pack, unpack

NICE = 5


def main() -> None:
    """Serve until the parent closes the socket or dies.

    The signals of a shutdown reach every process of a terminal or a dyno: only the parent heeds them, for
    it may still want answers while it drains.
    """
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    # Acknowledgements come before analysis when there are fewer processors than processes.
    os.nice(NICE)
    connection = socket.socket(fileno=int(sys.argv[1]))
    limit_mb = float(sys.argv[2])
    threading.Thread(target=_die_with_parent, args=(connection,), daemon=True).start()
    while (call := _receive(connection)) is not None:
        _send(connection, _perform(call), limit_mb)


def resolve(task: Task) -> Callable[..., Any]:
    """The function that a task names."""
    if not isinstance(task, str):
        return task
    module, _, name = task.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def memory_mb(limit_mb: float) -> float:
    """What this process holds, in MB: its share (PSS) where the system tells, its resident set otherwise.

    Counting the share takes the kernel some milliseconds, so it is asked only when the resident set, which
    is never smaller, is above the limit.
    """
    resident: float = psutil.Process().memory_info().rss / 1e6
    if resident <= limit_mb:
        return resident
    try:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    except OSError:
        return resident
    share = next((line for line in lines if line.startswith("Pss:")), None)
    return resident if share is None else int(share.split()[1]) * 1024 / 1e6


def _die_with_parent(connection: socket.socket) -> None:
    """End this process, busy or not, when the other end of the socket is gone."""
    poll = select.poll()
    poll.register(connection, 0)
    while not poll.poll():
        pass
    os._exit(0)


def _perform(call: Call) -> Answer:
    try:
        return Answer(value=resolve(call.task)(*call.args))
    except DeskwireError as error:
        return Answer(error=error)
    except Exception:  # noqa: BLE001 - whatever a task raises, the pool gets an answer
        return Answer(defect=traceback.format_exc())


def _send(connection: socket.socket, answer: Answer, limit_mb: float) -> None:
    memory = memory_mb(limit_mb)
    try:
        message = pack(Answer(answer.value, answer.error, answer.defect, memory))
    except Exception:  # noqa: BLE001 - pickle raises whatever the value's own code raises
        message = pack(Answer(defect=traceback.format_exc(), memory_mb=memory))
    connection.sendall(message)


def _receive(connection: socket.socket) -> Call | None:
    header = _read(connection, HEADER.size)
    body = None if header is None else _read(connection, HEADER.unpack(header)[0])
    if body is None:
        return None
    message = unpack(body)
    assert isinstance(message, Call)
    return message


def _read(connection: socket.socket, size: int) -> bytes | None:
    """Exactly `size` bytes, or None when the parent is gone."""
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(min(size - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    main()
