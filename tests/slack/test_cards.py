"""What people do with a card: ask why, correct it, take that back, watch, judge, delete."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Team
from bot.workspace import TEAM_ID, Message
from tests.slack.harness import Running, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]
TEAM = Team(TEAM_ID)


async def card_of(bot: Running, slug: str = "nvidia-orders") -> Message:
    asked = await bot.workspace.send_message("ben", "#research", bot.article(slug))
    return await bot.answer("#research", asked.ts, says="advice")


async def test_why_shows_the_sentences_behind_each_figure(bot: Running) -> None:
    card = await card_of(bot)
    await bot.workspace.click("ada", card, "why")
    view = await bot.until(lambda: bot.workspace.modal("ada"))
    said = text_of({"blocks": view.blocks})
    assert "NVDA" in said and "Overall" in said and "“" in said


async def test_wrong_ticker_corrects_the_card_and_can_be_undone(bot: Running) -> None:
    card = await card_of(bot)
    await bot.workspace.click("ben", card, "wrong_ticker")
    await bot.until(lambda: bot.workspace.modal("ben"))
    outcome = await bot.workspace.submit_view("ben", {"row": "NVDA", "security": "none"})
    assert outcome.ok
    corrected = await bot.until(lambda: "Corrected by" in text_of(card) and card)
    assert "NVDA" not in text_of(corrected).partition("Corrected by")[0].replace("(NVDA)", "")
    menu = [option["value"] for option in _menu(corrected)]
    undo = next(value for value in menu if value.startswith("undo_correction"))
    await bot.workspace.click("ben", corrected, "card_menu", undo)
    await bot.until(lambda: "Corrected by" not in text_of(card) and "NVDA" in text_of(card))
    for _ in range(50):
        if {"correction", "correction_undone"} <= await _audit_kinds(bot):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("a correction and its undoing must be audited")


async def test_watch_and_judgement_are_remembered(bot: Running) -> None:
    card = await card_of(bot)
    await bot.workspace.click("ben", card, "watch")
    told = await bot.until(lambda: bot.workspace.ephemerals("#research", "ben"))
    assert "NVDA" in text_of(told[-1])
    held = await bot.app.store.watches.members(TEAM, "U0LOCALBEN1", "")
    assert "NVDA" in held.tickers
    await bot.workspace.click("ben", card, "useful")
    await bot.workspace.click("ben", card, "not_useful")
    card_id = next(b["value"] for b in _buttons(card) if b["action_id"] == "why")
    assert await bot.app.store.feedback.counts(TEAM, card_id) == (0, 1)
    await bot.workspace.open_home("ben")
    home = await bot.until(lambda: bot.workspace.home("ben"))
    assert "NVDA" in text_of({"blocks": home.blocks})


async def test_only_the_person_who_asked_or_an_admin_deletes(bot: Running) -> None:
    card = await card_of(bot)
    choice = next(option["value"] for option in _menu(card) if option["value"].startswith("delete_card"))
    await bot.workspace.click("guest", card, "card_menu", choice)
    told = await bot.until(lambda: bot.workspace.ephemerals("#research", "guest"))
    assert "Only the person who asked" in text_of(told[-1])
    await bot.workspace.click("ben", card, "card_menu", choice)
    await bot.until(
        lambda: not [m for m in bot.workspace.messages("#research", card.thread_ts) if m.ts == card.ts]
    )


def _buttons(message: Message) -> list[dict[str, str]]:
    return [
        e for block in message.blocks if block["type"] == "actions" for e in block["elements"] if "value" in e
    ]


def _menu(message: Message) -> list[dict[str, str]]:
    return [
        option
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        for option in element.get("options", [])
    ]


async def _audit_kinds(bot: Running) -> set[str]:
    now = datetime.now(UTC)
    entries = bot.app.store.audit.entries(TEAM, now - timedelta(hours=1), now + timedelta(hours=1))
    return {entry.kind async for entry in entries}


async def test_a_missing_company_is_added_by_the_name_it_has_in_the_article(bot: Running) -> None:
    card = await card_of(bot, "retail-plans")
    assert "KR" not in text_of(card)
    await bot.workspace.click("ben", card, "wrong_ticker")
    await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.submit_view("ben", {"row": "missing", "security": "Kroger", "note": "New Jersey"})
    corrected = await bot.until(lambda: "Corrected by" in text_of(card) and card)
    assert "“New Jersey” is KR" in text_of(corrected)


async def test_what_cannot_be_meant_is_told_to_the_person_alone(bot: Running) -> None:
    card = await card_of(bot)
    await bot.workspace.click("ben", card, "wrong_ticker")
    await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.submit_view("ben", {"row": "NVDA", "security": "zzqq no such company"})
    told = await bot.until(lambda: bot.workspace.ephemerals("#research", "ben"))
    assert "No security is known" in text_of(told[-1])
    assert "Corrected by" not in text_of(card)


async def test_a_correction_for_the_whole_workspace_needs_the_role_and_holds_for_later_articles(
    bot: Running,
) -> None:
    card = await card_of(bot)
    await bot.workspace.click("ben", card, "wrong_ticker")
    offered = await bot.until(lambda: bot.workspace.modal("ben"))
    assert "The whole workspace" not in text_of({"blocks": offered.blocks})
    await bot.workspace.click("ada", card, "wrong_ticker")
    await bot.until(lambda: bot.workspace.modal("ada"))
    await bot.workspace.submit_view("ada", {"row": "NVDA", "security": "none", "scope": "workspace"})
    await bot.until(lambda: "Corrected by" in text_of(card))
    known, denied = await bot.app.store.aliases.all(TEAM)
    assert any(ticker == "NVDA" for _, ticker in denied) and not known
    asked = await bot.workspace.send_message("ben", "#general", bot.article("nvidia-orders"))
    later = await bot.answer("#general", asked.ts, says="advice")
    assert "Watch NVDA" not in text_of(later)
