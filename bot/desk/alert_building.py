"""Builds the alerts from what they stand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.desk.alert_firing import Firer
from bot.desk.alert_grammar import ExchangeNamed
from bot.desk.alert_ports import Calendar, Lists, Muting, News, Resolving
from bot.desk.alert_posting import AlertPosting
from bot.desk.alerts import Alerts
from bot.desk.rights import Rights
from bot.slack.delivery import Deliverer
from bot.slack.directory import Directory
from bot.slack.ports import PolicyHook
from bot.store.store import Store


def build_alerts(
    store: Store,
    deliverer: Deliverer,
    directory: Directory,
    rights: Rights,
    policy: PolicyHook,
    *,
    news: News,
    lists: Lists,
    calendar: Calendar,
    muting: Muting,
    resolve: Resolving,
    exchange: ExchangeNamed,
    attempts: int,
    now: Callable[[], datetime],
    wake: Callable[[], None],
    command: str,
) -> Alerts:
    """The area, ready for use: its `on_news` belongs to the newsroom, its `jobs` to the dispatcher.

    `attempts` is how often posting is tried, `wake` tells the dispatcher of new jobs, and `command` is how
    people call the area, as in /alert.
    """
    firer = Firer(store, news, lists, calendar, muting, attempts=attempts, now=now, wake=wake)
    posting = AlertPosting(store, deliverer, directory, policy, now=now, command=command)
    return Alerts(
        store,
        firer,
        posting,
        news,
        lists,
        resolve,
        directory,
        rights,
        exchange,
        now=now,
        command=command,
    )
