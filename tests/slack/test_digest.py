"""Digests in the local workspace: by words, by form, by the clock; with their thread and their chart."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.schedules.recurrence_text import parse
from bot.model import PUBLIC, Team
from bot.store.news_item import NewsItem, NewsTicker
from bot.store.schedules import Schedule
from bot.store.slots import Slot
from bot.store.watches import Members
from bot.workspace.state import Message
from tests.slack.harness import Running, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]

TICKERS = ("HRW", "BWB", "KLT", "QRX")


async def team_of(bot: Running) -> Team:
    answer = await bot.app.bolt.client.auth_test()
    return Team(str(answer["team_id"]), str(answer.get("enterprise_id") or ""))


async def seed(bot: Running, user: str = "ben", *, material: bool = True) -> Team:
    """A list of four, news of today about three of them, and news of yesterday."""
    team, store, now = await team_of(bot), bot.app.store, datetime.now(UTC)
    owner = bot.workspace.state.person(user).id
    for ticker in TICKERS:
        await store.watches.change(team, owner, "metals", add=Members((ticker,)))
    told = [
        ("a", "Harrow Steel closes its Dunmore smelter", "HRW", -0.62, 0.72, 2.0),
        ("b", "Brightwater Bank raises its dividend", "BWB", 0.44, 0.41, 3.0),
        ("c", "Kelt Motors recalls vans", "KLT", -0.31, 0.35, 4.0),
        ("old-a", "Harrow Steel has a good quarter", "HRW", 0.4, 0.5, 30.0),
        ("old-b", "Brightwater Bank grows", "BWB", 0.2, 0.5, 31.0),
    ]
    for name, title, ticker, score, impact, hours in told:
        at = now - timedelta(hours=hours)
        await store.news.put(
            NewsItem(
                PUBLIC, name, name, f"https://paper.example/{name}", title, "Example Wire", "", "article", at, at,
                title, impact if material else 0.1, score, 1.0, False, False, "fresh",
                (NewsTicker(ticker, "primary", 0.9, score),),
            )
        )  # fmt: skip
    return team


def pictures(bot: Running, channel: str, thread: str) -> list[Message]:
    found = bot.workspace.messages(channel, thread)
    return [m for m in found if any(block["type"] == "image" for block in m.blocks)]


def of_bot(bot: Running, channel: str) -> list[Message]:
    """What stands in the channel itself."""
    return [m for m in bot.workspace.messages(channel) if m.bot_id and not m.is_reply]


async def test_now_posts_the_digest_with_its_chart_in_the_thread(bot: Running) -> None:
    await seed(bot)
    await bot.workspace.command("ben", "#general", "/digest now list:metals")
    digest = await bot.answer("#general", says="Top stories")
    said = text_of(digest)
    assert digest.text.startswith("metals: Harrow Steel closes its Dunmore smelter (HRW -0.62, impact high)")
    assert "HRW -0.62 moderately negative" in said and "down 1.02" in said
    assert (
        said.index("Harrow Steel closes") < said.index("Brightwater Bank raises") < said.index("Kelt Motors")
    )
    chart = await bot.until(lambda: pictures(bot, "#general", digest.ts))
    file = bot.workspace.state.files[chart[0].blocks[0]["slack_file"]["id"]]
    assert file.data.startswith(b"\x89PNG")
    assert "HRW -0.62 moderately negative" in chart[0].blocks[0]["alt_text"]


async def test_preview_is_for_the_person_alone(bot: Running) -> None:
    await seed(bot)
    await bot.workspace.command("ben", "#general", "/digest preview metals")
    shown = await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    assert "Preview" in text_of(shown[0]) and "Harrow Steel" in text_of(shown[0])
    assert not of_bot(bot, "#general")


async def test_muted_and_restricted_names_are_left_out(bot: Running) -> None:
    team = await seed(bot)
    await bot.app.store.restricted.add(team, "HRW", "U1")
    await bot.workspace.command("ben", "#general", "/digest now list:metals")
    said = text_of(await bot.answer("#general", says="Top stories"))
    assert "Brightwater" in said and "Harrow" not in said and "HRW" not in said
    assert "on the restricted list" in said


async def test_the_main_command_and_a_mention_lead_there_too(bot: Running) -> None:
    await seed(bot)
    await bot.workspace.command("ben", "#general", "/news digest list")
    shown = await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    assert "No digest is scheduled here" in text_of(shown[0])
    asked = await bot.workspace.send_message("ben", "#research", "@Deskwire digest preview metals")
    said = text_of(await bot.answer("#research", asked.ts))
    assert "Harrow Steel" in said and "Preview" in said and "Only you" not in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/digest now list:unknown", "no watchlist"),
        ("/digest schedule list:metals", "Say when"),
        ("/digest schedule list:metals at dawn", "time"),
        ("/digest pause 12345678", "no schedule"),
        ("/digest sometimes", "now, preview, schedule"),
        ("/digest now list:metals 90d", "14 days"),
        ("/digest schedule metals weekdays 08:30", "list:NAME"),
        ("/digest schedule list:metals weekdays 08:30 to #desk", "Slack's list"),
    ],
)
async def test_what_cannot_be_done_says_what_to_type(bot: Running, line: str, says: str) -> None:
    await seed(bot)
    await bot.workspace.command("ben", "#general", line)
    shown = await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    assert says.lower() in text_of(shown[0]).lower()


async def test_the_form_says_what_is_wrong_at_its_field(bot: Running) -> None:
    await seed(bot)
    workspace = bot.workspace
    await workspace.command("ben", "#general", "/digest schedule")
    view = await bot.until(lambda: workspace.modal("ben"))
    when = "On weekdays, at the time below"
    for entered, field, says in (
        ({"digest_list": "unknown"}, "digest_list", "no watchlist"),
        ({"digest_list": "portfolio"}, "digest_list", "no portfolio here yet"),
        ({"digest_list": "metals", "digest_zone": "Moon/Base"}, "digest_zone", "zone"),
    ):
        await workspace.submit_view("ben", {"digest_when": when} | entered, view)
        assert list(view.errors) == [field] and says in str(view.errors)
    await workspace.submit_view("ben", {"digest_zone": "Europe/London"}, view)
    done = await bot.until(lambda: workspace.modal("ben"))
    assert "metals" in str(done.blocks) and "08:30" in str(done.blocks)


async def due(
    bot: Running, team: Team, *, minutes: int = 1, quiet: bool = False, name: str = "s1"
) -> Schedule:
    """A schedule of ben's list whose slot came so many minutes ago. The bot's own clock may find it, too."""
    owner = bot.workspace.state.person("ben").id
    subject = {"kind": "digest", "owner": owner, "list": "metals", "quiet": quiet}
    at = (datetime.now(UTC) - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    schedule = Schedule(
        team=team,
        id=name,
        channel=bot.workspace.state.channel("#general").id,
        created_by=owner,
        created_at=at - timedelta(hours=1),
        subject=subject,
        recurrence=parse(f"every day {at:%H:%M} UTC").as_json(),
        next_at=at,
        last_slot=at - timedelta(hours=1),
    )
    await bot.app.store.schedules.add(schedule)
    return schedule


async def claim(bot: Running) -> None:
    await bot.app.desk.scheduling.claim_due(datetime.now(UTC))


async def ended(bot: Running, schedule: Schedule) -> Slot:
    """The schedule's slot once it is dealt with."""
    while True:
        slots = await bot.app.store.slots.list(schedule.team, schedule.id)
        if slots and slots[0].state != "claimed":
            return slots[0]
        await asyncio.sleep(0.05)


