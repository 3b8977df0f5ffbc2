"""A brief of 600 words and eight companies on one core, beside spaCy's pipeline as it comes."""

from __future__ import annotations

from bot.evaluation import speed
from tests.bench.figures import run

if __name__ == "__main__":
    run(__doc__, lambda data, analyzer, amount: speed.one_core(analyzer, amount))
