"""The parts of an article that can be said as they are, and what each of them leans on.

A passage is one sentence, or several where a quotation runs over a full stop. It is cut to what it says:
dateline, credits and machine codes are left out. `flaws` says why a passage should not be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from bot.analysis.datelines import content_end, content_start, is_boilerplate
from bot.analysis.document import Document, Sentence
from bot.analysis.prose import CLOSING, Range, balanced, count_words, say, wire_codes, without

MAX_WORDS = 60
MIN_WORDS = 4
MAX_JOINED = 4

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
CLAUSES = frozenset({"ROOT", "conj", "ccomp", "parataxis"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
SPEECH = frozenset(
    "say says said saying tell tells told add adds added note notes noted ask asks asked explain explains explained "
    "argue argues argued warn warns warned wrote write writes insist insists insisted acknowledge acknowledged "
    "conclude concluded reply replied continue continued recall recalled quip quipped report reports reported "
    "announce announces announced state states stated".split()
)
_PERSONAL = frozenset("he she him her his hers himself herself".split())
_THEIR = frozenset("it its itself they them their theirs themselves".split())
_POINTING = frozenset("this that these those such both neither".split())
_SELF = frozenset("i i'm i've me my mine myself you your yours yourself".split())
_WE = frozenset("we us our ours we're we've let's".split())
_AND_SO = (
    r"however|meanwhile|moreover|furthermore|in addition|additionally|also|still|nevertheless|nonetheless|besides|"
    r"instead|therefore|thus|hence|consequently|as a result|in fact|indeed|of course|for example|for instance|"
    r"in other words|at the same time|on the other hand|on the one hand|in contrast|by contrast|similarly|likewise|"
    r"overall|in turn|then again|that said|even so|after all|to be sure|as such|in short|in particular|separately|"
    r"elsewhere|finally|lastly|secondly|thirdly|second|third|plus|again|worse|better still|not only that|"
    r"what['’]s more|more importantly|even worse|again|accordingly|on top of that|yet|anyway|clearly|rather|too"
)
_CONNECTIVE = re.compile(rf"(?:(?:and|but|so|yet|or|nor)\s+)?(?:(?:{_AND_SO}),\s+|(?:and|but|yet|so)\s+,?\s*)", re.I)
# A connective without a comma stays in its sentence: taking it out could change who did what.
_BARE_CONNECTIVE = re.compile(
    r"(?:also|thus|hence|therefore|otherwise|instead|likewise|nor|or|then|though|although that|because of (?:this|that)|"
    r"as a result of (?:this|that)|in (?:this|that|doing so)|that['’]s|that (?:is|was|would|will|means|meant|came|has|had|could|may)|"
    r"there,|here|so|yet|as such|if so|if not|only then|the (?:former|latter|others?|same|pair|duo|trio|two|three)|"
    r"one (?:of (?:them|these|those)|such|reason|example)|another|others?|some of (?:them|these|those)|"
    r"most of (?:them|these|those)|all of (?:them|these|those)|each of (?:them|these|those)|an? similar|similar(?:ly)?)(?!\w)",
    re.I,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_QUESTION = re.compile(r"\?[\"”’')]*(?:\s|$)")


@dataclass(frozen=True)
class Passage:
    """Adjoining sentences `first` to `last` of a document, said as `ranges` of the article text.

    `opening` is how many characters of a leading connective `ranges` leave out.
    """

    at: int
    first: int
    last: int
    start: int
    end: int
    paragraph: int
    ranges: tuple[Range, ...]
    sentences: tuple[Sentence, ...]
    source: str

    @cached_property
    def text(self) -> str:
        """How the passage reads."""
        return say(self.source, self.ranges)

    @cached_property
    def words(self) -> int:
        """Words of `text`."""
        return count_words(self.text)

    @cached_property
    def tokens(self) -> tuple[tuple[Token, int], ...]:
        """The parsed tokens within the kept ranges, each with its offset in the article text."""
        kept = []
        for sentence in self.sentences:
            for token in sentence.span:
                offset = token.idx + sentence.offset
                if any(start <= offset and offset + len(token) <= end for start, end in self.ranges):
                    kept.append((token, offset))
        return tuple(kept)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stems of the content words, in order."""
        return tuple(content_stems(self.text))

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems without order and number."""
        return frozenset(self.stems)

    @cached_property
    def terminated(self) -> bool:
        """True when the source itself ends the passage with a full stop."""
        raw = self.source[self.start : self.end]
        return raw[: content_end(raw)].rstrip().rstrip(CLOSING).rstrip().endswith((".", "!"))

    @cached_property
    def leans(self) -> bool:
        """True when the passage needs the one before it, to say who `it` or `he` is."""
        return _leans(self)

    @cached_property
    def flaws(self) -> frozenset[str]:
        """Why a reader would stumble: see `_flaws`."""
        return frozenset(_flaws(self))


def passages(document: Document) -> list[Passage]:
    """The document cut into passages, in order; empty ones and boilerplate are left out."""
    text = document.article.text
    found: list[Passage] = []
    for group, start, end in _groups(document.sentences, text):
        raw = text[start:end]
        if is_boilerplate(raw):
            continue
        inner = content_start(raw)
        stop = content_end(raw)
        if stop <= inner or is_boilerplate(raw[inner:stop]):
            continue
        lead = start + inner
        connective = _CONNECTIVE.match(text, lead, start + stop)
        if connective is not None and connective.end() < start + stop:
            lead = connective.end()
        ranges = without([(lead, start + stop)], wire_codes(text, lead, start + stop))
        if not any(char.isalnum() for a, b in ranges for char in text[a:b]):
            continue
        found.append(
            Passage(
                len(found), group[0].index, group[-1].index, start, end, group[0].paragraph, tuple(ranges), group, text
            )
        )
    return found


def _groups(sentences: Sequence[Sentence], text: str) -> Iterator[tuple[tuple[Sentence, ...], int, int]]:
    """Sentences with repaired bounds, joined while a quotation is open within a paragraph."""
    at, borrowed = 0, 0
    while at < len(sentences):
        first = sentences[at]
        start, end = first.start + borrowed, first.end
        borrowed = 0
        group = [first]
        while True:
            spent = _stray_close(text, start, end, sentences, at + len(group))
            if spent:
                end, borrowed = sentences[at + len(group)].start + spent, spent
                break
            follower = at + len(group)
            if (
                _open(text[start:end]) <= 0
                or follower >= len(sentences)
                or len(group) >= MAX_JOINED
                or sentences[follower].paragraph != first.paragraph
            ):
                break
            group.append(sentences[follower])
            end = sentences[follower].end
        if len(group) > 1 and _open(text[start:end]) != 0:
            group, end, borrowed = [first], first.end, 0
        yield tuple(group), start, end
        at += len(group)


def _open(text: str) -> int:
    """Quotation marks that `text` leaves open."""
    return text.count("“") - text.count("”") + text.count('"') % 2


def _stray_close(text: str, start: int, end: int, sentences: Sequence[Sentence], follower: int) -> int:
    """Length of a closing mark at the head of the next sentence that belongs to this one, else 0."""
    if follower >= len(sentences) or _open(text[start:end]) <= 0:
        return 0
    head = text[sentences[follower].start : sentences[follower].start + 2]
    if head[:1] in {'"', "”"} and (len(head) == 1 or head[1].isspace()):
        return 1
    return 0


def _flaws(passage: Passage) -> Iterator[str]:
    text = passage.text
    bare = text.rstrip(CLOSING)
    outside = _QUOTED.sub(" ", text)
    if not passage.terminated:
        yield "unfinished"
    if _QUESTION.search(text) or "?" in outside:
        yield "question"
    if bare.endswith("!"):
        yield "exclamation"
    if not balanced(text):
        yield "unbalanced"
    if bare.endswith((":.", "...", "…")) or text.rstrip(".").endswith((":", ";", ",", "-", "—", "–")):
        yield "cut"
    if passage.words < MIN_WORDS:
        yield "short"
    if passage.words > MAX_WORDS:
        yield "long"
    head = passage.source[passage.ranges[0][0] :].lstrip("\"'“‘([$€£¥ ")[:12] if passage.ranges else ""
    dropped = passage.ranges and passage.ranges[0][0] > passage.start
    if head[:1].islower() and not dropped and not any(c.isupper() for c in head.split(" ")[0]):
        yield "headless"
    if not states(passage):
        yield "fragment"
    spoken = {word.strip(".,;:!()—–").lower() for word in outside.split()}
    if spoken & _SELF:
        yield "personal"
    if spoken & _WE:
        yield "we"
    if _orphan_speech(passage, outside):
        yield "speaker"
    if sum(char.isupper() for char in text) > 0.6 * max(1, sum(char.isalpha() for char in text)):
        yield "capitals"


def states(passage: Passage) -> bool:
    """True when some main clause has a subject and a finite verb, so that something is said."""
    return says([token for token, _ in passage.tokens])


def says(tokens: Sequence[Token]) -> bool:
    """The same of bare tokens. A root behind a noun counts too, past tense or taken for a participle:
    long names often cost their verb its label."""
    noun = False
    for token in tokens:
        if token.dep_ in SUBJECTS and finite(token.head):
            verb = token.head
            if verb.dep_ in CLAUSES and (verb.dep_ != "conj" or verb.head.dep_ in CLAUSES):
                return True
        if noun and token.dep_ == "ROOT" and (finite(token) or (token.tag_ == "VBN" and len(tokens) > 8)):
            return True
        noun = noun or token.tag_ in {"NN", "NNS", "NNP", "NNPS", "PRP"}
    return False


def finite(verb: Token) -> bool:
    """True when a verb or one of its auxiliaries is finite."""
    if verb.tag_ in FINITE:
        return True
    if any(child.dep_ in {"aux", "auxpass"} and child.tag_ in FINITE for child in verb.children):
        return True
    return verb.dep_ == "conj" and verb.head is not verb and finite(verb.head) and verb.tag_ in {"VBN", "VB", "VBG"}


def _orphan_speech(passage: Passage, outside: str) -> bool:
    """A quotation with nobody who says it: the whole passage is quoted, or only marks stand around it."""
    if not re.search(r"[\"“”]", passage.text):
        return False
    return not any(char.isalpha() for char in outside)


def _leans(passage: Passage) -> bool:
    text = _QUOTED.sub(lambda match: match.group() if count_words(match.group()) < 5 else " ", passage.text)
    plain = text.lstrip("\"'“‘( ,")
    if _BARE_CONNECTIVE.match(plain) or not plain:
        return True
    return dangling(passage.tokens, passage.text)


def dangling(tokens: Sequence[tuple[Token, int]], text: str) -> bool:
    """True when a pronoun outside quotation stands before anything that it could mean."""
    inside = False
    person = thing = False
    for place, (token, _) in enumerate(tokens):
        if token.text in {'"', "“", "”", "``", "''"}:
            inside = token.text != "”" and not inside
            continue
        word = token.lower_
        if word in _PERSONAL and not inside and not person:
            return True
        if word in _THEIR and not inside and not thing and token.dep_ != "expl" and not _prepares(token, tokens[place:]):
            return True
        if word in _POINTING and not inside and not thing and _points(token):
            return True
        if not inside and token.tag_ in {"NNP", "NNPS"}:
            person = thing = True
        elif not inside and token.tag_ in {"NN", "NNS"} and token.ent_type_ not in {"DATE", "TIME"}:
            thing = True
            person = person or token.lower_ in _PEOPLE
    return False


_PEOPLE = frozenset(
    "executive chairman chairwoman president analyst man woman minister governor investor founder director "
    "official spokesman spokeswoman spokesperson lawyer judge manager trader economist senator boss chief "
    "billionaire owner lawmaker employee worker user customer strategist".split()
)


def _points(token: Token) -> bool:
    """`this` and its kind as a subject, or before a noun at the head of its sentence."""
    if token.dep_ in {"mark", "cc", "preconj"} or token.tag_ == "IN":
        return False
    if token.lower_ in {"this", "these", "those", "that"} and token.head.lower_ in {
        "year", "week", "month", "quarter", "time", "morning", "summer", "autumn", "fall", "winter", "spring", "day",
    }:  # fmt: skip
        return False
    if token.lower_ in {"both", "neither"}:
        return token.dep_ in SUBJECTS
    return token.dep_ in SUBJECTS or token.dep_ in {"det", "pobj", "amod", "predet", "dobj"}


def _prepares(token: Token, following: Sequence[tuple[Token, int]]) -> bool:
    """`In its report, Apple said`: a pronoun in a fronted phrase means the subject to come."""
    if token.dep_ in SUBJECTS and token.head.dep_ not in {"advcl", "acl", "relcl", "pcomp"}:
        return _anticipates(token)
    for later, _ in following:
        if later.dep_ in SUBJECTS and later.head.dep_ in CLAUSES:
            return later.tag_ in {"NN", "NNS", "NNP", "NNPS"}
    return False


def _anticipates(token: Token) -> bool:
    """`It was unclear whether ...`: the pronoun stands for the clause that follows."""
    if token.lower_ != "it" or token.head.lemma_.lower() not in {"be", "seem", "appear", "remain"} and token.head.lower_ not in {
        "is", "was", "seems", "seemed", "appears", "appeared", "remains", "remained",
    }:  # fmt: skip
        return False
    verb = token.head
    adjective = any(child.dep_ in {"acomp", "attr"} for child in verb.children)
    clause = any(
        child.dep_ in {"ccomp", "xcomp", "advcl", "csubj"}
        or (child.dep_ in {"acomp", "attr"} and any(c.dep_ in {"ccomp", "xcomp", "advcl"} for c in child.children))
        for child in verb.children
        if child.i > verb.i
    )
    return adjective and clause


_STOP = frozenset(
    "a about above after again against ago all also am an and any are as at be because been before being below "
    "between both but by can could did do does doing down during each for from further had has have having he her "
    "here hers him his how i if in into is it its just last like may me might more most much must my new next no nor "
    "not now of off on once one only or other our out over own per said same say says she should so some such than "
    "that the their them then there these they this those through to too under until up upon very via was we week "
    "were what when where which while who whom why will with would year you your monday tuesday wednesday thursday "
    "friday saturday sunday percent inc corp co ltd plc".split()
)
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry content, in order; a stem is a word less its commonest endings."""
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP and (len(word) > 1 or word.isdigit())]


def stem(word: str) -> str:
    """`word` (lower case) less its commonest English endings: `plans`, `planned`, `planning` -> `plan`."""
    if len(word) < 4 or word.isdigit():
        return word
    for ending, least in (("ingly", 3), ("edly", 3), ("ings", 3), ("ing", 3), ("ied", 2), ("ies", 2), ("ed", 3), ("es", 3), ("ly", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)]
            if ending in {"ied", "ies"}:
                word += "y"
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsez":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
