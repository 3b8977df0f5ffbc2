"""The one hook that every post passes: what may be said where."""

from __future__ import annotations

from bot.market.symbols import bare
from bot.model import Team
from bot.slack.ports import ALLOW, Decision, Outgoing, suppress
from bot.store.store import Store


class Policy:
    """Stops restricted names before they are posted.

    The restricted list is the settings' list plus the team's own. Text without tickers (help, errors)
    always passes, because it says nothing about a security. The exchange of a symbol does not count: rather one
    post too few than a restricted name under its other symbol.
    """

    def __init__(self, store: Store, restricted: tuple[str, ...]) -> None:
        self._store = store
        self._restricted = frozenset(bare(ticker) for ticker in restricted)

    async def __call__(self, team: Team, outgoing: Outgoing) -> Decision:
        """Allow or suppress; the caller audits either."""
        if not outgoing.tickers:
            return ALLOW
        stopped = self._restricted | {bare(ticker) for ticker in await self._store.restricted.list(team)}
        hit = sorted(ticker for ticker in outgoing.tickers if bare(ticker) in stopped)
        return suppress(f"restricted: {', '.join(hit)}") if hit else ALLOW
