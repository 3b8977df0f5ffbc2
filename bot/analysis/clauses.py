"""Which clauses of a sentence speak about which target.

A clause is a predicate of the dependency parse with the words it governs. Contrast ("but", "while") and hard
punctuation separate clauses even where the parser, misled by a headline's grammar, joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Span, Token

from bot.analysis.inflection import words_of

Link = Literal["root", "conj", "complement", "adverbial", "relative", "segment"]
LINKS: dict[str, Link] = {
    **{"conj": "conj", "ccomp": "complement", "advcl": "adverbial", "relcl": "relative", "acl": "relative"},
    **{"parataxis": "segment", "ROOT": "root", "csubj": "complement", "pcomp": "adverbial"},
}
CONTRAST = frozenset(
    {"while", "whereas", "but", "although", "though", "yet", "unlike", "despite", "however", "even"}
)
SPLITTERS = frozenset({"while", "whereas", "but"})
HARD = frozenset({";", ":", "—", "–", "|"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
PRONOUNS = frozenset(
    {"it", "they", "he", "she", "we", "this", "that", "which", "who", "company", "firm", "group"}
)
RELATIVE_PRONOUNS = frozenset({"which", "who", "that", "whose"})
SPILL_COMPLEMENT = 0.8
SPILL_ADVERBIAL = 0.6
SPILL_ALONE = 0.5
SPILL_AMONG = 0.25
FAINT = 0.15
SHARED = 0.3
ANOTHER = 0.1
OWNED = 0.8
REPORTERS = words_of(
    "say see expect reiterate rate recommend maintain forecast predict tell believe think note estimate "
    "report advise initiate suggest downgrade upgrade cut raise slash hike lower lift value analyst "
    "broker"
)
TOPIC_TOKENS = 5


@dataclass(slots=True)
class Clause:
    """A predicate and the positions (in the sentence) of the words it governs."""

    head: int
    segment: int
    link: Link
    parent: int | None = None
    contrast: bool = False
    positions: list[int] = field(default_factory=list)
    subject: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Clauses:
    """A sentence cut into clauses; `of[i]` is the clause of the i-th token."""

    tokens: tuple[Token, ...]
    all: tuple[Clause, ...]
    of: tuple[int, ...]
    segments: tuple[int, ...]

    def extent(self, position: int) -> tuple[Token, Token]:
        """The first and last token of the clause at a position, with the clauses that only complete it."""
        numbers = {self.of[position]}
        for number, clause in enumerate(self.all):
            if clause.parent in numbers and clause.link in {"adverbial", "relative", "complement"}:
                numbers.add(number)
        inside = [i for i, number in enumerate(self.of) if number in numbers]
        return self.tokens[inside[0]], self.tokens[inside[-1]]


_Cut = tuple[tuple[Clause, ...], tuple[int, ...], tuple[int, ...]]
_KNOWN = "deskwire_clauses"


def clauses_of(span: Span) -> Clauses:
    """A parsed sentence cut into clauses, which is worked out once."""
    tokens = tuple(span)
    # Positions only: a token would keep its Doc from being freed.
    known: dict[tuple[int, int], _Cut] = span.doc.user_data.setdefault(_KNOWN, {})
    key = (span.start, span.end)
    if key not in known:
        known[key] = _cut(tokens, span.start)
    return Clauses(tokens, *known[key])


def _cut(tokens: tuple[Token, ...], base: int) -> _Cut:
    segments = _segments(tokens)
    heads = [_clause_head(tokens, base, segments, i) for i in range(len(tokens))]
    index = {head: number for number, head in enumerate(sorted(set(heads)))}
    found = [_clause(tokens, head, segments) for head in sorted(index)]
    for position, head in enumerate(heads):
        found[index[head]].positions.append(position)
    for clause in found:
        predicate = tokens[clause.head]
        over = predicate.head.i - base
        if predicate.head != predicate and 0 <= over < len(tokens) and heads[over] != clause.head:
            clause.parent = index[heads[over]]
        for child in predicate.children:
            if child.dep_ in SUBJECTS and 0 <= child.i - base < len(tokens):
                clause.subject.extend(
                    word.i - base
                    for word in child.subtree
                    if 0 <= word.i - base < len(tokens) and heads[word.i - base] == clause.head
                )
    return tuple(found), tuple(index[head] for head in heads), tuple(segments)


def positions_of(clauses: Clauses, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The positions of the tokens that spans of the sentence's text cover."""
    start = clauses.tokens[0].idx
    return frozenset(
        i
        for i, token in enumerate(clauses.tokens)
        for first, last in spans
        if token.idx - start < last and token.idx - start + len(token) > first
    )


