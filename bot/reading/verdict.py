"""Whether a page is an article at all, and if not, why.

Judged by what was left as its text: a cookie notice on an article's page does no harm, because its words are
not the article's. A page is refused for its words only when they are what the page is made of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.errors import DeskwireError, NotAnArticle
from bot.model import PAYWALL_WORDS
from bot.reading.blocks import Block
from bot.reading.boilerplate import ends_sentence
from bot.reading.dom import Element
from bot.reading.facts import Facts
from bot.reading.jsonld import ARTICLE_TYPES, LISTING_TYPES
from bot.reading.textnorm import words_in

SENTENCES: dict[NotAnArticle, str] = {
    "consent": "That address answered with a cookie or privacy notice; open the article in a browser and "
    'use the "Brief this text" shortcut on its text.',
    "paywall": "That article is behind a paywall and too little of it can be read; copy its text into a "
    'message and use the "Brief this text" shortcut.',
    "login": "That page asks to sign in; copy the article's text into a message and use the "
    '"Brief this text" shortcut.',
    "captcha": "That site asks whether a person is reading; copy the article's text into a message and use "
    'the "Brief this text" shortcut.',
    "listing": "That page lists articles and is none itself; paste the link of one article.",
    "empty": "No article text was found on that page; paste the article's text instead.",
    "language": "That text is not in English; Deskwire reads English only.",
    "error_page": "That page does not exist or cannot be shown; check the link and paste it again.",
}

_I = re.IGNORECASE
_CAPTCHA = re.compile(
    r"are you (?:a )?(?:robot|human)|i(?:'|’)?m not a robot|not a (?:robot|bot)\b|verif(?:y|ying|"
    r"ication)(?: that)? (?:you are|you're|you’re|if you are|your are)? ?(?:a )?(?:human|not a)|"
    r"human verification|"
    r"checking (?:your browser|if the site connection is secure)|just a moment|attention required|"
    r"unusual (?:traffic|activity)|automated (?:queries|requests|access|traffic)|"
    r"pardon our interruption|press (?:&|and) hold|complete the (?:captcha|security check|challenge)|"
    r"solve (?:the|this) (?:captcha|puzzle)|enter the characters you see|"
    r"access to this page has been denied|ddos protection|cloudflare ray id|"
    r"performing (?:a )?security (?:check|verification)|security (?:check|verification) (?:to|required)|"
    r"enable (?:javascript|js) and (?:cookies|disable any ad ?blocker)|bot (?:detection|protection)|"
    r"prove (?:you are|you're|that you are) (?:human|not)|reference id:? ?#?[0-9a-f-]{8}",
    _I,
)
_TO_YOU = re.compile(r"\b(?:you|your|please|we)\b", _I)
_CAPTCHA_MARKS = re.compile(
    r"px-captcha|cf-challenge|challenge-platform|captcha-delivery|_incapsula_|distil_|h-captcha|"
    r"g-recaptcha|cf-turnstile|challenge-form|geo\.captcha",
    _I,
)
_CONSENT = re.compile(
    r"\bwe (?:and|&) our (?:\d+ |[a-z]+ )?(?:partners|vendors)|\baccept (?:all|cookies|and (?:continue|"
    r"close))|\breject all|\bmanage (?:settings|preferences|options|cookies|consent|choices)|"
    r"\b(?:use|uses|using) (?:of )?cookies|\bcookies (?:and|or) (?:similar|other)|\bstore (?:and/or |and |"
    r"or )?access information on|\byour (?:privacy|consent|cookie|data) (?:choices|preferences|settings|"
    r"options)|"
    r"\bprivacy (?:policy|dashboard|settings)|\bcookie (?:policy|settings|notice|preferences)|"
    r"\blegitimate interest|\bpersonali[sz]ed (?:ads|advertising|content)|\bwithdraw your consent|"
    r"\bbefore you continue\b|\bpersonal data\b|\bwe value your privacy|\bwe care about your privacy|"
    r"\bi (?:agree|accept)\b|\bby clicking|\bconsent to\b|\b(?:iab|transparency) (?:and|"
    r"&)? ?(?:consent )?framework",
    _I,
)
_CONSENT_TITLE = re.compile(
    r"\bbefore you continue\b|\b(?:privacy|cookie|consent|data)\b.{0,20}\b(?:choices|preferences|settings|"
    r"notice|consent|manager|policy|cent(?:er|re))\b|"
    r"\bwe value your privacy|\bis part of the .{2,40} family of brands|^(?:cookies?|consent|"
    r"cookie consent|gdpr|privacy)$",
    _I,
)
_CONSENT_ADDRESS = re.compile(
    r"//(?:guce|consent|cmp|privacy-mgmt|cookie|choices)\.|/(?:collect-?consent|consent|cookie-?(?:wall|"
    r"consent)|gdpr)(?:[/?.]|$)",
    _I,
)
_LOGIN = re.compile(
    r"\b(?:sign|log)(?:ging)? ?-?in\b|\bforgot(?:ten)? (?:your )?(?:password|username)|\bpassword\b|"
    r"\bcreate (?:an? )?(?:free )?account|\bremember me|\bkeep me (?:signed|logged) in|"
    r"\bnew (?:user|here)\b|\bdon(?:'|’)?t have an account|\bcontinue with (?:google|apple|facebook|email|"
    r"sso)|\bsingle sign-on\b|\bemail address\b|\busername\b",
    _I,
)
_LOGIN_TITLE = re.compile(
    r"^(?:please )?(?:sign|log) ?-?(?:in|on)\b|\b(?:log ?in|sign ?in)(?: page| required| to continue)?$|"
    r"\bmember (?:login|sign)|^authentication|^(?:log|sign) in or",
    _I,
)
_LOGIN_ADDRESS = re.compile(
    r"/(?:log-?in|sign-?in|auth(?:orize|enticate)?|sso|account/login|users/sign_in|checkpoint)(?:[/?.]|$)", _I
)
_ERROR_TITLE = re.compile(
    r"^(?:error )?(?:40[0-9]|41[0-9]|50[0-9])\b(?! (?:\d|people|jobs|workers|stores|companies|million|"
    r"points))|\b(?:page|article|story|content|file|document|site|resource) (?:was |is |you (?:requested |"
    r"are looking for )?(?:was |is )?)?(?:not found|not available|unavailable|missing|"
    r"no longer (?:available|exists)|cannot be found|can(?:'|’)t be found|does(?:n(?:'|’)t| not) exist|"
    r"removed|gone)|"
    r"^(?:error|oops|sorry|not found|access denied|forbidden|bad gateway|service unavailable|"
    r"gateway time-?out|internal server error|something went wrong|server error|whoops|uh[- ]oh|"
    r"an error (?:has )?occurred|site maintenance|under maintenance|temporarily unavailable|we(?:'|"
    r"’)re sorry|application error)\b.{0,60}$",
    _I,
)
_ERROR_TEXT = re.compile(
    r"\b(?:page|article|story|content|link|url|file|address|site|it)\b.{0,60}\b(?:not (?:be )?found|"
    r"no longer (?:available|exists?|here)|does(?:n(?:'|’)t| not) exist|can(?:not|(?:'|’)t) be (?:found|"
    r"displayed|reached|shown)|could ?n(?:'|’|o)?t (?:be )?(?:found|find|be displayed)|(?:has|have|"
    r"may have) been (?:moved|removed|deleted|renamed)|is (?:temporarily )?(?:unavailable|missing|gone))|"
    r"\b(?:can(?:not|(?:'|’)t)|could ?n(?:'|’|o)?t|unable to) (?:seem to )?(?:find|locate|load|display|"
    r"reach) (?:the|that|this|your|what)|\bsomething went wrong|\btry again (?:later|in a)|"
    r"\b(?:http )?(?:error|status)(?: code)?:? (?:4|5)\d\d\b|\b(?:404|403|500|502|503) (?:error|not found|"
    r"forbidden|bad|service|internal)|"
    r"\byou (?:do(?:n(?:'|’)t| not)) have permission|\baccess (?:is )?denied|\bexperiencing technical|"
    r"\bscheduled maintenance|\bback (?:soon|shortly)\b|\breturn to (?:the )?(?:home|front) ?page|"
    r"\bgo (?:back )?to (?:the |our )?home ?page",
    _I,
)
_NEEDS_SCRIPT = re.compile(
    r"\b(?:enable|turn on|requires?|needs?|without|activate) (?:your )?(?:java ?script|js)\b|"
    r"\bjavascript (?:is|must|seems|needs)\b|\b(?:browser|device) (?:is|does)(?:n(?:'|’)t|"
    r" not)? (?:support|out ?dated)",
    _I,
)
_SECTION = re.compile(
    r"/(?:tags?|topics?|category|categories|sections?|search|authors?|archives?|page/\d+|latest|"
    r"news-?feed|companies|people|contributors?|by)(?:/|$|\?)",
    _I,
)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9’']+){3,}|\d{5,}|[0-9a-f]{10,}|\.(?:html?|php|aspx|story)$", _I)

_HEADLINES = 8


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a page when the verdict is due: `visible` are all blocks, `text` is what was read."""

    url: str
    title: str
    text: str
    paragraphs: Sequence[str]
    facts: Facts
    visible: Sequence[Block]
    tree: Element
    source: str

    @property
    def declared(self) -> bool:
        """Whether the page says of itself that it is an article."""
        return bool(self.facts.types & ARTICLE_TYPES) or self.facts.og_type.startswith("article")


