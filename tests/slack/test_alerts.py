"""Alerts from the typed line to the posted card, its buttons and its form."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.desk import tasks
from bot.desk.alerts.alerts import Alerts
from bot.desk.alerts.building import build_alerts
from bot.desk.alerts.ports import Members
from bot.desk.companies import Meaning
from bot.desk.policy import Policy
from bot.model import Team
from bot.store.watches import Members as Held
from bot.workspace import TEAM_ID
from tests.slack.harness import Running, text_of
from tests.slack.test_killed import finished
from tests.unit.alerts.world import Hours, Item, MemoryLists, MemoryNews, Muted, Row, item

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]
TEAM = Team(TEAM_ID)


class Moving:
    """The present, which a test may move."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Desk:
    """The alerts of a running bot."""

    def __init__(self, bot: Running) -> None:
        self.bot = bot
        self.news, self.lists, self.now = MemoryNews(), MemoryLists(), Moving()
        self.muted = Muted()
        app, briefing = bot.app, bot.app.desk.briefing

        async def resolve(text: str) -> Meaning:
            return await app.pool.run(tasks.meaning, text, "US", timeout_s=20)

        self.alerts: Alerts = build_alerts(
            app.store,
            briefing._deliverer,
            briefing._directory,
            app.desk.rights,
            app.desk.channels,
            Policy(app.store, ()),
            news=self.news,
            lists=self.lists,
            calendar=Hours(),
            muting=self.muted,
            resolve=resolve,
            themes=lambda: app.pool.run(tasks.themes, timeout_s=20),
            now=self.now,
            wake=app.dispatcher.wake,
            command="/news alert",
        )
        app.desk.asking._areas["alert"] = self.alerts  # type: ignore[index]
        app.dispatcher._handlers = {**app.dispatcher._handlers, **self.alerts.jobs()}

    def fresh(self, number: int = 1, **changes: Any) -> Item:
        now = datetime.now(UTC)
        given = {"published_at": now - timedelta(minutes=3), "read_at": now - timedelta(seconds=1)}
        return item(number, **{**given, **changes})

    async def say(self, who: str, text: str, channel: str = "#research") -> str:
        """What somebody is answered."""
        before = len(self.bot.workspace.ephemerals(channel, who))
        await self.bot.workspace.command(who, channel, f"/news alert {text}")
        shown = await self.bot.until(lambda: self.bot.workspace.ephemerals(channel, who)[before:])
        return text_of(shown[0])

    async def add(self, text: str, who: str = "ben", channel: str = "#research") -> str:
        """The id of a new alert."""
        said = await self.say(who, f"add {text}", channel)
        assert "is on" in said, said
        return said.split("`")[1]

    def cards(self, channel: str = "#research") -> list[Any]:
        return [message for message in self.bot.workspace.messages(channel) if message.bot_id]


@pytest.fixture
def desk(bot: Running) -> Desk:
    return Desk(bot)


async def test_from_the_typed_line_to_the_posted_card(desk: Desk) -> None:
    made = await desk.say("ben", "add Nvidia impact above 0.6 cap 2")
    assert "When the impact of NVDA is above 0.6" in made
    began = datetime.now(UTC)
    await desk.alerts.on_news(desk.fresh())
    card = await desk.bot.answer("#research")
    assert datetime.now(UTC) - began < timedelta(seconds=10)
    said = text_of(card)
    assert card.text.startswith("ALERT NVDA moderately negative -0.50, impact high 0.70: Nvidia loses")
    for part in ("Example Wire", "fresh", "2 billion dollars", "relevance 0.90", "Impact 0.70 is above 0.6"):
        assert part in said
    await desk.alerts.on_news(desk.fresh())
    await desk.alerts.on_news(desk.fresh(2, story_id="s1"))
    await desk.alerts.on_news(desk.fresh(3, age="undated", published_at=None))
    await desk.alerts.on_news(desk.fresh(4, published_at=datetime.now(UTC) - timedelta(hours=50)))
    await finished(desk.bot)
    assert len(desk.cards()) == 1
    await desk.alerts.on_news(desk.fresh(5, story_id="s1", impact=0.9))
    update = await desk.bot.answer("#research", says="ALERT UPDATE")
    assert "told before at 0.70" in text_of(update) and "daily cap" in text_of(update)


