"""Forms and explanations that open over Slack: pure functions that return views."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.model import Security, TickerSentiment
from bot.slack import say
from bot.slack.elements import Element, context, option, plain, section
from bot.slack.escape import clean, escape, safe_url
from bot.slack.ids import MISSING_COMPANY, ActionId, BlockId, CallbackId, Scope
from bot.slack.limits import MODAL_TITLE, OPTION_TEXT, PRIVATE_METADATA
from bot.slack.messages import Block, View
from bot.slack.text import cut, split

BODY_INPUTS = 4
"""Slack takes 3,000 characters an input; four hold an article of about 2,000 words."""
INPUT_CHARACTERS = 3000


def pack(metadata: Mapping[str, Any]) -> str:
    """`private_metadata` of a view: what the form is about. Raises `ValueError` beyond 3,000 characters."""
    packed = json.dumps(metadata, separators=(",", ":"), sort_keys=True)
    if len(packed) > PRIVATE_METADATA:
        raise ValueError(f"private_metadata of {len(packed)} characters exceeds {PRIVATE_METADATA}")
    return packed


def unpack(view: Mapping[str, Any]) -> dict[str, Any]:
    """What `pack` put into a view; empty if the view carries nothing readable."""
    try:
        data = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def wrong_ticker(
    card_id: str,
    rows: Sequence[TickerSentiment],
    *,
    may_confirm: bool = False,
    metadata: Mapping[str, Any] | None = None,
) -> View:
    """Asks which row is wrong and what is right; `may_confirm` offers the whole workspace as the scope."""
    # Slack refuses a menu in which two choices have the same value.
    by_ticker = {row.ticker: row for row in reversed(rows)}
    choices = [
        option(cut(f"{say.symbols(row)}  {clean(row.name)}", OPTION_TEXT), row.ticker)
        for row in list(reversed(by_ticker.values()))[:99]
    ]
    choices.append(option("A company is missing", MISSING_COMPANY))
    scopes = [option("This card only", Scope.CARD, "The card is corrected and says by whom")]
    if may_confirm:
        scopes.append(option("The whole workspace", Scope.WORKSPACE, "Later articles are read this way too"))
    blocks: list[Block] = [
        _input(BlockId.ROW, "What is wrong?", _select(ActionId.ROW, choices, "Choose a row")),
        _input(
            BlockId.SECURITY,
            "What is right?",
            _text(ActionId.SECURITY, limit=200, placeholder="BRK.B, LSE:VOD, a company name, or none"),
            hint="Type none if the row should not be there at all.",
        ),
        _input(
            BlockId.SCOPE,
            "Where does this hold?",
            {
                "type": "radio_buttons",
                "action_id": ActionId.SCOPE,
                "options": scopes,
                "initial_option": scopes[0],
            },
        ),
    ]
    if not may_confirm:
        blocks.append(context("For the whole workspace, ask somebody who may confirm corrections."))
    blocks.append(
        _input(
            BlockId.NOTE,
            "Name in the article",
            _text(
                ActionId.NOTE,
                limit=300,
                placeholder="How the article calls the company, if it is missing above",
            ),
            optional=True,
        )
    )
    return form(
        CallbackId.WRONG_TICKER, "Wrong ticker", "Correct", blocks, {"card": card_id, **(metadata or {})}
    )


def brief_text(metadata: Mapping[str, Any], *, url: str = "", title: str = "", body: str = "") -> View:
    """Takes a text that a page would not give: title, text in several inputs, and where it came from.

    `body` fills the inputs in advance (the message shortcut does); what exceeds them is left out by Slack's
    limits, and the form says that a file takes any length.
    """
    pieces = split(clean(body, one_line=False), INPUT_CHARACTERS)
    blocks: list[Block] = [
        _input(BlockId.TITLE, "Headline", _text(ActionId.TITLE, limit=300, value=clean(title)), optional=True)
    ]
    for number in range(BODY_INPUTS):
        label = "Text" if number == 0 else f"Text, continued ({number + 1})"
        element = _text(
            f"{ActionId.BODY}:{number}",
            limit=INPUT_CHARACTERS,
            value=pieces[number] if number < len(pieces) else "",
            multiline=True,
        )
        blocks.append(_input(f"{BlockId.BODY}:{number}", label, element, optional=number > 0))
    source = _text(
        ActionId.SOURCE, limit=2000, value=safe_url(url) or "" if url else "", placeholder="https://…"
    )
    blocks.append(_input(BlockId.SOURCE, "Where it was published", source, optional=True))
    blocks.append(
        context("Each field takes 3,000 characters. A longer text: drop it into the channel as a PDF.")
    )
    return form(CallbackId.BRIEF_TEXT, "Brief this text", "Brief", blocks, metadata)


def read_brief_text(view: Mapping[str, Any]) -> tuple[str, str, str]:
    """Title, text and source of a submitted "Brief this text" form; missing ones are empty."""
    body = [_value(view, f"{BlockId.BODY}:{n}", f"{ActionId.BODY}:{n}") for n in range(BODY_INPUTS)]
    return (
        _value(view, BlockId.TITLE, ActionId.TITLE),
        "\n\n".join(filter(None, body)),
        _value(view, BlockId.SOURCE, ActionId.SOURCE),
    )


def read_wrong_ticker(view: Mapping[str, Any]) -> tuple[str, str, Scope, str]:
    """Row (a ticker or `MISSING_COMPANY`), the security as typed, scope and note of a submitted form."""
    scope = _value(view, BlockId.SCOPE, ActionId.SCOPE)
    return (
        _value(view, BlockId.ROW, ActionId.ROW),
        _value(view, BlockId.SECURITY, ActionId.SECURITY),
        Scope.WORKSPACE if scope == Scope.WORKSPACE else Scope.CARD,
        _value(view, BlockId.NOTE, ActionId.NOTE),
    )


def errors(by_block: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a submitted form that shows an error at its inputs: `{BlockId.SECURITY: "…"}`."""
    return {
        "response_action": "errors",
        "errors": {str(block): clean(text) for block, text in by_block.items()},
    }


