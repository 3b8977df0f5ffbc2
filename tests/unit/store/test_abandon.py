"""The only process at a database takes over what its dead predecessor held, at once, and knows the doubt."""

from __future__ import annotations

from bot.model import Team
from bot.store.store import Store

TEAM = Team("T1")


async def test_a_claim_of_a_dead_process_is_taken_over_in_doubt(store: Store) -> None:
    await store.deliveries.owe(TEAM, "card:1", "C1", None, "card")
    assert await store.deliveries.claim(TEAM, "card:1", "dead", 60) is not None
    assert await store.deliveries.claim(TEAM, "card:1", "alive", 60) is None
    assert await store.deliveries.abandon() == 1
    claimed = await store.deliveries.claim(TEAM, "card:1", "alive", 60)
    assert claimed is not None and claimed.ambiguous
