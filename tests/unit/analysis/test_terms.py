from __future__ import annotations

import pytest

from bot.analysis.inflection import base_forms
from bot.analysis.terms import Term, TermTable, forms_of
from tests.unit.analysis.build import pipeline


def found(text: str, *terms: str) -> list[str]:
    tokens = list(next(pipeline().docs([text])))
    hits = TermTable(Term(tuple(term.split()), "test") for term in terms).find(forms_of(tokens))
    return ["".join(token.text_with_ws for token in tokens[hit.first : hit.last + 1]).strip() for hit in hits]


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("rises", "rise"),
        ("cutting", "cut"),
        ("denied", "deny"),
        ("losses", "loss"),
        ("fell", "fall"),
        ("slashed", "slash"),
        ("halved", "halve"),
        ("crashes", "crash"),
        ("subsidies", "subsidy"),
    ],
)
def test_an_inflected_word_has_its_base_form(word: str, base: str) -> None:
    assert base in base_forms(word, word)


@pytest.mark.parametrize(
    ("word", "other"), [("wages", "wag"), ("news", "new"), ("during", "dure"), ("need", "ne")]
)
def test_a_word_that_only_looks_inflected_keeps_its_meaning(word: str, other: str) -> None:
    assert other not in base_forms(word, word)


def test_the_longest_term_wins() -> None:
    assert found("Bad loans rose.", "loan", "bad loan") == ["Bad loans"]


def test_a_gap_takes_a_few_words_and_stops_at_a_break() -> None:
    assert found("It cut its full-year profit forecast.", "cut _ forecast") == [
        "cut its full-year profit forecast"
    ]
    assert found("It cut jobs, and the forecast is fair.", "cut _ forecast") == []
    assert found("It cut one two three four five forecast.", "cut _ forecast") == []


def test_a_hyphen_is_no_word() -> None:
    assert found("A write-down and lay-offs.", "write down", "lay off") == ["write-down", "lay-offs"]
