"""Does a claim follow from the sentences it names? Figures, names, quotations, who, which way, denied or not.

Each rule looks for what would make the claim a lie. A rule that needs the parse compares clauses: those of the
claim with those of the sentences that have most in common with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from bot.analysis.grounding import Grounding, Number, numbers
from bot.analysis.lexicon import Lexicon
from bot.analysis.vocabulary import content_stems
from bot.model import Article
from bot.writing.clauses import Clause, Names, clauses_of

# How much of a claim's own words its sentences must have; the rest is a writer's freedom.
WORDS_SHARED = 0.6
_QUOTATION = re.compile(r"[\"“]([^\"“”]+)[\"”]|‘([^‘’]{4,})’")
_SPACES = re.compile(r"\W+")
_QUARTER = re.compile(r"\bQ([1-4])\b")
_ORDINALS = ("first", "second", "third", "fourth")
_JOINED = re.compile(r"\s*(?:to|and|or|-|–|—|/|,)\s*")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence and its parse."""

    text: str
    doc: Doc


class Support:
    """The sentences that one claim names, ready to be compared with it."""

    def __init__(self, sources: Sequence[Text], lexicon: Lexicon, names: Names) -> None:
        self._sources = sources
        self._lexicon = lexicon
        self._names = names
        self._joined = _spelled("\n".join(source.text for source in sources))
        self._clauses = [clause for source in sources for clause in clauses_of(source.doc[:], lexicon, names)]

    def faults(self, claim: Text) -> list[str]:
        """What the claim says and its sentences do not, one word a rule; empty when it is supported."""
        claim = Text(_spelled(claim.text), claim.doc)
        clauses = clauses_of(claim.doc[:], self._lexicon, self._names)
        rules: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("figure", lambda: self._unknown_figure(claim)),
            ("name", lambda: self._unknown_name(claim)),
            ("quotation", lambda: self._misquoted(claim)),
            ("words", lambda: self._own_words(claim)),
            ("direction", lambda: any(self._turned(clause) for clause in clauses)),
            ("actor", lambda: any(self._swapped(clause) for clause in clauses)),
            ("figure of another", lambda: any(self._misplaced(clause) for clause in clauses)),
            ("figures exchanged", lambda: self._exchanged(claim)),
            ("negation", lambda: any(self._denied(clause) for clause in clauses)),
            ("certainty", lambda: any(self._too_sure(clause, clauses) for clause in clauses)),
        )
        return [name for name, broken in rules if broken()]

    # figures, names, quotations

    def _unknown_figure(self, claim: Text) -> bool:
        known = _figures(self._joined)
        return any(not _has(number, known) for number in _figures(claim.text) if _counts(number))

    def _unknown_name(self, claim: Text) -> bool:
        """A name that none of the sentences has. Figures are compared elsewhere, and more strictly."""
        grounding = Grounding(Article("", "", "", self._joined), ())
        figures = {number.text for number in numbers(claim.text)}
        opening = claim.doc[0]
        ordinary = opening.text.lower() if opening.tag_ not in {"NNP", "NNPS"} else ""
        for missing in grounding.missing(claim.text):
            if missing in figures:
                continue
            first, _, rest = missing.partition(" ")
            # Any word has a capital at the head of a sentence; what follows is still a name.
            opens = bool(ordinary) and first.lower() == ordinary and claim.text.startswith(first)
            if not opens or (rest and grounding.missing(f"It is {rest}.")):
                return True
        return False

    def _misquoted(self, claim: Text) -> bool:
        said = _plain(self._joined)
        quoted = [next(filter(None, match.groups())) for match in _QUOTATION.finditer(claim.text)]
        return any(f" {_plain(words).strip()} " not in said for words in quoted)

    def _own_words(self, claim: Text) -> bool:
        stems = [stem for stem in content_stems(claim.text) if not stem[0].isdigit()]
        known = set(content_stems(self._joined))
        return bool(stems) and sum(stem in known for stem in stems) < WORDS_SHARED * len(stems)

    # clause by clause

    def _turned(self, claim: Clause) -> bool:
        """A direction that nothing has, or that the clause which says the same thing does not have."""
        for kind in claim.kinds:
            same = [c for c in self._clauses if kind in c.kinds and c.negated == claim.negated]
            turned = [c for c in self._clauses if kind.opposite in c.kinds and c.negated == claim.negated]
            turned += [c for c in self._clauses if kind in c.kinds and c.negated != claim.negated]
            if not same:
                if turned or kind.family in ("move", "tone"):
                    return True
                continue
            if turned and _best(claim, turned) > _best(claim, same):
                return True
            if kind.family == "move" and self._another_rose(claim, same):
                return True
        return any(self._contrary(pair, claim) for pair in claim.moved)

    def _another_rose(self, claim: Clause, same: Sequence[Clause]) -> bool:
        """The claim names who; all that went that way were named, and were others."""
        return bool(claim.about) and all(c.about and claim.about.isdisjoint(c.about) for c in same)

    def _contrary(self, pair: tuple[object, str], claim: Clause) -> bool:
        """The same thing moved, and only the other way."""
        ways = {
            kind
            for clause in self._clauses
            for kind, thing in clause.moved
            if thing == pair[1] and _meet(clause.about, claim.about) and clause.negated == claim.negated
        }
        return bool(ways) and pair[0] not in ways

    def _swapped(self, claim: Clause) -> bool:
        """The same verb, and nobody whom the claim names in that part of it."""
        alike = [c for c in self._clauses if claim.verb & c.verb]
        if not alike:
            return False
        return not any(_meet(claim.agents, c.agents) and _meet(claim.patients, c.patients) for c in alike)

    def _misplaced(self, claim: Clause) -> bool:
        """A figure whose own clause has less in common with the claim than that of another figure."""
        wanted = [number for number in claim.numbers if _counts(number)]
        holding = [[c for c in self._clauses if any(n.value == w.value for n in c.numbers)] for w in wanted]
        others = [
            c
            for c in self._clauses
            if c.numbers and not any(n.value == w.value for n in c.numbers for w in wanted)
        ]
        for having in holding:
            if not having:
                continue
            if claim.about and all(c.about and claim.about.isdisjoint(c.names | c.about) for c in having):
                return True
            if others and _best(claim, others) > _best(claim, having):
                return True
        return False

    def _exchanged(self, claim: Text) -> bool:
        """`to $4 billion` where the sentences say `from $4 billion` and `to` of another figure."""
        known = _led(self._joined)
        for value, leads in _led(claim.text).items():
            own = known.get(value, frozenset())
            others = frozenset().union(*(each for other, each in known.items() if other != value))
            if own and own.isdisjoint(leads) and not leads.isdisjoint(others):
                return True
        return False

    def _denied(self, claim: Clause) -> bool:
        near = self._nearest(claim)
        return bool(near) and all(clause.negated != claim.negated for clause in near)

    def _too_sure(self, claim: Clause, clauses: Sequence[Clause]) -> bool:
        near = self._nearest(claim)
        if claim.open or not near or not all(clause.hedged for clause in near):
            return False
        return not any(other.open for other in clauses)

    def _nearest(self, claim: Clause) -> list[Clause]:
        """The clauses with most in common with the claim's, if that is anything to go by."""
        most = max((_common(claim, clause) for clause in self._clauses), default=0.0)
        return [c for c in self._clauses if _common(claim, c) == most] if most >= 2 else []