def _segments(tokens: Sequence[Token]) -> list[int]:
    """A number for each token that grows at every hard break."""
    out: list[int] = []
    segment = 0
    headline = tokens[-1].text not in {".", "!", '"', "”"}
    for i, token in enumerate(tokens):
        spaced = i > 0 and bool(tokens[i - 1].whitespace_)
        if 0 < i < len(tokens) - 1 and (
            token.text in HARD
            or (token.text in {"-", "--"} and spaced)
            or token.lower_ in SPLITTERS
            or (headline and token.lower_ == "as" and _predicates(tokens[i + 1 :]))
        ):
            segment += 1
        out.append(segment)
    return out


def _predicates(rest: Sequence[Token]) -> bool:
    """Whether what follows "as" in a headline says something: "as Acme gains", not "as chief executive"."""
    return any(
        token.pos_ in {"VERB", "AUX"} or (token.pos_ in {"NOUN", "PROPN"} and token.lower_.endswith("s"))
        for token in rest[1:4]
    )


def _clause_head(tokens: Sequence[Token], base: int, segments: Sequence[int], i: int) -> int:
    for _ in range(len(tokens)):
        token = tokens[i]
        over = token.head.i - base
        if over == i or not 0 <= over < len(tokens) or segments[over] != segments[i] or _heads_clause(token):
            return i
        i = over
    return i