def refuse(reason: NotAnArticle) -> DeskwireError:
    """The error for a page that is no article."""
    return DeskwireError("not_an_article", SENTENCES[reason], reason=reason)


def verdict(sight: Sight, *, walled: bool) -> NotAnArticle | None:
    """Why the page is no article; None when it is one. `walled` says that a paywall hides the rest."""
    words = words_in(sight.text)
    whole = " ".join(block.text for block in sight.visible)[:8_000]
    for reason, applies in (
        ("captcha", _is_captcha(sight, words, whole)),
        ("consent", _is_consent(sight, words, whole)),
        ("error_page", _is_error(sight, words, whole)),
        ("paywall", walled and words < PAYWALL_WORDS and not _is_front(sight.url)),
        ("login", _is_login(sight, words, whole)),
        ("listing", _is_listing(sight, words)),
        ("empty", _is_empty(sight, words)),
    ):
        if applies:
            return reason  # type: ignore[return-value]
    return None


def _is_front(url: str) -> bool:
    """Whether an address is that of a site's front page, where paywalls are advertised too."""
    parts = urlsplit(url)
    return bool(parts.hostname) and not parts.path.strip("/") and not parts.query


def _hits(pattern: re.Pattern[str], text: str) -> int:
    return len({found.group(0).lower() for found in pattern.finditer(text)})


