"""How much an article can be expected to move prices, whichever way.

Every event has a weight: that of its type's tier, more where the headline says it or its size is large, less where
it stands late, concerns nobody the article is about, is only possible, or is past. The weights add up, each
further one by a smaller share; strong wording adds a little, and an article about several companies says less of
each. A fixed monotone curve turns that strength into an impact between 0 and 1, such that among company news
about one article in ten is high and three in ten are medium. The few weights were set on news and returns of
one quarter (see docs/quality.md); nothing here predicts the next day.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.analysis.document import Company, Document
from bot.analysis.events import STATUS, types_in
from bot.analysis.figures import magnitude, percentage
from bot.analysis.taxonomy import PRICE_MOVE, Tier, event_types
from bot.model import Driver, Event, Impact, level_of

TIERS: Mapping[Tier, float] = {
    "decisive": 0.85,
    "strong": 0.55,
    "notable": 0.35,
    "moderate": 0.1,
    "routine": 0.03,
}
SHARE_OF_NEXT = (1.0, 0.6, 0.4, 0.2)  # the second reason adds less than the first, the fifth nothing
TAKEOVERS = frozenset({"acquisition", "merger"})
LEAD_SENTENCES = 3
BODY = 0.8
LATE = 0.5
LATE_AFTER = 12
IN_TITLE = 1.5
NOBODY = 0.8  # an event that concerns no listed company of the article
SECONDARY = 0.7
STATUSES = {"possible": 0.6, "past": 0.25}
BASE = 0.12  # of an article without any event
TONE = 0.2  # what the strongest wording adds; wording beyond TONE_MOST says nothing more
TONE_MOST = 0.7
CROWD = 0.06  # what every company beyond the first takes away, up to CROWD_MOST of them
CROWD_MOST = 2
REPEATED = 0.4  # what is left of an impact when the archive had said everything already
PERCENT_STEPS = ((2.0, 0.9), (7.0, 1.0), (15.0, 1.15), (math.inf, 1.3))
MARKET_VALUE = "market_value"
USUAL_SHARE = 0.01  # an amount of this share of its company's size counts as it is
CURVE = ((0.0, 0.0), (0.32, 0.3), (1.3, 0.6), (2.0, 0.85), (3.5, 1.0))
"""Strength to impact, linear between these points."""
YARDSTICK = re.compile(
    r"\b(?:market (?:value|cap\w*)|annual (?:revenues?|sales))\b[^.;]{0,20}?"
    r"((?:US)?[$€£¥]\s?\d[\d.,]*\s?(?:million|billion|trillion|mln|bln|bn)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """An event with its weight, and the index of the sentence that reports it first."""

    event: Event
    weight: float
    sentence: int


def impact_of(
    events: Sequence[Event],
    companies: Sequence[Company],
    document: Document,
    novelty: float,
    tone: float = 0.0,
) -> Impact:
    """The impact with its drivers, strongest first.

    `novelty` (0 to 1) scales the whole; `tone` (-1 to 1) is the overall sentiment, of which the strength counts.
    """
    places = {sentence.start: sentence.index for sentence in document.sentences}
    title = _headline_types(document, companies)
    weighed = weigh(events, companies, places, title, yardstick(document))
    strength = strength_of(weighed, len(companies), tone)
    score = curve(strength) * (REPEATED + (1.0 - REPEATED) * novelty)
    score = round(min(1.0, score), 2)
    drivers = tuple(
        Driver(each.event.type, round(min(1.0, each.weight), 2), each.event.evidence)
        for each in weighed[: len(SHARE_OF_NEXT)]
        if round(each.weight, 2) > 0
    )
    return Impact(score, level_of(score), drivers)


def _headline_types(document: Document, companies: Sequence[Company]) -> set[str]:
    """The types that the headline reports; the first sentence stands for one where there is none."""
    if document.title is not None:
        return types_in(document.title[:], companies)
    return types_in(document.sentences[0].span) if document.sentences else set()


def weigh(
    events: Sequence[Event],
    companies: Sequence[Company],
    places: Mapping[int, int],
    title: Collection[str],
    yardstick: float = 0.0,
) -> list[Weighed]:
    """The strongest event of every type, strongest first.

    `places` are the indices of sentences by their offsets, `title` the types that the headline reports, and
    `yardstick` the size of the company in money, 0 where the article does not say it.
    """
    roles = {company.security.ticker: company.role for company in companies}
    best: dict[str, Weighed] = {}
    for event in events:
        at = places.get(event.evidence[0].start, LATE_AFTER + 1)
        kind = event_types()[event.type]
        # A listed company that is to be bought moves far more than its buyer.
        sold = kind.name in TAKEOVERS and _is_target(event, companies)
        weight = TIERS["decisive" if sold else kind.tier] * STATUSES.get(event.arguments.get(STATUS, ""), 1.0)
        if kind.scope == "company":
            concerned = {roles.get(ticker, "secondary") for ticker in event.tickers}
            weight *= NOBODY if not concerned else 1.0 if "primary" in concerned else SECONDARY
        weight *= 1.0 if at < LEAD_SENTENCES else BODY if at <= LATE_AFTER else LATE
        weight *= (IN_TITLE if event.type in title else 1.0) * size_of(event, yardstick)
        if event.type not in best or weight > best[event.type].weight:
            best[event.type] = Weighed(event, weight, at)
    return sorted(best.values(), key=lambda each: (-each.weight, each.sentence, each.event.type))


def _is_target(event: Event, companies: Sequence[Company]) -> bool:
    """Whether the target of a takeover is one of the listed companies it concerns."""
    target = event.arguments.get("target")
    return target is not None and any(
        target == mention.text
        for company in companies
        if company.security.ticker in event.tickers
        for mention in company.mentions
    )


def strength_of(weighed: Sequence[Weighed], companies: int, tone: float) -> float:
    """The strength of an article, 0 or more, from its weighed events (strongest first)."""
    strength = sum(each.weight * share for each, share in zip(weighed, SHARE_OF_NEXT, strict=False))
    strength += BASE + TONE * min(abs(tone), TONE_MOST) / TONE_MOST
    strength -= CROWD * min(max(0, companies - 1), CROWD_MOST)
    return max(0.0, strength)


def curve(strength: float) -> float:
    """The impact, 0 to 1, of a strength."""
    for (low, from_), (high, to) in itertools.pairwise(CURVE):
        if strength < high:
            return from_ + (to - from_) * (strength - low) / (high - low)
    return CURVE[-1][1]


def yardstick(document: Document) -> float:
    """The market value or annual sales that an article gives for its company, in money; 0 where it gives none."""
    for sentence in document.sentences:
        match = YARDSTICK.search(sentence.text)
        if match:
            return magnitude(match[1])
    return 0.0


def size_of(event: Event, yardstick: float) -> float:
    """How the size of an event scales its weight.

    Money counts against the company's own size where the article says it, else against what is large for most: a
    billion counts as it is, a million a good deal less. A move of a price counts by its per cent.
    """
    factor = 1.0
    amount = magnitude(event.arguments.get("amount", ""))
    if amount >= 1e4 and event.type != MARKET_VALUE:  # less is a price or a profit of one share
        if yardstick > amount:
            factor = min(3.0, max(0.7, 1.0 + math.log10(amount / yardstick) - math.log10(USUAL_SHARE)))
        else:
            factor = min(1.2, max(0.8, 1.0 + 0.08 * (math.log10(amount) - 8.5)))
    percent = percentage(event.arguments.get("percent", ""))
    if percent > 0 and event.type == PRICE_MOVE:
        factor *= next(scale for limit, scale in PERCENT_STEPS if percent < limit)
    return factor
