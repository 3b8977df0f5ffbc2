"""A sentence as the network reads it: word pieces, with marks around everything it is asked about."""

from __future__ import annotations

from collections.abc import Sequence

from tokenizers import Tokenizer

OPEN, CLOSE = 1, 2  # "[unused0]" and "[unused1]" of BERT's vocabulary, which no text contains
CLS, SEP = 101, 102
MAX_TOKENS = 160
NOBODY = -1
Spans = Sequence[tuple[int, int]]


def encode(tokenizer: Tokenizer, text: str, targets: Sequence[Spans]) -> tuple[list[int], list[int]]:
    """The numbers of the tokens, and for every token the number of the target it belongs to, or -1.

    A target is the spans of `text` that name it; the marks around a span belong to it. One reading of a
    sentence serves all of its targets. Of spans that overlap the first target's wins. Tokens beyond
    `MAX_TOKENS` are left out, those around the first target last.
    """
    pieces = tokenizer.encode(text, add_special_tokens=False)
    spans = [(start, end, number) for number, own in enumerate(targets) for start, end in own]
    place = [
        next((k for k, (start, end, _) in enumerate(spans) if first < end and last > start), NOBODY)
        for first, last in pieces.offsets
    ]
    ids: list[int] = []
    owners: list[int] = []
    for k, piece in enumerate(pieces.ids):
        here = place[k]
        owner = spans[here][2] if here != NOBODY else NOBODY
        if here != NOBODY and (k == 0 or place[k - 1] != here):
            ids.append(OPEN)
            owners.append(owner)
        ids.append(piece)
        owners.append(owner)
        if here != NOBODY and (k + 1 == len(place) or place[k + 1] != here):
            ids.append(CLOSE)
            owners.append(owner)
    room = MAX_TOKENS - 2
    if len(ids) > room:
        first = next((k for k, owner in enumerate(owners) if owner != NOBODY), 0)
        start = max(0, min(first - room // 2, len(ids) - room))
        ids, owners = ids[start : start + room], owners[start : start + room]
    return [CLS, *ids, SEP], [NOBODY, *owners, NOBODY]


def encode_whole(tokenizer: Tokenizer, text: str) -> tuple[list[int], list[int]]:
    """A text that is asked about as a whole: no marks, and every token belongs to target 0."""
    ids = tokenizer.encode(text, add_special_tokens=False).ids[: MAX_TOKENS - 2]
    return [CLS, *ids, SEP], [NOBODY, *([0] * len(ids)), NOBODY]
