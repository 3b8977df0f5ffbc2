"""What happened: events by the taxonomy of `data/events.yaml`, with the companies and arguments of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span

from bot.analysis.arguments import arguments_of
from bot.analysis.clauses import Attribution, clauses_of, positions_of
from bot.analysis.document import Company, Document, Sentence
from bot.analysis.figures import magnitude
from bot.analysis.lookalikes import elsewhere
from bot.analysis.parties import parties_of, within
from bot.analysis.references import References, Spans, references
from bot.analysis.status import status_of
from bot.analysis.taxonomy import EventType, event_types
from bot.analysis.triggers import triggers_of
from bot.model import Event, Evidence

CONCERNED = 0.5
MAX_EVIDENCE = 3
STATUS = "status"
RESULTS = "results"
UNDATED = frozenset(
    {"results", "earnings_beat", "earnings_miss", "guidance", "guidance_up", "guidance_down", "guidance_kept"}
    | {"macro"}
)
"""Types whose dates say which period the figures are for, not when it happened."""


@dataclass(slots=True)
class _Found:
    """An event while its sentences are gathered."""

    kind: EventType
    tickers: tuple[str, ...]
    arguments: dict[str, str] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Report:
    """One report of an event in a sentence: its type, whom it concerns (by index), and its arguments."""

    kind: EventType
    concerned: tuple[int, ...]
    arguments: Mapping[str, str]


def find_events(
    document: Document, companies: Sequence[Company], spoken: References | None = None
) -> list[Event]:
    """The events of an article in the order in which it first reports them.

    An event that several sentences report for the same companies is one, with at most `MAX_EVIDENCE` of them.
    What is denied ("has not filed for bankruptcy") is no event; what is only possible, or long past, has a
    `status` among its arguments, unless another sentence reports it as a fact. What the headline alone
    reports is shown by the lead. `spoken` is what `references` has found, where it is known already.
    """
    found: dict[tuple[str, tuple[str, ...]], _Found] = {}
    for sentence, named in zip(document.sentences, spoken or references(document, companies), strict=True):
        base = sentence.offset + sentence.span.start_char
        spans = {c: [(start - base, end - base) for start, end in named[c]] for c in sorted(named)}
        for report in _reports(sentence.span, spans):
            _gather(found, report, sentence, companies)
    if document.title is not None and document.sentences:
        told = {kind for kind, _ in found}
        for report in _reports(document.title[:], _named_in_title(companies)):
            if report.kind.name not in told and report.kind.unless.isdisjoint(told):
                _gather(found, report, document.sentences[0], companies)
    return [
        Event(e.kind.name, e.kind.label, e.tickers, e.arguments, tuple(e.evidence)) for e in found.values()
    ]


def types_in(span: Span, companies: Sequence[Company] = ()) -> set[str]:
    """The names of the event types that a headline reports, possible and past ones included."""
    return {report.kind.name for report in _reports(span, _named_in_title(companies))}


def _named_in_title(companies: Sequence[Company]) -> dict[int, Spans]:
    return {
        number: [(m.start, m.end) for m in company.mentions if m.sentence < 0]
        for number, company in enumerate(companies)
    }


def _gather(
    found: dict[tuple[str, tuple[str, ...]], _Found],
    report: _Report,
    sentence: Sentence,
    companies: Sequence[Company],
) -> None:
    tickers = tuple(companies[number].security.ticker for number in report.concerned)
    key = (report.kind.name, tickers)
    event = found.get(key)
    if event is None:
        event = found[key] = _Found(report.kind, tickers, dict(report.arguments))
    elif STATUS not in report.arguments:
        event.arguments.pop(STATUS, None)
    for name, value in report.arguments.items():
        if name != STATUS:
            event.arguments.setdefault(name, value)
    if len(event.evidence) < MAX_EVIDENCE:
        event.evidence.append(sentence.evidence())


def _reports(span: Span, named: Mapping[int, Spans]) -> Iterator[_Report]:
    """The reports in a sentence; `named` are the companies it speaks about, with offsets in its text."""
    parties = parties_of(span, named)
    listed = frozenset(i - span.start for party in parties if party.company is not None for i in party.tokens)
    triggers = triggers_of(span, listed)
    if not triggers:
        return
    clauses = clauses_of(span)
    order = list(named)
    attribution = Attribution(clauses, [positions_of(clauses, named[c]) for c in order])
    for trigger in triggers:
        kind = trigger.kind
        words = span[trigger.first : trigger.last + 1]
        status = status_of(trigger.anchor, words, scheduled=kind.scheduled, dated=kind.name not in UNDATED)
        if status == "denied" or elsewhere(trigger.anchor, parties):
            continue
        concerned = {
            c
            for g, c in enumerate(order)
            if max(attribution.weight(g, trigger.first), attribution.weight(g, trigger.last)) >= CONCERNED
        }
        if kind.between:
            concerned |= within(clauses, trigger.first, parties)
        arguments = arguments_of(span, clauses, trigger, parties, status)
        kind, arguments = _measured(kind, arguments, words)
        yield _Report(kind, tuple(sorted(concerned)), arguments)


def _measured(kind: EventType, arguments: dict[str, str], words: Span) -> tuple[EventType, dict[str, str]]:
    """Results beside what had been expected of them are a beat or a miss, even if no word says so."""
    if kind.name != RESULTS or "expected" not in arguments or "amount" not in arguments:
        return kind, arguments
    told = {name: value for name, value in arguments.items() if name != "amount"}
    actual, expected = magnitude(arguments["amount"]), magnitude(arguments["expected"])
    if "loss" in words.text.lower():
        actual, expected = expected, actual
    if actual == expected:
        return kind, arguments
    beat = event_types()["earnings_beat" if actual > expected else "earnings_miss"]
    return beat, {"actual": arguments["amount"], **told}
