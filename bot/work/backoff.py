"""When to try again."""

from __future__ import annotations

import random

BASE_S = 2.0
LONGEST_S = 300.0


def delay(attempt: int, rng: random.Random, *, base_s: float = BASE_S, longest_s: float = LONGEST_S) -> float:
    """Seconds to wait after the `attempt`-th try (from 1): doubling, capped, the upper half at random.

    The jitter keeps jobs that failed together from coming back together.
    """
    full: float = min(longest_s, base_s * 2 ** min(attempt - 1, 30))
    return full * rng.uniform(0.5, 1.0)