async def test_a_slot_is_posted_once_however_often_it_is_claimed(bot: Running) -> None:
    schedule = await due(bot, await seed(bot))
    await asyncio.gather(*(claim(bot) for _ in range(4)))
    assert (await ended(bot, schedule)).state == "posted"
    await claim(bot)
    (digest,) = of_bot(bot, "#general")
    assert len(pictures(bot, "#general", digest.ts)) == 1


async def test_a_digest_comes_by_direct_message_to_who_asks_for_it(bot: Running) -> None:
    team, schedules = await seed(bot), bot.app.store.schedules
    at = (datetime.now(UTC) - timedelta(minutes=1)).replace(second=0, microsecond=0)
    await bot.workspace.command(
        "ben", "#general", f"/digest schedule list:metals every day {at:%H:%M} UTC to me"
    )
    said = await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    assert "by direct message" in text_of(said[0])
    (schedule,) = await schedules.list(team)
    assert await schedules.replan(schedule, at - timedelta(hours=1), at)
    await claim(bot)
    assert "Harrow Steel" in text_of(await bot.answer("@ben", says="Top stories"))
    assert not of_bot(bot, "#general")


async def test_posting_again_after_a_crash_doubles_neither_words_nor_chart(bot: Running) -> None:
    schedule = await due(bot, await seed(bot))
    await claim(bot)
    slot = await ended(bot, schedule)
    again = await bot.app.desk.scheduling._due(schedule, slot)
    for _ in range(2):
        await bot.app.desk.digests.post(again)
    (digest,) = of_bot(bot, "#general")
    assert len(pictures(bot, "#general", digest.ts)) == 1


