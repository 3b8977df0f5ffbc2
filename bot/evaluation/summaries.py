"""Summaries on public news: grounding, length, completeness, speed, and ROUGE against the lead and LexRank.

No public summaries belong to the data, so the gold is what editors wrote about the same event: the headline
for the one-line summary, and for the paragraph the headlines and first two sentences of the other articles of
the same story. Headlines are withheld from every system that is compared, and all are cut to the same words.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.progress import track

from bot.analysis import standing
from bot.analysis.analyzer import Analyzer
from bot.analysis.document import Document
from bot.analysis.grounding import names, numbers, ungrounded
from bot.analysis.pipeline import Pipeline
from bot.analysis.prose import balanced, count_words
from bot.analysis.summary import MAX_TLDR_WORDS, summarise
from bot.evaluation.baselines import lead, lexrank, sentences_of
from bot.evaluation.figures import Figure
from bot.evaluation.rouge import head, mean_rouge, rouge
from bot.model import Article

PART = "summaries"
FULL_WORDS = 200
MOST_ARTICLES = 200
MOST_REFERENCES = 6
# A sentence of the text that says the headline again would let a system copy its gold.
REPEATS = 0.6

# The same agency text in two papers is one text, and no reference for itself.
REPRINT = 0.5

Scores = dict[str, list[tuple[float, float]]]


@dataclass
class Tally:
    """Counts over one data set."""

    articles: int = 0
    checked: int = 0
    ungrounded: int = 0
    within: int = 0
    sentences: int = 0
    complete: int = 0
    whole: int = 0
    full: int = 0
    long_enough: int = 0
    seconds: list[float] = field(default_factory=list)


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """All figures, a few minutes of processor time; `data` holds tickers/, stories/ and events/."""
    reuters = _jsonl(data / "tickers/articles.jsonl")
    stories = _jsonl(data / "stories/events.jsonl")
    sets = {
        "Reuters 2006-2013": [_article(row) for row in reuters],
        "general news": [_article(row) for row in stories],
        "first paragraphs": _first_paragraphs(data / "events/news_and_returns.csv"),
    }
    for name, found in sets.items():
        yield from _figures_of(name, tally_of(name, _thinned(found), analyzer.pipeline))
    yield from _compared(
        "Reuters 2006-2013", "headline", one_line(_thinned(sets["Reuters 2006-2013"]), analyzer.pipeline)
    )
    yield from _compared(
        "general news", "headline", one_line(_thinned(sets["general news"]), analyzer.pipeline)
    )
    yield from _compared("general news", "other articles", paragraphs(stories, analyzer.pipeline))


def tally_of(name: str, found: Sequence[Article], pipeline: Pipeline) -> Tally:
    """Summarise every article from title and text alone, and count what holds of the result."""
    tally = Tally()
    for article in track(found, description=f"summaries: {name}", disable=not sys.stderr.isatty()):
        document = pipeline.parse(article)
        start = time.process_time()
        tldr, summary = summarise(document, [], [], [])
        tally.seconds.append(time.process_time() - start)
        tally.articles += 1
        for text in (tldr, summary):
            tally.checked += len(numbers(text)) + sum(1 for _ in names(text))
            tally.ungrounded += len(ungrounded(text, article, []))
        tally.within += 0 < count_words(tldr) <= MAX_TLDR_WORDS and not tldr.endswith("…")
        tally.whole += all(balanced(text) and _closed(text) for text in (tldr, summary))
        if count_words(article.text) >= FULL_WORDS:
            tally.full += 1
            tally.long_enough += 90 <= count_words(summary) <= 160
        for doc in pipeline.docs([tldr, summary]):
            said = [standing.says(list(sentence)) for sentence in doc.sents]
            tally.sentences += len(said)
            tally.complete += sum(said)
    return tally


def one_line(found: Sequence[Article], pipeline: Pipeline) -> Scores:
    """ROUGE-1 and -2 of the one-line summary and its rivals against the withheld headline."""
    scores: Scores = defaultdict(list)
    for article in track(found, description="one line", disable=not sys.stderr.isatty()):
        document = _unrepeated(pipeline.parse(article))
        if not document.sentences:
            continue
        lines = {
            "ours": _blind(document)[0],
            "lead": head(lead(document, 1), MAX_TLDR_WORDS),
            "LexRank": head(lexrank(document, MAX_TLDR_WORDS), MAX_TLDR_WORDS),
        }
        _score(scores, lines, [article.title])
    return scores


def paragraphs(rows: Sequence[dict[str, str]], pipeline: Pipeline) -> Scores:
    """ROUGE of the paragraph and its rivals, each cut to as many words as the first three sentences have.

    Every second article is summarised; the gold are the other articles of its story.
    """
    documents = [
        _unrepeated(pipeline.parse(_article(row)))
        for row in track(rows, description="stories", disable=not sys.stderr.isatty())
    ]
    members: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        members[row["story_id"]].append(at)
    scores: Scores = defaultdict(list)
    for at, document in enumerate(documents):
        others = [other for other in members[rows[at]["story_id"]] if other != at][:MOST_REFERENCES]
        if at % 2 or not others or not document.sentences:
            continue
        budget = count_words(lead(document, 3))
        texts = {
            "ours": _blind(document)[1],
            "lead": " ".join(sentences_of(document)[:3]),
            "LexRank": lexrank(document, budget),
        }
        gold = [f"{rows[other]['title']}. {lead(documents[other], 2)}" for other in others]
        gold = [text for text in gold if rouge(lead(document, 3), text, 2) < REPRINT]
        if not gold:
            continue
        _score(scores, {system: head(text, budget) for system, text in texts.items()}, gold)
    return scores


def _score(scores: Scores, lines: dict[str, str], gold: Sequence[str]) -> None:
    for system, line in lines.items():
        scores[system].append((mean_rouge(line, gold, 1), mean_rouge(line, gold, 2)))


def _blind(document: Document) -> tuple[str, str]:
    """Both texts of an article whose headline nobody sees, tickers not inserted: gold has none."""
    return summarise(Document(replace(document.article, title=""), None, document.sentences), [], [], [])


def _unrepeated(document: Document) -> Document:
    """The document without first sentences that only repeat its headline."""
    kept = tuple(
        sentence
        for at, sentence in enumerate(document.sentences)
        if at > 3 or rouge(sentence.text, document.article.title, 2) <= REPEATS
    )
    return Document(document.article, document.title, kept)


def _figures_of(name: str, tally: Tally) -> Iterator[Figure]:
    count = tally.articles

    def share(what: str, part: int, of: int, goal: float | None = None) -> Figure:
        return Figure(PART, f"{name} ({count})", what, round(100 * part / max(1, of), 2), goal, unit="%")

    yield share(
        "numbers and names found in the article", tally.checked - tally.ungrounded, tally.checked, 100
    )
    yield share(f"one line within {MAX_TLDR_WORDS} words", tally.within, count, 100)
    yield share("marks whole, closed by a full stop", tally.whole, count)
    yield share("sentences that read back as complete", tally.complete, tally.sentences)
    if tally.full:
        yield share("paragraphs of 90 to 160 words, texts of 200 and more", tally.long_enough, tally.full)
    median = 1000 * statistics.median(tally.seconds)
    yield Figure(PART, f"{name} ({count})", "after parsing, median", round(median, 1), 15, True, "ms")


def _compared(name: str, gold: str, scores: Scores) -> Iterator[Figure]:
    """Ours, with the better of its rivals as the goal."""
    for at, kind in enumerate(("ROUGE-1", "ROUGE-2")):
        means = {
            system: 100 * statistics.mean(pair[at] for pair in pairs) for system, pairs in scores.items()
        }
        rivals = {system: value for system, value in means.items() if system != "ours"}
        beside = ", ".join(f"{system} {value:.1f}" for system, value in rivals.items())
        what = f"{kind} against {gold}"
        where = f"{name} ({len(scores['ours'])})"
        yield Figure(
            PART, where, what, round(means["ours"], 2), round(max(rivals.values()), 2), beside=beside
        )


def _closed(text: str) -> bool:
    return text.rstrip("\"”'’)]").endswith((".", "!", "?"))


def _thinned(found: Sequence[Article]) -> Sequence[Article]:
    """At most `MOST_ARTICLES`, spread evenly."""
    return found[:: -(-len(found) // MOST_ARTICLES)]


def _article(row: dict[str, str]) -> Article:
    return Article("", "", row["title"], row["text"])


def _jsonl(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _first_paragraphs(path: Path) -> list[Article]:
    with path.open(encoding="utf-8", newline="") as file:
        seen = {(row["headline"], row["text"]): None for row in csv.DictReader(file) if row["text"].strip()}
    return [Article("", "", headline, text) for headline, text in seen]
