"""What a sentence claims, clause by clause: who does what to whom, which way, denied or only possible.

Read off the dependency parse. A claim of a draft and the sentences it names are taken apart by the same rules,
so that what the parser gets wrong it mostly gets wrong on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from bot.analysis.grounding import Number, numbers
from bot.analysis.inflection import base_forms, words_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.vocabulary import STOP_WORDS, stem
from bot.writing.kinds import Found, Kind, kinds_of, negations_of

_HEADS = frozenset({"ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "parataxis", "pcomp", "csubj"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_OBJECTS = frozenset({"dobj", "obj", "attr", "dative", "oprd"})
_ARGUMENTS = _SUBJECTS | _OBJECTS
_BELOW = frozenset({"ccomp", "xcomp", "acl", "advcl", "pcomp"})
_OTHER_CLAUSE = frozenset({"relcl", "acl", "advcl", "ccomp", "parataxis"})
# What is said with one of these has not happened, or nobody answers for it.
HEDGES = words_of(
    """
    may might could would if unless whether consider plan propose expect intend seek aim hope explore weigh mull
    allege accuse rumour rumor reportedly possible possibly likely unlikely potential potentially forecast predict
    project estimate target anticipate speculate suggest believe think fear perhaps probably possibility chance risk
    threaten talk proposal prospect appear seem should
    """
)
# A reader takes these as not yet done, too.
_FUTURE = words_of(
    "will shall to set due can set plan planned expected proposed say claim according want offer"
)
_DENYING = words_of("deny refuse reject dismiss dispute doubt fail decline unable unlikely cannot")
_LIGHT = words_of("be have do say tell get make take give go come see")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. Names are words or ids (`Names`); `stems` are of everything in it that carries content."""

    verb: frozenset[str]
    agents: frozenset[str]
    patients: frozenset[str]
    about: frozenset[str]
    names: frozenset[str]
    stems: frozenset[str]
    kinds: frozenset[Kind]
    moved: frozenset[tuple[Kind, str]]
    numbers: tuple[Number, ...]
    negated: bool
    hedged: bool
    open: bool
    """Whether a reader takes what is said as not yet certain: hedged, future, or somebody's words."""