def _is_captcha(sight: Sight, words: int, whole: str) -> bool:
    # A page about such checks tells more than the check itself.
    told = any(
        len(each) > 90 and not _CAPTCHA.search(each) and not _TO_YOU.search(each) for each in sight.paragraphs
    )
    if words >= 150 or told:
        return False
    cues = _hits(_CAPTCHA, f"{sight.title} . {whole[:3_000]}")
    marks = bool(_CAPTCHA_MARKS.search(sight.source[:300_000]))
    titled = bool(_CAPTCHA.search(sight.title)) and not sight.declared
    if words_in(whole) >= 400 and not titled:
        return False
    return (
        cues >= 2
        or (cues and (marks or titled) and words < 100)
        or (marks and words < 20 and not sight.declared)
    )


def _is_consent(sight: Sight, words: int, whole: str) -> bool:
    cues = _hits(_CONSENT, sight.text)
    addressed = bool(_CONSENT_ADDRESS.search(sight.url))
    titled = bool(_CONSENT_TITLE.search(sight.title))
    if addressed and (cues or _hits(_CONSENT, whole) >= 2):
        return True
    if titled and not sight.declared and cues >= 2:
        return True
    # One cue in fifty words is a notice; an article about notices has one in two hundred.
    dense = cues >= 4 and words < 50 * cues and words < 1_200
    if dense and not sight.declared:
        return True
    nothing_else = words < 60 and words_in(whole) < 900
    return nothing_else and not sight.declared and _hits(_CONSENT, whole) >= 3


def _is_error(sight: Sight, words: int, whole: str) -> bool:
    titled = bool(_ERROR_TITLE.search(sight.title))
    shown = any(
        block.kind == "heading" and len(block.text) < 100 and _ERROR_TITLE.search(block.text)
        for block in sight.visible[:60]
    )
    said = bool(_ERROR_TEXT.search(sight.text[:800]) or _ERROR_TEXT.search(whole[:2_500]))
    if words >= 200 or (sight.declared and words >= 40):
        return False
    return (
        (titled and (said or words < 60))
        or (shown and said)
        or (words < 60 and bool(_ERROR_TEXT.search(sight.text)) and not sight.declared)
    )


def _is_login(sight: Sight, words: int, whole: str) -> bool:
    if words >= 120 or (sight.declared and words >= 40):
        return False
    asks = bool(sight.tree.xpath("//input[@type='password']"))
    titled = bool(_LOGIN_TITLE.search(sight.title)) or bool(_LOGIN_ADDRESS.search(urlsplit(sight.url).path))
    cues = _hits(_LOGIN, f"{sight.title} . {whole[:3_000]}")
    if titled:
        return asks or cues >= 2
    return cues >= 3 and words < 60 and (asks or words_in(whole) < 250)


def _is_listing(sight: Sight, words: int) -> bool:
    headlines = sum(1 for each in sight.visible if each.link_share > 0.8 and 20 < len(each.text) < 220)
    long = sum(1 for each in sight.paragraphs if len(each) > 160 and ends_sentence(each))
    facts = sight.facts
    path = urlsplit(sight.url).path.rstrip("/")
    last = path.rpartition("/")[2]
    signs = 0
    signs += 3 if not path else 2 if _SECTION.search(path + "/") else 1 if not _SLUG.search(last) else 0
    signs += 2 if facts.types & LISTING_TYPES and not facts.types & ARTICLE_TYPES else 0
    signs += 2 if facts.articles > 3 else 0
    signs += 1 if not facts.dates else 0
    signs += 2 if headlines >= _HEADLINES and words < 150 else 1 if headlines >= 20 else 0
    signs -= 3 if facts.types & ARTICLE_TYPES and facts.articles <= 3 else 0
    signs -= 3 if facts.og_type.startswith("article") else 0
    signs -= 3 if long >= 5 and words > 300 else 2 if long >= 3 else 0
    if not sight.declared and words < 60 and headlines >= _HEADLINES:
        return True
    return headlines >= 6 and signs >= 4


def _is_empty(sight: Sight, words: int) -> bool:
    if len(sight.text) > 12 * max(words, 5):
        # Scripts without spaces have few words: whether they can be read is a matter of language.
        return False
    if words < 8:
        return True
    if words < 60 and not sight.declared and _NEEDS_SCRIPT.search(sight.text):
        return True
    return words < 25 and not sight.declared
