"""Reprints: texts that share most of their wording, found by comparing small sketches.

MinHash (Broder 1997): of each of 64 random orders of all five-word runs a text keeps its smallest; the share of
orders in which two texts keep the same one estimates the Jaccard similarity of their runs, with a standard error
of at most 0.0625. A sketch is 256 bytes whatever the length of the text, and says which version made it.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

VERSION = 1
ORDERS = 64
RUN = 5
BAND = 4
REPRINT = 0.5  # this much of the wording in common makes a text another's reprint

_WORD = re.compile(r"\w+")
_PRIME = np.uint64((1 << 31) - 1)


def _constants(seed: int) -> np.ndarray:
    # Spelled out, so that no release of numpy can change what a stored sketch means.
    values, state = [], seed
    for _ in range(ORDERS):
        state = (6364136223846793005 * state + 1442695040888963407) % (1 << 64)
        values.append((state >> 33) % ((1 << 31) - 2) + 1)
    return np.array(values, dtype=np.uint64)


_FACTORS = _constants(1)
_SHIFTS = _constants(2)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text's wording. `low` is empty when the text has no word."""

    low: tuple[int, ...]
    version: int = VERSION

    def encode(self) -> str:
        """A line of text to store; `decode` reads it back."""
        packed = np.array(self.low, dtype="<u4").tobytes()
        return f"{self.version}:{base64.b64encode(packed).decode()}"

    @classmethod
    def decode(cls, stored: str) -> Sketch:
        """A stored sketch; raises `ValueError` when it is none or another version made it."""
        version, _, packed = stored.partition(":")
        if version != str(VERSION):
            raise ValueError(f"a sketch of version {version!r}, not {VERSION}")
        low = np.frombuffer(base64.b64decode(packed, validate=True), dtype="<u4")
        if len(low) not in {0, ORDERS}:
            raise ValueError("a sketch of the wrong length")
        return cls(tuple(int(value) for value in low))

    def bands(self) -> list[str]:
        """Sixteen keys. Two reprints share one almost surely (0.64 at a similarity of 0.5, 0.98 at 0.7), so
        that an index finds the candidates among any number of sketches (locality-sensitive hashing).
        """
        return [
            f"{start // BAND}:{'.'.join(map(str, self.low[start : start + BAND]))}"
            for start in range(0, len(self.low), BAND)
        ]


def runs(text: str) -> set[str]:
    """The five-word runs of a text in lower case; of a shorter text the whole."""
    words = _WORD.findall(text.lower())
    if not words:
        return set()
    return {" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}


def sketch(text: str) -> Sketch:
    """The sketch of a text: the same text has the same sketch on any machine."""
    hashes = np.array([zlib.crc32(run.encode()) for run in runs(text)], dtype=np.uint64)
    if not len(hashes):
        return Sketch(())
    # The products stay below 2**62, so that nothing wraps.
    orders = (hashes[:, None] % _PRIME * _FACTORS + _SHIFTS) % _PRIME
    return Sketch(tuple(int(value) for value in orders.min(axis=0)))


def resemblance(one: Sketch, other: Sketch) -> float:
    """The estimated Jaccard similarity of two texts' five-word runs, 0 to 1; 0 where one has no words."""
    if not one.low or not other.low:
        return 0.0
    return sum(map(int.__eq__, one.low, other.low)) / ORDERS


def table(sketches: Sequence[Sketch]) -> np.ndarray:
    """Sketches as rows to compare at once; texts without words get rows that equal no other."""
    rows = np.full((len(sketches), ORDERS), -1, dtype=np.int64)
    for row, kept in enumerate(sketches):
        rows[row] = kept.low or -1 - row
    return rows
