"""What publishers say of their own articles: that one is taken back, or corrects an earlier one."""

from __future__ import annotations

import re
from typing import Literal

Notice = Literal["retracted", "corrected", ""]

LEAD_CHARS = 400
_RETRACTED = re.compile(
    r"\W*(?:retract(?:ed|ion)|withdrawn|story withdrawn|(?:advisory|kill|note to editors)\W.{0,40}"
    r"\b(?:withdraw|(?:story|article|report|headline) (?:is |was |has been )?withdrawn))\b",
    re.IGNORECASE,
)
_RETRACTED_LEAD = re.compile(
    r"\bthis (?:story|article|report) (?:has been|was|is) (?:retracted|withdrawn|removed)\b"
    r"|\bplease disregard\b|\bhas (?:retracted|withdrawn) (?:this|its|the) (?:story|article|report)\b",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"\W*(?:correct(?:ed|ion|s)|refile|clarification)\b(?:\s*[:\-–—()\]]|\s+\d|$)"
    r"|.*[(\[](?:corrected|correction)[)\]]\s*$",
    re.IGNORECASE,
)
_CORRECTED_LEAD = re.compile(
    r"\b(?:an earlier version of this (?:story|article|report)|this (?:story|article|report) (?:has been|was)"
    r" (?:corrected|updated to correct)|\(?corrects?\b.{0,80}\bparagraph)",
    re.IGNORECASE,
)


def notice_of(title: str, text: str) -> Notice:
    """Whether an article says that it, or what it replaces, was taken back or was wrong.

    Only its title's head and its first lines count: a company that withdraws its outlook retracts no story.
    """
    lead = text[:LEAD_CHARS]
    if _is_label(_RETRACTED, title) or _RETRACTED_LEAD.search(lead):
        return "retracted"
    if _CORRECTED.match(title) or _CORRECTED_LEAD.search(lead):
        return "corrected"
    return ""


def _is_label(pattern: re.Pattern[str], title: str) -> bool:
    """Whether a title begins with such a word as a label, set off by a mark: not "Withdrawn drug returns"."""
    found = pattern.match(title)
    return found is not None and (
        not title[found.end() :].strip() or title[found.end() :].lstrip()[0] in ":-–—)]"
    )
