"""A feed's bytes as its publisher meant them: in UTF-8, and without the commonest slips of XML. Pure.

Half of what a reader would call a broken feed is one of three things: a charset that the document names wrongly, an
ampersand that nobody escaped (which cuts a headline or changes where a link leads), or an entity of HTML that XML does
not know. All three are mended before a parser sees the document; whatever is right already stays as it is.
"""

from __future__ import annotations

import re
from html.entities import html5

from bot.reading.charset import decode

_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}\?>")
# What may hold an ampersand as it is, or an entity; and the ampersands of everything else.
# One that is never closed reaches to the end, so that no document takes longer than its length.
_VERBATIM = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^>\[]{0,500}\[.*?(?:\]\s*>|\Z)",
    re.DOTALL,
)
_AMPERSAND = re.compile(r"&(?:(?P<number>#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)|(?P<name>[A-Za-z]\w{0,40});)?")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def mended(body: bytes, charset: str | None = None) -> bytes:
    """The same document in UTF-8, every ampersand outside CDATA part of an entity that XML knows.

    `charset` is the one of the HTTP header. Never fails; an entity that the document declares itself is left alone.
    """
    text = _text(body, charset)
    if "&" in text:
        own = frozenset(re.findall(r"<!ENTITY\s+(\w+)", text))
        text = _escaped(text, own)
    return text.encode("utf-8", "replace")


def _text(body: bytes, charset: str | None) -> str:
    """The document as text, its declaration without a charset: what was declared is no longer true."""
    declared = _DECLARED.search(body[:300])
    named = charset or (declared[1].decode("ascii", "replace") if declared else None)
    return _DECLARATION.sub('<?xml version="1.0"?>', decode(body, named), count=1)


def _escaped(text: str, own: frozenset[str]) -> str:
    pieces, start = list[str](), 0

    def entity(found: re.Match[str]) -> str:
        name = found["name"]
        if found["number"] or name in _OF_XML or name in own:
            return found[0]
        meant = html5.get(f"{name};") if name else None
        if meant is None:
            return f"&amp;{found[0][1:]}"
        return "".join(f"&#{ord(char)};" for char in meant)

    for kept in _VERBATIM.finditer(text):
        pieces += [_AMPERSAND.sub(entity, text[start : kept.start()]), kept[0]]
        start = kept.end()
    return "".join([*pieces, _AMPERSAND.sub(entity, text[start:])])
