"""The sentiment stage beside a BERT-base classifier over the same sentences on the same core."""

from __future__ import annotations

from bot.evaluation import speed
from tests.bench.figures import run

if __name__ == "__main__":
    run(__doc__, lambda data, analyzer, amount: [speed.beside_bert(analyzer, amount)])
