"""Sentiment of one sentence towards each of several targets: the interface, and an engine of clauses."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spacy.tokens import Span

from bot.analysis.clauses import TOPIC_TOKENS, Attribution, Clauses, clauses_of, positions_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.relations import sided
from bot.analysis.signals import Signal, signals_of
from bot.analysis.terms import forms_of

SOFTNESS = 6.0  # how fast a sum of valences saturates: one clear term (1.5) makes 0.5
DIRECT = 0.9
CONTRADICTED = (
    0.3  # what a side clause weighs when the main one says the opposite: "shares rose after losses"
)
ADVICE = {
    "buy": 1.8,
    "accumulate": 1.6,
    "pick": 1.2,
    "sell": -1.8,
    "short": -1.8,
    "avoid": -1.6,
    "exit": -1.6,
}
BEFORE = frozenset({"after", "from", "since", "following"})
CERTAINTY = ((0.0, 0.74), (0.05, 0.58), (0.25, 0.42), (0.4, 0.74), (0.6, 0.83), (0.8, 0.92), (1.0, 0.95))
Target = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How good or bad a sentence is for somebody, -1 to 1, and how likely (0 to 1) its class is the right one.

    The class is bad, neutral or good: whether the score lies in the neutral band or on either side of it.
    """

    score: float
    certainty: float


class Scorer(Protocol):
    """What can score a sentence. A neural model takes the place of the lexicon by implementing this."""

    @property
    def name(self) -> str:
        """The engine and its version."""
        ...

    def score(self, sentence: Span, targets: Sequence[Target]) -> list[Judgement]:
        """A judgement for every target; a target is the spans (in `sentence.text`) that name it."""
        ...

    def tone(self, sentence: Span) -> Judgement:
        """The sentence's own tone, whoever it is about."""
        ...


@dataclass(frozen=True, slots=True)
class LexiconScorer:
    """VADER extended by a finance lexicon, read clause by clause."""

    lexicon: Lexicon
    name: str = "vader+finance 1"

    def score(self, sentence: Span, targets: Sequence[Target]) -> list[Judgement]:
        """See `Scorer`: the sum of the signals that speak about each target, softly bounded."""
        clauses = clauses_of(sentence)
        positions = [positions_of(clauses, spans) for spans in targets]
        attribution = Attribution(clauses, positions)
        signals = _unnamed(signals_of(sentence, clauses, self.lexicon), positions)
        sides = sided(clauses, attribution, forms_of(clauses.tokens))
        out = []
        for g, members in enumerate(positions):
            if not members or _is_source(clauses, members, signals):
                out.append(judgement_of(0.0))
                continue
            told = {side.position: side.value for side in sides if side.target == g}
            direct, aside = sum(told.values()) + _advised(clauses, members), 0.0
            for signal in signals:
                if any(signal.first <= at <= signal.last for at in told):
                    continue
                weight = _topic_or(clauses, members, signal, attribution, g)
                if (weight >= DIRECT and not _past(clauses, signal.position)) or _coordinate(
                    clauses, signal.position
                ):
                    direct += signal.value * weight
                else:
                    aside += signal.value * weight
            total = direct + (aside if direct * aside >= 0 else aside * CONTRADICTED)
            out.append(judgement_of(soften(total)))
        return out

    def tone(self, sentence: Span) -> Judgement:
        """See `Scorer`."""
        clauses = clauses_of(sentence)
        return judgement_of(soften(sum(s.value for s in signals_of(sentence, clauses, self.lexicon))))


def judgement_of(score: float) -> Judgement:
    """The lexicon's score with how often it is right, measured on the development tenth of SEntFiN 1.0."""
    at = bisect_right(CERTAINTY, (abs(score), 2.0))
    (low, below), (high, above) = CERTAINTY[at - 1], CERTAINTY[min(at, len(CERTAINTY) - 1)]
    return Judgement(score, below + (above - below) * (abs(score) - low) / ((high - low) or 1.0))


def soften(total: float) -> float:
    """A sum of valences on the scale from -1 to 1 (VADER's normalisation with a constant of our own)."""
    return total / math.sqrt(total * total + SOFTNESS)


def _advised(clauses: Clauses, members: frozenset[int]) -> float:
    """What an advice to the reader says about what follows it: "Sell Acme with a target of 40"."""
    for start, token in enumerate(clauses.tokens):
        opens = start == 0 or clauses.tokens[start - 1].text in {":", ";", "'", "‘"}
        if opens and token.lower_ in ADVICE and min(members) in range(start + 1, start + 4):
            return ADVICE[token.lower_]
    return 0.0


def _coordinate(clauses: Clauses, position: int) -> bool:
    """Whether a word stands in a main clause: "Acme bought Zeta, and customers are leaving"."""
    clause = clauses.all[clauses.of[position]]
    return clause.link in {"root", "conj", "segment"} and not _past(clauses, position)


def _past(clauses: Clauses, position: int) -> bool:
    """Whether a word stands after "after" or "from" in its clause: what was before."""
    number = clauses.of[position]
    return any(clauses.tokens[i].lower_ in BEFORE for i in clauses.all[number].positions if i < position)


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
