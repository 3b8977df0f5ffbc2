"""Sentences that no rule was tuned on when they were written: what to expect on text never seen."""

import json
from pathlib import Path

from bot.analysis.document import Company
from bot.analysis.mentions import find_mentions
from bot.analysis.relevance import companies
from bot.market.securities import Securities

from .parsing import CONTEXT, document


def _companies(text: str) -> list[Company]:
    parsed = document(text)
    securities = Securities.load()
    return companies(parsed, find_mentions(parsed, securities, CONTEXT), securities)


def test_precision_and_recall_on_held_out_sentences() -> None:
    lines = Path(__file__).with_name("held_out.jsonl").read_text("utf-8").splitlines()
    right = wrong = missed = 0
    faults = []
    for row in map(json.loads, lines):
        found = {company.security.ticker for company in _companies(row["text"])}
        wanted = set(row["tickers"])
        right, wrong, missed = (
            right + len(found & wanted),
            wrong + len(found - wanted),
            missed + len(wanted - found),
        )
        if found != wanted:
            faults.append((row["text"], found, wanted))
    assert len(lines) >= 200
    assert right / (right + wrong) >= 0.97, faults
    assert right / (right + missed) >= 0.90, faults


def test_a_brand_alone_makes_nobody_primary() -> None:
    found = _companies("The new iPhone went on sale. Reviewers praised the camera of the iPhone.")
    assert [company.role for company in found] == ["secondary"]
