"""Portfolios as people handle them: by words, by form, by file, and in the home tab."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk import sheets, subjects
from bot.desk.areas import Asked, Form
from bot.desk.importing import texts_of
from bot.desk.lists import Lists
from bot.desk.lookup import Lookup
from bot.desk.owners import TEAM, Named, Whose, owners_of, whose_is
from bot.desk.portfolios import statement
from bot.desk.portfolios.grammar import PortfolioAsked, parse
from bot.desk.portfolios.reaching import Reaching
from bot.desk.portfolios.replacing import Replaced, Replacing, audit
from bot.desk.portfolios.taking import Problem, Taken, Taking
from bot.desk.requests import ImportAsked
from bot.desk.rights import Rights
from bot.desk.sheet_files import SheetFiles
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import notices, say, watch_form, watchlists
from bot.slack import portfolios as views
from bot.slack.directory import Directory
from bot.slack.messages import Message, View
from bot.store.holdings import Holding, Portfolio
from bot.store.store import Store

Brief = Callable[[Asked, Named, timedelta], Awaitable[Message]]
"""What the news of the last so long says about a portfolio."""
INLINE = 8_000
"""A longer export does not fit into a message: it is given as a file."""


class Portfolios:
    """The area `portfolio`, its form, and what the home tab shows of it. Every change is audited."""

    def __init__(
        self,
        store: Store,
        lists: Lists,
        lookup: Lookup,
        rights: Rights,
        directory: Directory,
        files: SheetFiles,
        brief: Brief,
        *,
        now: Callable[[], datetime],
        command: str,
    ) -> None:
        self._store = store
        self._lists = lists
        self._lookup = lookup
        self._taking = Taking(lookup)
        self._replacing = Replacing(store, self._taking)
        self._rights = rights
        self._directory = directory
        self._files = files
        self._reaching = Reaching(store, rights, command)
        self._brief = brief
        self._now = now
        self._command = command

    def help(self, command: str) -> Mapping[str, str]:
        """What can be typed."""
        return {
            f"{command} import portfolio:growth": "Take what is held from a statement: a CSV file, or what you paste;"
            " also for:channel or for:team",
            f"{command} show": "What is held",
            f"{command} brief growth 8h": "What the news means for it, by weight, for you alone",
            f"{command} set NVDA 1200 4.5%": "Hold so many shares, making up so much of it; remove NVDA takes it out",
            f"{command} export|clear growth": "A portfolio as CSV, or an end to it",
        }

    async def answer(self, asked: Asked) -> Message | Form:
        """The answer for the person who typed. Raises `DeskwireError` with what to type instead."""
        said = parse(asked.text, self._command, files=bool(asked.files))
        match said.verb:
            case "show":
                return await self._show(asked, said)
            case "import":
                return await self._import(asked, said)
            case "brief":
                found = await self._reaching.one(asked, said)
                named = Named(found.owner, subjects.portfolio(found.name))
                return await self._brief(asked, named, said.span)
            case "set":
                return await self._set(asked, said)
            case "remove":
                return await self._remove(asked, said)
            case "export":
                return await self._export(asked, said)
            case "clear":
                return await self._clear(asked, said)
            case "help":
                return notices.help_message(self.help(self._command))

    async def shown(self, team: Team, user: str) -> list[views.PortfolioView]:
        """A person's portfolios and the team's, for the home tab."""
        found = await self._store.holdings.portfolios(team, [user, TEAM])
        return await self._views(team, user, await self._reaching.seen(team, user, found))

    async def import_form(self, team: Team, user: str, channel: str) -> View:
        """The form that takes a statement, for a button."""
        return await self._form(team, user, channel, "me", "")

    async def take(self, line: Asked, asked: ImportAsked) -> Message:
        """Do a submitted import and say what it brought. Doing it twice changes nothing more."""
        name = subjects.portfolio_named(asked.name)
        return await self._imported(line, PortfolioAsked("import", name, asked.whose, asked.text))

    async def _show(self, asked: Asked, said: PortfolioAsked) -> Message:
        found = await self._reaching.found(asked, said)
        if len(found) != 1:
            return views.listing(await self._views(asked.team, asked.user, found), self._command)
        person = await self._directory.person(asked.team, asked.user)
        names = await self._lookup.names(found[0].tickers)
        shown = (await self._views(asked.team, asked.user, found, names))[0]
        return views.holdings(shown, self._command, person.tz)

    async def _import(self, asked: Asked, said: PortfolioAsked) -> Message | Form:
        if not asked.files and not said.name and await self._taking.is_name(said.text):
            said = replace(said, name=subjects.portfolio_named(said.text), text="")
        if said.text or asked.files:
            return await self._imported(asked, said)
        if asked.form:
            return Form(
                await self._form(asked.team, asked.user, asked.channel, said.whose or "me", said.name)
            )
        raise DeskwireError("bad_input", "Attach a CSV file, or paste what stands in it behind import.")

    async def _imported(self, asked: Asked, said: PortfolioAsked) -> Message:
        owner = await self._reaching.editable(asked, said)
        texts = await texts_of(self._directory, asked, said.text)
        brought = await self._replacing.take(asked, owner, texts, said.name)
        for each in brought.done:
            if len(each.gone) > views.NAMED:
                brought.notes.append(await self._kept(asked, owner, each))
        done = [
            views.Imported(await self._view(asked, owner, each.name), each.new, each.gone, each.kept)
            for each in brought.done
        ]
        whose = whose_is(owner, asked.user)
        # A company that is chosen afterwards belongs where its line does, and not into the unnamed portfolio.
        unclear = [
            replace(said, options=views.PortfolioView(whose, each.portfolio).options)
            for each, said in zip(brought.problems, _unclear(brought.problems), strict=True)
        ]
        return views.imported(done, unclear, brought.notes, self._command)

    async def _kept(self, asked: Asked, owner: str, done: Replaced) -> str:
        """Send what a portfolio held before a statement that took more out of it than an answer names."""
        csv = await self._csv([Portfolio(owner, done.name, done.before, self._now())])
        file = sheets.file_name(f"{done.name or 'portfolio'} before", self._now(), unnamed="portfolio-before")
        try:
            await self._files.send(asked, file, csv)
        except DeskwireError:
            # The statement is taken; that much stays true without the file.
            return "I could not send you what was held before."
        return (
            f"{file} in your direct messages with me has what was held before; importing it puts that back."
        )

    async def _set(self, asked: Asked, said: PortfolioAsked) -> Message:
        if said.quantity is not None and not said.quantity:
            return await self._remove(asked, said)
        owner = await self._reaching.editable(asked, said)
        taken = await self._taking.typed(said.text, said.quantity, said.weight, said.name)
        before = {each.ticker: each for each in await self._store.holdings.of(asked.team, owner, said.name)}
        held = [_renewed(before.get(each.ticker), each) for each in taken.held(said.name)]
        if held:
            await self._store.holdings.put(asked.team, owner, said.name, held)
            await audit(self._store, asked, owner, "set", said.name, [each.ticker for each in held], ())
        shown = await self._view(asked, owner, said.name)
        return views.changed(shown, _said(shown, taken), _unclear(taken.problems), "set", self._command)

    async def _remove(self, asked: Asked, said: PortfolioAsked) -> Message:
        owner = await self._reaching.editable(asked, said)
        held = await self._store.holdings.of(asked.team, owner, said.name)
        known = {each.ticker: each.ticker for each in held}
        meanings = await self._taking.companies(said.text)
        # What is held and not known any more can still be taken out by its symbol.
        meant = [known.get(each.text.upper(), each.symbol) for each in meanings]
        problems = [
            Problem(f"“{each.text[:60]}” is not held there.", 0, None)
            for each, ticker in zip(meanings, meant, strict=True)
            if ticker not in known
        ]
        gone = await self._store.holdings.remove(asked.team, owner, said.name, meant)
        if gone:
            await audit(self._store, asked, owner, "remove", said.name, (), gone)
        shown = await self._view(asked, owner, said.name)
        where = views.title(shown.whose, shown.name)
        told = f"Taken out of {where}: {', '.join(gone)}." if gone else ""
        return views.changed(shown, told, _unclear(problems), "remove", self._command)

    async def _export(self, asked: Asked, said: PortfolioAsked) -> Message:
        found = await self._reaching.found(asked, said)
        if not found:
            raise DeskwireError("not_found", f"There is no portfolio yet; {self._command} import makes one.")
        csv = await self._csv(found)
        name = sheets.file_name(said.name, self._now(), unnamed="portfolio")
        if len(csv) <= INLINE:
            return watchlists.exported(csv, name)
        await self._files.send(asked, name, csv)
        return notices.notice(f"{name} is in your direct messages with me.")

    async def _clear(self, asked: Asked, said: PortfolioAsked) -> Message:
        owner = await self._reaching.editable(asked, said)
        held = await self._store.holdings.of(asked.team, owner, said.name)
        # What puts it back is in the person's hands before anything is cleared.
        csv, file = await self._handed(asked, owner, said.name, held)
        gone = await self._store.holdings.clear(asked.team, owner, said.name)
        if gone != held:
            csv, file = await self._handed(asked, owner, said.name, gone)
        if gone:
            await audit(self._store, asked, owner, "clear", said.name, (), [each.ticker for each in gone])
        shown = views.PortfolioView(whose_is(owner, asked.user), said.name)
        following = await self._lists.followers(asked.team, owner, subjects.portfolio(said.name))
        return views.cleared(shown, csv, say.followers(*following), file)

    async def _handed(
        self, asked: Asked, owner: str, name: str, held: tuple[Holding, ...]
    ) -> tuple[str, str]:
        """A portfolio as CSV, and the name of the file in which it was sent where it is too long for an answer."""
        csv = await self._csv([Portfolio(owner, name, held, self._now())]) if held else ""
        if len(csv) <= INLINE:
            return csv, ""
        file = sheets.file_name(name, self._now(), unnamed="portfolio")
        await self._files.send(asked, file, csv)
        return csv, file

    async def _form(self, team: Team, user: str, channel: str, whose: Whose, name: str) -> View:
        owners = await owners_of(self._rights, team, user, channel)
        return watch_form.import_form(channel, whose or "me", name, owners, what="portfolio")

    async def _view(self, asked: Asked, owner: str, name: str) -> views.PortfolioView:
        held = await self._store.holdings.of(asked.team, owner, name)
        rows = tuple(views.Row(each.ticker, "", each.quantity, each.weight) for each in held)
        return views.PortfolioView(whose_is(owner, asked.user), name, rows)

    async def _views(
        self, team: Team, user: str, found: Sequence[Portfolio], names: Mapping[str, str] | None = None
    ) -> list[views.PortfolioView]:
        confirms = any(each.owner == TEAM for each in found) and await self._rights.may_confirm(team, user)
        return [
            views.PortfolioView(
                whose_is(each.owner, user),
                each.name,
                tuple(
                    views.Row(one.ticker, (names or {}).get(one.ticker, ""), one.quantity, one.weight)
                    for one in each.holdings
                ),
                each.changed_at,
                editable=each.owner != TEAM or confirms,
            )
            for each in found
        ]

    async def _csv(self, found: Sequence[Portfolio]) -> str:
        names = await self._lookup.names([ticker for each in found for ticker in each.tickers])
        return statement.write((each, names) for each in found)


def _renewed(before: Holding | None, said: Holding) -> Holding:
    """What was said of a holding, with what is still known of it: a weight is worth nothing for another quantity."""
    if before is None or said.quantity is not None:
        return said
    return Holding(said.ticker, before.quantity, before.weight if said.weight is None else said.weight)


def _said(shown: views.PortfolioView, taken: Taken) -> str:
    held = [each for each in shown.rows if each.ticker in taken.names]
    return " ".join(
        f"In {views.title(shown.whose, shown.name)}: {views.with_name(each.ticker, taken.names)}"
        f"{f', {figures}' if (figures := views.figures(each)) else ''}."
        for each in held
    )


def _unclear(problems: Sequence[Problem]) -> list[watchlists.Unclear]:
    return [
        watchlists.Unclear(each.sentence, each.line)
        if each.meaning is None
        else watchlists.Unclear(
            each.sentence,
            each.line,
            each.meaning.text,
            each.meaning.candidates,
            each.meaning.misspelt,
            each.tail,
        )
        for each in problems
    ]
