"""The judged texts in tests/judged are well formed, so that a measurement on them means what it says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "judged"
LABELS = {"negative", "neutral", "positive"}
FILES = {"entities": (260, 450), "sentences": (300, 300), "headlines": (250, 250), "hard": (3_400, 5_800)}
"""Texts and targets at least."""


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", FILES)
def test_counts_and_unique_ids(name: str) -> None:
    rows = _rows(name)
    texts, targets = FILES[name]
    assert len(rows) >= texts
    assert sum(len(row["targets"]) for row in rows) >= targets
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["text"] for row in rows}) == len(rows)


@pytest.mark.parametrize("name", FILES)
def test_spans_lie_in_the_text_and_do_not_overlap(name: str) -> None:
    for row in _rows(name):
        assert set(row) == {"id", "text", "targets"} | ({"kind"} if name == "hard" else set())
        assert row["targets"], row["id"]
        end = 0
        for target in row["targets"]:
            assert end <= target["start"] < target["end"] <= len(row["text"]), row["id"]
            span = row["text"][target["start"] : target["end"]]
            assert span == span.strip(), row["id"]
            assert not row["text"][target["end"] : target["end"] + 1].isalnum(), row["id"]
            assert not row["text"][: target["start"]][-1:].isalnum(), row["id"]
            end = target["end"]


@pytest.mark.parametrize("name", ["entities", "sentences"])
def test_labels_are_known_and_neutral_is_the_commonest(name: str) -> None:
    found = Counter(target["label"] for row in _rows(name) for target in row["targets"])
    assert set(found) == LABELS
    assert found.most_common(1)[0][0] == "neutral"


def test_scores_are_neutral_or_clear_of_it() -> None:
    scores = [abs(target["score"]) for row in _rows("hard") for target in row["targets"]]
    assert all(score <= 0.1 or 0.2 <= score <= 1 for score in scores)


def test_a_sentence_has_one_target() -> None:
    assert all(len(row["targets"]) == 1 for row in _rows("sentences"))


def test_many_passages_judge_their_targets_differently() -> None:
    differing = [row for row in _rows("entities") if len({target["label"] for target in row["targets"]}) > 1]
    assert len(differing) >= 100


def test_scores_stay_in_range_and_go_both_ways() -> None:
    scores = [target["score"] for row in _rows("headlines") for target in row["targets"]]
    assert all(-1 <= score <= 1 for score in scores)
    assert min(scores) < -0.8
    assert max(scores) > 0.7
