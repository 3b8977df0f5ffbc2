"""Watchlists in the database."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import DeskwireError
from bot.model import Team
from bot.store import Store
from bot.store.watches import MOST_LISTS, MOST_MEMBERS, Changed, Listed, Members

TEAM = Team("T1")
NONE = Members()


async def test_a_change_tells_only_what_it_changed(store: Store) -> None:
    first = await store.watches.change(TEAM, "U1", "semis", add=Members(("NVDA", "AMD"), ("semiconductors",)))
    assert first == Changed(Members(("AMD", "NVDA"), ("semiconductors",)), NONE, 3)
    again = await store.watches.change(TEAM, "U1", "semis", add=Members(("NVDA", "INTC"), (), ("fab",)))
    assert again == Changed(Members(("INTC",), (), ("fab",)), NONE, 5)
    less = await store.watches.change(
        TEAM, "U1", "semis", remove=Members(("AMD", "IBM"), ("semiconductors",), ("fab", "wafer"))
    )
    assert less == Changed(NONE, Members(("AMD",), ("semiconductors",), ("fab",)), 2)
    assert await store.watches.members(TEAM, "U1", "semis") == Members(("INTC", "NVDA"))


async def test_a_theme_and_a_keyword_of_the_same_words_are_two_things(store: Store) -> None:
    await store.watches.change(TEAM, "U1", "", add=Members((), ("banking",), ("banking",)))
    await store.watches.change(TEAM, "U1", "", remove=Members((), ("banking",)))
    assert await store.watches.members(TEAM, "U1", "") == Members((), (), ("banking",))


async def test_lists_come_by_owner_and_name(store: Store) -> None:
    await store.watches.change(TEAM, "U1", "semis", add=Members(("NVDA",)))
    await store.watches.change(TEAM, "U1", "", add=Members(("IBM",)))
    await store.watches.change(TEAM, "C1", "semis", add=Members((), (), ("fab",)))
    await store.watches.change(TEAM, "U2", "", add=Members(("F",)))
    assert await store.watches.lists(TEAM, ["C1", "U1"]) == (
        Listed("C1", "semis", Members((), (), ("fab",))),
        Listed("U1", "", Members(("IBM",))),
        Listed("U1", "semis", Members(("NVDA",))),
    )
    assert [each.owner for each in await store.watches.lists(TEAM, ["U1", "C1"], "semis")] == ["U1", "C1"]
    assert await store.watches.named("semis") == ((TEAM, "C1"), (TEAM, "U1"))


async def test_clearing_tells_what_stood_there(store: Store) -> None:
    held = Members(("IBM", "NVDA"), ("banking",), ("strike",))
    await store.watches.change(TEAM, "U1", "", add=held)
    assert await store.watches.clear(TEAM, "U1", "") == held
    assert await store.watches.clear(TEAM, "U1", "") == NONE
    assert await store.watches.lists(TEAM, ["U1"]) == ()


async def test_a_list_that_would_grow_too_long_stays_as_it_is(store: Store) -> None:
    many = tuple(f"T{number:04}" for number in range(MOST_MEMBERS))
    assert (await store.watches.change(TEAM, "U1", "", add=Members(many))).size == MOST_MEMBERS
    with pytest.raises(DeskwireError, match="at most 1,000"):
        await store.watches.change(TEAM, "U1", "", add=Members(("ONE", "TWO")), remove=Members((many[0],)))
    assert len(await store.watches.members(TEAM, "U1", "")) == MOST_MEMBERS
    exchanged = await store.watches.change(TEAM, "U1", "", add=Members(("ONE",)), remove=Members((many[0],)))
    assert (exchanged.added.tickers, exchanged.removed.tickers) == (("ONE",), (many[0],))


async def test_an_owner_has_only_so_many_lists(store: Store) -> None:
    for number in range(MOST_LISTS):
        await store.watches.change(TEAM, "U1", f"l{number}", add=Members(("IBM",)))
    with pytest.raises(DeskwireError, match="watchlists already"):
        await store.watches.change(TEAM, "U1", "one more", add=Members(("IBM",)))
    await store.watches.change(TEAM, "U1", "l1", add=Members(("NVDA",)))


async def test_two_who_add_the_same_at_once_add_it_once(store: Store) -> None:
    both = await asyncio.gather(
        *(store.watches.change(TEAM, "C1", "", add=Members(("IBM", "NVDA"))) for _ in range(4))
    )
    assert sorted(len(each.added) for each in both) == [0, 0, 0, 2]
