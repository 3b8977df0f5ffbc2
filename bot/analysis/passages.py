"""The parts of an article that can be said as they are, and what each of them leans on.

A passage is one sentence, or several where a quotation runs over a full stop. It is cut to what it says:
dateline, credits and machine codes are left out. `flaws` says why a passage should not be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from bot.analysis import standing
from bot.analysis.datelines import content_end, content_start, is_boilerplate
from bot.analysis.document import Document, Sentence
from bot.analysis.prose import CLOSING, Range, count_words, say, wire_codes, without
from bot.analysis.vocabulary import content_stems

# A run of words in capitals before a word that begins with one.
_SHOUTED = re.compile(r"(?:[A-Z]{2,}\s+){2,}(?=[\"“$]?[A-Z])")

# A list of comments: `JO DOE, ANALYST, HOLLIS PARTNERS "The loss ..."`.
_SPEAKER_LINE = re.compile(r"(?:[A-Z][A-Z.'&-]+,?\s){3,}[\"“:]")

MAX_WORDS = 60
MIN_WORDS = 4
MAX_JOINED = 4

_AND_SO = (
    r"however|meanwhile|moreover|furthermore|in addition|additionally|also|still|nevertheless|"
    r"nonetheless|besides|"
    r"instead|therefore|thus|hence|consequently|as a result|in fact|indeed|of course|for example|"
    r"for instance|"
    r"in other words|at the same time|on the other hand|on the one hand|in contrast|by contrast|"
    r"similarly|likewise|"
    r"overall|in turn|then again|that said|even so|after all|to be sure|as such|in short|"
    r"in particular|separately|"
    r"elsewhere|finally|lastly|secondly|thirdly|second|third|plus|again|worse|better still|not only that|"
    r"what['’]s more|more importantly|even worse|again|accordingly|on top of that|yet|anyway|clearly|"
    r"rather|too"
)
_CONNECTIVE = re.compile(
    rf"(?:(?:and|but|so|yet|or|nor)\s+)?(?:(?:{_AND_SO}),\s+|(?:and|but|yet(?!\s+(?:another|to)\b)|so(?!\s+(?:far|much|many|long|called)\b))\s+,?\s*|now,?\s+(?=(?:an?|the)\s))",
    re.I,
)


@dataclass(frozen=True)
class Passage:
    """Adjoining sentences of a document, found between `start` and `end`, said as `ranges` of `source`.

    `at` counts the passages of a document.
    """

    at: int
    start: int
    end: int
    ranges: tuple[Range, ...]
    sentences: tuple[Sentence, ...]
    source: str

    @cached_property
    def text(self) -> str:
        """How the passage reads."""
        return say(self.source, self.ranges)

    @cached_property
    def words(self) -> int:
        """Words of `text`."""
        return count_words(self.text)

    @cached_property
    def tokens(self) -> tuple[tuple[Token, int], ...]:
        """The parsed tokens within the kept ranges, each with its offset in the article text."""
        kept = []
        for sentence in self.sentences:
            for token in sentence.span:
                offset = token.idx + sentence.offset
                if any(start <= offset and offset + len(token) <= end for start, end in self.ranges):
                    kept.append((token, offset))
        return tuple(kept)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stems of the content words, in order."""
        return tuple(content_stems(self.text))

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems without order and number."""
        return frozenset(self.stems)

    @cached_property
    def terminated(self) -> bool:
        """True when the source itself ends the passage with a full stop."""
        raw = self.source[self.start : self.end]
        return raw[: content_end(raw)].rstrip().rstrip(CLOSING).rstrip().endswith((".", "!"))

    @cached_property
    def leans(self) -> bool:
        """True when the passage needs the one before it, to say who `it` or `he` is."""
        return standing.leans(self.text, [token for token, _ in self.tokens])

    @cached_property
    def takes_up(self) -> Token | None:
        """The subject that takes up what was said before (`The merger gives ...`), None where there is none."""
        return standing.takes_up([token for token, _ in self.tokens])

    @cached_property
    def flaws(self) -> frozenset[str]:
        """Why the passage should not be said: those of `standing.flaws`, and how it was found."""
        found = set(standing.flaws(self.text, [token for token, _ in self.tokens]))
        if not self.terminated:
            found.add("unfinished")
        if self.words < MIN_WORDS:
            found.add("short")
        if self.words > MAX_WORDS:
            found.add("long")
        if self._headless():
            found.add("headless")
        if _SPEAKER_LINE.match(self.text):
            found.add("capitals")
        return frozenset(found)

    def _headless(self) -> bool:
        """The source begins in lower case, so that what came before is lost; `iPhone` does not count."""
        if not self.ranges or self.ranges[0][0] > self.start:
            return False
        words = self.source[self.start : self.end].lstrip("\"'“‘([$€£¥ ").split(maxsplit=1)
        return bool(words) and words[0][0].islower() and words[0].lower() == words[0]


def passages(document: Document) -> list[Passage]:
    """The document cut into passages, in order; empty ones and boilerplate are left out."""
    text = document.article.text
    found: list[Passage] = []
    for group, start, end in _groups(document.sentences, text):
        raw = text[start:end]
        if is_boilerplate(raw):
            continue
        inner = content_start(raw)
        if group[0].index == 0:
            inner += _title_length(raw[inner:], document.article.title)
        stop = content_end(raw)
        said = raw[inner:stop]
        if stop <= inner or (said != raw and is_boilerplate(said)):
            continue
        lead = start + inner + _heading_length(text, start + inner)
        connective = _CONNECTIVE.match(text, lead, start + stop)
        if connective is not None and connective.end() < start + stop:
            lead = connective.end()
        ranges = without([(lead, start + stop)], wire_codes(text, lead, start + stop))
        if not any(char.isalnum() for a, b in ranges for char in text[a:b]):
            continue
        found.append(Passage(len(found), start, end, tuple(ranges), group, text))
    return found


def _title_length(text: str, title: str) -> int:
    """Characters at the head of `text` that only repeat the headline, 0 where a sentence goes on from it."""
    heading = title.split()
    if len(heading) < 3:
        return 0
    repeated = re.compile(r"\s+".join(map(re.escape, heading[:60])) + r"\s+(?-i:(?=[A-Z\"“$]))", re.I).match(
        text
    )
    return repeated.end() if repeated is not None else 0


def _heading_length(text: str, start: int) -> int:
    """Characters of an ALL-CAPS sub-heading glued to the sentence at `start`: `PROFIT UP Orbion earned ...`.

    A word that the article also writes in lower case makes it a heading, and not a run of initials.
    """
    run = _SHOUTED.match(text, start)
    if run is None or not any(
        len(word) > 3 and re.search(rf"\b{word.lower()}\b", text) for word in run.group().split()
    ):
        return 0
    return run.end() - start


def _groups(sentences: Sequence[Sentence], text: str) -> Iterator[tuple[tuple[Sentence, ...], int, int]]:
    """Sentences with repaired bounds, joined while a quotation is open within a paragraph."""
    at, borrowed = 0, 0
    while at < len(sentences):
        first = sentences[at]
        start, end = first.start + borrowed, first.end
        borrowed = 0
        group = [first]
        while True:
            spent = _stray_close(text, start, end, sentences, at + len(group))
            if spent:
                end, borrowed = sentences[at + len(group)].start + spent, spent
                break
            follower = at + len(group)
            if (
                _open(text[start:end]) <= 0
                or follower >= len(sentences)
                or len(group) >= MAX_JOINED
                or sentences[follower].paragraph != first.paragraph
            ):
                break
            group.append(sentences[follower])
            end = sentences[follower].end
        if len(group) > 1 and _open(text[start:end]) != 0:
            group, end, borrowed = [first], first.end, 0
        yield tuple(group), start, end
        at += len(group)


def _open(text: str) -> int:
    """Quotation marks that `text` leaves open."""
    return text.count("“") - text.count("”") + text.count('"') % 2


def _stray_close(text: str, start: int, end: int, sentences: Sequence[Sentence], follower: int) -> int:
    """Length of a closing mark at the head of the next sentence that belongs to this one, else 0."""
    if follower >= len(sentences) or _open(text[start:end]) <= 0:
        return 0
    head = text[sentences[follower].start : sentences[follower].start + 2]
    if head[:1] in {'"', "”"} and (len(head) == 1 or head[1].isspace()):
        return 1
    return 0
