"""`stories --jsonl`: articles in, one a line; for each, in order, the number of its story.

The whole file is seen before the first answer: a story is known by all its articles. What is kept of an
article meanwhile is its features, some kilobytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import track

from bot.cli import records
from bot.errors import DeskwireError
from bot.sources.features import Features, features
from bot.sources.stories import cluster


def run(source: str, out: Path | None) -> None:
    """Do a whole file; raises `DeskwireError` only when it cannot be read or the output not written."""
    with ExitStack() as stack:
        try:
            lines: IO[bytes] = (
                sys.stdin.buffer if source == "-" else stack.enter_context(Path(source).open("rb"))
            )
            sink: IO[str] = (
                sys.stdout if out is None else stack.enter_context(out.open("w", encoding="utf-8"))
            )
            for answer in answers(lines):
                sink.write(answer + "\n")
            sink.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            place = error.filename or out or source
            raise DeskwireError("bad_input", f"{place}: {error.strerror}.") from None


def answers(lines: IO[bytes]) -> Iterator[str]:
    """A line of JSON for each line that is not blank: `{"id","story"}`, or `{"id","ok":false,"error"}`.

    Stories are numbered from 1 in order of their first article.
    """
    console = Console(stderr=True)
    given: list[tuple[Any, DeskwireError | None]] = []
    read: list[Features] = []
    for line in track(lines, "stories", console=console, disable=not console.is_terminal, transient=True):
        if line.strip():
            record = _article(records.parse(line))
            given.append((record.id, record.error))
            if record.error is None:
                read.append(features(record.title, record.text, record.published_at))
    placed = iter(cluster(read))
    for key, error in given:
        if error is not None:
            yield records.failed(records.Record(id=key), error)
        else:
            yield json.dumps({"id": key, "story": next(placed) + 1})


def _article(record: records.Record) -> records.Record:
    """The line, refused where it has neither a title nor a text to go by."""
    if record.error is None and not (record.title or record.text.strip()):
        return record.with_error(DeskwireError("bad_input", "This line has neither title nor text."))
    return record
