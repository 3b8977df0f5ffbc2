"""Sentiment of one sentence towards each of several targets: the interface, and the engine of words and clauses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spacy.tokens import Span

from bot.analysis.clauses import TOPIC_TOKENS, Attribution, Clauses, clauses_of
from bot.analysis.lexicon import Lexicon, forms_of
from bot.analysis.relations import sided
from bot.analysis.signals import Signal, signals_of

SOFTNESS = 6.0  # how fast a sum of valences saturates: one clear term (1.5) makes 0.5
Target = Sequence[tuple[int, int]]


class Scorer(Protocol):
    """What can score a sentence. A neural model takes the place of the lexicon by implementing this."""

    name: str

    def score(self, sentence: Span, targets: Sequence[Target]) -> list[float]:
        """A score from -1 to 1 for every target; a target is the spans (in `sentence.text`) that name it."""
        ...

    def tone(self, sentence: Span) -> float:
        """The sentence's own tone, whoever it is about, from -1 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class LexiconScorer:
    """VADER extended by a finance lexicon, read clause by clause."""

    lexicon: Lexicon
    name: str = "vader+finance 1"

    def score(self, sentence: Span, targets: Sequence[Target]) -> list[float]:
        """See `Scorer`: the sum of the signals that speak about each target, softly bounded."""
        clauses = clauses_of(sentence)
        positions = [_positions(clauses, sentence.start_char, spans) for spans in targets]
        attribution = Attribution(clauses, positions)
        signals = _unnamed(signals_of(sentence, clauses, self.lexicon), positions)
        sides = sided(clauses, attribution, forms_of(clauses.tokens))
        out = []
        for g, members in enumerate(positions):
            if not members or _is_source(clauses, members, signals):
                out.append(0.0)
                continue
            told = {side.position: side.value for side in sides if side.target == g}
            total = sum(told.values())
            for signal in signals:
                if not any(signal.first <= at <= signal.last for at in told):
                    total += signal.value * _topic_or(clauses, members, signal, attribution, g)
            out.append(soften(total))
        return out

    def tone(self, sentence: Span) -> float:
        """See `Scorer`."""
        clauses = clauses_of(sentence)
        return soften(sum(signal.value for signal in signals_of(sentence, clauses, self.lexicon)))


def soften(total: float) -> float:
    """A sum of valences on the scale from -1 to 1 (VADER's normalisation with a constant of our own)."""
    return total / math.sqrt(total * total + SOFTNESS)


def _positions(clauses: Clauses, start: int, spans: Target) -> frozenset[int]:
    return frozenset(
        i
        for i, token in enumerate(clauses.tokens)
        for first, last in spans
        if token.idx - start < last and token.idx - start + len(token) > first
    )


def _unnamed(signals: Sequence[Signal], positions: Sequence[frozenset[int]]) -> list[Signal]:
    """Signals that are not part of a target's own name ("Gap", "Best Buy")."""
    named = frozenset().union(*positions) if positions else frozenset()
    return [s for s in signals if s.position not in named]


def _is_source(clauses: Clauses, members: frozenset[int], signals: Sequence[Signal]) -> bool:
    """Whether a target is only whom a headline quotes: "Stocks look attractive: Some Bank"."""
    last = clauses.segments[-1]
    if last == 0 or any(clauses.segments[i] != last for i in members):
        return False
    first = clauses.segments.index(last)
    quiet = not any(clauses.segments[s.position] == last for s in signals)
    return quiet and clauses.tokens[first].text == ":" and len(clauses.tokens) - first <= TOPIC_TOKENS + 4


def _topic_or(
    clauses: Clauses, members: frozenset[int], signal: Signal, attribution: Attribution, g: int
) -> float:
    """A target alone before a colon is what the rest is about; otherwise the clauses decide."""
    own = {clauses.segments[i] for i in members}
    weight = attribution.weight(g, signal.position)
    if own == {0} and clauses.segments[signal.position] == 1:
        first = clauses.segments.index(1)
        if clauses.tokens[first].text == ":" and first <= TOPIC_TOKENS:
            others = {
                clauses.segments[i] for k in attribution.everywhere - {g} for i in attribution.targets[k]
            }
            return max(weight, 1.0 if 1 not in others else weight)
    return weight
