"""The order of a paragraph: the main event, then facts as the article has them, the counter-view, the outlook.

Only what stands on its own is moved. A sentence that takes up the one before it, or introduces somebody whom
a later one names, keeps its place: a well-ordered paragraph that points nowhere would be worse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.analysis.passages import Passage
from bot.analysis.standing import SUBJECTS

# The first passages of an article keep their place: they are its own summary.
LEAD_BLOCK = 3

_COUNTER = re.compile(
    r"\W*(?:but|however|still|nevertheless|even so|yet|critics?|s[ck]eptics?|opponents?|not every|"
    r"some (?:\w+\s){0,2}(?:analysts?|investors?|critics?|economists?|shareholders?|observers?))\b",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:expects? to|expects?|is expected to|are expected to|forecasts?|plans? to|aims? to|intends? to|will|"
    r"is likely to|are likely to|is set to|are set to|is due to|are due to|is scheduled to)\b",
    re.I,
)


def arrange(chosen: Sequence[Passage], needs: Mapping[int, Sequence[frozenset[int]]]) -> list[Passage]:
    """`chosen`, given in article order, as a paragraph. `needs` says which passages introduce whom for which."""
    groups: list[list[Passage]] = []
    for passage in chosen:
        if groups and passage.leans:
            groups[-1].append(passage)
        else:
            groups.append([passage])
    wanted = {at for passage in chosen for where in needs.get(passage.at, ()) for at in where}
    first, counter, ahead = groups[:1], [], []
    for at, group in enumerate(groups[1:], 1):
        follower = groups[at + 1][0] if at + 1 < len(groups) else None
        kept = (
            group[0].at < LEAD_BLOCK
            or any(passage.at in wanted for passage in group)
            or not named(group[0])
            or (follower is not None and not named(follower))
        )
        if kept:
            first.append(group)
        elif _COUNTER.match(group[0].source[group[0].start : group[0].end]):
            counter.append(group)
        elif _AHEAD.search(group[0].text):
            ahead.append(group)
        else:
            first.append(group)
    return [passage for group in (*first, *counter, *ahead) for passage in group]


def named(passage: Passage) -> bool:
    """True when the subject of a passage is a name or brings its own: `Larch`, `shares of Larch`, `analysts`."""
    subject = next((token for token, _ in passage.tokens if token.dep_ in SUBJECTS), None)
    if subject is None:
        return False
    definite = any(child.lower_ in {"the", "this", "that", "these", "its", "their", "his", "her", "such"}
                   for child in subject.children)  # fmt: skip
    names = any(token.tag_ in {"NNP", "NNPS"} for token in subject.subtree)
    return names or (not definite and subject.tag_ in {"NN", "NNS"})
