"""What was typed or imported, sorted into what can be watched and what is unclear. Pure but for the look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.desk.companies import Meaning, unclear
from bot.desk.lookup import Lookup
from bot.desk.watchlists.grammar import TERM_LENGTH, Wanted, list_name
from bot.desk.watchlists.table import Row
from bot.errors import DeskwireError
from bot.store.watches import Members

NO_PICKS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be put on a list, in one sentence. `line` is its line in a file, 0 for what was typed."""

    sentence: str
    line: int = 0
    meaning: Meaning | None = None
    list_name: str = ""


@dataclass(slots=True)
class Sorted:
    """What is to be watched, by list, with the names of the companies; and what is not clear."""

    lists: dict[str, Members] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def members(self) -> Members:
        """Everything, where only one list is meant."""
        return next(iter(self.lists.values()), Members())


class Sorting:
    """Finds out what is meant."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def typed(self, wanted: Wanted, name: str = "", picks: Mapping[str, str] = NO_PICKS) -> Sorted:
        """Sort one line. `picks` are the ids of securities that were chosen for unclear texts; others are left out."""
        out = _Bag()
        if wanted.companies:
            for meaning in await self._lookup.companies(wanted.companies):
                picked = picks.get(meaning.text)
                known = {each.id for each in meaning.candidates}
                if picked is None or meaning.security is not None:
                    out.company(meaning, name)
                elif picked in known:
                    out.company(await self._lookup.meaning(f"id:{picked}"), name)
        themes = await self._lookup.themes() if wanted.themes else ()
        for theme in wanted.themes:
            out.theme(theme, name, themes)
        for keyword in wanted.keywords:
            out.keyword(keyword, name)
        return out.sorted()

    async def imported(self, rows: Sequence[Row], name: str = "") -> Sorted:
        """Sort the rows of a file. A list's `name`, where it is given, holds for all of them."""
        out = _Bag()
        themes = await self._lookup.themes() if any(row.kind == "theme" for row in rows) else ()
        companies = [row for row in rows if row.kind == "ticker"]
        meanings = dict(
            zip(companies, await self._lookup.rows([row.tries for row in companies]), strict=True)
        )
        for row in rows:
            try:
                named = name or list_name(row.list_name)
            except DeskwireError as error:
                out.problems.append(Problem(error.message, row.line))
                continue
            if row.kind == "theme":
                out.theme(row.tries[0], named, themes, row.line)
            elif row.kind == "keyword":
                out.keyword(row.tries[0], named, row.line)
            else:
                out.company(meanings[row], named, row.line)
        return out.sorted()


class _Bag:
    """Collects; the same thing twice counts once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._held: dict[str, tuple[dict[str, None], dict[str, None], dict[str, None]]] = {}
        self._names: dict[str, str] = {}

    def company(self, meaning: Meaning, name: str, line: int = 0) -> None:
        """A company by its symbol; one without a listing can be watched by its words alone."""
        if meaning.symbol and meaning.security is not None:
            self._list(name)[0][meaning.symbol] = None
            self._names[meaning.symbol] = meaning.security.name
        elif meaning.security is not None:
            known = meaning.security
            past = f", {known.past}" if known.past else ""
            sentence = f'{known.name} has no listing{past}; keyword:"{known.name}" watches the words.'
            self.problems.append(Problem(sentence, line, None, name))
        else:
            self.problems.append(Problem(unclear(meaning), line, meaning, name))

    def theme(self, said: str, name: str, known: Iterable[str], line: int = 0) -> None:
        """A theme by its name, in any case, or by the beginning of it where only one begins so."""
        wanted = said.casefold()
        found = [each for each in known if each.casefold() == wanted] or [
            each for each in known if each.casefold().startswith(wanted)
        ]
        if len(found) == 1:
            self._list(name)[1][found[0]] = None
            return
        shown = ", ".join(found or sorted(known))
        self.problems.append(Problem(f"I know no theme “{said[:60]}”. There are: {shown}.", line))

    def keyword(self, said: str, name: str, line: int = 0) -> None:
        """Words as they are, in lower case: they are looked for in any case."""
        term = " ".join(said.casefold().split())
        if not any(letter.isalnum() for letter in term) or len(term) > TERM_LENGTH:
            self.problems.append(Problem(f"“{said[:60]}” are no words that I could look for.", line))
            return
        self._list(name)[2][term] = None

    def sorted(self) -> Sorted:
        """What was collected."""
        lists = {name: Members(*(tuple(sorted(kind)) for kind in held)) for name, held in self._held.items()}
        return Sorted(lists, self._names, self.problems)

    def _list(self, name: str) -> tuple[dict[str, None], dict[str, None], dict[str, None]]:
        return self._held.setdefault(name, ({}, {}, {}))
