"""Measure the sentiment engine on SEntFiN 1.0 (Sinha et al. 2022): accuracy of three classes for each entity.

    python scripts/measure_sentiment.py --data PATH/headlines.jsonl [--part test|rest] [--errors N]

The set has no published split: a headline belongs to the test part when sha256(text) mod 10 is 0.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from pathlib import Path

from rich.progress import track
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bot.analysis.lexicon import Lexicon
from bot.analysis.pipeline import Pipeline
from bot.analysis.scorer import LexiconScorer
from bot.model import NEUTRAL_BELOW


def side(score: float, edge: float = NEUTRAL_BELOW) -> str:
    """The class of a score."""
    return "neutral" if abs(score) < edge else "positive" if score > 0 else "negative"


def load(path: Path, part: str) -> list[dict]:
    """The headlines of one part."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        row
        for row in rows
        if (int(hashlib.sha256(row["text"].encode()).hexdigest(), 16) % 10 == 0) == (part == "test")
    ]


def main() -> int:
    """Print accuracy, macro F1 and the confusion table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=["test", "rest"], default="test")
    parser.add_argument("--errors", type=int, default=0, help="print this many wrong rows")
    parser.add_argument("--every", type=int, default=1, help="take every Nth headline only")
    args = parser.parse_args()
    rows = load(args.data, args.part)[:: args.every]
    pipeline = Pipeline.load()
    scorer = LexiconScorer(Lexicon.load())
    vader = SentimentIntensityAnalyzer()
    table: Counter[tuple[str, str]] = Counter()
    base = several = several_right = wrong = 0
    started = time.perf_counter()
    docs = pipeline.docs([row["text"] for row in rows])
    for row, doc in zip(rows, track(docs, total=len(rows), disable=not sys.stderr.isatty()), strict=True):
        found = [(row["text"].find(t["entity"]), t) for t in row["targets"]]
        targets = [[(at, at + len(t["entity"]))] if at >= 0 else [] for at, t in found]
        scores = scorer.score(doc[:], targets)
        for score, (at, target) in zip(scores, found, strict=True):
            gold = target["label"]
            # an entity whose spelling the headline does not hold has no span: its tone is the headline's
            got = side(score if at >= 0 else scorer.tone(doc[:]))
            table[gold, got] += 1
            base += side(vader.polarity_scores(row["text"])["compound"], 0.05) == gold
            if len(row["targets"]) > 1:
                several += 1
                several_right += got == gold
            if got != gold and wrong < args.errors:
                wrong += 1
                print(f"{gold[:3]} {score:+.2f} {target['entity']!r}: {row['text']}")
    total = table.total()
    right = sum(n for (gold, got), n in table.items() if gold == got)
    names = ("negative", "neutral", "positive")
    f1 = 0.0
    for name in names:
        hit = table[name, name]
        f1 += 2 * hit / max(1, sum(n for k, n in table.items() if name in k) + hit) / 3
    print(f"{total} entities in {len(rows)} headlines, {time.perf_counter() - started:.1f} s")
    print(f"accuracy {right / total:.3f}  macro F1 {f1:.3f}  VADER alone {base / total:.3f}")
    print(f"headlines with several entities: {several_right / max(1, several):.3f}")
    for gold in names:
        print(f"{gold:>9} " + " ".join(f"{got}={table[gold, got]}" for got in names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
