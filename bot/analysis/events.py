"""What happened: events by the taxonomy of `data/events.yaml`, with the companies and arguments of each."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

import yaml
from spacy.tokens import Span, Token

from bot.analysis.arguments import arguments_of
from bot.analysis.clauses import Attribution, clauses_of, positions_of
from bot.analysis.document import Company, Document, Sentence
from bot.analysis.lexicon import Lexicon
from bot.analysis.references import Spans, references
from bot.analysis.terms import Forms, Hit, Term, TermTable, forms_of
from bot.model import Event, Evidence

CONCERNED = 0.5
NEGATION_REACH = 4
MAX_EVIDENCE = 3
PRICE_MOVE = "price_move"
NOTHING = "nothing"
PRICE_WORDS = frozenset({"share", "stock", "scrip"})
NOT_PRICE = frozenset({"market", "sale", "sell", "issue", "buy", "gain", "lose", "win", "take"})
PRICE_BACK = 6
PRICE_AHEAD = 4


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event; `severity` is how much such news moves a price by itself, from 0 to 1."""

    name: str
    label: str
    severity: float
    unless: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Found:
    """An event while its sentences are gathered."""

    kind: EventType
    tickers: tuple[str, ...]
    arguments: dict[str, str] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)


class _Entry(TypedDict):
    label: str
    severity: float
    terms: list[str]
    unless: NotRequired[list[str]]


@functools.cache
def event_types() -> Mapping[str, EventType]:
    """The taxonomy by name."""
    types = {
        name: EventType(name, entry["label"], entry["severity"], frozenset(entry.get("unless", ())))
        for name, entry in _taxonomy().items()
        if name != NOTHING
    }
    types[PRICE_MOVE] = EventType(PRICE_MOVE, "price move", 0.55)
    return types


@dataclass(frozen=True, slots=True)
class _Report:
    """One report of an event in a sentence: its type, whom it concerns (by index), and its arguments."""

    kind: EventType
    concerned: tuple[int, ...]
    arguments: Mapping[str, str]


def find_events(document: Document, companies: Sequence[Company]) -> list[Event]:
    """The events of an article in the order in which it first reports them.

    An event that several sentences report for the same companies is one, with at most `MAX_EVIDENCE` of them.
    What is denied ("has not filed for bankruptcy") is no event. What the headline alone reports is shown by
    the lead.
    """
    found: dict[tuple[str, tuple[str, ...]], _Found] = {}
    for sentence, named in zip(document.sentences, references(document, companies), strict=True):
        base = sentence.offset + sentence.span.start_char
        spans = {c: [(start - base, end - base) for start, end in named[c]] for c in sorted(named)}
        for report in _reports(sentence.span, spans):
            _gather(found, report, sentence, companies)
    if document.title is not None and document.sentences:
        told = {kind for kind, _ in found}
        spans = {
            number: [(m.start, m.end) for m in company.mentions if m.sentence < 0]
            for number, company in enumerate(companies)
        }
        for report in _reports(document.title[:], spans):
            if report.kind.name not in told and report.kind.unless.isdisjoint(told):
                _gather(found, report, document.sentences[0], companies)
    return [
        Event(e.kind.name, e.kind.label, e.tickers, e.arguments, tuple(e.evidence)) for e in found.values()
    ]


def types_in(span: Span) -> set[str]:
    """The names of the event types that a sentence or headline reports."""
    return {hit.term.kind for hit in _hits(list(span))}


def _gather(
    found: dict[tuple[str, tuple[str, ...]], _Found],
    report: _Report,
    sentence: Sentence,
    companies: Sequence[Company],
) -> None:
    tickers = tuple(companies[number].security.ticker for number in report.concerned)
    event = found.setdefault((report.kind.name, tickers), _Found(report.kind, tickers))
    for name, value in report.arguments.items():
        event.arguments.setdefault(name, value)
    if len(event.evidence) < MAX_EVIDENCE:
        event.evidence.append(sentence.evidence())


def _reports(span: Span, named: Mapping[int, Spans]) -> Iterator[_Report]:
    """The reports in a sentence; `named` are the companies it speaks about, with offsets in its text."""
    hits = _hits(list(span))
    if not hits:
        return
    clauses = clauses_of(span)
    order = list(named)
    attribution = Attribution(clauses, [positions_of(clauses, named[c]) for c in order])
    for hit in hits:
        concerned = tuple(
            c
            for g, c in enumerate(order)
            if max(attribution.weight(g, hit.first), attribution.weight(g, hit.last)) >= CONCERNED
        )
        first, last = clauses.extent(hit.first)
        start = span.start_char
        taken = [pair for c in concerned for pair in named[c]]
        within = (first.idx - start, last.idx + len(last) - start)
        anchor = clauses.tokens[hit.first].idx - start
        yield _Report(event_types()[hit.term.kind], concerned, arguments_of(span, anchor, within, taken))


def _hits(tokens: Sequence[Token]) -> list[Hit]:
    """The first report of every event type in a sentence, less what is denied or said by a stronger type."""
    forms = forms_of(tokens)
    negations = Lexicon.load().find(forms, "negate")
    best: dict[str, Hit] = {}
    every = [*_table().every(forms), *_price_moves(forms)]
    misleading = [hit for hit in every if hit.term.kind == NOTHING]
    for hit in every:
        if any(hit.overlaps(other) for other in misleading):
            continue
        denied = any(0 < hit.first - no.last <= NEGATION_REACH for no in negations)
        # A negation inside a term belongs to it: "failed to meet its goal".
        if not denied and hit.term.kind not in best:
            best[hit.term.kind] = hit
    return [
        hit
        for kind, hit in sorted(best.items())
        if event_types()[kind].unless.isdisjoint(best.keys() - {kind})
    ]


def _price_moves(forms: Forms) -> Iterator[Hit]:
    """Movements of a share price: "shares of Acme rose", "Acme's stock, which had fallen"."""
    for move in Lexicon.load().find(forms, "move"):
        around = range(max(0, move.first - PRICE_BACK), min(len(forms), move.last + PRICE_AHEAD))
        for i in around:
            beside = (
                forms[i - 1] | (forms[i + 1] if i + 1 < len(forms) else frozenset()) if i else frozenset()
            )
            if not PRICE_WORDS.isdisjoint(forms[i]) and NOT_PRICE.isdisjoint(beside):
                yield Hit(Term(move.term.words, PRICE_MOVE), move.first, move.last)
                return


@functools.cache
def _taxonomy() -> dict[str, _Entry]:
    file = importlib.resources.files("bot.analysis") / "data" / "events.yaml"
    loaded: dict[str, _Entry] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


@functools.cache
def _table() -> TermTable:
    return TermTable(
        Term(tuple(term.split()), name) for name, entry in _taxonomy().items() for term in entry["terms"]
    )
