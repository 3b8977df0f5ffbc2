"""From news to firings over the store: once, whoever sees it, however often."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk.alerts.firing import Firer
from bot.desk.alerts.ports import Members
from bot.desk.alerts.rules import Quiet, Rule, Scope, Session, to_json
from bot.model import PUBLIC, Team
from bot.store import Store
from bot.store.alerts import Alert
from bot.store.news_item import NewsItem, NewsTicker
from bot.store.tables import jobs
from tests.databases import FakeClock
from tests.unit.alerts.world import NOW, TEAM, Hours, MemoryLists, MemoryNews, Muted, Row, item, rule


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


def firer(store: Store, **parts: Any) -> Firer:
    """One process."""
    return Firer(
        store,
        parts.get("news", MemoryNews()),
        parts.get("lists", MemoryLists()),
        parts.get("calendar", Hours()),
        parts.get("muting", Muted()),
        attempts=5,
        now=store.alerts._clock,
        wake=lambda: None,
    )


async def make(store: Store, wanted: Rule, alert_id: str = "al1", team: Team = TEAM) -> None:
    await store.alerts.add(Alert(team, alert_id, "", "C1", "U1", to_json(wanted), NOW))


async def queued(store: Store) -> list[tuple[str, str]]:
    async with store.database.read() as connection:
        rows = await connection.execute(select(jobs).order_by(jobs.c.id))
        return [(row.kind, row.payload["key"]) for row in rows]


async def test_news_becomes_one_firing_and_one_job_in_two_processes(store: Store) -> None:
    await make(store, rule())
    one, two = firer(store), firer(store)
    raised = await asyncio.gather(*(each.on_news(item()) for each in (one, two, one, two)))
    assert sorted(raised) == [0, 0, 0, 1]
    assert await queued(store) == [("alert", "s:s1")]
    (firing,) = await store.alerts.firings(TEAM, "al1", NOW - timedelta(days=1))
    assert (firing.state, firing.value, firing.detail["subjects"]) == ("owed", 0.7, ["NVDA"])
    assert await firer(store).on_news(item()) == 0


async def test_the_cap_holds_over_processes_that_judge_at_once(store: Store) -> None:
    await make(store, rule(daily_cap=3))
    processes = [firer(store) for _ in range(4)]
    raised = await asyncio.gather(*(processes[n % 4].on_news(item(n)) for n in range(12)))
    assert sum(raised) == 3
    assert len(await queued(store)) == 3


async def test_the_rest_holds_over_processes_too(store: Store) -> None:
    await make(store, rule(cooldown=timedelta(hours=1)))
    raised = await asyncio.gather(*(firer(store).on_news(item(n)) for n in range(6)))
    assert sum(raised) == 1


async def test_a_firing_without_its_job_is_never_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await make(store, rule())

    async def killed(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("bot.store.alerts.insert_jobs", killed)
        with pytest.raises(RuntimeError):
            await firer(store).on_news(item())
    assert await store.alerts.firings(TEAM, "al1", NOW - timedelta(days=1)) == []
    assert await firer(store).on_news(item()) == 1
    assert await queued(store) == [("alert", "s:s1")]


async def test_public_news_is_for_every_team_and_a_teams_own_for_itself(store: Store) -> None:
    other = Team("T2")
    await make(store, rule())
    await make(store, rule(), "al2", other)
    process = firer(store)
    assert await process.on_news(item(1, team=PUBLIC)) == 2
    assert await process.on_news(item(2, team=TEAM)) == 1
    assert await process.on_news(item(3, team=Team("T3"))) == 0


async def test_quiet_hours_order_one_summary_however_much_they_hold(store: Store, clock: FakeClock) -> None:
    quiet = Quiet(time(14), time(17), "UTC", 0.9)
    await make(store, rule(quiet=quiet))
    process = firer(store)
    assert await process.on_news(item(1)) == 1
    assert await process.on_news(item(2)) == 1
    assert await process.on_news(item(2)) == 0
    assert await process.on_news(item(3, impact=0.95)) == 1
    end = "quiet:2026-03-04T17:00:00+00:00"
    assert await queued(store) == [("alert_quiet", end), ("alert", "s:s3")]
    states = {f.key: f.state for f in await store.alerts.firings(TEAM, "al1", NOW - timedelta(days=1))}
    assert states == {end: "summary", "q:s:s1": "quiet", "q:s:s2": "quiet", "s:s3": "owed"}
    async with store.database.read() as connection:
        run_at = await connection.scalar(select(jobs.c.run_at).where(jobs.c.kind == "alert_quiet"))
    assert run_at == NOW.replace(hour=17)


async def test_what_is_paused_deleted_or_muted_is_silent(store: Store) -> None:
    await make(store, rule())
    muting = Muted({"s9"})
    process = firer(store, muting=muting)
    assert await process.on_news(item(9)) == 0
    await store.alerts.set_state(TEAM, "al1", "paused")
    # Also before the process has noticed: the transaction looks.
    assert await process.on_news(item(1)) == 0
    process.forget()
    assert await process.on_news(item(1)) == 0
    await store.alerts.set_state(TEAM, "al1", "active")
    process.forget()
    assert await process.on_news(item(1)) == 1
    await store.alerts.set_state(TEAM, "al1", "deleted")
    process.forget()
    assert await process.on_news(item(2)) == 0
    assert await store.alerts.get(TEAM, "al1") is None


async def test_lists_are_read_for_new_alerts_and_changes_and_volumes_ask_for_news(store: Store) -> None:
    lists = MemoryLists({("team", "core"): Members(("AMD",), (), ("cancelled",))})
    news = MemoryNews([item(10 + n, read_at=NOW - timedelta(hours=n + 1)) for n in range(3)])
    await make(store, rule(scope=Scope("list", "core", "team")))
    await make(store, rule(metric="volume", threshold=3.0), "al2")
    process = firer(store, lists=lists, news=news)
    assert await process.on_news(item(1, tickers=(Row("AMD"),), tldr="Nothing.")) == 1
    assert news.asked == 0
    assert await process.on_news(item(2)) == 2
    assert (lists.asked, news.asked) == (1, 1)
    assert await process.on_news(item(3, tickers=(Row("F"),), tldr="Nothing.")) == 0


async def test_trading_hours_are_asked_of_the_calendar(store: Store) -> None:
    hours = Hours(trading=False)
    await make(store, rule(session=Session("regular", "XNYS")))
    process = firer(store, calendar=hours)
    assert await process.on_news(item(1)) == 0
    hours.trading = True
    assert await process.on_news(item(1)) == 1


async def test_old_firings_are_pruned_and_deleted_alerts_with_them(store: Store, clock: FakeClock) -> None:
    await make(store, rule())
    await firer(store).on_news(item())
    await store.alerts.set_state(TEAM, "al1", "deleted")
    assert len(await store.alerts.changed(NOW - timedelta(days=1))) == 1
    assert await store.alerts.prune(NOW + timedelta(days=40)) == 0
    assert await store.alerts.changed(NOW - timedelta(days=1)) == []
    assert await store.alerts.prune(NOW + timedelta(days=100)) == 1


async def test_an_alert_is_kept_once(store: Store) -> None:
    alert = Alert(TEAM, "al1", "", "C1", "U1", to_json(rule()), NOW)
    assert await store.alerts.add(alert)
    assert not await store.alerts.add(replace(alert, channel="C2"))
    (kept,) = await store.alerts.list(TEAM)
    assert kept.channel == "C1"


async def test_what_a_volume_counts_is_asked_of_the_store_by_its_subject(store: Store) -> None:
    """A week of everybody's news is never loaded for one ticker or theme."""
    for number in range(3):
        for theme, ticker in (("Semiconductors", "NVDA"), ("Energy", "F")):
            await store.news.put(kept_news(f"{ticker}{number}", ticker, theme))
    loaded: list[str] = []

    class Counting:
        async def about(self, *asked: Any) -> Sequence[NewsItem]:
            found = await store.news.about(*asked)
            loaded.extend(each.article_id for each in found)
            return found

    await make(store, rule(metric="volume", threshold=3.0, relevance=0.0))
    await make(store, rule(scope=Scope("theme", "semiconductors"), metric="volume", threshold=3.0), "al2")
    await make(store, rule(scope=Scope("keyword", "large order"), metric="volume", threshold=3.0), "al3")
    assert await firer(store, news=Counting()).on_news(item(9)) == 2
    assert sorted(loaded) == ["NVDA0", "NVDA0", "NVDA1", "NVDA1", "NVDA2", "NVDA2"]


