"""Mentions, direct messages, dropped PDFs, shortcuts, edits and other bots."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack.ids import CallbackId
from bot.workspace.conversing import Upload
from tests.slack.harness import Running, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]


async def test_a_mention_with_a_link_is_answered_once_in_its_thread(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "#research", f"@Deskwire {bot.article('bank-results')}")
    card = await bot.answer("#research", asked.ts)
    assert "JPM" in text_of(card)
    after = await bot.workspace.send_message("ben", "#research", "@Deskwire help")
    await bot.answer("#research", after.ts, says="/news")
    assert len([m for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]) == 1


async def test_a_direct_message_is_a_command_line(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "@ben", "help")
    assert "/news" in text_of(await bot.answer("@ben", asked.ts))
    link = await bot.workspace.send_message("ben", "@ben", bot.article("bank-results"))
    assert "JPM" in text_of(await bot.answer("@ben", link.ts))


async def test_a_link_inside_code_and_plain_talk_are_left_alone(bot: Running) -> None:
    code = await bot.workspace.send_message("ben", "#research", f"`{bot.article('bank-results')}`")
    talk = await bot.workspace.send_message("ben", "#research", "profits look good")
    after = await bot.workspace.send_message("ben", "#research", bot.article("asml-order"))
    await bot.answer("#research", after.ts)
    for message in (code, talk):
        assert not [m for m in bot.workspace.messages("#research", message.ts) if m.bot_id]


async def test_at_most_three_links_of_a_message_are_read(bot: Running) -> None:
    slugs = ("bank-results", "asml-order", "retail-plans", "tesla-recall")
    text = " ".join(bot.article(slug) for slug in slugs)
    asked = await bot.workspace.send_message("ben", "#research", text)
    await bot.until(lambda: len([m for m in _cards(bot, asked.ts) if "advice" in text_of(m)]) == 3)
    assert len(_cards(bot, asked.ts)) == 3


async def test_an_edit_counts_where_it_adds_a_link(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "#research", "soon more")
    await bot.workspace.edit_message(asked, f"here: {bot.article('asml-order')}")
    assert "ASML" in text_of(await bot.answer("#research", asked.ts))


async def test_a_dropped_pdf_is_read(bot: Running) -> None:
    data = bot.workspace.articles.pdf()
    asked = await bot.workspace.send_message(
        "ben", "#research", "see attached", files=[Upload("note.pdf", data, "application/pdf")]
    )
    card = await bot.answer("#research", asked.ts)
    assert "advice" in text_of(card)


async def test_brief_this_link_answers_in_the_thread_of_the_message(bot: Running) -> None:
    await bot.workspace.command("ben", "#research", "/news links off")
    asked = await bot.workspace.send_message("ben", "#research", bot.article("lilly-pfizer"))
    outcome = await bot.workspace.shortcut("ada", asked, CallbackId.SHORTCUT_BRIEF_LINK)
    assert outcome.ok
    assert "LLY" in text_of(await bot.answer("#research", asked.ts))
    bare = await bot.workspace.send_message("ben", "#research", "nothing here")
    await bot.workspace.shortcut("ada", bare, CallbackId.SHORTCUT_BRIEF_LINK)
    told = await bot.until(lambda: bot.workspace.ephemerals("#research", "ada"))
    assert "no link" in text_of(told[-1])


async def test_brief_this_text_takes_what_a_page_would_not_give(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "#research", bot.article("paywalled"))
    refusal = await bot.answer("#research", asked.ts)
    if "advice" not in text_of(refusal):
        await bot.workspace.click("ben", refusal, "brief_text")
        await bot.until(lambda: bot.workspace.modal("ben"))
        text = "Ford Motor Co raised its profit forecast on Monday. Shares of Ford rose 6%."
        await bot.workspace.submit_view("ben", {"title": "Ford raises forecast", "body:0": text})
        card = await bot.answer("#research", asked.ts, says="advice")
        assert "F" in text_of(card)


async def test_other_bots_are_ignored_until_they_are_allowed(bot: Running) -> None:
    first = await bot.workspace.send_as_bot("Wire", "#research", bot.article("asml-order"))
    await bot.workspace.dispatcher.idle(10)
    await _no_jobs_left(bot)
    await bot.workspace.command("ben", "#research", f"/news links bot add {first.bot_id}")
    second = await bot.workspace.send_as_bot("Wire", "#research", bot.article("retail-plans"))
    assert "WMT" in text_of(await bot.answer("#research", second.ts))
    assert not _cards(bot, first.ts)


async def test_an_invitation_is_greeted(bot: Running) -> None:
    await bot.workspace.invite("#private-room")
    assert "Paste a link" in text_of(await bot.answer("#private-room"))


def _cards(bot: Running, thread_ts: str) -> list[object]:
    return [m for m in bot.workspace.messages("#research", thread_ts) if m.bot_id]


async def _no_jobs_left(bot: Running) -> None:
    for _ in range(100):
        counts = await bot.app.store.jobs.counts()
        if not (counts.get("ready") or counts.get("running")):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the jobs must come to an end")
