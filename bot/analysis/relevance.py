"""How much an article is about each company it names, and which of them it is mainly about.

Relevance grows with every mention: with where it stands (title, lead, later), with what the company does in
the sentence (subject or object of its main verb, or named in passing), and with how far it runs through the
article. An analyst's employer and a name in a long list count for little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from bot.analysis.document import Company, Document
from bot.market.names import word_set
from bot.market.securities import Securities
from bot.model import MAX_PRIMARY, Mention

SOURCE_CEILING = 0.2
PASSING_CEILING = 0.28
PRIMARY_FROM = 0.6
PRIMARY_AHEAD = 0.15  # by how much one company must lead where neither title nor lead names any
PRIMARY_SHARE = 0.5
PASSING = 0.5  # part in a sentence up to which a company is only named there
HALF = 0.8
"""Points at which relevance is one half; each further point moves it half as fast."""
LEAD_SENTENCES = 2
INDIRECT = frozenset({"brand", "source"})  # these alone make nobody primary
IN_TITLE = 0.6  # part of a company in a headline that the parser could not tell
MAIN_WEIGHTS = {-1: 1.6, 0: 1.2, 1: 0.5}
"""What being actor or object counts in title, lead and the sentence after it."""

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_OBJECTS = frozenset({"dobj", "attr", "oprd", "dative", "agent"})
_WORTH = {"source": 0.12, "brand": 0.6}
_SHARES = word_set("share shares stock stocks bond bonds unit ceo results profit deal bid")
_ENGAGED = frozenset({"hire", "retain", "engage"})  # whose object is an adviser
_STAFF = word_set(
    "exec executive executives execs chief head ceo cfo president veteran alum chairman trader banker director"
)
_COMPARISONS = frozenset({"like", "as", "than", "including", "such", "versus", "vs", "unlike", "alongside"})


@dataclass(frozen=True, slots=True)
class _Weighed:
    """`main` is the part in the main event, `points` the mass of all mentions."""

    points: float
    main: float
    passing: bool


def companies(document: Document, mentions: Sequence[Mention], securities: Securities) -> list[Company]:
    """The listed companies of an article, primary first, then by relevance (0 to 1, two decimals).

    At most `MAX_PRIMARY` are primary: subject or object of the main event, as the title and the lead tell it.
    """
    by_company: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_company[mention.security_id].append(mention)
    crowd = _crowd(mentions)
    weighed: dict[str, _Weighed] = {}
    for sid, own in by_company.items():
        security = securities.get(sid)
        if security is not None:
            weighed[sid] = _weigh(document, own, crowd)
    relevance = {sid: _relevance(document, by_company[sid], w) for sid, w in weighed.items()}
    named = {sid: w for sid, w in weighed.items() if any(m.how not in INDIRECT for m in by_company[sid])}
    primary = _primary(named, relevance)
    weighed = {sid: w for sid, w in weighed.items() if _listed(securities, sid)}
    out = []
    for sid in sorted(
        weighed, key=lambda s: (s not in primary, -relevance[s], -weighed[s].points, by_company[s][0].start)
    ):
        security = securities.get(sid)
        assert security is not None
        role = "primary" if sid in primary else "secondary"
        out.append(
            Company(
                security,
                tuple(by_company[sid]),
                "primary" if role == "primary" else "secondary",
                relevance[sid],
            )
        )
    return out


def _listed(securities: Securities, sid: str) -> bool:
    security = securities.get(sid)
    return security is not None and security.listed


def _crowd(mentions: Sequence[Mention]) -> Mapping[int, int]:
    """For each sentence how many companies it names."""
    named: dict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        named[mention.sentence].add(mention.security_id)
    return {sentence: len(ids) for sentence, ids in named.items()}


def _weigh(document: Document, own: Sequence[Mention], crowd: Mapping[int, int]) -> _Weighed:
    points = 0.0
    parts: dict[int, float] = defaultdict(float)
    passing = True
    seen: dict[int, int] = defaultdict(int)
    for mention in own:
        seen[mention.sentence] += 1
        part = _part(document, mention)
        place = _place(document, mention)
        again = 0.4 if seen[mention.sentence] > 1 else 1.0
        share = 1.0 if crowd[mention.sentence] <= 3 else 3.0 / crowd[mention.sentence]
        worth = _WORTH.get(mention.how, 1.0) * part * again * share
        points += worth * place
        if mention.how != "source" and part > 0.5:
            passing = False
        if mention.sentence < 0 and part == PASSING:
            part = IN_TITLE
        if mention.how != "source" and part > PASSING:
            here = _WORTH.get(mention.how, 1.0) * part * (1.0 if mention.sentence < 0 else share)
            parts[mention.sentence] = max(parts[mention.sentence], here)
    main = sum(weight * parts[sentence] for sentence, weight in MAIN_WEIGHTS.items() if sentence in parts)
    return _Weighed(points, main, passing)


def _place(document: Document, mention: Mention) -> float:
    """What a mention's place is worth: the title most, then the lead, then evenly less."""
    if mention.sentence < 0:
        return 1.6
    if mention.sentence == 0:
        return 1.3
    if mention.sentence < LEAD_SENTENCES:
        return 1.0
    progress = mention.sentence / max(1, len(document.sentences))
    return 0.65 - 0.25 * progress


