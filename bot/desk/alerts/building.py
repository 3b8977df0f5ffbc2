"""Builds the alerts from what they stand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.alerts.alerts import Alerts
from bot.desk.alerts.firing import Firer
from bot.desk.alerts.pausing import AlertPausing
from bot.desk.alerts.ports import Calendar, Lists, Muting, News, Resolving
from bot.desk.alerts.posting import AlertPosting
from bot.desk.alerts.scopes import Scopes, Themes
from bot.desk.channels import Channels
from bot.desk.rights import Rights
from bot.desk.schedules.calendars import Calendars
from bot.market.exchanges import find_exchange
from bot.slack.delivery import Deliverer
from bot.slack.directory import Directory
from bot.slack.ports import PolicyHook
from bot.store.store import Store

ATTEMPTS = 1_000
"""More than fit into the time in which news is fresh: while Slack cannot be reached, its age ends the tries."""


class TradingHours:
    """When an exchange trades, by the calendars of the desk."""

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars

    async def is_open(self, exchange: str, at: datetime) -> bool:
        """Whether an exchange, by its code, trades at that moment; holidays and early closes count."""
        calendar = await self._calendars.of(exchange)
        if calendar is None:
            return False
        session = calendar.session(at.astimezone(ZoneInfo(calendar.exchange.zone)).date())
        return session is not None and session.open_at <= at < session.close_at


def exchange_code(text: str) -> str | None:
    """The code of the exchange that a word means; None for one that is not known."""
    found = find_exchange(text)
    return found.code if found is not None else None


def build_alerts(
    store: Store,
    deliverer: Deliverer,
    directory: Directory,
    rights: Rights,
    channels: Channels,
    policy: PolicyHook,
    *,
    news: News,
    lists: Lists,
    calendar: Calendar,
    muting: Muting,
    resolve: Resolving,
    themes: Themes,
    now: Callable[[], datetime],
    wake: Callable[[], None],
    command: str,
) -> Alerts:
    """The area, ready for use: its `on_news` belongs to the newsroom, its `jobs` to the dispatcher.

    `wake` tells the dispatcher of new jobs, and `command` is how
    people call the area, as in /alert.
    """
    firer = Firer(store, news, lists, calendar, muting, attempts=ATTEMPTS, now=now, wake=wake)
    pausing = AlertPausing(store, command=command)
    posting = AlertPosting(store, deliverer, policy, pausing, muting, now=now)
    return Alerts(
        store,
        firer,
        posting,
        pausing,
        news,
        Scopes(lists, resolve, themes),
        directory,
        rights,
        channels,
        exchange_code,
        now=now,
        command=command,
    )
