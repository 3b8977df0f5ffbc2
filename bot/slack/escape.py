"""Text that came from an article or a person, made harmless in Slack and still reading the same.

Slack documents an escape for `&`, `<` and `>` only; the characters that make text bold, struck, quoted or
code have none. They get an invisible word joiner on both sides, so that no marker ever touches a word or
a blank. This is the second lock: cards put such text into `rich_text` and `plain_text`, which parse nothing,
and every `mrkdwn` object is `verbatim`, so that bare addresses and channel names stay text.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

JOINER = "\u2060"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Controls, surrogates, direction overrides (they can make a headline read backwards), and zero-width
# characters other than the joiners that scripts and emoji need.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
_LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_MARKER = re.compile(r"[*_~`@]")
_EMOJI = re.compile(r":(?=[\w+'\-]+:)")
_QUOTE = re.compile(r"^(\s*)(?=&gt;)", re.MULTILINE)
_IN_URL = {"|": "%7C", ">": "%3E", "<": "%3C", '"': "%22", "`": "%60", "\\": "%5C", "^": "%5E"}
MAX_URL = 3000


def clean(text: str, *, one_line: bool = True) -> str:
    """Without controls, direction overrides and zero-width characters; blanks collapsed when `one_line`.

    With `one_line=False` line breaks stay (as `\\n`), at most two in a row.
    """
    text = _REMOVED.sub("", _LINE_BREAK.sub("\n", text).replace("\t", " "))
    if one_line:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def escape(text: str, *, one_line: bool = True) -> str:
    """Text for a `mrkdwn` object: reads the same, formats nothing, mentions nobody, links nowhere."""
    text = clean(text, one_line=one_line)
    text = re.sub("[&<>]", lambda match: _ENTITIES[match.group()], text)
    text = _MARKER.sub(lambda match: f"{JOINER}{match.group()}{JOINER}", text)
    text = _EMOJI.sub(f":{JOINER}", text)
    return _QUOTE.sub(rf"\g<1>{JOINER}", text)


def unescape(text: str) -> str:
    """What a person reads where `escape` was shown."""
    text = text.replace(JOINER, "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def literal(text: str, *, one_line: bool = True) -> str:
    """Text for `plain_text` and `rich_text`, which need no entities: emoji codes stay letters."""
    return _EMOJI.sub(f":{JOINER}", clean(text, one_line=one_line))


def safe_url(url: str) -> str | None:
    """An http(s) address that can stand inside `<url|label>`, or None if it cannot be linked.

    Characters that would end the link are percent-encoded; an address longer than Slack allows, with
    credentials, or without a host is not linked at all.
    """
    url = _REMOVED.sub("", url).strip()
    url = re.sub(r"\s", lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), url)
    url = "".join(_IN_URL.get(char, char) for char in url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    return url if len(url) <= MAX_URL else None


def link(url: str, label: str) -> str:
    """`<url|label>` for a `mrkdwn` object; only the label where the address cannot be linked."""
    target, shown = safe_url(url), escape(label)
    if target is None:
        return shown
    return f"<{target.replace('&', '&amp;')}|{shown or escape(host_of(target))}>"


def host_of(url: str) -> str:
    """The host of an address as a reader names a site, without `www.`; empty if there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return clean(host.removeprefix("www."))


def user_mention(user_id: str) -> str:
    """`<@U…>`, or nothing if that is no Slack user id."""
    return f"<@{user_id}>" if re.fullmatch(r"[UW][A-Z0-9]{1,40}", user_id) else ""
