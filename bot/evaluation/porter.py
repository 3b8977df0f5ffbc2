"""Porter's stemmer (M. F. Porter, An algorithm for suffix stripping, 1980), which ROUGE counts words by."""

from __future__ import annotations

import functools
import re

_VOWELS = frozenset("aeiou")
_SECOND = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
    ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
    ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_THIRD = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")
)  # fmt: skip
_FOURTH = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism",
    "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip


@functools.lru_cache(maxsize=50_000)
def porter(word: str) -> str:
    """The stem of a word in lower case; words of one or two letters are their own."""
    if len(word) < 3:
        return word
    return _fifth(_fourth(_table(_table(_y(_first(word)), _SECOND), _THIRD)))


def _kinds(stem: str) -> str:
    """`c` for each consonant and `v` for each vowel; a y behind a consonant is a vowel."""
    kinds = ""
    for at, char in enumerate(stem):
        vowel = char in _VOWELS or (char == "y" and at > 0 and kinds[-1] == "c")
        kinds += "v" if vowel else "c"
    return kinds


def _measure(stem: str) -> int:
    """How often consonants follow vowels."""
    return len(re.findall("v+c+", _kinds(stem)))


def _short(stem: str) -> bool:
    """Ends in consonant, vowel, consonant, the last one no w, x or y."""
    return _kinds(stem).endswith("cvc") and stem[-1] not in "wxy"


def _first(word: str) -> str:
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and "v" in _kinds(stem):
            return _restored(stem)
    return word


def _restored(stem: str) -> str:
    """`hop` for `hopp`, `file` for `fil`, `conflate` for `conflat`."""
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if len(stem) > 1 and stem[-1] == stem[-2] and _kinds(stem)[-1] == "c" and stem[-1] not in "lsz":
        return stem[:-1]
    return stem + "e" if _measure(stem) == 1 and _short(stem) else stem


def _y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and "v" in _kinds(word[:-1]) else word


def _table(word: str, table: tuple[tuple[str, str], ...]) -> str:
    for ending, instead in sorted(table, key=lambda pair: -len(pair[0])):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return stem + instead if _measure(stem) > 0 else word
    return word


def _fourth(word: str) -> str:
    for ending in sorted(_FOURTH, key=len, reverse=True):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            fit = _measure(stem) > 1 and (ending != "ion" or stem.endswith(("s", "t")))
            return stem if fit else word
    return word


def _fifth(word: str) -> str:
    if word.endswith("e"):
        stem = word[:-1]
        if _measure(stem) > 1 or (_measure(stem) == 1 and not _short(stem)):
            word = stem
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
