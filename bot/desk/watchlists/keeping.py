"""Lists as a person reaches them: which one is meant, may they change it, what it looks like to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk.areas import Asked
from bot.desk.lists import Lists
from bot.desk.lookup import Lookup
from bot.desk.owners import TEAM, Named, Owned, owners_of, require_editor, whose_is
from bot.desk.rights import Rights
from bot.desk.watchlists.grammar import WatchAsked
from bot.model import Team
from bot.slack import say
from bot.slack import watchlists as views
from bot.store.store import Store
from bot.store.watches import Changed, Listed, Members

NOTHING = Members()


class Keeping:
    """Reads and changes lists for a person; every change is audited."""

    def __init__(self, store: Store, lists: Lists, lookup: Lookup, rights: Rights) -> None:
        self._store = store
        self._lists = lists
        self._lookup = lookup
        self._rights = rights

    async def meant(self, asked: Asked, said: WatchAsked, *, change: bool = True) -> Named:
        """The list of a line. Raises `DeskwireError` where the person may not change what they want to change."""
        named = await self._lists.meant(asked.team, asked.user, asked.channel, said.list_name, said.whose)
        if change:
            await require_editor(self._rights, asked.team, asked.user, named.owner)
        return named

    async def may_change(self, asked: Asked, owner: str) -> None:
        """Raises `DeskwireError("denied")` where a person may not change an owner's lists."""
        await require_editor(self._rights, asked.team, asked.user, owner)

    async def members(self, asked: Asked, named: Named) -> Members:
        """What a list holds."""
        return await self._lists.members(asked.team, named.owner, named.list_name)

    async def lists(self, team: Team, owners: Sequence[str], name: str | None = None) -> Sequence[Listed]:
        """The lists of these owners, all or those of one name."""
        return await self._store.watches.lists(team, owners, name)

    async def change(
        self, asked: Asked, named: Named, *, add: Members = NOTHING, remove: Members = NOTHING
    ) -> Changed:
        """Put on a list and take off, all or nothing."""
        changed = await self._store.watches.change(
            asked.team, named.owner, named.list_name, add=add, remove=remove
        )
        if changed.added or changed.removed:
            await self._audit(asked, named, "change", changed.added, changed.removed)
        return changed

    async def clear(self, asked: Asked, named: Named) -> Members:
        """Take everything off a list; returns what stood there."""
        gone = await self._store.watches.clear(asked.team, named.owner, named.list_name)
        if gone:
            await self._audit(asked, named, "clear", NOTHING, gone)
        return gone

    async def followers(self, asked: Asked, named: Named) -> str:
        """What follows a list, in a sentence."""
        return say.followers(*await self._lists.followers(asked.team, named.owner, named.list_name))

    async def owners(self, team: Team, user: str, channel: str) -> list[Owned]:
        """Whose lists a person may make, as a form offers them."""
        return await owners_of(self._rights, team, user, channel)

    async def view(self, asked: Asked, named: Named, names: Mapping[str, str]) -> views.ListView:
        """A list as it stands now."""
        held = await self._lists.members(asked.team, named.owner, named.list_name)
        return view_of(asked.user, Listed(named.owner, named.list_name, held), names)

    async def views(self, team: Team, user: str, lists: Sequence[Listed]) -> list[views.ListView]:
        """Lists with the names of their companies, and whether the person may change them."""
        shown = [t for each in lists[: views.SHOWN_LISTS] for t in each.members.tickers[: views.WITH_NAMES]]
        names = await self._lookup.names(list(dict.fromkeys(shown)))
        confirms = any(each.owner == TEAM for each in lists) and await self._rights.may_confirm(team, user)
        return [view_of(user, each, names, editable=each.owner != TEAM or confirms) for each in lists]

    async def _audit(self, asked: Asked, named: Named, action: str, added: Members, removed: Members) -> None:
        detail = {"action": action, "list": named.list_name}
        told = {"added": list(words_of(added)), "removed": list(words_of(removed))}
        await self._store.audit.add(asked.team, "watchlist", asked.user, named.owner, {**detail, **told})


def view_of(user: str, listed: Listed, names: Mapping[str, str], *, editable: bool = True) -> views.ListView:
    """A list as a person sees it."""
    held = listed.members
    return views.ListView(
        whose_is(listed.owner, user),
        listed.list_name,
        held.tickers,
        held.themes,
        held.keywords,
        names,
        editable=editable,
    )


def words_of(members: Members) -> tuple[str, ...]:
    """Everything on a list, in words."""
    return (*members.tickers, *members.themes, *(f"“{each}”" for each in members.keywords))
