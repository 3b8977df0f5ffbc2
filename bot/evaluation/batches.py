"""Whole processes: `deskwire analyze --jsonl` over many lines, and one worker's start and memory."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

import bot
from bot.desk import tasks
from bot.errors import DeskwireError
from bot.evaluation.onecore import CONTEXT, article
from bot.work.pool import WorkerPool

TASK_S = 120.0
UNLIMITED_MB = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: how many lines on how many cores, and the seconds on the clock and of processors.

    `start` is what the command takes for a single line: it starts and warms its workers first.
    """

    lines: int
    cores: int
    clock: float
    processor: float
    start: float

    @property
    def rate(self) -> float:
        """Lines a second, the start included."""
        return self.lines / self.clock

    @property
    def steady(self) -> float:
        """Lines a second once the workers are warm."""
        return self.lines / max(1e-9, self.clock - self.start)

    @property
    def busy(self) -> float:
        """How much of its cores it used, start included: 0 to 1."""
        return self.processor / (self.clock * self.cores)


def cores() -> Sequence[int]:
    """The processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)


def run(rows: Iterable[Mapping[str, object]], on: Sequence[int]) -> Run:
    """Analyse rows with the command on those cores. Raises `DeskwireError("internal")` when it or a line fails."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start, _ = _timed(lines[:1], folder, on)
        clock, processor = _timed(lines, folder, on)
        with (folder / "out.jsonl").open(encoding="utf-8") as file:
            done = sum(json.loads(line)["ok"] for line in file)
    if done != len(lines):
        raise DeskwireError("internal", f"{len(lines) - done} of {len(lines)} lines were not analysed.")
    return Run(len(lines), len(on), clock, processor, start)


def _timed(lines: Sequence[str], folder: Path, on: Sequence[int]) -> tuple[float, float]:
    """Seconds on the clock and of processors, of the command and all its children."""
    given = folder / "in.jsonl"
    given.write_text("".join(lines), encoding="utf-8")
    before, started = os.times(), time.perf_counter()
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    try:
        if allowed is not None:
            os.sched_setaffinity(0, on)  # children stay where their parent is
        command = [sys.executable, "-m", "bot", "analyze", "--jsonl", str(given)]
        subprocess.run(  # noqa: S603 - our own command
            [*command, "--out", str(folder / "out.jsonl")], env=_environment(), cwd=folder, check=True
        )
    except subprocess.CalledProcessError as error:
        raise DeskwireError("internal", f"analyze --jsonl ended with status {error.returncode}.") from None
    finally:
        if allowed is not None:
            os.sched_setaffinity(0, allowed)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - started, used


def _environment() -> dict[str, str]:
    """Ours, so that a child finds this package wherever it is started."""
    path = os.pathsep.join(
        filter(None, (str(Path(bot.__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    )
    return {**os.environ, "PYTHONPATH": path}


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process: seconds until its models are warm, and MB after as many articles."""

    start: float
    articles: int
    memory_mb: float


def worker(articles: int) -> Worker:
    """Start one worker, let it write briefs of the articles made to measure, and weigh it."""
    return asyncio.run(_worker(articles))


async def _worker(articles: int) -> Worker:
    pool = WorkerPool(1, UNLIMITED_MB, "bot.desk.tasks:warm")
    started = time.perf_counter()
    await pool.start()
    try:
        warm = time.perf_counter() - started
        for number in range(articles):
            await pool.run(tasks.analyze_article, article(number), CONTEXT, timeout_s=TASK_S)
        return Worker(warm, articles, memory_mb(pool.pids[0]))
    finally:
        await pool.stop()


def memory_mb(pid: int) -> float:
    """What a process holds: its share (PSS) where the system tells, its resident set otherwise."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        resident: float = psutil.Process(pid).memory_info().rss / 1e6
        return resident
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024 / 1e6
