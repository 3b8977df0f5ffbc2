"""Impact and sentiment against what the market did on the day of the news.

Company news with the stock's abnormal return (`events/news_and_returns.csv`), in two halves by date: weights were set
on the first one, and the second one judges. Each row is an article and one ticker marked with it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from rich.progress import track
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bot.analysis.analyzer import Analyzer
from bot.evaluation.figures import Figure
from bot.model import Article, Brief, Context, Level, level_of

FILE = Path("events") / "news_and_returns.csv"
DATA = "company news and returns"
LARGE = 2.0
AUC_GOAL = 0.66
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
UNNAMED = 0.5  # the relevance of a ticker that the article does not name, for the figure of a row


@dataclass(frozen=True, slots=True)
class Row:
    """One article and one ticker marked with it: what we said, and what the market did."""

    impact: float
    of_row: float  # impact times the ticker's relevance
    sentiment: float  # towards the ticker; the article's own where it does not name it
    vader: float  # VADER's compound of headline and text
    named: bool
    abnormal: float  # the day's return less the market's
    z: float  # that over its trailing deviation


def rows_of(data: Path, analyzer: Analyzer) -> list[Row]:
    """Every row with a return, by date. An article that stands once a ticker is analysed once."""
    with (data / FILE).open(encoding="utf-8", newline="") as file:
        read = sorted(
            (row for row in csv.DictReader(file) if row["z_0"]), key=lambda row: row["published_at"]
        )
    context = Context(now=datetime(2000, 1, 1, tzinfo=UTC))
    vader = SentimentIntensityAnalyzer()
    briefs: dict[tuple[str, str], tuple[Brief, float]] = {}
    out = []
    for row in track(read, description="impact", disable=not sys.stderr.isatty()):
        key = (row["headline"], row["text"])
        if key not in briefs:
            brief = analyzer.analyze(
                Article("", "", row["headline"], row["text"] or row["headline"]), context
            )
            briefs[key] = (brief, vader.polarity_scores(". ".join(key))["compound"])
        brief, tone = briefs[key]
        own = next((t for t in brief.tickers if row["ticker"] in (t.ticker, *t.also)), None)
        out.append(
            Row(
                impact=brief.impact.score,
                of_row=brief.impact.score * (UNNAMED if own is None else own.relevance),
                sentiment=brief.overall.score if own is None else own.score,
                vader=tone,
                named=own is not None,
                abnormal=float(row["abn_0"]),
                z=float(row["z_0"]),
            )
        )
    return out


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of both halves; only the later one has goals. `data` is the folder with `events/`."""
    rows = rows_of(data, analyzer)
    half = len(rows) // 2
    yield from figures_of(rows[:half], "first half", judged=False)
    yield from figures_of(rows[half:], "later half", judged=True)


def figures_of(rows: Sequence[Row], part: str, *, judged: bool) -> Iterator[Figure]:
    """The figures of one half; `judged` ones come with their goals."""
    data = f"{DATA}, {part}"
    large = [abs(row.z) > LARGE for row in rows]
    strength = auc([abs(row.vader) for row in rows], large)
    yield Figure(
        "impact",
        data,
        "AUC for |z| > 2",
        auc([row.impact for row in rows], large),
        goal=AUC_GOAL if judged else None,
        beside=f"VADER's strength {strength:.3f}",
    )
    yield Figure("impact", data, "AUC, impact times relevance", auc([row.of_row for row in rows], large))
    returns = [row.abnormal for row in rows]
    theirs = spearman([row.vader for row in rows], returns)
    yield Figure(
        "impact",
        data,
        "Spearman, sentiment and return",
        spearman([row.sentiment for row in rows], returns),
        goal=2 * theirs if judged else None,
        beside=f"VADER {theirs:.3f}",
    )
    named = [row for row in rows if row.named]
    if len(named) > 1:
        yield Figure(
            "impact",
            data,
            "Spearman where the ticker is named",
            spearman([row.sentiment for row in named], [row.abnormal for row in named]),
            beside=f"{len(named)} rows, "
            f"VADER {spearman([r.vader for r in named], [r.abnormal for r in named]):.3f}",
        )
    means = []
    for level in LEVELS:
        moves = [abs(row.z) for row in rows if level_of(row.impact) == level]
        if moves:
            means.append(fmean(moves))
            yield Figure("impact", data, f"mean |z|, {level}", means[-1], beside=f"{len(moves)} rows")
    yield Figure(
        "impact",
        data,
        "levels monotone in mean |z| (1 yes)",
        float(means == sorted(means) and len(means) == len(LEVELS)),
        goal=1.0 if judged else None,
    )


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """The probability that a positive outranks a negative; ties count half. NaN where one of them is missing."""
    hits = sum(positive)
    if not 0 < hits < len(scores):
        return float("nan")
    total = sum(rank for rank, hit in zip(ranks(scores), positive, strict=True) if hit)
    return (total - hits * (hits + 1) / 2) / (hits * (len(scores) - hits))


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation, ties by their mean rank; 0 where one side does not vary."""
    a, b = ranks(one), ranks(other)
    middle = (len(a) + 1) / 2
    covariance = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    spread = sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)
    return covariance / spread**0.5 if spread else 0.0


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, from 1; equal ones share their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    out = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for k in range(at, end):
            out[order[k]] = (at + end + 1) / 2
        at = end
    return out
