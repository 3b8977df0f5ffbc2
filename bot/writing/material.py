"""What a language model is given of an article: its sentences, numbered, and nothing that speaks to the model."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.writing.orders import is_order

if TYPE_CHECKING:
    # The process that asks never loads the language pipeline.
    from bot.analysis.document import Document

# About 5,000 tokens, which every model in use takes; news says what matters before.
MAX_WORDS = 3_500
# Below this an article is its own summary.
MIN_WORDS = 120


@dataclass(frozen=True, slots=True)
class Material:
    """The sentences of an article by number; 0 is the headline.

    A sentence that is withheld is empty: there is none under its number.
    """

    sentences: tuple[str, ...]
    published_at: datetime | None = None

    @property
    def words(self) -> int:
        """How many words there are to summarise, the headline left out."""
        return sum(len(sentence.split()) for sentence in self.sentences[1:])

    @property
    def enough(self) -> bool:
        """Whether the article is long enough to be told shorter."""
        return self.words >= MIN_WORDS


def material_of(document: Document) -> Material:
    """The first `MAX_WORDS` words of a parsed article in whole sentences.

    Sentences that give orders to whoever summarises are withheld: a model cannot obey what it never reads.
    """
    article = document.article
    title = article.title if document.title is not None else ""
    kept = []
    words = 0
    for text in (title, *(sentence.text for sentence in document.sentences)):
        line = one_line(text)
        words += len(line.split())
        if words > MAX_WORDS:
            break
        kept.append("" if is_order(line) else line)
    return Material(tuple(kept), article.published_at)


def one_line(text: str) -> str:
    """A text on one line and in visible characters, so that it cannot look like anything but one sentence."""
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN and c != "\u00ad" else c for c in text)
    return " ".join(seen.replace("\u00ad", "").split())


# Control, format (zero-width, direction), surrogate, private and unassigned characters, line breaks.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
