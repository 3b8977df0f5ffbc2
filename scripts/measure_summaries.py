"""Measure the summariser on public news: grounding, length, completeness, and ROUGE of the one-line summary.

    python scripts/measure_summaries.py --data PATH [--limit N] [--show N]

PATH is a folder with `tickers/articles.jsonl` (Reuters 2006 to 2013), `stories/events.jsonl` (general news in
hand-made events) and `events/news_and_returns.csv` (headlines and first paragraphs). The texts are measured,
never kept. The gold of the one-line summary is the article's title, which the summariser may look at:
ROUGE is therefore also given with the title withheld.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.progress import track

from bot.analysis import standing
from bot.analysis.document import Document
from bot.analysis.grounding import names, numbers, ungrounded
from bot.analysis.passages import passages
from bot.analysis.pipeline import Pipeline
from bot.analysis.prose import balanced, count_words
from bot.analysis.selection import significance
from bot.analysis.summary import MAX_TLDR_WORDS, summarise
from bot.model import Article

FULL_WORDS = 200
ROUGE_LIMIT = 30


@dataclass
class Tally:
    """Counts over one data set."""

    articles: int = 0
    ungrounded: list[str] = field(default_factory=list)
    checked: int = 0
    long_tldr: int = 0
    no_stop: int = 0
    unbalanced: int = 0
    questions: int = 0
    dangling: int = 0
    incomplete: int = 0
    sentences: int = 0
    empty: int = 0
    truncated: int = 0
    lengths: list[int] = field(default_factory=list)
    short_of: int = 0
    seconds: list[float] = field(default_factory=list)
    rouge: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def articles(data: Path) -> dict[str, list[Article]]:
    """The three data sets as articles."""
    found: dict[str, list[Article]] = {}
    for name, file in (
        ("Reuters 2006-2013", "tickers/articles.jsonl"),
        ("general news events", "stories/events.jsonl"),
    ):
        rows = [json.loads(line) for line in (data / file).read_text(encoding="utf-8").splitlines()]
        found[name] = [Article("", "", row["title"], row["text"]) for row in rows]
    with (data / "events/news_and_returns.csv").open(encoding="utf-8", newline="") as file_:
        seen = {(row["headline"], row["text"]): None for row in csv.DictReader(file_)}
    found["first paragraphs"] = [Article("", "", headline, text) for headline, text in seen if text.strip()]
    return found


def rouge(candidate: str, gold: str, size: int) -> float:
    """F1 of the n-grams of `size` words that two texts share, without case or punctuation."""
    one, two = (_grams(text, size) for text in (candidate, gold))
    shared = sum((one & two).values())
    if not shared:
        return 0.0
    precision, recall = shared / sum(one.values()), shared / sum(two.values())
    return 2 * precision * recall / (precision + recall)


def _grams(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def luhn(document: Document) -> str:
    """The sentence with the most significant words for its length, as a baseline."""
    found = passages(document)
    weights = significance(found)
    ranked = sorted(
        found, key=lambda p: (-sum(weights.get(s, 0.0) for s in p.content) / (len(p.content) + 4), p.at)
    )
    return ranked[0].text if ranked else ""


def tldr_lines(document: Document, tldr: str) -> Iterator[tuple[str, str]]:
    """Our line and the baselines for the same article."""
    yield "ours", tldr
    blind = Document(replace(document.article, title=""), None, document.sentences)
    yield "ours, title withheld", summarise(blind, [], [], [])[0]
    yield "lead sentence", document.sentences[0].text if document.sentences else ""
    yield (
        "lead, 30 words",
        " ".join(document.sentences[0].text.split()[:ROUGE_LIMIT]) if document.sentences else "",
    )
    yield "Luhn", luhn(document)


def measure(name: str, found: Sequence[Article], pipeline: Pipeline, *, rouges: bool, show: int) -> Tally:
    """Summarise every article of one data set and count what is wrong."""
    tally = Tally()
    for article in track(found, description=name, console=None, disable=not sys.stderr.isatty()):
        document = pipeline.parse(article)
        start = time.process_time()
        tldr, summary = summarise(document, [], [], [])
        tally.seconds.append(time.process_time() - start)
        tally.articles += 1
        for text in (tldr, summary):
            tally.checked += len(numbers(text)) + sum(1 for _ in names(text))
            tally.ungrounded += ungrounded(text, article, [])
        tally.long_tldr += count_words(tldr) > MAX_TLDR_WORDS
        tally.truncated += tldr.endswith("…")
        tally.empty += not tldr or not summary
        tally.unbalanced += not balanced(tldr) or not balanced(summary)
        tally.questions += "?" in re.sub(r"\"[^\"]*\"|“[^”]*”", "", summary)
        tally.no_stop += not summary.rstrip("\"”’')]").endswith((".", "!"))
        words = count_words(summary)
        if count_words(article.text) >= FULL_WORDS:
            tally.lengths.append(words)
            tally.short_of += words < 90
        read_back(tally, pipeline, tldr, summary)
        if rouges:
            for system, line in tldr_lines(document, tldr):
                tally.rouge.setdefault(system, []).append(
                    (rouge(line, article.title, 1), rouge(line, article.title, 2))
                )
        if tally.articles <= show:
            print(f"\n# {article.title}\n{tldr}\n\n{summary}")
    return tally


def read_back(tally: Tally, pipeline: Pipeline, tldr: str, summary: str) -> None:
    """Parse what was said, as a reader would: is every sentence complete, does the first stand alone?"""
    for text, alone in ((tldr, True), (summary, True)):
        if not text:
            continue
        (doc,) = pipeline.docs([text])
        for at, sentence in enumerate(doc.sents):
            tokens = list(sentence)
            tally.sentences += 1
            tally.incomplete += not standing.says(tokens)
            tally.dangling += at == 0 and alone and standing.leans(sentence.text, tokens)


def report(name: str, tally: Tally) -> None:
    """Print one data set's figures."""
    lengths = sorted(tally.lengths) or [0]
    quantiles = [lengths[min(len(lengths) - 1, int(q * len(lengths)))] for q in (0.05, 0.25, 0.5, 0.75, 0.95)]
    grounded = 1 - len(tally.ungrounded) / max(1, tally.checked)
    within = 1 - tally.long_tldr / tally.articles
    complete = 1 - tally.incomplete / max(1, tally.sentences)
    alone = 1 - tally.dangling / (2 * tally.articles)
    median, worst = (1000 * of(tally.seconds) for of in (statistics.median, max))
    faults = (
        f"unbalanced {tally.unbalanced}, questions {tally.questions}, no full stop {tally.no_stop}, "
        f"empty {tally.empty}, cut short {tally.truncated}"
    )
    rows = {
        "numbers and names grounded": f"{grounded:.2%} of {tally.checked} {tally.ungrounded[:8] or ''}",
        f"one line within {MAX_TLDR_WORDS} words": f"{within:.2%}",
        f"paragraph of {FULL_WORDS}+ word texts": f"5/25/50/75/95% {quantiles} words, "
        f"below 90: {tally.short_of} of {len(tally.lengths)}",
        "read back as complete sentences": f"{complete:.2%} of {tally.sentences}",
        "first sentence leans on nothing": f"{alone:.2%}",
        "faults": faults,
        "milliseconds after parsing": f"median {median:.1f}, worst {worst:.1f}",
    }
    for system, pairs in tally.rouge.items():
        one, two = (100 * statistics.mean(pair[at] for pair in pairs) for at in (0, 1))
        rows[f"ROUGE-1/2: {system}"] = f"{one:.1f} {two:.1f}"
    print(f"\n{name}: {tally.articles} articles")
    for label, value in rows.items():
        print(f"  {label:34} {value}")


def main() -> None:
    """Measure all data sets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--limit", type=int, default=600, help="articles of each data set at most")
    parser.add_argument("--show", type=int, default=0, help="print the first N summaries of each data set")
    options = parser.parse_args()
    pipeline = Pipeline.load()
    for name, found in articles(options.data).items():
        chosen = found[:: max(1, len(found) // options.limit)][: options.limit]
        report(name, measure(name, chosen, pipeline, rouges=name != "general news events", show=options.show))


if __name__ == "__main__":
    main()
