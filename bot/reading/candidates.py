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
from bot.reading.boilerplate import ends_sentence, is_noise, without_boilerplate
from bot.reading.dom import HEADING_TAGS, Element, tag_of, text_of
from bot.reading.textnorm import tidy

_WORD = re.compile(r"\w+")
_SHORT = 25
_NEARLY_ALL = 0.8
_WORTHY = 150.0
_TEASERS = 3
_LONGER = 1.3
_FEW_WORDS = 60
# trafilatura copies the tree several times; no article needs so many elements.
_MANY_ELEMENTS = 40_000
_INSIDE = 0.85
_CLIMB = 6


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


def value_of(block: Block) -> float:
    """How much a block speaks for its container being the article: its prose, less what is linked."""
    size = len(block.text)
    if is_noise(block.text, block.link_share):
        return -10.0
    if block.kind == "heading":
        return -20.0 if block.link_share > 0.6 else 0.0
    if block.link_share > 0.5:
        return -float(min(size, 150))
    if size < _SHORT:
        return -8.0
    if size < 80 and not ends_sentence(block.text):
        return -6.0
    return float(size - 2 * block.link)


def densest(root: Element, blocks: Sequence[Block]) -> list[Element]:
    """The deepest element that holds nearly all the worth of the page's blocks, with its like-named siblings.

    A body that the page cuts into several boxes of one name (around an advertisement, say) stays whole.
    """
    elements = list(root.iter())
    worth = dict.fromkeys(elements, 0.0)
    direct = dict.fromkeys(elements, 0.0)
    for block in blocks:
        value = value_of(block)
        worth[block.owner] = worth.get(block.owner, 0.0) + value
        holder = block.owner.getparent() if tag_of(block.owner) in _FLAT else block.owner
        if value > 0 and holder in direct:
            direct[holder] += value
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None and parent in worth:
            worth[parent] += worth[element]
    best = max(elements, key=lambda element: worth[element])
    while worth[best] > 0:
        inner = [child for child in best if worth.get(child, 0.0) > _NEARLY_ALL * worth[best]]
        if not inner or direct[best] > _WORTHY * 2:
            break
        child = max(inner, key=lambda element: worth[element])
        alike = [
            each for each in best if signature(each) == signature(child) and worth.get(each, 0.0) > _WORTHY
        ]
        if len(alike) > 1:
            return alike
        best = child
    return _with_cousins(best, elements, worth)


def _with_cousins(best: Element, elements: Sequence[Element], worth: dict[Element, float]) -> list[Element]:
    """`best` and the boxes of its name elsewhere in the same article: pages cut a body for what they put between.

    A page with several headlines has several articles, and keeps to the one.
    """
    name = signature(best)
    if not name[1] or worth[best] <= 0:
        return [best]
    alike = [each for each in elements if signature(each) == name and (each is best or worth[each] > _WORTHY)]
    headlines = sum(1 for each in elements if tag_of(each) == "h1" and text_of(each).strip())
    articles = {id(_article_around(each)) for each in alike}
    rest = sum(worth[each] for each in alike if each is not best)
    nested = any(each in set(best.iterancestors()) or best in set(each.iterancestors()) for each in alike[:20])
    if not 1 < len(alike) <= 20 or headlines > 1 or len(articles) > 1 or nested or rest > 0.5 * worth[best]:
        return [best]
    return alike


def _article_around(element: Element) -> Element | None:
    return next((each for each in element.iterancestors() if tag_of(each) == "article"), None)


def signature(element: Element) -> tuple[str, str]:
    """What makes siblings look alike: tag and class."""
    return tag_of(element), element.get("class") or ""


def without_link_lists(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without boxes of links, rows of teasers, and single lines that lead to other pages."""
    boxes = _link_boxes(blocks) | _teasers(blocks)
    return [
        block
        for block in blocks
        if not any(each in boxes for each in _around(block))
        and not (
            block.link_share > 0.85
            and block.kind != "heading"
            and not (ends_sentence(block.text) and len(block.text) > 60)
        )
    ]


def _around(block: Block) -> list[Element]:
    """The owner of a block and the elements around it, a few levels up."""
    out: list[Element] = []
    element = block.owner
    while element is not None and len(out) < _CLIMB and tag_of(element) not in {"body", "html"}:
        out.append(element)
        element = element.getparent()
    return out


def _link_boxes(blocks: Sequence[Block]) -> set[Element]:
    held: dict[Element, list[Block]] = {}
    for block in blocks:
        for element in _around(block)[:3]:
            held.setdefault(element, []).append(block)
    return {
        box
        for box, inside in held.items()
        if len(inside) > 1
        and sum(each.link for each in inside) > 0.5 * sum(len(each.text) for each in inside)
        and not any(len(each.text) > 200 and each.link_share < 0.3 for each in inside)
    }


def _teasers(blocks: Sequence[Block]) -> set[Element]:
    """Boxes of one shape in a row, each a linked headline with a few lines: other articles, not this one."""
    shapes: dict[tuple[Element, tuple[str, str]], set[Element]] = {}
    held: dict[Element, list[Block]] = {}
    for block in blocks:
        for element in _around(block):
            held.setdefault(element, []).append(block)
            parent = element.getparent()
            headline = block.link_share > 0.8 and 15 < len(block.text) < 200
            if headline and parent is not None and tag_of(element) not in _FLAT:
                shapes.setdefault((parent, signature(element)), set()).add(element)
    return {
        box
        for alike in shapes.values()
        if len(alike) >= _TEASERS
        for box in alike
        if len(held[box]) <= 5 and sum(len(each.text) for each in held[box]) <= 700
    }


_FLAT = HEADING_TAGS | {"p", "blockquote"}


def without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without long paragraphs that stood before: pages repeat articles for their scripts."""
    seen: set[str] = set()
    kept = []
    for block in blocks:
        if len(block.text) > 60:
            if block.text in seen:
                continue
            seen.add(block.text)
        kept.append(block)
    return kept


def without_data_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the cells of tables of figures; a cell that holds prose is layout, and stays."""
    return [
        block
        for block in blocks
        if block.kind != "cell" or (len(block.text) > 80 and ends_sentence(block.text))
    ]


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
            out.append(Candidate(name, tuple(block.text for block in kept), trust))

    best = densest(tree, without_link_lists(likely))
    add("dense", _refined(_within(likely, best)), 1.0)
    marked = _container(tree)
    if marked is not None and best != [marked]:
        add("marked", _refined(_within(likely, [marked])), 0.97)
    for body in declared[:3]:
        add("declared", declared_blocks(body), 0.95)
    if len(elements) <= _MANY_ELEMENTS:
        add("trafilatura", without_repeats(_by_trafilatura(tree, everything)), 1.0)
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
        # A page that shows the start of an article and carries all of it: the shown text lies in the declared.
        if candidate.name == "declared" and bags[index].total() > _LONGER * bags[best].total():
            inside = (bags[index] & bags[best]).total()
            if inside > _INSIDE * bags[best].total():
                return candidate
    if bags[best].total() < _FEW_WORDS:
        # Where little was found, the page may be built in an unusual way: a reading with real paragraphs wins.
        rich = [index for index, each in enumerate(candidates) if _is_rich(each) and bags[index].total() > 2 * bags[best].total()]
        best = max(rich, key=lambda index: bags[index].total(), default=best)
    return candidates[best]


def _is_rich(candidate: Candidate) -> bool:
    prose = [each for each in candidate.paragraphs if len(each) > 80 and ends_sentence(each)]
    return len(prose) >= 3 and len(prose) > 0.5 * len(candidate.paragraphs)
