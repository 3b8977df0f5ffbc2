"""Which words are ordinary, and how far a name made of them can be trusted in running text."""

from __future__ import annotations

import gzip
from pathlib import Path

from bot.market.names import key, word_set

COMMON = 3.4  # Zipf frequency from which a word that no dictionary lists still counts as known
RARE = 2.7
SMALL = {"of", "and", "the", "for", "de", "del", "du", "la", "van", "von", "in", "on", "at", "to", "&"}
GENERIC = word_set(
    "first general american national united new international global bank capital energy best southern"
    " western northern eastern central pacific atlantic great royal north south east west us usa china"
    " japan canadian texas california florida new york virginia ohio home public universal advanced"
    " applied digital old big air great community federal financial health life medical science technology"
    " data credit trust real land gold silver steel power water natural the st san los las grand golden"
    " blue green red black white city commercial consolidated allied associated standard modern future"
    " world euro asia america century premier prime select core one two three high low open live smart"
    " fresh family children people saint inter trans pan direct total simply good better park river lake"
    " ocean mountain valley main state county country farmers citizens independent heritage liberty"
    " patriot freedom victory eagle star sun moon sky earth market street wall systems network media"
    " digital group social insurance mutual savings southwest northwest southeast northeast midwest martin"
    " johnson smith brown davis john james robert william charles thomas george henry david michael"
    " alexander jack ryan scott taylor"
)


class Vocabulary:
    """Which words are ordinary: in a dictionary in lower case, or common in running text."""

    def __init__(self, packages: Path) -> None:
        import msgpack
        from english_words import get_english_words_set

        self.dictionary = {w for w in get_english_words_set(["web2", "gcide"], alpha=True) if w.islower()}
        self.proper = {
            w.lower() for w in get_english_words_set(["web2"], alpha=True) if w[:1].isupper() and len(w) > 2
        }
        path = packages / "wordfreq" / "data" / "large_en.msgpack.gz"
        buckets = msgpack.unpackb(gzip.decompress(path.read_bytes()), raw=False)
        self.zipf = {w: 9 - i / 100 for i, bucket in enumerate(buckets[1:]) for w in bucket}

    def ordinary(self, word: str) -> bool:
        """Whether a word alone says little about a company."""
        if word.isdigit() or len(word) < 3:
            return True
        z = self.zipf.get(word, 0.0)
        return (self.listed(word) and z > 1.6) or z >= COMMON

    def listed(self, word: str) -> bool:
        """Whether a dictionary has a word, or its singular."""
        stem = word[:-1] if word.endswith("s") else word
        return any(w in self.dictionary or w in self.proper for w in (word, stem))

    def rare(self, word: str) -> bool:
        """Whether a word can hardly mean anything but the company that bears it."""
        return not self.ordinary(word) and self.zipf.get(word, 0.0) < RARE and len(word) >= 5


def explicit(name: str, words: Vocabulary, base: str) -> str:
    """The flag of a name from our tables: `!` always meant, `~` needs context, else by its words."""
    if name.endswith("~"):
        return {"s": "w", "b": "B", "f": "F", "u": "U"}[base]
    pieces = key(name.rstrip("!")).split()
    inner = any(c.isupper() for c in name[1:]) and not name.rstrip("!").isupper()
    if name.endswith("!") or len(pieces) > 1 or inner or not words.listed(pieces[0]):
        return base
    return {"s": "w", "b": "B", "f": "F", "u": "U"}[base]
