"""What is kept of an article to tell its story from others: small, serialisable, made once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sources.reprints import Sketch, sketch
from bot.sources.terms import terms

VERSION = 1
LEAD_WORDS = 150  # news says in its first paragraphs what happened; what follows is background
TITLE_WEIGHT = 3  # how often the title counts: it names the event, and nothing else


@dataclass(frozen=True, slots=True)
class Features:
    """An article's terms with their weights (1 + ln of the count), its sketch and its time."""

    weights: Mapping[str, float]
    sketch: Sketch
    published_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """For a JSON column; `from_json` reads it back."""
        return {
            "version": VERSION,
            "weights": {term: round(weight, 3) for term, weight in self.weights.items()},
            "sketch": self.sketch.encode(),
            "published_at": self.published_at.isoformat() if self.published_at else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Features:
        """Stored features; raises `ValueError` for none and for those of another version: make them anew then."""
        version = stored.get("version") if stored else None
        if not stored or version != VERSION:
            raise ValueError(f"features of version {version!r}, not {VERSION}")
        time = stored["published_at"]
        return cls(
            dict(stored["weights"]),
            Sketch.decode(stored["sketch"]),
            datetime.fromisoformat(time) if time else None,
        )


def features(title: str, text: str, published_at: datetime | None = None) -> Features:
    """The features of an article. An empty text leaves its title, an empty title its text."""
    lead = " ".join(text.split(maxsplit=LEAD_WORDS)[:LEAD_WORDS])
    counts = Counter(terms(lead))
    for term in terms(title):
        counts[term] += TITLE_WEIGHT
    weights = {term: 1 + math.log(count) for term, count in counts.items()}
    return Features(weights, sketch(text or title), published_at)
