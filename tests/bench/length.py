"""Whether the cost of a brief grows as its words do."""

from __future__ import annotations

from bot.evaluation import speed
from tests.bench.figures import run

if __name__ == "__main__":
    run(__doc__, lambda data, analyzer, amount: speed.by_length(analyzer, amount))
