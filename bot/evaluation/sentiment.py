"""Sentiment towards a target: SEntFiN's test tenth, NewsMTSC's development files, and texts judged for this project.

SEntFiN 1.0 (Sinha et al. 2022) has no published split: a headline is a test headline when sha256(text) mod 10 is 0.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.progress import track
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bot.analysis.analyzer import Analyzer, load_scorer
from bot.evaluation.figures import Figure
from bot.model import NEUTRAL_BELOW

CLASSES = ("negative", "neutral", "positive")
VADER_NEUTRAL = 0.05  # VADER's own threshold for its compound score
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
# words that the published file replaced inside names along with its labels ("L&T Finance neutralings")
SPOILT = (("neutralings", "Holdings"), ("Rusnegative", "Russell"), ("neutral", "Hold"), ("negative", "sell"))
JUDGED = Path(__file__).parents[2] / "tests" / "judged"
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A text with one target and what people say of it; `gold` is a class or a score from -1 to 1."""

    text: str
    spans: Spans
    gold: str | float
    several: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine says of an item."""

    score: float
    certainty: float

    @property
    def side(self) -> str:
        """The class of the score."""
        return side(self.score)


def side(score: float, edge: float = NEUTRAL_BELOW) -> str:
    """The class of a score: neutral below `edge`."""
    return "neutral" if abs(score) < edge else "positive" if score > 0 else "negative"


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of both engines: the one that is asked for, and the light one beside it."""
    light = Analyzer(analyzer.pipeline, analyzer.securities, load_scorer("vader"))
    sets: tuple[tuple[str, Callable[[], list[Item]], float | None, float | None], ...] = (
        ("SEntFiN 1.0, test tenth", lambda: list(sentfin(data, 0)), 0.90, 0.88),
        ("NewsMTSC, development files", lambda: list(newsmtsc(data)), None, None),
        ("judged passages", lambda: list(judged("entities")), 0.80, None),
        ("judged sentences", lambda: list(judged("sentences")), 0.78, None),
        ("texts written to be hard", lambda: [classed(item) for item in judged("hard")], None, None),
    )
    for name, load, goal, several_goal in sets:
        items = load()
        if not items:
            continue
        ours, lights = answers(analyzer, items), answers(light, items)
        beside = f"VADER {accuracy(items, vader(items)):.3f}, light engine {accuracy(items, lights):.3f}"
        yield Figure("sentiment", name, "accuracy", accuracy(items, ours), goal, beside=beside)
        yield Figure("sentiment", name, "macro F1", macro_f1(items, ours))
        many = [k for k, item in enumerate(items) if item.several]
        if many:
            value = accuracy([items[k] for k in many], [ours[k] for k in many])
            yield Figure("sentiment", name, "accuracy, texts with several targets", value, several_goal)
        for gold in CLASSES:
            yield Figure("sentiment", name, f"recall of {gold}", recall(items, ours, gold))
        yield Figure(
            "sentiment", name, "calibration error", calibration_error(items, ours), 0.05, at_most=True
        )
        if goal == 0.90:
            yield from reliability(name, items, ours)
    headlines = list(judged("headlines"))
    if headlines:
        gold_scores = [float(item.gold) for item in headlines]
        ours_, vaders = answers(analyzer, headlines), vader(headlines)
        value = statistics.correlation(gold_scores, [a.score for a in ours_])
        beside = f"VADER {statistics.correlation(gold_scores, [a.score for a in vaders]):.3f}"
        yield Figure("sentiment", "judged headlines", "Pearson correlation", value, 0.75, beside=beside)


def sentfin(data: Path, tenth: int) -> Iterator[Item]:
    """The entities of one tenth of SEntFiN that stand in their headline."""
    path = data / "sentfin" / "headlines.jsonl"
    for row in _rows(path):
        if int(hashlib.sha256(row["text"].encode()).hexdigest(), 16) % 10 == tenth:
            for target in row["targets"]:
                spans = _found(row["text"], target["entity"])
                if spans:
                    yield Item(row["text"], spans, target["label"], len(row["targets"]) > 1)


