"""Blocks that stand among the paragraphs of an article and are none of it.

Rules look at one whole block (and know where in the article it stands), so that a sentence that merely
contains such words is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading.blocks import Block
from bot.reading.textnorm import key_of, tidy

_I = re.IGNORECASE
# A whole short block that is an invitation, a label or a control of the page.
_CONTROL = re.compile(
    r"(?:"
    r"advertis(?:ement|ing)|sponsored(?: content| post)?|paid (?:content|post)|ad(?: feedback)?|"
    r"story continues(?: below)?(?: advertisement)?|article continues (?:below|after).{0,30}|"
    r"continue reading(?: below)?|"
    r"continue reading the main story|continued? (?:from|on) (?:page|next).{0,20}|"
    r"(?:click|tap) (?:here )?(?:to|for) .{0,60}|read (?:more|next|also|now|the full (?:story|"
    r"article).{0,40})|"
    r"share(?: this)?(?: (?:article|story|post|page|on|via|with).{0,40})?|(?:tweet|pin it|print|email|"
    r"e-mail|save|like|follow|copy link|link copied!?|facebook|twitter|linkedin|whatsapp|reddit|pinterest|"
    r"flipboard|telegram|x)"
    r"(?:[ |/,·•]+(?:this|tweet|share|pin it|print|email|e-mail|save|like|facebook|twitter|linkedin|"
    r"whatsapp|reddit|pinterest|copy link|google\+?|x))*|"
    r"(?:most|more) (?:read|popular|viewed|shared|stories|news|from|on|coverage|in|about)\b.{0,60}|"
    r"trending(?: now| stories)?|"
    r"(?:you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: for you| stories| reading|"
    r" videos?)?|what to read next|up next|don'?t miss|editors?['’]? ?(?:picks|choice)|top stories|"
    r"latest news|in this (?:article|story)|on this page|table of contents|"
    r"related(?: (?:stories|articles|content|coverage|news|topics|links|reading|posts|tags|video))?|"
    r"see also|also read|further reading|more for you)|by|and|"
    r"(?:sign|log) (?:up|in)(?: (?:now|here|today|for free))?|subscribe(?: (?:now|today|here|"
    r"to .{0,60}))?|join (?:now|the conversation)|register(?: now)?|"
    r"(?:view|show|load|see|hide|leave|post|add|read|write)(?: (?:all|more|a|the|\d+))* comments?.{0,20}|"
    r"comments?(?: \(?\d+\)?)?|\d+ comments?|"
    r"(?:view|show|load|see) (?:more|all|less|image|photos?|gallery|in (?:app|browser)).{0,20}|(?:next|"
    r"previous|back|close|menu|search|skip|play|pause|watch|listen|loading|topics|tags|filed under|"
    r"categories|contact us|about us|fullscreen|expand|advertise with us|back to top|home)|"
    r"(?:play|watch) (?:the )?(?:video|now|live).{0,60}|(?:video|photo|image|photos|pictures)|"
    r"(?:reuse|reprint|republish)(?: content)?|order reprints?.{0,40}|(?:text|font) size.{0,20}|"
    r"(?:listen to|hear) (?:this|the) (?:article|story).{0,40}|"
    r"this is a modal window.{0,200}|\d+ ?(?:min|minute)s?(?: read)?|powered by .{0,40}|"
    r"data (?:is )?(?:a real-time snapshot|delayed).{0,120}"
    r")[\s.:!…»›>→|*-]*",
    _I,
)
# "Related: …", "Read more: …" - a label, then another page's headline.
_POINTER = re.compile(
    r"(?:[\[(►▶•>»-]+\s*)?(?:read (?:more|next|also|now|this|here|on)|related(?: (?:stor(?:y|ies)|"
    r"articles?|content|coverage|news|links?|reading|video))?|see also|also read|also see|"
    r"more(?: from [^:]{2,40}| on this| here)?|watch(?: now| also| this| below)?|must read|must see|"
    r"don'?t miss|recommended|you (?:may|might) (?:also )?(?:like|be interested in)|up next|next up|"
    r"explore|listen(?: now)?|opinion|explainer|exclusive|previously|further reading|from the archives?|"
    r"see more|find out more|in (?:pictures|photos)|background)\s*(?::|\||>|»|–|—|-\s)\s*\S.*",
    _I | re.DOTALL,
)
_SELL = re.compile(
    r"(?:questions\? comments\?|sign up|subscribe|click here|follow (?:us|@?\w+ on)|like us|"
    r"join (?:us|our)|download (?:our|the)|"
    r"get (?:the|our|unlimited|full) (?:best|latest|daily|access|newsletter|app|morning|top)|"
    r"register (?:now|for|to)|want (?:more|to (?:read|get|receive))|don'?t (?:miss|have)|"
    r"stay (?:up to date|informed|on top|connected)|enter your e-?mail|support (?:our|independent|"
    r"quality)|become a (?:member|subscriber)|already (?:a )?(?:have|subscri|member|registered)|"
    r"this (?:newsletter|email|story was (?:originally|first)|article was (?:originally|first)|"
    r"post was (?:originally|first)|piece was (?:originally|first)|"
    r"story (?:first )?(?:originally )?(?:appeared|ran)|article (?:first )?(?:originally )?(?:appeared|"
    r"ran))|(?:originally|first) (?:published|appeared)|thanks? (?:you )?for (?:signing|subscrib|register|"
    r"reading)|you(?:'ve| have) (?:been|successfully|reached)|by (?:signing|clicking|subscribing|"
    r"submitting|registering|entering|providing)|your (?:email|subscription|browser)|please (?:enable|"
    r"check|enter|click|subscribe|sign|log)|we (?:use|and our partners|may earn|value your|won'?t share)|"
    r"(?:got|have) (?:a )?(?:tips?|news|story|question|feedback|confidential)\b.{0,60}(?:\?|email|contact|"
    r"send|write|reach)|(?:contact|reach|e-?mail|write to) (?:the (?:author|reporter|writer|newsroom)|us|"
    r"me|him|her)\b|(?:for|to) (?:more|read|see|view|get|the latest) .{0,80}(?:click|visit|subscribe|"
    r"sign up|follow|download)|if you(?:['’]re| are) (?:seeing this|already a)|"
    r"do you want to (?:be informed|receive|get)|we want to hear (?:from you|what you)|submit (?:a|"
    r"your) letter|(?:this|the) (?:post|article|story) contains (?:references|affiliate|links)|"
    r"download the .{0,40} app|terms (?:and conditions|of (?:use|service)) (?:and|apply)|"
    r"all rights reserved|©|copyright)",
    _I,
)
_SELL_ANYWHERE = re.compile(
    r"(?:sign up (?:for|to) (?:our|the|my|get|receive)|subscribe to (?:our|the|my)|our (?:free |daily |"
    r"weekly |morning )?newsletters?|(?:free|daily|weekly|morning) newsletter|in your inbox|to your inbox|"
    r"follow (?:us|him|her|me|them) on|on (?:twitter|facebook|x|instagram|linkedin) (?:at )?@|"
    r"click here to|download (?:our|the) (?:free )?app|privacy (?:policy|notice)|terms of (?:use|service)|"
    r"affiliate (?:links?|commission)|may (?:earn|receive) (?:a )?(?:small )?commission|"
    r"personal, non-?commercial use|all rights reserved|may not be (?:published|reproduced)|"
    r"without (?:prior |written )+permission|subscriber agreement|unlimited (?:digital )?access|(?:is|"
    r"was) (?:originally|first) published (?:on|by|in|at)|(?:appeared|ran) (?:first|originally) (?:on|in|"
    r"at)|(?:originally|first) appeared (?:on|in|at)|republished (?:here )?(?:with|under))",
    _I,
)
_CREDIT = re.compile(
    r"(?:(?:photo|photograph|image|picture|illustration|video|graphic|credit|source|file photo|photos|"
    r"images|photographer|cover photo|featured image)s?(?: credit| courtesy| source)?s?\s*(?::|by\b|via\b|"
    r"courtesy).{0,120}"
    r"|.{0,120}\b(?:getty(?: images)?|shutterstock|istock(?:photo)?|alamy|afp|epa|"
    r"bloomberg via getty.{0,20}|associated press|reuters|ap photo.{0,40}|ap images|zuma press|unsplash|"
    r"pixabay|flickr)\b.{0,25}"
    r"|(?:ap|reuters|afp|getty images|bloomberg|epa|dpa|pa)(?:/[\w .]+)?"
    r"|.{0,100}\((?:[^()]{0,60}/)?(?:ap|afp|reuters|getty(?: images)?|bloomberg|epa|"
    r"[^()]{0,50}for [^()]{0,40}|[^()]{0,40}photo[^()]{0,40})\)|.{0,100}/(?:ap|afp|reuters|getty images|"
    r"bloomberg(?: news)?))[\s.]*",
    _I,
)
_BYLINE = re.compile(
    r"(?:by|written by|reported by|posted by|author|authors|from|story by|text by|words by|"
    r"analysis by)\s*:?\s+(?-i:[A-Z])[\w.'’-]+(?:\s+(?:(?-i:[A-Z])[\w.'’-]*|de|van|von|der|del|la|bin|"
    r"al)){0,4}(?:\s*(?:,|and|&|\||with)\s*(?-i:[A-Z])[^.!?]{1,100})?",
    _I,
)
_DATED = re.compile(
    r"(?:(?:first |originally )?(?:published|updated|posted|last (?:updated|modified|edited)|modified|"
    r"created|publicly? released|filed|date|on)\b[\s:]*(?:on |at )?)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?|(?:mon|tue|wed|thu|fri|sat|sun)\.?,?)?\s*(?:at\s+)?"
    r"(?:\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?[,\s-]*)?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|"
    r"\d{1,2}(?:st|nd|rd|th)?[\s-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)[a-z]*\.?,?[\s-]\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})"
    r"(?:[\s,|"
    r"/–—-]*(?:at\s*)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*\(?[A-Z]{1,4}[+-]?\d{0,2}(?::?\d{2})?\)?)?)?(?:\s*[|"
    r"/•·–—-]?\s*(?:updated|published|modified|first published|last updated)\b.{0,60})?[\s.]*",
    _I,
)
# Who worked on a story, as agencies close it; a bio of the writer, as magazines do.
_STAFF = re.compile(
    r"[\[(—–-]*\s*(?:(?:with |additional |further |writing |original )?(?:report(?:ing|ed|s)|writing|"
    r"edit(?:ing|ed)|research|compiled|graphics?|photography|production|translat(?:ion|ed)|"
    r"contribut(?:ions?|ed|ing))\b(?: (?:and|&) (?:writing|reporting|editing|additional reporting|"
    r"research))?(?: contributions?| assistance| help)? (?:by|from)\b.{0,500}"
    r"|(?:(?:(?-i:[A-Z])[\w.'’-]{0,30}|and|&|de|van|von),? ){1,16}(?:(?:also|both|all|"
    r"each) )?contributed(?: (?:reporting|research|to (?:this|the) (?:report|story|article|post)).{0,200}|"
    r"\.|.{0,10}(?:from|in) [A-Z].{0,80})"
    r"|.{0,300}\bcontributed (?:(?:reporting|research|additional reporting) )?to this (?:story|report|"
    r"article|post|piece)\b.{0,60}"
    r"|(?:editor['’]s note:? )?this (?:story|article|post|report) (?:has been|was) (?:updated|corrected|"
    r"revised|amended)\b.{0,160}"
    r"|[\w.+-]+@[\w.-]+\.\w+|\(?(?:ends?|-30-|###|__+)\)?|follow @\w+"
    r"|(?:to contact|to reach) the (?:reporters?|editors?|authors?|writers?|newsroom).{0,300}|"
    r"to contact (?:bloomberg|us)\b.{0,200}|write to .{0,120}@.{0,80}|.{0,80}(?:can be (?:reached|"
    r"contacted|followed)|tweets) (?:at|on|by|via|@).{0,200})",
    re.DOTALL | _I,
)
_BIO = re.compile(
    r"(?:[A-Z][\w.'’-]+ ){1,4}(?:\([^)]{1,40}\) )?(?:is|was|has been|covers|writes|reports|joined|works|"
    r"serves|leads|oversees|specializes|specialises)\b(?: \w+){0,5}? ?(?:a |an |the |"
    r"our )?[^.]{0,80}\b(?:reporter|correspondent|columnist|editor|journalist|writer|contributor|"
    r"staff writer|producer|freelancer?|covers|covering|author of|senior fellow|bureau chief|blogger|"
    r"for (?:the|this) (?:site|blog|magazine|newspaper))\b.{0,400}",
    re.DOTALL,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright(?: ©| \(c\))?) ?(?:19|20)\d\d\b", _I)
_SYMBOL_ONLY = re.compile(r"[\W_\d]{0,40}")
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’)\]»]*$")
_TAIL_LABEL = re.compile(
    r"(?:related(?: (?:stories|articles|content|coverage|news|topics|links|reading|posts|tags|"
    r"videos?)\b.{0,40})?|"
    r"(?:recommended|trending|popular|sponsored|promoted)(?: (?:for you|now|stories|articles|reading|"
    r"content|on)\b.{0,30})?|"
    r"(?:more|latest) (?:from|on|stories|news|articles|coverage|in|about|like this|headlines|"
    r"videos?)\b.{0,50}|"
    r"read (?:more|next|also|on)\b.{0,40}|see also|further reading|about (?:the authors?|us)|"
    r"follow(?: (?:us|me|him|her)\b.{0,30})?|"
    r"comments?|tags?|topics|share(?: this\b.{0,20})?|newsletters?|sign up(?: for\b.{0,40})?|"
    r"subscribe(?: (?:to|now)\b.{0,40})?|"
    r"you (?:may|might)(?: also)? (?:like|be interested in)|most (?:read|popular|viewed|shared)\b.{0,30}|"
    r"what to read next|"
    r"editor['’]s picks|correction history|contact(?: us)?|from (?:the|around the) web|around the web|"
    r"disclaimer|disclosures?|"
    r"in this (?:section|series))\s*:?",
    _I,
)

_HEAD = 6
_TAIL = 8


def ends_sentence(text: str) -> bool:
    """Whether a block ends as a sentence (or a lead-in with a colon) does."""
    return bool(_ENDS_SENTENCE.search(text))


def is_noise(text: str, link_share: float = 0.0) -> bool:
    """Whether a whole block is a control, a pointer elsewhere, a credit or an advertisement."""
    size = len(text)
    if size > 600:
        return False
    return (
        (size <= 40 and bool(_SYMBOL_ONLY.fullmatch(text)))
        or (size <= 300 and bool(_CONTROL.fullmatch(text)))
        or (size <= 260 and bool(_POINTER.fullmatch(text)) and (link_share > 0.3 or not ends_sentence(text)))
        or (size <= 140 and _is_credit(text))
        or _sells(text, link_share)
    )


def _sells(text: str, link_share: float) -> bool:
    """Whether a block invites to subscribe, follow or download."""
    signs = len(_SELL_ANYWHERE.findall(text))
    if signs >= (1 if len(text) <= 160 else 2):
        return True
    return len(text) <= 400 and bool(_SELL.match(text)) and (link_share > 0 or signs > 0 or len(text) <= 80)


def _is_credit(text: str) -> bool:
    """Whether a block names a picture's owner: no sentence, or a short one ("…, said Reuters." is prose)."""
    if _ENDS_SENTENCE.search(text.rstrip(".")) or not _CREDIT.fullmatch(text):
        return False
    return not ends_sentence(text) or len(text.split()) <= 8


