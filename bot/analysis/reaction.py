"""How the market took the news, as an article tells it."""

from __future__ import annotations

import re

# How the market took it: `Larch shares climbed 9.3%`, `the stock was down 4 percent`.
_REACTION = re.compile(
    r"\b(?:shares?|stock)\b[^.;]{0,60}?\b(?:rose|fell|climbed|slid|slipped|gained|lost|jumped|dropped|surged|tumbled|"
    r"plunged|soared|rallied|sank|added|shed|advanced|declined|closed|ended|up|down|higher|lower)\b[^.;]{0,40}?"
    r"\d[\d.,]*\s?(?:%|per ?cent)",
    re.I,
)
# How it has done for months is no answer to the news.
_LONG_SINCE = re.compile(
    r"\b(?:this year|last year|year to date|months?|weeks?|since|in (?:19|20)\d\d|so far|first day|debut)\b",
    re.I,
)


def reaction(text: str) -> bool:
    """Whether a sentence says by how much shares moved on the day, as against how they have done for long."""
    return _REACTION.search(text) is not None and _LONG_SINCE.search(text) is None
