"""Who said it, where that can go: a company's report of its own doings, a source behind a statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Token

from bot.analysis.standing import SUBJECTS, finite
from bot.analysis.vocabulary import COMPANY_NOUNS, EMPTY_VERBS, SPEECH, WEEKDAYS, words_of

# First and last position that may go, and the price.
Span = tuple[int, int, float]

_QUOTES = frozenset({'"', "“", "”", "``", "''"})
_SELF_NAMES = COMPANY_NOUNS | {"it", "they"}
_REPORTING = frozenset({"say", "announce", "report", "state", "add"})
_SHIFTED = frozenset({"was", "were", "had", "would", "could", "might"})
# What may stand between a speaker and what is said; any other time than a weekday is a fact of its own.
_BETWEEN = frozenset({"that", "on", "in", "a", "statement", "release", "late", "early", ","}) | WEEKDAYS
# What a speaker holds to be so is an opinion, whoever speaks.
_HOLDING = frozenset({"believe", "think", "feel", "hope", "deserve", "do"})
# What these say is no fact yet: a line without them would claim more.
_HEARSAY = words_of(
    "source sources people person newspaper paper magazine report reports media daily website journal times"
)


def attributions(tokens: Sequence[Token], place: Mapping[int, int]) -> Iterator[Span]:
    """What names a speaker and may go. `place` maps the index of a token in its Doc to its position."""
    yield from _behind(tokens, place)
    yield from _before(tokens, place)


def _behind(tokens: Sequence[Token], place: Mapping[int, int]) -> Iterator[Span]:
    """`..., the company said on Monday`: the tail after the clause that was said."""
    for token in tokens:
        if token.dep_ != "ROOT" or token.lower_ not in SPEECH:
            continue
        speakers = [c for c in token.children if c.dep_ in SUBJECTS and c.i in place]
        for clause in token.children:
            first, last = place.get(clause.left_edge.i), place.get(clause.right_edge.i)
            if clause.dep_ != "ccomp" or clause.i > token.i or not speakers or first is None or last is None:
                continue
            stated = any(c.dep_ in SUBJECTS for c in clause.children) and finite(clause)
            if first > 1 or not stated or min(s.left_edge.i for s in speakers) < tokens[last].i:
                continue
            end = len(tokens) - 1
            while end > last and tokens[end].is_punct:
                end -= 1
            own = any(speaker.lower_ in _SELF_NAMES for speaker in speakers)
            hearsay = token.lower_ == "reported" or any(speaker.lower_ in _HEARSAY for speaker in speakers)
            plain = _plain(token, clause)
            if end > last:
                yield last + 1, end, 0 if plain and own else 2.0 if hearsay or own else 0.3


def _before(tokens: Sequence[Token], place: Mapping[int, int]) -> Iterator[Span]:
    """`Genesco said on Thursday that it rejected` -> `Genesco rejected`: the pronoun means the speaker."""
    for token in tokens:
        if token.dep_ not in {"ROOT", "conj"} or token.lower_ not in SPEECH:
            continue
        speaker = next((c for c in token.lefts if c.dep_ == "nsubj" and c.i in place), None)
        clause = next((c for c in token.rights if c.dep_ == "ccomp"), None)
        if speaker is None or clause is None or not finite(clause):
            continue
        subject = next((c for c in clause.lefts if c.dep_ in {"nsubj", "nsubjpass"} and c.i in place), None)
        if subject is None or not _agree(speaker, subject) or not _plain(token, clause):
            continue
        first, last = place[token.i], place[subject.i]
        between = tokens[first + 1 : last]
        if last - first > 8 or any(t.lower_ not in _BETWEEN for t in between):
            continue
        if first >= 2 and tokens[first - 1].lower_ in WEEKDAYS and tokens[first - 2].lower_ == "on":
            first -= 2
        while (
            first
            and tokens[first - 1].head == token
            and tokens[first - 1].dep_ in {"advmod", "npadvmod", "aux"}
        ):
            first -= 1
        yield first, last, 0


def _agree(speaker: Token, pronoun: Token) -> bool:
    """Whether a pronoun means the speaker and nothing named with him: not in "backers of tariffs say they help"."""
    plural = speaker.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in speaker.children)
    alike = {"NNS", "NNPS"} if plural else {"NN"}
    if any(t.tag_ in alike for c in speaker.children if c.dep_ == "prep" for t in c.subtree):
        return False
    return {"it": not plural, "they": plural, "he": not plural, "she": not plural}.get(pronoun.lower_, False)


def _plain(verb: Token, clause: Token) -> bool:
    """True for what a speaker simply reports of itself.

    A denial, a judgement ("it is confident") or a quotation is true only as somebody's words.
    """
    children = list(clause.children)
    judged = clause.lemma_ in {"be", "seem", "remain"} or clause.lower_ in EMPTY_VERBS
    judged = judged and any(c.dep_ in {"acomp", "attr"} for c in children)
    held = clause.lemma_ in _HOLDING
    denied = any(c.dep_ == "neg" for c in children)
    quoted = any(token.text in _QUOTES for token in clause.subtree)
    # "said it was negotiating": without "said" the tense would put it into the past.
    shifted = verb.tag_ == "VBD" and (
        clause.lower_ in _SHIFTED or any(c.lower_ in _SHIFTED for c in children)
    )
    return verb.lemma_ in _REPORTING and not (judged or held or denied or quoted or shifted)
