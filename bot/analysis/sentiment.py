"""What an article means for each company: the sentences about it, scored towards it and weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from bot.analysis.document import Company, Document, Sentence
from bot.analysis.reaction import reaction
from bot.analysis.references import References, Spans, references
from bot.analysis.scorer import Scorer
from bot.model import (
    MIXED_DISTANCE,
    MIXED_RELEVANCE,
    NEUTRAL_BELOW,
    Coverage,
    Evidence,
    Overall,
    TickerSentiment,
    label_of,
)

TITLE_WEIGHT = 2.5
FIRST_WEIGHT = 2.0  # of the first sentence, which states the news
LEAD_WEIGHT = 1.3
LEAD_SENTENCES = 3
TAIL_WEIGHT = 0.7  # of a sentence at the end of a long article
TAIL_AFTER = 30
PRONOUN_WEIGHT = 0.8
REACTION_WEIGHT = 2.0  # of how far the shares moved on the day: the market's own verdict
QUIET = 0.1
QUIET_SHARE = 0.15  # how much a sentence that says nothing good or bad dilutes the others
LOUD = 0.5  # the score from which a sentence counts in full
MAX_EVIDENCE = 4
TONE_SENTENCES = 30
COVERAGE_TRUST: Mapping[Coverage, float] = {"full": 1.0, "partial": 0.95, "headline": 0.95}


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence (None: the title) as it reads for one company."""

    sentence: Sentence | None
    score: float
    certainty: float
    weight: float


def readings_of(
    document: Document,
    companies: Sequence[Company],
    scorer: Scorer,
    title: Doc | None,
    spoken: References | None = None,
) -> list[list[Reading]]:
    """For every company its readings, the title's first. `title` is the headline as it is to be read.

    `spoken` is what `references` has found, where it is known already.
    """
    found: list[list[Reading]] = [[] for _ in companies]
    if title is not None and len(title):
        spans = [[(m.start, m.end) for m in company.mentions if m.sentence < 0] for company in companies]
        named = [number for number, own in enumerate(spans) if own]
        scores = scorer.score(title[:], [spans[number] for number in named]) if named else []
        for number, said in zip(named, scores, strict=True):
            found[number].append(Reading(None, said.score, said.certainty, TITLE_WEIGHT))
    for sentence, here in zip(document.sentences, spoken or references(document, companies), strict=True):
        if not here:
            continue
        order = sorted(here)
        base = sentence.offset + sentence.span.start_char
        targets = [[(start - base, end - base) for start, end in here[number]] for number in order]
        for number, said in zip(order, scorer.score(sentence.span, targets), strict=True):
            weight = place_weight(sentence.index) * (REACTION_WEIGHT if reaction(sentence.text) else 1.0)
            if not _names(companies[number], sentence, here[number]):
                weight *= PRONOUN_WEIGHT
            found[number].append(Reading(sentence, said.score, said.certainty, weight))
    return found


def place_weight(index: int) -> float:
    """What a sentence weighs by its place: news says first what matters."""
    if index < LEAD_SENTENCES:
        return LEAD_WEIGHT if index else FIRST_WEIGHT
    return 1.0 - (1.0 - TAIL_WEIGHT) * min(1.0, index / TAIL_AFTER)


def _names(company: Company, sentence: Sentence, spans: Spans) -> bool:
    return any(mention.sentence == sentence.index for mention in company.mentions)


def rows_of(
    document: Document, companies: Sequence[Company], readings: Sequence[Sequence[Reading]]
) -> tuple[TickerSentiment, ...]:
    """One row a company, in their order. Every row has at least one sentence of the text as evidence."""
    rows = []
    trust = COVERAGE_TRUST[document.article.coverage]
    for company, own in zip(companies, readings, strict=True):
        evidence = _evidence(document, own)
        if not evidence:
            continue
        score = round(weighed(own), 2) + 0.0
        security = company.security
        rows.append(
            TickerSentiment(
                ticker=security.ticker,
                also=security.also,
                name=security.name,
                exchange=security.exchange,
                role=company.role,
                relevance=round(company.relevance, 2),
                score=score,
                label=label_of(score),
                confidence=round(confidence_of(own, score) * trust, 2),
                evidence=evidence,
            )
        )
    return tuple(rows)


def weighed(readings: Sequence[Reading]) -> float:
    """The weighted mean of readings; the less one says, good or bad, the less it dilutes the others."""
    weights = [_weight(reading) for reading in readings]
    size = sum(weights)
    return sum(w * r.score for w, r in zip(weights, readings, strict=True)) / size if size else 0.0


def confidence_of(readings: Sequence[Reading], score: float) -> float:
    """0 to 1: how sure it is that a careful reader gives `score`'s class, bad, neutral or good.

    Every reading votes for its own class with its certainty and for the neighbouring one with the rest; the votes
    are weighed as the score is. Conflicting sentences therefore lower the confidence, agreeing ones do not raise
    it: a company's sentences are no independent witnesses.
    """
    if not readings:
        return 0.0
    mine = _class(score)
    total = share = 0.0
    for reading in readings:
        weight = _weight(reading)
        sure, own = reading.certainty, _class(reading.score)
        total += weight
        # what a reading is unsure of lies next to its class: neutral for a side, the nearer side for neutral
        share += weight * (sure if own == mine else 1.0 - sure if abs(own - mine) == 1 else 0.0)
    return share / total


def _class(score: float) -> int:
    return 0 if abs(score) < NEUTRAL_BELOW else 1 if score > 0 else -1


def _weight(reading: Reading) -> float:
    return reading.weight * (QUIET_SHARE + (1.0 - QUIET_SHARE) * min(1.0, abs(reading.score) / LOUD))


def _evidence(document: Document, readings: Sequence[Reading]) -> tuple[Evidence, ...]:
    """The sentences that say most about a company, strongest first.

    A company named in the headline alone is shown by the lead, with what the headline says of it.
    """
    own = [(r.sentence, r.score, r.weight) for r in readings if r.sentence is not None]
    if not own:
        if not readings or not document.sentences:
            return ()
        return (document.sentences[0].evidence(readings[0].score),)
    told = [item for item in own if abs(item[1]) >= QUIET] or own[:1]
    told.sort(key=lambda item: (-abs(item[1]) * item[2], item[0].index))
    return tuple(sentence.evidence(score) for sentence, score, _ in told[:MAX_EVIDENCE])


def overall_of(rows: Sequence[TickerSentiment], document: Document, scorer: Scorer) -> Overall:
    """The relevance-weighted mean of the rows; the article's own tone where there is none."""
    weight = sum(row.relevance for row in rows)
    if weight > 0:
        score = round(sum(row.relevance * row.score for row in rows) / weight, 2) + 0.0
        confidence = round(sum(row.relevance * row.confidence for row in rows) / weight, 2)
        return Overall(score, label_of(score), confidence, is_mixed(rows))
    readings = []
    for sentence in document.sentences[:TONE_SENTENCES]:
        said = scorer.tone(sentence.span)
        readings.append(Reading(sentence, said.score, said.certainty, place_weight(sentence.index)))
    score = round(weighed(readings), 2) + 0.0
    sure = confidence_of(readings, score)
    confidence = round(sure * COVERAGE_TRUST[document.article.coverage], 2)
    return Overall(score, label_of(score), confidence)


def is_mixed(rows: Sequence[TickerSentiment]) -> bool:
    """Whether two tickers that matter stand far apart."""
    scores = [row.score for row in rows if row.relevance >= MIXED_RELEVANCE]
    return bool(scores) and round(max(scores) - min(scores), 2) >= MIXED_DISTANCE
