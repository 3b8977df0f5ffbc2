"""Several readings of one page, and the choice between them.

No single rule finds the article on every page. Four readings are made: what the page declares
(`articleBody` in JSON-LD), what it marks (`itemprop=articleBody`, `<article>`), where its prose is densest
(our own), and trafilatura's. The reading that agrees best with the others is taken; agreement is the
F1 of their bags of words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import trafilatura

from bot.reading.blocks import Block, blocks_of, prose_by_element
from bot.reading.boilerplate import ends_sentence, without_boilerplate
from bot.reading.dom import Element
from bot.reading.layout import (
    densest,
    link_boxes,
    without_boxes,
    without_data_tables,
    without_link_lists,
    without_repeats,
)
from bot.reading.textnorm import tidy

_WORD = re.compile(r"\w+")
_LONGER = 1.3
_FEW_WORDS = 60
_LUMP = 2_500
# trafilatura copies the tree several times; no article needs so many elements.
_MANY_ELEMENTS = 40_000
_INSIDE = 0.85


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a page: its paragraphs, and how much its method is trusted (about 1)."""

    name: str
    paragraphs: tuple[str, ...]
    trust: float

    @property
    def text(self) -> str:
        """The paragraphs joined as an article has them."""
        return "\n\n".join(self.paragraphs)


def bag(text: str) -> Counter[str]:
    """The bag of words of a text, in lower case."""
    return Counter(_WORD.findall(text.lower()))


def agreement(left: Counter[str], right: Counter[str]) -> float:
    """F1 of two bags of words, 0 to 1."""
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def _container(tree: Element) -> Element | None:
    """What the page marks as the body of its article, if that is one element with text of its own."""
    for path in ("//*[@itemprop='articleBody']", "//article", "//main"):
        found = tree.xpath(path)
        if found:
            sizes = [(len("".join(str(part) for part in each.itertext())), each) for each in found[:50]]
            return max(sizes, key=lambda pair: pair[0])[1]
    return None


def _refined(blocks: Sequence[Block]) -> list[Block]:
    return without_repeats(without_data_tables(without_link_lists(blocks)))


def read_all(
    tree: Element, title: str, byline: str, declared: Sequence[str], everything: Sequence[Block]
) -> list[Candidate]:
    """Every reading of the page that found any text.

    `declared` are the `articleBody`s of its JSON-LD, `everything` all blocks of the page, whatever they are.
    """
    elements = list(tree.iter())
    prose = prose_by_element(elements)
    likely = blocks_of(tree, prose, prose.get(tree, 0))
    out: list[Candidate] = []

    def add(name: str, blocks: Iterable[Block], trust: float) -> None:
        kept = without_boilerplate(list(blocks), title, byline)
        if kept:
            texts = tuple(block.text for block in kept)
            longest = max(map(len, texts))
            # A copy of the article for machines, without its paragraphs, is the last to be taken.
            lump = longest > _LUMP and longest > 0.5 * sum(map(len, texts))
            out.append(Candidate(name, texts, 0.85 * trust if lump else trust))

    best = densest(tree, without_link_lists(likely))
    add("dense", _refined(_within(likely, best)), 1.0)
    marked = _container(tree)
    if marked is not None and best != [marked]:
        add("marked", _refined(_within(likely, [marked])), 0.97)
    for body in declared[:3]:
        add("declared", declared_blocks(body), 0.95)
    if len(elements) <= _MANY_ELEMENTS:
        found = without_boxes(_by_trafilatura(tree, everything), link_boxes(likely))
        add("trafilatura", without_repeats(found), 1.0)
    return out


def _within(blocks: Sequence[Block], roots: Sequence[Element]) -> list[Block]:
    inside = {element for root in roots for element in root.iter()}
    return [block for block in blocks if block.owner in inside]


def declared_blocks(body: str) -> list[Block]:
    """The paragraphs of an `articleBody`."""
    return [Block(text, "paragraph", 0, None) for line in body.split("\n") if (text := tidy(line))]


def _by_trafilatura(tree: Element, everything: Sequence[Block]) -> list[Block]:
    text = trafilatura.extract(
        tree, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False
    )
    if not text:
        return []
    known = {block.text: block for block in everything}
    out = []
    for line in text.split("\n"):
        plain = tidy(line.removeprefix("- "))
        if plain:
            same = known.get(plain)
            out.append(replace(same) if same else Block(plain, "paragraph", 0, None))
    return out


def choose(candidates: Sequence[Candidate]) -> Candidate | None:
    """The reading that agrees best with the others, weighted by how much each method is trusted."""
    if not candidates:
        return None
    bags = [bag(each.text) for each in candidates]
    scores: list[float] = []
    for index, candidate in enumerate(candidates):
        others = [
            agreement(bags[index], other) * candidates[place].trust
            for place, other in enumerate(bags)
            if place != index
        ]
        scores.append(candidate.trust * (sum(others) / len(others) if others else 1.0))
    best = max(range(len(candidates)), key=lambda index: (scores[index], -index))
    for index, candidate in enumerate(candidates):
        # The page shows the start of an article and carries all of it.
        if candidate.name == "declared" and bags[index].total() > _LONGER * bags[best].total():
            inside = (bags[index] & bags[best]).total()
            if inside > _INSIDE * bags[best].total():
                return candidate
    if bags[best].total() < _FEW_WORDS:
        # Little was found: the page may be built in an unusual way, and a reading with paragraphs wins.
        rich = [
            index
            for index, each in enumerate(candidates)
            if _is_rich(each) and bags[index].total() > 2 * bags[best].total()
        ]
        best = max(rich, key=lambda index: bags[index].total(), default=best)
    return candidates[best]


def _is_rich(candidate: Candidate) -> bool:
    prose = [each for each in candidate.paragraphs if len(each) > 80 and ends_sentence(each)]
    return len(prose) >= 3 and len(prose) > 0.5 * len(candidate.paragraphs)
