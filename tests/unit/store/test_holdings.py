"""Portfolios in the database."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from bot.errors import DeskwireError
from bot.model import Team
from bot.store import Store
from bot.store.holdings import MOST_HOLDINGS, MOST_PORTFOLIOS, Holding

TEAM = Team("T1")
NVDA, AMD = Holding("NVDA", Decimal("1200.125"), 0.8), Holding("AMD", Decimal(-5))


async def test_what_is_put_is_held_and_a_new_figure_replaces_the_old(store: Store) -> None:
    assert await store.holdings.put(TEAM, "U1", "growth", [NVDA, AMD]) == ()
    assert await store.holdings.of(TEAM, "U1", "growth") == (AMD, NVDA)
    await store.holdings.put(TEAM, "U1", "growth", [Holding("AMD", None, 0.2)])
    assert await store.holdings.of(TEAM, "U1", "growth") == (Holding("AMD", None, 0.2), NVDA)


async def test_no_digit_is_lost(store: Store) -> None:
    held = Holding("X", Decimal("123456789012.123456"))
    await store.holdings.put(TEAM, "U1", "", [held])
    assert await store.holdings.of(TEAM, "U1", "") == (held,)


async def test_a_statement_takes_out_what_it_does_not_name(store: Store) -> None:
    await store.holdings.put(TEAM, "U1", "", [NVDA, AMD])
    await store.holdings.put(TEAM, "U2", "", [NVDA])
    assert await store.holdings.put(TEAM, "U1", "", [AMD, Holding("F")], replace=True) == ("NVDA",)
    assert [each.ticker for each in await store.holdings.of(TEAM, "U1", "")] == ["AMD", "F"]
    assert await store.holdings.of(TEAM, "U2", "") == (NVDA,)


async def test_removing_and_clearing_tell_what_was_held(store: Store) -> None:
    await store.holdings.put(TEAM, "U1", "", [NVDA, AMD])
    assert await store.holdings.remove(TEAM, "U1", "", ["NVDA", "F"]) == ("NVDA",)
    assert await store.holdings.clear(TEAM, "U1", "") == (AMD,)
    assert await store.holdings.portfolios(TEAM, ["U1"]) == ()


async def test_portfolios_come_by_owner_and_name(store: Store) -> None:
    for owner, name in (("U1", "growth"), ("U1", ""), ("team", "growth"), ("U2", "other")):
        await store.holdings.put(TEAM, owner, name, [NVDA])
    found = await store.holdings.portfolios(TEAM, ["team", "U1"])
    assert [(each.owner, each.name) for each in found] == [("team", "growth"), ("U1", ""), ("U1", "growth")]
    assert found[0].tickers == ("NVDA",)
    assert await store.holdings.named("growth") == ((TEAM, "U1"), (TEAM, "team"))


async def test_too_much_changes_nothing(store: Store) -> None:
    await store.holdings.put(TEAM, "U1", "", [NVDA])
    many = [Holding(f"A{number}") for number in range(MOST_HOLDINGS)]
    with pytest.raises(DeskwireError, match="at most 2,000"):
        await store.holdings.put(TEAM, "U1", "", many)
    assert await store.holdings.of(TEAM, "U1", "") == (NVDA,)
    await store.holdings.put(TEAM, "U1", "", many, replace=True)
    for number in range(MOST_PORTFOLIOS - 1):
        await store.holdings.put(TEAM, "U1", f"p{number}", [NVDA])
    with pytest.raises(DeskwireError, match="50 portfolios"):
        await store.holdings.put(TEAM, "U1", "one more", [NVDA])
    await store.holdings.put(TEAM, "U1", "p1", [AMD])


async def test_of_two_statements_at_once_one_is_held_wholly(store: Store) -> None:
    first = [Holding(f"A{number}") for number in range(150)]
    second = [Holding(f"B{number}") for number in range(150)]
    for _ in range(5):
        await asyncio.gather(
            *(
                store.holdings.put(TEAM, "U1", "", held, replace=True)
                for held in (first, second, first, second)
            )
        )
        tickers = {each.ticker for each in await store.holdings.of(TEAM, "U1", "")}
        assert tickers in ({each.ticker for each in first}, {each.ticker for each in second})