def newsmtsc(data: Path) -> Iterator[Item]:
    """The targets of NewsMTSC's two development files."""
    names = {2.0: "negative", 4.0: "neutral", 6.0: "positive"}
    for file in ("devtest_mt", "devtest_rw"):
        for row in _rows(data / "newsmtsc" / f"{file}.jsonl"):
            for target in row["targets"]:
                span = (target["from"], target["to"])
                several = len(row["targets"]) > 1
                yield Item(row["sentence_normalized"], (span,), names[target["polarity"]], several)


def judged(name: str) -> Iterator[Item]:
    """The texts judged for this project, where the tests stand beside the package; nothing elsewhere."""
    path = JUDGED / f"{name}.jsonl"
    if path.exists():
        for row in _rows(path):
            for target in row["targets"]:
                gold = target["score"] if "score" in target else target["label"]
                span = (target["start"], target["end"])
                yield Item(row["text"], (span,), gold, len(row["targets"]) > 1)


def classed(item: Item) -> Item:
    """An item that is judged by a score, with the class of that score instead."""
    return item if isinstance(item.gold, str) else replace(item, gold=side(item.gold))


def answers(analyzer: Analyzer, items: Sequence[Item]) -> list[Answer]:
    """What the analyzer says of each item, all targets of a text at once, as the command line's `targets`."""
    out = []
    groups = [list(own) for _, own in itertools.groupby(items, key=lambda item: item.text)]
    for own in track(groups, description="sentiment", disable=not sys.stderr.isatty()):
        for said in analyzer.judge(own[0].text, [item.spans[0] for item in own]):
            out.append(Answer(round(said.score, 2), said.certainty))
    return out


def vader(items: Sequence[Item]) -> list[Answer]:
    """What VADER (Hutto and Gilbert 2014) says of the whole text, on our scale of classes."""
    engine = SentimentIntensityAnalyzer()
    out = []
    for item in items:
        score = engine.polarity_scores(item.text)["compound"]
        quiet = abs(score) < VADER_NEUTRAL
        out.append(Answer(0.0 if quiet else score if abs(score) > NEUTRAL_BELOW else score * 3, 0.0))
    return out


def accuracy(items: Sequence[Item], given: Sequence[Answer]) -> float:
    """The share of items whose class is right."""
    return sum(a.side == item.gold for item, a in zip(items, given, strict=True)) / len(items)


def recall(items: Sequence[Item], given: Sequence[Answer], gold: str) -> float:
    """The share of a class that is found."""
    own = [a for item, a in zip(items, given, strict=True) if item.gold == gold]
    return sum(a.side == gold for a in own) / max(1, len(own))


def macro_f1(items: Sequence[Item], given: Sequence[Answer]) -> float:
    """The mean of the three classes' F1."""
    total = 0.0
    for name in CLASSES:
        hit = sum(item.gold == name == a.side for item, a in zip(items, given, strict=True))
        either = sum((item.gold == name) + (a.side == name) for item, a in zip(items, given, strict=True))
        total += 2 * hit / max(1, either)
    return total / len(CLASSES)


def calibration_error(items: Sequence[Item], given: Sequence[Answer]) -> float:
    """The expected calibration error over the bins of `BINS` (Guo et al. 2017)."""
    return sum(len(own) / len(items) * abs(share - mean) for _, _, own, share, mean in _binned(items, given))


def reliability(name: str, items: Sequence[Item], given: Sequence[Answer]) -> Iterator[Figure]:
    """The reliability table: for every bin of certainty how often the class is right."""
    for low, high, own, share, mean in _binned(items, given):
        what = f"right at certainty {low:.1f} to {min(high, 1.0):.1f}"
        yield Figure("sentiment", name, what, share, beside=f"mean certainty {mean:.2f}, {len(own)} targets")


def _binned(
    items: Sequence[Item], given: Sequence[Answer]
) -> Iterator[tuple[float, float, list[Answer], float, float]]:
    for low, high in itertools.pairwise(BINS):
        pairs = [(i, a) for i, a in zip(items, given, strict=True) if low <= a.certainty < high]
        if pairs:
            share = sum(a.side == i.gold for i, a in pairs) / len(pairs)
            yield low, high, [a for _, a in pairs], share, statistics.fmean(a.certainty for _, a in pairs)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _found(text: str, entity: str) -> Spans:
    for name in (entity, *(entity.replace(wrong, right) for wrong, right in SPOILT)):
        found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
        found = found or [m.span() for m in re.finditer(re.escape(name), text, re.IGNORECASE)][:1]
        if found:
            return tuple(found)
    return ()
