"""A job that stops at any point and runs again ends with one card, one thread, and the truth on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli.process import Roles, live
from bot.desk.briefs.reader import Reading
from bot.errors import DeskwireError
from bot.model import Team
from bot.store.faults import StoreError
from bot.workspace import TEAM_ID, Workspace
from tests.slack.harness import (
    Running,
    SharedPool,
    bot_environment,
    bot_settings,
    running,
    text_of,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]
TEAM = Team(TEAM_ID)


class Killed(Exception):
    """Stands for SIGKILL: nothing of what would follow is done."""


def kill_once(
    bot: Running, family: str, method: str, when: Callable[[tuple[Any, ...], dict[str, Any]], bool]
) -> list[bool]:
    """Stop the job before the first matching call of a store's method; the claims it held run out."""
    owner = getattr(bot.app.store, family)
    real, killed = getattr(owner, method), []

    async def dying(*args: Any, **kwargs: Any) -> Any:
        if not killed and when(args, kwargs):
            killed.append(True)
            await bot.app.store.deliveries.abandon()
            raise Killed
        return await real(*args, **kwargs)

    setattr(owner, method, dying)
    return killed


def about(prefix: str) -> Callable[[tuple[Any, ...], dict[str, Any]], bool]:
    """Calls for deliveries whose key begins so."""
    return lambda args, _: str(args[1]).startswith(prefix)


def setting(name: str, value: object = None) -> Callable[[tuple[Any, ...], dict[str, Any]], bool]:
    """Updates of a card that set this."""
    return lambda _, kwargs: name in kwargs and value in (None, kwargs[name])


ANY: Callable[[tuple[Any, ...], dict[str, Any]], bool] = lambda *_: True  # noqa: E731
POINTS = {
    "placeholder reserved": ("deliveries", "owe", about("card:")),
    "placeholder claimed": ("deliveries", "claim", about("card:")),
    "placeholder stands, its ts not stored": ("deliveries", "posted", about("card:")),
    "ts not yet on the card": ("cards", "update", setting("ts")),
    "article not kept": ("articles", "put", ANY),
    "address not settled": ("cards", "rename", ANY),
    "brief not kept": ("briefs", "put", ANY),
    "brief kept, card not told": ("cards", "update", setting("article_id")),
    "card stands, details not owed": ("deliveries", "owe", about("details:")),
    "details stand, their ts not stored": ("deliveries", "posted", about("details:")),
    "all stands, the card not marked": ("cards", "update", setting("state", "posted")),
}


@pytest.mark.parametrize("point", POINTS)
async def test_one_card_and_one_thread_wherever_the_job_stopped(bot: Running, point: str) -> None:
    killed = kill_once(bot, *POINTS[point])
    await bot.workspace.command("ben", "#general", f"/news {bot.article('tesla-recall')}")
    await finished(bot)
    assert killed
    (card,) = [m for m in bot.workspace.messages("#general") if m.bot_id and not m.is_reply]
    assert "advice" in text_of(card)
    below = [m for m in bot.workspace.messages("#general", card.ts) if m.bot_id and m.is_reply]
    assert len(below) == 1
    await bot.workspace.click("ada", card, "why")
    await bot.until(lambda: bot.workspace.modal("ada"))


async def test_a_refusal_is_said_once_wherever_the_job_stopped(bot: Running) -> None:
    killed = kill_once(bot, "cards", "update", setting("state", "failed"))
    asked = await bot.workspace.send_message("ben", "#research", bot.article("consent-wall"))
    await finished(bot)
    assert killed
    (said,) = [m for m in bot.workspace.messages("#research", asked.ts) if m.bot_id]
    assert "cookie" in text_of(said).lower()


