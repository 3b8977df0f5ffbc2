"""How much an article can be expected to move prices, whichever way.

Every event weighs its type's severity, scaled by its size, by whom it concerns and by how prominently it is
reported. Independent reasons add up as probabilities do: 1 less the product of what each leaves over.
Weights were set by hand and checked for plausibility only; next-day returns cannot be predicted from news.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from bot.analysis.figures import magnitude, percentage
from bot.analysis.document import Company, Document
from bot.analysis.events import types_in
from bot.analysis.taxonomy import PRICE_MOVE, event_types
from bot.model import Driver, Event, Impact, level_of

SHARE_OF_NEXT = (1.0, 0.6, 0.4, 0.3)  # the second reason adds less than the first, the fifth nothing
LEAD_SENTENCES = 3
BODY = 0.8
LATE = 0.55
LATE_AFTER = 12
IN_TITLE = 1.15
NOBODY = 0.5  # an event that concerns no listed company of the article
SECONDARY = 0.7
BREADTH = (1.0, 1.0, 1.06, 1.12)
REPEATED = 0.4  # what is left of an impact when the archive had said everything already
MAX_WEIGHT = 0.95
PERCENT_STEPS = ((3.0, 0.9), (7.0, 1.05), (15.0, 1.2), (math.inf, 1.35))


def impact_of(
    events: Sequence[Event], companies: Sequence[Company], document: Document, novelty: float
) -> Impact:
    """The impact with its drivers, strongest first. `novelty` (0 to 1) scales the whole."""
    roles = {company.security.ticker: company.role for company in companies}
    first = {sentence.start: sentence.index for sentence in document.sentences}
    title = types_in(document.title[:]) if document.title is not None else set()
    best: dict[str, tuple[float, Event]] = {}
    for event in events:
        at = first.get(event.evidence[0].start, LATE_AFTER + 1)
        weight = _weight(event, {roles.get(ticker, "secondary") for ticker in event.tickers}, at, title)
        if event.type not in best or weight > best[event.type][0]:
            best[event.type] = (weight, event)
    ranked = sorted(best.values(), key=lambda item: (-item[0], item[1].evidence[0].start, item[1].type))
    ranked = ranked[: len(SHARE_OF_NEXT)]
    left = 1.0
    for (weight, _), share in zip(ranked, SHARE_OF_NEXT, strict=False):
        left *= 1.0 - weight * share
    primary = sum(company.role == "primary" for company in companies)
    score = (1.0 - left) * BREADTH[min(primary, len(BREADTH) - 1)]
    score = round(min(1.0, score * (REPEATED + (1.0 - REPEATED) * novelty)), 2)
    drivers = tuple(Driver(event.type, round(weight, 2), event.evidence) for weight, event in ranked)
    return Impact(score, level_of(score), drivers)


def _weight(event: Event, roles: Collection[str], sentence: int, title: Collection[str]) -> float:
    weight = event_types()[event.type].severity
    if not roles:
        weight *= NOBODY
    elif "primary" not in roles:
        weight *= SECONDARY
    weight *= 1.0 if sentence < LEAD_SENTENCES else BODY if sentence <= LATE_AFTER else LATE
    if event.type in title:
        weight *= IN_TITLE
    return min(MAX_WEIGHT, weight * _size(event))


def _size(event: Event) -> float:
    """How the size of an event scales its weight: a billion counts as it is, a million a good deal less."""
    factor = 1.0
    amount = magnitude(event.arguments.get("amount", ""))
    if amount > 0:
        factor = min(1.2, max(0.8, 1.0 + 0.08 * (math.log10(amount) - 8.5)))
    percent = percentage(event.arguments.get("percent", ""))
    if percent > 0 and event.type == PRICE_MOVE:
        factor *= next(scale for limit, scale in PERCENT_STEPS if percent < limit)
    return factor
