"""Words that are companies' names, meant and not meant: sentences of our own, measured together."""

import json
from pathlib import Path

from bot.analysis.mentions import find_mentions
from bot.market.securities import Securities

from .parsing import CONTEXT, document

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "ambiguity.jsonl").read_text("utf-8").splitlines()
]


def test_precision_and_recall_on_ambiguous_sentences() -> None:
    securities = Securities.load()
    right = wrong = missed = 0
    seen = []
    for row in ROWS:
        wanted = set(row["tickers"])
        mentions = find_mentions(document(row["text"]), securities, CONTEXT)
        named = (securities.get(m.security_id) for m in mentions)
        found = {s.ticker for s in named if s is not None and s.listed}
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
        if found != wanted:
            seen.append((row["text"], found, wanted))
    assert len(ROWS) >= 300
    assert right / (right + wrong) >= 0.97, seen
    assert right / (right + missed) >= 0.90, seen
