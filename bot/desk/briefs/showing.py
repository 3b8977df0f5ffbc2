"""Puts a brief on its card and remembers what is shown, so that Why? and corrections speak of the same brief."""

from __future__ import annotations

from bot.desk.briefs.corrections import active
from bot.desk.briefs.reader import Reading
from bot.desk.news.story_view import story_view
from bot.model import Badge, Brief, Team
from bot.slack import cards, notices
from bot.slack.delivery import Deliverer
from bot.slack.directory import Directory
from bot.slack.messages import Message
from bot.slack.ports import Outgoing
from bot.store.cards import Card
from bot.store.store import Store

GONE = "This card is no longer known to me; paste its link again for a new one."
SUPPRESSED = "This article concerns a name on your firm's restricted list, so nothing is posted about it."


class Showing:
    """The last step of every brief."""

    def __init__(self, store: Store, deliverer: Deliverer, directory: Directory, command: str) -> None:
        self._store = store
        self._deliverer = deliverer
        self._directory = directory
        self._command = command

    async def show(
        self, card: Card, reading: Reading, brief: Brief, *, badge: Badge | None = None, details: bool
    ) -> None:
        """Turn the posted placeholder (or an earlier state of the card) into this brief's card."""
        assert card.ts is not None
        await self._remember(card, reading, brief)
        view = await self._view(card, reading, brief, badge, details=details)
        outgoing = self._outgoing(card, f"card:{card.id}", cards.card(view), reading, brief)
        shown = await self._deliverer.update(card.team, outgoing, card.channel, card.ts)
        if shown.state == "suppressed":
            await self.suppress(card)
            return
        if details:
            below = self._outgoing(card, f"details:{card.id}", cards.details(view), reading, brief, card.ts)
            await self._deliverer.post(card.team, below)
        # Last, because a job that runs again after a crash does everything up to here once more, harmlessly.
        await self._store.cards.update(card.team, card.id, article_id=reading.article_id, state="posted")

    async def answer(self, card: Card, reading: Reading, brief: Brief, response_url: str) -> None:
        """The card for one person's eyes, with how to invite the bot."""
        await self._remember(card, reading, brief)
        view = await self._view(card, reading, brief, None, details=False)
        message = notices.with_invitation(cards.card(view), self._command)
        outgoing = self._outgoing(card, f"answer:{card.id}", message, reading, brief)
        shown = await self._deliverer.respond(card.team, outgoing, response_url)
        if shown.state == "suppressed":
            plain = Outgoing(
                key=f"suppressed:{card.id}", channel=card.channel, message=notices.notice(SUPPRESSED)
            )
            await self._deliverer.respond(card.team, plain, response_url)
        await self._store.cards.update(card.team, card.id, state="answered")

    async def refresh(self, team: Team, card_id: str) -> None:
        """Show a card again as its story stands now; nothing where it shows no brief any more."""
        found = await self.brief_of(team, card_id)
        if found is None or found[0].ts is None or found[0].state != "posted":
            return
        card, view = found
        reading = Reading(view.article, card.article_id or "")
        outgoing = self._outgoing(card, f"card:{card.id}", cards.card(view), reading, view.brief)
        shown = await self._deliverer.update(team, outgoing, card.channel, card.ts or "")
        if shown.state == "suppressed":
            await self.suppress(card)

    async def brief_of(self, team: Team, card_id: str) -> tuple[Card, cards.CardView] | None:
        """What a card shows now; None when the card is unknown or shows no brief."""
        card = await self._store.cards.get(team, card_id)
        if card is None or card.article_id is None:
            return None
        kept = await self._store.articles.get(team, card.article_id)
        brief = await self._store.briefs.get(team, card.article_id, f"card:{card.id}")
        if kept is None or brief is None:
            return None
        view = await self._view(card, Reading(kept, card.article_id), brief, None, details=False)
        return card, view

    async def _view(
        self, card: Card, reading: Reading, brief: Brief, badge: Badge | None, *, details: bool
    ) -> cards.CardView:
        story = await story_view(self._store, card, reading.article_id)
        if story.badge == "RETRACTED" or badge is None:
            badge = story.badge
        person = await self._directory.person(card.team, card.asked_by) if card.asked_by else None
        return cards.CardView(
            card_id=card.id,
            article=reading.article,
            brief=brief,
            badge=badge or ("OLD" if brief.age == "stale" else "NEW"),
            asked_by=card.asked_by,
            tz=person.tz if person else "UTC",
            corrections=tuple(cards.Correction(f"{card.id}/{c.id}", c.user, c.words) for c in active(card)),
            details_in_thread=details,
            also_from=story.also_from,
            story_id=story.story_id,
        )

    async def suppress(self, card: Card) -> None:
        """Say in the card's place that nothing is posted about its article."""
        assert card.ts is not None
        message: Message = notices.notice(SUPPRESSED)
        outgoing = Outgoing(key=f"card:{card.id}", channel=card.channel, message=message, kind="card")
        await self._deliverer.update(card.team, outgoing, card.channel, card.ts)
        await self._store.cards.update(card.team, card.id, state="suppressed")

    async def _remember(self, card: Card, reading: Reading, brief: Brief) -> None:
        """Before the card is seen, so that its buttons always find what it shows.

        A card that shows an earlier article keeps it until the new one is seen: a process killed in between
        must find the update still to be made.
        """
        await self._store.briefs.put(card.team, reading.article_id, f"card:{card.id}", brief)
        if card.article_id is None:
            await self._store.cards.update(card.team, card.id, article_id=reading.article_id)

    def _outgoing(
        self,
        card: Card,
        key: str,
        message: Message,
        reading: Reading,
        brief: Brief,
        thread_ts: str | None = None,
    ) -> Outgoing:
        return Outgoing(
            key=key,
            channel=card.channel,
            thread_ts=thread_ts or card.thread_ts,
            message=message,
            kind=key.partition(":")[0],
            tickers=tuple(symbol for row in brief.tickers for symbol in (row.ticker, *row.also)),
            canonical_url=reading.article.canonical_url,
            actor=card.asked_by,
            detail={"article": reading.article_id, "engine": dict(brief.engine)},
        )
