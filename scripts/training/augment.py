"""Write labelled sentences of our own for training the scorer of sentiment towards a target.

    python scripts/training/augment.py --count 20000 --seed 1 --out generated.jsonl

Every sentence is filled from a frame of grammar/ with invented figures and with invented or real names, in the
kinds of text that the public sets lack: newswire and market reports, company releases, company headlines.
The label is what a careful annotator would say for somebody who holds the target. A line of the output is
`{"text", "start", "end", "label", "others"}`; the same seed writes the same lines.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from augment_context import in_context, nameless
from augment_grammar import Filler, Frame, frames, scene, words
from augment_noise import noise
from augment_text import Example, finish

# how often each kind of text is drawn, and its labels: annotators find most of what companies say neutral
STYLES = {
    "release": (0.34, {"negative": 0.17, "neutral": 0.53, "positive": 0.30}),
    "wire": (0.28, {"negative": 0.30, "neutral": 0.40, "positive": 0.30}),
    "market": (0.14, {"negative": 0.38, "neutral": 0.24, "positive": 0.38}),
    "headline": (0.24, {"negative": 0.38, "neutral": 0.26, "positive": 0.36}),
}
CONTEXTS = {"release": 0.22, "wire": 0.45, "market": 0.35, "headline": 0.0}
ATTRIBUTED = {"wire": 0.12, "market": 0.12}
SPEAKERS = ("broker", "broker", "house", "agency", "company", "paper")
QUOTED = 0.15
NAMELESS = {"release": 0.05, "wire": 0.03}
SAID = re.compile(r"said|told|\"|Analyst|analyst|broker|according|:(?!the)|said\}|agency|due to report")
NOISED = 0.1


@cache
def _table() -> dict[tuple[str, str], tuple[tuple[Frame, str], ...]]:
    out = defaultdict(list)
    for frame in frames():
        for letter, label in frame.labels.items():
            out[frame.style, label].append((frame, letter))
    return {key: tuple(value) for key, value in out.items()}


def generate(count: int, seed: int) -> Iterator[Example]:
    """`count` different examples; those of a seed are always the same, in the same order."""
    seen: set[str] = set()
    number = 0
    while len(seen) < count:
        example = draw(random.Random(f"{seed}:{number}"))
        number += 1
        key = f"{example.text}\n{example.start}"
        if key not in seen:
            seen.add(key)
            yield example


def draw(rng: random.Random) -> Example:
    """One example: a style, a label, a frame that has it, and sometimes sentences around it."""
    style = rng.choices(list(STYLES), [share for share, _ in STYLES.values()])[0]
    shares = STYLES[style][1]
    label = rng.choices(list(shares), list(shares.values()))[0]
    frame, letter = rng.choice(_table()[style, label])
    if style in ATTRIBUTED and rng.random() < (QUOTED if label == "neutral" else ATTRIBUTED[style]):
        frame, letter = _attributed(frame, letter, label, rng)
    if rng.random() < CONTEXTS[style]:
        example = in_context(frame, letter, rng)
    else:
        text = nameless(frame, letter, rng) if rng.random() < NAMELESS.get(style, 0.0) else frame.text
        filled = Filler(scene(rng, style), frame.kinds).fill(text)
        example = finish(filled, letter, label, rng, style)
    return noise(example, rng) if rng.random() < NOISED else example


def _attributed(frame: Frame, letter: str, label: str, rng: random.Random) -> tuple[Frame, str]:
    """The frame as somebody's words; a neutral target is whoever says something good or bad."""
    if label == "neutral":
        wanted = rng.choice(("negative", "positive"))
        frame, letter = rng.choice(_table()[frame.style, wanted])
    if "Z" in frame.kinds or SAID.search(frame.text) or not frame.text.endswith("."):
        return (frame, letter) if frame.labels[letter] == label else rng.choice(_table()[frame.style, label])
    speaker = rng.choice(SPEAKERS)
    ways = words()[f"by_{'paper' if speaker == 'paper' else 'speaker'}"]
    if not frame.text.startswith("["):
        ways = tuple(way for way in ways if way.startswith("..."))
    way = rng.choice(ways)
    said = way.replace("...", frame.text.removesuffix(".")) + ("." if way.endswith("...") else "")
    spoken = Frame(frame.style, {**frame.kinds, "Z": speaker}, {**frame.labels, "Z": "neutral"}, said)
    return spoken, "Z" if label == "neutral" else letter


def main() -> int:
    """Write the examples that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="the file to write; the standard output by default")
    options = parser.parse_args()
    lines = (json.dumps(asdict(e), ensure_ascii=False) + "\n" for e in generate(options.count, options.seed))
    if options.out is None:
        sys.stdout.writelines(lines)
    else:
        with options.out.open("w", encoding="utf-8") as file:
            file.writelines(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
