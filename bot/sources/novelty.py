"""Novelty: how much of an article the archive had not already said, and whether it is news of a known story.

Only earlier articles of the same story count. Of each sentence it is asked which of its figures, names and words
they had; the wording matters only in so far as a sentence taken over says nothing new, whatever it holds.
A figure or a name is news, another word for the same thing hardly is. No model and no list of topics: a
paraphrase that brings a new figure scores more than one that brings new adjectives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.model import Article
from bot.sources.facts import NOTHING, Said, said, sentences
from bot.sources.features import Features, features
from bot.sources.rarity import Rarity
from bot.sources.similarity import pair
from bot.sources.stories import THRESHOLD_ONLINE

Kind = Literal["new", "update", "repeat"]

REPEAT_BELOW = 0.25
TAKEN_OVER = 0.6  # of its five-word runs known: the sentence is a copy, with a word or two changed
OVERLAP = 0.25  # of an article's five-word runs known from another: the same story, whatever the rest says
FACTS = 0.65  # what figures and names weigh in a sentence, the rest is for its other words
FIGURE = 2.0  # a figure counts as so many names
FRESH_FIGURE = 0.5  # a sentence that brings a figure the story did not have is at least so new
OTHER_WORDS = 0.7  # what a sentence scores at most that says something else of names that are known
LEAD = 3  # sentences, the title included, that count double: what is new stands first
_OTHER_WORDS_KNOWN = 0.35  # of a retelling's other words that are new by chance: synonyms


@dataclass(frozen=True, slots=True)
class Novelty:
    """0 to 1 with two decimals; `new` has no earlier article of its story, `repeat` says next to nothing new."""

    score: float
    kind: Kind


def novelty(article: Article, earlier: Sequence[Article]) -> Novelty:
    """The novelty of an article against those read before it, in any order.

    1.0 where none of them is of the same story, about 0 for a reprint. An article without a word is new.
    """
    whole = _whole(article)
    known = _of_story(article, whole, earlier)
    if not known:
        return Novelty(1.0, "new")
    before = NOTHING
    for other in known:
        before = before | _whole(other)
    parts = [article.title, *sentences(article.text)] if article.title else sentences(article.text)
    total = fresh = 0.0
    for place, part in enumerate(parts):
        here = said(part)
        if not here.terms and not here.figures:
            continue
        weight = len(here.terms) * (2.0 if place < LEAD else 1.0)
        total += weight
        fresh += weight * _share(here, before)
    score = round(fresh / total, 2) if total else 0.0
    return Novelty(score, "repeat" if score < REPEAT_BELOW else "update")


def _of_story(article: Article, whole: Said, earlier: Sequence[Article]) -> list[Article]:
    own = _features(article)
    others = [_features(other) for other in earlier]
    rarity = Rarity([own, *others])
    known = []
    for other, other_features in zip(earlier, others, strict=True):
        copied = len(whole.runs & _whole(other).runs) / max(1, len(whole.runs))
        if copied >= OVERLAP or pair(own, other_features, rarity) >= THRESHOLD_ONLINE:
            known.append(other)
    return known


def _share(here: Said, before: Said) -> float:
    """How much of what a sentence says was not said before, 0 to 1."""
    fresh_figures = here.figures - before.figures
    copied = len(here.runs & before.runs) / max(1, len(here.runs))
    if copied >= TAKEN_OVER and not fresh_figures:
        return 0.0
    names = here.names
    words = here.terms - names
    facts = FIGURE * len(here.figures) + len(names)
    fresh_facts = FIGURE * len(fresh_figures) + len(names - before.names - before.terms)
    new_words = len(words - before.terms) / len(words) if words else 0.0
    reworded = max(0.0, new_words - _OTHER_WORDS_KNOWN) / (1 - _OTHER_WORDS_KNOWN)
    if not facts:
        return reworded
    share = max(FACTS * fresh_facts / facts + (1 - FACTS) * reworded, OTHER_WORDS * reworded)
    return max(share, FRESH_FIGURE) if fresh_figures else share


@lru_cache(maxsize=256)
def _whole(article: Article) -> Said:
    return said(f"{article.title}.\n{article.text}")


@lru_cache(maxsize=256)
def _features(article: Article) -> Features:
    return features(article.title, article.text, article.published_at)
