"""The slash command, everywhere it can be typed."""

from __future__ import annotations

import pytest

from bot.settings import SlackSettings
from tests.slack.harness import Running, is_placeholder, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]


async def test_a_link_is_briefed_in_the_channel_with_its_details_in_the_thread(bot: Running) -> None:
    outcome = await bot.workspace.command("ben", "#general", f"/news {bot.article('tesla-recall')}")
    assert outcome.ok
    card = await bot.answer("#general")
    assert "TSLA" in text_of(card)
    details = await bot.answer("#general", card.ts, says="sentences")
    assert "TSLA" in text_of(details)


async def test_private_answers_by_direct_message(bot: Running) -> None:
    await bot.workspace.command("ben", "#general", f"/news {bot.article('tesla-recall')} private")
    card = await bot.answer("@ben")
    assert "TSLA" in text_of(card)
    assert not [message for message in bot.workspace.messages("#general") if message.bot_id]


async def test_where_the_bot_is_no_member_only_the_person_is_answered(bot: Running) -> None:
    await bot.workspace.command("ben", "#private-room", f"/news {bot.article('tesla-recall')}")
    shown = await bot.until(lambda: bot.workspace.ephemerals("#private-room", "ben"))
    assert "TSLA" in text_of(shown[0])
    assert "/invite" in text_of(shown[0])
    assert not [message for message in bot.workspace.messages("#private-room") if message.bot_id]


async def test_help_is_shown_at_once_to_the_person_alone(bot: Running) -> None:
    outcome = await bot.workspace.command("ben", "#general", "/news help")
    assert outcome.ok and outcome.message is not None
    assert "/news links" in text_of(outcome.message)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/news buy low sell high", "Paste a link"),
        ("/news links sometimes", "links auto"),
        ("/news ftp://example.com/x", "http"),
        ("/news http://", "link"),
    ],
)
async def test_what_is_not_understood_gets_a_sentence_that_says_what_to_type(
    bot: Running, line: str, says: str
) -> None:
    outcome = await bot.workspace.command("ben", "#general", line)
    assert outcome.ok
    shown = await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    assert says.lower() in text_of(shown[0]).lower()


async def test_a_forbidden_address_is_refused_in_one_sentence(bot: Running) -> None:
    await bot.workspace.command("ben", "#general", "/news http://169.254.169.254/latest/meta-data/")
    refusal = await bot.answer("#general")
    assert "169.254.169.254" in text_of(refusal) or "address" in text_of(refusal)
    assert not any(is_placeholder(message) for message in bot.workspace.messages("#general"))


async def test_links_off_and_reaction_mode(bot: Running) -> None:
    await bot.workspace.command("ben", "#research", "/news links reaction")
    asked = await bot.workspace.send_message("ben", "#research", bot.article("retail-plans"))
    after = await bot.workspace.send_message("ben", "#general", bot.article("retail-plans"))
    await bot.answer("#general", after.ts)
    assert not [m for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]
    await bot.workspace.add_reaction("ada", asked, "newspaper")
    assert "WMT" in text_of(await bot.answer("#research", asked.ts))


async def test_guests_configure_nothing(bot: Running) -> None:
    outcome = await bot.workspace.command("guest", "#general", "/news links off")
    assert outcome.message is not None
    assert "Guests cannot" in text_of(outcome.message)


async def test_a_restricted_name_is_stopped_before_posting(bot: Running) -> None:
    refused = await bot.workspace.command("ben", "#general", "/news restrict add TSLA")
    assert refused.message is not None and "admins" in text_of(refused.message)
    await bot.workspace.command("ada", "#general", "/news restrict add TSLA")
    asked = await bot.workspace.send_message("ben", "#research", bot.article("tesla-recall"))
    said = text_of(await bot.answer("#research", asked.ts))
    assert "restricted list" in said
    assert "TSLA" not in said


@pytest.mark.parametrize(("area", "name"), sorted(SlackSettings().short_forms.items()))
async def test_every_short_form_leads_to_its_part_of_the_desk(bot: Running, area: str, name: str) -> None:
    await bot.workspace.command("ben", "#research", f"{name} list")
    shown = await bot.until(lambda: bot.workspace.ephemerals("#research", "ben"))
    assert area in text_of(shown[0]).lower()
