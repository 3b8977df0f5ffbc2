"""Summaries that every summariser has to beat: the lead, and LexRank (Erkan and Radev 2004)."""

from __future__ import annotations

import math
import re
from collections import Counter

from bot.analysis.datelines import content_start
from bot.analysis.document import Document
from bot.analysis.vocabulary import words_of

_WORD = re.compile(r"[a-z0-9]+")
_THRESHOLD = 0.1
_DAMPING = 0.85
_ROUNDS = 50
_FUNCTION_WORDS = frozenset(
    words_of(
        """
        a an the of in on at to for from by with and or but as is are was were be been it its that this he she
        they his her their said has have had will would not
        """
    )
)


def sentences_of(document: Document) -> list[str]:
    """The sentences of an article, the first without its dateline."""
    said = [" ".join(sentence.text.split()) for sentence in document.sentences]
    if said:
        said[0] = said[0][content_start(said[0]) :]
    return [text for text in said if text]


def lead(document: Document, sentences: int) -> str:
    """The first sentences of an article, as they stand."""
    return " ".join(sentences_of(document)[:sentences])


def lexrank(document: Document, words: int) -> str:
    """The most central sentences by LexRank until `words` words are reached, in article order."""
    said = sentences_of(document)
    chosen: list[int] = []
    ranks = _ranks(said)
    for at in sorted(range(len(said)), key=lambda at: (-ranks[at], at)):
        chosen.append(at)
        if sum(len(said[index].split()) for index in chosen) >= words:
            break
    return " ".join(said[at] for at in sorted(chosen))


def _ranks(said: list[str]) -> list[float]:
    """Stationary weights over the graph of sentences whose cosine passes the threshold."""
    bags = [Counter(w for w in _WORD.findall(text.lower()) if w not in _FUNCTION_WORDS) for text in said]
    spread = Counter(word for bag in bags for word in bag)
    idf = {word: math.log(len(bags) / count) + 1 for word, count in spread.items()}
    vectors = []
    for bag in bags:
        vector = {word: count * idf[word] for word, count in bag.items()}
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({word: value / norm for word, value in vector.items()})
    links = [[float(_cosine(one, two) > _THRESHOLD) for two in vectors] for one in vectors]
    totals = [sum(row) or 1.0 for row in links]
    ranks = [1 / len(said)] * len(said)
    for _ in range(_ROUNDS):
        share = [rank / total for rank, total in zip(ranks, totals, strict=True)]
        ranks = [
            (1 - _DAMPING) / len(said) + _DAMPING * sum(s * link for s, link in zip(share, row, strict=True))
            for row in links
        ]
    return ranks


def _cosine(one: dict[str, float], two: dict[str, float]) -> float:
    return sum(value * two.get(word, 0.0) for word, value in one.items())