async def test_an_update_that_was_not_shown_is_shown_later(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    card = await bot.answer("#research", first.ts, says="advice")
    await finished(bot)
    _change_page(bot, monkeypatch)
    showing = bot.app.desk.briefing._showing
    real, tries = showing._view, []

    async def dying(*args: Any, **kwargs: Any) -> Any:
        tries.append(True)
        if len(tries) == 1:
            raise Killed
        return await real(*args, **kwargs)

    monkeypatch.setattr(showing, "_view", dying)
    await bot.workspace.send_message("ada", "#research", bot.article("nvidia-orders"))
    await bot.until(lambda: "UPDATE" in text_of(card))
    await finished(bot)
    assert len(tries) == 2


async def test_the_same_link_at_once_gets_one_card(bot: Running) -> None:
    url = bot.article("asml-order")
    asked = [await bot.workspace.send_message("ben", "#research", f"{url}?utm_source={n}") for n in range(4)]
    await finished(bot)
    said = [[m for m in bot.workspace.messages("#research", each.ts) if m.bot_id] for each in asked]
    assert [len(each) for each in said] == [1, 1, 1, 1]
    texts = [text_of(each[0]) for each in said]
    assert sum("advice" in text for text in texts) == 1
    assert sum("already has a card" in text for text in texts) == 3


async def test_a_page_that_is_down_takes_nothing_from_its_card(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    await bot.answer("#research", first.ts, says="advice")
    await finished(bot)

    async def down(*_: Any) -> Reading:
        raise DeskwireError("unavailable", "The site cannot be reached; try again later.")

    monkeypatch.setattr(bot.app.desk.briefing._reader, "url", down)
    again = await bot.workspace.send_message("ada", "#research", bot.article("nvidia-orders"))
    assert "already has a card" in text_of(await bot.answer("#research", again.ts))


async def test_a_card_that_was_deleted_in_slack_gives_its_place_up(bot: Running) -> None:
    first = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    card = await bot.answer("#research", first.ts, says="advice")
    await finished(bot)
    bot.workspace.deleted(card)
    again = await bot.workspace.send_message("ada", "#research", bot.article("nvidia-orders"))
    assert "advice" in text_of(await bot.answer("#research", again.ts))


async def test_a_placeholder_that_was_deleted_does_not_block_its_link(bot: Running) -> None:
    bot.workspace.faults.add("chat.update", "error", error="message_not_found", times=-1)
    await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    await bot.until(lambda: any(c.method == "chat.update" for c in bot.workspace.calls))
    await finished(bot)
    bot.workspace.faults.clear()
    again = await bot.workspace.send_message("ada", "#research", bot.article("nvidia-orders"))
    assert "advice" in text_of(await bot.answer("#research", again.ts))


async def test_a_lookup_that_slack_does_not_answer_is_made_again(bot: Running) -> None:
    await bot.workspace.command("ben", "#research", "/news links reaction")
    asked = await bot.workspace.send_message("ben", "#research", bot.article("retail-plans"))
    bot.workspace.faults.add("conversations.replies", "ratelimited", retry_after=1)
    await bot.workspace.add_reaction("ada", asked, "newspaper")
    assert "WMT" in text_of(await bot.answer("#research", asked.ts))


async def test_a_form_that_could_not_be_kept_stays_open_and_says_why(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    card = await bot.answer("#research", asked.ts, says="advice")
    await bot.workspace.click("ben", card, "wrong_ticker")
    await bot.until(lambda: bot.workspace.modal("ben"))

    async def full(*_: object, **__: object) -> bool:
        raise StoreError("unavailable", "The disk is full; free some space and try again.")

    bot.app.store.intake.accept = full  # type: ignore[method-assign]
    outcome = await bot.workspace.submit_view("ben", {"row": "NVDA", "security": "none"})
    assert "free some space" in str(outcome.payload)
    assert bot.workspace.modal("ben") is not None


async def test_a_channel_shared_with_another_firm_stays_closed_until_an_admin_opens_it(bot: Running) -> None:
    channel = next(c for c in bot.workspace.state.channels.values() if c.name == "research")
    channel.ext_shared = True
    link = await bot.workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
    await bot.workspace.add_reaction("ben", link, "newspaper")
    named = await bot.workspace.send_message("ben", "#research", f"@Deskwire {bot.article('asml-order')}")
    assert "another firm" in text_of(await bot.answer("#research", named.ts))
    assert "another firm" in await _typed(bot, f"/news {bot.article('asml-order')}")
    await finished(bot)
    assert not [m for m in bot.workspace.messages("#research", link.ts) if m.bot_id]
    await bot.workspace.command("ada", "#research", "/news links auto")
    after = await bot.workspace.send_message("ben", "#research", f"@Deskwire {bot.article('asml-order')}")
    assert "advice" in text_of(await bot.answer("#research", after.ts))


async def test_nothing_is_scheduled_into_a_channel_that_another_firm_reads_until_an_admin_opens_it(
    bot: Running,
) -> None:
    channel = bot.workspace.state.channel("#research")
    channel.ext_shared = True
    outsider = bot.workspace.state.person("ben")
    assert "NVDA" in await _typed(bot, "/watch add NVDA")
    for line in ("/digest schedule weekdays 08:30", "/digest now", "/alert add NVDA impact above 0.6"):
        assert "another firm" in await _typed(bot, line)
    asked = await bot.workspace.send_message("ben", "#research", "@Deskwire restrict list")
    assert "another firm" in text_of(await bot.answer("#research", asked.ts))
    there = f"/alert add NVDA impact above 0.6 to <#{channel.id}|x>"
    assert "another firm" in await _typed(bot, there, "#general")
    await bot.workspace.command("ada", "#research", "/news links auto")
    assert "is on" in await _typed(bot, "/alert add NVDA impact above 0.6")
    # Somebody of the other firm, who is an admin there, reads along and configures nothing.
    outsider.team_id, outsider.is_admin = "T0ELSEWHERE", True
    asked = await bot.workspace.send_message("ben", "#research", "@Deskwire alert add NVDA impact above 0.7")
    assert "Guests cannot" in text_of(await bot.answer("#research", asked.ts))
    assert not await bot.app.desk.rights.may_confirm(Team(TEAM_ID), outsider.id)


async def _typed(bot: Running, line: str, channel: str = "#research") -> str:
    """What ben is answered."""
    before = len(bot.workspace.ephemerals(channel, "ben"))
    await bot.workspace.command("ben", channel, line)
    shown = await bot.until(lambda: bot.workspace.ephemerals(channel, "ben")[before:])
    return text_of(shown[0])


async def test_a_process_whose_dispatcher_died_ends(
    workspace: Workspace, pool: SharedPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = bot_settings(tmp_path, workspace)
    async with running(workspace, settings, bot_environment(workspace), pool):
        pass
    from bot.app import build

    app = build(settings, bot_environment(workspace), pool=pool)

    async def dies(_: asyncio.Event) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(app.dispatcher, "run", dies)
    with pytest.raises(DeskwireError, match="dispatcher"):
        async with asyncio.timeout(20):
            await live(app, Roles(work=True), stop=asyncio.Event())


def _change_page(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = bot.app.desk.briefing._reader
    real = reader.url

    async def changed(team: Team, url: str) -> Reading:
        before = await real(team, url)
        article = replace(
            before.article, text=before.article.text + "\n\nNvidia shares fell 12% on the news."
        )
        kept = await bot.app.store.articles.put(team, article, fetched_at=bot.app.desk.briefing._now())
        return Reading(article, kept)

    monkeypatch.setattr(reader, "url", changed)


async def finished(bot: Running) -> None:
    """Every event delivered, every job done."""
    await bot.workspace.dispatcher.idle(10)
    for _ in range(600):
        counts = await bot.app.store.jobs.counts()
        if not (counts.get("ready") or counts.get("running")):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the jobs must come to an end")
