"""The public data sets as labelled examples: a text, the spans of one target in it, and the target's label.

SEntFiN 1.0 (Sinha et al. 2022, MIT): headlines with the sentiment of each named entity. It has no published
split: a headline is a test headline when sha256(text) mod 10 is 0, and a development headline when it is 1.
NewsMTSC (Hamborg and Donnay 2021, MIT): news sentences with target offsets and polarity 2, 4 or 6.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = ("negative", "neutral", "positive")
POLARITY = {2.0: 0, 4.0: 1, 6.0: 2}
# words of an entity that the published file replaced along with the labels ("L&T Finance neutralings")
SPOILT = (("neutralings", "Holdings"), ("Rusnegative", "Russell"), ("neutral", "Hold"), ("negative", "sell"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """One target of one text."""

    text: str
    spans: tuple[tuple[int, int], ...]
    label: int
    others: tuple[tuple[int, int], ...] = ()  # the spans of the text's other targets

    @property
    def several(self) -> bool:
        """Whether the text names other targets, too."""
        return bool(self.others)


def part_of(text: str) -> int:
    """The tenth that a text belongs to: 0 is for testing, 1 for development."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10


def occurrences(text: str, name: str) -> tuple[tuple[int, int], ...]:
    """Where a name stands in a text as whole words; as part of a word where it stands nowhere else."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    found = [m.span() for m in whole.finditer(text)]
    if not found:
        found = [m.span() for m in re.finditer(re.escape(name), text, re.IGNORECASE)][:1]
    return tuple(found)


def sentfin(folder: Path) -> Iterator[Labelled]:
    """The headlines of SEntFiN, an example for each entity that stands in its headline."""
    for line in (folder / "sentfin" / "headlines.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = [(_spans(row["text"], t["entity"]), t["label"]) for t in row["targets"]]
        for k, (spans, label) in enumerate(found):
            others = tuple(s for n, (own, _) in enumerate(found) if n != k for s in own if s not in spans)
            if spans:
                yield Labelled(row["text"], spans, LABELS.index(label), others)


def _spans(text: str, entity: str) -> tuple[tuple[int, int], ...]:
    spans = occurrences(text, entity)
    for wrong, right in SPOILT:
        spans = spans or occurrences(text, entity.replace(wrong, right))
    return spans


def newsmtsc(folder: Path, *files: str) -> Iterator[Labelled]:
    """The sentences of NewsMTSC: `train`, `devtest_mt` (several targets) or `devtest_rw` (as they come)."""
    for file in files:
        for line in (folder / "newsmtsc" / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            spans = [(target["from"], target["to"]) for target in row["targets"]]
            for target, span in zip(row["targets"], spans, strict=True):
                others = tuple(other for other in spans if other != span)
                yield Labelled(row["sentence_normalized"], (span,), POLARITY[target["polarity"]], others)


def generated(file: Path) -> Iterator[Labelled]:
    """Examples of our own, one JSON object a line: `text`, `start`, `end`, `label`."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        others = tuple((start, end) for start, end in row["others"])
        yield Labelled(row["text"], ((row["start"], row["end"]),), LABELS.index(row["label"]), others)


def renamed(example: Labelled, name: str) -> Labelled:
    """The example with its target called `name`: what is said matters, not of whom."""
    pieces, at, spans, moved = [], 0, [], {}
    size = 0
    for start, end in sorted((*example.spans, *example.others)):
        if start < at:
            return example  # one name within another
        own = (start, end) in example.spans
        before = example.text[at:start]
        said = name if own else example.text[start:end]
        span = (size + len(before), size + len(before) + len(said))
        pieces += [before, said]
        size = span[1]
        at = end
        if own:
            spans.append(span)
        else:
            moved[start, end] = span
    text = "".join((*pieces, example.text[at:]))
    return Labelled(text, tuple(spans), example.label, tuple(moved[other] for other in example.others))
