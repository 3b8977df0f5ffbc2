"""Watchlists as people see them: what stands on them, what a change did, what was unclear. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.model import Security
from bot.slack import limits, say
from bot.slack.elements import Element, actions, button, context, line, option, overflow, rich, run, section
from bot.slack.escape import clean, escape, literal
from bot.slack.ids import ActionId
from bot.slack.messages import Block, Message
from bot.slack.modals import candidate_label
from bot.slack.pickers import question
from bot.slack.text import cut, units

Whose = Literal["me", "channel", "team"]
WITH_NAMES = 40
"""Beyond so many companies a list shows their symbols alone."""
SHOWN_LISTS = 20
PICKERS = 5
CHOICES = 5
PROBLEMS = 15
MOST_PIECES = 150
"""So many lines, or runs of lines, that could not be taken are named by their numbers."""


@dataclass(frozen=True, slots=True)
class ListView:
    """A list: whose it is, its name (empty for the default one) and what it holds.

    `names` are those of the companies, as far as they are known; `editable` says whether the person may change it.
    """

    whose: Whose
    name: str
    tickers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    editable: bool = True

    @property
    def size(self) -> int:
        """How much it holds."""
        return len(self.tickers) + len(self.themes) + len(self.keywords)

    @property
    def options(self) -> str:
        """How the list is meant in a command."""
        named = f'list:"{self.name}" ' if self.name else ""
        return f"{named}for:{self.whose}"


@dataclass(frozen=True, slots=True)
class Unclear:
    """What could not be taken: a sentence, the line of a file (0 if typed), and what it can mean.

    `tail` is what has to be typed behind the company that is chosen, `options` where it belongs, if that is elsewhere
    than what the answer is about.
    """

    sentence: str
    line: int = 0
    text: str = ""
    candidates: tuple[Security, ...] = ()
    misspelt: bool = False
    tail: str = ""
    options: str = ""


def title(whose: Whose, name: str, *, capital: bool = False) -> str:
    """A list in words: `your watchlist`, `the team's list semis`; with a `capital` at its beginning."""
    owner = {"me": "your", "channel": "this channel's", "team": "the team's"}[whose]
    said = f"{owner} list {clean(name)}" if name else f"{owner} watchlist"
    return said[:1].upper() + said[1:] if capital else said


def listing(lists: Sequence[ListView], command: str) -> Message:
    """Lists with what they hold, each with its menu."""
    shown = escape(command)
    how = context(
        f"`{shown} add NVDA, Arm Holdings list:semis` adds, `{shown} remove NVDA` takes off;"
        f" `for:channel` and `for:team` mean other lists than yours"
    )
    if not any(each.size for each in lists):
        text = f"Nothing is watched yet. Type {command} add NVDA, or press the button."
        return {"text": escape(text), "blocks": [section(escape(text)), new_buttons(), how]}
    blocks: list[Block] = []
    for number, each in enumerate(lists[:SHOWN_LISTS]):
        blocks += list_blocks(each, number)
    if len(lists) > SHOWN_LISTS:
        blocks.append(context(f"and {len(lists) - SHOWN_LISTS} more; name one with `{shown} list NAME`"))
    named = ", ".join(f"{title(each.whose, each.name)} ({each.size})" for each in lists)
    return {"text": escape(f"Watched: {named}"), "blocks": [*blocks, new_buttons(), how]}


def list_blocks(shown: ListView, number: int) -> list[Block]:
    """One list: its title with the menu, then what it holds."""
    count = f"  {shown.size}" if shown.size else "  empty"
    head = section(f"*{escape(title(shown.whose, shown.name, capital=True))}*{count}")
    menu = [option("Export", f"export {shown.options}")]
    if shown.editable:
        menu = [
            option("Edit", f"edit {shown.options}"),
            option("Import", f"import {shown.options}"),
            *menu,
            option("Clear", f"clear {shown.options}"),
        ]
    head["accessory"] = overflow(f"{ActionId.WATCH_MENU}:{number}", menu)
    return [head, *([rich(*held)] if (held := _held(shown)) else [])]


def _held(shown: ListView) -> list[Element]:
    parts: list[Element] = []
    if shown.tickers:
        named = len(shown.tickers) <= WITH_NAMES
        runs: list[Element] = []
        for ticker in shown.tickers:
            if runs:
                runs.append(run(",  " if named else ", ", edges=True))
            runs.append(run(literal(ticker), "bold"))
            name = shown.names.get(ticker, "")
            if named and name and name.upper() != ticker:
                runs.append(run(f" {literal(name)}", edges=True))
        parts.append(line(*runs))
    for word, terms in (("Themes", shown.themes), ("Keywords", shown.keywords)):
        if terms:
            said = ", ".join(f"“{literal(each)}”" if word == "Keywords" else literal(each) for each in terms)
            parts.append(line(run(f"{word}: ", "italic", edges=True), run(said)))
    return parts


def new_buttons() -> Block:
    """What can be done without a list at hand."""
    return actions([button(ActionId.WATCH_NEW, "New list"), button(ActionId.WATCH_IMPORT, "Import a CSV")])


def changed(
    shown: ListView,
    *,
    added: Sequence[str] = (),
    there: Sequence[str] = (),
    removed: Sequence[str] = (),
    absent: Sequence[str] = (),
    problems: Sequence[Unclear] = (),
    command: str,
) -> Message:
    """What a change did, in words, and what is left to be decided."""
    where = title(shown.whose, shown.name)
    said = []
    if added:
        said.append(f"Added to {where}: {_named(added, shown.names)}.")
    if there:
        said.append(f"On it already: {_named(there, {})}.")
    if removed:
        said.append(f"Taken off {where}: {_named(removed, shown.names)}.")
    if absent:
        said.append(f"Not on {where}: {_named(absent, {})}.")
    if not said and not problems:
        said.append(f"Nothing changed on {where}.")
    blocks: list[Block] = [rich(line(run(" ".join(said))))] if said else []
    blocks += unclear_blocks(problems, "remove" if removed or absent else "add", shown.options)
    if added or removed:
        how = f"`{escape(command)} list` shows all  ·  `{escape(command)} edit` opens a form"
        blocks.append(context(f"{shown.size} on it now  ·  {how}"))
    text = " ".join([*said, *(each.sentence for each in problems)])
    return {"text": escape(text), "blocks": blocks}


def unclear_blocks(
    problems: Sequence[Unclear], verb: str, options: str, action: ActionId = ActionId.WATCH_PICK
) -> list[Block]:
    """What is unclear: with buttons where there is something to choose, else as sentences.

    The value of a button is what could be typed, with the company that was chosen.
    """
    blocks: list[Block] = []
    sentences: list[tuple[str, int]] = []
    number = 0
    for each in problems:
        at = f"Line {each.line}: " if each.line else ""
        choices = [one for one in each.candidates if one.listed][:CHOICES]
        if not choices or number >= PICKERS:
            sentences.append((f"{at}{each.sentence}", each.line))
            continue
        rows = [
            button(
                f"{action}:{number}:{place}",
                cut(candidate_label(one), limits.BUTTON_TEXT),
                f"{verb} {each.options or options} id:{one.id} {each.tail}".strip(),
            )
            for place, one in enumerate(choices)
        ]
        blocks += [
            section(f"{at}{question(each.text[:60], len(choices), misspelt=each.misspelt)}"),
            actions(rows),
        ]
        number += 1
    if sentences:
        shown = [line(run(each)) for each, _ in sentences[:PROBLEMS]]
        blocks.append(rich({"type": "rich_text_list", "style": "bullet", "elements": shown}))
    if len(sentences) > PROBLEMS:
        left = [place for _, place in sentences[PROBLEMS:]]
        where = f": {say.numbers(left, MOST_PIECES)}" if all(left) else ""
        blocks.append(context(f"and {len(left)} more like these{where}"))
    return blocks


def watched(tickers: Sequence[str]) -> Message:
    """Says what the Watch button of a card did, with the list at hand."""
    said = f"On your watchlist: {', '.join(tickers)}. Your lists stand in my Home tab."
    edit = button(f"{ActionId.WATCH_PICK}:edit", "Edit the list", "edit for:me")
    return {"text": escape(said), "blocks": [section(escape(said)), actions([edit])]}


def imported(
    counts: Sequence[tuple[ListView, int, int]], problems: Sequence[Unclear], removed: int, command: str
) -> Message:
    """What an import did: for every list how much was added and how much stood there already."""
    said = []
    for shown, added, there in counts:
        parts = [f"{added} added to {title(shown.whose, shown.name)}"]
        if there:
            parts.append(f"{there} stood there already")
        said.append(", ".join(parts) + f" ({shown.size} in all).")
    if removed:
        said.append(f"{removed} that are not in the file were taken off.")
    if not counts:
        said.append("Nothing was imported.")
    if problems:
        said.append(f"{say.plural(len(problems), 'line')} I could not take:")
    options = counts[0][0].options if len(counts) == 1 else "for:me"
    blocks: list[Block] = [rich(line(run(" ".join(said)))), *unclear_blocks(problems, "add", options)]
    blocks.append(context(f"`{escape(command)} list` shows what is watched"))
    return {"text": escape(" ".join(said)), "blocks": blocks}


def cleared(shown: ListView, command: str, followers: str = "") -> Message:
    """Says what stood on a list that was cleared, in the words that put it back, and who follows it."""
    where = title(shown.whose, shown.name, capital=True)
    if not shown.size:
        return {
            "text": escape(f"{where} was empty."),
            "blocks": [section(escape(f"{where} was empty."))],
        }
    terms = [f'theme:"{each}"' for each in shown.themes] + [f'keyword:"{each}"' for each in shown.keywords]
    back = " ".join(filter(None, [f"{command} add", shown.options, *terms, ", ".join(shown.tickers)]))
    text = " ".join(filter(None, [f"{where} is empty now.", followers, "This puts it back:"]))
    return {
        "text": escape(text),
        "blocks": [section(escape(text)), rich({"type": "rich_text_preformatted", "elements": [run(back)]})],
    }


def exported(csv: str, name: str) -> Message:
    """A list as CSV, to be copied; a long one in several pieces, none of which ends within a line."""
    text = f"{name}: copy this into a file of that name."
    return {
        "text": escape(f"{name}"),
        "blocks": [section(escape(text)), *(rich(each) for each in sheet(csv))],
    }


def sheet(csv: str) -> list[Element]:
    """A CSV text as preformatted elements, each within what Slack takes."""
    pieces = [""]
    for each in csv.strip().splitlines():
        if pieces[-1] and units(pieces[-1]) + units(each) >= limits.RICH_TEXT:
            pieces.append("")
        pieces[-1] += f"{each}\n"
    return [
        {"type": "rich_text_preformatted", "elements": [run(each.rstrip("\n"), one_line=False)]}
        for each in pieces
    ]


def _named(tickers: Sequence[str], names: Mapping[str, str]) -> str:
    shown = [_with_name(each, names.get(each, "")) for each in tickers[:WITH_NAMES]]
    more = [f"{len(tickers) - WITH_NAMES} more"] if len(tickers) > WITH_NAMES else []
    return literal(say.listed([*shown, *more]))


def _with_name(ticker: str, name: str) -> str:
    """`NVDA (Nvidia)`; the ticker alone where the name says no more."""
    return f"{ticker} ({name})" if name and name.upper() != ticker else ticker
