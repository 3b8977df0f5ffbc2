"""What people type after `/watch`, as one of a few intents. Pure; which companies are meant is found out elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.desk import owners
from bot.desk.owners import Whose
from bot.errors import DeskwireError

Verb = Literal["add", "remove", "list", "import", "export", "edit", "clear", "help"]

TERM_LENGTH = 100

_VERBS: dict[str, Verb] = {
    "add": "add", "+": "add", "remove": "remove", "rm": "remove", "delete": "remove", "-": "remove",
    "list": "list", "lists": "list", "show": "list", "ls": "list", "import": "import", "export": "export",
    "csv": "export", "edit": "edit", "clear": "clear", "help": "help", "?": "help",
}  # fmt: skip
_OPTION = re.compile(
    r'(?<!\S)(list|for|theme|keyword|word):(?:"([^"]*)"|([^\s",;]*))[,;]?(?=\s|$)', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be watched, or no longer: companies as they were typed, and themes and keywords."""

    companies: str = ""
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.companies or self.themes or self.keywords)


@dataclass(frozen=True, slots=True)
class WatchAsked:
    """One line. `list_name` is empty for the default list, `whose` where the line does not say whose list it is.

    `text` is what was pasted after `import`.
    """

    verb: Verb
    list_name: str = ""
    whose: Whose = ""
    wanted: Wanted = Wanted()
    text: str = ""


def parse(text: str, command: str = "/watch") -> WatchAsked:
    """Read `add NVDA, Arm Holdings list:"Big Tech" for:channel theme:"interest rates"`.

    A line that begins with no verb adds. Raises `DeskwireError("bad_input")` with what to type instead.
    """
    typed = owners.straight(text)
    first = typed.split(maxsplit=1)[0] if typed else ""
    verb = _VERBS.get(first.lower(), "add") if first else "list"
    rest = typed[len(first) :] if first.lower() in _VERBS else typed
    if verb == "import":
        return _import(rest)
    named = ""
    whose: Whose = ""
    themes: list[str] = []
    keywords: list[str] = []

    def take(option: re.Match[str]) -> str:
        nonlocal named, whose
        kind, value = option[1].lower(), (option[2] if option[2] is not None else option[3]).strip()
        if kind == "list":
            named = list_name(value)
        elif kind == "for":
            whose = owners.whose(value)
        else:
            (themes if kind == "theme" else keywords).append(_term(value, kind))
        return "\n" if verb in ("add", "remove") else " "

    rest = _OPTION.sub(take, rest).strip()
    rest, said = owners.for_whom(rest)
    whose = said or whose
    wanted = Wanted(rest.strip(" ,;\n"), tuple(themes), tuple(keywords))
    if verb in ("add", "remove"):
        if wanted:
            return WatchAsked(verb, named, whose, wanted)
        if verb == "remove":
            raise DeskwireError("bad_input", f"Say what to take off, as in {command} remove NVDA.")
        return WatchAsked("edit", named, whose)
    if wanted.companies and not named:
        named = list_name(wanted.companies.replace("\n", " "))
    return WatchAsked(verb, named, whose)


def list_name(text: str) -> str:
    """A list's name as it is kept: in lower case, blanks single; empty for the default list.

    Raises `DeskwireError("bad_input")` for names that could not be typed again.
    """
    return owners.name_of(text, noun="list", unnamed=frozenset({"watchlist"}), example="list:semis")


def _import(rest: str) -> WatchAsked:
    """Options stand before what was pasted, so that nothing inside a file is read as one."""
    named = ""
    whose: Whose = ""
    while (option := _OPTION.match(rest.lstrip())) is not None and option[1].lower() in ("list", "for"):
        value = option[2] if option[2] is not None else option[3]
        if option[1].lower() == "list":
            named = list_name(value)
        else:
            whose = owners.whose(value)
        rest = rest.lstrip()[option.end() :]
    return WatchAsked("import", named, whose, text=rest.strip(" \r\n"))


def _term(value: str, kind: str) -> str:
    term = " ".join(value.split())
    if not term or len(term) > TERM_LENGTH:
        what = (
            'a theme, as in theme:"interest rates"'
            if kind == "theme"
            else 'words, as in keyword:"rare earths"'
        )
        raise DeskwireError("bad_input", f"Name {what}.")
    return term
