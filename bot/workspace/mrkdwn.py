"""From what a person types to what Slack sends: escaped text with links, mentions and channels marked up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.workspace.errors import Json

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_URL = re.compile(r"https?://[^\s<>|]+")
_DOMAIN = re.compile(
    r"(?<![\w@./-])((?:[a-z0-9-]+\.)+(?:com|org|net|io|co|example|news)(?:/[^\s<>|]*)?)", re.IGNORECASE
)
_MARKED = re.compile(r"<[^<>\s][^<>]*>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_TRAILING = ".,;:!?'\"”’"


def escape(text: str) -> str:
    """The three characters Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def from_typed(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """What a person typed, in Slack's wire form.

    `people` maps handles to user ids, `channels` names to channel ids. URLs become `<url>`, bare domains
    `<http://domain|domain>`, `@handle` and `#name` become references; inside code URLs stay as they are.
    """
    out: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        out.append(_marked_up(text[end : code.start()], people, channels))
        out.append(escape(code.group()))
        end = code.end()
    out.append(_marked_up(text[end:], people, channels))
    return "".join(out)


def _marked_up(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    out: list[str] = []
    end = 0
    for match in _URL.finditer(text):
        url = _trim(match.group())
        out.append(_references(text[end : match.start()], people, channels))
        out.append(f"<{escape(url)}>")
        end = match.start() + len(url)
    out.append(_references(text[end:], people, channels))
    return "".join(out)


def _trim(url: str) -> str:
    """Without the punctuation of the sentence around it; a closing bracket stays when it was opened."""
    while url:
        if url[-1] in _TRAILING or (url[-1] == ")" and url.count("(") < url.count(")")):
            url = url[:-1]
        else:
            break
    return url


def _references(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    out: list[str] = []
    end = 0
    for match in _DOMAIN.finditer(text):
        bare = _trim(match.group(1))
        out.append(_names(text[end : match.start()], people, channels))
        out.append(f"<http://{escape(bare)}|{escape(bare)}>")
        end = match.start() + len(bare)
    out.append(_names(text[end:], people, channels))
    return "".join(out)


def _names(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    text = escape(text)
    for sigil, names in (("@", people), ("#", channels)):
        for name, identity in names.items():
            pattern = rf"(?<![\w@#]){sigil}{re.escape(name)}(?![\w-])"
            text = re.sub(pattern, f"<{sigil}{identity}>", text, flags=re.IGNORECASE)
    return re.sub(r"(?<!\w)@(here|channel|everyone)\b", r"<!\1>", text)


def from_app(text: str) -> str:
    """What an app sent as `text`, as Slack stores it: stray `& < >` escaped, bare URLs marked as links."""
    out: list[str] = []
    end = 0
    for match in _MARKED.finditer(text):
        out.append(_plain(text[end : match.start()]))
        out.append(match.group())
        end = match.end()
    out.append(_plain(text[end:]))
    return "".join(out)


def _plain(text: str) -> str:
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    out: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        out.append(_linked(text[end : code.start()]))
        out.append(code.group())
        end = code.end()
    out.append(_linked(text[end:]))
    return "".join(out)


def _linked(text: str) -> str:
    out: list[str] = []
    end = 0
    for match in _URL.finditer(text):
        url = _trim(match.group())
        if not urlsplit(url).hostname:
            continue
        out.append(f"{text[end : match.start()]}<{url}>")
        end = match.start() + len(url)
    out.append(text[end:])
    return "".join(out)


def rich_text(wire_text: str) -> Json:
    """The `rich_text` block that Slack adds to what a person typed."""
    elements: list[Json] = []
    end = 0
    for match in _MARKED.finditer(wire_text):
        _add_text(elements, wire_text[end : match.start()])
        inner, _, label = match.group()[1:-1].partition("|")
        if inner.startswith("@"):
            elements.append({"type": "user", "user_id": inner[1:]})
        elif inner.startswith("#"):
            elements.append({"type": "channel", "channel_id": inner[1:]})
        elif inner.startswith("!"):
            elements.append({"type": "broadcast", "range": inner[1:]})
        else:
            link: Json = {"type": "link", "url": unescape(inner)}
            elements.append({**link, "text": unescape(label)} if label else link)
        end = match.end()
    _add_text(elements, wire_text[end:])
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _add_text(elements: list[Json], text: str) -> None:
    end = 0
    for code in _CODE.finditer(text):
        if text[end : code.start()]:
            elements.append({"type": "text", "text": unescape(text[end : code.start()])})
        elements.append({"type": "text", "text": unescape(code.group().strip("`")), "style": {"code": True}})
        end = code.end()
    if text[end:]:
        elements.append({"type": "text", "text": unescape(text[end:])})
