from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update

from bot.errors import DeskwireError
from bot.model import Team
from bot.store import NewEntry, Store
from bot.store.audit import PAGE
from bot.store.tables import audit
from tests.databases import FakeClock

TEAM = Team("T1")


@pytest.mark.parametrize(
    "statement", [update(audit).values(actor="nobody"), delete(audit), delete(audit).where(audit.c.id < 0)]
)
async def test_the_trail_refuses_change_and_deletion(store: Store, statement: object) -> None:
    await store.audit.add(TEAM, "post", "U1", "c1", {"url": "https://example.com"})
    # SQLite asks its triggers row by row: a deletion of no rows passes there, and deletes nothing.
    passes = store.database.dialect == "sqlite" and "id <" in str(statement)
    with nullcontext() if passes else pytest.raises(DeskwireError):
        async with store.database.write() as connection:
            await connection.execute(statement)
    async with store.database.read() as connection:
        rows = (await connection.execute(audit.select())).all()
    assert [(row.actor, row.subject, row.detail) for row in rows] == [
        ("U1", "c1", {"url": "https://example.com"})
    ]


async def test_the_trail_cannot_be_truncated_or_replaced(store: Store) -> None:
    await store.audit.add(TEAM, "post", "U1", "c1")
    statements = {
        "postgresql": ["TRUNCATE audit"],
        "sqlite": [
            "REPLACE INTO audit SELECT id, enterprise_id, team_id, at, kind, 'x', subject, detail FROM audit"
        ],
    }
    for statement in statements[store.database.dialect]:
        with pytest.raises(DeskwireError):
            async with store.database.write() as connection:
                await connection.execute(text(statement))
    async with store.database.read() as connection:
        assert [row.actor for row in await connection.execute(audit.select())] == ["U1"]


async def test_an_export_pages_through_everything_in_order(store: Store, clock: FakeClock) -> None:
    start = clock.now
    number = PAGE + 7
    async with store.database.write() as connection:
        for n in range(number):
            # Many lines share a moment: pages must neither repeat nor skip any of them.
            at = start + timedelta(seconds=n // 100)
            await connection.execute(
                audit.insert().values(
                    enterprise_id="", team_id="T1", at=at, kind="post", actor="U1", subject=str(n), detail={}
                )
            )
    seen = [entry async for entry in store.audit.entries(TEAM, start, start + timedelta(hours=1))]
    assert [entry.subject for entry in seen] == [str(n) for n in range(number)]
    assert seen[0].at == start
    assert seen[0].at.tzinfo is not None


async def test_the_period_is_half_open(store: Store, clock: FakeClock) -> None:
    start = clock.now
    for subject in ("a", "b", "c"):
        await store.audit.add(TEAM, "post", "U1", subject)
        clock.advance(60)
    found = [
        e.subject
        async for e in store.audit.entries(
            TEAM, start + timedelta(seconds=60), start + timedelta(seconds=120)
        )
    ]
    assert found == ["b"]


async def test_an_end_and_its_record_stand_together(store: Store, clock: FakeClock) -> None:
    await store.deliveries.owe(TEAM, "d1", "C1", None, "card")
    assert await store.deliveries.posted(TEAM, "d1", "1.1", NewEntry("post", "U1", "d1"))
    assert not await store.deliveries.posted(TEAM, "d1", "2.2", NewEntry("post", "U1", "d1"))
    await store.deliveries.owe(TEAM, "d2", "C1", None, "card")
    with pytest.raises(DeskwireError):
        await store.deliveries.posted(TEAM, "d2", "1.1", NewEntry("post", "U1", "d2", {"x": object()}))
    left = await store.deliveries.get(TEAM, "d2")
    assert left is not None
    assert left.state == "owed"
    period = (clock.now, clock.now + timedelta(seconds=1))
    assert [entry.subject async for entry in store.audit.entries(TEAM, *period)] == ["d1"]