async def test_what_slack_escapes_is_meant_as_it_was_typed(desk: Desk) -> None:
    assert "When the impact of T is above 0.6" in await desk.say("ben", "add AT&T impact > 0.6")
    assert "“R&D cuts”" in await desk.say("ben", 'add keyword:"R&D cuts" sentiment < -0.4')


async def test_a_restricted_name_is_never_posted(desk: Desk) -> None:
    await desk.add("NVDA impact above 0.6")
    await desk.bot.workspace.command("ada", "#general", "/news restrict add NVDA")
    await desk.alerts.on_news(desk.fresh())
    await finished(desk.bot)
    assert desk.cards() == []


async def test_a_test_names_no_restricted_company_and_counts_what_was_stopped(desk: Desk) -> None:
    at = datetime.now(UTC) - timedelta(days=1)
    both = (Row("AMD", -0.5), Row("NVDA", -0.5))
    desk.news.items += [
        item(1, title="Nvidia alone", read_at=at, published_at=at),
        item(2, title="Both of them", tickers=both, read_at=at, published_at=at),
        item(3, title="AMD alone", tickers=(Row("AMD", -0.5),), read_at=at, published_at=at),
    ]
    assert "would have fired 2 times" in await desk.say("ben", "test NVDA impact above 0.6")
    await desk.bot.workspace.command("ada", "#general", "/news restrict add NVDA")
    await desk.bot.until(lambda: desk.bot.workspace.ephemerals("#general", "ada"))
    said = await desk.say("ben", "test NVDA impact above 0.6")
    assert "would not have fired" in said and "2 on the restricted list" in said
    assert "alone" not in said and "Both of them" not in said
    said = await desk.say("ben", "test AMD impact above 0.6")
    assert "would have fired 1 time." in said and "AMD alone" in said and "Both of them" not in said


async def test_pause_by_button_list_resume_and_delete(desk: Desk) -> None:
    alert_id = await desk.add("NVDA impact above 0.6")
    await desk.alerts.on_news(desk.fresh())
    card = await desk.bot.answer("#research")
    await desk.bot.workspace.click("ada", card, "alert_pause")
    await desk.bot.until(lambda: desk.bot.workspace.ephemerals("#research", "ada"))
    await desk.alerts.on_news(desk.fresh(2))
    await finished(desk.bot)
    assert len(desk.cards()) == 1
    assert "paused" in await desk.say("ada", "list")
    assert "No alerts yet" in await desk.say("ada", "list", "#general")
    assert "on again" in await desk.say("ben", f"resume {alert_id}")
    await desk.alerts.on_news(desk.fresh(3))
    await finished(desk.bot)
    assert len(desk.cards()) == 2
    assert "deleted" in await desk.say("ben", f"delete {alert_id}")
    assert "no alert" in await desk.say("ben", f"pause {alert_id}")
    kinds = [e.kind async for e in desk.bot.app.store.audit.entries(TEAM, *_ever()) if e.kind == "alert"]
    assert len(kinds) == 4


def _ever() -> tuple[datetime, datetime]:
    return datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