def _common(one: Clause, other: Clause) -> float:
    """How much two clauses have in common: words of content, the verb and figures counting double."""
    shared = float(len(one.stems & other.stems))
    shared += bool(one.verb & other.verb) + len(one.names & other.names)
    return shared + 2 * len({n.value for n in one.numbers} & {n.value for n in other.numbers})


def _best(claim: Clause, clauses: Sequence[Clause]) -> float:
    """The most that the claim has in common with any of some clauses, figures left out."""
    return max(len(claim.stems & c.stems) + 2.0 * len(claim.names & c.names) for c in clauses)


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of names may be the same: a clause without a name may be about anybody."""
    return not one or not other or not one.isdisjoint(other)


def _spelled(text: str) -> str:
    """`Q3` as the third quarter."""
    return _QUARTER.sub(lambda match: f"{_ORDINALS[int(match.group(1)) - 1]} quarter", text)


def _figures(text: str) -> list[Number]:
    """The numbers of a text; those of a range share their unit."""
    found = numbers(text)
    shared: list[Number] = []
    for number, following in zip(found, [*found[1:], None], strict=False):
        if not number.unit and following is not None and following.unit:
            between = text.partition(number.text)[2].partition(following.text)[0]
            if _JOINED.fullmatch(between):
                shared.append(Number(number.value, following.unit, number.text))
    return [*found, *shared]


_LEAD = re.compile(
    r"\b(to|from|above|below|than|by|against|versus|over|under|exceeding|topping|missing)\b"
    r"(?:\s(?:an?|the|its|their|about|around|nearly|almost|some|roughly|just|only|range|of|as|much|more|between))*\s*$",
    re.IGNORECASE,
)


def _led(text: str) -> dict[tuple[float, bool], frozenset[str]]:
    """The word of relation before each figure of a text, by value and whether it is a share."""
    found: dict[tuple[float, bool], set[str]] = {}
    for number in numbers(text):
        at = max(0, text.find(number.text))
        lead = _LEAD.search(text[max(0, at - 40) : at].rstrip("$€£¥₹"))
        if lead is not None:
            found.setdefault((number.value, number.unit in ("%", "pp", "bp")), set()).add(
                lead.group(1).lower()
            )
    return {value: frozenset(leads) for value, leads in found.items()}


def _counts(number: Number) -> bool:
    """Whether a number says anything: "one of" and "one" do not."""
    return number.text.lower() != "one"


def _has(number: Number, known: Sequence[Number]) -> bool:
    """The same value with the same unit; money may leave its currency out on either side, per cent may not."""
    units = {each.unit for each in known if f"{each.value:.10g}" == f"{number.value:.10g}"}
    if number.unit in units:
        return True
    money = {"$", "€", "£", "¥", "₹"}
    if number.unit in money:
        return "" in units
    return number.unit == "" and bool(units & money)


def _plain(text: str) -> str:
    """Words alone, in lower case, one space apart and around."""
    return f" {_SPACES.sub(' ', text.lower().replace('’', '').replace(chr(39), '')).strip()} "
