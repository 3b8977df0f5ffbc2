"""Sentence compression by the dependency parse: whole phrases go, words are never added.

Each cut removes a phrase that a sentence stands without (an appositive, a non-restrictive clause, an
adverbial, an attribution), at a price: the weight of the words it loses. The cheapest set of cuts that
fits is taken. Labels are those of spaCy's English models (CLEAR style).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

from spacy.tokens import Token

from bot.analysis.passages import SPEECH, SUBJECTS, Passage, dangling, finite, says
from bot.analysis.prose import Range, balanced, count_words, say

Words = Sequence[tuple[Token, int]]
Weigh = Callable[[Token], float]

MAX_CUTS = 14
# Longer ones are no sentences but texts that lost their full stops.
MAX_TOKENS = 220
_COMMAS = frozenset({",", "--", "–", "—", "-", ";"})
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow".split())
_CONDITIONS = frozenset("if unless until till whether provided than that except lest once so".split())
_ADVERBIAL = frozenset(
    "after amid during following since despite due ahead because before under via through across among with "
    "without at by from in as per alongside over within throughout".split()
)
_NOT_LAST = frozenset("and or but nor to of the a an its their his her that which who with by for from in on at as".split())
_EXPLETIVE = frozenset("be seem appear take remain become make is was 's are were".split())


@dataclass(frozen=True, slots=True)
class Cut:
    """Token positions `first` to `last` (inclusive) that may go, and the price of the kind of cut."""

    first: int
    last: int
    price: float
    kind: str

    def covers(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Compressed:
    """A compressed sentence: kept ranges of the article, how it reads, and what the cuts cost."""

    ranges: tuple[Range, ...]
    text: str
    loss: float


def compress(passage: Passage, limit: int, weigh: Weigh) -> Compressed | None:
    """The best reading of one sentence in at most `limit` words, None when no cuts bring it there.

    `weigh` prices a token; figures and names should be dear. Self-attribution, brackets and asides
    always go when the sentence stays whole without them.
    """
    if len(passage.sentences) > 1 or not 0 < len(passage.tokens) <= MAX_TOKENS:
        return None
    words = passage.tokens
    free, paid = _offers(words)
    kept = _apply(passage, words, free) if free else None
    base = free
    if free and (kept is None or not _sound(words, free, kept.text)):
        base = []
    plain = _apply(passage, words, base)
    if count_words(plain.text) <= limit and _sound(words, base, plain.text):
        return plain
    best: tuple[float, Compressed] | None = None
    paid = [cut for cut in paid if not any(cut.first >= b.first and cut.last <= b.last for b in base)][:MAX_CUTS]
    prices = [cut.price + sum(weigh(words[at][0]) for at in cut.covers()) for cut in paid]
    sums = [0, *accumulate(int(token.text[0].isalnum()) for token, _ in words)]
    spoken = sums[-1] - sum(sums[cut.last + 1] - sums[cut.first] for cut in base)
    for size in (1, 2, 3, 4):
        for chosen in combinations(range(len(paid)), size):
            cuts = [paid[at] for at in chosen]
            if any(_crosses(one, two) for one, two in combinations(cuts, 2)):
                continue
            loss = sum(prices[at] for at in chosen)
            if best is not None and loss >= best[0]:
                continue
            if spoken - sum(sums[cut.last + 1] - sums[cut.first] for cut in cuts) > limit + 6:
                continue
            made = _apply(passage, words, [*base, *cuts])
            if count_words(made.text) <= limit and _sound(words, [*base, *cuts], made.text):
                best = (loss, made)
        if best is not None:
            break
    if best is None:
        return None
    return Compressed(best[1].ranges, best[1].text, round(best[0], 4))


def tidy(passage: Passage) -> Compressed | None:
    """The passage without what always goes, None where that changes nothing or does not stay whole."""
    words = passage.tokens
    free = [cut for cut in _offers(words)[0] if cut.kind == "bracket"] if len(passage.sentences) == 1 and words else []
    if not free:
        return None
    made = _apply(passage, words, free)
    return made if _sound(words, free, made.text) else None


def _crosses(one: Cut, two: Cut) -> bool:
    """Cuts overlap: a cut inside another saves nothing."""
    return one.first <= two.last and two.first <= one.last


def _offers(words: Words) -> tuple[list[Cut], list[Cut]]:
    """Cuts that always go, and cuts that cost something; sorted so that the cheap kinds come first."""
    place = {token.i: at for at, (token, _) in enumerate(words)}
    free: list[Cut] = []
    paid: list[Cut] = []
    for cut in _cuts(words, place):
        (free if cut.price == 0 else paid).append(cut)
    free = [
        cut for at, cut in enumerate(free)
        if not any(_crosses(cut, other) for other in free[:at])
    ]  # fmt: skip
    seen: set[tuple[int, int]] = set()
    unique = []
    for cut in sorted(paid, key=lambda cut: (cut.price, cut.first, cut.last)):
        if (cut.first, cut.last) not in seen:
            seen.add((cut.first, cut.last))
            unique.append(cut)
    return free, unique


def _cuts(words: Words, place: dict[int, int]) -> Iterator[Cut]:
    yield from _brackets(words)
    yield from _attribution(words, place)
    yield from _said_it(words, place)
    yield from _fronted(words, place)
    for token, _ in words:
        edges = _edges(token, place)
        if edges is None or token.dep_ == "ROOT":
            continue
        first, last = edges
        if first == 0 and last >= len(words) - 2:
            continue
        before = words[first - 1][0].text if first else ""
        after = words[last + 1][0].text if last + 1 < len(words) else ""
        loose = before in _COMMAS and (after in _COMMAS or after in {".", ""})
        cut = _phrase(token, words, first, last, loose)
        if cut is not None:
            yield cut


def _phrase(token: Token, words: Words, first: int, last: int, loose: bool) -> Cut | None:  # noqa: PLR0911, PLR0912
    """The cut that takes the phrase headed by `token`, with the commas around it."""
    dep, word = token.dep_, token.lower_
    length = last - first + 1
    marks = {child.lower_ for child in token.children if child.dep_ in {"mark", "advmod"}}
    if not loose and dep in {"advcl", "prep", "agent"} and token.head.dep_ in {"acl", "relcl", "pcomp", "amod"}:
        return None  # a participle without what completes it: "charges taken"
    if dep == "relcl":
        return _with_commas(words, first, last, 0.3 if loose else 2.5, "relative", mid=loose)
    if dep == "appos" and loose:
        return _with_commas(words, first, last, 0.4, "appositive", mid=True)
    if dep == "acl":
        if word in {"called", "named", "known"}:
            return None
        return _with_commas(words, first, last, 0.5 if loose else 2.5, "participle", mid=loose)
    if dep == "advcl" and not marks & _CONDITIONS:
        if any(child.dep_ == "advmod" and child.lower_ in {"as", "so", "too"} for child in token.head.children):
            return None
        if token.tag_ == "VB" and not loose:
            return _with_commas(words, first, last, 2.0, "purpose", mid=False)
        return _with_commas(words, first, last, 0.6 if loose else 1.2, "adverbial", mid=loose)
    if dep == "conj" and token.head.dep_ in {"ROOT", "ccomp"} and token.head.pos_ in {"VERB", "AUX"}:
        return _conjunct(token, words, first, last)
    if dep in {"prep", "agent"} and _timely(token, length):
        return _with_commas(words, first, last, 0.05, "date", mid=loose)
    if dep == "npadvmod" and word in _WEEKDAYS and length <= 4 and token.head.pos_ in {"VERB", "AUX"}:
        return _with_commas(words, first, last, 0.05, "date", mid=loose)
    if dep == "prep" and token.head.pos_ in {"VERB", "AUX"}:
        if word == "according" or loose:
            return _with_commas(words, first, last, 0.3 if word == "according" else 0.7, "phrase", mid=loose)
        tail = last + 1 >= len(words) or words[last + 1][0].text in {".", ",", ";"}
        if word in {"after", "amid", "following", "despite", "because", "ahead", "due", "during", "since"} and tail:
            return _with_commas(words, first, last, 1.0, "phrase", mid=False)
        if word in _ADVERBIAL and tail and length >= 3:
            return _with_commas(words, first, last, 4.0, "phrase", mid=False)
    if dep == "advmod" and loose and token.head.pos_ in {"VERB", "AUX"} and word not in {"not", "never", "hardly"}:
        return _with_commas(words, first, last, 0.2, "adverb", mid=True)
    return None


def _timely(token: Token, length: int) -> bool:
    """`on Monday`, `late on Oct. 7`: says when the news came, which the card shows anyway."""
    if token.lower_ != "on" or length > 5:
        return False
    return any(child.dep_ == "pobj" and child.lower_ in _WEEKDAYS for child in token.children)


def _conjunct(token: Token, words: Words, first: int, last: int) -> Cut | None:
    """The second of two clauses or predicates, with its conjunction; a list of three stays whole."""
    if any(child.dep_ == "conj" for child in token.children):
        return None
    if any(child.dep_ == "preconj" for child in token.head.children):
        return None
    start = first
    while start > 0 and (words[start - 1][0].dep_ == "cc" or words[start - 1][0].text in _COMMAS):
        start -= 1
    if start == first or start == 0:
        return None
    joint = [words[at][0] for at in range(start, first)]
    if not any(t.dep_ == "cc" or t.text == ";" for t in joint):
        return None
    return Cut(start, last, 1.5 if token.head.dep_ == "ROOT" else 2.0, "conjunct")


def _with_commas(words: Words, first: int, last: int, price: float, kind: str, *, mid: bool) -> Cut:
    """A cut that takes the comma before it, and the one after it where the sentence runs on as if it were not there."""
    if not mid:
        return Cut(first, last, price, kind)
    end = last + 1 < len(words) and words[last + 1][0].text in _COMMAS
    if end and last + 2 < len(words) and _resumes(words, first, last + 2):
        last += 1
    return Cut(max(first - 1, 0), last, price, kind)


def _resumes(words: Words, first: int, following: int) -> bool:
    """True when the word after an aside continues what stood before it: the verb of a subject, an object of a verb.

    After a predicate the second comma stays, for it may open the next aside.
    """
    token = words[following][0]
    subject = next((t for t, _ in reversed(words[:first]) if t.dep_ in SUBJECTS), None)
    if subject is None:
        return False
    verb = subject.head
    return verb.i >= token.i and (token is verb or verb.is_ancestor(token)) and token.dep_ not in SUBJECTS


def _edges(token: Token, place: dict[int, int]) -> tuple[int, int] | None:
    """Positions of a token's subtree when it lies in one piece among the words, else None."""
    first, last = place.get(token.left_edge.i), place.get(token.right_edge.i)
    if first is None or last is None or last - first != token.right_edge.i - token.left_edge.i:
        return None
    return first, last


