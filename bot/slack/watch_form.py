"""The forms of watchlists: editing a list, and importing one. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.slack.elements import Element, context, option, plain, section
from bot.slack.escape import clean, escape
from bot.slack.ids import CallbackId
from bot.slack.limits import MODAL_TITLE
from bot.slack.messages import Block, View
from bot.slack.modals import candidate_label, pack, unpack
from bot.slack.text import cut
from bot.slack.watchlists import ListView, Unclear, Whose, title

INPUT = 3_000
"""What a text input of Slack takes."""
NAME = 40
ASKED = 10
"""So many names are asked about at once."""
PICK = "watch_pick_for"
LEFT_OUT = "none"
OWNERS: Mapping[Whose, str] = {"me": "Mine", "channel": "This channel's", "team": "The whole team's"}


class Field(StrEnum):
    """The inputs, each in a block of the same name."""

    WHOSE = "watch_whose"
    NAME = "watch_name"
    COMPANIES = "watch_companies"
    THEMES = "watch_themes"
    KEYWORDS = "watch_keywords"
    TEXT = "watch_text"
    FILE = "watch_file"
    REPLACE = "watch_replace"


@dataclass(frozen=True, slots=True)
class Edited:
    """A submitted form. `before` is what the list held when the form was opened: only what differs is changed.

    `picks` are the companies that were chosen for names which can mean several: the security's id, or `LEFT_OUT`.
    """

    channel: str
    whose: Whose
    name: str
    companies: str
    themes: tuple[str, ...]
    keywords: tuple[str, ...]
    before: Mapping[str, tuple[str, ...]]
    picks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToImport:
    """A submitted import: a pasted text, or the ids of files."""

    channel: str
    whose: Whose
    name: str
    text: str
    files: tuple[str, ...]
    replace: bool


def edit(
    shown: ListView,
    themes: Sequence[str],
    *,
    channel: str,
    new: bool = False,
    owners: Sequence[Whose] = ("me",),
) -> View:
    """A form with what a list holds. A `new` list asks for its name, and for whom of `owners` it is.

    Raises `ValueError` where a list is too long for a form.
    """
    tickers, keywords = ", ".join(shown.tickers), ", ".join(shown.keywords)
    if len(tickers) > INPUT or len(keywords) > INPUT:
        raise ValueError("a list is too long for a form")
    blocks: list[Block] = []
    if new:
        blocks += _which(owners)
    else:
        blocks.append(section(f"*{escape(title(shown.whose, shown.name, capital=True))}*"))
    choices = [option(cut(each, 75), each) for each in themes[:100]]
    chosen = [each for each in choices if each["value"] in shown.themes]
    menu: Element = {
        "type": "multi_static_select",
        "action_id": Field.THEMES,
        "placeholder": plain("Choose themes"),
        "options": choices,
    }
    if chosen:
        menu["initial_options"] = chosen
    blocks.append(
        _input(
            Field.COMPANIES,
            "Companies",
            _text(Field.COMPANIES, tickers, "NVDA, LSE:VOD, Arm Holdings", multiline=True),
            "Tickers or names, parted by commas.",
        )
    )
    if choices:
        blocks.append(_input(Field.THEMES, "Themes", menu))
    blocks.append(
        _input(
            Field.KEYWORDS,
            "Keywords",
            _text(Field.KEYWORDS, keywords, "rare earths, export licence"),
            "Words in a headline or summary, parted by commas.",
        )
    )
    before = {"tickers": shown.tickers, "themes": shown.themes, "keywords": shown.keywords}
    metadata: dict[str, Any] = {"channel": channel, "before": before}
    if not new:
        metadata |= {"whose": shown.whose, "name": shown.name}
    return _form(
        CallbackId.WATCH_EDIT, "New watchlist" if new else "Edit watchlist", "Save", blocks, metadata
    )


def ask(view: View, unclear: Sequence[Unclear]) -> View:
    """The submitted form again, with a choice for every name that can mean several companies.

    What was typed stays in its inputs, because they keep their names. Raises `ValueError` for more than Slack takes.
    """
    blocks = [each for each in view["blocks"] if not str(each.get("block_id", "")).startswith(PICK)]
    place = next(n for n, each in enumerate(blocks) if each.get("block_id") == Field.COMPANIES) + 1
    asked: list[Block] = []
    for number, each in enumerate(unclear[:ASKED]):
        choices = [option(cut(candidate_label(one), 75), one.id) for one in each.candidates if one.listed]
        menu = {
            "type": "static_select",
            "action_id": f"{PICK}:{number}",
            "placeholder": plain("Choose a company"),
            "options": [*choices[:20], option("Leave it out", LEFT_OUT)],
        }
        label = (
            f"{'Did you mean, by' if each.misspelt else 'Which company is'} “{cut(clean(each.text), 60)}”?"
        )
        asked.append(
            {
                "type": "input",
                "block_id": f"{PICK}:{number}",
                "label": plain(label),
                "element": menu,
                "optional": False,
            }
        )
    metadata = {**unpack(view), "asked": [each.text for each in unclear[:ASKED]]}
    kept = ("type", "callback_id", "title", "submit", "close")
    return {
        **{name: view[name] for name in kept},
        "private_metadata": pack(metadata),
        "blocks": [*blocks[:place], *asked, *blocks[place:]],
    }


def read_edit(view: Mapping[str, Any]) -> Edited:
    """A submitted form."""
    metadata = unpack(view)
    before = {name: tuple(held) for name, held in (metadata.get("before") or {}).items()}
    keywords = [" ".join(each.split()) for each in _value(view, Field.KEYWORDS).replace("\n", ",").split(",")]
    return Edited(
        channel=str(metadata.get("channel", "")),
        whose=metadata.get("whose") or _owner(view),
        name=str(metadata.get("name") or _value(view, Field.NAME)),
        companies=_value(view, Field.COMPANIES),
        themes=tuple(_options(view, Field.THEMES)),
        keywords=tuple(each for each in keywords if each),
        before=before,
        picks=_picks(view, [str(each) for each in metadata.get("asked") or []]),
    )


def import_form(channel: str, whose: Whose, name: str, owners: Sequence[Whose]) -> View:
    """A form that takes a CSV file, or what stands in one."""
    blocks = [
        *_which(owners, whose, name),
        _input(
            Field.FILE,
            "A CSV file",
            {
                "type": "file_input",
                "action_id": Field.FILE,
                "filetypes": ["csv", "tsv", "txt"],
                "max_files": 1,
            },
            "Columns such as ticker, ISIN, name, exchange and list are understood in any order.",
        ),
        _input(
            Field.TEXT,
            "Or paste it here",
            _text(Field.TEXT, "", "ticker,name", multiline=True),
            "Up to 3,000 characters; one company a line, or a line with many.",
        ),
        _input(
            Field.REPLACE,
            "What is on the list already",
            {
                "type": "checkboxes",
                "action_id": Field.REPLACE,
                "options": [option("Take off what is not in the file", "replace")],
            },
        ),
        context("What was taken, and each line that was not, comes to you as a direct message."),
    ]
    return _form(CallbackId.WATCH_IMPORT, "Import a watchlist", "Import", blocks, {"channel": channel})


def read_import(view: Mapping[str, Any]) -> ToImport:
    """A submitted import."""
    files = _state(view, Field.FILE).get("files") or []
    return ToImport(
        channel=str(unpack(view).get("channel", "")),
        whose=_owner(view),
        name=_value(view, Field.NAME),
        text=str(_state(view, Field.TEXT).get("value") or ""),
        files=tuple(str(each["id"]) for each in files if isinstance(each, Mapping) and each.get("id")),
        replace="replace" in _options(view, Field.REPLACE),
    )


def _which(owners: Sequence[Whose], whose: Whose = "me", name: str = "") -> list[Block]:
    choices = [option(OWNERS[each], each) for each in owners]
    initial = next((each for each in choices if each["value"] == whose), choices[0])
    menu = {
        "type": "static_select",
        "action_id": Field.WHOSE,
        "options": choices,
        "initial_option": initial,
    }
    return [
        _input(Field.WHOSE, "Whose list", menu, optional=False),
        _input(
            Field.NAME,
            "Name of the list",
            _text(Field.NAME, name, "semis", limit=NAME),
            "Leave it empty for the default list.",
        ),
    ]


def _form(
    callback: str, head: str, submit: str, blocks: Sequence[Block], metadata: Mapping[str, Any]
) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(cut(clean(head), MODAL_TITLE)),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "private_metadata": pack(metadata),
        "blocks": list(blocks),
    }


def _input(field: Field, label: str, element: Element, hint: str = "", *, optional: bool = True) -> Block:
    block: Block = {
        "type": "input",
        "block_id": str(field),
        "label": plain(label),
        "element": {**element, "action_id": str(field)},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    return block


def _text(
    field: Field, value: str, placeholder: str, *, multiline: bool = False, limit: int = INPUT
) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": str(field),
        "multiline": multiline,
        "max_length": limit,
        "placeholder": plain(placeholder),
    }
    if value:
        element["initial_value"] = value
    return element


def _state(view: Mapping[str, Any], field: Field) -> Mapping[str, Any]:
    found = view.get("state", {}).get("values", {}).get(str(field), {}).get(str(field), {})
    return found if isinstance(found, Mapping) else {}


def _value(view: Mapping[str, Any], field: Field) -> str:
    return str(_state(view, field).get("value") or "").strip()


def _options(view: Mapping[str, Any], field: Field) -> list[str]:
    return [str(each.get("value", "")) for each in _state(view, field).get("selected_options") or []]


def _picks(view: Mapping[str, Any], asked: Sequence[str]) -> dict[str, str]:
    values = view.get("state", {}).get("values", {})
    chosen = {}
    for number, text in enumerate(asked):
        state = values.get(f"{PICK}:{number}", {}).get(f"{PICK}:{number}", {})
        if option_ := state.get("selected_option"):
            chosen[text] = str(option_.get("value", ""))
    return chosen


def _owner(view: Mapping[str, Any]) -> Whose:
    chosen = (_state(view, Field.WHOSE).get("selected_option") or {}).get("value")
    return "team" if chosen == "team" else "channel" if chosen == "channel" else "me"