def pick_security(text: str, candidates: Sequence[Security], metadata: Mapping[str, Any]) -> View:
    """Asks which security an ambiguous text means; the chosen value is the security's id."""
    choices = [option(cut(candidate_label(each), OPTION_TEXT), each.id) for each in candidates[:100]]
    blocks: list[Block] = [
        section(f"“{escape(cut(clean(text), 100))}” can mean several companies."),
        _input(BlockId.SECURITY, "Which one?", _select(ActionId.SECURITY, choices, "Choose a company")),
    ]
    return form(CallbackId.PICK_SECURITY, "Which company?", "Use it", blocks, metadata)


def candidate_label(security: Security) -> str:
    """A security as a picker shows it: company, ticker and exchange."""
    symbol = f"{security.exchange}:{security.ticker}" if security.exchange else security.ticker
    return clean(f"{security.name} ({symbol})") if security.ticker else clean(f"{security.name} (not listed)")


def working(title: str, sentence: str) -> View:
    """A view that opens at once, while what it will show is still being fetched."""
    return explain(title, [section(escape(sentence))])


def explain(title: str, blocks: Sequence[Block], callback: str = CallbackId.WHY) -> View:
    """A view to read and close."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(cut(clean(title), MODAL_TITLE)),
        "close": plain("Close"),
        "blocks": list(blocks),
    }


def form(
    callback: str, title: str, submit: str, blocks: Sequence[Block], metadata: Mapping[str, Any]
) -> View:
    """A form that is submitted. Raises `ValueError` where `metadata` is more than Slack keeps."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(cut(title, MODAL_TITLE)),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "private_metadata": pack(metadata),
        "blocks": list(blocks),
    }


def _input(block_id: str, label: str, element: Element, *, optional: bool = False, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    return block


def _text(
    action: str, *, limit: int, value: str = "", placeholder: str = "", multiline: bool = False
) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": multiline,
        "max_length": limit,
    }
    if value:
        element["initial_value"] = cut(value, limit)
    if placeholder:
        element["placeholder"] = plain(placeholder)
    return element


def _select(action: str, options: Sequence[Element], placeholder: str) -> Element:
    return {
        "type": "static_select",
        "action_id": action,
        "options": list(options),
        "placeholder": plain(placeholder),
    }


def _value(view: Mapping[str, Any], block_id: str, action: str) -> str:
    """What a person entered in a submitted view; empty when they left it out."""
    state = view.get("state", {}).get("values", {}).get(str(block_id), {}).get(str(action), {})
    chosen = state.get("selected_option")
    value = chosen.get("value") if isinstance(chosen, Mapping) else state.get("value")
    return value.strip() if isinstance(value, str) else ""
