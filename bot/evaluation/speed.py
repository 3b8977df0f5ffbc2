"""Speed and size: figures that compare two things in one run first, then those that depend on the machine."""

from __future__ import annotations

import importlib.util
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation import batches, bert, made, onecore
from bot.evaluation.figures import Figure

if TYPE_CHECKING:
    from bot.analysis.analyzer import Analyzer

ARTICLE = "600 words, 8 companies, made up"
LENGTHS = (600, 5_000, 10_000, 20_000)
HEADLINES = Path("sentfin/headlines.jsonl")
BERT_BASE = bert.Size()


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured."""

    articles: int = 40
    judged: int = 96
    lengths: tuple[int, ...] = LENGTHS
    headlines: int = 10_000
    batch: int = 1_000
    weighed: int = 200
    size: bert.Size = BERT_BASE


FULL = Amount()
QUICK = Amount(articles=8, judged=16, lengths=(600, 5_000), headlines=400, batch=60, weighed=10)


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """Every figure of speed and size. Headlines are SEntFiN's where `data` has them."""
    yield from figures(data, analyzer, FULL)


def quick(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """The same on little input: a first look."""
    yield from figures(data, analyzer, QUICK)


def figures(data: Path, analyzer: Analyzer, amount: Amount) -> Iterator[Figure]:
    """The figures for that much input."""
    yield from one_core(analyzer, amount)
    if importlib.util.find_spec("onnx") is not None:
        yield beside_bert(analyzer, amount)
    yield from by_length(analyzer, amount)
    yield from in_batches(amount)
    yield from of_headlines(data, amount)
    yield from of_a_worker(amount)


def one_core(analyzer: Analyzer, amount: Amount) -> Iterator[Figure]:
    """A brief beside spaCy's plain pipeline."""
    costs = onecore.costs(analyzer, amount.articles)
    ratio = statistics.median(cost.ratio for cost in costs)
    brief, plain = (
        1000 * statistics.median(each) for each in zip(*((c.brief, c.plain) for c in costs), strict=True)
    )
    yield Figure(
        "speed", ARTICLE, "brief, times the plain spaCy pipeline", ratio, goal=2, at_most=True,
        beside=f"spaCy alone {plain:.0f} ms",
    )  # fmt: skip
    yield Figure("speed", ARTICLE, "brief on one core, median", brief, goal=500, at_most=True, unit="ms")


def beside_bert(analyzer: Analyzer, amount: Amount) -> Figure:
    """The sentiment stage beside a BERT-base classifier."""
    rates = bert.compare(analyzer, max(1, amount.articles // 2), amount.judged, amount.size)
    beside = (
        f"{rates.ours:,.0f} and {rates.bert:.1f} sentences/s;"
        f" {rates.ours_pairs / rates.bert:.0f} times counted by company"
    )
    what = f"sentiment stage ({analyzer.scorer.name}), times BERT-base's throughput"
    return Figure("speed", ARTICLE, what, rates.ours / rates.bert, goal=10, beside=beside)


def by_length(analyzer: Analyzer, amount: Amount) -> Iterator[Figure]:
    """Whether the cost grows as the words do."""
    costs = onecore.by_length(analyzer, amount.lengths)
    (short, first), (long, last) = costs[0], costs[-1]
    beside = ", ".join(f"{words:,} words {words * each / 1000:.2f} s" for words, each in costs)
    what = f"cost of a word at {long:,} words, times that at {short:,}"
    yield Figure("speed", "articles made up", what, last / first, goal=1.2, at_most=True, beside=beside)


def in_batches(amount: Amount) -> Iterator[Figure]:
    """`analyze --jsonl` on all cores beside one."""
    rows = [{"title": made.title(n), "text": onecore.article(n).text} for n in range(amount.batch)]
    everything = batches.cores()
    all_cores = batches.run(rows, everything)
    data = f"{len(rows):,} articles of 600 words"
    beside = f"{all_cores.steady:.1f} articles/s"
    if len(everything) > 1:
        one = batches.run(rows[: max(1, len(rows) // 4)], everything[:1])
        share = 100 * all_cores.steady / (one.steady * len(everything))
        what = f"analyze --jsonl on {len(everything)} cores, of {len(everything)} times one core's rate"
        yield Figure(
            "speed", data, what, share, goal=85, unit="%", beside=f"{beside}, one core {one.steady:.1f}"
        )
    busy = 100 * all_cores.busy
    yield Figure(
        "speed",
        data,
        f"analyze --jsonl, use of {len(everything)} cores",
        busy,
        goal=85,
        unit="%",
        beside=beside,
    )


def of_headlines(data: Path, amount: Amount) -> Iterator[Figure]:
    """`analyze --jsonl` over headlines, on two cores."""
    path = data / HEADLINES
    source = "headlines made up"
    lines = [made.headline(number) for number in range(amount.headlines)]
    if path.is_file():
        source = "SEntFiN 1.0"
        rows = path.read_text(encoding="utf-8").splitlines()
        lines = [json.loads(rows[number % len(rows)])["text"] for number in range(amount.headlines)]
    on = batches.cores()[:2]
    done = batches.run([{"text": line} for line in lines], on)
    what = f"analyze --jsonl, {len(lines):,} headlines on {len(on)} cores"
    yield Figure(
        "speed", source, what, done.rate, goal=100, unit="/s", beside=f"{100 * done.busy:.0f} % busy"
    )


def of_a_worker(amount: Amount) -> Iterator[Figure]:
    """Start and memory of a worker process."""
    worker = batches.worker(amount.weighed)
    what = f"memory (PSS) of a worker after {worker.articles} articles"
    yield Figure("speed", ARTICLE, what, worker.memory_mb, goal=500, at_most=True, unit="MB")
    yield Figure(
        "speed", "", "start of a worker until it is warm", worker.start, goal=6, at_most=True, unit="s"
    )