async def test_what_would_have_fired_in_the_last_seven_days(desk: Desk) -> None:
    now = datetime.now(UTC)
    for number, days in enumerate((1, 2, 3, 8)):
        at = now - timedelta(days=days)
        desk.news.items.append(item(number, read_at=at, published_at=at - timedelta(minutes=5)))
    desk.news.items.append(item(9, story_id="s1", read_at=now - timedelta(days=1), published_at=now))
    old = now - timedelta(days=2)
    desk.news.items.append(item(10, read_at=old, published_at=old - timedelta(days=9)))
    said = await desk.say("ben", "test NVDA impact above 0.6")
    assert "would have fired 3 times" in said
    assert "1 old news" in said and "1 the same story again" in said
    assert "would not have fired" in await desk.say("ben", "test NVDA impact above 0.9")
    alert_id = await desk.add("NVDA impact above 0.6 quiet 00:00-23:59 UTC")
    assert "3 by quiet hours" in await desk.say("ben", f"test {alert_id}")


async def test_quiet_hours_are_summed_up_once_when_they_end(desk: Desk) -> None:
    now = datetime.now(UTC)
    hours = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    await desk.add(f"NVDA impact above 0.6 quiet {hours} UTC except impact 0.9")
    await desk.alerts.on_news(desk.fresh(1, title="The first thing"))
    await desk.alerts.on_news(desk.fresh(2, title="The second thing"))
    await desk.alerts.on_news(desk.fresh(3, story_id="s1", title="The first got worse", impact=0.95))
    await desk.bot.answer("#research", says="got worse")
    await asyncio.sleep(0.2)
    assert len(desk.cards()) == 1
    # The end of the quiet hours: the job that waits is due.
    (job,) = [j for j in await _ready(desk) if j.kind == "alert_quiet"]
    await desk.alerts.jobs()["alert_quiet"](job)
    await desk.alerts.jobs()["alert_quiet"](job)
    summary = await desk.bot.answer("#research", says="While it was quiet")
    assert "The second thing" in text_of(summary) and "The first thing" not in text_of(summary)
    assert len(desk.cards()) == 2


async def test_what_was_muted_while_it_waited_is_not_told(desk: Desk) -> None:
    now = datetime.now(UTC)
    hours = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    await desk.add(f"NVDA impact above 0.6 quiet {hours} UTC")
    await desk.alerts.on_news(desk.fresh(1, title="The first thing"))
    await desk.alerts.on_news(desk.fresh(2, title="The second thing"))
    desk.muted.stories.add("s1")
    (job,) = [j for j in await _ready(desk) if j.kind == "alert_quiet"]
    await desk.alerts.jobs()["alert_quiet"](job)
    summary = text_of(await desk.bot.answer("#research", says="While it was quiet"))
    assert "The second thing" in summary and "The first thing" not in summary


async def test_an_alert_whose_company_was_muted_before_it_could_be_posted_is_dropped(desk: Desk) -> None:
    await desk.add("NVDA impact above 0.6")
    desk.bot.workspace.faults.add("chat.postMessage", "ratelimited", times=1, retry_after=1)
    await desk.alerts.on_news(desk.fresh())
    desk.muted.symbols = frozenset({"NVDA"})
    await finished(desk.bot)
    assert desk.cards() == []


async def _ready(desk: Desk) -> list[Any]:
    found = [await desk.bot.app.store.jobs.get(TEAM, number) for number in range(1, 60)]
    return [job for job in found if job is not None and job.state == "ready"]


async def test_a_channel_that_was_archived_pauses_the_alert_and_tells_its_maker(desk: Desk) -> None:
    alert_id = await desk.add("NVDA impact above 0.6")
    desk.bot.workspace.faults.add("chat.postMessage", "error", error="is_archived", times=1)
    await desk.alerts.on_news(desk.fresh())
    told = await desk.bot.answer("@ben", says="I paused the alert")
    assert "archived" in text_of(told) and f"resume {alert_id}" in text_of(told)
    await desk.alerts.on_news(desk.fresh(2))
    await finished(desk.bot)
    assert desk.cards() == []
    assert "archived" in await desk.say("ben", "list")


