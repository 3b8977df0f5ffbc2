"""What a sentence of a summary may look like, whatever it says."""

from __future__ import annotations

import re
import unicodedata

MAX_WORDS = 60
MAX_TLDR_WORDS = 30

_MARKUP = re.compile(
    r"https?:|www\.|\b[\w.-]+\.(?:com|net|org|io|co|ly|gg|me|ru|xyz|info)\b/?|\S+@\S+\.\S+|[<>{}\[\]|`\\^~]|"
    r"\*\S|\S\*|(?<![\w])_|_(?![\w])|^\s*(?:[-•*#>]|\d+[.)]\s)|[:;]-?[)(]|:\w+:|(?<!\w)[@#]\w",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“”][^\"“”]*[\"“”]")
_SPEAKER = re.compile(
    r"\b(?:I|I'm|I've|[Mm]e|[Mm]y|[Mm]yself|[Ww]e|[Ww]e're|[Uu]s|[Oo]urs?|[Oo]urselves|[Yy]ou|[Yy]ours?|"
    r"[Yy]ourself|[Ll]et's|WE|OUR|YOU|YOUR)\b"
)
_SELF = re.compile(
    r"\b(?:as an? (?:AI|assistant|language model)|language model|this (?:task|prompt|request|summary)|"
    r"(?:the|my|your|these|previous|above) instructions|cannot (?:help|assist|comply|summari[sz]e)|"
    r"system prompt|json|(?:source|sentence)s? (?:\d+|\[))\b",
    re.IGNORECASE,
)
_INVESTORS = (
    r"(?:investors?|shareholders?|traders?|readers?|everyone|everybody|anyone|people|buyers?|clients?)"
)
_ADVICE = re.compile(
    rf"\b{_INVESTORS}\s+(?:should|must|ought|need to|have to|had better|would be wise|can safely|cannot afford)\b|"
    r"\b(?:is|are|remains?|looks? like|represents?) an? (?:\w+ ){0,2}(?:buy|sell|hold|bargain|must-own|"
    r"no-brainer|opportunity|screaming buy|good investment|great investment|safe bet)\b|"
    r"\b(?:worth|time to|good time to|consider|recommended to|wise to|best to|safe to|urged? to)\s+"
    r"(?:buy|sell|hold|buying|selling|holding|short|shorting|invest|investing|add|adding|avoid|avoiding|own|owning)\b|"
    r"\b(?:guaranteed|can't lose|cannot lose|can't miss|don't miss|act now|hurry|risk-free|sure thing|once in a"
    r" lifetime|to the moon)\b|\b(?:strong|screaming|table-pounding) (?:buy|sell)\b(?! rating)|"
    r"\bstock (?:to|worth) (?:buy|own)\b",
    re.IGNORECASE,
)
_ORDERING = re.compile(
    r"^(?:please\b|buy\b|sell\b|hold\b(?! on)|short\b(?! (?:seller|interest|position))|ignore\b|disregard\b|"
    r"note that\b|remember\b|consider\b|watch\b|click\b|visit\b|subscribe\b|sign up\b|see\b|read\b|don't\b|"
    r"do not\b|never\b|always\b|make sure\b|be sure\b|act\b|invest\b|avoid\b|get\b|contact\b|call\b(?! options))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|Mr|Mrs|Ms|Dr|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Gen|Sen|Rep|"
    r"Gov|Jr|Sr|Bros|Cos|Plc)|\b(?:[A-Z]\.)*[A-Z])\.$"
)


def faults_of_form(text: str, *, tldr: bool = False) -> list[str]:
    """What is wrong with the look of one sentence, in a word or two each; empty when nothing is.

    Quoted words are exempt from the rules on persons: who said them is not the summary.
    """
    found = []
    own = _QUOTED.sub("“”", text)
    words = len(text.split())
    if not 3 <= words <= (MAX_TLDR_WORDS if tldr else MAX_WORDS):
        found.append("length")
    if "\n" in text or any(_unseen(char) for char in text):
        found.append("characters")
    if _MARKUP.search(text):
        found.append("markup")
    if text.rstrip('"”’)')[-1:] != "." or not text[:1].strip() or text[:1].islower():
        found.append("no sentence")
    if sentences_in(text) != 1:
        found.append("several sentences")
    if text.count('"') % 2 or text.count("“") != text.count("”") or text.count("(") != text.count(")"):
        found.append("unbalanced")
    if _SPEAKER.search(own):
        found.append("person")
    if _SELF.search(own):
        found.append("about itself")
    if _ADVICE.search(text) or _ORDERING.search(own.strip()):
        found.append("advice")
    return found


def sentences_in(text: str) -> int:
    """How many sentences a text has, dots of abbreviations not counted."""
    ends = [m for m in _SENTENCE_END.finditer(text) if not _ABBREVIATION.search(text[: m.start() + 1])]
    return len(ends) + 1


def _unseen(char: str) -> bool:
    category = unicodedata.category(char)
    return category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or category == "So"
