"""What the use cases stand on: database, fetchers, worker processes, and the connection to Slack."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry
from slack_bolt.async_app import AsyncApp

from bot import __version__
from bot.configuration import Environment
from bot.counters import count_fetches, count_polls, count_summaries
from bot.desk.briefs.writing import writer_of
from bot.desk.intake import Intake
from bot.desk.news.polling import Polling
from bot.desk.policy import Policy
from bot.desk.schedules.calendars import Calendars
from bot.reading.fetch import Fetched, Fetcher
from bot.settings import Settings
from bot.slack.connection import bolt_app, client_for, web_client
from bot.slack.delivery import Deliverer, Patience
from bot.slack.directory import Directory
from bot.slack.uploads import Uploader
from bot.sources.circuit import SourceCircuit
from bot.store.database import Database, sqlite_url
from bot.store.store import Store
from bot.work.pool import WorkerPool
from bot.writing.circuit import Circuit
from bot.writing.writer import Writer


@dataclass(frozen=True, slots=True)
class Services:
    """Everything below the use cases, built and not yet started."""

    settings: Settings
    environment: Environment
    owner: str
    registry: CollectorRegistry
    store: Store
    fetcher: Fetcher
    source_fetcher: Fetcher
    pool: WorkerPool
    bolt: AsyncApp
    directory: Directory
    policy: Policy
    deliverer: Deliverer
    uploader: Uploader
    wake: Wake
    intake: Intake
    polling: Polling
    calendars: Calendars
    writer: Writer | None


def services_of(settings: Settings, environment: Environment, pool: WorkerPool | None = None) -> Services:
    """Build the services; nothing connects or starts here. A `pool` that is given stays the giver's."""
    store = Store(Database(url_of(settings, environment)))
    registry = CollectorRegistry()
    counted = count_fetches(registry)
    fetcher = Fetcher(settings.fetch, settings.tls, observe=counted)
    source_fetcher = source_fetcher_of(settings, store, counted)
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
    wake = Wake()
    intake = Intake(store, settings.work.attempts, wake)
    writer = writer_of(
        settings,
        environment.deskwire_llm_key,
        pool.run,
        store.drafts,
        budget=store.tokens,
        breaker=Circuit(store.breakers, now),
        observe=count_summaries(registry),
    )
    owner = owner_of()
    polling = Polling(
        store=store,
        fetcher=source_fetcher,
        pool=pool,
        settings=settings.sources,
        owner=owner,
        now=now,
        wake=wake,
        timeout_s=settings.analysis.timeout_s,
        observe=count_polls(registry),
    )
    calendars = Calendars(store, pool, now)
    uploader = Uploader(speaks_for, timeout_s=settings.slack.timeout_s)
    return Services(
        settings=settings,
        environment=environment,
        owner=owner,
        registry=registry,
        store=store,
        fetcher=fetcher,
        source_fetcher=source_fetcher,
        pool=pool,
        bolt=bolt,
        directory=directory,
        policy=policy,
        deliverer=deliverer,
        uploader=uploader,
        wake=wake,
        intake=intake,
        polling=polling,
        calendars=calendars,
        writer=writer,
    )


def url_of(settings: Settings, environment: Environment) -> str:
    """The database in force: `DATABASE_URL`, else the SQLite file of the settings."""
    return environment.database_url or sqlite_url(settings.store.path)


class Wake:
    """Intake is built before the dispatcher that it wakes."""

    def __init__(self) -> None:
        self.call: Callable[[], None] | None = None

    def __call__(self) -> None:
        """Look for jobs now, if there is anybody to look."""
        if self.call is not None:
            self.call()


def now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def owner_of() -> str:
    """Names this process in leases: a new start is a new owner."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def source_fetcher_of(settings: Settings, store: Store, observe: Callable[[Fetched], None]) -> Fetcher:
    """Asks sources: with the contact that the SEC wants, and with a breaker that outlives the process.

    A feed is published for programs, so robots.txt, which is for crawlers, is not asked about it; articles that
    feeds lead to are read by the other fetcher, which asks.
    """
    fetch = settings.fetch.model_copy(update={"robots": "ignore"})
    if settings.sources.contact:
        fetch = fetch.model_copy(update={"user_agent": f"Deskwire/{__version__} {settings.sources.contact}"})
    return Fetcher(fetch, settings.tls, observe=observe, breaker=SourceCircuit(store.breakers, now))
