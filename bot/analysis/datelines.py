"""What newsrooms wrap around their sentences: datelines, by-lines, credits, captions, appeals to readers."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:,?\s\d{{4}})?)"
_DASH = r"(?:-{1,2}|–|—)"
_WIRE = (
    r"(?:Reuters(?:\s[A-Z][a-z]+)?|AP|AFP|UPI|DPA|ANI|PTI|IANS|TASS|CNN(?:\s?Business|Money)?|CNBC|"
    r"Bloomberg(?:\sNews)?|Xinhua|Kyodo|Dow Jones(?:\sNewswires)?|MarketWatch|(?:The )?Associated Press|"
    r"[A-Z][A-Z ]*WIRE|Business Wire|Globe Newswire|PR ?Newswire|Marketwired)"
)
_PLACE = r"[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,4}(?:,\s[A-Z][\w.]*(?:\s[A-Z][\w.]*)?\.?)?"
_CAPS = r"[A-Z][A-Z.'’]{2,}(?:[ /-][A-Z.'’]{2,}){0,4}(?:,\s[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)?"

# Cities that stand without a country in a dateline. Some archives keep the city and lose the dash after it.
_CITIES = (
    "AMSTERDAM|ATHENS|ATLANTA|BANGALORE|BANGKOK|BEIJING|BENGALURU|BERLIN|BOGOTA|BOSTON|BRUSSELS|BUDAPEST|"
    "BUENOS AIRES|CAIRO|CHICAGO|COPENHAGEN|DALLAS|DENVER|DETROIT|DUBAI|DUBLIN|FRANKFURT|GENEVA|HELSINKI|"
    "HONG KONG|HOUSTON|ISTANBUL|JAKARTA|JERUSALEM|JOHANNESBURG|KUALA LUMPUR|LAGOS|LISBON|LONDON|LOS ANGELES|"
    "MADRID|MANILA|MELBOURNE|MEXICO CITY|MILAN|MINNEAPOLIS|MOSCOW|MUMBAI|MUNICH|NEW DELHI|NEW YORK|OSLO|"
    "OTTAWA|PARIS|PHILADELPHIA|PHOENIX|PITTSBURGH|PRAGUE|RIYADH|ROME|SAN FRANCISCO|SAO PAULO|SEATTLE|SEOUL|"
    "SHANGHAI|SHENZHEN|SINGAPORE|STOCKHOLM|SYDNEY|TAIPEI|TEL AVIV|TOKYO|TORONTO|VANCOUVER|VIENNA|WARSAW|"
    "WASHINGTON|WELLINGTON|ZURICH"
)
_BYLINE = rf"[Bb]y\s(?:[A-Z][\w.'’-]+\s){{1,4}}(?:(?:,\s|and\s)(?:[A-Z][\w.'’-]+\s){{1,4}})*(?=(?:{_CAPS})\b)"

_DATELINE = re.compile(
    rf"\s*(?:{_BYLINE})?(?:"
    rf"(?:{_PLACE},?\s)?(?:{_DATE},?\s)?\(\s?{_WIRE}\s?\)\s*(?:{_DASH}|:)\s*"
    rf"|(?:{_PLACE},?\s)?(?:{_DATE},?\s)?/(?:[A-Z][\w ./-]*[Ww]ire[\w ./-]*|CNW)/\s*{_DASH}\s*"
    rf"|{_CAPS},?\s(?:\(?{_DATE}\)?\s?)?{_DASH}\s+"
    rf"|{_PLACE},\s{_DATE}\s?{_DASH}\s+"
    rf"|(?:(?:{_CITIES})(?:/(?:{_CITIES}))*),?\s+(?:{_DATE}\s+)?(?=[A-Z$“\"'‘]?[A-Za-z]*[a-z])"
    r")"
)
_UPDATED = re.compile(
    r"\s*(?:(?:UPDATE|CORRECTED|REFILE|WRAPUP|EXCLUSIVE|BREAKING)\s?\d{0,2}\s?[-:–—]\s*"
    r"|\((?:Adds|Updates|Recasts|Corrects|Repeats)\b[^)]*\)\s*"
    r"|(?:Updated|Published|Posted|"
    r"Last updated)[:,]?\s[^.]*?\d\d?:\d\d(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s[A-Z]{2,4})?\s"
    r"|[•▪●■►*·‣–—-]\s+|\(?\d{1,2}[.)]\s+(?=[A-Z]))"
)
_CREDIT = re.compile(
    r"\s*[(\[]?\s?(?:(?:Additional|With|Also|Further)\s)?(?:Reporting|Writing|Editing|Compiled|"
    r"Written|Edited)\s"
    r"(?:and\s\w+\s)?(?:by|in)\s.*$",
    re.DOTALL,
)
_CREDIT_BRACKET = re.compile(
    r"\s*\(\s?(?:\w+\s){0,2}(?:reporting|writing|editing)\s(?:and\s\w+\s)?(?:by|in)\s.*$", re.I | re.S
)

_OPENINGS = (
    r"click|tap|swipe|sign up|subscribe|follow us|join us|read (?:more|also|the full)|see also|"
    r"continue reading",
    r"share (?:this|on)|related(?: (?:stories|articles|links|coverage))?:|more (?:on|from)\b|"
    r"watch(?: now)?:|listen:",
    r"download|register (?:now|for)|log in|advertisement|sponsored|copyright|all rights reserved|disclaimer",
    r"disclosure|editor['’]?s[’']? note|correction\b|the views expressed|forward[- ]looking statements",
    r"this (?:article|story|report|post|material) (?:was|has been|is|may|first|originally)|skip (?:to|"
    r"advertisement)",
    r"for (?:more|further) information|to (?:contact|learn more|read)|visit\b|contact:|sources?:|"
    r"about (?:the author|us)\b",
    r"photo(?:graph)?(?: by| credit)?:|image(?: copyright| source| caption|s?:)|media (?:caption|"
    r"playback)|file photo",
    r"enlarge|toggle caption|hide caption|getty images|newsletter|get (?:the latest|our)|don['’]t miss",
    r"stay (?:up to date|informed)|please\b|note:|tags?:|loading|story continues|caption:|video:|credit:",
    r"by [a-z]+ [a-z]+$",
)
_MARKERS = (
    r"contributed to this (?:report|article|story)|all rights reserved|terms of (?:use|service)|"
    r"privacy policy",
    r"click here|sign up (?:for|to)|subscribe (?:to|now)|our newsletter|getty images|image copyright|"
    r"continue reading",
    r"has (?:no|a) positions? in any|holds? no position|forward[- ]looking statements|"
    r"no obligation to update",
    r"(?:file|courtesy) photo|photo:|playback is|toggle caption|pictured (?:here|above|below|left|right)",
    r"(?:in|seen in|shown in) (?:this|an?) (?:\w+ )?(?:photo(?:graph)?|picture|image|handout|frame grab)\b",
    r"delayed (?:by )?(?:at least )?\d+ minutes|not a recommendation|investment advice|pic\.twitter|\(@\w+\)",
    r"©|https?://|www\.\w|\S@\S+\.\w|reported by [A-Z]\w+ [A-Z]\w+\W*$",
)
_BOILERPLATE = re.compile(rf"^\W*(?:{'|'.join(_OPENINGS)})", re.IGNORECASE)
_ANYWHERE = re.compile("|".join(_MARKERS), re.IGNORECASE)


def content_start(text: str) -> int:
    """How many characters of a sentence stand before what it says: dateline, by-line, bullet, update mark."""
    at = 0
    for _ in range(3):
        match = _UPDATED.match(text, at) or _DATELINE.match(text, at)
        if match is None or match.end() == at:
            break
        at = match.end()
    return at


def content_end(text: str) -> int:
    """Where a sentence ends before the credits that some wires put behind it (`(Reporting by ...)`)."""
    match = _CREDIT_BRACKET.search(text) or _CREDIT.search(text)
    return match.start() if match else len(text)


def is_boilerplate(text: str) -> bool:
    """True for what is not the story: appeals, captions, credits, legal lines, links."""
    return bool(_BOILERPLATE.match(text) or _ANYWHERE.search(text))