async def test_posts_whose_answers_are_lost_are_looked_for_and_not_repeated(bot: Running) -> None:
    await seed(bot)
    bot.workspace.faults.add("chat.postMessage", "drop_after", times=2)
    await bot.workspace.command("ben", "#general", "/digest now list:metals")
    await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    (digest,) = of_bot(bot, "#general")
    assert len(pictures(bot, "#general", digest.ts)) == 1
    assert sum(call.method == "chat.postMessage" for call in bot.workspace.calls) == 2


async def test_an_upload_that_breaks_off_is_begun_again_and_shown_once(bot: Running) -> None:
    await seed(bot)
    bot.workspace.faults.add("files.completeUploadExternal", "drop_after")
    bot.workspace.faults.add("files.getUploadURLExternal", "ratelimited", retry_after=1)
    await bot.workspace.command("ben", "#general", "/digest now list:metals")
    await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    (digest,) = of_bot(bot, "#general")
    assert not pictures(bot, "#general", digest.ts), "two failures are one too many: the words stand alone"
    bot.workspace.faults.add("files.completeUploadExternal", "drop_after")
    await bot.workspace.command("ben", "#research", "/digest now list:metals")
    await bot.until(lambda: bot.workspace.ephemerals("#research", "ben"))
    (digest,) = of_bot(bot, "#research")
    assert len(pictures(bot, "#research", digest.ts)) == 1


async def test_a_chart_that_slack_does_not_take_leaves_the_words(bot: Running) -> None:
    bot.workspace.faults.add("files.completeUploadExternal", "error", error="not_allowed", times=-1)
    schedule = await due(bot, await seed(bot))
    await claim(bot)
    assert (await ended(bot, schedule)).state == "posted"
    (digest,) = of_bot(bot, "#general")
    assert not pictures(bot, "#general", digest.ts)


async def test_a_late_one_says_so(bot: Running) -> None:
    schedule = await due(bot, await seed(bot), minutes=40)
    await claim(bot)
    await ended(bot, schedule)
    assert "Late: this was due at" in text_of(of_bot(bot, "#general")[0])


async def test_one_that_slack_refuses_for_good_is_told_to_its_maker(bot: Running) -> None:
    schedule = await due(bot, await seed(bot))
    bot.workspace.faults.add("chat.postMessage", "error", error="invalid_blocks", times=1)
    await claim(bot)
    assert (await ended(bot, schedule)).state == "failed"
    told = text_of(await bot.answer("@ben", says="could not be posted"))
    assert "s1" in told and "tell whoever runs me the id" in told


async def test_nothing_material_is_one_line_or_silence(bot: Running) -> None:
    team = await seed(bot, material=False)
    quiet = await due(bot, team, quiet=True, name="quiet")
    loud = await due(bot, team, name="loud")
    await claim(bot)
    assert {(await ended(bot, each)).state for each in (quiet, loud)} == {"posted"}
    (line,) = of_bot(bot, "#general")
    assert "nothing material since" in line.text
    assert len(line.blocks) == 1


async def test_schedule_list_pause_resume_delete(bot: Running) -> None:
    team = await seed(bot)
    await bot.workspace.command("ben", "#general", "/digest schedule list:metals weekdays 08:30 London quiet")
    said = await bot.until(lambda: bot.workspace.ephemerals("#general", "ben"))
    assert "weekdays at 08:30 Europe/London" in text_of(said[-1])
    (schedule,) = await bot.app.store.schedules.list(team)
    assert schedule.subject["quiet"] is True
    for verb, state in (("pause", "paused"), ("resume", "active")):
        await bot.workspace.command("ben", "#general", f"/digest {verb} {schedule.id}")
        words = "is paused" if verb == "pause" else "The first one comes"
        await bot.until(lambda words=words: words in text_of(bot.workspace.ephemerals("#general", "ben")[-1]))
        found = await bot.app.store.schedules.get(team, schedule.id)
        assert found is not None and found.state == state
    await bot.workspace.command("ada", "#research", f"/digest delete {schedule.id}")
    await bot.until(lambda: bot.workspace.ephemerals("#research", "ada"))
    assert await bot.app.store.schedules.list(team) == ()


async def test_guests_schedule_nothing(bot: Running) -> None:
    team = await seed(bot, "guest")
    await bot.workspace.command("guest", "#general", "/digest schedule list:metals weekdays 08:30")
    shown = await bot.until(lambda: bot.workspace.ephemerals("#general", "guest"))
    assert "Guests cannot" in text_of(shown[0])
    assert await bot.app.store.schedules.list(team) == ()
