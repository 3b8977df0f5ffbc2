"""By which descriptions a company can be meant: what it does, where it sits, what the article calls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from bot.analysis.document import Company, Document
from bot.market.names import fold, word_set

GENERIC = word_set(
    "company firm group business corporation giant conglomerate manufacturer maker startup start-up"
)
"""Nouns that can stand for any company."""

TRADES = word_set(
    "airline automaker bank biotech brewer broadcaster broker brokerage builder carmaker carrier chain chipmaker"
    " contractor developer distiller driller drugmaker exchange grocer homebuilder hotelier insurer lender miner"
    " operator planemaker producer publisher railroad railway refiner retailer shipper steelmaker streamer"
    " supermarket supplier toymaker truckmaker utility foundry jeweller jeweler studio restaurateur bookseller"
    " shipbuilder cosmetics-maker landlord wholesaler pharmacy telco"
)
"""Nouns that say what a company does."""

NATIONS = {
    "american": "United States", "british": "United Kingdom", "german": "Germany", "french": "France",
    "dutch": "Netherlands", "swiss": "Switzerland", "japanese": "Japan", "chinese": "China",
    "south korean": "South Korea", "korean": "South Korea", "italian": "Italy", "spanish": "Spain",
    "swedish": "Sweden", "danish": "Denmark", "finnish": "Finland", "norwegian": "Norway",
    "belgian": "Belgium", "canadian": "Canada", "indian": "India", "taiwanese": "Taiwan",
    "brazilian": "Brazil", "australian": "Australia", "irish": "Ireland", "mexican": "Mexico",
}  # fmt: skip
"""Adjectives of nations, and the country each says, as the securities master writes it."""

_SAME = (word_set("carmaker automaker truckmaker"), word_set("bank lender"), word_set("drugmaker biotech"),
         word_set("jeweller jeweler"), word_set("railroad railway"), word_set("carrier airline"),
         word_set("builder homebuilder"), word_set("grocer supermarket retailer"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a company: nouns for it, its seat and its country; each may be empty."""

    nouns: frozenset[str]
    seat: str
    country: str


def traits_of(document: Document, company: Company) -> Traits:
    """The traits of a company, from the securities master and from what the article calls it."""
    security = company.security
    nouns = set(security.trade)
    nouns.update(word for word in fold(security.name).replace(",", " ").split() if word in TRADES)
    if any(word in ("airlines", "airways") for word in fold(security.name).split()):
        nouns.add("airline")
    for mention in company.mentions:
        if 0 <= mention.sentence < len(document.sentences):
            sentence = document.sentences[mention.sentence]
            doc, offset = sentence.span.doc, sentence.offset
            span = doc.char_span(mention.start - offset, mention.end - offset, alignment_mode="expand")
            if span is not None and len(span):
                nouns |= _called(list(span), span.root)
    for words in _SAME:
        if nouns & words:
            nouns |= words
    return Traits(frozenset(nouns), security.seat, security.country)


def _called(tokens: Sequence[Token], root: Token) -> set[str]:
    """What a sentence calls a company: `chipmaker Nvidia`, `Nvidia, the world's largest chipmaker`."""
    near = [child for child in root.children if child.dep_ in ("appos", "compound", "amod")]
    if root.dep_ == "appos":
        near.append(root.head)
    first = tokens[0]
    if first.i > first.sent.start:
        near.append(first.nbor(-1))
    return {t.lower_ for t in near if t.lower_ in TRADES}
