"""One block within Slack's limits: text is split or cut at words, never inside an entity or a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.slack import limits
from bot.slack.richfit import fit_rich_text
from bot.slack.text import cut, split, units

Dict = dict[str, Any]

CHUNK = 3_000
"""Text of one block after fitting, accessories apart."""
MENU = 2_000
"""Text of all the choices of one menu."""

_BROADCAST = re.compile(r"<!(?!date\^)([^<>]*)>")
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def sendable(text: str) -> str:
    """Without what JSON or Slack cannot carry, and with `<!here>` and its like shown instead of fired."""
    return _BROADCAST.sub(r"&lt;!\1&gt;", _UNSENDABLE.sub("", text))


def size_of(value: object) -> int:
    """All text that a block, or a list of blocks, shows, in UTF-16 units."""
    if isinstance(value, Mapping):
        return sum(
            units(each) if isinstance(each, str) and key in _SHOWN else size_of(each)
            for key, each in value.items()
        )
    if isinstance(value, list):
        return sum(size_of(each) for each in value)
    return 0


_SHOWN = frozenset({"text", "alt_text", "fallback", "url", "initial_value"})


def fit_block(block: Dict) -> list[Dict]:
    """The blocks that say what this one says, each within the limits; none if it says nothing.

    A type that is not known here is returned as it is.
    """
    fitter = _FITTERS.get(block.get("type", ""))
    if fitter is None:
        return [block]
    fitted = [piece for piece in fitter(block) if piece]
    for piece in fitted[1:]:
        piece.pop("block_id", None)
    return fitted


def fit_text(text: Dict | None, limit: int) -> Dict | None:
    """A text object cut to the limit; None if it is missing or empty, which Slack refuses."""
    if text is None:
        return None
    shown = cut(sendable(str(text.get("text", ""))), limit)
    return _with_text(text, shown) if shown.strip() else None


def chunks(items: Iterable[Dict], most: int, size: int = CHUNK) -> Iterator[list[Dict]]:
    """Groups in order, of at most `most` items and `size` units of text each; one item always fits."""
    group: list[Dict] = []
    total = 0
    for item in items:
        weight = size_of(item)
        if group and (len(group) == most or total + weight > size):
            yield group
            group, total = [], 0
        group.append(item)
        total += weight
    if group:
        yield group


def _with_text(text: Dict, shown: str) -> Dict:
    fitted = {**text, "text": shown}
    if fitted.get("type") == "mrkdwn":
        fitted.setdefault("verbatim", True)
    return fitted


def _pieces(text: Dict | None, limit: int) -> list[Dict]:
    if text is None:
        return []
    pieces = split(sendable(str(text.get("text", ""))), limit)
    return [_with_text(text, piece) for piece in pieces if piece.strip()]


def _section(block: Dict) -> list[Dict]:
    base = {key: value for key, value in block.items() if key not in {"text", "fields", "accessory"}}
    texts = _pieces(block.get("text"), limits.SECTION_TEXT)
    fields = [fitted for each in block.get("fields") or [] if (fitted := fit_text(each, limits.FIELD_TEXT))]
    groups = list(chunks(fields, limits.SECTION_FIELDS))
    sections = [{**base, "text": text} for text in texts]
    if len(sections) == 1 and groups and size_of(texts) + size_of(groups[0]) <= CHUNK:
        sections[0]["fields"] = groups.pop(0)
    sections.extend({**base, "fields": group} for group in groups)
    accessory = _element(block["accessory"]) if block.get("accessory") else None
    if accessory is not None and sections:
        sections[0]["accessory"] = accessory
    return sections


def _header(block: Dict) -> list[Dict]:
    text = fit_text(block.get("text"), limits.HEADER_TEXT)
    return [{**block, "text": text}] if text else []


def _context(block: Dict) -> list[Dict]:
    elements: list[Dict] = []
    for each in block.get("elements") or []:
        if each.get("type") == "image":
            elements.extend(filter(None, [_image_element(each)]))
        else:
            elements.extend(_pieces(each, limits.CONTEXT_TEXT))
    return [{**block, "elements": group} for group in chunks(elements, limits.CONTEXT_ELEMENTS)]


def _actions(block: Dict) -> list[Dict]:
    elements = [fitted for each in block.get("elements") or [] if (fitted := _element(each))]
    return [{**block, "elements": group} for group in chunks(elements, limits.ACTIONS_ELEMENTS)]


def _divider(block: Dict) -> list[Dict]:
    return [block]


def _image(block: Dict) -> list[Dict]:
    element = _image_element(block)
    if element is None:
        return []
    title = fit_text(block.get("title"), limits.HEADER_TEXT)
    element.pop("title", None)
    return [{**element, "title": title} if title else element]


def _input(block: Dict) -> list[Dict]:
    label = fit_text(block.get("label"), limits.INPUT_LABEL // 2)
    element = _element(block.get("element") or {})
    if label is None or element is None:
        return []
    fitted = {**block, "label": label, "element": element}
    hint = fit_text(fitted.pop("hint", None), limits.INPUT_LABEL // 2)
    return [{**fitted, "hint": hint} if hint else fitted]


def _rich_text(block: Dict) -> list[Dict]:
    return fit_rich_text(block, sendable)


def _image_element(element: Dict) -> Dict | None:
    if len(element.get("image_url") or "") > limits.URL:
        return None
    alt = sendable(element.get("alt_text") or "").strip()
    return {**element, "alt_text": cut(alt or "image", limits.ALT_TEXT)}


def _element(element: Dict) -> Dict | None:
    """A button, menu or input within the limits; None where it could not work (a value cannot be cut)."""
    if len(element.get("action_id", "")) > limits.ACTION_ID or len(element.get("value", "")) > limits.VALUE:
        return None
    fitted = dict(element)
    if fitted.get("type") == "image":
        return _image_element(fitted)
    if fitted.get("type") == "button":
        text = fit_text(fitted.get("text"), limits.BUTTON_TEXT)
        if text is None:
            return None
        fitted["text"] = text
        if len(fitted.get("url", "")) > limits.URL:
            del fitted["url"]
    if "placeholder" in fitted:
        placeholder = fit_text(fitted.pop("placeholder"), limits.PLACEHOLDER)
        if placeholder:
            fitted["placeholder"] = placeholder
    if "options" in fitted:
        fitted["options"] = _options(fitted)
        if not fitted["options"]:
            return None
    if "initial_value" in fitted:
        fitted["initial_value"] = cut(_UNSENDABLE.sub("", fitted["initial_value"]), limits.SECTION_TEXT)
    return fitted


_MOST_OPTIONS = {"overflow": limits.OVERFLOW_OPTIONS, "radio_buttons": 10, "checkboxes": 10}


def _options(element: Dict) -> list[Dict]:
    kept: list[Dict] = []
    total = 0
    for option in element["options"][: _MOST_OPTIONS.get(element.get("type", ""), limits.OPTIONS)]:
        text = fit_text(option.get("text"), limits.OPTION_TEXT)
        if text is None or len(option.get("value", "")) > limits.OPTION_VALUE:
            continue
        fitted = {**option, "text": text}
        description = fit_text(fitted.pop("description", None), limits.OPTION_TEXT)
        if description:
            fitted["description"] = description
        total += size_of(fitted)
        if total > MENU and kept and element.get("type") not in _IN_FORMS:
            break
        kept.append(fitted)
    return kept


_IN_FORMS = frozenset({"static_select", "multi_static_select"})

_FITTERS: Mapping[str, Callable[[Dict], list[Dict]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image,
    "input": _input,
    "rich_text": _rich_text,
}