def is_head_noise(text: str) -> bool:
    """What stands between a headline and the first paragraph: by-line, date, credit, place of work."""
    return (len(text) <= 160 and bool(_BYLINE.fullmatch(text) or _DATED.fullmatch(text))) or is_noise(text)


def is_tail_noise(block: Block, byline: str = "") -> bool:
    """What follows the last paragraph: who reported, who the writer is, where it appeared first."""
    text = block.text
    size = len(text)
    marked = block.italic or block.link > 0
    if is_head_noise(text) or (size <= 700 and _STAFF.fullmatch(text)):
        return True
    if size <= 600 and _BIO.fullmatch(text) and (marked or _names(text) & _names(byline)):
        return True
    if size <= 90 and _TAIL_LABEL.fullmatch(text):
        return True
    if size <= 500 and _SELL.match(text) and (marked or size <= 160):
        return True
    return size <= 700 and bool(_SELL_ANYWHERE.search(text))


def _names(text: str) -> set[str]:
    return {word for word in re.findall(r"[A-Z][\w'’-]+", text[:60]) if word not in {"By", "The"}}


def without_boilerplate(blocks: Sequence[Block], title: str, byline: str = "") -> list[Block]:
    """The blocks that are the article: noise anywhere, then its head and its tail taken away."""
    kept = [
        block
        for block in blocks
        if not is_noise(block.text, block.link_share) or _COPYRIGHT.match(block.text)
    ]
    kept = _without_title(kept, title)
    while kept and is_head_noise(kept[0].text):
        del kept[0]
    kept = [
        block
        for index, block in enumerate(kept)
        if index >= _HEAD or _COPYRIGHT.match(block.text) or not is_head_noise(block.text)
    ]
    end = _before_copyright(kept)
    while end and (is_tail_noise(kept[end - 1], byline) or kept[end - 1].kind == "heading"):
        end -= 1
    end = _before_related(kept, end, byline)
    return [
        block
        for index, block in enumerate(kept[:end])
        if not _COPYRIGHT.match(block.text[:60])
        and (index < max(1, end - _TAIL) or len(block.text) > 700 or not _STAFF.fullmatch(block.text))
    ]


