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
from bot.analysis.runs import MARKS, Cut, brackets, fronted, legal_forms, tails
from bot.analysis.standing import SUBJECTS, reports
from bot.analysis.vocabulary import CIRCUMSTANCES, CONDITIONS, WEEKDAYS

_NAMING = frozenset({"call", "name", "consider", "deem", "label", "term", "dub"})
_COMPLEMENTS = frozenset({"oprd", "attr", "acomp", "xcomp"})
_PARTIAL = frozenset({"acl", "relcl", "pcomp", "amod"})
_WHEN_WHY = frozenset({"after", "amid", "following", "despite", "because", "ahead", "due", "during", "since"})
_CAUSES = frozenset({"over", "amid", "after", "following", "despite", "during", "since"})
_COPULAS = frozenset({"be", "remain", "stay", "seem", "appear", "stand"})
# Phrases that belong to what is claimed; asides (relatives, appositives) claim something of their own.
_CLAIMING = frozenset({"acl", "advcl", "prep", "agent", "npadvmod", "advmod"})


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
    named = next((at for at, token in enumerate(tokens) if _names(token)), len(tokens))
    for cut in _every(tokens):
        told = cut.kind == "tail" and any(reports(tokens[at]) for at in cut.covers())
        if not told and (cut.first < named or cut.kind not in {"tail", "appositive"}):
            yield cut


def _names(verb: Token) -> bool:
    """A verb like "called" whose complement the parser has taken for something else: "called it, ..., the best"."""
    found = {child.dep_ for child in verb.children}
    return verb.lemma_ in _NAMING and "dobj" in found and found.isdisjoint({"oprd", "ccomp", "xcomp"})


def _every(tokens: Sequence[Token]) -> Iterator[Cut]:
    place = {token.i: at for at, token in enumerate(tokens)}
    yield from brackets(tokens)
    for first, last, price in attributions(tokens, place):
        yield Cut(first, last, price, "attribution")
    yield from fronted(tokens, place)
    yield from tails(tokens)
    yield from legal_forms(tokens)
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
    return _Phrase(token, first, last, before in MARKS and (after in MARKS or after in {".", ""}))


def _relative(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    """A clause between commas adds something; one without them says which ones are meant, unless it is `a plan`."""
    if phrase.loose:
        return _cut(phrase, tokens, 0.3, "relative")
    if phrase.head.head.dep_ == "appos" and _of_person(phrase.head.head):
        return _cut(
            phrase, tokens, 0.4, "relative"
        )  # "..., head of pumps [who was named as the next chief], left"
    vague = any(c.lower_ in {"a", "an"} for c in phrase.head.head.children)
    return _cut(phrase, tokens, 3.5, "relative") if vague else None


def _appositive(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    # Who somebody is goes last: without it his name says nothing.
    return (
        _cut(phrase, tokens, 0.9 if _of_person(phrase.head) else 0.4, "appositive") if phrase.loose else None
    )


def _of_person(apposition: Token) -> bool:
    return apposition.head.ent_type_ == "PERSON" and apposition.ent_type_ != "PERSON"


def _participle(phrase: _Phrase, tokens: Sequence[Token]) -> Cut | None:
    if phrase.head.lower_ in {"called", "named", "known"} or reports(phrase.head):
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
    while start > 0 and (tokens[start - 1].dep_ == "cc" or tokens[start - 1].text in MARKS):
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
    verb = phrase.head.head
    if (
        verb.dep_ == "relcl" and phrase.head.tag_ == "VB"
    ):  # "a firm that will spend $2 million [to meet demand]"
        return not any(c.dep_ == "dobj" and c.ent_type_ == "MONEY" for c in verb.children)
    return not phrase.loose and verb.dep_ in _PARTIAL


def _cut(phrase: _Phrase, tokens: Sequence[Token], price: float, kind: str) -> Cut:
    """The cut of a phrase with the mark before it, and the one after it where the sentence simply goes on."""
    if not phrase.loose:
        return Cut(phrase.first, phrase.last, price, kind)
    last = phrase.last
    if last + 2 < len(tokens) and tokens[last + 1].text in MARKS and _resumes(tokens, phrase.first, last + 2):
        last += 1
    return Cut(phrase.first - 1, last, price, kind)


def _resumes(tokens: Sequence[Token], first: int, following: int) -> bool:
    """True when the sentence goes on after an aside: with the verb of the subject before it, or with `that`.

    After a predicate the second comma stays, for it may open the next aside.
    """
    token = tokens[following]
    if reports(token) or _completes_before(token, tokens[first]):
        return True
    if token.lower_ in {"that", "to"} and token.dep_ in {"mark", "prep", "aux", "dative"}:
        return True
    subject = next((t for t in reversed(tokens[:first]) if t.dep_ in SUBJECTS), None)
    if subject is None or token.dep_ in SUBJECTS:
        return False
    verb = subject.head
    return verb.i >= token.i and (token == verb or verb.is_ancestor(token))


def _completes_before(token: Token, aside: Token) -> bool:
    """True when a phrase that begins with `token` completes a verb before the aside: "called it, ..., the best"."""
    above = (token, *token.ancestors)
    if any(t.dep_ == "appos" and t.left_edge == token for t in above) and any(_names(t) for t in above):
        return True
    top = next((t for t in above if t.left_edge != token or t.dep_ in _COMPLEMENTS), token)
    return top.left_edge == token and top.dep_ in _COMPLEMENTS and top.head.i < aside.i
