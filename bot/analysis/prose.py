"""Sentences made of an article's own characters: what is kept of a source, and how it reads.

A line is never written, only cut: it is a list of kept ranges of one source text. That keeps the offsets
of company mentions valid until the moment a line is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

Range = tuple[int, int]

TERMINAL = ".!?"
OPENING = "\"'“‘(["
CLOSING = "\"'”’)]"
_SPACES = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r"\s+([,;:!?)\]”’])(?![a-z])|\s+(\.)(?=\s|$|[\"”])")
_AFTER_OPENING = re.compile(r"([(\[“])\s+")
_MARKS = re.compile(r"([,;:])(?:\s*[,;:])+")
# A quotation of several paragraphs opens each of them and closes once: `"One. "Two."`
_REOPENED = re.compile(r'(?:^|[\s(])"[^\s"][^"]*[\s(]"(?=[A-Za-z])')
_DOUBLE_STOP = re.compile(r"(?<![.])\.\s?\.(?![.])")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_TAIL = re.compile(r"[\s,;:–—-]+$")
_WIRE_CODES = re.compile(
    r"\s?<[A-Z0-9^][A-Z0-9.=^ ]*>"  # <AAPL.O>
    r"|\s\(?\.[A-Z]{2,7}\)?(?=[\s,.;)]|$)"  # .SPX
    r"|\s?\[(?:\d{1,3}|[A-Z]+/[A-Z]*|[a-z]{1,2}[A-Z0-9]{6,})\]"  # [3], [O/R]
)


# RIC codes (`PEP.N`, `C.N`, `7010.SE`) behind a name; one-letter share classes such as `BRK.B` are no codes.
_BEHIND_NAME = re.compile(
    r"([A-Z]\S*)(\s(?:(?:[A-Z]{2,6}|\d{4,6})\.(?:[A-Z]{2}|[NOLTS])|[A-Z]\.[NO]\.?(?=\s[a-z])|[A-Z]\.[NO]))(?=[\s,.;)]|$)"
)


def without(ranges: Iterable[Range], holes: Iterable[Range]) -> list[Range]:
    """`ranges` less every part covered by `holes`; both half open, the result in order."""
    kept = sorted(ranges)
    for hole_start, hole_end in holes:
        left: list[Range] = []
        for start, end in kept:
            if hole_end <= start or hole_start >= end:
                left.append((start, end))
                continue
            if start < hole_start:
                left.append((start, hole_start))
            if hole_end < end:
                left.append((hole_end, end))
        kept = left
    return kept


def wire_codes(source: str, start: int, end: int) -> list[Range]:
    """Ranges of machine codes that newswires leave in prose (`<AAPL.O>`, `.SPX`, `[3]`)."""
    codes = [match.span() for match in _WIRE_CODES.finditer(source, start, end)]
    return codes + [match.span(2) for match in _BEHIND_NAME.finditer(source, start, end)]


def say(source: str, ranges: Sequence[Range], inserts: Mapping[int, str] | None = None) -> str:
    """The kept ranges of `source` as one sentence: spaces and marks mended, capital first, full stop last.

    `inserts` maps an offset of `source` to words that stand there; an offset outside the kept ranges is ignored.
    """
    parts: list[str] = []
    for start, end in ranges:
        part, at = "", start
        for offset in sorted(o for o in (inserts or {}) if start <= o <= end):
            part += source[at:offset] + (inserts or {})[offset]
            at = offset
        parts.append(part + source[at:end])
    return _finish(mend(" ".join(parts)))


def mend(text: str) -> str:
    """Single spaces, no space before a mark, no doubled marks or empty brackets that a cut left behind."""
    text = _SPACES.sub(" ", _EMPTY.sub(" ", text)).strip()
    text = _BEFORE_MARK.sub(lambda match: match.group(1) or match.group(2), text)
    text = _AFTER_OPENING.sub(r"\1", text)
    text = _DOUBLE_STOP.sub(".", text)
    return _MARKS.sub(r"\1", text).replace(",.", ".").lstrip(",;:.– —")


def _finish(text: str) -> str:
    if not text:
        return ""
    text = capital(text)
    bare = text.rstrip(CLOSING)
    if bare and bare[-1] in TERMINAL:
        return text
    if bare != text and text[-1] not in ")]'’":
        # A quotation that ends the sentence takes the full stop inside, as its source would have.
        return _TAIL.sub("", bare) + "." + text[len(bare) :]
    return _TAIL.sub("", text) + "."


def capital(text: str) -> str:
    """`text` with its first letter in upper case, unless its first word spells itself (`iPhone`, `eBay`)."""
    for at, char in enumerate(text):
        if char.isalpha():
            word = text[at:].split(" ", 1)[0]
            own = char.islower() and any(c.isupper() for c in word[1:])
            return text if own else text[:at] + char.upper() + text[at + 1 :]
        if char.isdigit() or char in "$€£¥":
            return text
    return text


def count_words(text: str) -> int:
    """Words as the strictest reader counts them: whatever stands between spaces, a lone `&` or dash too."""
    return len(text.split())


def balanced(text: str) -> bool:
    """True when every quotation mark and bracket that opens also closes, in order."""
    if text.count('"') % 2 or _REOPENED.search(text):
        return False
    depth = 0
    for char in text:
        if char == "“":
            depth += 1
        elif char == "”":
            depth -= 1
        if depth not in (0, 1):
            return False
    brackets: list[str] = []
    for char in text:
        if char in "([":
            brackets.append(char)
        elif char in ")]" and (not brackets or brackets.pop() != {")": "(", "]": "["}[char]):
            return False
    return depth == 0 and not brackets