def _heads_clause(token: Token) -> bool:
    if token.dep_ in {"ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "pcomp"}:
        return True
    if token.dep_ == "conj":
        return token.pos_ in {"VERB", "AUX"} or any(child.dep_ in SUBJECTS for child in token.children)
    return False


def _clause(tokens: Sequence[Token], head: int, segments: Sequence[int]) -> Clause:
    token = tokens[head]
    link = LINKS.get(token.dep_, "segment")
    marks = {child.lower_ for child in token.children if child.dep_ in {"mark", "cc", "advmod", "prep"}}
    if link == "conj":
        marks |= {child.lower_ for child in token.head.children if child.dep_ == "cc" and child.i < token.i}
    first = next(i for i, segment in enumerate(segments) if segment == segments[head])
    contrast = not marks.isdisjoint(CONTRAST) or (first > 0 and tokens[first].lower_ in CONTRAST)
    return Clause(head, segments[head], link, contrast=contrast)


class Attribution:
    """How much a word at some position of a sentence says about each of several targets.

    `targets` are sets of token positions, one for every target (all spans that name it).
    """

    def __init__(self, clauses: Clauses, targets: Sequence[frozenset[int]]) -> None:
        self.clauses = clauses
        self.targets = targets
        count = range(len(targets))
        self.present = [
            {g for g in count if not targets[g].isdisjoint(clause.positions)} for clause in clauses.all
        ]
        self._subjects: dict[int, frozenset[int]] = {}
        self.everywhere = {g for g in count if targets[g]}

    def subjects(self, number: int, depth: int = 0) -> frozenset[int]:
        """The targets that a clause is about: in its subject, or in that of the clause it hangs on."""
        if number in self._subjects:
            return self._subjects[number]
        clause = self.clauses.all[number]
        own = set(clause.subject)
        found = frozenset(g for g in self.present[number] if not self.targets[g].isdisjoint(own))
        words = {self.clauses.tokens[i].lower_ for i in own}
        stands_for_other = not own or (len(own) <= 2 and not words.isdisjoint(PRONOUNS))
        if not found and stands_for_other and depth < 8:
            found = self._inherited(number, words, depth)
        self._subjects[number] = found
        return found

    def _inherited(self, number: int, words: set[str], depth: int) -> frozenset[int]:
        clause = self.clauses.all[number]
        if clause.parent is None:
            return frozenset()
        if clause.link == "segment":
            return frozenset() if not words else self.subjects(clause.parent, depth + 1)
        if clause.link == "relative":
            antecedent = self.clauses.tokens[clause.head].head
            base = self.clauses.tokens[0].i
            near = {
                word.i - base for word in antecedent.subtree if word.i < self.clauses.tokens[clause.head].i
            }
            near.add(antecedent.i - base)
            return frozenset(g for g in self.everywhere if not self.targets[g].isdisjoint(near))
        return self.subjects(clause.parent, depth + 1)

    def weight(self, target: int, position: int) -> float:
        """0 to 1: how far the word at `position` speaks about the target."""
        number = self.clauses.of[position]
        subjects = self.subjects(number)
        here = self.present[number] | subjects
        if target in here:
            return self._inside(target, position, subjects, here - {target})
        if here:
            return 0.0
        return self._spill(target, number)

    def _inside(self, target: int, position: int, subjects: frozenset[int], others: set[int]) -> float:
        if not others:
            return 1.0
        own = self._owned(position, {target})
        if target in subjects:
            of_another = self._owned(position, others) and not own
            if len(subjects) > 1:
                return SHARED if of_another else 1.0
            return FAINT if of_another or self._reports(position) else 1.0
        if subjects:
            return 1.0 if self._reports(position) else OWNED if own else FAINT
        return self._nearest(target, position, others)

    def _nearest(self, target: int, position: int, others: set[int]) -> float:
        """Without any subject among the targets, what stands nearest is meant."""
        nearest = min(self._distance(g, position) for g in others)
        own = self._distance(target, position)
        return 1.0 if own <= nearest + 2 or self._joined(target, others) else SHARED

    def _spill(self, target: int, number: int) -> float:
        """What a clause without any target says about one that stands elsewhere in the sentence."""
        if self._about_another(number):
            return ANOTHER
        best = 0.0
        for other, present in enumerate(self.present):
            if target not in present:
                continue
            here, there = self.clauses.all[number], self.clauses.all[other]
            if here.contrast or (there.contrast and there.link != "root"):
                continue
            if here.parent == other and here.link == "complement":
                best = max(best, SPILL_COMPLEMENT)
            elif other in (here.parent, number) and here.link in {"adverbial", "relative"}:
                best = max(best, SPILL_ADVERBIAL)
            else:
                best = max(best, SPILL_ALONE if len(self.everywhere) == 1 else SPILL_AMONG)
        return best

    def _about_another(self, number: int) -> bool:
        """Whether a clause has a subject that is a name, though not one of the targets."""
        clause = self.clauses.all[number]
        base = self.clauses.tokens[0].i
        heads = [
            child
            for child in self.clauses.tokens[clause.head].children
            if child.dep_ in SUBJECTS and child.i - base in clause.subject
        ]
        if not heads:  # a headline whose verb was taken for a noun: its first word is what it is about
            first = self.clauses.tokens[clause.positions[0]]
            return clause.link in {"root", "segment"} and first.pos_ == "PROPN" and len(clause.positions) > 1
        return any(head.pos_ == "PROPN" for head in heads)

    def _owned(self, position: int, groups: set[int]) -> bool:
        """Whether the word stands in the noun phrase of one of the targets, or one of them in its own."""
        token = self.clauses.tokens[position]
        base = self.clauses.tokens[0].i
        members = {i for g in groups for i in self.targets[g]}
        if token.pos_ in {"NOUN", "PROPN", "ADJ"} and any(word.i - base in members for word in token.subtree):
            return True
        for over in token.ancestors:
            if over.i - base in members:
                return True
            if over.pos_ in {"VERB", "AUX"}:
                return False
        return False

    def _reports(self, position: int) -> bool:
        """Whether the clause's verb says or rates something: then its object is meant, not its subject."""
        head = self.clauses.tokens[self.clauses.all[self.clauses.of[position]].head]
        return head.lemma_.lower() in REPORTERS or head.lower_ in REPORTERS

    def _distance(self, target: int, position: int) -> int:
        return min((abs(i - position) for i in self.targets[target]), default=1000)

    def _joined(self, target: int, others: set[int]) -> bool:
        """Whether no verb and no full break stands between a target and the nearest other one."""
        for i in self.targets[target]:
            for j in (j for g in others for j in self.targets[g]):
                between = self.clauses.tokens[min(i, j) + 1 : max(i, j)]
                if any(t.lower_ in {"and", "or", ","} for t in between) and all(
                    t.pos_ not in {"VERB", "AUX"} for t in between
                ):
                    return True
        return False
