"""Where on a page an article is: the boxes that hold its prose, and those that hold other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.blocks import Block
from bot.reading.boilerplate import ends_sentence, is_noise
from bot.reading.dom import HEADING_TAGS, Element, tag_of, text_of

_SHORT = 25
_NEARLY_ALL = 0.8
_WORTHY = 150.0
_TEASERS = 3
_CLIMB = 6
_FLAT = HEADING_TAGS | {"p", "blockquote"}


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
    """`best` and the boxes of its name elsewhere in the article, which pages cut to put something between.

    A page with several headlines has several articles, and keeps to the one.
    """
    name = signature(best)
    if not name[1] or worth[best] <= 0:
        return [best]
    alike = [each for each in elements if signature(each) == name and (each is best or worth[each] > _WORTHY)]
    headlines = sum(1 for each in elements if tag_of(each) == "h1" and text_of(each).strip())
    articles = {id(_article_around(each)) for each in alike}
    rest = sum(worth[each] for each in alike if each is not best)
    nested = any(
        each in set(best.iterancestors()) or best in set(each.iterancestors()) for each in alike[:20]
    )
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
    return without_boxes(blocks, link_boxes(blocks))


def link_boxes(blocks: Sequence[Block]) -> set[Element]:
    """The elements that hold links and teasers of other articles."""
    held = _held(blocks)
    return _boxes_of_links(blocks, held) | _teasers(blocks, held)


def without_boxes(blocks: Sequence[Block], boxes: set[Element]) -> list[Block]:
    """The blocks outside `boxes` that are no bare link."""
    return [
        block
        for block in blocks
        if not any(each in boxes for each in _around(block)) and not _is_bare_link(block)
    ]


def _is_bare_link(block: Block) -> bool:
    if block.link_share <= 0.85 or block.kind == "heading":
        return False
    return len(block.text) <= 60 or not ends_sentence(block.text)


def _around(block: Block) -> list[Element]:
    """The owner of a block and the elements around it, a few levels up."""
    out: list[Element] = []
    element = block.owner
    while element is not None and len(out) < _CLIMB and tag_of(element) not in {"body", "html"}:
        out.append(element)
        element = element.getparent()
    return out


@dataclass(slots=True)
class _Held:
    """What an element holds, with everything below it."""

    blocks: int = 0
    text: int = 0
    link: int = 0
    prose: bool = False

    def add(self, other: _Held) -> None:
        self.blocks += other.blocks
        self.text += other.text
        self.link += other.link
        self.prose = self.prose or other.prose


def _held(blocks: Sequence[Block]) -> dict[Element, _Held]:
    """What every element of the page holds, in time linear in their number."""
    owners = [block.owner for block in blocks if block.owner is not None]
    elements = list(owners[0].getroottree().getroot().iter()) if owners else []
    held = {element: _Held() for element in elements}
    for block in blocks:
        if block.owner in held:
            prose = len(block.text) > 200 and block.link_share < 0.3
            held[block.owner].add(_Held(1, len(block.text), block.link, prose))
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None:
            held[parent].add(held[element])
    return held


def _boxes_of_links(blocks: Sequence[Block], held: dict[Element, _Held]) -> set[Element]:
    near = {element for block in blocks for element in _around(block)[:3]}
    return {
        box
        for box in near
        if held[box].blocks > 1 and not held[box].prose and held[box].link > 0.5 * held[box].text
    }


def _teasers(blocks: Sequence[Block], held: dict[Element, _Held]) -> set[Element]:
    """Boxes of one shape in a row, each a linked headline with a few lines: other articles, not this one."""
    shapes: dict[tuple[Element, tuple[str, str]], set[Element]] = {}
    for block in blocks:
        if block.link_share > 0.8 and 15 < len(block.text) < 200:
            for element in _around(block):
                parent = element.getparent()
                if parent is not None and tag_of(element) not in _FLAT:
                    shapes.setdefault((parent, signature(element)), set()).add(element)
    return {
        box
        for alike in shapes.values()
        if len(alike) >= _TEASERS
        for box in alike
        if held[box].blocks <= 5 and held[box].text <= 700
    }


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
