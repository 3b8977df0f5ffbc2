"""A link becomes a card in its thread: the main way, for real."""

from __future__ import annotations

import pytest

from tests.slack.harness import Running, is_placeholder, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]


async def test_a_pasted_link_becomes_a_card_in_its_thread(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "#research", f"look: {bot.article('nvidia-orders')}")
    card = await bot.answer("#research", asked.ts)
    said = text_of(card)
    assert "NVDA" in said
    assert "Impact" in said
    assert "Not investment advice" in said
    assert len([m for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]) == 1


async def test_the_same_link_again_gets_a_pointer_and_no_second_card(bot: Running) -> None:
    first = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    card = await bot.answer("#research", first.ts)
    again = f"{bot.article('nvidia-orders')}?utm_source=chat"
    second = await bot.workspace.send_message("ada", "#research", again)
    pointer = await bot.answer("#research", second.ts)
    assert "already has a card" in text_of(pointer)
    assert card.ts.replace(".", "") in text_of(pointer) or "archives" in text_of(pointer)
    assert not any(is_placeholder(m) for m in bot.workspace.messages("#research", second.ts) if m.bot_id)
