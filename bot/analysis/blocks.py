"""Where a text breaks for certain: paragraphs, headings, bullets. No language model."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLET = re.compile(r"^\s*(?:[*•▪‣◦·■●–—-]|\(?\d{1,2}[.)])\s+")
BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
TERMINAL = (".", "!", "?", ":", ";", '"', "”", "’", ")")
WORD = re.compile(r"\S+")
SENTENCE_GAP = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")
SHORT_LINE = 0.6  # of the longest line: a shorter one was ended, not wrapped
BLOCK_WORDS = 1_200  # what one parse takes; bounds the memory of a text without any paragraph


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that no sentence crosses."""

    start: int
    end: int
    paragraph: int


def blocks_of(text: str, *, max_words: int) -> list[Block]:
    """The blocks of `text` in order, up to `max_words` words in all.

    A blank line always ends a block. A single line break does when the text was not wrapped there: after a
    full stop, before a bullet, or after a line clearly shorter than its neighbours. A block longer than
    `BLOCK_WORDS` is cut after a sentence where one ends, else between words. Linear in the length of `text`.
    """
    blocks: list[Block] = []
    left = max_words
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for line_start, line_end in _lines(text, start, end):
            for piece_start, piece_end, words in _pieces(text, line_start, line_end, left):
                blocks.append(Block(piece_start, piece_end, paragraph))
                left -= words
            if left <= 0:
                return blocks
    return blocks


def count_words(text: str) -> int:
    """Words separated by white space."""
    return sum(1 for _ in WORD.finditer(text))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in BLANK_LINE.finditer(text):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a paragraph that its single line breaks separate for certain."""
    if text.find("\n", start, end) < 0:
        yield start, end
        return
    lines = []
    at = start
    for line in text[start:end].split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    longest = max(line_end - line_start for line_start, line_end in lines)
    open_start = lines[0][0]
    for (line_start, line_end), (next_start, next_end) in itertools.pairwise(lines):
        here = text[line_start:line_end].strip()
        there = text[next_start:next_end].strip()
        short = len(here) < SHORT_LINE * longest and not there[:1].islower()
        stopped = here.endswith(TERMINAL) and not there[:1].islower()
        if not here or stopped or short or BULLET.match(text[next_start:next_end]):
            if text[open_start:line_end].strip():
                yield open_start, line_end
            open_start = next_start
    if text[open_start:end].strip():
        yield open_start, end


def _pieces(text: str, start: int, end: int, left: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, words) of the parts of a line that are parsed at once, `left` words at most in all."""
    words = list(itertools.islice(WORD.finditer(text, start, end), max(0, left)))
    if not words:
        return
    end = words[-1].end()
    at = 0
    while len(words) - at > BLOCK_WORDS:
        limit = words[at + BLOCK_WORDS].start()
        cut = limit
        for gap in SENTENCE_GAP.finditer(text, words[at + BLOCK_WORDS // 2].start(), limit):
            cut = gap.end()
        count = sum(1 for word in words[at : at + BLOCK_WORDS] if word.start() < cut)
        yield words[at].start(), words[at + count - 1].end(), count
        at += count
    yield words[at].start(), end, len(words) - at