def _brackets(words: Words) -> Iterator[Cut]:
    """What stands in brackets, or between two dashes with spaces around them."""
    opened: int | None = None
    dash: int | None = None
    for at, (token, _) in enumerate(words):
        if token.text in {"(", "["}:
            opened = at
        elif token.text in {")", "]"} and opened is not None:
            yield Cut(opened, at, 0, "bracket")
            opened = None
        elif token.text in {"--", "—", "–"} and at:
            if dash is not None and at - dash > 1:
                yield Cut(dash, at, 0.2, "aside")
                dash = None
            else:
                dash = at


def _attribution(words: Words, place: dict[int, int]) -> Iterator[Cut]:
    """`..., the company said on Monday`: the tail after the clause that was said."""
    for token, _ in words:
        if token.dep_ != "ROOT" or token.lower_ not in SPEECH:
            continue
        subjects = [c for c in token.children if c.dep_ in SUBJECTS and c.i in place]
        for clause in (c for c in token.children if c.dep_ == "ccomp" and c.i < token.i):
            edges = _edges(clause, place)
            if edges is None or edges[0] > 1 or not subjects or not any(c.dep_ in SUBJECTS for c in clause.children):
                continue
            if not finite(clause):
                continue
            first = edges[1] + 1
            if first >= len(words) or min(s.left_edge.i for s in subjects) < words[edges[1]][0].i:
                continue
            last = len(words) - 1
            while last > first and words[last][0].is_punct:
                last -= 1
            own = any(s.lower_ in {"company", "it", "they", "firm", "companies", "bank", "group"} for s in subjects)
            yield Cut(first, last, 0 if own else 0.3, "attribution")