class Names:
    """Names as one key each, so that `Ford` and `Ford Motor Co` are the same where the article says so.

    `known` maps the words by which the article names companies, in lower case, to any key.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = sorted(known.items(), key=lambda item: (-len(item[0]), item[0]))

    def keys(self, tokens: Sequence[Token]) -> frozenset[str]:
        """The keys of the names among some tokens."""
        proper = [t for t in tokens if t.pos_ == "PROPN" or (t.text[:1].isupper() and not t.is_sent_start)]
        proper = [t for t in proper if t.lower_ not in _GENERIC and t.ent_type_ not in {"DATE", "TIME"}]
        if not proper:
            # The first word of a sentence may be a name that the parser does not know for one.
            proper = [t for t in tokens if t.text[:1].isupper() and t.pos_ not in _FUNCTION]
        text = f" {' '.join(t.lower_ for t in tokens)} "
        found = set()
        for words, key in self._known:
            if f" {words} " in text:
                found.add(key)
                text = text.replace(f" {words} ", "  ")
        return frozenset(found | {t.lower_ for t in proper if f" {t.lower_} " in text})


_FUNCTION = frozenset(
    {"DET", "PRON", "ADP", "SCONJ", "CCONJ", "ADV", "AUX", "NOUN", "VERB", "ADJ", "NUM", "PUNCT"}
)
_GENERIC = words_of(
    """
    inc corp corporation co company group plc ltd limited llc ag sa nv se holdings holding the mr mrs ms dr
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december q1 q2 q3 q4 chief executive officer president ceo cfo
    """
)


def clauses_of(span: Span, lexicon: Lexicon, names: Names) -> list[Clause]:
    """The clauses of a sentence, in order."""
    return _Sheet(span, lexicon, names).clauses()


class _Sheet:
    def __init__(self, span: Span, lexicon: Lexicon, names: Names) -> None:
        self.tokens = list(span)
        self.base = span.start
        self.names = names
        self.found = kinds_of(self.tokens, lexicon)
        self.negations = negations_of(self.tokens, lexicon)
        self.heads = [t for t in self.tokens if _is_head(t)] or self.tokens[:1]
        self.of = {t.i: self._head_of(t) for t in self.tokens}

    def clauses(self) -> list[Clause]:
        return [self._clause(head) for head in self.heads]

    def _head_of(self, token: Token) -> Token:
        known = {head.i for head in self.heads}
        at = token
        for _ in range(len(self.tokens)):
            if at.i in known or at.head.i == at.i:
                break
            at = at.head
        return at if at.i in known else self.heads[0]

    def _clause(self, head: Token) -> Clause:
        mine = [t for t in self.tokens if self.of[t.i].i == head.i]
        verbs = [head, *(t for t in mine if t.dep_ == "xcomp")]
        subject = self._subject(head)
        phrase = self._phrase(subject) if subject is not None else []
        objects = [child for verb in verbs for child in verb.children if child.dep_ in _OBJECTS]
        by = [
            grand
            for verb in verbs
            for child in verb.children
            if child.dep_ == "agent"
            for grand in child.children
        ]
        passive = any(child.dep_ == "nsubjpass" for child in head.children)
        doing = self.names.keys(phrase)
        done_to = self.names.keys([t for each in objects for t in self._phrase(each)])
        agents = self.names.keys([t for each in by for t in self._phrase(each)]) if passive else doing
        patients = doing | done_to if passive else done_to
        here = [f for f in self.found if self.of[self.tokens[f.first].i].i == head.i]
        return Clause(
            verb=frozenset().union(*(_forms(verb) for verb in verbs if not _LIGHT & _forms(verb))),
            agents=agents,
            patients=patients,
            about=doing,
            names=self.names.keys(mine) | doing,
            stems=frozenset(_stems([*mine, *phrase])),
            kinds=frozenset(f.kind for f in here),
            moved=frozenset(pair for f in here for pair in self._moved(f)),
            numbers=tuple(numbers(_text(mine))),
            negated=self._negated(head, mine),
            hedged=self._under(head, mine, HEDGES),
            open=self._under(head, mine, HEDGES | _FUTURE),
        )

    def _subject(self, head: Token) -> Token | None:
        """The head of the noun phrase a clause is about, taken over from the clause above where it has none."""
        at = head
        for _ in range(6):
            own = next((child for child in at.children if child.dep_ in _SUBJECTS), None)
            if own is not None:
                if own.lower_ in {"who", "which", "that"} and at.dep_ == "relcl":
                    return at.head
                return own
            if at.dep_ in {"relcl", "acl"}:
                return at.head
            if at.head.i == at.i or at.dep_ not in {"conj", "advcl", "pcomp", "xcomp", "prep", "ccomp"}:
                return None
            at = at.head
        return None

    def _phrase(self, head: Token) -> list[Token]:
        """The words of a noun phrase, other clauses that hang on it left out."""
        kept, stack = [], [head]
        while stack:
            token = stack.pop()
            kept.append(token)
            stack += [c for c in token.children if c.dep_ not in _OTHER_CLAUSE and self._inside(c)]
        return sorted(kept, key=lambda token: token.i)

    def _inside(self, token: Token) -> bool:
        return self.base <= token.i < self.base + len(self.tokens)

    def _moved(self, found: Found) -> list[tuple[Kind, str]]:
        """What a word of direction moves: the noun it describes, its verb's object or else its subject."""
        if found.kind.family != "move":
            return []
        token = self.tokens[found.first]
        if token.dep_ == "amod" or (token.dep_ == "compound" and token.head.pos_ == "NOUN"):
            things = [token.head]
        elif token.pos_ in {"VERB", "AUX"}:
            solid = [
                c for c in token.children if c.dep_ in {"dobj", "obj"} and c.pos_ == "NOUN" and not _amount(c)
            ]
            subject = self._subject(self.of[token.i])
            things = solid or ([subject] if subject is not None else [])
        elif token.pos_ == "NOUN":
            things = [
                grand
                for child in token.children
                if child.lower_ in {"in", "of"}
                for grand in child.children
                if not _amount(grand)
            ] or [c for c in token.children if c.dep_ == "compound"]
        else:
            subject = self._subject(self.of[token.i])
            things = [subject] if subject is not None else []
        return [(found.kind, stem(thing.lower_)) for thing in things if thing.pos_ == "NOUN"]

    def _negated(self, head: Token, mine: Sequence[Token]) -> bool:
        """Denied by a word of its own, or by the clause that it completes."""
        verbs = {head.i, *(t.i for t in mine if t.dep_ == "xcomp")}
        own = sum(t.i - self.base in self.negations and _reaches(t, verbs) for t in mine) % 2 == 1
        above = head.head
        if head.dep_ in {"ccomp", "pcomp"} and above.i != head.i and self._inside(above):
            upper = self.of[above.i]
            words = {
                t.i - self.base for t in self.tokens if self.of[t.i].i == upper.i and t.head.i == upper.i
            }
            denied = bool(_forms(upper) & _DENYING) or bool((words | {upper.i - self.base}) & self.negations)
            return own != denied
        return own

    def _under(self, head: Token, mine: Sequence[Token], words: frozenset[str]) -> bool:
        """Whether such a word stands in the clause or over it."""
        if any(_says(t, words) for t in mine):
            return True
        at = head
        for _ in range(4):
            if at.dep_ not in _BELOW or at.head.i == at.i or not self._inside(at.head):
                return False
            at = self.of[at.head.i]
            over = [at, *(c for c in at.children if c.dep_ in {"aux", "advmod", "mark", "acomp", "dobj"})]
            if any(_says(t, words) for t in over):
                return True
        return False