def _part(document: Document, mention: Mention) -> float:
    """What the company does in the sentence: 1 subject, 0.9 object, down to 0.3 in a comparison."""
    token = _token(document, mention)
    if token is None:
        return 0.8 if mention.how == "symbol" else 0.6
    if _former_staff(token, document, mention):
        return 0.3
    top = token
    steps = 0
    inside = False
    if token.dep_ in ("compound", "amod", "nmod") and _named_in_passing(token, document, mention):
        return 0.4
    while steps < 6 and top.head.i != top.i:
        steps += 1
        inside = inside or top.dep_ == "prep"
        if top.dep_ == "appos" and inside:
            return 0.4  # `a leading issuer of Visa cards`
        if top.dep_ in _SUBJECTS:
            return 1.0 if top.head.dep_ in ("ROOT", "ccomp", "conj") else 0.8
        if top.dep_ in _OBJECTS:
            return 0.4 if top.head.lemma_.lower() in _ENGAGED else 0.9
        if top.dep_ in ("prep",) and top.lower_ in _COMPARISONS:
            return 0.3
        if top.dep_ in ("relcl", "advcl", "acl"):
            return 0.5
        top = top.head
    return 0.7 if top.dep_ == "ROOT" and steps <= 2 else 0.5


def _former_staff(token: Token, document: Document, mention: Mention) -> bool:
    """Whether a company only says where somebody comes from: `ex-Conoco chief`, `taps Vornado exec to be CEO`."""
    if mention.sentence < 0:
        before = document.article.title[: mention.start]
    else:
        before = document.article.text[max(0, mention.start - 8) : mention.start]
    if before.lower().endswith(("ex-", "former ", "onetime ")):
        return True
    head = token.head
    return token.dep_ in ("compound", "nmod") and head.lower_ in _STAFF and head.dep_ in ("dobj", "pobj")


def _named_in_passing(token: Token, document: Document, mention: Mention) -> bool:
    """Whether a name only qualifies somebody or something else: `a former Citigroup executive`, `Visa cards`.

    A headline is too short to tell, and `Ford shares` are Ford's.
    """
    head = token.head
    if mention.sentence < 0 or head.pos_ != "NOUN" or head.lower_ in _SHARES:
        return False
    if any(child.lower_ in ("former", "ex", "onetime", "one-time") for child in head.children):
        return True
    return head.dep_ in ("pobj", "conj") and head.lower_.endswith(("s", "drug", "software", "service"))


def _token(document: Document, mention: Mention) -> Token | None:
    """The head word of a mention."""
    span: Span | None
    if mention.sentence < 0:
        doc: Doc | None = document.title
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand") if doc is not None else None
    else:
        sentence = document.sentences[mention.sentence]
        doc = sentence.span.doc
        start, end = mention.start - sentence.offset, mention.end - sentence.offset
        span = doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def _relevance(document: Document, own: Sequence[Mention], weighed: _Weighed) -> float:
    spread = len({m.sentence for m in own if m.how != "source"}) / max(1, min(8, len(document.sentences)))
    points = weighed.points * (1 + 0.25 * min(1.0, spread))
    value = points / (points + HALF)
    if all(m.how == "source" for m in own):
        value = min(value, SOURCE_CEILING)
    elif weighed.passing and weighed.main == 0 and len(own) < 3:
        value = min(value, PASSING_CEILING)
    return round(min(1.0, value), 2)


def _primary(weighed: Mapping[str, _Weighed], relevance: Mapping[str, float]) -> set[str]:
    """Who the main event is about: named as actor or object at the top, and not far behind the leader.

    Companies without a listing compete for the places, so that a rival in the text of an article about one of
    them is not taken for its subject.
    """
    ranked = sorted(weighed, key=lambda s: (-(weighed[s].main + relevance[s]), s))
    ranked = [s for s in ranked if weighed[s].main > 0 and relevance[s] > SOURCE_CEILING]
    if not ranked:
        ranked = sorted(weighed, key=lambda s: (-relevance[s], s))
        ahead = relevance[ranked[0]] - relevance[ranked[1]] if len(ranked) > 1 else 1.0
        clear = bool(ranked) and relevance[ranked[0]] >= PRIMARY_FROM and ahead >= PRIMARY_AHEAD
        return set(ranked[:1]) if clear else set()
    leader = weighed[ranked[0]].main + relevance[ranked[0]]
    return {s for s in ranked[:MAX_PRIMARY] if weighed[s].main + relevance[s] >= PRIMARY_SHARE * leader}
