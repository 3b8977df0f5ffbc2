"""Measure the speed of whole briefs, of text that it makes up, in processor seconds.

python scripts/measure_analysis.py --speed
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from statistics import median

from bot.analysis.analyzer import Analyzer
from bot.model import Article, Context

PARAGRAPH = (
    "Microsoft said on Tuesday that quarterly revenue rose 12 percent to $61.9 billion, helped by demand for its "
    "cloud services, and that it would raise its dividend. Rivals including Oracle and IBM have warned of slower "
    "orders as customers put off large projects, people familiar with the matter said. Shares of the company "
    "fell 2 percent after it forecast higher costs for data centers in the next fiscal year."
)


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
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speed", action="store_true", help="measure speed, which is all there is here")
    parser.parse_args()
    measure_speed(Analyzer.load())
    return 0


if __name__ == "__main__":
    sys.exit(main())