def _is_head(token: Token) -> bool:
    if token.dep_ not in _HEADS:
        return False
    if token.dep_ in {"ROOT", "parataxis", "relcl", "ccomp", "csubj"}:
        return True
    if token.dep_ == "conj":
        return token.pos_ in {"VERB", "AUX"} and token.head.pos_ in {"VERB", "AUX"}
    return token.pos_ in {"VERB", "AUX"}


def _reaches(denial: Token, verbs: set[int]) -> bool:
    """Whether a word of denial denies the clause, and not a noun beside it ("supply, not demand")."""
    if denial.i in verbs or denial.head.i in verbs or denial.lower_ in {"without", "neither", "nor", "never"}:
        return True
    over = denial.head
    return over.head.i in verbs and (
        over.dep_ == "advmod" or (denial.dep_ == "det" and over.dep_ in _ARGUMENTS)
    )


def _says(token: Token, words: frozenset[str]) -> bool:
    """Whether a token is one of these words in its use as a hedge: a forecast is there, to forecast is not."""
    if not _forms(token) & words:
        return False
    return token.pos_ not in {"NOUN", "PROPN"} or not _forms(token).isdisjoint(_DOUBTS)


_DOUBTS = words_of("proposal prospect possibility chance risk talk rumour rumor speculation allegation")


def _forms(token: Token) -> frozenset[str]:
    return base_forms(token.lower_, token.lemma_.lower())


def _stems(tokens: Sequence[Token]) -> set[str]:
    return {
        stem(t.lower_)
        for t in tokens
        if t.lower_ not in STOP_WORDS and t.text[0].isalpha() and (len(t) > 1 or t.text.isupper())
    }


def _amount(token: Token) -> bool:
    return token.ent_type_ in {"MONEY", "PERCENT", "CARDINAL", "QUANTITY", "DATE", "TIME"} or token.like_num


def _text(tokens: Sequence[Token]) -> str:
    """Tokens as text, apart where other clauses stood between them."""
    out = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and token.i != before.i + 1:
            out.append(" ; ")
        out.append(token.text_with_ws)
    return "".join(out)
