"""A workspace that removed the bot and installed it again: what rests is said, once, to whoever made it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from cryptography.fernet import Fernet, MultiFernet
from slack_sdk.oauth.installation_store import Installation

from bot.desk.alerts.pausing import AlertPausing
from bot.desk.alerts.rules import Rule, Scope, to_json
from bot.desk.installations import Installations
from bot.desk.schedules.pausing import GONE, TELL, Telling
from bot.model import Team
from bot.settings import SlackSettings
from bot.slack import oauth
from bot.slack.ports import Outgoing, Posted
from bot.store import Store
from bot.store.alerts import Alert
from bot.store.feeds import Feed
from bot.store.installations import INSTALLED
from tests.databases import FakeClock
from tests.unit.schedule.bench import TEAM, Desk, drain


class Said:
    """A deliverer that keeps its promise of once a key, and finds everybody."""

    def __init__(self) -> None:
        self.by_key: dict[str, Outgoing] = {}

    async def post(self, team: Team, outgoing: Outgoing) -> Posted:
        self.by_key.setdefault(outgoing.key, outgoing)
        return Posted("posted", outgoing.channel, "1.1")

    async def direct_channel(self, team: Team, user: str) -> str:
        return f"D{user}"

    def to(self, user: str) -> list[str]:
        return [each.message["text"] for each in self.by_key.values() if each.channel == f"D{user}"]


@pytest.fixture
async def desk(store: Store, clock: FakeClock) -> Desk:
    clock.now = datetime(2027, 3, 8, 7, tzinfo=UTC)
    return Desk(store, clock)


async def alert(store: Store, alert_id: str, user: str) -> None:
    kept = to_json(Rule(Scope("ticker", "NVDA"), "impact", "above", 0.6))
    await store.alerts.add(Alert(TEAM, alert_id, "", "C1", user, kept, datetime(2027, 3, 1, tzinfo=UTC)))


async def test_what_rests_since_the_bot_was_removed_is_said_when_it_is_installed_again(
    desk: Desk, clock: FakeClock
) -> None:
    store, said = desk.store, Said()
    alerts = AlertPausing(store, command="/alert")
    deliverer: Any = said
    installations = Installations(store, deliverer, SlackSettings(), (desk.scheduling, alerts))
    planned = await desk.schedule("every day at 08:30")
    resting = await desk.schedule("every day at 09:00", channel="C2")
    await desk.scheduling.pause(TEAM, resting.schedule.id, "U1")
    await alert(store, "al1", "U1")
    await alert(store, "al2", "U2")
    now = clock.now
    await store.feeds.put(Feed(TEAM, "wire", "https://e.example/f", "feed", 300, True, "U1", now, now))
    await installations.gone(TEAM, "app_uninstalled")
    assert await store.feeds.claim_due("us", 60, 9, clock.now) == ()
    assert [each.state for each in await store.alerts.list(TEAM)] == ["paused", "paused"]
    assert await desk.at("2027-03-08T08:30") == []

    handlers = {INSTALLED: installations.installed, TELL: Telling(deliverer, cast(Any, said)).tell}
    bolt = oauth.Installations(store, MultiFernet([Fernet(Fernet.generate_key())]))
    for _ in range(2):
        # The second time with more scopes: nobody is told again.
        await bolt.async_save(
            Installation(app_id="A1", team_id=TEAM.team_id, enterprise_id=TEAM.enterprise_id, user_id="U9")
        )
        clock.advance(60)
        for _ in range(2):
            await drain(store, clock, handlers)
            clock.advance(1)
    assert [each.name for each in await store.feeds.claim_due("us", 60, 9, clock.now)] == ["wire"]
    [told] = said.to("U1")
    assert "back in this workspace" in told
    assert planned.schedule.id in told and "alert al1" in told
    assert resting.schedule.id not in told, "what a person paused is no news"
    [other] = said.to("U2")
    assert "al2" in other and planned.schedule.id not in other

    await desk.scheduling.resume(TEAM, planned.schedule.id, "U1")
    await store.alerts.set_state(TEAM, "al1", "active")
    await store.alerts.set_state(TEAM, "al2", "active")
    assert await installations.back(TEAM) == 0
    assert len(await desk.at("2027-03-09T08:30")) == 1


async def test_alerts_of_another_workspace_go_on(store: Store) -> None:
    await alert(store, "al1", "U1")
    pausing = AlertPausing(store, command="/alert")
    assert await pausing.pause_team(Team("T2")) == 0
    assert await pausing.pause_team(TEAM) == 1
    assert await pausing.pause_team(TEAM) == 0
    [left] = await pausing.left_paused(TEAM)
    assert left.user == "U1" and (await store.alerts.list(TEAM))[0].reason == GONE
