"""The arguments of an event, each as the article words it and found by its place in the dependency parse.

A figure belongs to the event whose words it hangs on, directly or through the nouns and prepositions between;
behind "from", "compared with" or "above" it is what the figure is measured against, and beside a word of
expectation it is what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span, Token

from bot.analysis.clauses import PRONOUNS, Clauses
from bot.analysis.figures import Quantity, quantities
from bot.analysis.inflection import base_forms, words_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.parties import Party, counterparty_of, sides_of
from bot.analysis.status import Status
from bot.analysis.terms import forms_of
from bot.analysis.tree import distance, upwards
from bot.analysis.triggers import Trigger

SURPRISES = frozenset({"earnings_beat", "earnings_miss"})
COMPARED = SURPRISES | {"results"}
MOVING = frozenset({"results", "price_move", "market_move", "price_target", "dividend"})
PERIODIC = frozenset(
    {"results", "guidance", "guidance_up", "guidance_down", "guidance_kept", "macro", *SURPRISES}
)
TAKEOVERS = frozenset({"acquisition", "deal_off"})
WITHOUT_AMOUNT = frozenset({"price_move", "market_move"})
AGAINST = words_of("from versus vs v compare compared than against above below")
EXPECTING = words_of("expect expectation estimate forecast consensus predict view analyst poll average")
PERIOD = re.compile(
    r"\b(?:(?:first|second|third|fourth|1st|2nd|3rd|4th)[- ](?:fiscal[- ])?(?:quarter|half)"
    r"|(?:fiscal )?Q[1-4]|full[- ]year|(?:fiscal (?:year )?)?(?:19|20)\d\d"
    r"|(?:first|second|three|six|nine|twelve)[- ]months?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def arguments_of(
    span: Span, clauses: Clauses, trigger: Trigger, parties: Sequence[Party], status: Status
) -> dict[str, str]:
    """The arguments of the event that `trigger` reports, by name."""
    name = trigger.kind.name
    found = _figures(span, clauses, trigger)
    if name in MOVING:
        direction = _direction(span, trigger)
        if direction:
            found["direction"] = direction
    if name in PERIODIC:
        period = _period(span, clauses, trigger)
        if period:
            found["period"] = period
    if name in TAKEOVERS:
        acquirer, target = sides_of(trigger.anchor, parties)
        if acquirer is not None and acquirer.text.lower() not in PRONOUNS:
            found["acquirer"] = acquirer.text
        if target is not None and target.text.lower() not in PRONOUNS:
            found["target"] = target.text
    elif trigger.kind.scope == "company" and name not in MOVING | PERIODIC:
        other = counterparty_of(trigger.anchor, parties)
        own = other is not None and other.company is not None and not trigger.kind.between
        if other is not None and not own and other.text.lower() not in PRONOUNS:
            found["counterparty"] = other.text
    if status in {"possible", "past"}:
        found["status"] = status
    return found


def _figures(span: Span, clauses: Clauses, trigger: Trigger) -> dict[str, str]:
    """Amount and per cent, what they are compared with, and for surprises what was and what had been expected."""
    first, last = clauses.extent(trigger.first)
    surprise = trigger.kind.name in SURPRISES
    weighs = trigger.kind.name in COMPARED
    here: list[tuple[int, Quantity]] = []
    for quantity in quantities(span):
        inside = first.i <= quantity.head.i <= last.i
        if inside or weighs:
            words = span[trigger.first : trigger.last + 1]
            here.append((min(distance(quantity.head, word) for word in words), quantity))
    here.sort(key=lambda item: (item[0], item[1].start))
    found: dict[str, str] = {}
    for _, quantity in here:
        base = _base(span, quantity, trigger)
        if base is not None and weighs and _expected(span, quantity):
            found.setdefault("expected", quantity.text)
        elif base is not None:
            found.setdefault("versus", base)
        elif quantity.kind == "percent":
            found.setdefault("percent", quantity.text)
        elif trigger.kind.name == "offering" and quantity.per_share:
            found.setdefault("price", quantity.text)
        elif trigger.kind.name not in WITHOUT_AMOUNT:
            found.setdefault("actual" if surprise else "amount", quantity.text)
    return found


def _base(span: Span, quantity: Quantity, trigger: Trigger) -> str | None:
    """The phrase of a figure that another one is measured against; None for a figure of the event itself."""
    reported = {span[trigger.first].i, span[trigger.last].i, trigger.anchor.i}
    weighs = trigger.kind.name in COMPARED
    for token in upwards(quantity.head):
        forms = base_forms(token.lower_, token.lemma_.lower())
        beside = token.i != quantity.head.i and token.pos_ in {"VERB", "NOUN"}
        if weighs and beside and not EXPECTING.isdisjoint(forms):
            return _phrase(span, quantity)
        if token.i in reported and token.pos_ != "ADP":
            break
        against = (
            token.dep_ in {"prep", "pcomp", "agent"} or token.pos_ in {"ADP", "SCONJ"} or "compare" in forms
        )
        if against and not AGAINST.isdisjoint(forms):
            return _phrase(span, quantity)
    before = span.text[: quantity.start].rstrip().lower()
    if re.search(r"(?:versus|vs\.?|compared (?:with|to)(?: the)?|\bfrom|against)$", before):
        return _phrase(span, quantity)
    if weighs and _expecting_clause(quantity.head):
        return _phrase(span, quantity)
    return None


def _phrase(span: Span, quantity: Quantity) -> str:
    """A figure with the words that belong to it: "a profit of $12 million", "$280 million a year earlier"."""
    text, base = span.text, span.start_char
    start, end = quantity.start, quantity.end
    over = quantity.head.head
    if over.dep_ == "prep" and over.lower_ == "of" and over.head.pos_ == "NOUN":
        left = min(t.idx for t in over.head.subtree if t.i <= over.head.i) - base
        if 0 <= left < start:
            start = left
    behind = re.match(r"(?:,)? (?:a|one) (?:year|quarter|month) (?:ago|earlier|before)\b", text[end:])
    if behind:
        end += behind.end()
    return text[start:end].strip()


def _expected(span: Span, quantity: Quantity) -> bool:
    """Whether a figure that another is measured against is what somebody expected."""
    near: set[str] = set()
    for token in upwards(quantity.head):
        near |= base_forms(token.lower_, token.lemma_.lower())
        for child in token.children:
            if child.dep_ in {"relcl", "acl", "amod", "nsubj", "compound", "poss"}:
                near |= base_forms(child.lower_, child.lemma_.lower())
        if token.pos_ == "VERB":
            break
    tail = span.text[quantity.end : quantity.end + 50].lower()
    return not EXPECTING.isdisjoint(near) or bool(
        re.match(r"[^.;]{0,30}\b(?:expect|estimat|forecast|consensus|predict)", tail)
    )


def _expecting_clause(head: Token) -> bool:
    """Whether a figure stands in a clause of its own about what was expected."""
    for token in upwards(head):
        if token.pos_ in {"VERB", "AUX"}:
            forms = base_forms(token.lower_, token.lemma_.lower())
            subject = next((c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
            words = base_forms(subject.lower_, subject.lemma_.lower()) if subject is not None else frozenset()
            return not EXPECTING.isdisjoint(forms | words)
    return False


def _direction(span: Span, trigger: Trigger) -> str | None:
    """Whether what the event is about went up or down, by the nearest word of movement."""
    tokens = list(span)
    forms = forms_of(tokens)
    if any("swing" in form for form in forms[max(0, trigger.first - 1) : trigger.last + 1]):
        return "down" if any("loss" in form for form in forms[: trigger.last + 4]) else "up"
    moves = Lexicon.load().find(forms, "move")
    best = min(
        moves,
        key=lambda move: (
            not (trigger.first <= move.first <= trigger.last),
            distance(tokens[move.first], trigger.anchor),
            abs(move.first - trigger.first),
        ),
        default=None,
    )
    return None if best is None else best.term.kind


def _period(span: Span, clauses: Clauses, trigger: Trigger) -> str | None:
    """The period that figures are for, nearest to the report in its clause."""
    first, last = clauses.extent(trigger.first)
    anchor = span[trigger.first].idx - span.start_char
    matches = [
        match
        for match in PERIOD.finditer(span.text)
        if first.idx <= match.start() + span.start_char <= last.idx
        and (match.group() != "May" or not span.text[match.end() :].startswith(" not"))
    ]
    nearest = min(matches, key=lambda match: abs(match.start() - anchor), default=None)
    return None if nearest is None else nearest.group()
