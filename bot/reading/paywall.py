"""Whether a page shows all of its article, and what to say when it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading.blocks import Block
from bot.reading.dom import Element, words_of
from bot.reading.facts import Facts

MARKED = "The page marks this article as for subscribers, so parts of it may be missing."
ASKED = "The page asks to subscribe or to sign in before it shows the rest of this article."
CUT = "The text breaks off, so the article probably goes on where it could not be read."
SHORTER = "The page holds less text than the length it declares, so parts of the article are missing."

_ASKS = re.compile(
    r"\bto (?:continue|keep|finish|go on) reading\b|\bcontinue reading (?:(?:this|the) \w+ )?(?:with|by|"
    r"for)\b"
    r"|\bto (?:read|access|unlock|view|see|get) (?:the )?(?:rest|full|whole|entire|complete|"
    r"remainder)\b.{0,50}"
    r"|\b(?:this|the (?:full|rest of the)) (?:article|story|content|post|report|analysis|"
    r"page)(?: text)? (?:is|are) (?:\w+ )?"
    r"(?:for|only|exclusive|exclusively|reserved|available|limited|restricted|"
    r"locked)\b.{0,60}\b(?:subscri|member|register|premium)"
    r"|\b(?:for|to) (?:our |paying |registered |premium )?(?:subscribers|members) only\b"
    r"|\b(?:subscriber|member|premium)[s'’]*[- ](?:only|exclusive) (?:article|story|content|post)"
    r"|\breached your .{0,40}\blimit\b|\b(?:used|read) (?:all|up|the last) .{0,20}\bfree (?:articles|"
    r"stories)\b"
    r"|\b(?:unlock|get access to) (?:this|the (?:full|rest)) (?:article|story|report)\b"
    r"|\b(?:subscribe|sign in|log in|sign up|register|create (?:a |"
    r"an )?(?:free )?account)\b.{0,60}\b(?:read|access|unlock) (?:this|the|more of this)\b"
    r"|\byou (?:must|need to|have to) (?:be (?:a |an )?)?(?:subscribe|subscriber|log(?:ged)? in|"
    r"sign(?:ed)? in|register(?:ed)?|member)\b.{0,20}"
    r"\bto (?:read|continue|view|access|see)\b",
    re.IGNORECASE,
)
_SHORT = 320
_LAST = 3
_ENDS_CUT = re.compile(r"(?:\.\.\.|…|\[(?:…|\.\.\.|\+\d+ chars)\])\s*[\"'”’)]*\s*$")
# Names of the boxes in which paywalls are drawn.
_WALLS = frozenset(
    [
        "paywall",
        "regwall",
        "piano",
        "gateway",
        "subscriber-wall",
        "subscription-wall",
        "meter-wall",
        "paygate",
        "hardwall",
        "softwall",
    ]
)
_DECLARED_SHARE = 0.6
_DECLARED_MISSING = 120


def asks_to_pay(text: str) -> bool:
    """Whether one short block asks a reader to subscribe or sign in before it goes on."""
    return len(text) <= _SHORT and bool(_ASKS.search(text))


def without_asking(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs without an invitation to pay among the last ones."""
    start = max(0, len(paragraphs) - _LAST)
    return tuple(each for index, each in enumerate(paragraphs) if index < start or not asks_to_pay(each))


def has_wall(tree: Element) -> bool:
    """Whether a box of the page is named as a paywall."""
    return any(
        words_of(each) & _WALLS
        for each in tree.xpath("//div[@class or @id] | //section[@class or @id]")[:5_000]
    )


def reasons_for_partial(
    facts: Facts, visible: Sequence[Block], paragraphs: Sequence[str], words: int
) -> list[str]:
    """Sentences that say why the text may not be the whole article; empty when nothing says so."""
    reasons = []
    if facts.free is False:
        reasons.append(MARKED)
    read = set(paragraphs)
    if any(asks_to_pay(block.text) for block in visible if block.text not in read):
        reasons.append(ASKED)
    if paragraphs and _ENDS_CUT.search(paragraphs[-1]):
        reasons.append(CUT)
    elif (
        not reasons
        and words < _DECLARED_SHARE * facts.word_count
        and facts.word_count - words > _DECLARED_MISSING
    ):
        reasons.append(SHORTER)
    return reasons
