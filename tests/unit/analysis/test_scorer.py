from __future__ import annotations

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.lexicon import Lexicon, read_terms
from bot.analysis.scorer import LexiconScorer, soften
from bot.model import NEUTRAL_BELOW
from tests.unit.analysis.build import pipeline
from tests.unit.analysis.directions import cases


@functools.cache
def scorer() -> LexiconScorer:
    return LexiconScorer(Lexicon.load())


def score(text: str, *names: str) -> list[float]:
    doc = next(pipeline().docs([text]))
    targets = [[(text.index(name), text.index(name) + len(name))] for name in names]
    return [said.score for said in scorer().score(doc[:], targets)]


def side(value: float) -> int:
    return 0 if abs(value) < NEUTRAL_BELOW else 1 if value > 0 else -1


def test_companies_get_the_direction_a_careful_reader_gives_them() -> None:
    wrong = []
    total = 0
    for text, spans, expected in cases():
        got = scorer().score(next(pipeline().docs([text]))[:], [[span] for span in spans])
        for (start, end), said, direction in zip(spans, got, expected, strict=True):
            total += 1
            if side(said.score) != direction:
                wrong.append((text[start:end], round(said.score, 2), text))
    assert total >= 80
    assert len(wrong) <= 0.05 * total, wrong


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Costs at Acme rose.", -1),
        ("Costs at Acme fell.", 1),
        ("Acme's losses narrowed.", 1),
        ("Acme's losses widened.", -1),
        ("Acme reported higher profit.", 1),
        ("Acme reported lower debt.", 1),
        ("Acme saw a drop in orders.", -1),
        ("Acme did not raise its dividend.", -1),
        ("Acme averted a default.", 1),
        ("The tax on Acme rose.", 0),
    ],
)
def test_a_movement_takes_its_sign_from_what_moves(text: str, direction: int) -> None:
    assert side(score(text, "Acme")[0]) == direction


@pytest.mark.parametrize("marker", ["while", "but", "whereas"])
def test_contrast_keeps_two_companies_apart(marker: str) -> None:
    up, down = score(f"Acme rose 8% {marker} Bolt fell 5%.", "Acme", "Bolt")
    assert up > NEUTRAL_BELOW
    assert down < -NEUTRAL_BELOW


def test_the_active_and_the_passive_mean_the_same() -> None:
    active = score("Acme sued Bolt over patents.", "Acme", "Bolt")
    passive = score("Bolt was sued by Acme over patents.", "Acme", "Bolt")
    assert active[1] < -0.3
    assert passive[1] < -0.3
    assert active[1] < active[0]
    assert passive[1] < passive[0]


def test_a_broker_is_not_what_it_rates() -> None:
    broker, rated = score("Acme Securities downgraded Bolt to sell.", "Acme Securities", "Bolt")
    assert side(broker) == 0
    assert side(rated) == -1


def test_a_hedge_and_a_question_weaken() -> None:
    plain = score("Acme will miss estimates.", "Acme")[0]
    assert plain < score("Acme may miss estimates.", "Acme")[0] < 0
    assert plain < score("Will Acme miss estimates?", "Acme")[0] < 0


def test_a_company_is_not_judged_by_its_own_name() -> None:
    assert score("Bright Success Corp opened an office.", "Bright Success Corp") == [0.0]


def test_a_target_without_any_span_scores_nothing() -> None:
    doc = next(pipeline().docs(["Acme rose."]))
    assert scorer().score(doc[:], [[], [(0, 4)]])[0].score == 0.0


def test_words_with_a_plain_meaning_in_business_news_say_nothing() -> None:
    text = "Acme listed its gross margin, tax, interest, liability and crude volumes in shares."
    assert side(score(text, "Acme")[0]) == 0


def test_the_lexicon_file_is_sound() -> None:
    terms = list(read_terms())
    assert len(terms) > 800
    for term in terms:
        assert term.words
        assert -4 <= term.value <= 4
        assert all(word == word.lower() for word in term.words)
        assert term.words[0] != "_" != term.words[-1]
    bad = [t for t in terms if t.kind == "bad" and t.value >= 0]
    assert not bad


@given(st.floats(-1e6, 1e6))
def test_a_softened_sum_keeps_its_sign_and_stays_in_bounds(total: float) -> None:
    assert -1 <= soften(total) <= 1
    assert soften(total) * total >= 0


WORDS = st.sampled_from(
    [
        "Acme",
        "Bolt",
        "rose",
        "fell",
        "not",
        "may",
        "but",
        "while",
        ";",
        ":",
        ",",
        "costs",
        "sued",
        "by",
        "after",
        "?",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=14))
def test_any_word_salad_gets_a_bounded_score(words: list[str]) -> None:
    text = " ".join(words)
    doc = next(pipeline().docs([text]))
    spans = [[(text.index(name), text.index(name) + 4)] for name in ("Acme", "Bolt") if name in words]
    for said in scorer().score(doc[:], spans):
        assert -1 <= said.score <= 1