async def test_an_alert_that_slack_refuses_for_good_is_told_to_its_maker_and_raised_again(desk: Desk) -> None:
    alert_id = await desk.add("NVDA impact above 0.6")
    desk.bot.workspace.faults.add("chat.postMessage", "error", error="invalid_blocks", times=1)
    await desk.alerts.on_news(desk.fresh())
    told = text_of(await desk.bot.answer("@ben", says="could not post it"))
    assert alert_id in told
    await desk.alerts.on_news(desk.fresh(2, story_id="s1"))
    card = await desk.bot.answer("#research", says="ALERT")
    assert "UPDATE" not in text_of(card)
    assert len([m for m in desk.bot.workspace.messages("@ben") if m.bot_id]) == 1


async def test_two_refusals_at_once_are_told_once(desk: Desk) -> None:
    await desk.add("NVDA impact above 0.6")
    research = desk.bot.workspace.state.channel("#research").id
    desk.bot.workspace.faults.add(
        "chat.postMessage", "error", error="is_archived", times=-1, channel=research
    )
    await asyncio.gather(*(desk.alerts.on_news(desk.fresh(number)) for number in range(1, 5)))
    await desk.bot.answer("@ben", says="I paused the alert")
    await finished(desk.bot)
    assert len([m for m in desk.bot.workspace.messages("@ben") if m.bot_id]) == 1


async def test_an_ambiguous_company_is_chosen_never_guessed(desk: Desk) -> None:
    said = await desk.say("ben", "add Target impact above 0.6 to me")
    assert "can mean several" in said
    shown = desk.bot.workspace.ephemerals("#research", "ben")[-1]
    await desk.bot.workspace.click("ben", shown, "alert_pick:0")
    await desk.bot.until(lambda: "is on" in text_of(desk.bot.workspace.ephemerals("#research", "ben")[-1]))
    assert "by direct message" in text_of(desk.bot.workspace.ephemerals("#research", "ben")[-1])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("add NVDA", "sentiment, change, impact or volume"),
        ('add theme:"central bank rates" impact above 0.5', "interest rates"),
        ("add theme:zzzz impact above 0.5", "semiconductors"),
        ("add Qwxyz Unlisted Thing impact above 0.5", "I know no listed company"),
        ("pause aaaaaaaa", "list shows the ids"),
        ("", "Raise an alert"),
    ],
)
async def test_sentences_that_say_what_to_type(desk: Desk, text: str, says: str) -> None:
    assert says in await desk.say("ben", text)


async def test_guests_make_no_alerts(desk: Desk) -> None:
    assert "Guests cannot" in await desk.say("guest", "add NVDA impact above 0.6", "#general")


async def test_the_form_makes_the_same_alert(desk: Desk) -> None:
    desk.lists.lists["team", "core"] = Members(("NVDA",))
    await desk.bot.app.store.watches.change(TEAM, "team", "core", add=Held(("NVDA",)))
    workspace = desk.bot.workspace
    await workspace.command("ben", "#research", "/news alert add")
    await desk.bot.until(lambda: workspace.modal("ben"))
    wrong = {"alert_subject": "NVDA", "alert_threshold": "lots"}
    outcome = await workspace.submit_view("ben", wrong)
    assert "no number" in str(outcome.payload) and "alert_threshold" in str(outcome.payload)
    right = {
        "alert_kind": "list",
        "alert_subject": "core",
        "alert_metric": "sentiment",
        "alert_operator": "below",
        "alert_threshold": "-0.4",
        "alert_primary": ["primary"],
        "alert_quiet": "03:00-03:01 Asia/Tokyo",
        "alert_except": "0.8",
    }
    await workspace.submit_view("ben", right)
    view = workspace.modal("ben")
    assert view is not None and "the list core is below -0.40" in str(view)
    await desk.alerts.on_news(desk.fresh(1, tickers=(Row("NVDA", -0.62),)))
    assert "Sentiment -0.62 is below -0.40" in text_of(await desk.bot.answer("#research"))
