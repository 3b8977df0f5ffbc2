"""Lines of a file, said by their numbers."""

from __future__ import annotations

import pytest

from bot.slack.say import numbers


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([4], "line 4"),
        ([4, 4], "line 4"),
        ([2, 3], "lines 2 and 3"),
        ([9, 4, 10, 11], "lines 4 and 9-11"),
        ([1, 3, 5, 7, 8], "lines 1, 3 and 3 more"),
    ],
)
def test_runs_are_drawn_together(lines: list[int], said: str) -> None:
    assert numbers(lines, 2) == said
