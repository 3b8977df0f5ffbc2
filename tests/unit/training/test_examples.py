"""The public sets as examples: where a target stands, and what stays right when it gets another name."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts" / "training"))

from examples import Labelled, newsmtsc, occurrences, renamed, sentfin


def test_names_are_found_as_whole_words_first() -> None:
    assert occurrences("Shell-shocked Shell and Shellac", "Shell") == ((0, 5), (14, 19))
    assert occurrences("PetroShell gains", "Shell") == ((5, 10),)
    assert occurrences("Bolt gains", "Acme") == ()


def test_headlines_give_an_example_for_every_entity(tmp_path: Path) -> None:
    (tmp_path / "sentfin").mkdir()
    row = {
        "text": "Acme Holdings gains as Bolt slides",
        "targets": [
            {"entity": "Acme neutralings", "label": "positive"},
            {"entity": "Bolt", "label": "negative"},
            {"entity": "Zeta", "label": "neutral"},
        ],
    }
    (tmp_path / "sentfin" / "headlines.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = list(sentfin(tmp_path))
    assert [(e.text[slice(*e.spans[0])], e.label, e.several) for e in found] == [
        ("Acme Holdings", 2, True),
        ("Bolt", 0, True),
    ]
    assert found[0].others == found[1].spans


def test_sentences_with_offsets(tmp_path: Path) -> None:
    (tmp_path / "newsmtsc").mkdir()
    row = {"sentence_normalized": "She praised Bolt.", "targets": [{"from": 12, "to": 16, "polarity": 6.0}]}
    (tmp_path / "newsmtsc" / "train.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert list(newsmtsc(tmp_path, "train")) == [Labelled("She praised Bolt.", ((12, 16),), 2)]


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(names, names, names)
def test_a_new_name_moves_every_span_with_it(first: str, second: str, name: str) -> None:
    text = f"{first} / {second} / {first}"
    own = ((0, len(first)), (len(text) - len(first), len(text)))
    other = (len(first) + 3, len(first) + 3 + len(second))
    moved = renamed(Labelled(text, own, 1, (other,)), name)
    assert [moved.text[slice(*span)] for span in moved.spans] == [name, name]
    assert [moved.text[slice(*span)] for span in moved.others] == [second]
    assert moved.text == f"{name} / {second} / {name}"
