"""Whether a text is English. Only English is analysed; a short headline is given the benefit of the doubt."""

from __future__ import annotations

import re
import unicodedata

from py3langid import classify

from bot.reading.textnorm import word_set

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set(
    """
    the of and to in a is that for it on as with was at by from be this are have has had not but
    they his he her she its which who will would their or an been were said says than into about
    after over more up out new can could may if when what we you your our no so how why where while
    before amid against between
    """
)
# Function words of the languages that share our letters, without those that are also English.
_FOREIGN = (
    word_set(
        """
    der die das und ist nicht mit von den dem ein eine einen einer auf für sich auch wird wurde nach
    bei zum zur sind aus über le les des une est dans pour qui que sur par avec sont du et au aux
    plus pas cette ces été el los las una del por para con como más pero sus este esta fue según
    también il lo gli della delle nel nella che di per sono alla anche più dei degli è não uma dos
    pelo pela são mais foi em ao het een van zijn niet voor maar ook wordt bij naar deze over uit
    och att det som på är av för inte med har til ikke af og się nie jest na że oraz dla przez które
    ve bir bu için ile olan da de ja on ei että yang dan dengan untuk dari ini itu dalam pada az és
    hogy nem egy csak că și din pentru cu není jako při které jsou také
    """
    )
    - _ENGLISH
)
# English words that are words of other languages, too: in a short text they prove nothing.
_SHARED = word_set(
    """
    a an as at be he her his in is on or so was will has more can are not no we had over man
    """
)
_SAMPLE = 6_000
_ENOUGH = 40
_LIKELY = 0.16


def is_english(text: str) -> bool:
    """Whether `text` is English. Below 40 words only plain signs of another language refuse it."""
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return True
    letters = "".join(words)
    foreign_script = sum(1 for char in letters if ord(char) > 0x24F and not _is_latin(char))
    if foreign_script > 0.5 * len(letters):
        return False
    english = sum(1 for word in words if word in _ENGLISH) / len(words)
    foreign = sum(1 for word in words if word in _FOREIGN)
    if len(words) < _ENOUGH:
        surely = any(word in _ENGLISH and word not in _SHARED for word in words)
        # Different ones: a headline that stands as title and as text says each of its words twice.
        signs = len({word for word in words if word in _FOREIGN})
        return surely or signs < 2 or classify(sample)[0] == "en"
    if classify(sample)[0] == "en":
        return english >= 0.05 or foreign / len(words) < 0.1
    if english >= _LIKELY and english > foreign / len(words):
        return True
    # A list of names or tickers is no language at all: another one must show.
    accented = sum(1 for char in letters if ord(char) > 0x7F) / len(letters)
    return foreign / len(words) < 0.04 and accented < 0.01


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("LATIN", "MODIFIER", "MATHEMATICAL"))
