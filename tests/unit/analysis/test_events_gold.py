from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.analysis.gold import FILE, HELD_OUT, measured, samples


@pytest.mark.parametrize(
    ("file", "precision", "recall", "arguments"), [(FILE, 0.97, 0.97, 0.93), (HELD_OUT, 0.92, 0.95, 0.9)]
)
def test_events_and_arguments_agree_with_a_reader(
    file: Path, precision: float, recall: float, arguments: float
) -> None:
    result = measured(file)
    faults = "\n".join(result.faults)
    assert result.precision >= precision, faults
    assert result.recall >= recall, faults
    assert result.tickers >= 0.97 * result.found, faults
    assert result.argument_precision >= arguments, faults
    assert result.argument_recall >= arguments, faults


def test_the_sentences_go_both_ways() -> None:
    every = samples(FILE)
    assert len(every) >= 150
    assert sum(not sample.events for sample in every) >= 35
