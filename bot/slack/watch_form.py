"""The forms of watchlists: editing a list, and importing one. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from bot.slack import inputs
from bot.slack.elements import Element, context, option, plain, section
from bot.slack.escape import clean, escape
from bot.slack.ids import CallbackId
from bot.slack.messages import Block, View
from bot.slack.modals import candidate_label, form, pack, unpack
from bot.slack.text import cut
from bot.slack.watchlists import ListView, Unclear, Whose, title

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
    if len(tickers) > inputs.LONGEST or len(keywords) > inputs.LONGEST:
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
        "placeholder": plain("Choose themes"),
        "options": choices,
    }
    if chosen:
        menu["initial_options"] = chosen
    blocks.append(
        inputs.field(
            Field.COMPANIES,
            "Companies",
            inputs.text("NVDA, LSE:VOD, Arm Holdings", value=tickers, multiline=True),
            hint="Tickers or names, parted by commas.",
            optional=True,
        )
    )
    if choices:
        blocks.append(inputs.field(Field.THEMES, "Themes", menu, optional=True))
    blocks.append(
        inputs.field(
            Field.KEYWORDS,
            "Keywords",
            inputs.text("rare earths, export licence", value=keywords),
            hint="Words in a headline or summary, parted by commas.",
            optional=True,
        )
    )
    before = {"tickers": shown.tickers, "themes": shown.themes, "keywords": shown.keywords}
    metadata: dict[str, Any] = {"channel": channel, "before": before}
    if not new:
        metadata |= {"whose": shown.whose, "name": shown.name}
    head = "New watchlist" if new else "Edit watchlist"
    return form(CallbackId.WATCH_EDIT, head, "Save", blocks, metadata)


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
            "placeholder": plain("Choose a company"),
            "options": [*choices[:20], option("Leave it out", LEFT_OUT)],
        }
        label = (
            f"{'Did you mean, by' if each.misspelt else 'Which company is'} “{cut(clean(each.text), 60)}”?"
        )
        asked.append(inputs.field(f"{PICK}:{number}", label, menu))
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
    keywords = [" ".join(each.split()) for each in _typed(view, Field.KEYWORDS).replace("\n", ",").split(",")]
    return Edited(
        channel=str(metadata.get("channel", "")),
        whose=metadata.get("whose") or _owner(view),
        name=str(metadata.get("name") or inputs.value(view, Field.NAME)),
        companies=_typed(view, Field.COMPANIES),
        themes=tuple(inputs.chosen(view, Field.THEMES)),
        keywords=tuple(each for each in keywords if each),
        before=before,
        picks=_picks(view, [str(each) for each in metadata.get("asked") or []]),
    )


def import_form(
    channel: str,
    whose: Whose,
    name: str,
    owners: Sequence[Whose],
    what: Literal["watchlist", "portfolio"] = "watchlist",
) -> View:
    """A form that takes a CSV file, or what stands in one. A portfolio is replaced by what its statement says."""
    of_list = what == "watchlist"
    columns = "list" if of_list else "quantity, weight and market value"
    blocks = [
        *_which(owners, whose, name, noun="list" if of_list else "portfolio"),
        inputs.field(
            Field.FILE,
            "A CSV file",
            {"type": "file_input", "filetypes": ["csv", "tsv", "txt"], "max_files": 1},
            hint=f"Columns such as ticker, ISIN, name, exchange, {columns} are understood in any order.",
            optional=True,
        ),
        inputs.field(
            Field.TEXT,
            "Or paste it here",
            inputs.text("ticker,name" if of_list else "NVDA 1200 4.5%", multiline=True),
            hint="Up to 3,000 characters; one company a line"
            + (", or a line with many." if of_list else ", with its quantity or weight."),
            optional=True,
        ),
    ]
    told = "What was taken, and each line that was not, comes to you as a direct message."
    if of_list:
        tick = inputs.checkbox("Take off what is not in the file", "replace")
        blocks.append(inputs.field(Field.REPLACE, "What is on the list already", tick, optional=True))
        blocks.append(context(told))
        return form(CallbackId.WATCH_IMPORT, "Import a watchlist", "Import", blocks, {"channel": channel})
    blocks.append(context(f"What is not in it counts as sold. {told}"))
    return form(CallbackId.PORTFOLIO_IMPORT, "Import a portfolio", "Import", blocks, {"channel": channel})


def read_import(view: Mapping[str, Any]) -> ToImport:
    """A submitted import."""
    files = inputs.state(view, Field.FILE).get("files") or []
    return ToImport(
        channel=str(unpack(view).get("channel", "")),
        whose=_owner(view),
        name=inputs.value(view, Field.NAME),
        text=str(inputs.state(view, Field.TEXT).get("value") or ""),
        files=tuple(str(each["id"]) for each in files if isinstance(each, Mapping) and each.get("id")),
        replace="replace" in inputs.chosen(view, Field.REPLACE),
    )


def _which(owners: Sequence[Whose], whose: Whose = "me", name: str = "", noun: str = "list") -> list[Block]:
    menu = inputs.menu([option(OWNERS[each], each) for each in owners], initial=whose)
    return [
        inputs.field(Field.WHOSE, f"Whose {noun}", menu),
        inputs.field(
            Field.NAME,
            f"Name of the {noun}",
            inputs.text("semis" if noun == "list" else "growth", value=name, limit=NAME),
            hint=f"Leave it empty for the default {noun}.",
            optional=True,
        ),
    ]


def _picks(view: Mapping[str, Any], asked: Sequence[str]) -> dict[str, str]:
    picked = {text: inputs.value(view, f"{PICK}:{number}") for number, text in enumerate(asked)}
    return {text: one for text, one in picked.items() if one}


def _typed(view: Mapping[str, Any], field: Field) -> str:
    """As typed, with its lines."""
    return str(inputs.state(view, field).get("value") or "").strip()


def _owner(view: Mapping[str, Any]) -> Whose:
    chosen = inputs.value(view, Field.WHOSE)
    return "team" if chosen == "team" else "channel" if chosen == "channel" else "me"
