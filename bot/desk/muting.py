"""What a team does not want to hear for a while: a ticker, a source or a story, in one channel or everywhere."""

from __future__ import annotations

from datetime import datetime

from bot.desk.alert_ports import NewsItem
from bot.model import Team
from bot.store.store import Store


class Muting:
    """Asked before anything is posted that nobody asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def muted(self, team: Team, channel: str, item: NewsItem, now: datetime) -> bool:
        """Whether this news is muted in that channel. A muted ticker mutes news that names no other one."""
        mutes = await self._store.mutes.active(team, now, channel)
        subjects = {(mute.kind, mute.subject.casefold()) for mute in mutes}
        if not subjects:
            return False
        if not subjects.isdisjoint({("story", item.story_id), ("source", item.source.casefold())}):
            return True
        tickers = [each.ticker for each in item.tickers]
        return bool(tickers) and all(("ticker", ticker.casefold()) in subjects for ticker in tickers)
