"""The one hook that every post passes: what may be said where."""

from __future__ import annotations

from bot.model import Team
from bot.slack.ports import ALLOW, Decision, Outgoing, suppress
from bot.store.store import Store


class Policy:
    """Stops restricted names before they are posted.

    The restricted list is the settings' list plus the team's own. Text without tickers (help, errors)
    always passes, because it says nothing about a security.
    """

    def __init__(self, store: Store, restricted: tuple[str, ...]) -> None:
        self._store = store
        self._restricted = frozenset(ticker.upper() for ticker in restricted)

    async def __call__(self, team: Team, outgoing: Outgoing) -> Decision:
        """Allow or suppress; the caller audits either."""
        if not outgoing.tickers:
            return ALLOW
        stopped = self._restricted | {ticker.upper() for ticker in await self._store.restricted.list(team)}
        hit = sorted(ticker for ticker in outgoing.tickers if ticker.upper() in stopped)
        return suppress(f"restricted: {', '.join(hit)}") if hit else ALLOW
