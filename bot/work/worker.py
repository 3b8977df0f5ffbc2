"""One worker process, as the pool sees it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.work.wire import HEADER, Answer, Call, pack, unpack

REAP_S = 5.0
_SHUTDOWN = {signal.SIGINT, signal.SIGTERM}
_SECRET = re.compile("SLACK|DATABASE_URL|SECRET|TOKEN|PASSWORD|_KEY")
# The numerical libraries would start one thread a processor in every child.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Died(Exception):
    """The process ended without an answer."""


@dataclass(slots=True, eq=False)
class Worker:
    """A process and the socket to it. One call at a time."""

    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def start(cls, memory_mb: int) -> Worker:
        """Start a fresh interpreter: nothing of this process is copied into it."""
        ours, theirs = socket.socketpair()
        try:
            process = _spawn(theirs, memory_mb)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours)
        return cls(process, reader, writer)

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    async def call(self, call: Call) -> Answer:
        """Send a call and wait for its answer. Raises `Died`, or what pickle raises before sending."""
        message = pack(call)
        try:
            self.writer.write(message)
            await self.writer.drain()
            header = await self.reader.readexactly(HEADER.size)
            body = await self.reader.readexactly(HEADER.unpack(header)[0])
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Died(f"worker {self.pid} died") from error
        answer = unpack(body)
        assert isinstance(answer, Answer)
        return answer

    async def kill(self) -> int | None:
        """End the process, whatever it does, and return its exit status (None if it will not be reaped)."""
        self.writer.close()
        if self.process.poll() is None:
            self.process.kill()
        for _ in range(int(REAP_S / 0.01)):
            if self.process.poll() is not None:
                break
            await asyncio.sleep(0.01)
        return self.process.returncode


def _spawn(connection: socket.socket, memory_mb: int) -> subprocess.Popen[bytes]:
    # A child reads pages that anybody may have written: it gets no secret that it does not need.
    environment = {name: value for name, value in os.environ.items() if not _SECRET.search(name)}
    environment = dict.fromkeys(_ONE_THREAD, "1") | environment
    # The child finds the same modules, however this process found them.
    environment["PYTHONPATH"] = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    command = [sys.executable, "-m", "bot.work.child", str(connection.fileno()), str(memory_mb)]
    # Blocked signals stay blocked across exec: none can hit the child before it ignores them.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SHUTDOWN)
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, pass_fds=(connection.fileno(),), env=environment, stdin=subprocess.DEVNULL
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
