"""What the desk joins wrongly, and misses, when it puts an article to the story of one that it knows.

Two Reuters articles that are marked with different companies, or with the same one more than three weeks apart,
are different stories; two texts of one hand-made event are the same. An article is compared with another one in
an archive of `ARCHIVE` others: a small one, as on a first day, is the hard case.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import combinations
from pathlib import Path

from bot.evaluation.figures import Figure
from bot.sources.features import Features, features
from bot.sources.stories import SAME_COMPANY, STRANGERS, Stories

ARCHIVE = 50
PAIRS = 300
APART = timedelta(days=20)
_REUTERS = "Reuters articles with marked listings"
_EVENTS = "hand-made events of general news"
Pair = tuple[Features, Features]


def measure(data: Path) -> Iterator[Figure]:
    """The shares of pairs that are joined, per cent. Raises `OSError` where the data is missing."""
    rng = random.Random(1)
    rows = [json.loads(line) for line in (data / "tickers" / "articles.jsonl").open(encoding="utf-8")]
    made = [(_undated(row), frozenset(row["tickers"]), _written(row["published_at"])) for row in rows]
    others = [item for item, *_ in made]
    strangers: list[Pair] = []
    again: list[Pair] = []
    for (one, ours, then), (two, theirs, later) in combinations(made, 2):
        if ours and theirs and abs(later - then) > APART:
            (again if ours & theirs else strangers).append((one, two))
    events: defaultdict[str, list[Features]] = defaultdict(list)
    for line in (data / "stories" / "events.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        events[str(row["story_id"])].append(_undated(row))
    same = [pair for told in events.values() for pair in list(combinations(told, 2))[:10]]
    for where, what, pairs, bar in (
        (_REUTERS, "different companies joined", strangers, STRANGERS),
        (_REUTERS, "the same company over 20 days apart joined", again, SAME_COMPANY),
        (_EVENTS, "texts of one event joined", same, SAME_COMPANY),
    ):
        share = joined(rng.sample(pairs, min(PAIRS, len(pairs))), others, bar, rng)
        yield Figure("stories", where, f"{what} at {bar}", round(100 * share, 1), unit="%")


def joined(pairs: Sequence[Pair], others: Sequence[Features], bar: float, rng: random.Random) -> float:
    """The share of pairs whose second article continues the first one's story, 0 to 1."""
    count = 0
    for one, two in pairs:
        stories: Stories[int] = Stories(threshold=bar)
        for number, other in enumerate(rng.sample(others, ARCHIVE)):
            if other is not one and other is not two:
                stories.add(other, number)
        stories.add(one, -1)
        count += stories.assign(two, -2).story == -1
    return count / len(pairs)


def _written(published_at: str) -> date:
    """The day of an article: most are dated as ISO 8601 says, some as e-mails are."""
    try:
        return datetime.fromisoformat(published_at).date()
    except ValueError:
        return parsedate_to_datetime(published_at).date()


def _undated(row: dict[str, str]) -> Features:
    """Without its date: the desk compares what it read within three days."""
    return features(row["title"], row["text"], None)
