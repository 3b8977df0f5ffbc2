"""What people do with a card besides correcting it: watch, judge, delete."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.briefs.showing import GONE, Showing
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import cards
from bot.slack.delivery import Deliverer
from bot.slack.ports import Outgoing
from bot.store.store import Store
from bot.store.watches import Members


class Reactions:
    """Small acts on a card, each one audited or stored."""

    def __init__(self, store: Store, showing: Showing, deliverer: Deliverer, rights: Rights) -> None:
        self._store = store
        self._showing = showing
        self._deliverer = deliverer
        self._rights = rights

    async def view(self, team: Team, card_id: str) -> cards.CardView:
        """What a card shows, for Why? and the correction form."""
        found = await self._showing.brief_of(team, card_id)
        if found is None:
            raise DeskwireError("not_found", GONE)
        return found[1]

    async def watch(self, team: Team, user: str, card_id: str) -> tuple[str, ...]:
        """Put the card's main tickers on the person's own watchlist; returns them."""
        tickers = cards.watch_targets((await self.view(team, card_id)).brief)
        await self._store.watches.change(team, user, "", add=Members(tickers))
        return tickers

    async def judge(self, team: Team, user: str, card_id: str, *, useful: bool) -> None:
        """Remember whether a card was useful to somebody; a second word replaces the first."""
        await self._store.feedback.put(team, card_id, user, useful)

    async def delete(self, team: Team, user: str, card_id: str) -> None:
        """The person who asked may delete the card; so may an admin."""
        card = await self._store.cards.get(team, card_id)
        if card is None or card.ts is None or card.state == "deleted":
            raise DeskwireError("not_found", GONE)
        if card.asked_by != user and not await self._rights.may_confirm(team, user):
            raise DeskwireError(
                "denied", "Only the person who asked for this card, or an admin, can delete it."
            )
        outgoing = Outgoing(
            key=f"card:{card.id}", channel=card.channel, message={"text": "", "blocks": []}, actor=user
        )
        details = await self._store.deliveries.get(team, f"details:{card.id}")
        if details is not None and details.ts:
            below = replace(outgoing, key=details.key)
            await self._deliverer.delete(team, below, card.channel, details.ts)
        await self._deliverer.delete(team, outgoing, card.channel, card.ts)
        await self._store.cards.update(team, card.id, state="deleted")
