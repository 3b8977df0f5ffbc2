"""The types of events that can move a price: `data/events.yaml`, read once a process."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

import yaml

from bot.analysis.terms import Term, TermTable

NOTHING = "nothing"
PRICE_MOVE = "price_move"
MARKET_MOVE = "market_move"
Tier = Literal["decisive", "strong", "notable", "moderate", "routine"]
Scope = Literal["company", "market"]


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event; `tier` is how much such news moves a price by itself.

    `scope` says whether it happens to companies or to the whole market. A kind with `between` has two sides, so
    that it concerns every company of its clause; one that `acts_on_company` needs a company as its verb's object;
    one that is `scheduled` says nothing yet while it lies ahead.
    """

    name: str
    label: str
    tier: Tier
    unless: frozenset[str] = frozenset()
    scope: Scope = "company"
    between: bool = False
    acts_on_company: bool = False
    scheduled: bool = False


class _Entry(TypedDict):
    label: str
    tier: NotRequired[Tier]
    terms: list[str]
    unless: NotRequired[list[str]]
    scope: NotRequired[Scope]
    between: NotRequired[bool]
    acts_on_company: NotRequired[bool]
    scheduled: NotRequired[bool]


@functools.cache
def event_types() -> Mapping[str, EventType]:
    """The taxonomy by name."""
    return {
        name: EventType(
            name,
            entry["label"],
            entry.get("tier", "routine"),
            frozenset(entry.get("unless", ())),
            entry.get("scope", "company"),
            entry.get("between", False),
            entry.get("acts_on_company", False),
            entry.get("scheduled", False),
        )
        for name, entry in _entries().items()
        if name != NOTHING
    }


@functools.cache
def event_terms() -> TermTable:
    """The terms that report events, `NOTHING` among their kinds: phrases that only look like a report."""
    return TermTable(
        Term(tuple(term.split()), name) for name, entry in _entries().items() for term in entry["terms"]
    )


@functools.cache
def _entries() -> Mapping[str, _Entry]:
    file = importlib.resources.files("bot.analysis") / "data" / "events.yaml"
    loaded: dict[str, _Entry] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
