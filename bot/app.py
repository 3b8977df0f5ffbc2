"""The one place where everything is built: settings to services to the Bolt app."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry
from slack_bolt.async_app import AsyncApp

from bot import __version__
from bot.configuration import Environment
from bot.counters import count_fetches, count_polls, count_summaries
from bot.desk import tasks
from bot.desk.alert_building import TradingHours, build_alerts
from bot.desk.alert_ports import Resolving
from bot.desk.analysing import Analysing
from bot.desk.areas import Area
from bot.desk.asking import Asking
from bot.desk.briefing import Briefing
from bot.desk.calendars import Calendars
from bot.desk.channels import Channels
from bot.desk.correcting import Correcting
from bot.desk.desk import Desk
from bot.desk.feeds import Feeds
from bot.desk.installations import Installations
from bot.desk.intake import Intake
from bot.desk.items import Items
from bot.desk.lists import Lists
from bot.desk.messages import Messages
from bot.desk.muting import Muting, Unmuting
from bot.desk.newsroom import Newsroom
from bot.desk.pausing import Telling
from bot.desk.policy import Policy
from bot.desk.polling import Polling
from bot.desk.reactions import Reactions
from bot.desk.reader import Reader
from bot.desk.rights import Rights
from bot.desk.showing import Showing
from bot.desk.story_cards import StoryCards
from bot.desk.work import job_handlers, when_failed
from bot.desk.writing import writer_of
from bot.model import Security
from bot.reading.fetch import Fetched, Fetcher
from bot.settings import Settings
from bot.slack.connection import bolt_app, client_for, web_client
from bot.slack.delivery import Deliverer, Patience
from bot.slack.directory import Directory
from bot.sources.circuit import SourceCircuit
from bot.store.database import Database, sqlite_url
from bot.store.store import Store
from bot.work.jobs import Dispatcher
from bot.work.pool import WorkerPool
from bot.work.scheduler import Scheduler
from bot.writing.circuit import Circuit
from bot.writing.writer import Writer
from handlers import register


@dataclass(frozen=True, slots=True)
class Deskwire:
    """Everything that one process runs, built and not yet started."""

    settings: Settings
    environment: Environment
    store: Store
    fetcher: Fetcher
    pool: WorkerPool
    dispatcher: Dispatcher
    scheduler: Scheduler
    bolt: AsyncApp
    desk: Desk
    registry: CollectorRegistry
    source_fetcher: Fetcher
    polling: Polling
    calendars: Calendars
    writer: Writer | None = None


def build(settings: Settings, environment: Environment, *, pool: WorkerPool | None = None) -> Deskwire:
    """Build the services and the Bolt app; nothing connects or starts here.

    `pool` is given by whoever has warm workers already; they stay the giver's to start and stop.
    """
    store = Store(Database(url_of(settings, environment)))
    registry = CollectorRegistry()
    counted = count_fetches(registry)
    fetcher = Fetcher(settings.fetch, settings.tls, observe=counted)
    source_fetcher = _source_fetcher(settings, store, counted)
    pool = pool or WorkerPool(
        settings.analysis.workers,
        settings.analysis.worker_memory_mb,
        "bot.desk.tasks:warm",
    )
    client = web_client(settings, environment)
    bolt = bolt_app(settings, environment, store, client)
    speaks_for = client_for(bolt, client, environment)
    directory = Directory(
        speaks_for, timeout_s=settings.fetch.timeout_s, max_bytes=settings.fetch.max_pdf_bytes
    )
    policy = Policy(store, settings.policy.restricted)
    deliverer = Deliverer(
        speaks_for,
        store,
        policy,
        patience=Patience(timeout_s=settings.slack.timeout_s),
    )
    wake = _Wake()
    intake = Intake(store, settings.work.attempts, wake)
    writer = writer_of(
        settings,
        environment.deskwire_llm_key,
        pool.run,
        store.drafts,
        budget=store.tokens,
        breaker=Circuit(store.breakers, _now),
        observe=count_summaries(registry),
    )
    owner = _owner()
    polling = Polling(
        store=store,
        fetcher=source_fetcher,
        pool=pool,
        settings=settings.sources,
        owner=owner,
        now=_now,
        wake=wake,
        timeout_s=settings.analysis.timeout_s,
        observe=count_polls(registry),
    )
    calendars = Calendars(store, pool, _now)
    desk = _desk(
        settings,
        store,
        fetcher,
        source_fetcher,
        pool,
        directory,
        deliverer,
        intake,
        polling,
        calendars,
        policy,
        wake,
        writer,
    )
    dispatcher = Dispatcher(
        store.jobs,
        job_handlers(desk),
        settings.work,
        owner=owner,
        on_failed=when_failed(desk, deliverer),
    )
    wake.call = dispatcher.wake
    register(bolt, desk)
    return Deskwire(
        settings=settings,
        environment=environment,
        store=store,
        fetcher=fetcher,
        pool=pool,
        dispatcher=dispatcher,
        scheduler=Scheduler(),
        bolt=bolt,
        desk=desk,
        registry=registry,
        source_fetcher=source_fetcher,
        polling=polling,
        calendars=calendars,
        writer=writer,
    )


def url_of(settings: Settings, environment: Environment) -> str:
    """The database in force: `DATABASE_URL`, else the SQLite file of the settings."""
    return environment.database_url or sqlite_url(settings.store.path)


class _Wake:
    """Intake is built before the dispatcher that it wakes."""

    def __init__(self) -> None:
        self.call: Callable[[], None] | None = None

    def __call__(self) -> None:
        if self.call is not None:
            self.call()


def _now() -> datetime:
    return datetime.now(UTC)


def _owner() -> str:
    """Names this process in leases: a new start is a new owner."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def _desk(
    settings: Settings,
    store: Store,
    fetcher: Fetcher,
    source_fetcher: Fetcher,
    pool: WorkerPool,
    directory: Directory,
    deliverer: Deliverer,
    intake: Intake,
    polling: Polling,
    calendars: Calendars,
    policy: Policy,
    wake: Callable[[], None],
    writer: Writer | None,
) -> Desk:
    timeout_s = settings.analysis.timeout_s
    rights = Rights(directory, settings.policy.confirmers)
    channels = Channels(store, rights, settings.slack)
    reader = Reader(fetcher, pool, store, directory, timeout_s=timeout_s, now=_now)
    analysing = Analysing(pool, store, timeout_s=timeout_s, now=_now, writer=writer)
    showing = Showing(store, deliverer, directory, settings.slack.command)
    muting = Muting(
        store=store,
        pool=pool,
        rights=rights,
        directory=directory,
        prefer=settings.market.prefer,
        command=settings.slack.command,
        timeout_s=timeout_s,
        now=_now,
    )
    stories = StoryCards(
        store=store,
        pool=pool,
        showing=showing,
        deliverer=deliverer,
        directory=directory,
        muting=muting,
        attempts=settings.work.attempts,
        timeout_s=timeout_s,
        now=_now,
        wake=wake,
    )
    alerts = build_alerts(
        store,
        deliverer,
        directory,
        rights,
        policy,
        news=store.news,
        lists=Lists(store),
        calendar=TradingHours(calendars),
        muting=muting,
        resolve=_resolver(pool, settings.market.prefer, timeout_s),
        attempts=settings.work.attempts,
        now=_now,
        wake=wake,
        command=settings.slack.commands.get("alert", f"{settings.slack.command} alert"),
    )
    newsroom = Newsroom(store, pool, timeout_s=timeout_s, now=_now, on_news=[stories.on_news, alerts.on_news])
    areas: dict[str, Area] = {
        "alert": alerts,
        "mute": muting,
        "unmute": Unmuting(muting),
        "feeds": Feeds(
            store=store,
            polling=polling,
            rights=rights,
            settings=settings.sources,
            command=settings.slack.command,
            now=_now,
        ),
    }
    return Desk(
        intake=intake,
        asking=Asking(channels, intake, deliverer, settings.slack, areas),
        briefing=Briefing(
            store=store,
            reader=reader,
            analysing=analysing,
            showing=showing,
            deliverer=deliverer,
            directory=directory,
            newsroom=newsroom,
            stories=stories,
            now=_now,
        ),
        correcting=Correcting(
            store=store,
            pool=pool,
            analysing=analysing,
            showing=showing,
            deliverer=deliverer,
            rights=rights,
            prefer=settings.market.prefer,
            timeout_s=timeout_s,
        ),
        messages=Messages(store, intake, directory, settings.slack),
        reactions=Reactions(store, showing, deliverer, rights),
        channels=channels,
        rights=rights,
        installations=Installations(store, deliverer, settings.slack),
        items=Items(
            store=store,
            reader=reader,
            fetcher=source_fetcher,
            pool=pool,
            analysing=analysing,
            newsroom=newsroom,
            timeout_s=timeout_s,
        ),
        muting=muting,
        stories=stories,
        alerts=alerts,
        telling=Telling(deliverer, directory),
        settings=settings.slack,
    )


def _resolver(pool: WorkerPool, prefer: str, timeout_s: float) -> Resolving:
    """Looks up in a worker process which securities a name or symbol can mean."""

    async def resolve(text: str) -> Sequence[Security]:
        found: Sequence[Security] = await pool.run(tasks.resolve_security, text, prefer, timeout_s=timeout_s)
        return found

    return resolve


def _source_fetcher(settings: Settings, store: Store, observe: Callable[[Fetched], None]) -> Fetcher:
    """Asks sources: with the contact that the SEC wants, and with a breaker that outlives the process.

    A feed is published for programs, so robots.txt, which is for crawlers, is not asked about it; articles that
    feeds lead to are read by the other fetcher, which asks.
    """
    fetch = settings.fetch.model_copy(update={"robots": "ignore"})
    if settings.sources.contact:
        fetch = fetch.model_copy(update={"user_agent": f"Deskwire/{__version__} {settings.sources.contact}"})
    return Fetcher(fetch, settings.tls, observe=observe, breaker=SourceCircuit(store.breakers, _now))
