"""`deskwire analyze --jsonl` over 10,000 headlines on two cores."""

from __future__ import annotations

from bot.evaluation import speed
from tests.bench.figures import run

if __name__ == "__main__":
    run(__doc__, lambda data, analyzer, amount: speed.of_headlines(data, amount))
