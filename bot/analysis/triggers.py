"""The words of a sentence that report an event, checked against its parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from bot.analysis.inflection import words_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.lookalikes import is_aim, of_burdens, of_strangers
from bot.analysis.taxonomy import MARKET_MOVE, NOTHING, PRICE_MOVE, EventType, event_terms, event_types
from bot.analysis.terms import Forms, Hit, Term, forms_of
from bot.analysis.tree import FAR, distance, whole

NEGATION_REACH = 4
PRICE_WORDS = frozenset({"share", "stock", "scrip"})
NOT_PRICE = words_of("market sale sell issue buy gain lose win take")
PRICE_BACK = 6
PRICE_AHEAD = 4
MARKET_TERMS = (
    "wall street",
    "wall st",
    "s&p",
    "dow",
    "nasdaq",
    "stock market",
    "stocks",
    "ftse",
    "nikkei",
    "equities",
    "stock index futures",
    "stock futures",
    "wall",
)
MARKET_STATES = words_of("higher lower up down mixed flat steady volatile")
APART = 6  # edges of the parse between the words of one report
BUSINESS = words_of(
    "company firm rival maker unit business bank chain startup operator group retailer producer insurer lender "
    "division subsidiary competitor brand developer supplier manufacturer provider drugmaker itself network "
    "airline hotel portfolio asset mine brewer utility broker asset"
)
RATED = words_of("rating stock share debt outlook bond note credit view recommendation score")
PARTIES = words_of(
    "company firm group bank retailer carmaker automaker chipmaker lender airline drugmaker insurer "
    "manufacturer maker it its they their we our which that regulator brokerage"
)


RESULTS = words_of("profit earnings result loss income revenue rev net eps ffo ebit ebitda sale turnover")
PERIODS = words_of("quarter quarterly q1 q2 q3 q4 qtr h1 h2 half annual fiscal fy month monthly full-year")
RESULT_REACH = 3
GUIDANCE = frozenset({"guidance", "guidance_up", "guidance_down", "guidance_kept"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A report of an event: its type and the tokens `first` to `last` (positions in the sentence)."""

    kind: EventType
    first: int
    last: int
    anchor: Token


def triggers_of(span: Span, parties: frozenset[int]) -> list[Trigger]:
    """The first report of every type of event in a sentence, less what a stronger type says already.

    `parties` are the positions of the words that name listed companies.
    """
    tokens = list(span)
    forms = forms_of(tokens)
    every = [
        *event_terms().every(forms),
        *_price_moves(forms),
        *_market_moves(tokens, forms),
        *_results(forms),
    ]
    misleading = [hit for hit in every if hit.term.kind == NOTHING]
    negated = _negated(forms, whole(span))
    anyone = bool(parties) or _somebody(span)
    best: dict[str, Trigger] = {}
    for hit in every:
        kind = event_types().get(hit.term.kind)
        if kind is None or kind.name in best or any(hit.overlaps(other) for other in misleading):
            continue
        if kind.scope == "company" and kind.name != PRICE_MOVE and not anyone:
            continue
        if kind.name == "results" and any(hit.overlaps(o) for o in every if o.term.kind in GUIDANCE):
            continue
        if hit.first in negated or not _stands(span, tokens, hit, kind, parties):
            continue
        best[kind.name] = Trigger(kind, hit.first, hit.last, _anchor(tokens, hit))
    if "macro" in best and not parties:  # the forecast of a central bank or a ministry
        best = {name: trigger for name, trigger in best.items() if name not in GUIDANCE}
    return [trigger for name, trigger in sorted(best.items()) if trigger.kind.unless.isdisjoint(best)]


def _negated(forms: Forms, trusted: bool) -> frozenset[int]:
    """Positions right behind a negation, for headlines; whole sentences have their parse."""
    if trusted:
        return frozenset()
    return frozenset(
        no.last + step for no in Lexicon.load().find(forms, "negate") for step in range(1, NEGATION_REACH + 1)
    )


def _anchor(tokens: Sequence[Token], hit: Hit) -> Token:
    """The word of a report on which its arguments hang: a verb if it has one, else the noun on top."""
    covered = tokens[hit.first : hit.last + 1]
    ends = [tokens[hit.first], tokens[hit.last]]
    verbs = [t for t in ends if t.pos_ == "VERB"]
    if verbs:
        return verbs[0]
    return min(covered, key=lambda t: (sum(1 for _ in t.ancestors), t.i))


def _stands(span: Span, tokens: Sequence[Token], hit: Hit, kind: EventType, parties: frozenset[int]) -> bool:
    """Whether the parse bears out that the words of a hit belong together and mean the event."""
    first, last = tokens[hit.first], tokens[hit.last]
    trusted = whole(span)
    if kind.name in {PRICE_MOVE, MARKET_MOVE}:
        return not is_aim(first)
    if of_burdens(tokens[hit.first : hit.last + 1]) or of_strangers(tokens, hit.first, hit.last):
        return False
    if trusted and first != last and hit.last - hit.first >= hit.term.size:
        apart = distance(first, last)
        if apart == FAR or apart > APART or _crosses(first, last):
            return False
    if trusted and first == last and first.pos_ in {"ADJ", "ADV"} and first.dep_ in {"acomp", "advmod"}:
        return False
    if kind.acts_on_company:
        return _acts_on_company(span, first if first.pos_ == "VERB" else last, hit, parties, trusted)
    return True


