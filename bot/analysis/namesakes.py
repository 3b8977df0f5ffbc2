"""Signs that a company's name is borne by somebody or something else: a person, a place, a band, a film."""

from __future__ import annotations

import re

from spacy.tokens import Token

from bot.analysis.names import Candidate
from bot.analysis.textview import Unit
from bot.market.names import word_set

PERSONS = word_set(
    "actor actress architect artist athlete author baker banker-turned-politician baron baroness bishop"
    " blacksmith boxer boy brother candidate captain cartoonist chef clergyman coach colonel comedian composer"
    " congressman congresswoman cousin dancer daughter democrat detective diplomat doctor engineer-inventor"
    " explorer farmer father financier footballer general girl golfer governor grandfather grandmother guitarist"
    " historian husband immigrant inventor journalist judge king knight lawmaker lieutenant magnate major man"
    " mathematician mayor midfielder minister missionary mother musician naturalist nephew niece novelist"
    " nurse officer orphan painter patient pastor philanthropist philosopher photographer physicist pianist"
    " pitcher player playwright poet politician pope preacher priest prince princess professor prophet prosecutor"
    " quarterback queen rancher rapper republican saxophonist scholar scientist sculptor senator sergeant sheriff"
    " shoemaker singer sister soldier son songwriter sprinter statesman striker student surgeon tailor"
    " teacher teenager tycoon uncle violinist widow widower wife woman great-uncle great-aunt aunt"
)
"""Nouns for people, none of which a company can be; nor any that says what people do in companies."""

_PLACES = r"town|city|village|hamlet|suburb|river|county|borough|port|island|parish|resort town|ghost town"
_THINGS = (
    r"cat|dog|horse|puppy|song|movie|film|novel|river|town|singer|band|person|man|woman|fruit|word|verb|noun"
    r"|planet|moon|god|goddess|element|metal|musical|character|ship|poem|painting|opera|play|saint|king|queen"
)
_BEARS_BEFORE = re.compile(
    rf"\b(?:(?:the|a|his|her|their) (?:\w+ )?(?:{_THINGS}|rock band|rockers|rapper|duo|quartet|trio|group called)"
    r"|(?:song|album|single|concert|gig|novel|poem|painting|sonata|symphony|opener) (?:by|from|called)"
    r"|singer|rapper|poet|painter|composer|inventor|actor|actress|physicist|saint|aunt|uncle|grandfather"
    r"|grandmother|named after|the late|bishop|king|queen|prince|sergeant|lieutenant|colonel|coach) $",
    re.I,
)
_BEARS_AFTER = re.compile(
    rf"(?:,? (?:who|whom)\b| the (?:{_THINGS})\b| of the (?:\w+ )?(?:century|dynasty|empire|legend)\b"
    rf"|,? (?:was|is),? (?:an? |the )(?:\w+ ){{0,2}}(?:{_THINGS}|{_PLACES})\b"
    rf"|, (?:an?|the) (?:\w+ ){{0,3}}(?:{_PLACES})\b(?!['’]))",
)
_STATES = (
    r"Ala|Alabama|Alaska|Ariz|Arizona|Ark|Arkansas|Calif|California|Colo|Colorado|Conn|Connecticut|Del|Delaware"
    r"|Fla|Florida|Ga|Georgia|Hawaii|Idaho|Ill|Illinois|Ind|Indiana|Iowa|Kan|Kansas|Ky|Kentucky|La|Louisiana"
    r"|Maine|Md|Maryland|Mass|Massachusetts|Mich|Michigan|Minn|Minnesota|Miss|Mississippi|Mo|Missouri|Montana"
    r"|Neb|Nebraska|Nev|Nevada|N\.?H|New Hampshire|N\.?J|New Jersey|New Mexico|N\.?Y|New York|N\.?C"
    r"|North Carolina|North Dakota|Ohio|Okla|Oklahoma|Ore|Oregon|Pa|Pennsylvania|Rhode Island|S\.?C"
    r"|South Carolina|South Dakota|Tenn|Tennessee|Tex|Texas|Utah|Vt|Vermont|Va|Virginia|Wash|Washington|W\.?Va"
    r"|West Virginia|Wis|Wisconsin|Wyo|Wyoming|England|Scotland|Wales|Ontario|Quebec|Alberta"
)
_IN_STATE = re.compile(rf", (?:{_STATES})(?:\.|,|-based\b| )")
_APPOSITION = re.compile(r", (?:(?:an?|the|his|her|my|their|our|then|another) )?([^,;.:]{3,80})(?=[,;.]|$)")
_MEMBER = re.compile(
    r"\bmember of (?:the )?(?:House|Senate|parliament|Parliament|Congress|band|Commons|Lords)\b"
)
_PRONOUN = re.compile(r"\b(?:his|her|himself|herself)\b")
_LIFE = word_set(
    "die bury bear marry wed paint teach sing bake swim weep smile laugh sleep graduate emigrate"
)
_WAR = re.compile(r"\b(?:War|Army|Navy|Marines|Battle|Regiment|Crusades?)\b")


