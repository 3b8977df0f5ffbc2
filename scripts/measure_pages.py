"""Measure extraction against saved pages with gold titles, dates and bodies.

    python scripts/measure_pages.py --data PATH

PATH is a folder with `pages/gold.json` and the pages it names (or the `pages` folder itself). F1 is that of
bags of lower-case words, as the public article extraction benchmarks count it; only pages whose gold body is
a full text count in the summary. For the others the gold is the lead: `lead` says whether the text holds it.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.errors import DeskwireError
from bot.model import Article
from bot.reading.extract import extract

_WARM_UP = b"<p>" + b"The port of Harbourline is full again this year, its managers said. " * 20
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Lower-case words."""
    return _WORD.findall(text.lower())


def f1(text: str, gold: str) -> float:
    """F1 of two bags of words."""
    left, right = Counter(words(text)), Counter(words(gold))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def title_state(article: Article, gold: dict[str, Any]) -> str:
    """Whether the title is gold's, letters and digits alone compared."""
    if not gold["gold_title"]:
        return "-"
    return "ok" if words(article.title) == words(gold["gold_title"]) else f"NO: {article.title[:60]!r}"


def date_state(article: Article, gold: dict[str, Any]) -> str:
    """Whether the date is gold's: `ok` to the minute, `day` within a day."""
    if not gold["gold_date"]:
        return "-"
    wanted = datetime.fromisoformat(gold["gold_date"].replace("Z", "+00:00"))
    if article.published_at is None:
        return "none"
    apart = abs(article.published_at - wanted)
    return "ok" if apart < timedelta(minutes=1) else "day" if apart < timedelta(hours=24) else "NO"


def main() -> None:
    """Print one line a page, then the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--text", action="store_true", help="print the texts, too")
    options = parser.parse_args()
    folder = options.data / "pages" if (options.data / "pages").is_dir() else options.data
    scores: list[float] = []
    seconds: list[float] = []
    states: Counter[str] = Counter()
    print(f"{'page':38} {'F1':>6} {'lead':>5} {'words':>6} {'cpu ms':>6}  title | date | verdict")
    extract(_WARM_UP, url="https://example.com/a-first-page-loads-the-models")
    for gold in json.loads((folder / "gold.json").read_text()):
        body = (folder / gold["file"]).read_bytes()
        started = time.process_time()
        try:
            article = extract(body, url=gold["url"])
        except DeskwireError as error:
            print(f"{gold['name']:38} {'':6} {'':5} {'':6} {'':5}  REFUSED {error.code} {error.reason}")
            if "full" in gold["gold_body_kind"]:
                scores.append(0.0)
            continue
        seconds.append(time.process_time() - started)
        full = "full" in gold["gold_body_kind"]
        score = f1(article.text, gold["gold_body"]) if full else None
        if score is not None:
            scores.append(score)
        lead = " ".join(words(gold["gold_body"])[:12]) in " ".join(words(article.text))
        title, date = title_state(article, gold), date_state(article, gold)
        states.update({f"title {title[:2]}": 1, f"date {date}": 1})
        shown = f"{score:6.3f}" if score is not None else "     -"
        print(
            f"{gold['name']:38} {shown} {'yes' if lead else 'NO':>5} {len(article.text.split()):6} "
            f"{1000 * seconds[-1]:6.0f}  {title} | {date} | {article.coverage} | "
            f"{article.published_at} | {article.byline}"
        )
        if options.text:
            print(f"\n# {article.title}\n\n{article.text}\n")
    print(
        f"\n{len(scores)} full texts: median F1 {statistics.median(scores):.3f}, "
        f"mean {statistics.mean(scores):.3f}"
    )
    median, most = 1000 * statistics.median(seconds), 1000 * max(seconds)
    print(f"CPU time a page: median {median:.0f} ms, most {most:.0f} ms")
    print(", ".join(f"{name} {count}" for name, count in sorted(states.items())))


if __name__ == "__main__":
    main()
