"""Themes: what an article is about beyond its companies. The terms are data: `data/themes.yaml`.

A team lays its own file over it: a theme of the same name is replaced, one without terms is switched off.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.analysis.document import Document
from bot.analysis.terms import Term, TermTable, forms_of
from bot.errors import DeskwireError

MIN_WEIGHT = 1.5
TITLE_WEIGHT = 2.0
LEAD_WEIGHT = 1.5
LEAD_SENTENCES = 3
AGAIN = 0.25  # what a term counts that the article had before
MAX_THEMES = 4
SHARE_OF_BEST = 0.3
Themes = Mapping[str, tuple[str, ...]]


@functools.cache
def shipped() -> Themes:
    """The themes that come with the installation: their terms by name."""
    file = importlib.resources.files("bot.analysis") / "data" / "themes.yaml"
    loaded: dict[str, list[str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: tuple(terms) for name, terms in loaded.items()}


@functools.cache
def theme_table(own: str = "") -> TermTable:
    """The terms of all themes, those of the file `own` laid over the shipped ones.

    Raises `DeskwireError("bad_input")` where the file cannot be read or is no list of terms by name.
    """
    return TermTable(
        Term(tuple(term.lower().split()), name) for name, terms in _all(own).items() for term in terms
    )


def theme_names(own: str = "") -> tuple[str, ...]:
    """The names of all themes that have terms, in order; raises as `theme_table` does."""
    return tuple(sorted(name for name, terms in _all(own).items() if terms))


def _all(own: str) -> Themes:
    return {**shipped(), **(read_themes(Path(own)) if own else {})}


def read_themes(path: Path) -> Themes:
    """The themes of a team's own file; raises `DeskwireError("bad_input")` with one line that says what is wrong."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DeskwireError("bad_input", f"themes.file {path} cannot be read: {error}") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise DeskwireError("bad_input", f"themes.file {path}: give themes as `name: [term, term]`.")
    out: dict[str, tuple[str, ...]] = {}
    for name, terms in loaded.items():
        listed = [] if terms is None else terms
        if not isinstance(listed, list) or not all(isinstance(t, str) and t.strip() for t in listed):
            raise DeskwireError(
                "bad_input", f"themes.file {path}: {name} needs a list of terms, such as [chip]."
            )
        if any(term.split()[0] == "_" for term in listed):
            raise DeskwireError("bad_input", f"themes.file {path}: a term of {name} begins with a gap.")
        out[str(name)] = tuple(listed)
    return out


def find_themes(document: Document, table: TermTable | None = None) -> tuple[str, ...]:
    """At most `MAX_THEMES` themes, strongest first. A term counts fully once and `AGAIN` when it comes again."""
    table = table or theme_table()
    weights: dict[str, float] = defaultdict(float)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    parts = [(list(document.title), TITLE_WEIGHT)] if document.title is not None else []
    parts += [(list(s.span), LEAD_WEIGHT if s.index < LEAD_SENTENCES else 1.0) for s in document.sentences]
    for tokens, weight in parts:
        for hit in table.every(forms_of(tokens)):
            key = (hit.term.kind, hit.term.words)
            weights[hit.term.kind] += weight * (AGAIN if key in seen else 1.0)
            seen.add(key)
    if not weights:
        return ()
    floor = max(MIN_WEIGHT, SHARE_OF_BEST * max(weights.values()))
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(name for name, weight in ranked if weight >= floor)[:MAX_THEMES]