def kept_news(name: str, ticker: str, theme: str) -> NewsItem:
    at = NOW - timedelta(hours=1)
    return NewsItem(
        PUBLIC, name, name, f"https://e.example/{name}", f"About {name}", "Wire", "", "article", at, at,
        "Something.", 0.5, 0.1, 1.0, False, False, "fresh", (NewsTicker(ticker, "primary", 0.9, 0.1),), (theme,),
    )  # fmt: skip


@pytest.mark.parametrize("broken", [{"zone": "America/Atlantis"}, {"scope": []}, {"zone": ""}])
async def test_a_rule_that_cannot_be_read_silences_no_other(store: Store, broken: dict[str, Any]) -> None:
    await make(store, rule(), "al1")
    kept = {**to_json(rule()), **broken}
    await store.alerts.add(Alert(TEAM, "bad", "", "C1", "U1", kept, NOW))
    assert await firer(store).on_news(item(1)) == 1


async def test_a_muted_ticker_raises_nothing_though_the_article_is_about_another(store: Store) -> None:
    lists = MemoryLists({("team", "core"): Members(("NVDA", "AMD"))})
    await make(store, rule())
    await make(store, rule(scope=Scope("list", "core", "team")), "al2")
    about_amd = item(1, tickers=(Row("AMD"), Row("NVDA", relevance=0.5, role="secondary")))
    process = firer(store, lists=lists, muting=Muted(symbols=frozenset({"NVDA"})))
    assert await process.on_news(about_amd) == 1
    (firing,) = await store.alerts.firings(TEAM, "al2", NOW - timedelta(days=1))
    assert firing.detail["subjects"] == ["AMD"]
    assert await process.on_news(item(2)) == 0
    assert await firer(store, lists=lists).on_news(item(3)) == 2


async def test_a_story_that_was_pasted_first_and_then_came_from_a_source_alerts_once(store: Store) -> None:
    await make(store, rule())
    process = firer(store)
    assert await process.on_news(item(1, team=TEAM)) == 1
    assert await queued(store) == [("alert", "s:s1")]
    await store.stories.adopt(TEAM, "s1", "s7")
    assert await process.on_news(item(7, team=PUBLIC)) == 0
    firing = await store.alerts.firing(TEAM, "al1", "s:s1")
    assert firing is not None and (firing.state, firing.detail["story"]) == ("owed", "s7")
    assert await process.on_news(item(8, team=PUBLIC, story_id="s7", impact=0.9)) == 1
