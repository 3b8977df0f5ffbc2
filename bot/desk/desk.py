"""Everything a listener may ask for, in one place; `bot.app` builds it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.alerts.alerts import Alerts
from bot.desk.asking import Asking
from bot.desk.briefs.briefing import Briefing
from bot.desk.briefs.correcting import Correcting
from bot.desk.briefs.reactions import Reactions
from bot.desk.channels import Channels
from bot.desk.digests.digests import Digests
from bot.desk.importing import Importing
from bot.desk.installations import Installations
from bot.desk.intake import Intake
from bot.desk.messages import Messages
from bot.desk.news.items import Items
from bot.desk.news.muting import Muting
from bot.desk.news.story_cards import StoryCards
from bot.desk.portfolios.portfolios import Portfolios
from bot.desk.rights import Rights
from bot.desk.schedules.pausing import Telling
from bot.desk.schedules.scheduling import Scheduling
from bot.desk.watchlists.watchlists import Watchlists
from bot.settings import SlackSettings


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases."""

    intake: Intake
    asking: Asking
    briefing: Briefing
    correcting: Correcting
    messages: Messages
    reactions: Reactions
    channels: Channels
    rights: Rights
    installations: Installations
    items: Items
    muting: Muting
    watchlists: Watchlists
    portfolios: Portfolios
    importing: Importing
    stories: StoryCards
    alerts: Alerts
    digests: Digests
    scheduling: Scheduling
    telling: Telling
    settings: SlackSettings
