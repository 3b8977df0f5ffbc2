"""News outlets that an article cites, credits or invites to: their owners are not what it is about."""

from __future__ import annotations

import re

from bot.analysis.names import Candidate
from bot.analysis.textview import TextView, Unit

OUTLETS = frozenset(
    (
        "cnn",
        "cnbc",
        "msnbc",
        "nbc",
        "abc",
        "cbs",
        "fox",
        "wsj",
        "barrons",
        "marketwatch",
        "fortune",
        "forbes",
        "axios",
    )
)
"""First words of the names of outlets."""

_ASKED = re.compile(
    r"\b(?:told|tells|telling|interview (?:with|on|by|to)|(?:appear|speak)(?:ed|ing|ance)? (?:on|to)|spoke (?:to|on)"
    r"|according to|(?:cited|reported|published|seen|obtained|compiled) by|contributed to|copyright(?: \d{4})?|via"
    r"|\(|©) ?(?:the |an? )?$",
    re.I,
)
_REPORTS = re.compile(
    r"(?:['’]s)?(?:\)| (?:reported|reports?|poll|survey|interview|correspondents?|anchors?|hosts?|contributors?"
    r"|commentators?|analysis|article|digital|staff|and [A-Z]\w+ contributed)\b)"
)
_INVITES = re.compile(
    r"\b(?:follow|like|find|join|chat with|connect with|share|see more|contact)\b(?: \w+){0,3}"
    r" (?:on|in|via|to) (?:\w+(?:,| and|,? or)? ){0,3}$",
    re.I,
)
_PLATFORMS = frozenset(
    ("facebook", "twitter", "instagram", "linkedin", "whatsapp", "youtube", "pinterest", "snapchat", "tiktok")
)


def only_cited(candidate: Candidate, unit: Unit, view: TextView) -> bool:
    """Whether an outlet is only the source (`told CNBC`, `(CNN)`), or a platform the place to follow somebody."""
    first = view.pieces[candidate.first].forms[-1]
    before = view.text[max(unit.start, candidate.start - 60) : candidate.start]
    if first in _PLATFORMS:
        return _INVITES.search(before) is not None
    if first not in OUTLETS:
        return False
    after = view.text[candidate.end : min(unit.end, candidate.end + 40)]
    return _ASKED.search(before) is not None or _REPORTS.match(after) is not None
