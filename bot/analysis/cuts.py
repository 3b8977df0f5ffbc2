"""Phrases that a sentence stands without, found in its dependency parse.

A cut is a run of tokens that may go, with the price of its kind: dates and asides are cheap, restrictive
clauses and coordinated predicates are dear, conditions and comparisons are never offered. A price of 0
marks what always goes. Labels are those of spaCy's English models (CLEAR style).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.analysis.attributions import attributions
from bot.analysis.restrictions import restricts
from bot.analysis.standing import SUBJECTS
from bot.analysis.vocabulary import CIRCUMSTANCES, CONDITIONS, WEEKDAYS

_MARKS = frozenset({",", "--", "–", "—", ";"})
_QUOTES = frozenset({'"', "“", "”", "``", "''"})
_PARTIAL = frozenset({"acl", "relcl", "pcomp", "amod"})
_WHEN_WHY = frozenset({"after", "amid", "following", "despite", "because", "ahead", "due", "during", "since"})
_CAUSES = frozenset({"over", "amid", "after", "following", "despite", "during", "since"})
_COPULAS = frozenset({"be", "remain", "stay", "seem", "appear", "stand"})
# Phrases that belong to what is claimed; asides (relatives, appositives) claim something of their own.
_CLAIMING = frozenset({"acl", "advcl", "prep", "agent", "npadvmod", "advmod"})


@dataclass(frozen=True, slots=True)
class Cut:
    """Token positions `first` to `last` (inclusive) that may go, and the price of the kind of cut."""

    first: int
    last: int
    price: float
    kind: str

    def covers(self) -> range:
        """The positions that go."""
        return range(self.first, self.last + 1)

    def crosses(self, other: Cut) -> bool:
        """The two share a position: together they would save nothing, or leave half a phrase."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The subtree of `head` in one piece, and whether marks set it off on both sides."""

    head: Token
    first: int
    last: int
    loose: bool


def offers(tokens: Sequence[Token]) -> tuple[list[Cut], list[Cut]]:
    """The cuts that always go, none crossing another, and those that cost something, cheap kinds first."""
    free: list[Cut] = []
    paid: dict[tuple[int, int], Cut] = {}
    for cut in _all(tokens):
        if cut.price == 0:
            if not any(cut.crosses(other) for other in free):
                free.append(cut)
        elif (cut.first, cut.last) not in paid or cut.price < paid[cut.first, cut.last].price:
            paid[cut.first, cut.last] = cut
    return free, sorted(paid.values(), key=lambda cut: (cut.price, cut.first, cut.last))


def _all(tokens: Sequence[Token]) -> Iterator[Cut]:
    place = {token.i: at for at, token in enumerate(tokens)}
    yield from _brackets(tokens)
    for first, last, price in attributions(tokens, place):
        yield Cut(first, last, price, "attribution")
    yield from _fronted(tokens, place)
    yield from _tails(tokens)
    for token in tokens:
        phrase = _phrase(token, tokens, place)
        kind = _KINDS.get(token.dep_)
        if phrase is not None and kind is not None:
            cut = kind(phrase, tokens)
            if cut is not None and not (
                token.dep_ in _CLAIMING and restricts(tokens[phrase.first : phrase.last + 1])
            ):
                yield cut


def _phrase(token: Token, tokens: Sequence[Token], place: Mapping[int, int]) -> _Phrase | None:
    """The subtree of `token` when it lies in one piece among the tokens and is not nearly all of them."""
    first, last = place.get(token.left_edge.i), place.get(token.right_edge.i)
    if first is None or last is None or last - first != token.right_edge.i - token.left_edge.i:
        return None
    if first == 0 and last >= len(tokens) - 2:
        return None
    before = tokens[first - 1].text if first else ""
    after = tokens[last + 1].text if last + 1 < len(tokens) else ""
    return _Phrase(token, first, last, before in _MARKS and (after in _MARKS or after in {".", ""}))


