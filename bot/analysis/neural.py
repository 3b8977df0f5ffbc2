"""The neural engine: a small transformer that reads a sentence once and judges every target marked in it.

The model is sentence-transformers/all-MiniLM-L6-v2 (Wang et al. 2020; Apache-2.0) fine-tuned by `scripts/training`
on SEntFiN 1.0 and NewsMTSC (both MIT) and on sentences of our own, and stored as an int8 ONNX graph.
"""

from __future__ import annotations

import importlib.resources
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from spacy.tokens import Span
from tokenizers import Tokenizer

from bot.analysis.marking import NOBODY, encode, encode_whole
from bot.analysis.scorer import Judgement, LexiconScorer, Target
from bot.model import NEUTRAL_BELOW

MODEL = "target_sentiment.onnx"
TOKENIZER = "tokenizer.json"
CARD = "target_sentiment.json"
SLOW = ["SkipLayerNormFusion"]  # the fused kernel is not vectorised: without it a run takes a tenth less
WHOLE = 0.9  # a target that covers this share of a sentence is the sentence
# Where the probability of a side equals that of neutral the score is the edge of the neutral band: a half to the
# power of BEND is NEUTRAL_BELOW.
# Chosen on SEntFiN's development tenth and on texts judged for this project (see docs/quality.md):
WORDS = 2.0  # by how much the strongest words move the log odds of their side
SILENCE = 0.5  # by how much the lack of any telling word moves those of neutral
CAUTION = 1.2  # the temperature beyond that of its own kind of text: elsewhere the network is too sure
PLAIN = 0.3  # what is left of a score beyond the neutral band where no word of the lexicon says how much
BEND = math.log(NEUTRAL_BELOW) / math.log(0.5)


@dataclass(frozen=True, slots=True)
class Probabilities:
    """How likely a reader is to find a sentence bad, neither, or good for a target; they add up to 1."""

    negative: float
    neutral: float
    positive: float

    @property
    def score(self) -> float:
        """-1 to 1: the balance of good and bad against neutral, bent so that the bands' edges fit.

        It leaves the neutral band exactly where a side becomes likelier than neutral (the other side aside).
        """
        balance = self.positive - self.negative
        told = abs(balance) / (abs(balance) + self.neutral) if balance else 0.0
        return math.copysign(told**BEND, balance) if balance else 0.0

    def with_words(self, words: float) -> Probabilities:
        """These after the lexicon's score has been heard: as odds that are multiplied, a product of experts."""
        odds = (
            self.negative * math.exp(WORDS * max(0.0, -words)),
            self.neutral * math.exp(SILENCE if abs(words) < NEUTRAL_BELOW else 0.0),
            self.positive * math.exp(WORDS * max(0.0, words)),
        )
        return Probabilities(*(share / sum(odds) for share in odds))

    @property
    def certainty(self) -> float:
        """The probability of the class that the score has."""
        if abs(self.score) < NEUTRAL_BELOW:
            return self.neutral
        return self.positive if self.score > 0 else self.negative


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of the model that ships: its version, and the temperature that calibrates it."""

    version: str
    temperature: float


class NeuralScorer:
    """A `Scorer` that runs the network with onnxruntime on one core. Deterministic; load once a process.

    The network says how likely a sentence is bad, neutral or good for a target; the light engine's lexicon is heard
    as a second opinion, which helps on texts unlike those it was trained on. How good or bad a thing is the network
    has never been told, for its examples know three classes only: beyond the neutral band the size of a score
    rests on the words as well, since "slips" and "collapses" differ in the lexicon.
    """

    def __init__(
        self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, card: Card, words: LexiconScorer
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._card = card
        self._words = words
        self.name = f"minilm-target {card.version}"

    @classmethod
    def load(cls, words: LexiconScorer) -> NeuralScorer:
        """Load the model that ships: a quarter of a second. Raises `RuntimeError` where it cannot be run."""
        folder = importlib.resources.files("bot.analysis") / "data"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = (folder / MODEL).read_bytes()
        try:
            session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW
            )
        except Exception as error:  # onnxruntime's errors have no class of their own in common
            raise RuntimeError(f"{MODEL} cannot be run: {error}") from error
        tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text(encoding="utf-8"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        return cls(session, tokenizer, Card(str(card["version"]), float(card["temperature"])), words)

    def score(self, sentence: Span, targets: Sequence[Target]) -> list[Judgement]:
        """See `Scorer`."""
        found = self.judge(sentence.text, targets)
        words = self._words.score(sentence, targets)
        return [
            _judgement(p, said.score) if p is not None else Judgement(0.0, 0.0)
            for p, said in zip(found, words, strict=True)
        ]

    def tone(self, sentence: Span) -> Judgement:
        """See `Scorer`."""
        found = self._run(*encode_whole(self._tokenizer, sentence.text), 1)[0]
        return _judgement(found, self._words.tone(sentence).score)

    def judge(self, text: str, targets: Sequence[Target]) -> list[Probabilities | None]:
        """The probabilities for every target, a target being the spans of `text` that name it; None without any."""
        out: list[Probabilities | None] = [None] * len(targets)
        asked = []
        for number, spans in enumerate(targets):
            if sum(end - start for start, end in spans) >= WHOLE * len(text) and text:
                out[number] = self._run(*encode_whole(self._tokenizer, text), 1)[0]
            elif spans:
                asked.append(number)
        while asked:
            ids, owners = encode(self._tokenizer, text, [targets[number] for number in asked])
            seen = [k for k in range(len(asked)) if k in owners]
            if not seen:
                break
            found = self._run(ids, owners, len(asked))
            for k in seen:
                out[asked[k]] = found[k]
            # those that a long sentence or another target's span has hidden are read on their own
            asked = [number for k, number in enumerate(asked) if k not in seen]
        return out

    def _run(self, ids: Sequence[int], owners: Sequence[int], targets: int) -> list[Probabilities]:
        where: NDArray[np.float32] = np.zeros((1, targets, len(ids)), dtype=np.float32)
        for place, owner in enumerate(owners):
            if owner != NOBODY:
                where[0, owner, place] = 1.0
        feed = {"ids": np.array([ids], dtype=np.int64), "where": where}
        rows = np.asarray(self._session.run(None, feed)[0])[0].tolist()
        return [_softmax(row, CAUTION * self._card.temperature) for row in rows]


def _softmax(logits: Sequence[float], temperature: float) -> Probabilities:
    top = max(logits)
    powers = [math.exp((logit - top) / temperature) for logit in logits]
    return Probabilities(*(power / sum(powers) for power in powers))


def _judgement(found: Probabilities, words: float) -> Judgement:
    """The network and the words as one judgement: the class is that of both, the size follows the words."""
    both = found.with_words(words)
    score = both.score
    if abs(score) >= NEUTRAL_BELOW:
        told = max(0.0, words * math.copysign(1.0, score))
        size = NEUTRAL_BELOW + (abs(score) - NEUTRAL_BELOW) * (PLAIN + (1.0 - PLAIN) * told)
        return Judgement(math.copysign(size, score), both.certainty)
    edge = NEUTRAL_BELOW - 0.006  # so that two decimals stay within the band
    return Judgement(min(edge, max(-edge, score + NEUTRAL_BELOW * words)), both.certainty)