def namesake(candidate: Candidate, unit: Unit, text: str, tokens: list[Token]) -> bool:
    """Whether the sentence speaks of somebody or something else of that name.

    Never where a legal form follows, nor of a possessive, which says nothing of its bearer.
    """
    if candidate.legal or candidate.possessive:
        return False
    before = text[max(unit.start, candidate.start - 40) : candidate.start]
    after = text[candidate.end : unit.end]
    if (
        (before.endswith(" ") and _BEARS_BEFORE.search(before))
        or _BEARS_AFTER.match(after)
        or _IN_STATE.match(after)
    ):
        return True
    apposition = _APPOSITION.match(after)
    if apposition is not None:
        said = apposition[1].split()
        head = said[: said.index("of")] if "of" in said else said[:4]
        if _MEMBER.search(apposition[1]) or "who" in said or (head and head[-1].lower() in PERSONS):
            return True
        if head and not PERSONS.isdisjoint(w.lower() for w in head):
            return True
    return bool(tokens) and _lives(tokens[-1], candidate, unit, text)


def _lives(token: Token, candidate: Candidate, unit: Unit, text: str) -> bool:
    """Whether the subject of a sentence does or is what only people do or are."""
    if token.dep_ not in ("nsubj", "nsubjpass"):
        return False
    verb = token.head
    lemma = verb.lemma_.lower()
    if lemma in _LIFE and (lemma not in ("bear", "bury") or token.dep_ == "nsubjpass"):
        return True
    rest = text[candidate.end : unit.end]
    if lemma in ("fight", "serve", "enlist") and _WAR.search(rest):
        return True
    for child in verb.children:
        if lemma == "be" and child.dep_ == "attr" and child.lemma_.lower() in PERSONS:
            return True
        if lemma == "come" and child.lower_ == "from":
            return any(t.ent_type_ == "GPE" for t in child.children)
    found = _PRONOUN.search(rest)
    if found is None or verb.dep_ != "ROOT":
        return False
    names = token.doc.char_span(token.idx, token.idx + len(token), alignment_mode="expand")
    start = token.idx + found.start() + len(token)
    others = (t for t in token.sent if t.i > token.i and t.idx < start)
    return names is not None and not any(
        t.ent_type_ == "PERSON" or t.pos_ == "PROPN" or t.lower_ in PERSONS or _staff(t) for t in others
    )


def _staff(token: Token) -> bool:
    """Whether a noun can be somebody at a company, to whom a later `his` may belong."""
    return token.pos_ == "NOUN" and token.lower_.endswith(
        ("er", "or", "ers", "ors", "ist", "man", "woman", "chief", "executive", "boss", "head", "president",
         "analyst", "employee", "chairman", "founder", "official", "ee", "ant", "ent", "person", "people")
    )  # fmt: skip
