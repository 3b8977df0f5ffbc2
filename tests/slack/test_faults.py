"""Slack, the network and the page misbehave: one message, one sentence, nothing lost."""

from __future__ import annotations

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.store.faults import StoreError
from tests.slack.harness import Running, is_placeholder, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]


@pytest.mark.parametrize("kind", ["ratelimited", "status", "drop", "drop_after", "error"])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_a_card_is_posted_once_whatever_slack_answers(bot: Running, kind: str, method: str) -> None:
    bot.workspace.faults.add(method, kind)
    asked = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    card = await bot.answer("#research", asked.ts, says="advice")
    assert "NVDA" in text_of(card)
    assert len([m for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]) == 1


async def test_an_event_that_slack_repeats_is_done_once(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    await bot.answer("#research", asked.ts, says="advice")
    body = next(
        entry.payload for entry in bot.workspace.dispatcher.log if "nvidia-orders" in str(entry.payload)
    )
    before = await bot.app.store.jobs.counts()
    answer = await bot.app.bolt.async_dispatch(
        AsyncBoltRequest(mode="socket_mode", body=body, headers={"x-slack-retry-num": ["1"]})
    )
    assert answer.status == 200
    assert await bot.app.store.jobs.counts() == before


async def test_an_event_that_cannot_be_written_is_sent_again_and_then_done(bot: Running) -> None:
    intake = bot.app.store.intake
    real, calls = intake.accept, 0

    async def failing_once(*args: object, **kwargs: object) -> bool:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise StoreError("unavailable", "The disk is full; free some space and try again.")
        return await real(*args, **kwargs)  # type: ignore[arg-type]

    intake.accept = failing_once  # type: ignore[method-assign]
    asked = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    assert "NVDA" in text_of(await bot.answer("#research", asked.ts, says="advice"))
    assert calls >= 2


async def test_a_command_that_cannot_be_written_gets_one_sentence(bot: Running) -> None:
    async def failing(*_: object, **__: object) -> bool:
        raise StoreError("unavailable", "The disk is full; free some space and try again.")

    bot.app.store.intake.accept = failing  # type: ignore[method-assign]
    outcome = await bot.workspace.command("ben", "#general", f"/news {bot.article('nvidia-orders')}")
    assert outcome.message is not None
    assert "free some space" in text_of(outcome.message)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("consent-wall", "cookie or privacy notice"),
        ("no-such-article", "no page"),
        ("", "list"),
    ],
)
async def test_a_page_that_is_no_article_is_refused_with_its_reason(
    bot: Running, path: str, says: str
) -> None:
    asked = await bot.workspace.send_message("ben", "#research", bot.article(path))
    refusal = await bot.answer("#research", asked.ts)
    assert says in text_of(refusal).lower()
    assert "advice" not in text_of(refusal)
    assert not any(is_placeholder(m) for m in bot.workspace.messages("#research", asked.ts))


async def test_a_refused_link_may_be_asked_again(bot: Running) -> None:
    first = await bot.workspace.send_message("ben", "#research", bot.article("consent-wall"))
    await bot.answer("#research", first.ts)
    second = await bot.workspace.send_message("ben", "#research", bot.article("consent-wall"))
    assert "cookie" in text_of(await bot.answer("#research", second.ts)).lower()
