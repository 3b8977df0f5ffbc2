"""`analyze --jsonl` and `read --jsonl`: one object a line in, one object a line out, in order.

Lines are read as they are needed and analysed in worker processes, in chunks. A bad line becomes an error
object; a chunk whose worker dies is done again line by line, so that only the guilty line is lost.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Literal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from bot.cli import records
from bot.cli.writing import Rewriter, writer_for
from bot.configuration import load_settings
from bot.errors import DeskwireError
from bot.reading.fetch import Fetcher
from bot.reading.politeness import Busy
from bot.settings import SentimentEngine
from bot.work.pool import WorkerPool

CHUNK = 16
LINE_TIMEOUT_S = 60.0
Verb = Literal["analyze", "read"]


def run(verb: Verb, source: str, out: Path | None) -> None:
    """Do a whole file; raises `DeskwireError` only when it cannot be read or the output not written."""
    with ExitStack() as stack:
        try:
            lines: IO[bytes] = (
                sys.stdin.buffer if source == "-" else stack.enter_context(Path(source).open("rb"))
            )
            sink: IO[str] = (
                sys.stdout if out is None else stack.enter_context(out.open("w", encoding="utf-8"))
            )
        except OSError as error:
            raise DeskwireError("bad_input", f"{error.filename}: {error.strerror}.") from None
        total = None if source == "-" else _count(Path(source))
        progress = stack.enter_context(_progress())
        bar = progress.add_task(verb, total=total)
        asyncio.run(_run(verb, lines, sink, lambda: progress.advance(bar)))
        sink.flush()


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


async def _run(verb: Verb, lines: IO[bytes], sink: IO[str], advance: Any) -> None:
    settings = load_settings(os.environ)
    engine = settings.sentiment.engine
    workers = max(
        1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    pool = WorkerPool(
        workers,
        settings.analysis.worker_memory_mb,
        f"bot.desk.tasks:warm_{engine}" if verb == "analyze" else None,
    )
    fetcher = Fetcher(settings.fetch, settings.tls)
    writer = writer_for(settings, os.environ, pool.run) if verb == "analyze" else None
    rewriter = Rewriter(writer) if writer is not None else None
    pending: deque[asyncio.Task[list[str]]] = deque()

    async def drain_one() -> None:
        for answer in await pending.popleft():
            sink.write(answer + "\n")
            advance()

    await pool.start()
    try:
        for chunk in _chunks(lines):
            pending.append(asyncio.create_task(_chunk(verb, engine, chunk, pool, fetcher, rewriter)))
            if len(pending) > 2 * workers:
                await drain_one()
        while pending:
            await drain_one()
    finally:
        for task in pending:
            task.cancel()
        await fetcher.aclose()
        if rewriter is not None:
            await rewriter.aclose()
        await pool.stop()


def _chunks(lines: IO[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    for line in lines:
        if line.strip():
            chunk.append(line)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def _chunk(
    verb: Verb,
    engine: SentimentEngine,
    lines: list[bytes],
    pool: WorkerPool,
    fetcher: Fetcher,
    rewriter: Rewriter | None,
) -> list[str]:
    given = await asyncio.gather(*(_prepare(line, fetcher) for line in lines))
    try:
        answers = await pool.run(
            records.answer_all, verb, given, engine, timeout_s=LINE_TIMEOUT_S * len(given)
        )
    except DeskwireError:
        answers = [await _alone(verb, engine, record, pool) for record in given]
    if rewriter is None:
        return answers
    return list(await asyncio.gather(*(rewriter.rewritten(answer) for answer in answers)))


async def _alone(verb: Verb, engine: SentimentEngine, record: records.Record, pool: WorkerPool) -> str:
    try:
        answers = await pool.run(records.answer_all, verb, [record], engine, timeout_s=LINE_TIMEOUT_S)
    except DeskwireError as error:
        return records.failed(record, error)
    return answers[0]


async def _prepare(line: bytes, fetcher: Fetcher) -> records.Record:
    """Parse a line and, where it has nothing but a URL, fetch its page."""
    record = records.parse(line)
    if record.error or record.has_content:
        return record
    while True:
        try:
            return record.with_page(await fetcher.fetch(record.url))
        except Busy as busy:
            # A file may hold any number of links to one site: it takes longer then, and fails nowhere.
            await asyncio.sleep(busy.retry_after or 1.0)
        except DeskwireError as error:
            return record.with_error(error)
