"""Sentences around the sentence that counts: others about other companies, and neutral ones about the target."""

from __future__ import annotations

import random
import re
from functools import cache

from augment_grammar import Filler, Frame, Scene, frames, scene
from augment_text import Example, finish

OPPOSITE = {"positive": "negative", "negative": "positive", "neutral": ""}
SHIFT = 10  # the letters of a strange sentence become others, so that its companies are never the target


@cache
def _others(style: str, label: str) -> tuple[Frame, ...]:
    """Frames of which every name has one label, or whatever labels where none is asked for."""
    return tuple(f for f in frames() if f.style == style and (not label or set(f.labels.values()) == {label}))


@cache
def _background() -> tuple[Frame, ...]:
    return tuple(f for f in frames() if f.style == "background")


def in_context(frame: Frame, letter: str, rng: random.Random) -> Example:
    """The frame's sentence among one to three others; its label stays what the sentence says."""
    label = frame.labels[letter]
    here = scene(rng, frame.style)
    before: list[str] = []
    after: list[str] = []
    if frame.kinds[letter] == "company" and rng.random() < 0.4:
        intro = rng.choice(_background())
        said = Filler(here, {letter: "company"}).fill(intro.text.replace("[A", f"[{letter}"))
        text = _again(frame.text, letter, rng) if _alone(frame) else frame.text
        main = Filler(here, frame.kinds).fill(text)
        before.append(said)
    else:
        main = Filler(here, frame.kinds).fill(frame.text)
    used = {frame.text}
    count = rng.choice((0, 1, 1, 2)) if before else rng.choice((1, 1, 2, 2, 3))
    for number in range(count):
        side = rng.random() < 0.5
        wanted = OPPOSITE[label] if rng.random() < 0.7 else ""
        other = _stranger(here, frame.style, wanted, number, used)
        (before if side else after).append(other)
    if rng.random() < 0.5:
        before.reverse()
    sentences = [_stopped(s) for s in (*before, main, *after)]
    return finish(" ".join(sentences), letter, label, rng, frame.style)


def _again(text: str, letter: str, rng: random.Random) -> str:
    """A second sentence about the same company calls it the company, the group, or by its name again."""
    if rng.random() < 0.4:
        return text
    noun = rng.choice(("the company", "the company", "the group", "the firm"))
    return text.replace(f"[{letter}]", f"[{letter}:{noun}]").replace(f"[{letter}'s]", f"[{letter}:{noun}]'s")


def _alone(frame: Frame) -> bool:
    """Whether "the company" can mean but one company in a frame."""
    return len(frame.kinds) == 1 and not re.search(
        r"\b[Tt]he (?:company|group|firm|acquired|\{maker)", frame.text
    )


def _stranger(here: Scene, style: str, label: str, number: int, used: set[str]) -> str:
    """A sentence about others: same place, names and figures of its own."""
    rng = here.rng
    frame = rng.choice([f for f in _others(style, label) if f.text not in used])
    used.add(frame.text)
    there = scene(rng, style, here.region)
    there.namer.taken = here.namer.taken
    text = Filler(there, frame.kinds).fill(frame.text)
    for letter in frame.kinds:
        text = text.replace(chr(0xE100 + ord(letter)), chr(0xE100 + ord(letter) + 32 + SHIFT * (number + 1)))
    return text


def _stopped(sentence: str) -> str:
    sentence = sentence.strip()
    return sentence if sentence.endswith((".", "!", "?", '."')) else sentence + "."
