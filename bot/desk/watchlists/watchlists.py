"""Watchlists as people handle them: by words, by form, by file, and in the home tab."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.desk import sheets
from bot.desk.areas import Asked, Form
from bot.desk.importing import texts_of
from bot.desk.lookup import Lookup
from bot.desk.owners import TEAM, Named, reach
from bot.desk.requests import ImportAsked
from bot.desk.watchlists import table as watch_csv
from bot.desk.watchlists.grammar import Wanted, WatchAsked, list_name, parse
from bot.desk.watchlists.keeping import Keeping, view_of, words_of
from bot.desk.watchlists.sorting import Problem, Sorted, Sorting
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import notices, watch_form
from bot.slack import watchlists as views
from bot.slack.directory import Directory
from bot.slack.messages import Message, View, fit_view
from bot.slack.modals import explain
from bot.slack.watch_form import Edited, Field
from bot.store.watches import Listed, Members

Submitted = tuple[str, str] | Message | list[views.Unclear]
FORM_S = 2.0
"""A form must be answered within three seconds."""
INLINE = 8_000
"""A longer export does not fit into a message."""


class Watchlists:
    """The area `watch`, its forms, and what the home tab shows of it."""

    def __init__(
        self,
        *,
        keeping: Keeping,
        lookup: Lookup,
        directory: Directory,
        now: Callable[[], datetime],
        command: str,
    ) -> None:
        self._keeping = keeping
        self._lookup = lookup
        self._sorting = Sorting(lookup)
        self._directory = directory
        self._now = now
        self._command = command

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed."""
        return {
            f"{command} add NVDA, Arm Holdings list:semis": "Watch companies; also"
            ' theme:"interest rates", keyword:"rare earths", and for:channel or for:team for their lists',
            f"{command} remove NVDA list:semis": "Watch them no longer",
            f"{command} list": "Your watchlists, this channel's and the team's",
            f"{command} edit list:semis": "A list in a form",
            f"{command} import list:semis": "Take a list from a CSV file or from what you paste",
            f"{command} export list:semis": "A list as CSV",
            f"{command} clear list:semis": "Empty a list",
        }

    async def answer(self, asked: Asked) -> Message | Form:
        """The answer for the person who typed. Raises `DeskwireError` with what to type instead."""
        said = parse(asked.text, self._command)
        match said.verb:
            case "add":
                return await self._add(asked, said)
            case "remove":
                return await self._remove(asked, said)
            case "list":
                return await self._list(asked, said)
            case "import":
                return await self._import(asked, said)
            case "export":
                return await self._export(asked, said)
            case "edit":
                return await self._edit(asked, said)
            case "clear":
                return await self._clear(asked, said)
            case "help":
                return notices.help_message(self.help(self._command))

    async def shown(self, team: Team, user: str) -> list[views.ListView]:
        """A person's lists and the team's, for the home tab."""
        return await self._keeping.views(team, user, await self._keeping.lists(team, [user, TEAM]))

    async def new_form(self, team: Team, user: str, channel: str) -> View:
        """The form of a list that is not there yet, for a button."""
        owners = await self._keeping.owners(team, user, channel)
        shown = views.ListView("me", "")
        return watch_form.edit(shown, await self._lookup.themes(), channel=channel, new=True, owners=owners)

    async def import_form(self, team: Team, user: str, channel: str) -> View:
        """The form that takes a file, for a button."""
        return watch_form.import_form(channel, "me", "", await self._keeping.owners(team, user, channel))

    async def submit(self, asked: Asked, edited: Edited) -> Submitted:
        """A submitted form: the answer, what must be chosen first, or the field and the sentence of what is wrong.

        Nothing is changed before everything is clear.
        """
        try:
            async with asyncio.timeout(FORM_S):
                return await self._submit(asked, edited)
        except TimeoutError:
            return str(Field.COMPANIES), "I am busy reading; press Save once more in a moment."
        except DeskwireError as error:
            return str(Field.NAME if "Name a list" in error.message else Field.COMPANIES), error.message

    async def take(self, line: Asked, asked: ImportAsked) -> Message:
        """Do a submitted import and say what it brought. Doing it twice changes nothing more."""
        said = WatchAsked("import", list_name(asked.name), asked.whose)
        named = await self._keeping.meant(line, said)
        return await self._imported(line, named, asked.text, asked.name, replace=asked.replace)

    async def _add(self, asked: Asked, said: WatchAsked) -> Message:
        named = await self._keeping.meant(asked, said)
        found = await self._sorting.typed(said.wanted, named.list_name)
        changed = await self._keeping.change(asked, named, add=found.members)
        there = found.members.without(changed.added)
        return views.changed(
            await self._keeping.view(asked, named, found.names),
            added=words_of(changed.added),
            there=words_of(there),
            problems=[_unclear(each) for each in found.problems],
            command=self._command,
        )

    async def _remove(self, asked: Asked, said: WatchAsked) -> Message:
        named = await self._keeping.meant(asked, said)
        held = await self._keeping.members(asked, named)
        found, unwanted = await self._unwanted(said.wanted, held)
        changed = await self._keeping.change(asked, named, remove=unwanted)
        return views.changed(
            await self._keeping.view(asked, named, found.names),
            removed=words_of(changed.removed),
            absent=words_of(unwanted.without(changed.removed)),
            problems=[_unclear(each) for each in found.problems],
            command=self._command,
        )

    async def _unwanted(self, wanted: Wanted, held: Members) -> tuple[Sorted, Members]:
        """What is to be taken off: also what is on the list and is not known any more."""
        found = await self._sorting.typed(wanted)
        texts = {each.meaning.text.upper() for each in found.problems if each.meaning is not None}
        old = tuple(each for each in held.tickers if each.upper() in texts)
        said = {each.casefold() for each in wanted.themes}
        themes = tuple(each for each in held.themes if each.casefold() in said)
        found.problems = [
            each
            for each in found.problems
            if (each.meaning is not None and each.meaning.text.upper() not in old)
            or (each.meaning is None and not themes)
        ]
        sure = found.members
        return found, Members(
            tuple(dict.fromkeys((*sure.tickers, *old))),
            tuple(dict.fromkeys((*sure.themes, *themes))),
            sure.keywords,
        )

    async def _list(self, asked: Asked, said: WatchAsked) -> Message:
        if said.list_name or said.whose:
            named = await self._keeping.meant(asked, said, change=False)
            held = await self._keeping.lists(
                asked.team, [named.owner], named.list_name if said.list_name else None
            )
            if not held and said.list_name:
                raise DeskwireError("not_found", f"There is no watchlist “{said.list_name}” here.")
        else:
            held = await self._keeping.lists(asked.team, reach(asked.user, asked.channel))
        return views.listing(await self._keeping.views(asked.team, asked.user, held), self._command)

    async def _import(self, asked: Asked, said: WatchAsked) -> Message | Form:
        if not said.text and not asked.files:
            if not asked.form:
                raise DeskwireError(
                    "bad_input", "Attach a CSV file, or paste what stands in it behind import."
                )
            owners = await self._keeping.owners(asked.team, asked.user, asked.channel)
            return Form(watch_form.import_form(asked.channel, said.whose or "me", said.list_name, owners))
        named = await self._keeping.meant(asked, said)
        return await self._imported(asked, named, said.text, said.list_name, replace=False)

    async def _imported(self, asked: Asked, named: Named, text: str, name: str, *, replace: bool) -> Message:
        await self._keeping.may_change(asked, named.owner)
        texts = await texts_of(self._directory, asked, text)
        rows = [row for each in texts for row in watch_csv.read(each)]
        found = await self._sorting.imported(rows, list_name(name))
        removed = 0
        counts = []
        for each, members in found.lists.items():
            one = Named(named.owner, each)
            held = await self._keeping.members(asked, one) if replace else Members()
            changed = await self._keeping.change(asked, one, add=members, remove=held.without(members))
            removed += len(changed.removed)
            there = len(members) - len(changed.added)
            counts.append((await self._keeping.view(asked, one, found.names), len(changed.added), there))
        # A company that is chosen afterwards belongs where its line does, whatever else was imported.
        unclear = [
            dataclasses.replace(
                _unclear(each),
                options=view_of(asked.user, Listed(named.owner, each.list_name, Members()), {}).options,
            )
            for each in found.problems
        ]
        return views.imported(counts, unclear, removed, self._command)

    async def _export(self, asked: Asked, said: WatchAsked) -> Message | Form:
        named = await self._keeping.meant(asked, said, change=False)
        one = said.list_name if said.list_name else None
        lists = await self._keeping.lists(asked.team, [named.owner], one)
        if not lists:
            raise DeskwireError("not_found", "There is nothing on that list yet.")
        names = await self._lookup.names([ticker for each in lists for ticker in each.members.tickers])
        held = [entry for each in lists for entry in _entries(each, names)]
        csv = watch_csv.write(held)
        name = sheets.file_name(said.list_name, self._now(), unnamed="watchlist")
        shown = views.exported(csv, name)
        if len(csv) <= INLINE:
            return shown
        if asked.form:
            return Form(fit_view(explain("Export", shown["blocks"])))
        raise DeskwireError("too_large", f"That is too long for a message; type {self._command} export.")

    async def _edit(self, asked: Asked, said: WatchAsked) -> Form:
        if not asked.form:
            raise DeskwireError(
                "bad_input", f"Type {self._command} add NVDA, or {self._command} for the form."
            )
        named = await self._keeping.meant(asked, said)
        shown = await self._keeping.view(asked, named, {})
        try:
            return Form(watch_form.edit(shown, await self._lookup.themes(), channel=asked.channel))
        except ValueError:
            raise DeskwireError(
                "too_large",
                f"That list is too long for a form; use {self._command} add, remove, import and export.",
            ) from None

    async def _clear(self, asked: Asked, said: WatchAsked) -> Message:
        named = await self._keeping.meant(asked, said)
        gone = await self._keeping.clear(asked, named)
        return views.cleared(
            view_of(asked.user, Listed(named.owner, named.list_name, gone), {}),
            self._command,
            await self._keeping.followers(asked, named),
        )

    async def _submit(self, asked: Asked, edited: Edited) -> Submitted:
        said = WatchAsked("edit", list_name(edited.name), edited.whose)
        named = await self._keeping.meant(asked, said)
        wanted = Wanted(edited.companies.replace("\n", ", "), edited.themes, edited.keywords)
        found = await self._sorting.typed(wanted, named.list_name, edited.picks)
        unclear = [_unclear(each) for each in found.problems]
        unknown = [each for each in unclear if not any(one.listed for one in each.candidates)]
        if unknown:
            return str(Field.COMPANIES), " ".join(each.sentence for each in unknown[:5])
        if unclear:
            return unclear
        before = Members(*(edited.before.get(kind, ()) for kind in ("tickers", "themes", "keywords")))
        after = found.members
        changed = await self._keeping.change(
            asked, named, add=after.without(before), remove=before.without(after)
        )
        return views.changed(
            await self._keeping.view(asked, named, found.names),
            added=words_of(changed.added),
            removed=words_of(changed.removed),
            command=self._command,
        )


def _entries(listed: Listed, names: Mapping[str, str]) -> list[watch_csv.Held]:
    name, held = listed.list_name, listed.members
    return [
        *(watch_csv.Held(name, "ticker", each, names.get(each, "")) for each in held.tickers),
        *(watch_csv.Held(name, "theme", each) for each in held.themes),
        *(watch_csv.Held(name, "keyword", each) for each in held.keywords),
    ]


def _unclear(problem: Problem) -> views.Unclear:
    meaning = problem.meaning
    if meaning is None:
        return views.Unclear(problem.sentence, problem.line)
    return views.Unclear(problem.sentence, problem.line, meaning.text, meaning.candidates, meaning.misspelt)
