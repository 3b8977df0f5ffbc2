"""Themes: what an article is about beyond its companies. The terms are data: `data/themes.yaml`."""

from __future__ import annotations

import functools
import importlib.resources
from collections import defaultdict

import yaml

from bot.analysis.document import Document
from bot.analysis.terms import Term, TermTable, forms_of

MIN_WEIGHT = 1.5
TITLE_WEIGHT = 2.0
LEAD_WEIGHT = 1.5
LEAD_SENTENCES = 3
MAX_THEMES = 4
SHARE_OF_BEST = 0.3


@functools.cache
def _table() -> TermTable:
    file = importlib.resources.files("bot.analysis") / "data" / "themes.yaml"
    themes: dict[str, list[str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return TermTable(Term(tuple(term.split()), name) for name, terms in themes.items() for term in terms)


def find_themes(document: Document) -> tuple[str, ...]:
    """At most `MAX_THEMES` themes, strongest first. A term counts fully once and half when it comes again."""
    weights: dict[str, float] = defaultdict(float)
    seen: set[tuple[str, ...]] = set()
    parts = [(list(document.title), TITLE_WEIGHT)] if document.title is not None else []
    parts += [(list(s.span), LEAD_WEIGHT if s.index < LEAD_SENTENCES else 1.0) for s in document.sentences]
    for tokens, weight in parts:
        for hit in _table().every(forms_of(tokens)):
            again = hit.term.words in seen
            seen.add(hit.term.words)
            weights[hit.term.kind] += weight * (0.25 if again else 1.0)
    if not weights:
        return ()
    floor = max(MIN_WEIGHT, SHARE_OF_BEST * max(weights.values()))
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(name for name, weight in ranked if weight >= floor)[:MAX_THEMES]
