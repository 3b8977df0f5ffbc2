"""A measured figure, and the shape of every measurement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value: of which part of the analysis, on which data, against which goal."""

    part: str  # "sentiment", "tickers", "impact", "summaries", "writing", "stories", "reading", "speed"
    data: str  # the public origin of the data: "SEntFiN 1.0, test part"
    what: str  # "accuracy"
    value: float
    goal: float | None = None
    at_most: bool = False  # whether the goal is an upper limit (milliseconds, megabytes)
    unit: str = ""  # "", "%", "ms", "MB", "/s"
    beside: str = ""  # what others reach, in words: "VADER 0.506"

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal
