from __future__ import annotations

import functools
from collections.abc import Sequence

import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.analyzer import load_scorer
from bot.analysis.lexicon import Lexicon
from bot.analysis.marking import CLOSE, MAX_TOKENS, NOBODY, OPEN, encode
from bot.analysis.neural import NeuralScorer, Probabilities
from bot.analysis.scorer import LexiconScorer
from bot.model import NEUTRAL_BELOW


@functools.cache
def engine() -> NeuralScorer:
    return NeuralScorer.load(LexiconScorer(Lexicon.load()))


def scores(text: str, *names: str) -> list[float]:
    targets = [[(text.index(name), text.index(name) + len(name))] for name in names]
    return [p.score if p is not None else 0.0 for p in engine().judge(text, targets)]


@pytest.mark.parametrize(
    ("text", "name", "sign"),
    [
        ("Acme shares soared 20% after it raised its full-year forecast.", "Acme", 1),
        ("Acme slumps after a profit warning", "Acme", -1),
        ("Operating profit of Acme rose to EUR 13.1 mn from EUR 8.7 mn a year earlier.", "Acme", 1),
        ("Operating profit of Acme fell to EUR 8.7 mn from EUR 13.1 mn a year earlier.", "Acme", -1),
        ("Acme's net loss narrowed to $3 million from $9 million.", "Acme", 1),
        ("Acme's net loss widened to $9 million from $3 million.", "Acme", -1),
        ("Acme employs 300 people in Finland.", "Acme", 0),
        ("Acme will publish its third-quarter results on 24 October.", "Acme", 0),
        ("The price of oil fell sharply on Monday.", "oil", -1),
    ],
)
def test_direction_of_plain_sentences(text: str, name: str, sign: int) -> None:
    (score,) = scores(text, name)
    assert (0 if abs(score) < NEUTRAL_BELOW else 1 if score > 0 else -1) == sign


def test_two_targets_of_one_sentence_are_judged_apart() -> None:
    acme, bolt = scores(
        "Acme soared on record profit while Bolt plunged after a fraud probe.", "Acme", "Bolt"
    )
    assert acme >= 0.35
    assert bolt <= -0.35


def test_a_target_without_a_span_says_nothing() -> None:
    assert engine().judge("Acme fell.", [[], [(0, 4)]])[0] is None


def test_a_name_within_another_and_a_name_far_behind_are_judged_too() -> None:
    text = "Acme Motors fell. " + "It said nothing more about the matter. " * 60 + "Bolt rose."
    inner = [(0, 4)]
    outer = [(0, 11)]
    last = [(text.index("Bolt"), text.index("Bolt") + 4)]
    found = engine().judge(text, [outer, inner, last])
    assert all(p is not None for p in found)


def test_what_else_was_judged_before_changes_nothing() -> None:
    alone = scores("Acme fell 3% on Tuesday.", "Acme")
    scores("Something else entirely happened to Bolt in a much longer sentence than that one.", "Bolt")
    assert scores("Acme fell 3% on Tuesday.", "Acme") == alone


shares = st.floats(0.001, 1.0)


@given(shares, shares, shares)
def test_the_score_leaves_the_neutral_band_where_a_side_is_likelier(a: float, b: float, c: float) -> None:
    total = a + b + c
    found = Probabilities(a / total, b / total, c / total)
    assert -1 <= found.score <= 1
    if abs(found.positive - found.negative) > found.neutral + 1e-9:
        assert abs(found.score) >= NEUTRAL_BELOW - 1e-9
    if max(found.positive, found.negative) < found.neutral:
        assert abs(found.score) < NEUTRAL_BELOW


@given(st.text(max_size=400), st.data())
def test_every_mark_belongs_to_its_target(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    ids, owners = encode(engine()._tokenizer, text, [[(start, end)] if end > start else []])
    assert len(ids) == len(owners) <= MAX_TOKENS
    assert ids.count(OPEN) == ids.count(CLOSE)
    assert all(owner == 0 for token, owner in zip(ids, owners, strict=True) if token in {OPEN, CLOSE})
    assert owners[0] == owners[-1] == NOBODY


def test_the_light_engine_serves_where_the_network_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Sequence[str]:
        raise ValueError("no such graph")

    monkeypatch.setattr(onnxruntime, "InferenceSession", broken)
    assert load_scorer("neural").name.startswith("vader")
    monkeypatch.undo()
    assert load_scorer("neural").name.startswith("minilm")
    assert load_scorer("vader").name.startswith("vader")
