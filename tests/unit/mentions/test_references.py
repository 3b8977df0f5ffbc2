"""Whom "it", "the chipmaker" and a chief executive's surname stand for: passages of our own, both ways."""

import json
from pathlib import Path

from bot.analysis.mentions import find_mentions
from bot.analysis.references import references
from bot.analysis.relevance import companies
from bot.market.securities import Securities

from .parsing import CONTEXT, document

ROWS = [
    json.loads(line) for line in Path(__file__).with_name("coreference.jsonl").read_text("utf-8").splitlines()
]


def spoken_of(text: str) -> set[str]:
    """The tickers that the last sentence of a passage speaks of."""
    parsed = document(text)
    securities = Securities.load()
    found = companies(parsed, find_mentions(parsed, securities, CONTEXT), securities)
    return {found[number].security.ticker for number in references(parsed, found)[-1]}


def test_precision_and_recall_of_references() -> None:
    right = wrong = missed = 0
    faults = []
    for row in ROWS:
        found, wanted = spoken_of(row["text"]), set(row["last"])
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
        if found != wanted:
            faults.append((row["text"], found, wanted))
    assert len(ROWS) >= 60
    assert right / (right + wrong) >= 0.95, faults
    assert right / (right + missed) >= 0.85, faults


def test_spans_are_those_of_the_words_that_stand_for_the_company() -> None:
    text = "Nvidia raised its forecast. The chipmaker hired."
    parsed = document(text)
    securities = Securities.load()
    found = companies(parsed, find_mentions(parsed, securities, CONTEXT), securities)
    (spans,) = references(parsed, found)[-1].values()
    assert [text[start:end] for start, end in spans] == ["chipmaker"]