def _before_copyright(kept: Sequence[Block]) -> int:
    """A copyright line in the second half closes an article; what follows it is the page's."""
    total = sum(len(block.text) for block in kept)
    seen = 0
    for index, block in enumerate(kept):
        if seen > total / 2 and len(block.text) < 200 and _COPYRIGHT.match(block.text):
            return index
        seen += len(block.text)
    return len(kept)


def _before_related(kept: Sequence[Block], end: int, byline: str) -> int:
    """A heading such as "Related stories" near the end takes the links and teasers below it along."""
    for index in range(max(1, end - _TAIL), end):
        block = kept[index]
        if len(block.text) <= 80 and _TAIL_LABEL.fullmatch(block.text):
            rest = kept[index + 1 : end]
            if all(
                len(each.text) < 200 or each.link_share > 0.5 or is_tail_noise(each, byline) for each in rest
            ):
                return index
    return end


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The title is not repeated at the head of the text."""
    wanted = key_of(title)
    if not wanted:
        return blocks
    for index, block in enumerate(blocks[:4]):
        own = key_of(block.text)
        if own and (
            own == wanted or (block.kind == "heading" and len(own) > 15 and (own in wanted or wanted in own))
        ):
            # What stood above the title is the page's, when it is short.
            if all(len(above.text) < 150 for above in blocks[:index]):
                return blocks[index + 1 :]
            return blocks[:index] + blocks[index + 1 :]
    return blocks


def strip_brand(text: str) -> str:
    """A line without the arrows and bars that page makers decorate it with."""
    return tidy(text.strip("|•·»›>→- "))
