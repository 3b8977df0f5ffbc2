"""How well companies are found: marked Reuters articles, and sentences of our own with names that mislead."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import track

from bot.analysis.analyzer import Analyzer
from bot.analysis.document import Company
from bot.analysis.mentions import find_mentions
from bot.analysis.relevance import companies
from bot.evaluation.figures import Figure
from bot.market.securities import Securities
from bot.market.symbols import written
from bot.model import Article, Context

PART = "tickers"
REUTERS = "Reuters articles of 2006 to 2013, 524"
CONTEXT = Context(now=datetime(2026, 1, 1, tzinfo=UTC))
SENTENCES = Path(__file__).resolve().parents[2] / "tests" / "unit" / "mentions"
SETS = {
    "ambiguity": ("ambiguous sentences of our own", 0.97, 0.90),
    "held_out": ("held-out sentences of our own", 0.97, 0.90),
    "namesakes": ("namesakes, sentences of our own", None, None),
}
"""The sets of sentences, their goals of precision and recall (None: no goal was set)."""


@dataclass(slots=True)
class Tally:
    """Counts over articles or sentences: companies found, marked, both; and those that became primary."""

    hits: int = 0
    found: int = 0
    marked: int = 0
    gone: int = 0
    primary: int = 0
    on_top: int = 0
    top_primary: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was found, how much was marked; 1 where nothing was found."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what was marked, how much was found; 1 where nothing was marked."""
        return self.hits / self.marked if self.marked else 1.0


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of the linker: on `data`/tickers/articles.jsonl, and on the sentences of the tests.

    Not every company of the articles was marked, so their precision is a lower bound. The sentences stand in
    the tests' folder; where only the package is installed, they are skipped and a line says so.
    """
    path = data / "tickers" / "articles.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tally = of_articles(rows, analyzer)
    yield Figure(PART, REUTERS, "recall of marked listings that exist", tally.recall, 0.88)
    yield Figure(PART, REUTERS, "precision, lower bound", tally.precision)
    yield Figure(PART, REUTERS, "marked that become primary", _share(tally.primary, tally.marked))
    yield Figure(
        PART,
        REUTERS,
        "marked, in headline or lead sentence, primary",
        _share(tally.top_primary, tally.on_top),
    )
    yield Figure(
        PART,
        REUTERS,
        "linking and relevance, an article",
        1000 * tally.seconds / max(1, len(rows)),
        unit="ms",
    )
    for name, (what, precision, recall) in SETS.items():
        file = SENTENCES / f"{name}.jsonl"
        if not file.is_file():
            print(f"tickers: {name} skipped, its sentences come with the tests only", file=sys.stderr)
            continue
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        found = of_sentences(lines, analyzer)
        yield Figure(PART, f"{what}, {len(lines)}", "precision", found.precision, precision)
        yield Figure(PART, f"{what}, {len(lines)}", "recall", found.recall, recall)


def of_articles(rows: Sequence[dict[str, object]], analyzer: Analyzer) -> Tally:
    """Count over articles (`title`, `text`, `tickers`): each company once an article.

    A mark counts when somebody bears its symbol in the United States today.
    """
    tally = Tally()
    for row in track(rows, description="tickers", disable=not sys.stderr.isatty()):
        title, text = str(row["title"]), str(row["text"])
        named = _companies(title, text, analyzer, tally)
        marks = row["tickers"]
        assert isinstance(marks, list)
        gold = _bearers([str(m) for m in marks], analyzer.securities)
        ids = {c.security.id for c in named}
        primary = {c.security.id for c in named if c.role == "primary"}
        top = {c.security.id for c in named if any(m.sentence <= 0 for m in c.mentions)}
        tally.hits += len(gold & ids)
        tally.found += len(ids)
        tally.marked += len(gold)
        tally.gone += len(marks) - len(gold)
        tally.primary += len(gold & primary)
        tally.on_top += len(gold & top)
        tally.top_primary += len(gold & top & primary)
        tally.faults += [f"{title}: {sid} missed" for sid in sorted(gold - ids)]
    return tally


def of_sentences(rows: Sequence[dict[str, object]], analyzer: Analyzer) -> Tally:
    """Count over sentences (`text`, `tickers`), each an article of its own without a headline."""
    tally = Tally()
    for row in rows:
        wanted = row["tickers"]
        assert isinstance(wanted, list)
        found = {c.security.ticker for c in _companies("", str(row["text"]), analyzer, tally)}
        tally.hits += len(found & set(wanted))
        tally.found += len(found)
        tally.marked += len(wanted)
        if found != set(wanted):
            tally.faults.append(f"{row['text']}: {sorted(found)} for {sorted(wanted)}")
    return tally


def _companies(title: str, text: str, analyzer: Analyzer, tally: Tally) -> list[Company]:
    article = Article("https://example.com/", "https://example.com/", title, text)
    with analyzer.pipeline.zone():
        document = analyzer.pipeline.parse(article)
        started = time.perf_counter()
        found = companies(
            document, find_mentions(document, analyzer.securities, CONTEXT), analyzer.securities
        )
        tally.seconds += time.perf_counter() - started
    return found


def _bearers(marks: Sequence[str], securities: Securities) -> set[str]:
    found = (securities.by_ticker(written(mark), "US") for mark in marks)
    return {bearers[0].id for bearers in found if bearers}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
