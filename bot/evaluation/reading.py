"""How well pages are read: titles, dates and bodies of saved pages of business news.

    python -m bot.evaluation.reading --data PATH [--text]

prints a line a page. F1 is that of bags of lower-case words, as the public benchmarks of article extraction
count it; only pages whose gold body is a full text count. For the others gold is the lead: `lead` says
whether the text holds it.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import trafilatura
from rich.progress import track

from bot.errors import DeskwireError
from bot.evaluation.figures import Figure
from bot.model import Article
from bot.reading.extract import extract

if TYPE_CHECKING:
    from bot.analysis.analyzer import Analyzer

DATA = "28 saved news pages of public benchmarks"
LEAD_WORDS = 12
DateState = Literal["", "minute", "day", "none", "wrong"]
_WARM_UP = b"<p>" + b"The port of Harbourline is full again this year, its managers said. " * 20
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page as it was read. `article` is None where it was refused, for `refusal`.

    `f1` and `plain_f1` (trafilatura alone) are None where gold is no full text; `title` is None where gold has none.
    """

    name: str
    article: Article | None
    refusal: str
    f1: float | None
    plain_f1: float | None
    lead: bool
    title: bool | None
    date: DateState
    seconds: float


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of all pages. Raises `FileNotFoundError` without `pages/gold.json`."""
    results = list(pages(data / "pages"))
    yield from summary(results)


def pages(folder: Path) -> Iterator[PageResult]:
    """Every page of a folder with `gold.json`, as it was read."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    extract(_WARM_UP, url="https://example.com/a-first-page-loads-the-models")
    for wanted in track(gold, "pages", disable=not sys.stderr.isatty(), transient=True):
        yield _read(wanted, (folder / wanted["file"]).read_bytes())


def _read(gold: dict[str, Any], body: bytes) -> PageResult:
    full = "full" in gold["gold_body_kind"]
    plain = None
    if full:
        text = trafilatura.extract(body, favor_precision=True, include_comments=False) or ""
        plain = f1(text, gold["gold_body"])
    started = time.process_time()
    try:
        article = extract(body, url=gold["url"])
    except DeskwireError as error:
        refusal = f"{error.code} {error.reason or ''}".strip()
        return PageResult(
            gold["name"], None, refusal, 0.0 if full else None, plain, False, None, "",
            time.process_time() - started,
        )  # fmt: skip
    seconds = time.process_time() - started
    lead = " ".join(words(gold["gold_body"])[:LEAD_WORDS]) in " ".join(words(article.text))
    return PageResult(
        name=gold["name"],
        article=article,
        refusal="",
        f1=f1(article.text, gold["gold_body"]) if full else None,
        plain_f1=plain,
        lead=lead,
        title=words(article.title) == words(gold["gold_title"]) if gold["gold_title"] else None,
        date=date_state(article.published_at, gold["gold_date"]),
        seconds=seconds,
    )


def summary(results: Sequence[PageResult]) -> Iterator[Figure]:
    """What all pages say together."""
    data = DATA if len(results) == int(DATA.split(maxsplit=1)[0]) else f"{len(results)} saved news pages"
    scores = [result.f1 for result in results if result.f1 is not None]
    plain = [result.plain_f1 for result in results if result.plain_f1 is not None]
    if scores:
        for what, of in (("median", statistics.median), ("mean", statistics.mean)):
            beside = f"trafilatura {trafilatura.__version__} alone {of(plain):.3f}"
            yield Figure(
                "reading", data, f"body, {what} F1 of {len(scores)} full texts", of(scores), beside=beside
            )
    titles = [result.title for result in results if result.title is not None]
    if titles:
        share = 100 * statistics.mean(titles)
        yield Figure("reading", data, f"titles as gold, of {len(titles)}", share, unit="%")
    dates = Counter(result.date for result in results if result.date)
    if dates:
        total = dates.total()
        exact, day = dates["minute"], dates["minute"] + dates["day"]
        yield Figure("reading", data, f"dates to the minute, of {total}", 100 * exact / total, unit="%")
        yield Figure("reading", data, f"dates within a day, of {total}", 100 * day / total, unit="%")
    refused = sum(result.article is None for result in results)
    yield Figure("reading", data, "pages refused", refused, goal=0, at_most=True)
    seconds = statistics.median(result.seconds for result in results)
    yield Figure("reading", data, "processor time a page, median", 1000 * seconds, unit="ms")


def words(text: str) -> list[str]:
    """Lower-case words."""
    return _WORD.findall(text.lower())


def f1(text: str, gold: str) -> float:
    """F1 of two bags of words."""
    left, right = Counter(words(text)), Counter(words(gold))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def date_state(found: datetime | None, gold: str | None) -> DateState:
    """Whether a date is gold's, to the minute or within a day; nothing where gold has none."""
    if not gold:
        return ""
    if found is None:
        return "none"
    apart = abs(found - datetime.fromisoformat(gold.replace("Z", "+00:00")))
    if apart < timedelta(minutes=1):
        return "minute"
    return "day" if apart < timedelta(hours=24) else "wrong"


def main() -> None:
    """Print a line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with pages/gold.json")
    parser.add_argument("--text", action="store_true", help="print the texts, too")
    options = parser.parse_args()
    print(f"{'page':38} {'F1':>6} {'lead':>5} {'words':>6} {'cpu ms':>6}  title | date | coverage")
    for result in pages(options.data / "pages"):
        if result.article is None:
            print(f"{result.name:38} REFUSED {result.refusal}")
            continue
        article = result.article
        score = "-" if result.f1 is None else f"{result.f1:.3f}"
        title = {True: "ok", False: f"NO: {article.title[:60]!r}", None: "-"}[result.title]
        print(
            f"{result.name:38} {score:>6} {'yes' if result.lead else 'NO':>5} {len(article.text.split()):6} "
            f"{1000 * result.seconds:6.0f}  {title} | {result.date or '-'} | {article.coverage} | "
            f"{article.published_at} | {article.byline}"
        )
        if options.text:
            print(f"\n# {article.title}\n\n{article.text}\n")


if __name__ == "__main__":
    main()
