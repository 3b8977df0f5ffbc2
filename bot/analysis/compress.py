"""Sentence compression: whole phrases go, words are never added.

Of the phrases that a sentence stands without (`cuts`), the cheapest set that brings it to the limit is taken
out; the price of a set is that of its kinds plus the weight of the words it loses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

from spacy.tokens import Token

from bot.analysis.cuts import offers
from bot.analysis.passages import Passage
from bot.analysis.prose import Range, balanced, count_words, say
from bot.analysis.runs import Cut
from bot.analysis.standing import SUBJECTS, dangling, says
from bot.analysis.vocabulary import COMPANY_NOUNS, NOT_LAST

Weigh = Callable[[Token], float]

# Words of a sentence that is read at one go.
LONG = 36
# The other side of a matter stays in a paragraph, long as it may be.
_CONTRAST = frozenset(
    {"but", "though", "although", "while", "despite", "however", "whereas", "unlike", "compared"}
)
_JOINING = frozenset({"and", "but", "or", "that", "because", "as", "while", "though", "although"})
MAX_CUTS = 14
MAX_AT_ONCE = 4
MAX_TRIES = 200
# Longer ones are no sentences but texts that lost their full stops.
MAX_TOKENS = 220
# A verb joined to another over a longer gap than this more likely belongs to the clause that would go.
MAX_GAP = 15
# Punctuation and split words make fewer words than tokens; a first look spares exact counts.
SLACK = 6


@dataclass(frozen=True, slots=True)
class Compressed:
    """A compressed sentence: kept ranges of the article, how it reads, and what the cuts cost."""

    ranges: tuple[Range, ...]
    text: str
    loss: float


def compress(passage: Passage, limit: int, weigh: Weigh) -> Compressed | None:
    """The best reading of one sentence in at most `limit` words, None when no cuts bring it there.

    `weigh` prices a token; figures and names should be dear. Self-attribution and brackets always go
    when the sentence stays whole without them.
    """
    if len(passage.sentences) > 1 or not 0 < len(passage.tokens) <= MAX_TOKENS:
        return None
    tokens = [token for token, _ in passage.tokens]
    free, paid = offers(tokens)
    base = _standing_cuts(passage, tokens, free)
    plain = _apply(passage, base)
    if count_words(plain.text) <= limit:
        return plain if _sound(tokens, base, plain.text) else None
    paid = [cut for cut in paid if not any(cut.first >= b.first and cut.last <= b.last for b in base)]
    return _search(passage, tokens, base, paid[:MAX_CUTS], limit, weigh)


def tidy(passage: Passage, *, dated: bool = False) -> Compressed | None:
    """The passage as an analyst would put it, None where nothing goes or it would not stay whole.

    What goes: brackets, weekdays of what has happened, a company's word for what it reports of itself; of
    a sentence longer than `LONG` words what `compress` finds cheapest. With `dated` the day stays: when the
    main event happened is part of it.
    """
    if len(passage.sentences) > 1 or not 0 < len(passage.tokens) <= MAX_TOKENS:
        return None
    tokens = [token for token, _ in passage.tokens]
    free, paid = offers(tokens)
    base = _standing_cuts(
        passage, tokens, [*free, *(cut for cut in paid if not dated and _past_day(cut, tokens))]
    )
    made = _apply(passage, base)
    if count_words(made.text) > LONG:
        rest = [
            cut
            for cut in paid
            if cut.price <= 0.6
            and not any(cut.crosses(b) for b in base)
            and not any(tokens[at].lower_ in _CONTRAST for at in cut.covers())
        ]
        shorter = _search(passage, tokens, base, rest[:MAX_CUTS], LONG, _plain)
        made = shorter if shorter is not None else made
    return made if base or made.ranges != passage.ranges else None


def _past_day(cut: Cut, tokens: Sequence[Token]) -> bool:
    """`on Thursday` behind what has happened; the day of what is to come is news."""
    if cut.kind != "date":
        return False
    head = next((t.head for at in cut.covers() if (t := tokens[at]).dep_ in {"prep", "npadvmod"}), None)
    return head is not None and head.tag_ == "VBD" and head.dep_ not in {"relcl", "acl"}


def _plain(token: Token) -> float:
    """Words by number alone; figures are dear."""
    return 1.0 if token.like_num else 0.02


def _standing_cuts(passage: Passage, tokens: Sequence[Token], free: Sequence[Cut]) -> list[Cut]:
    """The free cuts that leave a sound sentence, one after another."""
    base: list[Cut] = []
    for cut in free:
        if _sound(tokens, [*base, cut], _apply(passage, [*base, cut]).text):
            base.append(cut)
    return base


def _search(
    passage: Passage,
    tokens: Sequence[Token],
    base: Sequence[Cut],
    paid: Sequence[Cut],
    limit: int,
    weigh: Weigh,
) -> Compressed | None:
    """The cheapest sound set of at most `MAX_AT_ONCE` paid cuts that brings the sentence to the limit."""
    prices = [cut.price + sum(weigh(tokens[at]) for at in cut.covers()) for cut in paid]
    sums = [0, *accumulate(int(token.text[0].isalnum()) for token in tokens)]

    def words(cuts: Sequence[Cut]) -> int:
        return sum(sums[cut.last + 1] - sums[cut.first] for cut in cuts)

    left = sums[-1] - words(base)
    sets = []
    for size in range(1, MAX_AT_ONCE + 1):
        for chosen in combinations(range(len(paid)), size):
            cuts = [paid[at] for at in chosen]
            if left - words(cuts) <= limit + SLACK:
                sets.append((sum(prices[at] for at in chosen), chosen, cuts))
    sets.sort(key=lambda item: item[:2])
    tried = 0
    for loss, _, cuts in sets:
        if any(one.crosses(two) for one, two in combinations(cuts, 2)):
            continue
        if tried == MAX_TRIES:
            break
        tried += 1
        made = _apply(passage, [*base, *cuts])
        if count_words(made.text) <= limit and _sound(tokens, [*base, *cuts], made.text):
            return Compressed(made.ranges, made.text, round(loss, 4))
    return None


def _apply(passage: Passage, cuts: Sequence[Cut]) -> Compressed:
    """The ranges and the reading that remain after `cuts`."""
    gone = {at for cut in cuts for at in cut.covers()}
    gone |= _loose_commas(passage, gone)
    ranges: list[Range] = []
    opened: int | None = None
    end = 0
    for at, (token, offset) in enumerate(passage.tokens):
        if at in gone:
            if opened is not None:
                ranges.append((opened, end))
            opened = None
            continue
        # What lies between two kept tokens and is no space was left out of the passage: it stays out.
        if opened is not None and offset > end and passage.source[end:offset].strip():
            ranges.append((opened, end))
            opened = None
        opened = offset if opened is None else opened
        end = offset + len(token)
    if opened is not None:
        ranges.append((opened, end))
    return Compressed(tuple(ranges), say(passage.source, ranges), 0.0)


def _loose_commas(passage: Passage, gone: set[int]) -> set[int]:
    """Commas that closed what was cut behind a conjunction: "and [while it lasts], it will" has none."""
    found = set()
    for at in gone:
        before = min(gone_at for gone_at in range(at, -1, -1) if set(range(gone_at, at + 1)) <= gone) - 1
        closes = at + 1 < len(passage.tokens) and at + 1 not in gone and passage.tokens[at + 1][0].text == ","
        if closes and before >= 0 and passage.tokens[before][0].lower_ in _JOINING:
            found.add(at + 1)
    return found


def _bare_participle(kept: Sequence[Token]) -> bool:
    """True where all that explained a participle went: "The changes, announced, are"."""
    return any(
        kept[at].tag_ in {"VBN", "VBD"}
        and kept[at].dep_ in {"acl", "advcl", "relcl", "amod", "appos"}
        and kept[at - 1].text == ","
        and kept[at + 1].text in {",", "."}
        for at in range(1, len(kept) - 1)
    )


def _sound(tokens: Sequence[Token], cuts: Sequence[Cut], text: str) -> bool:
    """The remainder is still a sentence: a clause that says something, whole marks, no loose end."""
    gone = {at for cut in cuts for at in cut.covers()}
    kept = [token for at, token in enumerate(tokens) if at not in gone]
    if not kept or not balanced(text) or count_words(text) < 4:
        return False
    last = next((token for token in reversed(kept) if not token.is_punct), None)
    if last is None or last.lower_ in NOT_LAST or _bare_participle(kept):
        return False
    if any(_joined_over(tokens, gone, cut) for cut in cuts) or _takes_up(tokens, gone, kept):
        return False
    lost = {tokens[at].i for at in gone}
    retold = any(cut.kind == "attribution" for cut in cuts)
    attached = all(token.head.i not in lost or token.dep_ in {"ROOT", "punct"} for token in kept)
    return (retold or (says(kept) and attached)) and not dangling(kept)


def _takes_up(tokens: Sequence[Token], gone: set[int], kept: Sequence[Token]) -> bool:
    """True when a fronted phrase went that named what `the company` means."""
    named = any(tokens[at].tag_ == "NNP" for at in gone if tokens[at].i < kept[0].i)
    return named and kept[0].lower_ == "the" and kept[0].head.lower_ in COMPANY_NOUNS


def _joined_over(tokens: Sequence[Token], gone: set[int], cut: Cut) -> bool:
    """True when a predicate behind a long cut is joined to one before it: who did it is not certain."""
    before = {tokens[at].i for at in range(cut.first)}
    if any(
        tokens[at].tag_ in {"VBD", "VBZ", "VBP"}
        and tokens[at].dep_ in {"ccomp", "advcl", "relcl", "acl"}
        and tokens[at].head.i in before
        and not any(child.dep_ in SUBJECTS and child.i > tokens[cut.last].i for child in tokens[at].children)
        for at in range(cut.last + 1, len(tokens))
        if at not in gone
    ):
        return True
    if cut.last - cut.first < MAX_GAP:
        return False
    return any(
        tokens[at].dep_ == "conj" and tokens[at].pos_ in {"VERB", "AUX"} and tokens[at].head.i in before
        for at in range(cut.last + 1, len(tokens))
        if at not in gone
    )
