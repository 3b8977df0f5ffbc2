"""Words that limit a claim: a sentence that loses them says more than its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from bot.analysis.vocabulary import words_of

_RESTRICTING = words_of(
    """
    only excluding except excluded solely merely barely unless without not no never neither nor hardly nearly
    almost partly partially temporarily pending conditional provided preliminary reportedly allegedly
    probably possibly perhaps likely soon yet
    """
)
_RESTRICTING_PAIRS = (
    "up to", "at least", "at most", "subject to", "less than", "more than", "as much", "as many", "other than",
    "apart from", "aside from", "instead of", "rather than", "as low", "as high",
)  # fmt: skip
_RESTRICTION = re.compile(rf"\W*(?:\w+\s)?(?:{'|'.join((*_RESTRICTING, *_RESTRICTING_PAIRS))})\b", re.I)


def restricts(phrase: Sequence[Token]) -> bool:
    """True when a phrase begins by limiting what is said before it: "excluding items", "up to 5 percent"."""
    return _RESTRICTION.match("".join(token.text_with_ws for token in phrase)) is not None
