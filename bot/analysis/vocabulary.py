"""Small word lists and stems that the summariser reads English by."""

from __future__ import annotations

import re


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list written as prose, in order."""
    return tuple(text.split())


def _set(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


# Verbs of saying, as they follow or precede what is said.
SPEECH = _set(
    """
    say says said saying tell tells told add adds added note notes noted ask asks asked explain explains
    explained argue argues argued warn warns warned wrote write writes insist insists insisted
    acknowledge acknowledged conclude concluded reply replied continue continued recall recalled quip
    quipped report reports reported announce announces announced state states stated
    """
)
# Nouns that can be what `he` or `she` means.
PEOPLE = _set(
    """
    executive chairman chairwoman president analyst man woman minister governor investor founder
    director official spokesman spokeswoman spokesperson lawyer judge manager trader economist senator
    boss chief billionaire owner lawmaker employee worker user customer strategist
    """
)
# Nouns by which a company is taken up again after it was named.
COMPANY_NOUNS = _set(
    """
    company companies firm firms bank group retailer carmaker automaker chipmaker lender insurer maker airline
    drugmaker conglomerate
    """
)
# Verbs of leads, which say what somebody did when a participle behind a name would say what it is.
REPORTING = _set(
    """
    file offer agree post report announce raise cut launch sue win lose plan forecast unveil warn delay reject settle
    hire sell acquire withdraw swing beat miss
    """
)
# What an article speaks of once it has told it: "the merger", "the ruling".
HAPPENINGS = _set(
    """
    acquisition agreement allegation announcement award bid case change charge combination complaint contract deal
    decision discrepancy filing fund incident increase investigation investment lawsuit loan merger motion move offer
    offering order partnership payment plan probe product program project proposal purchase recall reduction
    report restructuring review ruling sale settlement situation stake strike study suit takeover talk transaction
    trial verdict vote
    """
)
PERSONAL = _set("he she him her his hers himself herself")
THEIRS = _set("it its itself they them their theirs themselves")
POINTING = _set("this that these those such both neither")
SELF = _set("i i'm i've i'd i'll me my myself you your yours yourself")
WE = _set("we us our ours we're we've let's")
WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow")
# Periods that `this` and `that` point at without anything before them.
PERIODS = _set("year week month quarter time morning summer autumn fall winter spring day")
# Conjunctions whose clause cannot go without changing what is claimed.
CONDITIONS = _set("if unless until till whether provided than that except lest once so")
# Prepositions of circumstance; those that can complete a verb (`charged with`) are not among them.
CIRCUMSTANCES = _set(
    """
    after amid during following since despite due ahead because before under via through across among
    without at by in alongside within throughout
    """
)
# Words that no sentence ends with.
NOT_LAST = _set(
    """
    and or but nor to of the a an its their his her that which who with by for from in on at as one those when
    where still yet
    """
)
# Verbs that often have `it` without meaning anything by it.
EMPTY_VERBS = _set(
    """
    be seem appear take remain become make is was are were seems seemed appears appeared remains
    remained
    """
)
# An office after a company's name belongs to a person, not to the name.
OFFICES = _set(
    """
    chief ceo cfo coo cto president chairman chairwoman chair executive vice senior analyst director founder
    co-founder cofounder managing finance financial deputy general head global board spokesman spokeswoman
    partner
    """
)
# Words without content of their own.
STOP_WORDS = _set(
    """
    a about above after again against ago all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each for from further had has have
    having he her here hers him his how i if in into is it its just last like may me might more most
    much must my new next no nor not now of off on once one only or other our out over own per said same
    say says she should so some such than that the their them then there these they this those through
    to too under until up upon very via was we week were what when where which while who whom why will
    with would year you your monday tuesday wednesday thursday friday saturday sunday percent inc corp
    co ltd plc
    """
)
_ENDINGS = (
    ("ingly", 3), ("edly", 3), ("ings", 3), ("ing", 3), ("ied", 2), ("ies", 2), ("ed", 3), ("es", 3),
    ("ly", 4),
    ("s", 3),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry content, in order; a stem is a word less its commonest endings."""
    return [
        stem(word)
        for word in _WORD.findall(text.lower())
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())
    ]


def stem(word: str) -> str:
    """`word` (lower case) less its commonest English endings: `plans`, `planned`, `planning` -> `plan`."""
    if len(word) < 4 or word.isdigit():
        return word
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)]
            if ending in {"ied", "ies"}:
                word += "y"
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsez":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
