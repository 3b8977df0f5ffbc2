"""Sentences around the sentence that counts: others about other companies, and more about the target itself."""

from __future__ import annotations

import random
import re
from functools import cache

from augment_grammar import Filler, Frame, Scene, frames, scene
from augment_text import Example, finish, tidy

OPPOSITE = {"positive": "negative", "negative": "positive", "neutral": ""}
SHIFT = 40  # the letters of a strange sentence become others, so that its companies are never the target
NOUNS = ("the company", "the company", "the group", "the firm")
MEANT = re.compile(r"\b[Tt]he (?:company|group|firm|acquired|\{maker)")


@cache
def _others(style: str, label: str) -> tuple[Frame, ...]:
    """Frames of which every name has one label, or whatever labels where none is asked for."""
    return tuple(f for f in frames() if f.style == style and (not label or set(f.labels.values()) == {label}))


@cache
def _alone(style: str, label: str) -> tuple[Frame, ...]:
    """Frames about one company and nobody else."""
    return tuple(f for f in _others(style, label) if f.kinds == {"A": "company"} and not MEANT.search(f.text))


def in_context(frame: Frame, letter: str, rng: random.Random) -> Example:
    """The frame's sentence among one to three others; its label stays what the sentence says."""
    label = frame.labels[letter]
    here = scene(rng, frame.style)
    own = _about_it(here, frame, letter) if frame.kinds[letter] == "company" else [_filled(here, frame)]
    before: list[str] = []
    after: list[str] = []
    used = {frame.text}
    for _ in range(rng.choice((0, 0, 1, 2)) if len(own) > 1 else rng.choice((1, 1, 2, 2, 3))):
        wanted = OPPOSITE[label] if rng.random() < 0.7 else ""
        rng.choice((before, after)).append(_stranger(here, frame.style, wanted, used))
    sentences = [_stopped(s) for s in (*before, *own, *after)]
    return finish(" ".join(sentences), letter, label, rng, frame.style)


def nameless(frame: Frame, letter: str, rng: random.Random) -> str:
    """The frame's text about a company that is only called the company, where nobody else could be meant."""
    if set(frame.kinds) != {letter} or frame.kinds[letter] != "company" or MEANT.search(frame.text):
        return frame.text
    return _again(frame.text, letter, rng, always=True)


def _about_it(here: Scene, frame: Frame, letter: str) -> list[str]:
    """The sentence, sometimes after a neutral one about the company, sometimes before one of the same label."""
    rng = here.rng
    sure = set(frame.kinds) == {letter} and not MEANT.search(frame.text)
    shape = rng.random()
    if shape < 0.3:
        intro = rng.choice(_others("background", "neutral"))
        first = Filler(here, {letter: "company"}).fill(intro.text.replace("[A", f"[{letter}"))
        text = _again(frame.text, letter, rng) if sure else frame.text
        return [first, Filler(here, frame.kinds).fill(text)]
    said = [_filled(here, frame)]
    if sure and shape < 0.6:
        more = rng.choice(_alone(frame.style, frame.labels[letter]) or _alone("wire", frame.labels[letter]))
        text = _again(more.text.replace("[A", f"[{letter}"), letter, rng)
        said.append(Filler(here, frame.kinds).fill(text))
    return said


def _filled(here: Scene, frame: Frame) -> str:
    return Filler(here, frame.kinds).fill(frame.text)


def _again(text: str, letter: str, rng: random.Random, always: bool = False) -> str:
    """A second sentence about the same company calls it the company, the group, it, or by its name again."""
    if not always and rng.random() < 0.35:
        return text
    if text.startswith(f"[{letter}] ") and not always and rng.random() < 0.4:
        text = f"[{letter}:it]" + text[3:]
    noun = rng.choice(NOUNS)
    return text.replace(f"[{letter}]", f"[{letter}:{noun}]").replace(f"[{letter}'s]", f"[{letter}:{noun}]'s")


def _stranger(here: Scene, style: str, label: str, used: set[str]) -> str:
    """A sentence about others: same place, names and figures of its own."""
    frame = here.rng.choice([f for f in _others(style, label) if f.text not in used])
    used.add(frame.text)
    there = scene(here.rng, style, here.region)
    there.namer.taken = here.namer.taken
    return re.sub(r"(?<=\ue000)[\ue100-\ue1ff]", lambda m: chr(ord(m[0]) + SHIFT), _filled(there, frame))


def _stopped(sentence: str) -> str:
    sentence = tidy(sentence)
    return sentence if re.search(r"[.!?]\"?\ue001?$", sentence) else sentence + "."
