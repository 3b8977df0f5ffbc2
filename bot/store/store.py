"""Everything that is remembered, one attribute a family of tables."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.alerts import Alerts
from bot.store.articles import Articles, Briefs
from bot.store.audit import Audit
from bot.store.breakers import Breakers
from bot.store.cards import Cards
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.drafts import Drafts, Tokens
from bot.store.family import Clock
from bot.store.feed_items import FeedItems
from bot.store.feedback import Feedback
from bot.store.feeds import Feeds
from bot.store.holdings import Holdings
from bot.store.installations import Installations, OAuthStates
from bot.store.jobs import Intake, Jobs
from bot.store.news import News
from bot.store.schedules import Schedules
from bot.store.sessions import Sessions
from bot.store.slots import Slots
from bot.store.stories import Stories
from bot.store.teams import Aliases, Channels, Mutes, Restricted
from bot.store.types import utc_now
from bot.store.watches import Watches

KEEP_NEWS = timedelta(days=90)


class Store:
    """The memory of the bot. Every method is asynchronous and raises `DeskwireError` when the database fails.

    Methods that take a `Team` see the rows of that team and of no other.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self.database = database
        self.intake = Intake(database, clock)
        self.jobs = Jobs(database, clock)
        self.articles = Articles(database, clock)
        self.briefs = Briefs(database, clock)
        self.drafts = Drafts(database, clock)
        self.tokens = Tokens(database, clock)
        self.cards = Cards(database, clock)
        self.deliveries = Deliveries(database, clock)
        self.audit = Audit(database, clock)
        self.aliases = Aliases(database, clock)
        self.channels = Channels(database, clock)
        self.restricted = Restricted(database, clock)
        self.mutes = Mutes(database, clock)
        self.watches = Watches(database, clock)
        self.holdings = Holdings(database, clock)
        self.feedback = Feedback(database, clock)
        self.news = News(database, clock)
        self.stories = Stories(database, clock)
        self.installations = Installations(database, clock)
        self.oauth_states = OAuthStates(database, clock)
        self.breakers = Breakers(database, clock)
        self.feeds = Feeds(database, clock)
        self.feed_items = FeedItems(database, clock)
        self.alerts = Alerts(database, clock)
        self.schedules = Schedules(database, clock)
        self.slots = Slots(database, clock)
        self.sessions = Sessions(database, clock)
        self._clock = clock

    async def prune(self, now: datetime | None = None) -> dict[str, int]:
        """Delete what is past keeping; returns how many rows of each table. Run it about once an hour."""
        now = now or self._clock()
        return {
            "event_keys": await self.intake.prune(now),
            "jobs": await self.jobs.prune(now),
            "deliveries": await self.deliveries.prune(now),
            "drafts": await self.drafts.prune(now),
            "token_days": await self.tokens.prune(now),
            "mutes": await self.mutes.prune(now),
            "oauth_states": await self.oauth_states.prune(now),
            "news": await self.news.prune(now - KEEP_NEWS),
            "story_cards": await self.stories.prune(now - KEEP_NEWS),
            "breakers": await self.breakers.prune(now),
            "feed_items": await self.feed_items.prune(now),
            "firings": await self.alerts.prune(now),
            "schedules": await self.schedules.prune(now),
            "slots": await self.slots.prune(now),
        }