def _relative(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    """A clause between commas adds something; one without them says which ones are meant, unless it is `a plan`."""
    if phrase.loose:
        return _cut(phrase, tokens, 0.3, "relative")
    vague = any(c.lower_ in {"a", "an"} for c in phrase.head.head.children)
    return _cut(phrase, tokens, 3.5, "relative") if vague else None


def _appositive(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    return _cut(phrase, tokens, 0.4, "appositive") if phrase.loose else None


def _participle(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    if phrase.head.lower_ in {"called", "named", "known"}:
        return None
    if phrase.head.tag_ == "VB" and not phrase.loose:
        return None  # an infinitive completes its noun: "a bid [to build]"
    return _cut(phrase, tokens, 0.5 if phrase.loose else 2.5, "participle")


def _adverbial(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    head = phrase.head
    marks = {child.lower_ for child in head.children if child.dep_ in {"mark", "advmod"}}
    compared = any(c.dep_ == "advmod" and c.lower_ in {"as", "so", "too"} for c in head.head.children)
    if marks & CONDITIONS or compared or _completes(phrase):
        return None
    if head.tag_ == "VB" and not phrase.loose:
        return _cut(phrase, tokens, 2.0, "purpose")
    return _cut(phrase, tokens, 0.6 if phrase.loose else 1.2, "adverbial")


def _conjunct(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    """The second of two clauses or predicates, with its conjunction; a list of three stays whole."""
    head, main = phrase.head, phrase.head.head
    if main.dep_ not in {"ROOT", "ccomp"} or main.pos_ not in {"VERB", "AUX"}:
        return None
    if any(c.dep_ == "conj" for c in head.children) or any(c.dep_ == "preconj" for c in main.children):
        return None
    start = phrase.first
    while start > 0 and (tokens[start - 1].dep_ == "cc" or tokens[start - 1].text in _MARKS):
        start -= 1
    joint = tokens[start : phrase.first]
    if start == 0 or not any(token.dep_ == "cc" or token.text == ";" for token in joint):
        return None
    return Cut(start, phrase.last, 1.5 if main.dep_ == "ROOT" else 2.0, "conjunct")


def _prepositional(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    """Dates, sources, and circumstances at the end of a clause; what may complete the verb stays."""
    head, word = phrase.head, phrase.head.lower_
    length = phrase.last - phrase.first + 1
    if word == "on" and length <= 5 and any(c.dep_ == "pobj" and c.lower_ in WEEKDAYS for c in head.children):
        return _cut(phrase, tokens, 0.05, "date")
    closing = phrase.last + 1 >= len(tokens) or tokens[phrase.last + 1].text in {".", ",", ";"}
    if head.head.pos_ in {"NOUN", "PROPN"} and word in _CAUSES and closing and length >= 3:
        return _cut(phrase, tokens, 3.0, "phrase")
    if head.head.pos_ not in {"VERB", "AUX"} or _completes(phrase) or _says_what(head.head, head):
        return None
    if word == "according" or phrase.loose:
        return _cut(phrase, tokens, 0.3 if word == "according" else 0.7, "phrase")
    share = word == "as" and any(c.lower_ == "part" for c in head.children)
    if closing and (word in _WHEN_WHY or share):
        return _cut(phrase, tokens, 1.0, "phrase")
    return _cut(phrase, tokens, 4.0, "phrase") if closing and word in CIRCUMSTANCES and length >= 3 else None


def _says_what(verb: Token, phrase: Token) -> bool:
    """`is [in talks]`, `remains [under pressure]`: without any other complement the phrase is the predicate."""
    if verb.lemma_ not in _COPULAS:
        return False
    # `is late [in making payments]`: the phrase completes the adjective before it.
    if any(c.dep_ == "acomp" and c.right_edge.i == phrase.left_edge.i - 1 for c in verb.children):
        return True
    return not any(c.dep_ in {"acomp", "attr", "xcomp"} for c in verb.children)


def _day(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    short = phrase.last - phrase.first < 4
    day = phrase.head.lower_ in WEEKDAYS and phrase.head.head.pos_ in {"VERB", "AUX"}
    return _cut(phrase, tokens, 0.05, "date") if short and day else None


def _adverb(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    negative = phrase.head.lower_ in {"not", "never", "hardly"}
    verbal = phrase.head.head.pos_ in {"VERB", "AUX"}
    return _cut(phrase, tokens, 0.2, "adverb") if phrase.loose and verbal and not negative else None


_KINDS: Mapping[str, Callable[[_Phrase, Sequence[Token]], Cut | None]] = {
    "relcl": _relative,
    "appos": _appositive,
    "acl": _participle,
    "advcl": _adverbial,
    "conj": _conjunct,
    "prep": _prepositional,
    "agent": _prepositional,
    "npadvmod": _day,
    "advmod": _adverb,
}


def _completes(phrase: _Phrase) -> bool:
    """True for what a participle cannot stand without: "charges taken [to streamline staffing]"."""
    return not phrase.loose and phrase.head.head.dep_ in _PARTIAL


def _cut(phrase: _Phrase, tokens: Sequence[Token], price: float, kind: str) -> Cut:
    """The cut of a phrase with the mark before it, and the one after it where the sentence simply goes on."""
    if not phrase.loose:
        return Cut(phrase.first, phrase.last, price, kind)
    last = phrase.last
    if (
        last + 2 < len(tokens)
        and tokens[last + 1].text in _MARKS
        and _resumes(tokens, phrase.first, last + 2)
    ):
        last += 1
    return Cut(phrase.first - 1, last, price, kind)


def _resumes(tokens: Sequence[Token], first: int, following: int) -> bool:
    """True when the sentence goes on after an aside: with the verb of the subject before it, or with `that`.

    After a predicate the second comma stays, for it may open the next aside.
    """
    token = tokens[following]
    if token.lower_ in {"that", "to"} and token.dep_ in {"mark", "prep", "aux", "dative"}:
        return True
    subject = next((t for t in reversed(tokens[:first]) if t.dep_ in SUBJECTS), None)
    if subject is None or token.dep_ in SUBJECTS:
        return False
    verb = subject.head
    return verb.i >= token.i and (token == verb or verb.is_ancestor(token))


def _brackets(tokens: Sequence[Token]) -> Iterator[Cut]:
    """What stands in brackets, or between two dashes."""
    opened: int | None = None
    dash: int | None = None
    for at, token in enumerate(tokens):
        if token.text in {"(", "["}:
            opened = at
        elif token.text in {")", "]"} and opened is not None:
            if not restricts(tokens[opened + 1 : at]):
                yield Cut(opened, at, 0, "bracket")
            opened = None
        elif token.text in {"--", "—", "–"} and at:
            if dash is not None and at - dash > 1:
                yield Cut(dash, at, 0.2, "aside")
                dash = None
            else:
                dash = at


def _fronted(tokens: Sequence[Token], place: Mapping[int, int]) -> Iterator[Cut]:
    """What stands before the subject of the main clause and is closed by a comma, but no condition."""
    root = next((token for token in tokens if token.dep_ == "ROOT"), None)
    subject = next((c for c in root.lefts if c.dep_ in SUBJECTS), None) if root is not None else None
    at = place.get(subject.left_edge.i, 0) if subject is not None else 0
    if at < 2 or tokens[at - 1].text != ",":
        return
    fronted = {token.dep_ for token in tokens[: at - 1] if token.head == root}
    conditional = any(token.lower_ in {"if", "unless", "until", "once"} for token in tokens[:at])
    conditional = conditional or restricts(tokens[:at])
    if fronted and fronted <= {"prep", "advcl", "advmod", "npadvmod", "punct"} and not conditional:
        yield Cut(0, at - 1, 0.6, "fronted")


def _tails(tokens: Sequence[Token]) -> Iterator[Cut]:
    """Everything behind a comma on which nothing before it depends: the further details of a lead."""
    end = len(tokens) - 1
    while end > 0 and (tokens[end].is_punct or tokens[end].is_space) and tokens[end].text not in _QUOTES:
        end -= 1
    kept: set[int] = set()
    reach = -1  # the furthest position that anything kept so far depends on
    place = {token.i: at for at, token in enumerate(tokens)}
    for at in range(end):
        head = place.get(tokens[at].head.i, at)
        if tokens[at].dep_ != "punct":
            reach = max(reach, head)
        kept.add(tokens[at].i)
        first = at + 1
        if tokens[at].text not in _MARKS or reach >= first or first < 5:
            continue
        tops = [token for token in tokens[first : end + 1] if token.head.i in kept]
        if all(_detached(top) for top in tops) and not restricts(tokens[first : end + 1]):
            yield Cut(at, end, 0.5, "tail")


def _detached(top: Token) -> bool:
    """A phrase that hangs on what stands before a comma without being needed there."""
    if top.dep_ in {"punct", "cc", "relcl", "appos", "acl", "npadvmod", "advmod", "prep"}:
        return top.lower_ not in CONDITIONS
    if top.dep_ in {"dobj", "attr", "oprd"}:
        # A second object behind a comma is an apposition that the parser took for one: "..., the latest sign of".
        second = any(c.dep_ == top.dep_ and c.i < top.i for c in top.head.children)
        return second and top.left_edge.dep_ in {"det", "nummod", "poss"}
    if top.dep_ == "advcl":
        return not {c.lower_ for c in top.children if c.dep_ in {"mark", "advmod"}} & CONDITIONS
    verbs = {"VERB", "AUX"}
    return top.dep_ == "conj" and top.pos_ in verbs and top.head.pos_ in verbs
