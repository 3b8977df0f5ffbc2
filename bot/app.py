"""The one place where everything is built: settings to services to the Bolt app."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from slack_bolt.async_app import AsyncApp

from bot.configuration import Environment
from bot.desk.alerts.building import TradingHours, build_alerts
from bot.desk.areas import Area
from bot.desk.asking import Asking
from bot.desk.briefs.analysing import Analysing
from bot.desk.briefs.briefing import Briefing
from bot.desk.briefs.correcting import Correcting
from bot.desk.briefs.reactions import Reactions
from bot.desk.briefs.reader import Reader
from bot.desk.briefs.showing import Showing
from bot.desk.channels import Channels
from bot.desk.desk import Desk
from bot.desk.digests.building import DigestBuilding
from bot.desk.digests.digests import Digests
from bot.desk.digests.posting import DigestPosting
from bot.desk.digests.timetable import Timetable
from bot.desk.importing import Importing
from bot.desk.installations import Installations
from bot.desk.lists import Lists
from bot.desk.lookup import Lookup
from bot.desk.messages import Messages
from bot.desk.news.feeds import Feeds
from bot.desk.news.items import Items
from bot.desk.news.muting import Muting, Unmuting
from bot.desk.news.newsroom import Newsroom
from bot.desk.news.polling import Polling
from bot.desk.news.story_cards import StoryCards
from bot.desk.portfolios.portfolios import Portfolios
from bot.desk.rights import Rights
from bot.desk.schedules.calendars import Calendars
from bot.desk.schedules.pausing import Telling
from bot.desk.schedules.planning import Planning
from bot.desk.schedules.recurrence_text import parse as read_rule
from bot.desk.schedules.scheduling import Scheduling
from bot.desk.sheet_files import SheetFiles
from bot.desk.watchlists.keeping import Keeping
from bot.desk.watchlists.watchlists import Watchlists
from bot.desk.work import job_handlers, when_failed
from bot.reading.fetch import Fetcher
from bot.services import Services, now, services_of, url_of
from bot.settings import Settings
from bot.store.store import Store
from bot.work.jobs import Dispatcher
from bot.work.pool import WorkerPool
from bot.work.scheduler import Scheduler
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


__all__ = ["Deskwire", "build", "url_of"]


def build(settings: Settings, environment: Environment, *, pool: WorkerPool | None = None) -> Deskwire:
    """Build the services and the Bolt app; nothing connects or starts here.

    `pool` is given by whoever has warm workers already; they stay the giver's to start and stop.
    """
    services = services_of(settings, environment, pool)
    desk = _desk(services)
    dispatcher = Dispatcher(
        services.store.jobs,
        job_handlers(desk),
        settings.work,
        owner=services.owner,
        on_failed=when_failed(desk, services.deliverer),
    )
    services.wake.call = dispatcher.wake
    register(services.bolt, desk)
    return Deskwire(
        settings=settings,
        environment=environment,
        store=services.store,
        fetcher=services.fetcher,
        pool=services.pool,
        dispatcher=dispatcher,
        scheduler=Scheduler(),
        bolt=services.bolt,
        desk=desk,
        registry=services.registry,
        source_fetcher=services.source_fetcher,
        polling=services.polling,
        calendars=services.calendars,
        writer=services.writer,
    )


def _desk(services: Services) -> Desk:
    settings, store, pool = services.settings, services.store, services.pool
    directory, deliverer, calendars = services.directory, services.deliverer, services.calendars
    timeout_s = settings.analysis.timeout_s
    rights = Rights(directory, settings.policy.confirmers)
    channels = Channels(store, rights, directory, settings.slack)
    reader = Reader(services.fetcher, pool, store, directory, timeout_s=timeout_s, now=now)
    analysing = Analysing(pool, store, timeout_s=timeout_s, now=now, writer=services.writer)
    showing = Showing(store, deliverer, directory, settings.slack.command)
    lists = Lists(store, rights)
    lookup = Lookup(pool, settings.market.prefer, timeout_s)
    watchlists = Watchlists(
        keeping=Keeping(store, lists, lookup, rights),
        lookup=lookup,
        directory=directory,
        now=now,
        command=settings.slack.commands.get("watch", f"{settings.slack.command} watch"),
    )
    muting = Muting(
        store=store,
        pool=pool,
        rights=rights,
        directory=directory,
        prefer=settings.market.prefer,
        command=settings.slack.command,
        timeout_s=timeout_s,
        now=now,
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
        now=now,
        wake=services.wake,
    )
    alerts = build_alerts(
        store,
        deliverer,
        directory,
        rights,
        channels,
        services.policy,
        news=store.news,
        lists=lists,
        calendar=TradingHours(calendars),
        muting=muting,
        resolve=lookup.meaning,
        themes=lookup.themes,
        now=now,
        wake=services.wake,
        command=settings.slack.commands.get("alert", f"{settings.slack.command} alert"),
    )
    digest_command = settings.slack.commands.get("digest", f"{settings.slack.command} digest")
    digests = Digests(
        store,
        DigestBuilding(store, lists, settings.policy.restricted),
        DigestPosting(store, deliverer, pool, services.uploader),
        lists,
        Timetable(
            store,
            lists,
            Planning(store, calendars, now=now, command=digest_command),
            read_rule,
            directory,
            rights,
            channels,
            command=digest_command,
        ),
        directory,
        channels,
        now=now,
        command=digest_command,
    )
    scheduling = Scheduling(
        store,
        calendars,
        digests.post,
        now=now,
        wake=services.wake,
        command=digest_command,
    )
    newsroom = Newsroom(store, pool, timeout_s=timeout_s, now=now, on_news=[stories.on_news, alerts.on_news])
    portfolios = Portfolios(
        store,
        lists,
        lookup,
        rights,
        directory,
        SheetFiles(services.uploader, deliverer, directory),
        digests.preview,
        now=now,
        command=settings.slack.commands.get("portfolio", f"{settings.slack.command} portfolio"),
    )
    areas: dict[str, Area] = {
        "watch": watchlists,
        "portfolio": portfolios,
        "alert": alerts,
        "digest": digests,
        "mute": muting,
        "unmute": Unmuting(muting),
        "feeds": Feeds(
            store=store,
            polling=services.polling,
            rights=rights,
            settings=settings.sources,
            command=settings.slack.command,
            now=now,
        ),
    }
    importing = Importing(directory, deliverer, {"watchlist": watchlists.take, "portfolio": portfolios.take})
    return Desk(
        intake=services.intake,
        asking=Asking(channels, services.intake, deliverer, settings.slack, areas, importing.what),
        briefing=Briefing(
            store=store,
            channels=channels,
            reader=reader,
            analysing=analysing,
            showing=showing,
            deliverer=deliverer,
            directory=directory,
            newsroom=newsroom,
            stories=stories,
            now=now,
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
        messages=Messages(store, services.intake, directory, settings.slack),
        reactions=Reactions(store, showing, deliverer, rights),
        channels=channels,
        rights=rights,
        installations=Installations(store, deliverer, settings.slack, (scheduling, alerts.pausing)),
        digests=digests,
        scheduling=scheduling,
        items=Items(
            store=store,
            reader=reader,
            fetcher=services.source_fetcher,
            pool=pool,
            analysing=analysing,
            newsroom=newsroom,
            timeout_s=timeout_s,
        ),
        muting=muting,
        watchlists=watchlists,
        portfolios=portfolios,
        importing=importing,
        stories=stories,
        alerts=alerts,
        telling=Telling(deliverer, directory),
        settings=settings.slack,
    )