def _said_it(words: Words, place: dict[int, int]) -> Iterator[Cut]:
    """`Genesco said on Thursday that it rejected` -> `Genesco rejected`: the pronoun means the speaker."""
    for token, _ in words:
        if token.dep_ not in {"ROOT", "conj"} or token.lower_ not in SPEECH:
            continue
        speaker = next((c for c in token.children if c.dep_ == "nsubj" and c.i < token.i), None)
        clause = next((c for c in token.children if c.dep_ == "ccomp" and c.i > token.i), None)
        if speaker is None or clause is None or speaker.i not in place or token.i not in place:
            continue
        subject = next((c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"} and c.i < clause.i), None)
        if subject is None or subject.i not in place or subject.left_edge.i != subject.i or not finite(clause):
            continue
        if clause.lower_ in _EXPLETIVE and any(c.dep_ in {"acomp", "attr"} for c in clause.children):
            continue
        if any(t.text in {'"', "“", "”"} for t, _ in words[place[token.i] : place[subject.i] + 1]):
            continue
        plural = speaker.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in speaker.children)
        fits = {"it": not plural, "they": plural, "he": not plural, "she": not plural}.get(subject.lower_, False)
        between = [t for t, _ in words[place[token.i] + 1 : place[subject.i]]]
        simple = all(t.dep_ in {"prep", "pobj", "npadvmod", "mark", "advmod", "compound", "nummod", "amod", "punct", "det"} for t in between)
        if fits and simple and place[subject.i] - place[token.i] <= 8:
            first = place[token.i]
            while first and words[first - 1][0].head is token and words[first - 1][0].dep_ in {"advmod", "prep", "aux"}:
                first -= 1
            if first and words[first - 1][0].lower_ in _WEEKDAYS and first >= 2 and words[first - 2][0].lower_ == "on":
                first -= 2
            yield Cut(first, place[subject.i], 0, "attribution")


def _fronted(words: Words, place: dict[int, int]) -> Iterator[Cut]:
    """What stands before the subject of the main clause and is closed by a comma."""
    root = next((token for token, _ in words if token.dep_ == "ROOT"), None)
    if root is None:
        return
    subject = next((c for c in root.children if c.dep_ in SUBJECTS and c.i < root.i), None)
    if subject is None or subject.left_edge.i not in place:
        return
    at = place[subject.left_edge.i]
    if at < 2 or words[at - 1][0].text != ",":
        return
    fronted = [token for token, _ in words[: at - 1] if token.head is root]
    deps = {token.dep_ for token in fronted}
    conditional = any(t.lower_ in {"if", "unless", "until", "once"} for t, _ in words[:at])
    if deps <= {"prep", "advcl", "advmod", "npadvmod", "punct"} and fronted and not conditional:
        yield Cut(0, at - 1, 0.6, "fronted")


def _apply(passage: Passage, words: Words, cuts: Sequence[Cut]) -> Compressed:
    """The ranges and the reading that remain after `cuts`."""
    gone = {at for cut in cuts for at in cut.covers()}
    ranges: list[Range] = []
    opened: int | None = None
    end = 0
    for at, (token, offset) in enumerate(words):
        if at in gone:
            if opened is not None:
                ranges.append((opened, end))
            opened = None
            continue
        if opened is None:
            opened = offset
        elif offset > end and passage.source[end:offset].strip():
            # Machine codes lie between two kept tokens: they stay out.
            ranges.append((opened, end))
            opened = offset
        end = offset + len(token)
    if opened is not None:
        ranges.append((opened, end))
    return Compressed(tuple(ranges), say(passage.source, ranges), 0.0)


def _sound(words: Words, cuts: Sequence[Cut], text: str) -> bool:
    """The remainder is still a sentence: a clause that says something, whole marks, no loose end."""
    gone = {at for cut in cuts for at in cut.covers()}
    kept = [(at, words[at][0]) for at in range(len(words)) if at not in gone]
    if not kept or not balanced(text) or count_words(text) < 4:
        return False
    last = next((token for _, token in reversed(kept) if not token.is_punct), None)
    if last is None or last.lower_ in _NOT_LAST:
        return False
    present = {token.i for _, token in kept}
    spoken = any(cut.kind == "attribution" for cut in cuts)
    whole_clause = spoken or says([token for _, token in kept])
    whole = all(token.head.i in present or token.dep_ in {"ROOT", "punct"} or spoken for _, token in kept)
    return whole_clause and whole and not dangling([(token, 0) for _, token in kept], text)

