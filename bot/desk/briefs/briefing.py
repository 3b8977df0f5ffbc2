"""The way of a link: one request becomes one card, whatever happens to the process in between.

A card is opened in the store before anything is posted. Its id comes from the request, so a job that runs
again finds what its first run had done; and a channel has one open card for a canonical URL, so two people
who paste the same link get one card and a pointer to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from bot.desk.briefs.analysing import Analysing
from bot.desk.briefs.corrections import active
from bot.desk.briefs.reader import Reader, Reading
from bot.desk.briefs.showing import Showing
from bot.desk.channels import Channels
from bot.desk.failures import Failure, explain
from bot.desk.news.newsroom import Newsroom
from bot.desk.news.story_cards import StoryCards
from bot.desk.requests import BriefRequest
from bot.errors import DeskwireError
from bot.model import REPOST_AFTER, Article, Brief
from bot.reading.urls import canonical_url
from bot.slack import notices
from bot.slack.delivery import Delayed, Deliverer, DeliveryError, NotInChannel
from bot.slack.directory import Directory
from bot.slack.messages import Message
from bot.slack.ports import Outgoing
from bot.store.cards import Card
from bot.store.faults import StoreError
from bot.store.news_item import NewsItem
from bot.store.store import Store
from bot.work.jobs import RetryLater

STILL_READING_S = 3.0
_log = structlog.get_logger()


class Briefing:
    """Turns requests into cards."""

    def __init__(
        self,
        *,
        store: Store,
        reader: Reader,
        analysing: Analysing,
        showing: Showing,
        deliverer: Deliverer,
        directory: Directory,
        channels: Channels,
        newsroom: Newsroom,
        stories: StoryCards,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._reader = reader
        self._analysing = analysing
        self._showing = showing
        self._deliverer = deliverer
        self._directory = directory
        self._channels = channels
        self._newsroom = newsroom
        self._stories = stories
        self._now = now

    async def brief(self, request: BriefRequest) -> None:
        """Answer a request with a card, a pointer to the card that is there already, or one sentence."""
        request = await self._placed(request)
        try:
            card = await self._store.cards.get(request.team, _card_id(request))
            if card is not None and card.state != "reading":
                return
            if request.response_url:
                # A command does not say who else reads its channel; messages and mentions were asked before.
                await self._channels.require_open(request.team, request.channel)
            held = await self._hold(card or self._new_card(request))
            if held.id == _card_id(request):
                await self._answer(request, held)
            else:
                await self._point_to(request, held)
        except (Delayed, StoreError):
            # Neither is about the article: the job comes again.
            raise
        except DeskwireError as error:
            await self.refuse(request, error)

    async def refuse(self, request: BriefRequest, error: BaseException) -> None:
        """Say in one sentence why there is no card, where the card would have been."""
        try:
            request = await self._placed(request)
        except DeliveryError:
            # No direct messages with this person: the response URL is as private.
            if not request.response_url:
                raise
        failure = explain(error, team=request.team.team_id, request=request.key)
        message = _refusal(failure, request)
        card_id = _card_id(request)
        card = await self._store.cards.get(request.team, card_id)
        try:
            if card is not None and card.ts:
                await self._deliverer.update(
                    request.team, _outgoing(request, f"card:{card_id}", message), card.channel, card.ts
                )
            else:
                await self._say(request, f"refusal:{request.key}", message)
        except DeliveryError as unheard:
            # The placeholder was deleted, or the bot removed: nobody is left to be told, and a card that
            # stayed open would stand in the way of the same link for as long as cards stand.
            _log.warning("refusal_not_said", error_id=failure.error_id, slack_error=unheard.slack_error)
        if card is not None:
            await self._store.cards.update(request.team, card_id, state="failed")

    async def _placed(self, request: BriefRequest) -> BriefRequest:
        """A private request is answered in direct messages."""
        if not request.private:
            return request
        channel = await self._directory.direct_channel(request.team, request.user)
        return replace(request, channel=channel, thread_ts=None, response_url="", private=False)

    async def _hold(self, card: Card) -> Card:
        """Reserve the card's place in its channel: the card that holds it, this one or an earlier one.

        An earlier card whose message was deleted in Slack gives its place up.
        """
        held = await self._store.cards.reserve(card, self._since())
        if held.id == card.id or held.ts is None:
            return held
        if not await self._directory.is_gone(held.team, held.channel, held.ts):
            return held
        await self._store.cards.update(held.team, held.id, state="deleted")
        return await self._store.cards.reserve(card, self._since())

    def _since(self) -> datetime:
        """How far back a card stands for its article."""
        return self._now() - REPOST_AFTER

    def _new_card(self, request: BriefRequest) -> Card:
        return Card(
            team=request.team,
            id=_card_id(request),
            channel=request.channel,
            thread_ts=request.thread_ts,
            canonical_url=_subject(request),
            asked_by=request.user,
            delivery_key=f"card:{_card_id(request)}",
            created_at=self._now(),
        )

    async def _answer(self, request: BriefRequest, card: Card) -> None:
        team = request.team
        if card.ts is None:
            placeholder = _outgoing(request, f"card:{card.id}", notices.placeholder(request.url))
            try:
                posted = await self._deliverer.post(team, placeholder)
            except NotInChannel:
                await self._answer_privately(request, card)
                return
            if posted.ts is None:
                await self._store.cards.update(team, card.id, state="unconfirmed")
                return
            card = replace(card, ts=posted.ts)
            await self._store.cards.update(team, card.id, ts=posted.ts, posted_at=self._now())
        reading = await self._read(request)
        twin = await self._store.cards.rename(
            team, card.id, _subject(request, reading.article), self._since()
        )
        if twin is not None:
            await self._replace_by_pointer(request, card, twin)
            return
        brief = await self._analysing.brief(team, reading)
        item = await self._publish(request, reading, brief)
        if item is not None and not request.own_card:
            first = await self._stories.claim(card, item)
            if first is not None:
                await self._join(request, card, first, item, reading, brief)
                return
        await self._showing.show(card, reading, brief, details=request.thread_ts is None)

    async def _answer_privately(self, request: BriefRequest, card: Card) -> None:
        """Where the bot is no member only the person who asked can be answered, by the response URL."""
        if not request.response_url:
            raise NotInChannel
        reading = await self._read(request)
        brief = await self._analysing.brief(request.team, reading)
        await self._showing.answer(card, reading, brief, request.response_url)

    async def _join(
        self,
        request: BriefRequest,
        card: Card,
        first: Card,
        item: NewsItem,
        reading: Reading,
        brief: Brief,
    ) -> None:
        """The story has its card in this channel: the placeholder points to it, and its thread tells of this link."""
        assert card.ts is not None
        beneath = card.thread_ts is not None and card.thread_ts == (first.thread_ts or first.ts)
        what = await self._stories.join(first, item, reading.article, brief, request.user, reply=not beneath)
        message = await self._stories.pointer(first, reading.article, brief, what, request.url)
        symbols = tuple(symbol for row in brief.tickers for symbol in (row.ticker, *row.also))
        outgoing = replace(_outgoing(request, f"card:{card.id}", message), tickers=symbols)
        shown = await self._deliverer.update(request.team, outgoing, card.channel, card.ts)
        if shown.state == "suppressed":
            await self._showing.suppress(card)
            return
        await self._store.cards.update(request.team, card.id, state="pointer")

    async def _publish(self, request: BriefRequest, reading: Reading, brief: Brief) -> NewsItem | None:
        """A link of a channel is news for the whole team. What was asked in private, dropped or pasted is not."""
        if request.url and not request.text and not request.channel.startswith("D"):
            return await self._newsroom.take(request.team, reading, brief)
        return None

    async def _read(self, request: BriefRequest) -> Reading:
        if request.url and not request.text:
            return await self._reader.url(request.team, request.url)
        if request.file_id:
            return await self._reader.file(request.team, request.file_id)
        return await self._reader.text(request.team, request.text, request.title, request.url)

    async def _point_to(self, request: BriefRequest, card: Card) -> None:
        """The channel has a card for this article: bring it up to date if the article changed, and point to it."""
        if card.ts is None:
            raise RetryLater(STILL_READING_S, "the first card is still being posted")
        if card.state == "posted" and request.url:
            await self._refresh(request, card)
        await self._say(request, f"pointer:{request.key}", await self._pointer(card))

    async def _refresh(self, request: BriefRequest, card: Card) -> None:
        try:
            reading = await self._reader.url(request.team, request.url)
        except StoreError:
            raise
        except DeskwireError as error:
            # A page that cannot be read now takes nothing from the card that was made when it could.
            _log.info("refresh_not_read", card=card.id, code=error.code)
            return
        if reading.article_id == card.article_id:
            return
        brief = await self._analysing.brief(request.team, reading, active(card))
        item = await self._publish(request, reading, brief)
        await self._showing.show(card, reading, brief, badge="UPDATE", details=False)
        if item is not None:
            await self._stories.renew(card, item, reading.article, brief, request.user)

    async def _replace_by_pointer(self, request: BriefRequest, card: Card, twin: Card) -> None:
        assert card.ts is not None
        outgoing = _outgoing(request, f"card:{card.id}", await self._pointer(twin))
        await self._deliverer.update(request.team, outgoing, card.channel, card.ts)
        await self._store.cards.update(request.team, card.id, state="pointer")

    async def _pointer(self, card: Card) -> Message:
        link = await self._directory.permalink(card.team, card.channel, card.ts or "")
        kept = await self._store.articles.get(card.team, card.article_id) if card.article_id else None
        return notices.already_posted(link or "", kept.title if kept else "", card.asked_by)

    async def _say(self, request: BriefRequest, key: str, message: Message) -> None:
        """A sentence for the person who asked: privately where Slack lets us, else in the thread."""
        if request.response_url:
            await self._deliverer.respond(
                request.team, _outgoing(request, key, message), request.response_url
            )
            return
        await self._deliverer.post(request.team, _outgoing(request, key, message))


def _card_id(request: BriefRequest) -> str:
    seed = f"{request.team.enterprise_id}/{request.team.team_id}/{request.key}"
    return hashlib.sha256(seed.encode()).hexdigest()[:20]


def _subject(request: BriefRequest, article: Article | None = None) -> str:
    """What the one-card rule counts as the same: the canonical URL, the file, or the pasted text."""
    if request.file_id:
        return f"file:{request.file_id}"
    if request.text:
        return f"text:{_card_id(request)}"
    if article is not None and article.canonical_url:
        return article.canonical_url
    return canonical_url(request.url)


def _outgoing(request: BriefRequest, key: str, message: Message) -> Outgoing:
    return Outgoing(
        key=key,
        channel=request.channel,
        thread_ts=request.thread_ts,
        message=message,
        kind=key.partition(":")[0],
        actor=request.user,
        canonical_url=request.url,
    )


def _refusal(failure: Failure, request: BriefRequest) -> Message:
    """A page that a person can read and we cannot comes with a button that takes its text."""
    if (
        request.url and failure.reason in {"paywall", "login", "consent", "captcha"}
    ) or failure.code == "denied":
        return notices.refused(failure.sentence, request.url, failure.error_id)
    return notices.notice(failure.sentence, failure.error_id)
