"""The language pipeline: article to parsed sentences with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from bot.analysis import language
from bot.analysis.blocks import Block, blocks_of
from bot.analysis.datelines import content_start
from bot.analysis.document import Document, Sentence
from bot.model import MAX_WORDS, Article

BATCH = 32
DATELINE_CHARS = 300  # as far as by-line and dateline can reach
TITLE_CHARS = 600  # a longer "headline" is a text that lost its shape; its head is what a person would read
WHITE = re.compile(r"[^\S ]")


class Pipeline:
    """spaCy's small English model with our own sentence boundaries. Load once a process; not thread-safe."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.name = f"en_core_web_sm {nlp.meta['version']}"

    @classmethod
    def load(cls) -> Pipeline:
        """Load the model: about half a second and 150 MB."""
        return cls(language.load())

    @contextmanager
    def zone(self) -> Iterator[None]:
        """Forget what parsing inside it left in the vocabulary; no Doc may be used after it."""
        with self.nlp.memory_zone():
            yield

    def parse(self, article: Article) -> Document:
        """Parse the title and the first `MAX_WORDS` words of the text.

        Offsets are those of `article.text`. Datelines belong to no sentence: left in, they take the
        subject of the lead away from its verb. The time is linear in the length: the text is parsed in blocks
        that end where a sentence certainly does.
        """
        text = article.text
        blocks = [_undated(text, block) for block in blocks_of(text, max_words=MAX_WORDS)]
        sentences: list[Sentence] = []
        title = _title(article)
        docs = self.docs([*title, *(text[block.start : block.end] for block in blocks)])
        head = next(docs) if title else None
        for block, doc in zip(blocks, docs, strict=True):
            for span in doc.sents:
                start, end = block.start + span.start_char, block.start + span.end_char
                raw = text[start:end]
                start += len(raw) - len(raw.lstrip())
                end -= len(raw) - len(raw.rstrip())
                if start >= end:
                    continue
                sentences.append(
                    Sentence(
                        index=len(sentences),
                        start=start,
                        end=end,
                        text=text[start:end],
                        paragraph=block.paragraph,
                        span=span,
                        offset=block.start,
                        words=len(text[start:end].split()),
                    )
                )
        return Document(article, head, tuple(sentences))

    def docs(self, texts: Sequence[str]) -> Iterator[Doc]:
        """Parse short texts; any white space counts as a space, so that offsets stay those of the input."""
        return self.nlp.pipe((WHITE.sub(" ", text) for text in texts), batch_size=BATCH)


def _title(article: Article) -> list[str]:
    """The title, where there is one that the text does not merely repeat."""
    title = article.title
    return [title[:TITLE_CHARS]] if title.strip() not in {"", article.text.strip()} else []


def _undated(text: str, block: Block) -> Block:
    """The block without the dateline, by-line or bullet at its head."""
    head = content_start(text[block.start : min(block.end, block.start + DATELINE_CHARS)])
    return replace(block, start=block.start + head) if block.start + head < block.end else block
