"""Measure impact against the market's reaction, and the speed of whole briefs.

    python scripts/measure_analysis.py --data PATH/news_and_returns.csv
    python scripts/measure_analysis.py --speed

The first prints the area under the ROC curve of `impact` for abnormal returns beyond two deviations on the day
of the news, for each half by date (weights were set on the first one only). The second analyses text that it
makes up, and prints processor seconds.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from rich.progress import track

from bot.analysis.analyzer import Analyzer
from bot.analysis.events import find_events
from bot.analysis.impact import impact_of
from bot.analysis.mentions import find_mentions
from bot.analysis.relevance import companies
from bot.model import Article, Context

LARGE = 2.0
PARAGRAPH = (
    "Microsoft said on Tuesday that quarterly revenue rose 12 percent to $61.9 billion, helped by demand for its "
    "cloud services, and that it would raise its dividend. Rivals including Oracle and IBM have warned of slower "
    "orders as customers put off large projects, people familiar with the matter said. Shares of the company "
    "fell 2 percent after it forecast higher costs for data centers in the next fiscal year."
)


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """The probability that a positive outranks a negative; ties count half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        for k in range(at, end):
            ranks[order[k]] = (at + end + 1) / 2
        at = end
    hits = sum(positive)
    total = sum(rank for rank, hit in zip(ranks, positive, strict=True) if hit)
    return (total - hits * (hits + 1) / 2) / (hits * (len(scores) - hits))


def measure_impact(analyzer: Analyzer, path: Path) -> None:
    """Print the area under the curve of each half by date."""
    context = Context(now=datetime(2000, 1, 1, tzinfo=UTC))
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(
            (row for row in csv.DictReader(file) if row["z_0"]), key=lambda row: row["published_at"]
        )
    known: dict[tuple[str, str], float] = {}
    scores = []
    for row in track(rows, disable=not sys.stderr.isatty()):
        key = (row["headline"], row["text"])
        if key not in known:
            article = Article("", "", row["headline"], row["text"] or row["headline"])
            document = analyzer.pipeline.parse(article)
            mentions = find_mentions(document, analyzer.securities, context)
            found = companies(document, mentions, analyzer.securities)
            known[key] = impact_of(find_events(document, found), found, document, 1.0).score
        scores.append(known[key])
    large = [abs(float(row["z_0"])) > LARGE for row in rows]
    half = len(rows) // 2
    for name, part in (("first half", slice(None, half)), ("second half", slice(half, None))):
        print(f"{name}: {len(scores[part])} rows, AUC {auc(scores[part], large[part]):.3f}")


def measure_speed(analyzer: Analyzer) -> None:
    """Print the processor seconds of briefs of several lengths."""
    context = Context(now=datetime(2000, 1, 1, tzinfo=UTC))
    size = len(PARAGRAPH.split())
    for words, times in ((600, 15), (5_000, 1), (10_000, 1), (20_000, 1)):
        text = "\n\n".join([PARAGRAPH] * (words // size))
        took = []
        for _ in range(times):
            started = time.process_time()
            analyzer.analyze(Article("", "", "Microsoft raises dividend", text), context)
            took.append(time.process_time() - started)
        print(f"{len(text.split())} words: {median(took):.2f} s")


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    analyzer = Analyzer.load()
    if args.data:
        measure_impact(analyzer, args.data)
    if args.speed:
        measure_speed(analyzer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