def _crosses(first: Token, last: Token) -> bool:
    """Whether two words belong to statements of different subjects that "and" or "but" joins."""
    low, high = (first, last) if first in last.ancestors else (last, first)
    at = high
    for _ in range(APART):
        if at == low:
            return False
        if at.dep_ == "conj" and at.pos_ == "VERB" and any(c.dep_ == "nsubj" for c in at.children):
            return True
        at = at.head
    return False


def _acts_on_company(span: Span, verb: Token, hit: Hit, parties: frozenset[int], trusted: bool) -> bool:
    base = span.start
    if verb.pos_ not in {"VERB", "AUX"} and (trusted or hit.term.size > 1):
        return hit.term.size > 1 or _belongs_to_company(span, verb, parties)
    objects = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass", "dative", "oprd"}]
    if (
        verb.dep_ == "relcl"
        and not any(c.dep_ in {"nsubj"} and c.lower_ not in {"which", "that", "who"} for c in verb.children)
        and not objects
    ):
        return False
    if not objects and not trusted:
        ahead = list(span)[hit.last + 1 : hit.last + 4]
        return any(t.i - base in parties or t.pos_ == "PROPN" or _business(t) for t in ahead)
    if verb.dep_ == "relcl" and not objects:
        objects = [verb.head]
    for thing in objects:
        if _rated_by(verb, thing) or _company(span, thing, parties):
            return True
    return hit.term.size > 1 and not objects


def _rated_by(verb: Token, thing: Token) -> bool:
    return verb.lemma_ in {"upgrade", "downgrade", "raise", "cut", "lower"} and not RATED.isdisjoint(
        {thing.lemma_.lower(), thing.lower_}
    )


def _company(span: Span, token: Token, parties: frozenset[int]) -> bool:
    """Whether a word stands for a company: a listed one, an organisation, or a noun for a business."""
    if token.i - span.start in parties or _business(token):
        return True
    return token.ent_type_ in {"ORG", "PRODUCT", "GPE"} and token.pos_ == "PROPN"


def _belongs_to_company(span: Span, noun: Token, parties: frozenset[int]) -> bool:
    """Whether a noun such as "upgrade" or "acquisition" is of a company, or of nothing that is named."""
    of = [g for c in noun.children if c.dep_ == "prep" and c.lower_ in {"of", "for"} for g in c.children]
    if noun.dep_ == "compound":
        return noun.head.lemma_.lower() in {
            "deal",
            "offer",
            "bid",
            "agreement",
            "talk",
            "target",
            "plan",
            "price",
        }
    return not of or any(_company(span, token, parties) for token in of)


def _business(token: Token) -> bool:
    return not BUSINESS.isdisjoint({token.lemma_.lower(), token.lower_})


def _somebody(span: Span) -> bool:
    """Whether a sentence without a listed company speaks of some business at all."""
    if any(ent.label_ in {"ORG", "PRODUCT"} for ent in span.ents):
        return True
    return any(token.lower_ in PARTIES or _business(token) for token in span) or not whole(span)


def _price_moves(forms: Forms) -> Iterator[Hit]:
    """Movements of a share price: "shares of Acme rose", "Acme's stock, which had fallen"."""
    for move in Lexicon.load().find(forms, "move"):
        around = range(max(0, move.first - PRICE_BACK), min(len(forms), move.last + PRICE_AHEAD))
        for i in around:
            beside = frozenset[str]()
            if i:
                beside = forms[i - 1] | (forms[i + 1] if i + 1 < len(forms) else frozenset())
            of_market = (
                "share" in forms[i]
                and i + 1 < len(forms)
                and "of" in forms[i + 1]
                and any("market" in form for form in forms[i + 2 : i + 4])
            )
            if not PRICE_WORDS.isdisjoint(forms[i]) and NOT_PRICE.isdisjoint(beside) and not of_market:
                yield Hit(Term(move.term.words, PRICE_MOVE), move.first, move.last)
                return


def _market_moves(tokens: Sequence[Token], forms: Forms) -> Iterator[Hit]:
    """Movements of the whole market: "Wall Street slides", "the S&P 500 fell 2 percent"."""
    moves = {i for move in Lexicon.load().find(forms, "move") for i in range(move.first, move.last + 1)}
    moves |= {i for i, form in enumerate(forms) if not MARKET_STATES.isdisjoint(form)}
    lower = [token.lower_ for token in tokens]
    for i in sorted(moves):
        for at in range(max(0, i - PRICE_BACK), i):
            if any(lower[at : at + len(words)] == words for words in _market_words()):
                yield Hit(Term(("market",), MARKET_MOVE), i, i)
                return


def _results(forms: Forms) -> Iterator[Hit]:
    """Figures of a period, in any order of words: "Q2 profit", "posts higher second-quarter revenue"."""
    for at, form in enumerate(forms):
        if RESULTS.isdisjoint(form):
            continue
        for other in range(max(0, at - RESULT_REACH), min(len(forms), at + RESULT_REACH + 1)):
            if other != at and not PERIODS.isdisjoint(forms[other]):
                yield Hit(Term(("period", "figure"), "results"), min(at, other), max(at, other))
                return


def _market_words() -> list[list[str]]:
    return [term.split() for term in MARKET_TERMS]
