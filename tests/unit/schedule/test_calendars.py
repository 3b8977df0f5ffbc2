"""Where trading days come from, and that the process at run time needs no calendar package."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.desk.schedules.calendars import AHEAD, BACK, Calendars
from bot.market.calendars import Calendar, computed, shipped
from bot.market.exchanges import EXCHANGES, find_exchange
from bot.store import Store
from tests.databases import FakeClock


class Worker:
    """Runs the task here, and notes that it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def run(self, task: str, *args: Any, timeout_s: float) -> Any:
        self.asked.append(task)
        assert task == "bot.market.calendars:computed"
        return [each for each in shipped() if args[0] <= each.day <= args[1]]


def test_what_ships_is_what_the_package_computes() -> None:
    ours = [each for each in shipped() if each.day >= date(2026, 11, 1) and each.day < date(2027, 7, 1)]
    theirs = computed(date(2026, 11, 1), date(2027, 6, 30))
    assert {each.exchange for each in ours} == set(EXCHANGES)
    assert sorted(ours, key=lambda each: (each.exchange, each.day)) == sorted(
        theirs, key=lambda each: (each.exchange, each.day)
    )


def test_the_event_loops_process_never_imports_the_package() -> None:
    code = (
        "import sys, bot.desk.schedules.scheduling, bot.desk.schedules.calendars, bot.market.calendars as c;"
        "c.shipped();"
        "sys.exit('exchange_calendars' in sys.modules or 'pandas' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


async def test_a_fresh_installation_has_its_days_at_once(store: Store, clock: FakeClock) -> None:
    worker = Worker()
    calendars = Calendars(store, worker, clock)
    assert await calendars.ensure() > 10_000
    assert await calendars.ensure() == 0
    assert worker.asked == []
    new_york = await calendars.of("XNYS")
    assert new_york is not None
    assert new_york.session(date(2026, 11, 26)) is None
    session = new_york.session(date(2026, 11, 27))
    assert session is not None
    assert (session.early, session.close_at) == (True, datetime(2026, 11, 27, 18, tzinfo=UTC))
    assert await calendars.of("") is None


async def test_a_refresh_replaces_days_and_forgets_old_ones(store: Store, clock: FakeClock) -> None:
    clock.now = datetime(2027, 3, 8, tzinfo=UTC)
    calendars = Calendars(store, Worker(), clock)
    london = EXCHANGES["XLON"]
    wrong = Calendar(london).session(date(2027, 3, 29))
    assert wrong is not None  # Easter Monday is a weekday to who knows no better.
    await store.sessions.put([wrong])
    await calendars.refresh()
    days = [each.day for each in await store.sessions.of("XLON")]
    assert date(2027, 3, 29) not in days
    assert min(days) >= clock.now.date() - BACK
    assert max(days) <= clock.now.date() + AHEAD
    assert days == sorted(set(days))
    clock.advance(timedelta(days=300).total_seconds())
    assert await store.sessions.prune(clock.now.date() - BACK) > 0


def test_names_of_exchanges() -> None:
    names = {"NYSE": "XNYS", "nasdaq": "XNYS", "the LSE": "XLON", "Hong Kong": "XHKG", "xetr": "XETR"}
    for name, code in names.items():
        found = find_exchange(name)
        assert found is not None and found.code == code
    assert find_exchange("atlantis") is None
