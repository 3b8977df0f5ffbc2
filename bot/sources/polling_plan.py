"""When a source is asked again: after a success, after a failure, and never more often than is decent. Pure."""

from __future__ import annotations

import random
from typing import Literal

SourceKind = Literal["edgar", "feed", "headlines"]

# Whatever a feed asks for, news that is a day old is none.
SLOWEST_S = 6 * 3_600
LONGEST_PAUSE_S = {"edgar": 600.0, "feed": 6 * 3_600.0, "headlines": 6 * 3_600.0}
JITTER = 0.1


def after_success(
    kind: SourceKind, every_s: int, ttl_s: int | None, max_age_s: float | None, rng: random.Random
) -> float:
    """Seconds to the next poll: our own interval, or longer where the feed or its server asks for it.

    A little of it is random, so that many sources do not fall due together. EDGAR is asked at its own pace:
    its answers say nothing about when the next filing comes.
    """
    if kind == "edgar":
        return float(every_s)
    asked = max(ttl_s or 0, max_age_s or 0.0)
    return max(every_s, min(asked, SLOWEST_S)) * rng.uniform(1.0, 1.0 + JITTER)


def after_failure(
    kind: SourceKind, every_s: int, failures: int, retry_after_s: float | None, rng: random.Random
) -> float:
    """Seconds to the next poll after so many failures in a row (from 1): doubling, capped, the upper half random.

    What the server asked for by `Retry-After` is kept, up to a day.
    """
    full = min(LONGEST_PAUSE_S[kind], every_s * 2.0 ** min(failures - 1, 20))
    wait = full * rng.uniform(0.5, 1.0)
    # The first failure costs no more than one interval, so that a single hiccup is no gap.
    return max(min(wait, LONGEST_PAUSE_S[kind]), min(retry_after_s or 0.0, 86_400.0))
