"""What people type after `/portfolio`, as one of a few intents. Pure.

import portfolio:growth for:team     (and what was pasted, or a file)
set Arm Holdings -50 2.5% portfolio:growth
brief growth 8h
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from bot.desk import owners, spans
from bot.desk.owners import Whose
from bot.desk.portfolios.figures import figures, held_short, is_figure, weights
from bot.desk.subjects import portfolio_named
from bot.errors import DeskwireError

Verb = Literal["show", "import", "brief", "set", "remove", "export", "clear", "help"]

_VERBS: dict[str, Verb] = {
    "show": "show", "list": "show", "ls": "show", "import": "import", "brief": "brief", "news": "brief", "set": "set",
    "add": "set", "buy": "set", "remove": "remove", "rm": "remove", "sell": "remove", "delete": "remove",
    "export": "export", "csv": "export", "clear": "clear", "help": "help", "?": "help",
}  # fmt: skip
_OPTION = re.compile(r'(?<!\S)(portfolio|for):(?:"([^"]*)"|([^\s",;]*))[,;]?(?=\s|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PortfolioAsked:
    """One line. `name` is empty for the unnamed portfolio, `whose` where the line does not say whose it is.

    `text` is what was pasted after `import`, or the companies that are meant.
    """

    verb: Verb
    name: str = ""
    whose: Whose = ""
    text: str = ""
    quantity: Decimal | None = None
    weight: float | None = None
    span: timedelta = spans.DAY


def parse(text: str, command: str = "/portfolio", *, files: bool = False) -> PortfolioAsked:
    """Read one line as typed. Raises `DeskwireError("bad_input")` with what to type instead.

    A line with `files` imports, whatever its verb; a single word besides its options is the portfolio's name.
    """
    typed = owners.straight(text)
    if files:
        return _with_files(typed)
    first = typed.split(maxsplit=1)[0] if typed else "show"
    verb = _VERBS.get(first.lower())
    if verb is None:
        raise DeskwireError(
            "bad_input",
            f"I do not know “{first[:40]}”; type {command} import, show, brief, set, remove, export or clear.",
        )
    rest = typed[len(first) :]
    if verb == "import":
        return _import(rest)
    name: str = ""
    whose: Whose = ""

    def take(option: re.Match[str]) -> str:
        nonlocal name, whose
        name, whose = _option(option, name, whose)
        return " "

    rest, said = owners.for_whom(" ".join(_OPTION.sub(take, rest).split()))
    whose = said or whose
    if verb == "set":
        return _set(rest, name, whose, command)
    if verb == "remove":
        if not rest:
            raise DeskwireError("bad_input", f"Say what is no longer held, as in {command} remove NVDA.")
        return PortfolioAsked(verb, name, whose, rest)
    span = spans.DAY
    if verb == "brief":
        rest, span = spans.read(rest)
    if rest and not name:
        name = portfolio_named(rest)
    return PortfolioAsked(verb, name, whose, span=span)


def _import(rest: str) -> PortfolioAsked:
    """Options stand before what was pasted, so that nothing inside a statement is read as one."""
    name: str = ""
    whose: Whose = ""
    while (option := _OPTION.match(rest.lstrip())) is not None:
        name, whose = _option(option, name, whose)
        rest = rest.lstrip()[option.end() :]
    # What is pasted as code comes with its fences.
    return PortfolioAsked("import", name, whose, rest.replace("```", "\n").strip(" \r\n"))


def _with_files(typed: str) -> PortfolioAsked:
    words = typed.split(maxsplit=1)
    verb = bool(words) and words[0].lower() in _VERBS
    said = _import(typed[len(words[0]) :] if verb else typed)
    if "\n" in said.text or any(is_figure(word) for word in said.text.split()):
        return said
    # Nobody types holdings without a figure above a file; more words than one are talk.
    rest, whose = owners.for_whom(said.text)
    name = said.name or (portfolio_named(rest) if len(rest.split()) == 1 else "")
    return PortfolioAsked("import", name, whose or said.whose)


def _set(rest: str, name: str, whose: Whose, command: str) -> PortfolioAsked:
    words = rest.split()
    cut = len(words)
    while cut > 1 and is_figure(words[cut - 1]):
        cut -= 1
    plain = [each for each in words[cut:] if "%" not in each]
    percent = [each for each in words[cut:] if "%" in each]
    quantity = figures(plain)[0] if plain else None
    weight = weights(percent)[0] if percent else None
    unread = (plain and quantity is None) or (percent and weight is None)
    if not words or len(plain) > 1 or len(percent) > 1 or unread:
        raise DeskwireError(
            "bad_input",
            f"Say what is held and how much, as in {command} set NVDA 1200, or {command} set NVDA 1200 4.5%.",
        )
    return PortfolioAsked("set", name, whose, " ".join(words[:cut]), quantity, held_short(weight, quantity))


def _option(option: re.Match[str], name: str, whose: Whose) -> tuple[str, Whose]:
    value = (option[2] if option[2] is not None else option[3]).strip()
    if option[1].lower() == "portfolio":
        return portfolio_named(value), whose
    return name, owners.whose(value, "portfolio")
