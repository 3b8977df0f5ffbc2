"""`deskwire analyze --jsonl` over 1,000 articles on all cores, beside one core."""

from __future__ import annotations

from bot.evaluation import speed
from tests.bench.figures import run

if __name__ == "__main__":
    run(__doc__, lambda data, analyzer, amount: speed.in_batches(amount))
